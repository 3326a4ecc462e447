"""Figures in the words of a Vietnamese administrative document: pure, always Vietnamese.

Numbers and days are written as Nghị định 30/2020/NĐ-CP, Phụ lục I has them: a leading zero for days under 10, for
the months 1 and 2 and for document numbers under 10; other months and numbers have none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from reports.shape import (
    Category,
    Figures,
    Group,
    PartFigures,
    PeriodFigures,
    PlanFigures,
    SectionGroup,
    TargetFigures,
)
from tasks.lateness import LATE_NOW, Timeliness
from tasks.schedule import SlotKind
from tasks.status import FINISHED, PartStatus
from wards.periods import Rule, document_name, parse

NO_EXPLANATION = "Chưa có giải trình"
NO_UNIT = "Chưa xác định đơn vị"
_SHORT = 160

CATEGORIES = {
    Category.EARLY: "hoàn thành trước hạn",
    Category.ON_TIME: "hoàn thành đúng hạn",
    Category.ON_TIME_EXTENDED: "hoàn thành đúng hạn (gia hạn)",
    Category.LATE: "hoàn thành quá hạn",
    Category.DONE_UNDATED: "hoàn thành, không ấn định thời hạn",
    Category.OVERDUE: "quá hạn chưa hoàn thành",
    Category.IN_PROGRESS: "đang thực hiện, trong hạn",
    Category.NOT_STARTED: "chưa thực hiện, trong hạn",
    Category.NO_DATE: "chờ văn bản ấn định thời hạn",
    Category.PAUSED: "tạm dừng",
    Category.DROPPED: "không còn thực hiện",
    Category.NOTHING_AROSE: "không phát sinh trong kỳ",
}

TARGET_STATES = {"met": "Đạt", "not_met": "Chưa đạt", "no_data": "Chưa có số liệu"}

_DONE_IN_TIME = {
    Timeliness.EARLY: "Hoàn thành trước hạn",
    Timeliness.ON_TIME: "Hoàn thành đúng hạn",
    Timeliness.ON_TIME_EXTENDED: "Hoàn thành đúng hạn (gia hạn)",
}
_COMPARATORS = {">=": "từ {} trở lên", ">": "trên {}", "<=": "không quá {}", "<": "dưới {}"}


def two_digits(number: int) -> str:
    """A document's number, or how many there are, as offices write it: 05, 12."""
    return f"{number:02}" if number < 1000 else count(number)


def day(iso: str | date) -> str:
    """A day in figures: "05/01/2026", "14/3/2026"."""
    on = date.fromisoformat(iso) if isinstance(iso, str) else iso
    return f"{on.day:02}/{_month(on.month)}/{on.year}"


def long_day(on: date | None) -> str:
    """A day in words, for the place line: "ngày 05 tháng 01 năm 2026"; with blanks to fill in while unknown."""
    if on is None:
        return "ngày\xa0\xa0\xa0\xa0\xa0\xa0 tháng\xa0\xa0\xa0\xa0\xa0\xa0 năm\xa0\xa0\xa0\xa0\xa0\xa0\xa0\xa0"
    return f"ngày {on.day:02} tháng {_month(on.month)} năm {on.year}"


def _month(month: int) -> str:
    return f"{month:02}" if month < 3 else str(month)


def count(number: int) -> str:
    """A whole number: "7", "1.234"."""
    return f"{number:,}".replace(",", ".")


def exact(text: str | None, places: int = 2) -> str:
    """An exact number of the figures, rounded half up: "92,86", "1.234"; a dash where there is none."""
    if text is None:
        return "-"
    rounded = Decimal(text).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    written = f"{rounded:,f}".rstrip("0").rstrip(".") if places else f"{rounded:,f}"
    return written.translate(str.maketrans(",.", ".,"))


def rate(numerator: int, denominator: int) -> str:
    """A percentage to one place: "92,9%"; a dash where nothing was due."""
    return f"{exact(str(Decimal(numerator) * 100 / denominator), 1)}%" if denominator else "-"


def period_name(period: PeriodFigures) -> str:
    """ "tháng 3 năm 2026", "quý I năm 2026", "năm 2026"."""
    return document_name(parse(period["name"], Rule(period["rule"])))


def plan_name(plan: PlanFigures) -> str:
    """ "Kế hoạch số 74/KH-UBND"; a plan attached to a decision goes by the decision's number, a draft by its title."""
    if not plan["number"]:
        return plan["title"]
    return f"{'Quyết định' if 'QĐ' in plan['number'].upper() else 'Kế hoạch'} số {plan['number']}"


