"""Targets in the words of a task: number, unit, measure, comparator, and how one hangs on another. Pure.

Targets found here are proposals: counts and values are read with care, measures are the nearest words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from imports.grid import TargetReading
from plans.kpi import Comparator, Relation
from wards.text import fold

# Things counted: "ít nhất 3 mô hình". Documents ("02 báo cáo") count only with a comparing word.
_COUNTED = (
    "mô hình|lớp tập huấn|lớp|hội nghị tập huấn|hội nghị|cuộc kiểm tra|cuộc họp|cuộc|buổi|đợt kiểm tra|đợt|"
    "lượt người|lượt|"
    "tin bài|tin, bài|tin|bài viết|bài|phóng sự|video|clip|chuyên mục|chuyên đề|sáng kiến|giải pháp|dịch vụ công|TTHC|"
    "thủ tục hành chính|thủ tục|hồ sơ|tổ dân phố|tổ|đoàn kiểm tra|đoàn|đơn vị|người|doanh nghiệp|hộ|điểm|tờ rơi|pa nô|"
    "bộ phận|trường hợp|nhóm|phương án|quy trình|cán bộ|công chức|phút"
)
_DOCUMENTS = "kế hoạch|báo cáo|văn bản|quyết định|công văn|tờ trình|thông báo|chương trình|hướng dẫn"
_ONLY_COMPARED = frozenset([*_DOCUMENTS.split("|"), "phút"])
_VALUE = r"[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?|[0-9]+(?:[.,][0-9]+)?"
# Begins with a digit for speed; what may not stand before the number is looked for behind that digit.
_FIGURE = re.compile(
    rf"(?P<value>[0-9](?<![\w/.,-][0-9])(?:[0-9]{{0,2}}(?:\.[0-9]{{3}})+(?:,[0-9]+)?|[0-9]*(?:[.,][0-9]+)?))"
    rf"(?:/[0-9]{{1,3}}(?=\s*điểm))?"
    rf"(?:\s*(?:-|–|đến)\s*(?P<upper>{_VALUE})(?=\s*(?:%|phần trăm)))?\s*"
    rf"(?P<unit>%|phần trăm|(?:{_COUNTED}|{_DOCUMENTS})(?!\w))(?!\s*/\s*(?!năm|quý|tháng|tuần|lượt)\w)",
    re.IGNORECASE,
)
_PERCENT_RANGE = re.compile(rf"({_VALUE})\s*%\s*(?:-|–|đến)\s*(?={_VALUE}\s*%)", re.IGNORECASE)
_NO_TARGET_BEFORE = re.compile(
    r"(?:số|khoản|điều|mục|điểm|mức độ|cấp độ|giai đoạn|đề án|phụ lục|lần thứ|thứ|loại)\s*$", re.IGNORECASE
)
_QUOTED_TITLE = re.compile(
    r"(?:đề án|kế hoạch|quyết định|chương trình|phong trào|chủ đề:?)\s*[“\"][^”\"]*[”\"]", re.IGNORECASE
)
_SENTENCES = re.compile(r"\n+|;|(?<=[.!?])\s+(?=[-–•+A-ZĐÀ-Ỹ0-9])|(?<=\s)[•▪](?=\s)")
_BULLET = re.compile(r"^\s*[-–—+•*]\s+")
_AT_ONCE = re.compile(r"^\s*(?:trở lên)?\s*(?:,|và\s)")
_PART_OF = re.compile(r"trong (?:số )?đó\s*[,:]?\s*(?:có\s+)?", re.IGNORECASE)

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
_AFTER_AT_LEAST = re.compile(r"^\s*(?:[^,;.]{0,40}?\s)?trở lên", re.IGNORECASE)
_AFTER_AT_MOST = re.compile(r"^\s*trở xuống", re.IGNORECASE)
_REDUCE = re.compile(
    r"(?:cắt giảm|rút ngắn|tiết giảm|tiết kiệm|giảm|đơn giản hóa)(?!\s*(?:tối đa|thiểu|còn|xuống))[^;.%]*$",
    re.IGNORECASE,
)
_REDUCE_TO = re.compile(
    r"giảm[^;.%]*(?:còn|xuống)\s*(?:(?:dưới|không quá|tối đa|thấp hơn|khoảng|mức)\s*)*$", re.IGNORECASE
)
_NOT_LET = re.compile(r"không (?:để|có|còn)\s[^;.%]*$", re.IGNORECASE)
_GROW = re.compile(r"(?:tăng|nâng)(?!\s*cường)(?:\s+(?:thêm|ít nhất|tối thiểu|trên))*\s*$", re.IGNORECASE)
_BASELINE = re.compile(
    r"so với\s+(?:cùng kỳ\s+)?(?:năm\s+)?(?P<year>20\d\d|(?:năm )?(?:trước|ngoái)|cùng kỳ)", re.IGNORECASE
)
_LEVELS = ("muc do", "diem", "chi so", "mức độ")  # a level is measured in each field; cases are counted

_LEADING_WORDS = re.compile(
    r"^(?:phấn đấu|bảo đảm|đảm bảo|duy trì|đạt|tỷ lệ|tỉ lệ|tối thiểu|ít nhất|từ|trên|dưới|số(?! h[oó])|có|và|là|được|"
    r",|:|-|–|[≥≤<>=]+|\s)+(?=\s|$)",
    re.IGNORECASE,
)
_TRAILING = " ,:-–≥≤<>="
_TRAILING_WORDS = (
    *("đạt", "tỷ lệ", "tỉ lệ", "tối thiểu", "ít nhất", "từ", "trên", "dưới", "là", "không quá", "tối đa", "đối với"),
    *(
        "phấn đấu",
        "bảo đảm",
        "đảm bảo",
        "duy trì",
        "với",
        "còn",
        "xuống",
        "trở lên",
        "mức",
        "cắt giảm",
        "theo quy định",
    ),
)
_HEAD_WORDS = re.compile(r"^(?:các|những|số(?! h[oó])|tổng số)\s+", re.IGNORECASE)
_BOTH_RATES = re.compile(r"^(?P<left>.+?)\s+và\s+(?P<right>.+)$", re.IGNORECASE | re.DOTALL)
_RATE_WORD = re.compile(r"^(?:tỷ lệ|tỉ lệ|mức độ)\s", re.IGNORECASE)
_FIELD = re.compile(r"(?:lĩnh vực|đối với|thuộc|cấp\s)", re.IGNORECASE)
_VERBS: tuple[str, ...] = ("tai su dung", "khai thac", "su dung", "ky so", "so hoa", "thanh toan", "toan trinh")
_VERBS += (
    "truc tuyen",
    "qua ",
    "tra ",
    "giai quyet",
    "duoc ",
    "nop ",
    "xu ly",
    "thuc hien",
    "dung han",
    "truoc han",
    "la ",
)


@dataclass(frozen=True)
class _Figure:
    """A number with its unit in a sentence, and the words on both sides up to its neighbours."""

    value: Decimal
    unit: str
    before: str
    after: str
    text: str


def read_targets(content: str, deliverables: tuple[str, ...], year: int) -> tuple[TargetReading, ...]:
    """The targets of a task: of its content first, then those of its products that the content does not have.

    `year` gives "so với năm trước" its baseline. Numbers of decisions, dates, articles are no targets.
    """
    found = list(_of_text(content, year))
    subject = content.split("\n")[0].strip(" .;:-–")
    own = len(found)
    known: set[str] = set()
    for deliverable in deliverables:
        places: list[int] = []  # of this product's targets among all; a repeated one stands where it was first
        for target in _of_text(deliverable, year):
            known = known or _word_set(content)
            part_of = None if target.part_of is None else places[target.part_of]
            target = replace(target, part_of=part_of)
            old = next((at for at in range(own) if _repeats(target, found[at], known)), None)
            if old is None and target in found:
                old = found.index(target)
            places.append(len(found) if old is None else old)
            if old is None:
                found.append(replace(target, measure=target.measure or subject))
    return tuple(found)


def _word_set(text: str) -> set[str]:
    return set(fold(text).replace("tthc", "thu tuc hanh chinh").replace(",", " ").split())


def _repeats(target: TargetReading, old: TargetReading, content_words: set[str]) -> bool:
    """Whether a product says again what the content says: the same figure in mostly the same words."""
    if (target.value, target.unit) != (old.value, old.unit):
        return False
    words = _word_set(target.measure)
    return not words or len(words & content_words) >= len(words) / 2


@lru_cache(maxsize=4096)
def _of_text(text: str, year: int) -> tuple[TargetReading, ...]:
    if not _FIGURE.search(text):
        return ()
    if "“" in text or '"' in text:
        text = _QUOTED_TITLE.sub(lambda hit: re.sub(r"\d", " ", hit[0]), text)
    if text.count("%") > 1:
        text = _PERCENT_RANGE.sub(r"\1-", text)
    targets: list[TargetReading] = []
    for sentence in _SENTENCES.split(text):
        if not _FIGURE.search(sentence):
            continue
        targets += _of_sentence(_BULLET.sub("", sentence).strip(), targets, year)
    return tuple(targets)


def _of_sentence(sentence: str, earlier: list[TargetReading], year: int) -> list[TargetReading]:
    found: list[TargetReading] = []
    for figure in _figures(sentence):
        hang = _PART_OF.search(figure.before)
        before = figure.before[hang.end() :] if hang else figure.before
        inherits = found[-1].comparator if found else None
        comparator, stated, baseline = _comparator(before, figure.after, sentence, inherits, year)
        measures = _measures(before, figure)
        parent = len(earlier) + len(found) - 1
        for measure in measures:
            part_of = parent if hang and parent >= 0 else None
            relation = None
            if part_of is not None:
                above = (earlier + found)[part_of]
                relation = _relation(before, measure, above.measure)
            target = TargetReading(
                measure, comparator, figure.value, figure.unit, part_of, relation, baseline, stated, figure.text
            )
            found.append(target)
    return found


def _figures(sentence: str) -> list[_Figure]:
    hits = [hit for hit in _FIGURE.finditer(sentence) if _counts(sentence, hit)]
    figures: list[_Figure] = []
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
        figures.append(_Figure(_decimal(hit["value"]), unit, before, after, sentence))
    return figures


def _own_words(between: str) -> str:
    """What between two numbers belongs to the second: from "trong đó", the last comma or "và".

    Where a comma follows the first number at once ("đạt 80%, thanh toán trực tuyến đạt 75%"), all after it.
    """
    if hang := _PART_OF.search(between):
        return between[hang.start() :]
    if at_once := _AT_ONCE.match(between):
        return between[at_once.end() :]
    cuts = [hit.end() for hit in re.finditer(r",\s|\svà\s", between)]
    return between[cuts[-1] :] if cuts else ""


def _counts(sentence: str, hit: re.Match[str]) -> bool:
    """Whether a number is a target at all."""
    before = sentence[: hit.start()]
    if _NO_TARGET_BEFORE.search(before[-20:]):
        return False
    unit = hit["unit"].lower()
    if unit in {"%", "phần trăm"}:
        return True
    compared = _word_before(before) is not None or _AFTER_AT_LEAST.match(sentence[hit.end() :])
    if unit in _ONLY_COMPARED or len(unit) < 4:
        return bool(compared)
    starts = not before.strip() or before.rstrip()[-1] in ",:;-–("
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


def _word_before(before: str) -> tuple[Comparator, str] | None:
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


def _comparator(
    before: str, after: str, sentence: str, inherits: Comparator | None, year: int
) -> tuple[Comparator, str, int | None]:
    """The comparator, what the words state, and the baseline year."""
    baseline = _baseline(sentence, year)
    worded = _word_before(before)
    if _AFTER_AT_MOST.match(after):
        return Comparator.AT_MOST, "<=", None
    if worded and worded[0] is Comparator.MORE_THAN and _NOT_LET.search(before):
        return Comparator.AT_MOST, "<=", None
    if _REDUCE_TO.search(before):
        return (worded[0], worded[1], None) if worded else (Comparator.AT_MOST, "<=", None)
    if _REDUCE.search(before) or (inherits is Comparator.REDUCE_BY and not worded and not _has_subject(before)):
        return Comparator.REDUCE_BY, "reduce_by", baseline
    grows = _GROW.search(before)
    if worded:
        return worded[0], worded[1], baseline if grows or _GROW.search(_before_word(before)) else None
    if _AFTER_AT_LEAST.match(after):
        return Comparator.AT_LEAST, ">=", None
    return Comparator.AT_LEAST, "=", baseline if grows else None


def _before_word(before: str) -> str:
    return " ".join(before.split()[:-2])


def _baseline(sentence: str, year: int) -> int | None:
    hit = _BASELINE.search(sentence) if "so với" in sentence else None
    if hit is None:
        return None
    return int(hit["year"]) if hit["year"].isdigit() else year - 1


def _has_subject(before: str) -> bool:
    return bool(_measure_words(before))


def _measure_words(text: str) -> str:
    """The words that name what is measured, without those that compare or urge."""
    text = text.split(" so với ")[0].split(" theo chỉ tiêu")[0].strip(f"{_TRAILING}.;")
    while text.lower().endswith(_TRAILING_WORDS):
        word = max((word for word in _TRAILING_WORDS if text.lower().endswith(word)), key=len)
        shorter = text[: -len(word)]
        if shorter and shorter[-1].isalnum():
            break
        text = shorter.rstrip(_TRAILING)
    while (shorter := _LEADING_WORDS.sub("", text).strip()) != text:
        text = shorter
    return text.strip(f"{_TRAILING}.;")


def _measures(before: str, figure: _Figure) -> list[str]:
    """What is measured: words after the number, else those before it; two where one number serves two rates."""
    after = re.sub(r"^\s*trở (?:lên|xuống)", "", figure.after)
    left, right = _measure_words(_REDUCE.sub("", before)), _measure_words(after)
    if figure.unit in {"điểm", "phút"} and left:
        return [left]
    if figure.unit != "%":  # "ít nhất 3 mô hình chuyển đổi số": the thing counted begins the measure
        return [f"{figure.unit} {right}".strip()]
    if not right:
        words = left
    elif left and not after.lstrip().startswith((",", ".")):
        words = f"{right} {left[0].lower()}{left[1:]}"
    else:
        words = left or right
    words = _HEAD_WORDS.sub("", words) or words
    both = _BOTH_RATES.match(words)
    if both and not right:
        one, two = both["left"].strip(), both["right"].strip()
        ends = fold(one).split()[-2:], fold(two).split()[-2:]
        if _RATE_WORD.match(two) or (ends[0] == ends[1] and len(ends[0]) == 2 and len(fold(two).split()) > 2):
            return [one, _RATE_WORD.sub("", two)]
    return [words]


def _relation(before: str, measure: str, above: str) -> Relation:
    """A share of the cases counted above ("trong đó 60% trả trước hạn"), or a figure with cases of its own."""
    subject = fold(_measure_words(before))
    thing, thing_above = fold(measure), fold(above)
    if any(word in (subject or thing)[:30] for word in _LEVELS):
        return Relation.SUBSET
    if not subject and thing.startswith(_VERBS):
        return Relation.SHARE_OF
    same = thing.split()[:2] == thing_above.split()[:2]
    if _FIELD.search(measure) and subject:
        return Relation.SUBSET
    return Relation.SHARE_OF if same else Relation.SUBSET
