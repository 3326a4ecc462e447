"""A month's statistics workbook as figures: shown before it is written, and never written by halves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

import pytest
import time_machine

from imports.flat.checking import Change, Check, check
from imports.flat.lists import LISTS, STATISTICS
from imports.flat.models import FlatState, FlatUpload
from imports.flat.uploads import ListError, commit, found_in, take_in
from imports.statistics import mapping
from imports.statistics.formula import Formula, Sum
from imports.statistics.resource import SAID_SOURCE
from plans import file_statistics, measuring
from plans.file_counts import Count
from plans.models import FileCounts, Measurement, PeriodClosing, Plan, Target
from tests.factory import make_plan
from tests.imports.flat.lists import book
from tests.imports.statistics.tables import ABOVE, CIVIL, LAND, THREE_ROWS, TOTAL, WHOLE, changed
from wards.clock import now
from wards.models import User, Ward

pytestmark = pytest.mark.django_db
Rows = Sequence[Sequence[object]]
IN_TIME = Sum((Count.EARLY, Count.ON_TIME))
MARCH = {"period": "2026-03"}


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    with time_machine.travel("2026-05-20T09:00:00+07:00", tick=False):
        yield


@pytest.fixture
def plan(ward: Ward) -> Plan:
    return make_plan(ward)


def make_target(plan: Plan, measure: str, formula: Formula | None, staff: User, **fields: object) -> Target:
    defaults: dict[str, object] = {"comparator": ">=", "value": 95, "unit": "%", "position": plan.targets.count()}
    defaults["confirmed_at"] = now()
    target = Target.objects.create(ward=plan.ward, plan=plan, measure=measure, **defaults | fields)
    if formula:
        mapping.keep(target, formula, staff, 0)
    return target


@pytest.fixture
def in_time(plan: Plan, staff: User) -> Target:
    return make_target(plan, "Hồ sơ đúng hạn", Formula(IN_TIME, Sum((Count.RESOLVED,))), staff)


def checked(ward: Ward, staff: User, rows: Rows, options: dict[str, str] = MARCH) -> Check:
    return check(book(rows), LISTS[STATISTICS].resource(ward, staff, **options))


def taken(ward: Ward, staff: User, rows: Rows = WHOLE) -> FlatUpload:
    return take_in(LISTS[STATISTICS], ward, book(rows), name="thong-ke.xlsx", user=staff, options=MARCH)


def put(ward: Ward, staff: User, rows: Rows = WHOLE) -> Check:
    kept = taken(ward, staff, rows)
    return commit(kept, staff, found_in(kept).seal)


def test_a_month_s_file_becomes_figures(ward: Ward, staff: User, plan: Plan, in_time: Target) -> None:
    early = make_target(
        plan, "Trước hạn", Formula(Sum((Count.EARLY,)), IN_TIME), staff, part_of=in_time, relation="share_of"
    )
    land = make_target(
        plan, "Đất đai quá hạn", Formula(Sum((Count.LATE,), ("đất đai",))), staff, unit="hồ sơ", comparator="<="
    )
    make_target(plan, "Mức độ hài lòng", None, staff)
    written = put(ward, staff)
    assert (written.errors, written.counts[Change.NEW]) == ((), 4), "three figures and the month's counts"
    found = {figure.target_id: figure for figure in Measurement.objects.all()}
    assert [
        (found[each.pk].numerator, found[each.pk].denominator, found[each.pk].value) for each in (in_time, early)
    ] == [
        (1090, 1100, None),
        (950, 1090, None),
    ]
    assert (found[land.pk].value, found[land.pk].period, found[land.pk].author) == (10, "2026-03", staff)
    assert (found[land.pk].source, found[land.pk].note) == (SAID_SOURCE, "Đã giải quyết: quá hạn (đất đai)")


def test_the_same_month_twice_shows_what_changes_and_adds_versions_only_there(
    ward: Ward, staff: User, plan: Plan, in_time: Target
) -> None:
    online = make_target(plan, "Trực tuyến", Formula(Sum((Count.ONLINE,)), Sum((Count.ONLINE, Count.DIRECT))), staff)
    put(ward, staff)
    assert checked(ward, staff, WHOLE).counts == {Change.SAME: 2}
    assert file_statistics.of_year(ward, 2026)["2026-03"][1].counts[Count.DIRECT] == 100
    later = [*ABOVE, *THREE_ROWS, LAND, changed(CIVIL, D="990", E="90"), changed(TOTAL, D="1.050", E="130")]
    row, counts = checked(ward, staff, later).rows
    assert (row.change, row.cells) == (Change.CHANGED, (("Tử số", "1040", "1050"),))
    assert (counts.row, counts.change, counts.cells) == (
        10,
        Change.CHANGED,
        (
            ("Tiếp nhận: trực tuyến", "1040", "1050"),
            ("Tiếp nhận: trực tiếp, bưu chính", "140", "130"),
            ("Lĩnh vực có thay đổi", "", "Hộ tịch"),
        ),
    )
    put(ward, staff, later)
    assert list(FileCounts.objects.values_list("period", "number", "source")) == [
        ("2026-03", 1, "thong-ke.xlsx"),
        ("2026-03", 2, "thong-ke.xlsx"),
    ]
    assert list(Measurement.objects.filter(target=online).values_list("number", "numerator")) == [(1, 1040), (2, 1050)]
    assert Measurement.objects.filter(target=in_time).count() == 1


def test_a_figure_typed_by_hand_with_the_same_numbers_stays(ward: Ward, staff: User, in_time: Target) -> None:
    measuring.record(in_time, "2026-03", measuring.Figure(Decimal(1090), Decimal(1100), source="Sổ"), staff)
    found = checked(ward, staff, WHOLE)
    assert found.counts == {Change.SAME: 1, Change.NEW: 1}
    assert found.rows[0].name == "Số hồ sơ theo lĩnh vực · Tháng 3/2026"
    assert found.rows[0].cells[-1] == ("Lĩnh vực", "", "Đất đai; Hộ tịch")
    put(ward, staff)
    assert Measurement.objects.count() == 1 and FileCounts.objects.count() == 1


def test_an_error_in_the_table_stores_nothing(ward: Ward, staff: User, in_time: Target) -> None:
    rows = [*ABOVE, *THREE_ROWS, changed(LAND, H="năm mươi", J="-1"), CIVIL, TOTAL]
    kept = taken(ward, staff, rows)
    assert [(each.row, each.column) for each in found_in(kept).errors] == [(8, "H"), (8, "J")]
    assert kept.state == FlatState.REFUSED
    with pytest.raises(ListError):
        commit(kept, staff, found_in(kept).seal)
    assert not Measurement.objects.exists()


def test_a_numerator_over_its_denominator_is_named_at_the_cell_it_comes_from(
    ward: Ward, staff: User, plan: Plan
) -> None:
    civil = Sum((Count.RESOLVED,), ("Hộ tịch",))
    make_target(plan, "Lạ", Formula(civil, Sum((Count.RESOLVED,), ("Đất đai",))), staff)
    (problem,) = checked(ward, staff, WHOLE).errors
    assert (problem.row, problem.column) == (9, "G")
    assert "1000 lớn hơn mẫu số 100" in problem.message


def test_a_closed_month_takes_no_figure(ward: Ward, staff: User, in_time: Target) -> None:
    kept = taken(ward, staff)
    PeriodClosing.objects.create(ward=ward, period="2026-03", rule=ward.period_rule, closed_at=now(), closed_by=staff)
    with pytest.raises(ListError):
        commit(kept, staff, found_in(kept).seal)
    assert not Measurement.objects.exists()
    (problem,) = checked(ward, staff, WHOLE).errors
    assert (problem.row, problem.column) == (10, None) and "đã chốt" in problem.message


def test_a_closed_month_takes_no_other_counts_either(ward: Ward, staff: User, in_time: Target) -> None:
    put(ward, staff)
    PeriodClosing.objects.create(ward=ward, period="2026-Q1", rule=ward.period_rule, closed_at=now(), closed_by=staff)
    later = [*ABOVE, *THREE_ROWS, LAND, changed(CIVIL, D="990", E="90"), changed(TOTAL, D="1.050", E="130")]
    (problem,) = checked(ward, staff, later).errors
    assert "đã chốt nên không sửa được số hồ sơ" in problem.message
    assert checked(ward, staff, WHOLE).errors == ()


def test_a_column_the_mapping_needs_and_the_file_lacks(ward: Ward, staff: User, plan: Plan, in_time: Target) -> None:
    rows = [row[:7] + row[9:] for row in ([*ABOVE, *THREE_ROWS, LAND, CIVIL, TOTAL])]
    (problem,) = checked(ward, staff, rows).errors
    assert "“Đã giải quyết: trước hạn”" in problem.message and problem.row == 6


def test_a_field_the_file_lacks_counts_nothing_and_is_said(ward: Ward, staff: User, plan: Plan) -> None:
    health = Sum((Count.LATE,), ("Y tế",))
    make_target(plan, "Y tế quá hạn", Formula(health), staff, unit="hồ sơ")
    found = checked(ward, staff, WHOLE)
    assert ("Giá trị", "", "0") in found.rows[0].cells
    assert "“Y tế”" in found.warnings[0].message


def test_without_a_mapping_of_that_year_nothing_is_taken(ward: Ward, staff: User, in_time: Target) -> None:
    (problem,) = checked(ward, staff, WHOLE[3:], {"period": "2025-03"}).errors
    assert "năm 2025" in problem.message


def test_a_target_taken_back_is_worked_out_no_more(ward: Ward, staff: User, plan: Plan, in_time: Target) -> None:
    make_target(plan, "Trực tuyến", Formula(Sum((Count.ONLINE,)), Sum((Count.ONLINE, Count.DIRECT))), staff)
    Target.objects.filter(pk=in_time.pk).update(confirmed_at=None)
    assert [row.target.measure for row in mapping.mapped(ward, 2026)] == ["Trực tuyến"]
    put(ward, staff)
    assert not Measurement.objects.filter(target=in_time).exists()


def test_a_mapping_changed_meanwhile_is_reviewed_again(ward: Ward, staff: User, in_time: Target) -> None:
    kept = taken(ward, staff)
    mapping.keep(in_time, Formula(Sum((Count.EARLY,)), Sum((Count.RESOLVED,))), staff, 1)
    with pytest.raises(ListError):
        commit(kept, staff, found_in(kept).seal)
    assert not Measurement.objects.exists()


def test_two_people_change_a_mapping(ward: Ward, staff: User, in_time: Target) -> None:
    with pytest.raises(mapping.ConflictError) as conflict:
        mapping.keep(in_time, None, staff, 0)
    assert conflict.value.present is not None and conflict.value.present.version == 1
    mapping.keep(in_time, None, staff, 1)
    assert mapping.mapped(ward, 2026)[0].formula is None


def test_next_year_s_target_is_suggested_last_year_s_mapping(ward: Ward, staff: User, in_time: Target) -> None:
    mapping.keep(in_time, Formula(Sum((Count.EARLY,)), Sum((Count.RESOLVED,))), staff, 1)
    plan = make_plan(ward, year=2027, number="02/KH-UBND")
    same = make_target(plan, "Hồ sơ ĐÚNG hạn", None, staff)
    (row,) = mapping.mapped(ward, 2027)
    assert row.suggested == mapping.suggested(same) == Formula(Sum((Count.EARLY,)), Sum((Count.RESOLVED,)))
