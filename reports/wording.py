"""Figures in the words of a Vietnamese administrative document: pure, always Vietnamese.

Numbers and days are written as Nghị định 30/2020/NĐ-CP, Phụ lục I has them: a leading zero for days under 10, for
the months 1 and 2 and for document numbers under 10; other months and numbers have none.
"""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from reports.shape import Category, CheckIns, Counts, Figures, PartFigures, PeriodFigures, PlanFigures, TargetFigures
from tasks.lateness import LATE_NOW, Timeliness
from tasks.schedule import SlotKind
from tasks.status import FINISHED, PartStatus
from wards.periods import Rule, document_name, parse

NO_EXPLANATION = "Chưa có giải trình"
NO_UNIT = "Chưa xác định đơn vị"

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
    """ "tháng 3 năm 2026", "Quý I năm 2026", "năm 2026"."""
    return document_name(parse(period["name"], Rule(period["rule"])))


def plan_name(plan: PlanFigures) -> str:
    """ "Kế hoạch số 74/KH-UBND"; a plan attached to a decision goes by the decision's number, a draft by its title."""
    if not plan["number"]:
        return plan["title"]
    return f"{'Quyết định' if 'QĐ' in plan['number'].upper() else 'Kế hoạch'} số {plan['number']}"


def slot_name(part: PartFigures) -> str:
    """The period that a check-in or recurring part is for, within its year: "tháng 3", "Quý I"."""
    name = document_name(parse(part["period"], Rule.CUTOFF)) if part["period"] else part["slot"]
    return name.rpartition(" năm ")[0] or name


def goal(target: TargetFigures) -> str:
    """What the target asks: "từ 90% trở lên", "giảm từ 20% trở lên so với năm 2025"."""
    value = measured(target["value"], target["unit"])
    if target["comparator"] == "reduce_by":
        since = f" so với năm {target['baseline_year']}" if target["baseline_year"] else ""
        return f"giảm từ {value} trở lên{since}"
    return _COMPARATORS[target["comparator"]].format(value)


def measured(value: str | None, unit: str) -> str:
    """A figure with its unit: "92,86%", "12 lớp"."""
    if value is None:
        return "-"
    return f"{exact(value)}%" if unit == "%" else f"{exact(value)} {unit}".strip()


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


def totals(figures: Figures) -> list[str]:
    """The sentences on all tasks: what has a date, what recurs, what is ongoing, each apart."""
    total, as_of = figures["total"], figures["period"]["as_of"]
    plans = len(figures["plans"])
    if not total["tasks"]:
        return ["Trong kỳ không có nhiệm vụ nào phải theo dõi."]
    sentences = [
        f"Trong kỳ có {two_digits(total['tasks'])} nhiệm vụ được theo dõi, thuộc {two_digits(plans)} kế hoạch."
    ]
    if total["dated"]["total"]:
        sentences.append(dated_sentence(total["dated"], "Nhiệm vụ có thời hạn", "nhiệm vụ", as_of))
    if total["recurring"]["total"]:
        sentences.append(dated_sentence(total["recurring"], "Nhiệm vụ định kỳ", "lượt thực hiện", as_of))
    if total["check_ins"]["tasks"]:
        sentences.append(check_in_sentence(total["check_ins"]))
    return sentences


def dated_sentence(counts: Counts, subject: str, noun: str, as_of: str) -> str:
    """ "Nhiệm vụ có thời hạn: 23 nhiệm vụ; hoàn thành 10 (trước hạn 04, …); … Tỷ lệ đúng hạn …"."""
    by = counts["by_category"]
    done = [
        f"{label} {two_digits(by[category])}"
        for category, label in (
            (Category.EARLY, "trước hạn"),
            (Category.ON_TIME, "đúng hạn"),
            (Category.ON_TIME_EXTENDED, "đúng hạn theo gia hạn"),
            (Category.LATE, "quá hạn"),
            (Category.DONE_UNDATED, "không ấn định thời hạn"),
        )
        if by[category]
    ]
    pieces = [f"hoàn thành {two_digits(counts['done'])}" + (f" ({', '.join(done)})" if done else "")]
    rest = [category for category in CATEGORIES if category not in _COUNTED_AS_DONE and by[category]]
    pieces += [f"{CATEGORIES[category]} {two_digits(by[category])}" for category in rest]
    sentence = f"{subject}: {two_digits(counts['total'])} {noun}; {'; '.join(pieces)}."
    if counts["awaiting_confirmation"]:
        waiting = two_digits(counts["awaiting_confirmation"])
        sentence += f" Trong số đã hoàn thành có {waiting} đang chờ xác nhận."
    if counts["due"]:
        sentence += (
            f" Đến ngày {day(as_of)} có {two_digits(counts['due'])} {noun} đến hạn, trong đó "
            f"{two_digits(counts['due_in_time'])} hoàn thành trước hạn và đúng hạn, "
            f"đạt tỷ lệ {rate(counts['due_in_time'], counts['due'])}."
        )
    return sentence


_COUNTED_AS_DONE = frozenset(
    {Category.EARLY, Category.ON_TIME, Category.ON_TIME_EXTENDED, Category.LATE, Category.DONE_UNDATED}
)


def check_in_sentence(counts: CheckIns) -> str:
    """ "Nhiệm vụ thường xuyên: 30 nhiệm vụ; 30 lượt cập nhật của kỳ, đã báo cáo 28 (93,3%), chưa báo cáo 02."."""
    sentence = f"Nhiệm vụ thường xuyên: {two_digits(counts['tasks'])} nhiệm vụ"
    if not counts["asked"]:
        return f"{sentence}; chưa đến kỳ cập nhật."
    sentence += (
        f"; {two_digits(counts['asked'])} lượt cập nhật của kỳ, đã báo cáo {two_digits(counts['reported'])} "
        f"({rate(counts['reported'], counts['asked'])}), chưa báo cáo {two_digits(counts['not_reported'])}"
    )
    return f"{sentence}, trong đó {two_digits(counts['late'])} đã quá hạn." if counts["late"] else f"{sentence}."
