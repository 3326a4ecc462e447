"""The numbers of a sentence that are targets, each with its unit and the words around it. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from plans.kpi import Comparator

# Things counted: "ít nhất 3 mô hình". Documents ("02 báo cáo") count only with a comparing word.
_COUNTED = (
    "mô hình|lớp tập huấn|lớp|hội nghị tập huấn|hội nghị|cuộc kiểm tra|cuộc họp|cuộc|buổi|đợt kiểm tra|đợt|"
    "lượt người|lượt|"
    "tin bài|tin, bài|tin|bài viết|bài|phóng sự|video|clip|chuyên mục|chuyên đề|sáng kiến|giải pháp|dịch vụ công|TTHC|"
    "thủ tục hành chính|thủ tục|hồ sơ|tổ dân phố|tổ|đoàn kiểm tra|đoàn|đơn vị|người|doanh nghiệp|hộ|điểm|tờ rơi|pa nô|"
    "bộ phận|trường hợp|nhóm|phương án|quy trình|cán bộ|công chức|phút|phiếu|lần"
)
_DOCUMENTS = "kế hoạch|báo cáo|văn bản|quyết định|công văn|tờ trình|thông báo|chương trình|hướng dẫn"
_ONLY_COMPARED = frozenset([*_DOCUMENTS.split("|"), "phút", "lần"])
_VALUE = r"[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?|[0-9]+(?:[.,][0-9]+)?"
# Begins with a digit for speed; what may not stand before the number is looked for behind that digit.
FIGURE = re.compile(
    rf"(?P<value>[0-9](?<![\w/.,-][0-9])(?:[0-9]{{0,2}}(?:\.[0-9]{{3}})+(?:,[0-9]+)?|[0-9]*(?:[.,][0-9]+)?))"
    rf"(?:/[0-9]{{1,3}}(?=\s*điểm))?"
    rf"(?:\s*(?:-|–|đến)\s*(?P<upper>{_VALUE})(?=\s*(?:%|phần trăm)))?\s*"
    rf"(?P<unit>%|phần trăm|(?:{_COUNTED}|{_DOCUMENTS})(?!\w))(?!\s*/\s*(?!năm|quý|tháng|tuần|lượt)\w)",
    re.IGNORECASE,
)
WAS = re.compile(rf"từ\s+(?:mức\s+)?(?:{_VALUE})\s*%\s*(?:\([^()]*\)\s*)?(?=lên|xuống|còn)", re.IGNORECASE)
_REACHED = re.compile(r"\bnăm (?P<year>20\d\d)\s*(?:đã\s+)?(?:đạt|là|:|-)*\s*(?:khoảng|mức)?\s*$", re.IGNORECASE)
PERCENT_RANGE = re.compile(rf"({_VALUE})\s*%\s*(?:-|–|đến)\s*(?={_VALUE}\s*%)", re.IGNORECASE)
_NO_TARGET_BEFORE = re.compile(
    r"(?:số|khoản|điều|mục|điểm|mức độ|cấp độ|giai đoạn|đề án|phụ lục|lần thứ|thứ|loại)\s*$", re.IGNORECASE
)
_AT_ONCE = re.compile(r"^\s*(?:trở lên)?\s*(?:,|và\s)")
_AND = re.compile(r"\s*(?:,|và|,\s*và)\s*")
PART_OF = re.compile(r"trong (?:số )?đó\s*[,:]?\s*(?:có\s+)?", re.IGNORECASE)

# Directly before the number, the last of them decides.
_COMPARING = (
    (re.compile(r"không (?:dưới|thấp hơn|ít hơn|nhỏ hơn|kém)$"), Comparator.AT_LEAST),
    (
        re.compile(r"(?:không (?:quá|vượt quá|vượt|lớn hơn|nhiều hơn|cao hơn|trên)|tối đa|nhiều nhất|≤|<=|cao nhất)$"),
        Comparator.AT_MOST,
    ),
    (re.compile(r"(?:tối thiểu|ít nhất|thấp nhất|≥|>=|tối thiểu là|từ)$"), Comparator.AT_LEAST),
    (re.compile(r"(?:dưới|ít hơn|thấp hơn|nhỏ hơn|<)$"), Comparator.LESS_THAN),
    (re.compile(r"(?:trên|hơn|vượt|cao hơn|lớn hơn|>)$"), Comparator.MORE_THAN),
)
_BETWEEN = re.compile(
    r"\s*(?:đạt|tỷ lệ|tỉ lệ|được|mức|là|khoảng|có|phấn đấu|bảo đảm|đảm bảo|xuống|còn)$", re.IGNORECASE
)
AFTER_AT_LEAST = re.compile(r"^\s*(?:[^,;.]{0,40}?\s)?trở lên", re.IGNORECASE)


@dataclass(frozen=True)
class Figure:
    """A number with its unit in a sentence, and the words on both sides up to its neighbours."""

    value: Decimal
    unit: str
    before: str
    after: str
    text: str


def figures_of(sentence: str, year: int = 0) -> list[Figure]:
    """The numbers that are targets, in order; each has the words before and behind it up to its neighbours.

    What was reached before `year` is no target: "năm 2025 đạt 75%", "(năm 2025: 65%)".
    """
    hits: list[re.Match[str]] = []
    for hit in FIGURE.finditer(sentence):
        if (reached := _REACHED.search(sentence[: hit.start()])) and int(reached["year"]) < year:
            continue
        if _counts(sentence, hit) or (hits and _goes_on(sentence[hits[-1].end() : hit.start()], hit)):
            hits.append(hit)
    figures: list[Figure] = []
    for index, hit in enumerate(hits):
        left = hits[index - 1].end() if index else 0
        right = hits[index + 1].start() if index + 1 < len(hits) else len(sentence)
        between_left, between_right = sentence[left : hit.start()], sentence[hit.end() : right]
        before = between_left if index == 0 else _own_words(between_left)
        after = (
            between_right
            if index + 1 == len(hits)
            else between_right[: len(between_right) - len(_own_words(between_right))]
        )
        unit = "%" if hit["unit"].lower() in {"%", "phần trăm"} else hit["unit"].lower()
        figures.append(Figure(_decimal(hit["value"]), unit, before, after, sentence))
    return figures


def _own_words(between: str) -> str:
    """What between two numbers belongs to the second: from "trong đó", the last comma or "và".

    Where a comma follows the first number at once ("đạt 80%, thanh toán trực tuyến đạt 75%"), all after it.
    """
    if hang := PART_OF.search(between):
        return between[hang.start() :]
    if at_once := _AT_ONCE.match(between):
        return between[at_once.end() :]
    cuts = [hit.end() for hit in re.finditer(r",\s|\svà\s", between)]
    return between[cuts[-1] :] if cuts else ""


def _goes_on(between: str, hit: re.Match[str]) -> bool:
    """Whether a thing is counted like the one right before it: "ít nhất 02 hội nghị và 01 lớp tập huấn"."""
    return bool(_AND.fullmatch(between)) and hit["unit"].lower() not in _ONLY_COMPARED


def _counts(sentence: str, hit: re.Match[str]) -> bool:
    """Whether a number is a target at all."""
    before = sentence[: hit.start()]
    if _NO_TARGET_BEFORE.search(before[-20:]):
        return False
    unit = hit["unit"].lower()
    if unit in {"%", "phần trăm"}:
        return True
    compared = word_before(before) is not None or AFTER_AT_LEAST.match(sentence[hit.end() :])
    starts = not before.strip() or before.rstrip()[-1] in ",:;-–("
    if unit in _ONLY_COMPARED or len(unit) < 4:
        # "12 tin", "02 lớp, 60 người"
        alone = starts and hit[0].strip() == sentence[hit.start() :].split(",")[0].strip(" .;")
        return bool(compared) or (alone and unit not in _ONLY_COMPARED)
    return (
        bool(compared)
        or starts
        or bool(re.search(r"(?:tổ chức|xây dựng|đăng|đăng tải|phát|triển khai|thực hiện|có|mở|đạt)\s*$", before, re.I))
    )


def _decimal(text: str) -> Decimal:
    """A Vietnamese number: "98,5", "98.5", "1.500"."""
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", text):
        text = text.replace(".", "")
    return Decimal(text.replace(",", "."))


def word_before(before: str) -> tuple[Comparator, str] | None:
    """The comparator that the words directly before a number say, and how it is written."""
    words = before.casefold().rstrip()
    for _ in range(4):
        for pattern, comparator in _COMPARING:
            if pattern.search(words):
                return comparator, comparator.value
        shorter = _BETWEEN.sub("", words).rstrip()
        if shorter == words:
            return None
        words = shorter
    return None
