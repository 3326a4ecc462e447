"""The files (hồ sơ) of a demonstration year: each month's statistics by field, and the late ones with explanations.

All numbers are drawn from the words of ward, field and month alone, so that every demonstration counts the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from fixtures.make_statistics import workbook
from imports.flat import uploads
from imports.flat.lists import LISTS, STATISTICS
from imports.statistics import mapping
from imports.statistics.formula import Formula, propose
from imports.statistics.resource import SAID_SOURCE
from imports.statistics.shape import FieldRow, Statistics
from plans import measuring
from plans.file_counts import Count, FieldCounts
from plans.grid import goal_of
from plans.kpi import is_rate
from plans.models import Relation, Target
from portal.demo_draw import draw
from reports.late_files import recording
from wards.models import User, Ward
from wards.periods import Period

ECONOMY, CULTURE, OFFICE = "Phòng Kinh tế, Hạ tầng và Đô thị", "Phòng Văn hóa - Xã hội", "Văn phòng HĐND và UBND"
FIELDS = {
    "Đất đai": (78, ECONOMY),
    "Hộ tịch": (205, OFFICE),
    "Chứng thực": (170, OFFICE),
    "Bảo trợ xã hội": (55, CULTURE),
    "Hộ kinh doanh": (36, ECONOMY),
    "Xây dựng": (24, ECONOMY),
}
"""Fields that the wards handle, with the files of an ordinary month and the unit that handles them."""
WHY_LATE = (
    "Hồ sơ phải xác minh thực địa hai lần.",
    "Chờ ý kiến của cơ quan phối hợp quá thời gian quy định.",
    "Hệ thống gián đoạn hai ngày, không chuyển bước xử lý được.",
)


def map_targets(targets: Sequence[Target], staff: User) -> dict[Target, Formula]:
    """Takes the suggested columns for the targets whose figures stand in the statistics table.

    A share follows its parent only where it counts out of the parent's own numerator.
    """
    kept: dict[Target, Formula] = {}
    for target in targets:
        formula = propose(target.measure, target.relation)
        above = next((kept[each] for each in kept if each.pk == target.part_of_id), None)
        fits = target.relation != Relation.SHARE_OF or (
            above is not None and formula is not None and formula.denominator == above.numerator
        )
        if formula is not None and is_rate(goal_of(target)) and fits:
            mapping.keep(target, formula, staff, 0)
            kept[target] = formula
    return kept


def months_of(ward: Ward, months: Sequence[Period]) -> dict[str, tuple[FieldCounts, ...]]:
    """Each month's counts by field, every month carrying over what the one before left pending."""
    carried = dict.fromkeys(FIELDS, 3)
    found: dict[str, tuple[FieldCounts, ...]] = {}
    for month in months:
        found[month.name] = tuple(_field(ward, name, month, carried[name]) for name in FIELDS)
        carried = {field.name: field.counts[Count.PENDING] for field in found[month.name]}
    return found


def _field(ward: Ward, name: str, month: Period, carried: int) -> FieldCounts:
    def luck(what: str, most: int) -> int:
        return draw(ward.name, name, month.name, what) % most

    usual, _unit = FIELDS[name]
    new = usual * (85 + luck("new", 31)) // 100
    online = new * (76 + luck("online", 9)) // 100
    received = new + carried
    pending = received * (2 + luck("pending", 7)) // 100
    resolved = received - pending
    late = resolved * luck("late", 9) // 100
    early = (resolved - late) * (56 + luck("early", 12)) // 100
    pending_late = min(pending, luck("pending late", 2))
    numbers = (
        *(received, online, new - online, carried),
        *(resolved, early, resolved - late - early, late),
        *(pending, pending - pending_late, pending_late),
    )
    return FieldCounts(name, dict(zip(Count, numbers, strict=True)))


def figures(formulas: Mapping[Target, Formula], fields: Sequence[FieldCounts]) -> dict[Target, measuring.Figure]:
    """What the mapped rates come to in a month of these counts."""
    table = Statistics(rows=tuple(FieldRow(at, each.name, dict(each.counts)) for at, each in enumerate(fields)))
    found = {}
    for target, formula in formulas.items():
        numerator, denominator = (Decimal(each.of(table)) for each in formula.sums)
        found[target] = measuring.Figure(numerator, denominator, source=SAID_SOURCE)
    return found


def file_name(month: Period) -> str:
    """What the month's workbook is called."""
    return f"thong-ke-{month.ordinal:02}-{month.year}.xlsx"


def bring_in(ward: Ward, month: Period, fields: Sequence[FieldCounts], staff: User) -> None:
    """The month's workbook taken in as the staff do it, so that the visitor finds an upload."""
    days = f"Từ ngày {month.start:%d/%m/%Y} đến ngày {month.close:%d/%m/%Y}"
    content = workbook(f"UBND {ward.name}", days, [(each.name, *each.counts.values()) for each in fields])
    options = {"period": month.name}
    kept = uploads.take_in(LISTS[STATISTICS], ward, content, name=file_name(month), user=staff, options=options)
    uploads.commit(kept, staff, uploads.found_in(kept).seal)


def late_files(ward: Ward, month: Period, fields: Sequence[FieldCounts], staff: User, *, all_said: bool) -> None:
    """What each unit says of its late files; unless `all_said` one of them has not yet."""
    late = {unit: 0 for _usual, unit in FIELDS.values()}
    for field in fields:
        late[FIELDS[field.name][1]] += field.counts[Count.LATE]
    units = [each.unit for each in recording.month(ward, month) if each.is_asked]
    said = {unit.pk: (_said(unit.name, month, late.get(unit.name, 0)), 0) for unit in units}
    if not all_said:
        said.pop(units[-1].pk)
    recording.record(ward, month, said, staff)


def _said(unit: str, month: Period, count: int) -> recording.Said:
    if not count:
        return recording.Said(0)
    luck = draw(unit, month.name, "late")
    letters = count if luck < 70 else count // 2
    number = f"{month.ordinal + luck % 9:02}/TXL-UBND" if letters else ""
    why = WHY_LATE[luck % len(WHY_LATE)] if luck < 90 else ""
    return recording.Said(count, why, letters, number, month.close if letters else None)
