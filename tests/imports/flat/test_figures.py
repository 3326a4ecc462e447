"""Figures of targets as a list: what is refused at its cell, what becomes a further version."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
import time_machine

from imports.flat.figures import CODE, DENOMINATOR, MEASURE, NOTE, NUMERATOR, PERIOD, PLAN, SOURCE, UNIT, VALUE
from plans import measuring
from plans.models import Measurement, PeriodClosing, Plan, Target
from tests.factory import make_plan, make_ward
from tests.imports.flat.lists import book, checked, put, taken_out
from wards.clock import now
from wards.models import User, Ward

pytestmark = pytest.mark.django_db
HEAD = (PLAN, MEASURE, UNIT, PERIOD, NUMERATOR, DENOMINATOR, VALUE, SOURCE, NOTE, CODE)


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    with time_machine.travel("2026-05-20T09:00:00+07:00", tick=False):
        yield


@pytest.fixture
def plan(ward: Ward) -> Plan:
    return make_plan(ward)


@pytest.fixture
def target(plan: Plan) -> Target:
    return Target.objects.create(
        ward=plan.ward, plan=plan, measure="Hồ sơ trả đúng hạn", comparator=">", value=95, unit="%", confirmed_at=now()
    )


def line(target: Target, period: str, *cells: object) -> tuple[object, ...]:
    """A row with numerator, denominator, value, source."""
    filled = [*cells, "", "", "", ""][:4]
    return (target.plan.number, target.measure, "%", period, *filled, "", str(target.public_id))


def refused(ward: Ward, staff: User, *lines: tuple[object, ...]) -> list[tuple[int | None, str | None]]:
    found = checked("so-lieu", ward, staff, [HEAD, *lines])
    assert all(len(problem.message) > 20 for problem in found.errors)
    return [(problem.row, problem.column) for problem in found.errors]


def test_figures_are_written_as_versions(ward: Ward, staff: User, target: Target) -> None:
    put("so-lieu", ward, staff, [HEAD, line(target, "Tháng 3/2026", 940, "1 000", "", "Hệ thống")])
    first = Measurement.objects.get()
    assert (first.period, first.numerator, first.denominator) == ("2026-03", 940, 1000)
    assert (first.author, first.source, first.number) == (staff, "Hệ thống", 1)
    put("so-lieu", ward, staff, [HEAD, line(target, "2026-03", 950, 1000, "", "Hệ thống")])
    assert list(Measurement.objects.order_by("number").values_list("number", "numerator")) == [(1, 940), (2, 950)]
    again = checked("so-lieu", ward, staff, [HEAD, line(target, "3/2026", 950, 1000, "", "Hệ thống")])
    assert again.counts == {"same": 1}


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_what_goes_out_comes_in_unchanged(ending: str, ward: Ward, staff: User, target: Target) -> None:
    for period, figure in (
        ("2026-01", measuring.Figure(Decimal("1234"), Decimal("2000"), None, "Sổ", "=ghi chú")),
        ("2026-Q1", measuring.Figure(value=Decimal("12.345"))),
        ("2026-02", measuring.Figure(value=Decimal("0.5"))),
        ("2025", measuring.Figure(value=Decimal("5000"))),
    ):
        measuring.record(target, period, figure, staff)
    found = checked("so-lieu", ward, staff, taken_out("so-lieu", ward, staff, ending))
    assert found.errors == ()
    assert found.counts == {"same": 5}, "the form also has an empty row for the month that runs"
    assert Measurement.objects.count() == 4


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        (("chín trăm", 1000), "E"),
        ((-1, 1000), "E"),
        (("-1", "1000"), "E"),
        ((1001, 1000), "E"),
        (("1.234", 2000), "E"),
        (("1,234", 2000), "E"),
        ((900, "1.000"), "F"),
        ((900, "95%"), "F"),
        ((900,), "F"),
        (("", 1000), "E"),
        (("", "", "-2"), "G"),
        ((900, 1000, 90), "G"),
        (("", "", "", "chỉ có nguồn"), "E"),
    ],
)
def test_a_wrong_figure_is_answered_at_its_cell(
    cells: tuple[object, ...], column: str, ward: Ward, staff: User, target: Target
) -> None:
    good = line(target, "Tháng 2/2026", 900, 1000)
    assert refused(ward, staff, good, line(target, "Tháng 3/2026", *cells)) == [(3, column)]
    assert not Measurement.objects.exists()


@pytest.mark.parametrize(("typed", "read"), [("1 234", 1234), ("1.234.567", 1234567), ("1,234,567", 1234567)])
def test_separators_that_are_clear_are_read(typed: str, read: int, ward: Ward, staff: User, target: Target) -> None:
    put("so-lieu", ward, staff, [HEAD, line(target, "Tháng 3/2026", typed, "9 999 999")])
    assert Measurement.objects.get().numerator == read


@pytest.mark.parametrize("period", ["Tháng 3/2025", "2027", "Quý III/2026", "tháng ba", "01/03/2026", ""])
def test_a_period_that_takes_no_figure(period: str, ward: Ward, staff: User, target: Target) -> None:
    assert refused(ward, staff, line(target, period, 900, 1000)) == [(2, "D")]


def test_a_closed_period_takes_none_but_what_it_has(ward: Ward, staff: User, target: Target) -> None:
    measuring.record(target, "2026-03", measuring.Figure(Decimal(900), Decimal(1000)), staff)
    closing = PeriodClosing.objects.create(
        ward=ward, period="2026-03", rule=ward.period_rule, closed_at=now(), closed_by=staff
    )
    assert refused(ward, staff, line(target, "Tháng 3/2026", 901, 1000)) == [(2, "D")]
    assert checked("so-lieu", ward, staff, [HEAD, line(target, "Tháng 3/2026", 900, 1000)]).counts == {"same": 1}
    PeriodClosing.objects.filter(pk=closing.pk).update(reopened_at=now(), reopened_by=staff, reason="Sửa")
    assert refused(ward, staff, line(target, "Tháng 3/2026", 901, 1000)) == []


def test_a_share_has_the_numerator_above_as_its_denominator(ward: Ward, staff: User, target: Target) -> None:
    share = Target.objects.create(
        ward=ward, plan=target.plan, measure="Trước hạn", comparator=">=", value=60, unit="%",
        part_of=target, relation="share_of", position=1, confirmed_at=now(),
    )  # fmt: skip
    above = line(target, "Tháng 3/2026", 950, 1000)
    assert refused(ward, staff, above, line(share, "Tháng 3/2026", 600, 950)) == []
    assert refused(ward, staff, above, line(share, "Tháng 3/2026", 600, 1000)) == [(3, "F")]
    put("so-lieu", ward, staff, [HEAD, above, line(share, "Tháng 3/2026", 600, 950)])
    assert refused(ward, staff, line(target, "Tháng 3/2026", 960, 1000)) == [(2, "E")]
    assert refused(ward, staff, line(share, "Tháng 3/2026", 600, 940)) == [(2, "F")]


def test_the_same_month_twice_and_a_strange_target(ward: Ward, staff: User, target: Target) -> None:
    stranger = make_plan(make_ward("Phường Khác"))
    other = Target.objects.create(ward=stranger.ward, plan=stranger, measure="Khác", comparator=">", value=1, unit="%")
    twice = line(target, "3/2026", 900, 1000)
    assert refused(ward, staff, twice, line(target, "2026-03", 901, 1000)) == [(3, "D")]
    assert refused(ward, staff, line(other, "3/2026", 1, 2)) == [(2, "J")]
    nameless = ("", "Chỉ tiêu không có", "", "3/2026", 1, 2, "", "", "", "")
    assert refused(ward, staff, nameless) == [(2, "B")]
    by_words = ("", "hồ sơ trả ĐÚNG HẠN", "", "3/2026", 1, 2, "", "", "", "")
    assert refused(ward, staff, by_words) == []


def test_all_errors_of_the_file_at_once(ward: Ward, staff: User, target: Target) -> None:
    rows = [line(target, "Quý V/2026", "x", "-5"), line(target, "Tháng 4/2026", 3, 2)]
    assert refused(ward, staff, *rows) == [(2, "D"), (2, "E"), (2, "F"), (3, "E")]


def test_a_column_that_is_missing_is_named(ward: Ward, staff: User) -> None:
    found = checked("so-lieu", ward, staff, book([("Chỉ tiêu", "Tử số"), ("a", 1)]))
    assert "“Kỳ”" in found.errors[0].message


def test_a_proposal_takes_no_figure_until_somebody_confirms_it(ward: Ward, staff: User, target: Target) -> None:
    Target.objects.filter(pk=target.pk).update(confirmed_at=None)
    assert len(taken_out("so-lieu", ward, staff, "csv").decode().strip().splitlines()) == 1, "only the heading"
    assert refused(ward, staff, line(target, "3/2026", 950, 1000)) == [(2, "B")]