def plans_named(figures: Figures) -> str:
    """The numbered plans with their days: "Kế hoạch số 74/KH-UBND ngày 05/01/2026; …"; "" where none has a number."""
    return "; ".join(
        plan_name(plan) + (f" ngày {day(plan['issued_on'])}" if plan["issued_on"] else "")
        for plan in figures["plans"]
        if plan["number"]
    )


def timing(text: str) -> str:
    """A plan's timing in one line: its columns "Bắt đầu | Hoàn thành" as a span, other pieces parted by semicolons."""
    pieces = [" ".join(piece.split()) for piece in text.split("|")]
    if len(pieces) == 2 and all(_MOMENT.match(piece) for piece in pieces):
        return " - ".join(pieces)
    return "; ".join(piece for piece in pieces if piece) if len(pieces) > 1 else text


_MOMENT = re.compile(r"(?:tháng |quý |ngày )?[\dIVX][\d/.IVX]*$", re.IGNORECASE)


def slot_name(part: PartFigures) -> str:
    """The period that a check-in or recurring part is for, within its year: "tháng 3", "quý I"."""
    name = document_name(parse(part["period"], Rule.CUTOFF)) if part["period"] else part["slot"]
    return name.rpartition(" năm ")[0] or name


def of_period(text: str, part: PartFigures) -> str:
    """A task or unit with the period that a check-in or recurring part of it is for: "Báo cáo tình hình (tháng 3)"."""
    if part["kind"] in (SlotKind.CHECK_IN, SlotKind.RECURRING):
        return f"{text.rstrip(' .;')} ({slot_name(part)})"
    return text


def goal(target: TargetFigures) -> str:
    """What the target asks: "từ 90% trở lên", "giảm từ 20% trở lên so với năm 2025"; a whole is reached, not passed:
    "đạt 100%"."""
    value = measured(target["value"], target["unit"])
    if value == "100%" and target["comparator"] == ">=":
        return "đạt 100%"
    if target["comparator"] == "reduce_by":
        since = f" so với năm {target['baseline_year']}" if target["baseline_year"] else ""
        return f"giảm từ {value} trở lên{since}"
    return _COMPARATORS[target["comparator"]].format(value)


def measured(value: str | None, unit: str) -> str:
    """A figure with its unit: "92,86%", "12 lớp"."""
    if value is None:
        return "-"
    return f"{exact(value)}%" if unit == "%" else f"{exact(value)} {unit}".strip()


def held(target: TargetFigures) -> str:
    """The figure that is held against the target, with its unit: of a count the year's so far."""
    return measured(target.get("so_far", target["figure"])["result"], target["unit"])


def missing(target: TargetFigures) -> str:
    """How much more reaches the target: "Cần thêm 35 hồ sơ để đạt", of what its measure counts where that is known.

    Where a greatest value is passed, it is how much less.
    """
    verb = "giảm" if target["comparator"] in ("<=", "<") else "thêm"
    return f"Cần {verb} {count(target['missing'] or 0)} {_counted(target)} để đạt"


def _counted(target: TargetFigures) -> str:
    """The thing that a target counts: the first noun of a share's measure, else the target's own unit."""
    if target["unit"] != "%":
        return target["unit"] or _ANY_UNIT
    measure = target["measure"].casefold()
    for lead in _RATES:
        measure = measure.removeprefix(f"{lead} ")
    return next((noun for noun in _COUNTABLE if re.match(rf"{noun.casefold()}\b", measure)), _ANY_UNIT)


_ANY_UNIT = "đơn vị tính"
_RATES = ("tỷ lệ", "tỉ lệ", "số", "số lượng")
_COUNTABLE = (
    "hồ sơ",
    "TTHC",
    "thủ tục hành chính",
    "dịch vụ công trực tuyến",
    "dịch vụ công",
    "nhiệm vụ",
    "kết quả",
    "giấy tờ",
    "phản ánh, kiến nghị",
    "giao dịch",
    "văn bản",
    "cán bộ, công chức",
    "người dân, doanh nghiệp",
    "người dân",
)
"""Things that measures count; a measure that begins otherwise (a level of satisfaction) names none."""


def by_unit(said: Iterable[tuple[str, str]], *, others_silent: bool = False) -> list[str]:
    """What units say: once without their names where all say the same, else those that do so together, "A; B: …".

    Where there are others that say nothing, names are always said."""
    units: dict[str, list[str]] = {}
    for unit, text in said:
        units.setdefault(text, []).append(unit)
    if len(units) == 1 and not others_silent:
        return list(units)
    return [f"{'; '.join(dict.fromkeys(names))}: {text}" for text, names in units.items()]


