"""Sentences around the tables that hold a date or a target: offered beside the table's rows. Pure."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from imports.front_matter import Line
from imports.grid import Place, Proposal, ProposalKind, Sentence, Standing, TargetReading, TaskReading
from imports.targets import read_targets
from tasks.timing import Kind, Timing, read_phrase
from wards.text import CAPITALS, fold
from wards.unit_names import UnitReading

Mentioned = Callable[[str], tuple[UnitReading, ...]]  # the units that a sentence names

_SENTENCES = re.compile(rf"(?<=[.;!?])\s+(?=[-–+{CAPITALS}])|\n+")
_BULLET = re.compile(r"^(?:[-–—+•*]|\d{1,2}(?:\.\d{1,2})*[.)]|[a-zđ]\))\s*")
_MONTH = r"(?:tháng\s*\d{1,2}(?:\s*(?:/|năm)\s*20\d\d)?|quý\s*(?:[1-4]|I{1,3}|IV)(?!\w)(?:\s*(?:/|năm)\s*20\d\d)?)"
# A date that someone must keep, not that of a document cited: "gửi trước ngày 20/5/2026".
_DAY = r"\d{1,2}\s*/\s*\d{1,2}(?:\s*/\s*20\d\d)?"
_DUE = re.compile(
    rf"từ\s+(?:{_MONTH}\s+đến\s+(?:hết\s+)?{_MONTH}|(?:ngày\s+)?{_DAY}\s+đến\s+(?:hết\s+)?(?:ngày\s+)?{_DAY})"
    r"|(?:trước|chậm nhất|muộn nhất|hoàn thành|xong|đến hết|đến)\s+(?:(?:trước|vào|trong|là)\s+)*(?:ngày\s+)?"
    r"\d{1,2}\s*(?:[/.-]\s*\d{1,2}(?:\s*[/.-]\s*20\d\d)?|tháng\s*\d{1,2}(?:\s*năm\s*20\d\d)?)(?:\s*hằng năm)?"
    r"(?:\s*(?:,|và)\s*(?:trước\s+)?(?:ngày\s+)?\d{1,2}\s*/\s*\d{1,2}(?:\s*/\s*20\d\d)?)*"
    rf"|(?:hoàn thành|xong|chậm nhất|muộn nhất|trước|thực hiện|trong)\s+(?:(?:trong|vào|xong|hết)\s+)*{_MONTH}"
    r"|(?:định kỳ\s+)?(?:hằng|hàng)\s+(?:tuần|tháng|quý|năm)"
    r"(?:\s*(?:,|và)\s*(?:(?:hằng|hàng)\s+)?(?:6 tháng|tháng|quý|năm))*"
    r"(?=[^.;]*(?:báo cáo|tổng hợp|gửi|đánh giá|họp))",
    re.IGNORECASE,
)
_DATED = {Kind.DEADLINE, Kind.WINDOW, Kind.RECURRING}
_NO_TASK = re.compile(r"^(?:can cu|theo de nghi|\()")
_PARTNERS = re.compile(r"phối hợp", re.IGNORECASE)
_RECEIVER = re.compile(r"(?:gửi|báo cáo|trình)?\s*(?:về|cho|qua|đến|gửi)\s", re.IGNORECASE)
_LONG = 40  # characters; a shorter line is a heading, if it is no item of a list and has no stop
_SHORTEST = 20
_ALIKE = 0.6  # share of the words of the shorter of two texts that speak of one thing
_FEWEST_ALIKE = 4
_EMPTY_WORDS = frozenset(
    {
        *(
            "va",
            "cac",
            "cua",
            "cho",
            "theo",
            "trong",
            "den",
            "tai",
            "ve",
            "voi",
            "tren",
            "duoc",
            "la",
            "nay",
            "de",
            "tu",
        ),
        *("thuc", "hien", "cong", "tac", "phuong", "xa", "ubnd", "nam", "ngay", "thang", "quy", "truoc", "don", "vi"),
        *("co", "quan", "nhung", "viec", "so", "mot"),
    }
)


def read_prose(
    lines: Iterable[Line], year: int, tasks: Sequence[TaskReading], mentioned: Mentioned = lambda _text: ()
) -> list[Proposal]:
    """Tasks and targets of the sentences, in order, each with the row of the table that speaks of the same thing.

    One sentence is one task, however many dates it has. Nothing is decided: a person takes it over or leaves it.
    """
    proposals: list[Proposal] = []
    table: _Table | None = None
    seen: Counter[str] = Counter()
    for line in lines:
        ends = bool(_BULLET.match(line.text)) or line.text.endswith((".", ";"))
        if len(line.text) < (_SHORTEST if ends else _LONG) or _NO_TASK.match(fold(line.text)):
            continue
        for piece in _SENTENCES.split(line.text):
            text = _BULLET.sub("", piece.strip()).strip()
            phrase, timings = _timings(text, year)
            targets = read_targets(text, (), year)
            if not timings and not targets:
                continue
            table = table or _Table(tasks)
            if timings:
                sentence = _task(text, phrase, timings, table, mentioned)
                proposals.append(_proposal(ProposalKind.TASK, line, sentence, seen))
            for target in targets:
                # What hangs on another target of the sentence would hang on nothing in the row.
                alone = replace(target, part_of=None, relation=None)
                proposals.append(_proposal(ProposalKind.TARGET, line, table.stands(text, alone), seen))
    return proposals


def _timings(sentence: str, year: int) -> tuple[str, tuple[Timing, ...]]:
    """The words of the dates to be kept, and what they mean; nothing where they cannot be read whole."""
    phrases: list[str] = []
    timings: list[Timing] = []
    for hit in _DUE.finditer(sentence):
        read = read_phrase(hit[0], year)
        if not read.problems and all(timing.kind in _DATED for timing in read.timings):
            phrases.append(hit[0].strip())
            timings += read.timings
    return "; ".join(phrases), tuple(dict.fromkeys(timings))


def _task(text: str, phrase: str, timings: tuple[Timing, ...], table: _Table, mentioned: Mentioned) -> Sentence:
    """The first unit that acts leads; those behind "phối hợp" take part, who only receives does neither."""
    acting = _PARTNERS.split(text, maxsplit=1)[0]
    helping = text[len(acting) :]
    leads = mentioned(_RECEIVER.split(acting, maxsplit=1)[0])[:1]
    partners = tuple(unit for unit in mentioned(_RECEIVER.split(helping, maxsplit=1)[0]) if unit not in leads)
    sentence = Sentence("", text, phrase=phrase, timings=timings, leads=leads, partners=partners)
    row = table.row_of(text)
    if row is None:
        return sentence
    known = {_days(timing) for timing in row.timings}
    standing = Standing.SAME if {_days(timing) for timing in timings} <= known else Standing.OTHER
    return replace(sentence, about=Place(row.sheet, row.row), standing=standing, stated=row.timing)


def _days(timing: Timing) -> tuple[object, ...]:
    """When something is due, whichever way it is written."""
    return (timing.due, timing.every) if timing.due else (timing.kind, timing.every)


def _proposal(kind: ProposalKind, line: Line, sentence: Sentence, seen: Counter[str]) -> Proposal:
    folded = f"{kind}:{fold(sentence.text)}"
    key = hashlib.sha256(f"{folded}:{seen[folded]}".encode()).hexdigest()[:16]
    seen[folded] += 1
    target = sentence.target
    if target is not None:
        value = figure(target)
        message = f"Phần lời văn có chỉ tiêu: “{sentence.text}”"
    else:
        days = ", ".join(f"{timing.due:%d/%m/%Y}" for timing in sentence.timings if timing.due) or sentence.phrase
        value = next((timing.due.isoformat() for timing in sentence.timings if timing.due), sentence.phrase)
        message = f"Phần lời văn có thời hạn {days}: “{sentence.text}”"
    if sentence.standing is Standing.OTHER:
        message += f" Bảng ghi khác: {sentence.stated}."
    return Proposal(kind, value, message, line.sheet, line.row, replace(sentence, key=key))


def figure(target: TargetReading) -> str:
    """What a target asks for, in short: ">= 80%"."""
    return f"{target.comparator} {target.value}{'' if target.unit == '%' else ' '}{target.unit}"


class _Table:
    """The rows of the tables by their words, made once for all sentences."""

    def __init__(self, tasks: Sequence[TaskReading]) -> None:
        self._tasks = tasks
        self._words = [_telling(task.content) for task in tasks]
        self._with: dict[str, list[int]] = defaultdict(list)
        for at, words in enumerate(self._words):
            for word in words:
                self._with[word].append(at)
        self._targets = [(_words(target.measure), target, task) for task in tasks for target in task.targets]

    def row_of(self, sentence: str) -> TaskReading | None:
        """The row that has most words in common with the sentence, where that is most of the shorter one's."""
        words = _telling(sentence)
        common = Counter(at for word in words for at in self._with.get(word, ()))
        best, most = None, 0.0
        for at, count in common.items():
            share = count / max(min(len(words), len(self._words[at])), 1)
            if count >= _FEWEST_ALIKE and share >= _ALIKE and share > most:
                best, most = at, share
        return None if best is None else self._tasks[best]

    def stands(self, text: str, target: TargetReading) -> Sentence:
        """A target beside that of a row which measures the same thing in the same unit."""
        sentence = Sentence("", text, target=target)
        words = _words(target.measure)
        for known, stated, task in self._targets:
            alike = len(words & known) >= 0.7 * max(len(words), len(known), 1)
            if alike and stated.unit == target.unit:
                same = (stated.value, stated.comparator) == (target.value, target.comparator)
                standing = Standing.SAME if same else Standing.OTHER
                where = Place(task.sheet, task.row)
                return replace(sentence, standing=standing, about=where, stated=figure(stated))
        return sentence


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", fold(text)))


def _telling(text: str) -> set[str]:
    return {word for word in _words(text) if word not in _EMPTY_WORDS and not word.isdigit()}
