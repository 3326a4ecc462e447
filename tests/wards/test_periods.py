"""Reporting periods on both sides of every close, and that they tile the year."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wards import periods
from wards.calendar import WorkingCalendar
from wards.periods import Period, PeriodKind, Rule, containing, following, parse, periods_of_year, previous

DAY = timedelta(days=1)
CUTOFF, CALENDAR = Rule.CUTOFF, Rule.CALENDAR
TILING = [PeriodKind.WEEK, PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.HALF, PeriodKind.YEAR]

days = st.dates(date(2001, 1, 1), date(2098, 12, 31))
years = st.integers(2001, 2098)
rules = st.sampled_from(Rule)


@pytest.mark.parametrize(
    ("name", "rule", "start", "close"),
    [
        ("2026-01", CUTOFF, date(2025, 12, 15), date(2026, 1, 14)),
        ("2026-02", CUTOFF, date(2026, 1, 15), date(2026, 2, 14)),
        ("2026-03", CUTOFF, date(2026, 2, 15), date(2026, 3, 14)),
        ("2028-03", CUTOFF, date(2028, 2, 15), date(2028, 3, 14)),
        ("2026-12", CUTOFF, date(2026, 11, 15), date(2026, 12, 14)),
        ("2026-Q1", CUTOFF, date(2025, 12, 15), date(2026, 3, 14)),
        ("2026-Q2", CUTOFF, date(2026, 3, 15), date(2026, 6, 14)),
        ("2026-Q3", CUTOFF, date(2026, 6, 15), date(2026, 9, 14)),
        ("2026-Q4", CUTOFF, date(2026, 9, 15), date(2026, 12, 14)),
        ("2026-H1", CUTOFF, date(2025, 12, 15), date(2026, 6, 14)),
        ("2026-H2", CUTOFF, date(2026, 6, 15), date(2026, 12, 14)),
        ("2026-9M", CUTOFF, date(2025, 12, 15), date(2026, 9, 14)),
        ("2026", CUTOFF, date(2025, 12, 15), date(2026, 12, 14)),
        ("2026-S", CUTOFF, date(2025, 12, 15), date(2026, 12, 31)),
        ("2026-01-20--2026-03-02", CUTOFF, date(2026, 1, 20), date(2026, 3, 2)),
        ("2026-12-31--2026-12-31", CALENDAR, date(2026, 12, 31), date(2026, 12, 31)),
        ("2026-02", CALENDAR, date(2026, 2, 1), date(2026, 2, 28)),
        ("2028-02", CALENDAR, date(2028, 2, 1), date(2028, 2, 29)),
        ("2026-Q1", CALENDAR, date(2026, 1, 1), date(2026, 3, 31)),
        ("2026-H1", CALENDAR, date(2026, 1, 1), date(2026, 6, 30)),
        ("2026-H2", CALENDAR, date(2026, 7, 1), date(2026, 12, 31)),
        ("2026-9M", CALENDAR, date(2026, 1, 1), date(2026, 9, 30)),
        ("2026", CALENDAR, date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-W07", CUTOFF, date(2026, 2, 9), date(2026, 2, 15)),
        ("2026-W01", CALENDAR, date(2025, 12, 29), date(2026, 1, 4)),
        ("2026-W53", CUTOFF, date(2026, 12, 28), date(2027, 1, 3)),
    ],
)
def test_a_name_has_its_first_and_last_day(name: str, rule: Rule, start: date, close: date) -> None:
    period = parse(name, rule)
    assert (period.start, period.close, period.name, period.rule) == (start, close, name, rule)
    assert period.year == int(name[:4])


@pytest.mark.parametrize(
    "name", ["", "26-03", "2026-3", "2026-00", "2026-13", "2026-Q0", "2026-Q5", "2026-H3", "2026-8M", "2026-W00",
             "2025-W53", "2026-W54", "2026-03-14", "2026-S1",
             "2026-03-14--2026-03-13", "2026-02-30--2026-03-01", "1926-03", "quý I", "2026-Q1 2026-Q2", "20２６"],
)  # fmt: skip
def test_what_is_no_period_is_refused_with_its_name(name: str) -> None:
    with pytest.raises(ValueError, match="is no period"):
        parse(name, CUTOFF)


def test_a_name_may_be_typed_in_small_letters() -> None:
    assert parse(" 2026-q1 ", CUTOFF).name == "2026-Q1"


@pytest.mark.parametrize(
    ("day", "kind", "cutoff", "calendar"),
    [
        (date(2026, 3, 14), PeriodKind.MONTH, "2026-03", "2026-03"),
        (date(2026, 3, 15), PeriodKind.MONTH, "2026-04", "2026-03"),
        (date(2026, 3, 14), PeriodKind.QUARTER, "2026-Q1", "2026-Q1"),
        (date(2026, 3, 15), PeriodKind.QUARTER, "2026-Q2", "2026-Q1"),
        (date(2026, 3, 31), PeriodKind.QUARTER, "2026-Q2", "2026-Q1"),
        (date(2026, 4, 1), PeriodKind.QUARTER, "2026-Q2", "2026-Q2"),
        (date(2026, 6, 14), PeriodKind.HALF, "2026-H1", "2026-H1"),
        (date(2026, 6, 15), PeriodKind.HALF, "2026-H2", "2026-H1"),
        (date(2026, 7, 1), PeriodKind.HALF, "2026-H2", "2026-H2"),
        (date(2026, 12, 14), PeriodKind.YEAR, "2026", "2026"),
        (date(2026, 12, 15), PeriodKind.YEAR, "2027", "2026"),
        (date(2026, 12, 31), PeriodKind.MONTH, "2027-01", "2026-12"),
        (date(2027, 1, 1), PeriodKind.MONTH, "2027-01", "2027-01"),
        (date(2028, 2, 29), PeriodKind.MONTH, "2028-03", "2028-02"),
        (date(2026, 9, 14), PeriodKind.NINE_MONTHS, "2026-9M", "2026-9M"),
        (date(2026, 12, 15), PeriodKind.NINE_MONTHS, "2027-9M", None),
        (date(2026, 2, 15), PeriodKind.WEEK, "2026-W07", "2026-W07"),
        (date(2026, 2, 16), PeriodKind.WEEK, "2026-W08", "2026-W08"),
        (date(2027, 1, 3), PeriodKind.WEEK, "2026-W53", "2026-W53"),
    ],
)
def test_a_day_lies_in_its_period(day: date, kind: PeriodKind, cutoff: str, calendar: str | None) -> None:
    assert containing(day, kind, CUTOFF).name == cutoff
    if calendar:
        assert containing(day, kind, CALENDAR).name == calendar


@pytest.mark.parametrize(("day", "rule"), [(date(2026, 9, 15), CUTOFF), (date(2026, 12, 31), CALENDAR)])
def test_no_nine_months_after_their_close(day: date, rule: Rule) -> None:
    with pytest.raises(ValueError, match="after the nine months of 2026"):
        containing(day, PeriodKind.NINE_MONTHS, rule)


@given(years, st.sampled_from(TILING), rules)
def test_periods_tile_the_year(year: int, kind: PeriodKind, rule: Rule) -> None:
    found = periods_of_year(year, kind, rule)
    for one, after in pairwise(found):
        assert after.start == one.close + DAY
    assert periods_of_year(year + 1, kind, rule)[0].start == found[-1].close + DAY
    if kind is not PeriodKind.WEEK:
        whole = periods.covering(year, rule)
        assert (found[0].start, found[-1].close) == (whole.start, whole.close)


@given(days, st.sampled_from(TILING), rules)
def test_each_day_lies_in_exactly_one_period(day: date, kind: PeriodKind, rule: Rule) -> None:
    period = containing(day, kind, rule)
    assert day in period
    assert [p for p in periods_of_year(period.year, kind, rule) if day in p] == [period]


@given(years, st.sampled_from([*TILING, PeriodKind.NINE_MONTHS]), rules, st.data())
def test_neighbours_and_names_lead_back(year: int, kind: PeriodKind, rule: Rule, data: st.DataObject) -> None:
    found = periods_of_year(year, kind, rule)
    number = data.draw(st.integers(1, len(found)))
    period = found[number - 1]
    assert period.ordinal == number
    assert parse(period.name, rule) == period
    assert following(previous(period)) == period == previous(following(period))
    assert containing(previous(period).close, kind, rule) == previous(period)
    assert previous(period) < period < following(period)


@pytest.mark.parametrize(
    ("year", "count"), [(2025, 52), (2026, 53), (2027, 52), (2032, 53)]
)  # fmt: skip
def test_a_year_has_52_or_53_weeks(year: int, count: int) -> None:
    assert len(periods_of_year(year, PeriodKind.WEEK, CUTOFF)) == count


@pytest.mark.parametrize(
    ("name", "kind", "names"),
    [
        ("2026-Q1", PeriodKind.MONTH, ["2026-01", "2026-02", "2026-03"]),
        ("2026-H2", PeriodKind.QUARTER, ["2026-Q3", "2026-Q4"]),
        ("2026-9M", PeriodKind.QUARTER, ["2026-Q1", "2026-Q2", "2026-Q3"]),
        ("2026-9M", PeriodKind.HALF, ["2026-H1"]),
        ("2026", PeriodKind.HALF, ["2026-H1", "2026-H2"]),
        ("2026-03", PeriodKind.MONTH, ["2026-03"]),
        ("2026-03", PeriodKind.QUARTER, []),
        ("2026-03", PeriodKind.WEEK, ["2026-W08", "2026-W09", "2026-W10"]),
    ],
)
@pytest.mark.parametrize("rule", [CUTOFF])
def test_a_period_is_made_of_shorter_ones(name: str, kind: PeriodKind, rule: Rule, names: list[str]) -> None:
    assert [part.name for part in periods.parts(parse(name, rule), kind)] == names


@given(years, rules, st.sampled_from([PeriodKind.QUARTER, PeriodKind.HALF, PeriodKind.NINE_MONTHS, PeriodKind.YEAR]))
def test_months_make_up_longer_periods_without_a_gap(year: int, rule: Rule, kind: PeriodKind) -> None:
    for period in periods_of_year(year, kind, rule):
        months = periods.parts(period, PeriodKind.MONTH)
        assert sum(((m.close - m.start + DAY) for m in months), timedelta()) == period.close - period.start + DAY


TET = WorkingCalendar()


@pytest.mark.parametrize(
    ("name", "closes", "sent"),
    [
        ("2026-03", date(2026, 3, 14), date(2026, 3, 17)),  # a Saturday: Monday and Tuesday
        ("2026-Q2", date(2026, 6, 14), date(2026, 6, 16)),  # a Sunday
        ("2026-02", date(2026, 2, 14), date(2026, 2, 24)),  # the Saturday before Tết
        ("2026-W07", date(2026, 2, 13), date(2026, 2, 24)),
        ("2026-W08", date(2026, 2, 22), date(2026, 2, 24)),  # all of it off
        ("2026-W18", date(2026, 4, 29), date(2026, 5, 5)),  # 30/4 and 1/5 end the week on Wednesday
    ],
)
def test_close_and_sending_deadline(name: str, closes: date, sent: date) -> None:
    period = parse(name, CUTOFF)
    assert periods.closing_day(period, TET) == closes
    assert periods.sending_deadline(period, TET) == sent


def test_a_week_may_close_on_its_only_working_day() -> None:
    monday_of_tet = WorkingCalendar({date(2026, 2, 16): True})
    assert periods.closing_day(parse("2026-W08", CUTOFF), monday_of_tet) == date(2026, 2, 16)


def test_the_sending_deadline_is_a_setting() -> None:
    assert periods.sending_deadline(parse("2026-03", CUTOFF), TET, 5) == date(2026, 3, 20)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("2026-01", "tháng 01 năm 2026"),
        ("2026-02", "tháng 02 năm 2026"),
        ("2026-03", "tháng 3 năm 2026"),
        ("2026-12", "tháng 12 năm 2026"),
        ("2026-Q1", "quý I năm 2026"),
        ("2026-Q4", "quý IV năm 2026"),
        ("2026-H1", "6 tháng đầu năm 2026"),
        ("2026-H2", "6 tháng cuối năm 2026"),
        ("2026-9M", "9 tháng năm 2026"),
        ("2026", "năm 2026"),
        ("2026-W07", "tuần 7 năm 2026"),
    ],
)
def test_documents_name_a_period_in_vietnamese(name: str, text: str) -> None:
    assert periods.document_name(parse(name, CALENDAR)) == text


def test_a_period_knows_its_days() -> None:
    period: Period = parse("2026-Q1", CUTOFF)
    assert date(2025, 12, 14) not in period
    assert date(2025, 12, 15) in period
    assert date(2026, 3, 14) in period
    assert date(2026, 3, 15) not in period


def test_the_calendar_year_needs_no_supplement() -> None:
    with pytest.raises(ValueError, match="31/12"):
        parse("2026-S", CALENDAR)


def test_days_on_demand_belong_to_the_year_in_whose_reports_they_end() -> None:
    days_asked = parse("2025-11-01--2025-12-15", CUTOFF)
    assert days_asked.year == 2026
    assert parse("2025-11-01--2025-12-15", CALENDAR).year == 2025
    assert previous(days_asked).name == "2025-09-17--2025-10-31"
    assert following(days_asked).name == "2025-12-16--2026-01-29"


@pytest.mark.parametrize(
    ("name", "inside"),
    [
        ("2025-12-15--2026-03-14", ["2026-Q1"]),
        ("2025-12-14--2026-04-20", ["2026-Q1", "2026-04"]),
        ("2024-12-15--2026-01-14", ["2025", "2026-01"]),
        ("2026-01-16--2026-02-13", []),
    ],
)
def test_days_on_demand_hold_the_longest_periods_that_lie_wholly_inside(name: str, inside: list[str]) -> None:
    assert [part.name for part in periods.longest_parts(parse(name, CUTOFF))] == inside


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("2026-S", "năm 2026, bổ sung đến ngày 31/12/2026"),
        ("2026-01-20--2026-03-02", "từ ngày 20/01/2026 đến ngày 02/3/2026"),
    ],
)
def test_documents_name_supplements_and_days_on_demand(name: str, written: str) -> None:
    assert periods.document_name(parse(name, CUTOFF)) == written