def under_annexes(figures: Figures, plan: int) -> list[tuple[str, list[tuple[int, SectionGroup]]]]:
    """The plan's sections in which anything counts, with their indexes, by annex; the annex's line is "" where there
    is but one."""
    found: dict[str, list[tuple[int, SectionGroup]]] = {}
    for at, each in enumerate(figures["sections"]):
        if each["plan"] == plan and each["tasks"]:
            found.setdefault(annex(each), []).append((at, each))
    return list(found.items()) if len(found) > 1 else [("", sections) for sections in found.values()]


def officers(figures: Figures) -> list[Group]:
    """The people in charge of a task that counts in the period."""
    return [each for each in figures["officers"] if each["tasks"]]


def annex(section: SectionGroup) -> str:
    """The line above the sections of a plan's annex: "Phụ lục II của kế hoạch: Rà soát, đơn giản hóa TTHC".

    Figures frozen in the first version of their shape do not say it.
    """
    code, title = section.get("annex", ""), section.get("annex_title", "")
    name = f"Phụ lục {code} của kế hoạch" if code and code != "main" else "Nhiệm vụ của kế hoạch"
    return f"{name}: {title}" if title else name


def short(text: str) -> str:
    """A long text cut at a word, for a sentence."""
    line = " ".join(text.split()).lstrip("-+• ")
    return line if len(line) <= _SHORT else line[:_SHORT].rsplit(" ", 1)[0].rstrip(" .,;:-") + "…"


def lower_first(text: str) -> str:
    """Inside a sentence: the first letter small, but for one that begins an abbreviation ("TTHC")."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def upper_first(text: str) -> str:
    """In a cell of its own: the first letter capital."""
    return text[:1].upper() + text[1:]


def part_state(part: PartFigures, as_of: str) -> str:
    """How a part stands: "Quá hạn 12 ngày (hạn 27/02/2026)", "Chưa thực hiện; còn hạn đến 31/3/2026"."""
    status, timeliness = PartStatus(part["status"]), Timeliness(part["timeliness"])
    if part["kind"] == SlotKind.CHECK_IN:
        return _check_in(part, status, timeliness, as_of)
    if status in FINISHED:
        return _finished(part, status, timeliness)
    match status:
        case PartStatus.PAUSED:
            return f"Tạm dừng theo {part['document']}"
        case PartStatus.DROPPED:
            return f"Không còn thực hiện theo {part['document']}"
        case PartStatus.NOTHING_AROSE:
            return "Không phát sinh trong kỳ"
    begun = "Chưa thực hiện" if status is PartStatus.NOT_STARTED else "Đang thực hiện"
    if part["progress"]:
        begun = f"{begun} ({part['progress']}%)"
    match timeliness:
        case Timeliness.OVERDUE:
            return f"{begun}; quá hạn {part['days']} ngày ({_due(part)})"
        case Timeliness.AWAITING_DATE:
            return f"{begun}; chờ văn bản ấn định thời hạn"
        case Timeliness.NOT_MEASURED:
            return f"{begun}; không ấn định thời hạn"
        case _:
            return f"{begun}; {_still(part)}"


def _check_in(part: PartFigures, status: PartStatus, timeliness: Timeliness, as_of: str) -> str:
    if status is PartStatus.REPORTED:
        return "Đã báo cáo"
    if timeliness in LATE_NOW:
        return f"Chưa báo cáo; quá hạn {part['days']} ngày ({_due(part)})"
    return f"Chưa báo cáo kỳ này; {_still(part)}" if (part["due"] or "") > as_of else "Chưa báo cáo kỳ này"


def _finished(part: PartFigures, status: PartStatus, timeliness: Timeliness) -> str:
    on = f"ngày {day(part['done_on'])}" if part["done_on"] else ""
    waiting = ", chờ xác nhận" if status is PartStatus.AWAITING_CONFIRMATION else ""
    if timeliness is Timeliness.LATE:
        return f"Hoàn thành quá hạn {part['days']} ngày ({on}; {_due(part)}){waiting}"
    if timeliness is Timeliness.ON_TIME_EXTENDED:
        return f"{_DONE_IN_TIME[timeliness]} ({on}; {_due(part)}){waiting}"
    return f"{_DONE_IN_TIME.get(timeliness, 'Hoàn thành')} ({on}){waiting}"


def _due(part: PartFigures) -> str:
    due = f"hạn {day(part['due'])}" if part["due"] else ""
    return f"{due} theo gia hạn, hạn gốc {day(part['original_due'])}" if part["original_due"] else due


def _still(part: PartFigures) -> str:
    if not part["due"]:
        return "không ấn định thời hạn"
    extended = f" (gia hạn, hạn gốc {day(part['original_due'])})" if part["original_due"] else ""
    return f"còn hạn đến {day(part['due'])}{extended}"
