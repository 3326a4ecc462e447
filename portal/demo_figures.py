"""The figures of a demonstration year: targets confirmed with their labels, then counted month by month, some of them
out of the statistics of the procedure system.

What a target comes to follows from its words alone, so that every demonstration counts the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from plans import editing, file_statistics, measuring
from plans.index_groups import suggested
from plans.kpi import Comparator as Compare
from plans.kpi import Goal, is_level
from plans.models import Comparator, IndexGroup, Plan, Relation, Target
from portal import demo_files
from portal.demo_clock import at
from portal.demo_draw import draw
from wards import clock
from wards.models import Unit, User
from wards.periods import Period, PeriodKind, Rule, periods_of_year
from wards.text import fold

SOURCE = "Hệ thống thông tin giải quyết TTHC"
CORRECTED = "Đối chiếu lại với hệ thống, bổ sung hồ sơ kết thúc trong kỳ."
LABELS = {
    IndexGroup.TRANSPARENCY: ("thủ tục, kết quả đã công khai", "thủ tục, kết quả phải công khai"),
    IndexGroup.PROGRESS: ("hồ sơ trả đúng hạn", "hồ sơ đã giải quyết"),
    IndexGroup.ONLINE: ("hồ sơ nộp trực tuyến", "hồ sơ đã tiếp nhận"),
    IndexGroup.DIGITISATION: ("hồ sơ, kết quả đã số hóa", "hồ sơ, kết quả phải số hóa"),
    IndexGroup.SATISFACTION: ("lượt đánh giá hài lòng", "lượt đánh giá"),
    IndexGroup.PAYMENT: ("giao dịch thanh toán trực tuyến", "giao dịch phải thanh toán"),
}
PROPOSED = 2
"""So many targets of a long plan wait to be confirmed by the visitor."""
LONG = 15


def measure(plan: Plan, staff: User, until: date, by_hand: list[dict[str, Any]], *, skips_last: bool) -> None:
    """The staff confirm the targets and add those of `by_hand`, then write each closed month's figures two days after
    its close; `skips_last` leaves the last month for the visitor."""
    first = max(plan.imported_on, date(plan.year, 1, 1))
    with at(datetime.combine(first, time(15), clock.ZONE)):
        targets = _confirmed(plan, staff) + _added(plan, staff, by_hand)
        formulas = demo_files.map_targets(targets, staff)
    months = periods_of_year(plan.year, PeriodKind.MONTH, Rule(plan.ward.period_rule))
    counted = demo_files.months_of(plan.ward, months)
    written = [month for month in months if month.close >= first and month.close + timedelta(days=2) <= until]
    if skips_last:
        written = written[:-1]
    for month in written:
        known = demo_files.figures(formulas, counted[month.name])
        with at(datetime.combine(month.close + timedelta(days=2), time(15), clock.ZONE)):
            if month == written[-1] and known:
                demo_files.bring_in(plan.ward, month, counted[month.name], staff)
            else:
                file_statistics.record(plan.ward, month.name, counted[month.name], staff, demo_files.file_name(month))
                measuring.record_all(month.name, known, staff)
            demo_files.late_files(plan.ward, month, counted[month.name], staff, all_said=month != written[-1])
        _write(targets, month, staff, until, known)


def _confirmed(plan: Plan, staff: User) -> list[Target]:
    found = list(plan.targets.select_related("part_of", "plan__ward", "lead").order_by("position"))
    kept = found[:-PROPOSED] if len(found) > LONG else found
    made: list[Target] = []
    for target in kept:
        group = suggested(target.measure)
        numerator, denominator = LABELS.get(IndexGroup(group), ("", "")) if group else ("", "")
        if target.relation == Relation.SHARE_OF:
            above = next((each for each in made if each.pk == target.part_of_id), None)
            denominator = above.numerator_label if above else denominator
            numerator = f"hồ sơ {target.measure}" if group == IndexGroup.PROGRESS else numerator
        given = {name: getattr(target, name) for name in editing.FIELDS}
        if target.unit == "%" and target.comparator != Comparator.REDUCE_BY:
            given |= {"numerator_label": numerator, "denominator_label": denominator}
        elif target.comparator == Comparator.REDUCE_BY:
            given |= {"baseline_value": Decimal(24)}
        given |= {"index_group": group}
        tasks = list(target.tasks.all())
        made.append(editing.save(target, staff, given, tasks=tasks, version=target.version, confirm=True))
    return made


def _added(plan: Plan, staff: User, by_hand: list[dict[str, Any]]) -> list[Target]:
    made: dict[str, Target] = {}
    blank = dict.fromkeys(("part_of", "baseline_year", "baseline_value", "lead"))
    texts = dict.fromkeys(("relation", "index_group", "numerator_label", "denominator_label"), "")
    for record in by_hand:
        given = blank | texts | record
        given["value"] = Decimal(record["value"])
        given["baseline_value"] = Decimal(record["baseline_value"]) if record.get("baseline_value") else None
        given["part_of"] = made.get(record.get("part_of", ""))
        if lead := record.get("lead"):
            given["lead"] = Unit.objects.get(ward=plan.ward, name_folded=fold(lead))
        target = editing.blank(plan)
        made[record["measure"]] = editing.save(target, staff, given, tasks=[], version=0, confirm=True)
    return list(made.values())


def _write(
    targets: list[Target], month: Period, staff: User, until: date, known: Mapping[Target, measuring.Figure]
) -> None:
    """What the statistics do not say (`known`) is counted by hand, and some of it corrected three days later."""
    day = month.close + timedelta(days=2)
    figures = dict(known)
    for target in targets:
        above = next((figures[each] for each in figures if each.pk == target.part_of_id), None)
        if target not in known and (figure := _figure(target, month, above)):
            figures[target] = figure
    by_hand = {target: figure for target, figure in figures.items() if target not in known}
    with at(datetime.combine(day, time(16), clock.ZONE)):
        measuring.record_all(month.name, by_hand, staff)
    later = day + timedelta(days=3)
    if later > until:
        return
    tied = {target.part_of_id for target in targets} | {target.pk for target in targets if target.part_of_id}
    corrected = {
        target: measuring.Figure(
            min((figure.numerator or Decimal(0)) + 2, figure.denominator or Decimal(0)),
            figure.denominator,
            None,
            SOURCE,
            CORRECTED,
        )
        for target, figure in by_hand.items()
        if figure.denominator and target.pk not in tied and draw(target.measure, month.name, "again") < 6
    }
    if corrected:
        with at(datetime.combine(later, time(9), clock.ZONE)):
            measuring.record_all(month.name, corrected, staff)


def _figure(target: Target, month: Period, above: measuring.Figure | None) -> measuring.Figure | None:
    """Near its target, sometimes below; what a reduction is measured on comes down over the year; counts grow."""
    luck = draw(target.measure, month.name)
    if target.comparator == Comparator.REDUCE_BY:
        level = (target.baseline_value or Decimal(24)) * (100 - 3 * month.ordinal - luck % 12) / 100
        return measuring.Figure(value=level.quantize(Decimal("0.1")), source=SOURCE)
    if target.unit != "%":
        goal = Goal(Compare(target.comparator), target.value, target.unit)
        if is_level(goal):
            return measuring.Figure(value=max(target.value - 2 + luck % 5, Decimal(1)), source=SOURCE)
        monthly = max(target.value / 12, Decimal("0.4"))
        counted = (monthly * (50 + luck) / 100).to_integral_value()
        return measuring.Figure(value=counted, source="Sổ theo dõi của Trung tâm")
    usual = 150 + 4 * draw(target.measure, "volume")
    cases = Decimal(usual * (85 + draw(target.measure, month.name, "cases") * 3 // 10) // 100)
    of_parent = above.numerator if above is not None and target.relation == Relation.SHARE_OF else None
    denominator = of_parent or cases
    rate = min(target.value + Decimal(4) - Decimal(luck % 7), Decimal(100))
    return measuring.Figure((denominator * rate / 100).to_integral_value(), denominator, source=SOURCE)
