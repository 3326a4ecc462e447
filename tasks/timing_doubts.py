"""What a reading of a timing phrase has left out or had to guess, as notes for a person. Pure.

A wrong deadline read silently is worse than none: a negation, an ordinal, a half, a number or an hour
that has no part in the reading is told, whatever the phrase.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from itertools import pairwise

from tasks.timing_kinds import Kind, Timing
from tasks.timing_words import Token, repaired
from wards.text import fold

DAY_OF_CADENCE = "ngày trong kỳ chưa được tính; việc đến hạn theo ngày chốt kỳ"
_TOLD = {"number", "week", "weekday", "clock", "part", "roman"}
_TELLING = {"nua", "cuoi"}
# What a number only numbers: "đợt 1", "lần thứ hai", "Kế hoạch số 12".
_LABELS = {"dot", "lan", "so", "doan", "buoc", "dieu", "khoan", "muc", "luc", "bieu", "chang", "phien", "khoa"}
_NOT_NEGATIONS = {"gian", "khi", "che", "chi", "ngung", "luc"}  # không gian, không ngừng, khống chế
_EXCEPT = re.compile(r"(?<!phòng )(?<!diệt )(?<!khấu )(?<!bài )(?<!loại )\btrừ\b")
_EXCEPT_BARE = re.compile(r"\bngoai tru\b|(?<!luu )(?<!cu )(?<!tam )(?<!noi )\btru\b(?! so)")
_NOT_YET = re.compile(r"\bchưa\b")
_MOVED = re.compile(
    r"\b(?:lui|hoan(?! (?:thanh|thien|tat|chinh))|gia han)\b.*\b(?:sang|den|toi)\b"
    r"|\b(?:doi|chuyen|dieu chinh)(?: thoi (?:han|gian)| han)? (?:tu\b.*)?sang\b"
)
_ALWAYS = re.compile(r"(?<![\d/])24\s*/\s*7(?![\d/])")
_FURTHER = re.compile(r"\bva (?:cac |nhung )?(?:quy|thang|ky|dot) (?:tiep theo|ke tiep|con lai|sau)\b")
_END_OF_PERIOD = re.compile(r"\bkhi (?:het|ket thuc) (?:nam|quy|thang|6 thang)\b")
_SCHOOL_YEAR = re.compile(r"\bnam hoc 20\d\d")
_BARE_HALF = re.compile(r"nua\s*(?:dau|cuoi)$")
_BARE_QUARTER = re.compile(r"(?:i{1,3}|iv)\s*/")
_COUNTED = re.compile(r"\d+\s*(?:ngay|gio|tuan)$")
_DATES = {"datew", "daten", "iso", "dm", "mony", "month", "quarter", "year"}


def doubts(phrase: str, words: Sequence[Token], read: Set[int], timings: Sequence[Timing]) -> Iterator[str]:
    """Notes on a phrase as `plain` gives it, its tokens, the places of those that were read, and the reading."""
    folded = " ".join(fold(phrase).split())
    yield from repaired(phrase)
    if not timings:
        return
    yield from _left_out(phrase, words, read, timings)
    if _is_negated(phrase, words):
        yield "có từ phủ định hoặc loại trừ (“không”, “trừ”…) chưa được tính; hãy xem lại thời hạn đã hiểu"
    if _MOVED.search(folded) and sum(word.kind in _DATES for word in words) > 1:
        yield "thời hạn được lùi hoặc đổi; hãy xem lại mốc đã hiểu"
    if _FURTHER.search(folded):
        yield "các kỳ tiếp theo chưa được tính; hãy ghi rõ từng kỳ"
    counted = [at for at, word in enumerate(words) if word.kind == "event" and _COUNTED.search(word.text)]
    rest = words[counted[0] + 1 :] if counted else []
    if any(word.kind in {"before", *_DATES} for word in rest) or _END_OF_PERIOD.search(folded):
        yield "hạn tính lùi hoặc tính từ một mốc khác chưa được tính; cần ghi rõ ngày đến hạn"
    if _SCHOOL_YEAR.search(folded):
        yield "năm học không trùng năm dương lịch; hãy ghi rõ ngày"
    if any(word.kind == "months" and _BARE_HALF.search(word.text) for word in words):
        yield "không ghi nửa đầu hay nửa cuối của kỳ nào; hiểu là của năm"
    named = any(word.kind == "quarter" and not _BARE_QUARTER.match(word.text) for word in words)
    if not named and any(word.kind == "quarter" for word in words):
        yield "chỉ ghi số La Mã, không ghi “quý”; hiểu là quý"
    if _ALWAYS.search(folded):
        yield "“24/7” có thể là suốt ngày đêm; đã hiểu là ngày 24 tháng 7"
    for word, following in pairwise(words):
        if word.kind == "dm" and following.kind == "span" and not word.text.startswith("ngay"):  # "1/2 năm"
            piece = phrase[word.start : following.end].strip()
            yield f"“{piece}” có thể là một phần của kỳ; đã hiểu là ngày rồi đến tháng"
    yield from _carried(phrase, timings)


def _left_out(phrase: str, words: Sequence[Token], read: Set[int], timings: Sequence[Timing]) -> Iterator[str]:
    kinds = {timing.kind for timing in timings}
    dated = Kind.DEADLINE in kinds and Kind.RECURRING not in kinds
    for at, word in enumerate(words):
        if at in read or (at and words[at - 1].text in _LABELS):
            continue
        if word.kind in {"weekday", "clock"} and dated:  # "thứ Hai, ngày 15/6/2026" says the day itself
            continue
        if not (word.kind in _TOLD | _DATES or word.text in _TELLING or word.text.isdigit()):
            continue
        if Kind.RECURRING in kinds and word.kind not in _DATES:
            yield DAY_OF_CADENCE
        else:
            piece = phrase[word.start : word.end].strip()
            yield f"“{piece}” chưa có phần trong cách hiểu này; hãy xem lại thời hạn"


def _is_negated(phrase: str, words: Sequence[Token]) -> bool:
    for word, following in zip(words, [*words[1:], None], strict=True):
        if word.kind == "word" and word.text == "khong" and not (following and following.text in _NOT_NEGATIONS):
            return True
    lower = phrase.casefold()
    bare = lower.isascii() and _EXCEPT_BARE.search(" ".join(lower.split()))
    return bool(_EXCEPT.search(lower) or _NOT_YET.search(lower) or bare)


def _carried(phrase: str, timings: Sequence[Timing]) -> Iterator[str]:
    """ "Trước ngày 15/6 (sơ kết); 15/12 (tổng kết)": whether "trước" holds for the second is a guess."""
    at, before = 0, False
    for timing in timings:
        place = phrase.find(timing.text, at)
        if timing.kind is not Kind.DEADLINE or place < 0:
            before = False
            continue
        text = fold(timing.text)
        if before and ";" in phrase[at:place] and text.removeprefix("ngay").strip()[:1].isdigit():
            yield f"“{timing.text}” không ghi lại “trước”; đã hiểu hạn là {timing.due:%d/%m/%Y}"
        else:
            before = "truoc" in text or (before and ";" not in phrase[at:place])
        at = place + len(timing.text)
