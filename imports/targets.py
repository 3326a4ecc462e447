"""Targets in the words of a task: number, unit, measure, comparator, and how one hangs on another. Pure.

Targets found here are proposals: counts and values are read with care, measures are the nearest words.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from imports.figures import AFTER_AT_LEAST, FIGURE, PART_OF, PERCENT_RANGE, WAS, Figure, figures_of, word_before
from imports.grid import TargetReading
from plans.kpi import Comparator, Relation
from wards.text import CAPITALS, fold

_QUOTED_TITLE = re.compile(
    r"(?:đề án|kế hoạch|quyết định|chương trình|phong trào|chủ đề:?)\s*[“\"][^”\"]*[”\"]", re.IGNORECASE
)
_SENTENCES = re.compile(rf"\n+|;|(?<=[.!?])\s+(?=[-–•+{CAPITALS}0-9])|(?<=\s)[•▪](?=\s)")
_CUT = re.compile(r"(?:\b(?:đạt|từ|trên|dưới|nhất|thiểu|quá|đa|đến|giảm|tăng|năm|với|đó)|,)$", re.IGNORECASE)
_CUT_WITHIN = 12  # characters from the end: looked for in all of a text, each of its lines would cost its length
_SHORT_FORM = re.compile(rf"%|[{CAPITALS}]{{2,}}\b")  # "TTHC", "UBND"
_BULLET = re.compile(r"^\s*[-–—+•*]\s+")
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
_IN_TURN = re.compile(r"\s*(?:(?:đạt|là|tối thiểu|ít nhất)\s+)*lần lượt", re.IGNORECASE)
_THINGS = re.compile(r",\s+|\s+và\s+|;\s+", re.IGNORECASE)
_MOST_WORDS = 6  # of what hangs on a target beside its like
_SUBJECT = re.compile(
    r"(?:hồ sơ|TTHC|thủ tục|kết quả|cán bộ|công chức|người|tổ chức|cơ quan|đơn vị|văn bản|báo cáo|nhiệm vụ)\b",
    re.IGNORECASE,
)
_LEVELS = ("muc do", "diem", "chi so", "mức độ")  # a level is measured in each field; cases are counted

_LEADING_WORDS = re.compile(
    r"^(?:phấn đấu|bảo đảm|đảm bảo|duy trì|đạt|tỷ lệ|tỉ lệ|tối thiểu|ít nhất|từ|trên|dưới|số(?! h[oó])|có|và|là|được|"
    r",|:|-|–|[≥≤<>=]+|\s)+(?=\s|$)",
    re.IGNORECASE,
)
_TRAILING = " ,:-–≥≤<>="
# The longest first.
_TRAILING_WORDS = tuple(
    sorted(
        (
            *("và", "trong đó", "đạt", "tỷ lệ", "tỉ lệ", "tối thiểu", "ít nhất", "từ", "trên", "dưới", "là"),
            *("không quá", "tối đa", "đối với", "phấn đấu", "bảo đảm", "đảm bảo", "duy trì", "với", "còn", "xuống"),
            *("trở lên", "mức", "cắt giảm", "theo quy định"),
        ),
        key=len,
        reverse=True,
    )
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


def read_targets(content: str, deliverables: tuple[str, ...], year: int) -> tuple[TargetReading, ...]:
    """The targets of a task: of its content first, then those of its products that the content does not have.

    `year` gives "so với năm trước" its baseline. Numbers of decisions, dates, articles are no targets.
    """
    of_content = _of_text(content, year)
    of_products = [targets for deliverable in deliverables if (targets := _of_text(deliverable, year))]
    if not of_products:
        return of_content
    found = list(of_content)
    subject = content.split("\n")[0].strip(" .;:-–")
    known = _word_set(content) if found else set()
    # Of equal figures the first, and of equal targets: a cell of a thousand figures is not held against itself.
    own = sorted({(each.value, each.unit): at for at, each in reversed(list(enumerate(found)))}.values())
    places_of = {each: at for at, each in reversed(list(enumerate(found)))}
    for targets in of_products:
        places: list[int] = []  # of this product's targets among all; a repeated one stands where it was first
        for target in targets:
            if target.part_of is not None:
                target = replace(target, part_of=places[target.part_of])
            old = next((at for at in own if _repeats(target, found[at], known)), None)
            if old is None:
                old = places_of.get(target)
            places.append(len(found) if old is None else old)
            if old is None:
                new = target if target.measure else replace(target, measure=subject)
                places_of.setdefault(new, len(found))
                found.append(new)
    return tuple(found)


def _word_set(text: str) -> set[str]:
    return set(fold(text).replace("tthc", "thu tuc hanh chinh").replace(",", " ").split())


def _repeats(target: TargetReading, old: TargetReading, content_words: set[str]) -> bool:
    """Whether a product says again what the content says: the same figure in mostly the same words.

    A thing counted may go by a shorter name there: "02 hội nghị" of "ít nhất 02 hội nghị tập huấn".
    """
    if target.value != old.value:
        return False
    if target.unit != old.unit and not (target.unit != "%" and old.unit.startswith(f"{target.unit} ")):
        return False
    words = _word_set(target.measure)
    return not words or len(words & content_words) >= len(words) / 2


@lru_cache(maxsize=4096)
def _of_text(text: str, year: int) -> tuple[TargetReading, ...]:
    if not FIGURE.search(text):
        return ()
    if "\n" in text:
        text = _unwrapped(text)
    if "“" in text or '"' in text:
        text = _QUOTED_TITLE.sub(lambda hit: re.sub(r"\d", " ", hit[0]), text)
    if text.count("%") > 1:
        text = PERCENT_RANGE.sub(r"\1-", WAS.sub("", text))
    targets: list[TargetReading] = []
    for sentence in _SENTENCES.split(text):
        if not FIGURE.search(sentence):
            continue
        targets += _of_sentence(_BULLET.sub("", sentence).strip(), targets, year)
    return tuple(targets)


def _unwrapped(text: str) -> str:
    """The text with lines joined that were broken in a sentence: "cắt giảm / 50% thời gian / giải quyết"."""
    whole, *lines = text.split("\n")
    for line in lines:
        goes_on = (line[:1].islower() or _SHORT_FORM.match(line)) and whole[-1:] not in ".;:!?"
        whole += (" " if goes_on or (line[:1].isdigit() and _CUT.search(whole[-_CUT_WITHIN:])) else "\n") + line
    return whole


def _of_sentence(sentence: str, earlier: list[TargetReading], year: int) -> list[TargetReading]:
    found: list[TargetReading] = []
    figures = figures_of(sentence, year)
    if in_turn := _in_turn(figures, sentence, year):
        return in_turn
    siblings: list[Figure] = []  # what hangs on one target so far
    tie: tuple[int, Relation | None] = (-1, None)  # that target's place, and how the first of them hangs on it
    for figure in figures:
        hang = PART_OF.search(figure.before)
        before = figure.before[hang.end() :] if hang else figure.before
        inherits = found[-1].comparator if found else None
        comparator, stated, baseline = _comparator(before, figure.after, sentence, inherits, year)
        measures = _measures(before, figure)
        parent, tied = len(earlier) + len(found) - 1, None
        if hang:
            siblings, tie = [figure], (parent, None)
        elif siblings and _is_sibling(siblings, figure, measures):
            siblings.append(figure)
            parent, tied = tie
        else:
            siblings = []
        for measure in measures:
            part_of = parent if siblings and parent >= 0 else None
            relation = None
            if part_of is not None:
                relation = tied or _relation(before, measure, (earlier + found)[part_of].measure)
                tie = (part_of, relation)
            if not figure.value and stated == "=":  # "0% hồ sơ trễ hạn"
                comparator = Comparator.AT_MOST
            target = TargetReading(
                measure, comparator, figure.value, figure.unit, part_of, relation, baseline, stated, figure.text
            )
            found.append(target)
    return found


def _is_sibling(siblings: list[Figure], figure: Figure, measures: list[str]) -> bool:
    """Whether a figure behind "trong đó 60% toàn trình" is its like: ", 40% một phần".

    A new subject ("100% hồ sơ …") is a target of its own; shares of one thing are no more than all of it.
    """
    first = siblings[0]
    words = " ".join(measures).split()
    if figure.unit != first.unit or not words or len(words) > _MOST_WORDS or _SUBJECT.match(" ".join(words)):
        return False
    number_first = not _measure_words(PART_OF.sub("", first.before))
    if number_first != (not _measure_words(figure.before)):
        return False
    whole = sum((each.value for each in siblings), figure.value)
    return not number_first or figure.unit != "%" or whole <= 100


def _in_turn(figures: list[Figure], sentence: str, year: int) -> list[TargetReading]:
    """ "A và B lần lượt đạt 80% và 70%": as many things as figures, each with its own; nothing where they differ."""
    if len(figures) < 2 or not (hit := _IN_TURN.search(figures[0].before)):
        return []
    things = [
        _measure_words(_RATE_WORD.sub("", part.strip())) for part in _THINGS.split(figures[0].before[: hit.start()])
    ]
    things = [thing for thing in things if thing]
    if len(things) != len(figures) or any(_measure_words(figure.before) for figure in figures[1:]):
        return []
    found: list[TargetReading] = []
    for thing, figure in zip(things, figures, strict=True):
        own = word_before(figure.before)
        comparator, stated, baseline = _comparator(figure.before, figure.after, sentence, None, year)
        if found and own is None and comparator is Comparator.AT_LEAST and stated == "=":
            comparator, stated = found[0].comparator, found[0].stated  # "lần lượt đạt trên 80% và 70%"
        found.append(
            TargetReading(thing, comparator, figure.value, figure.unit, None, None, baseline, stated, figure.text)
        )
    return found


def _comparator(
    before: str, after: str, sentence: str, inherits: Comparator | None, year: int
) -> tuple[Comparator, str, int | None]:
    """The comparator, what the words state, and the baseline year."""
    baseline = _baseline(sentence, year)
    worded = word_before(before)
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
    if AFTER_AT_LEAST.match(after):
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
    while (lower := text.lower()).endswith(_TRAILING_WORDS):
        word = next(word for word in _TRAILING_WORDS if lower.endswith(word))
        shorter = text[: -len(word)]
        if shorter and shorter[-1].isalnum():
            break
        text = shorter.rstrip(_TRAILING)
    while (shorter := _LEADING_WORDS.sub("", text).strip()) != text:
        text = shorter
    return text.strip(f"{_TRAILING}.;")


def _measures(before: str, figure: Figure) -> list[str]:
    """What is measured: words after the number, else those before it; two where one number serves two rates."""
    after = re.sub(r"^\s*trở (?:lên|xuống)", "", figure.after)
    left, right = _measure_words(_REDUCE.sub("", before)), _measure_words(after)
    if figure.unit in {"điểm", "phút"} and left:
        return [left]
    if figure.unit != "%":  # "ít nhất 3 mô hình chuyển đổi số": the thing counted begins the measure
        return [f"{figure.unit} {right}".strip()]
    if not right or (left and right.lower().startswith("tổng")):  # "đạt trên 60% tổng số hồ sơ"
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
