"""Slots of every kind of timing, on both sides of closes, holidays and the plan's days; and rescheduling."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.schedule import Slot, SlotKind, belongs_on, event_slot, slots
from tasks.timing import Every, Kind, Timing
from wards.calendar import WorkingCalendar
from wards.periods import Rule, parse

OFFICE = WorkingCalendar({date(2026, 1, 2): False, date(2026, 1, 10): True})
YEAR_2026: dict[str, Any] = {
    "year": 2026,
    "rule": Rule.CUTOFF,
    "cadence": Every.QUARTERLY,
    "calendar": OFFICE,
    "made_from": date(2026, 1, 1),
    "ends_on": date(2026, 12, 31),
}

ONGOING = Timing(Kind.ONGOING, date(2026, 1, 1), date(2026, 12, 31))
EXTERNAL = Timing(Kind.EXTERNAL)
ON_EVENT = Timing(Kind.ON_EVENT)
EVENT = UUID("b0d2d9d4-6d2a-4f3e-9a37-0c9b6d1f7c11")


def recurring(*every: Every) -> Timing:
    return Timing(Kind.RECURRING, every=every)


def window(start: date, due: date) -> Timing:
    return Timing(Kind.WINDOW, start, due)


def deadline(due: date) -> Timing:
    return Timing(Kind.DEADLINE, due=due)


def made(*timings: Timing, **changed: Any) -> tuple[Slot, ...]:
    return slots(timings, **YEAR_2026 | changed)


def keys(*timings: Timing, **changed: Any) -> list[str]:
    return [slot.key for slot in made(*timings, **changed)]


def dues(*timings: Timing, **changed: Any) -> dict[str, date | None]:
    return {slot.key: slot.due for slot in made(*timings, **changed)}


def test_a_window_keeps_its_dates() -> None:
    assert made(window(date(2026, 3, 1), date(2026, 7, 30))) == (
        Slot("T1", SlotKind.DATED, 0, date(2026, 3, 1), date(2026, 7, 30), date(2026, 3, 1)),
    )


@pytest.mark.parametrize(
    ("made_from", "opens_on"),
    [
        (date(2026, 2, 26), date(2026, 2, 26)),
        (date(2026, 2, 27), date(2026, 2, 27)),
        (date(2026, 3, 10), date(2026, 2, 27)),
    ],
)
def test_a_deadline_is_made_even_when_past_and_opens_with_the_plan(made_from: date, opens_on: date) -> None:
    assert made(deadline(date(2026, 2, 27)), made_from=made_from) == (
        Slot("T1", SlotKind.DATED, 0, None, date(2026, 2, 27), opens_on),
    )


@pytest.mark.parametrize(
    ("start", "due", "name"),
    [
        (date(2026, 2, 1), date(2026, 2, 28), "2026-02"),
        (date(2028, 2, 1), date(2028, 2, 29), "2028-02"),
        (date(2028, 2, 1), date(2028, 2, 28), ""),
        (date(2026, 1, 1), date(2026, 3, 31), "2026-Q1"),
        (date(2026, 10, 1), date(2026, 12, 31), "2026-Q4"),
        (date(2026, 1, 1), date(2026, 6, 30), "2026-H1"),
        (date(2026, 1, 1), date(2026, 9, 30), "2026-9M"),
        (date(2026, 1, 1), date(2026, 12, 31), "2026"),
        (date(2026, 3, 1), date(2026, 7, 30), ""),
        (date(2026, 10, 1), date(2027, 6, 30), ""),
    ],
)
def test_a_window_knows_the_period_its_phrase_names(start: date, due: date, name: str) -> None:
    (slot,) = made(window(start, due), year=due.year)
    assert (slot.period, slot.start, slot.due) == (name, start, due)


def test_a_window_across_years_keeps_its_dates() -> None:
    assert dues(window(date(2026, 10, 1), date(2027, 6, 30))) == {"T1": date(2027, 6, 30)}


def test_dated_timings_are_numbered_in_the_order_written() -> None:
    late, early = deadline(date(2026, 9, 15)), deadline(date(2026, 2, 27))
    assert dues(late, EXTERNAL, early) == {"T1": date(2026, 9, 15), "T2": date(2026, 2, 27), "X1": None}


def test_those_with_a_due_day_come_first_by_due_day() -> None:
    assert keys(EXTERNAL, deadline(date(2026, 9, 15)), deadline(date(2026, 2, 27))) == ["T2", "T1", "X1"]


def test_what_waits_for_a_date() -> None:
    slot, other = made(EXTERNAL, ON_EVENT, Timing(Kind.EXTERNAL), made_from=date(2026, 3, 10))
    assert slot == Slot("X1", SlotKind.AWAITING, 0, None, None, date(2026, 3, 10))
    assert (other.key, other.timing_index) == ("X2", 2)


@pytest.mark.parametrize("timing", [Timing(Kind.UNSPECIFIED), recurring(), Timing(Kind.WINDOW), Timing(Kind.DEADLINE)])
def test_what_has_no_date_asks_for_one(timing: Timing) -> None:
    assert [slot.kind for slot in made(timing)] == [SlotKind.AWAITING]


def test_an_event_makes_nothing_until_it_is_recorded() -> None:
    assert made(ON_EVENT) == ()
    slot = event_slot(EVENT, recorded_on=date(2026, 5, 4), due=date(2026, 5, 9), timing_index=1)
    assert slot == Slot(str(EVENT), SlotKind.EVENT, 1, date(2026, 5, 4), date(2026, 5, 9), date(2026, 5, 4))
    assert len(slot.key) == 36
    assert event_slot(EVENT, recorded_on=date(2026, 5, 4), due=date(2026, 5, 9)).timing_index == 0


def test_check_ins_are_due_on_the_first_working_day_on_or_after_the_close() -> None:
    assert dues(ONGOING) == {
        "2026-Q1": date(2026, 3, 16),  # 14/3 is a Saturday
        "2026-Q2": date(2026, 6, 15),  # 14/6 is a Sunday
        "2026-Q3": date(2026, 9, 14),
        "2026-Q4": date(2026, 12, 14),
    }
    assert {slot.kind for slot in made(ONGOING)} == {SlotKind.CHECK_IN}


def test_check_ins_wait_for_tet_to_end() -> None:
    assert dues(ONGOING, cadence=Every.MONTHLY)["2026-02"] == date(2026, 2, 23)


def test_check_ins_under_the_calendar_rule() -> None:
    assert dues(ONGOING, rule=Rule.CALENDAR)["2026-Q1"] == date(2026, 3, 31)
    assert dues(ONGOING, rule=Rule.CALENDAR)["2026-Q4"] == date(2026, 12, 31)
    leap = {"year": 2028, "made_from": date(2028, 1, 1), "ends_on": date(2028, 12, 31), "cadence": Every.MONTHLY}
    found = dues(Timing(Kind.ONGOING), rule=Rule.CALENDAR, **leap)
    assert (len(found), found["2028-02"]) == (12, date(2028, 2, 29))


def test_an_override_moves_the_day_and_leaves_the_key() -> None:
    worked = WorkingCalendar({date(2026, 3, 14): True})
    assert dues(ONGOING, calendar=worked)["2026-Q1"] == date(2026, 3, 14)


@pytest.mark.parametrize(
    ("made_from", "first", "opens_on"),
    [
        (date(2026, 1, 1), "2026-Q1", date(2026, 1, 1)),
        (date(2026, 3, 14), "2026-Q1", date(2026, 3, 14)),
        (date(2026, 3, 15), "2026-Q2", date(2026, 3, 15)),
        (date(2026, 3, 16), "2026-Q2", date(2026, 3, 16)),
        (date(2025, 12, 1), "2026-Q1", date(2025, 12, 15)),
    ],
)
def test_no_check_in_for_a_period_closed_before_the_plan(made_from: date, first: str, opens_on: date) -> None:
    slot = made(ONGOING, made_from=made_from)[0]
    assert (slot.key, slot.period, slot.opens_on) == (first, first, opens_on)
    assert slot.start == parse(first, Rule.CUTOFF).start


@pytest.mark.parametrize(
    ("ends_on", "last"),
    [
        (date(2026, 12, 31), "2026-Q4"),
        (date(2026, 12, 14), "2026-Q4"),
        (date(2026, 12, 13), "2026-Q3"),
        (date(2026, 9, 13), "2026-Q2"),
    ],
)
def test_no_check_in_after_the_plans_end(ends_on: date, last: str) -> None:
    assert keys(ONGOING, ends_on=ends_on)[-1] == last


@pytest.mark.parametrize(
    ("start", "due", "found"),
    [
        (date(2026, 3, 14), date(2026, 12, 31), ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]),
        (date(2026, 3, 15), date(2026, 12, 31), ["2026-Q2", "2026-Q3", "2026-Q4"]),
        (date(2026, 7, 1), date(2026, 9, 14), ["2026-Q3"]),
        (date(2026, 7, 1), date(2026, 9, 15), ["2026-Q3", "2026-Q4"]),
    ],
)
def test_check_ins_cover_what_an_ongoing_row_spans(start: date, due: date, found: list[str]) -> None:
    assert keys(Timing(Kind.ONGOING, start, due)) == found


def test_an_ongoing_row_of_several_years_goes_on() -> None:
    two_years = Timing(Kind.ONGOING, date(2026, 1, 1), date(2027, 12, 31))
    assert len(keys(two_years)) == len(keys(ONGOING, ends_on=date(2027, 12, 31))) == 4
    assert keys(two_years, ends_on=date(2027, 12, 31))[-1] == "2027-Q4"


def test_a_monthly_row_has_an_occurrence_a_month() -> None:
    found = made(recurring(Every.MONTHLY))
    assert [slot.key for slot in found] == [f"2026-{month:02}" for month in range(1, 13)]
    assert {slot.kind for slot in found} == {SlotKind.RECURRING}
    assert found[10].due == date(2026, 11, 16)  # 14/11 is a Saturday


def test_closes_that_coincide_make_one_named_after_the_longest() -> None:
    assert keys(recurring(Every.MONTHLY, Every.QUARTERLY, Every.YEARLY)) == [
        "2026-01", "2026-02", "2026-Q1", "2026-04", "2026-05", "2026-Q2",
        "2026-07", "2026-08", "2026-Q3", "2026-10", "2026-11", "2026",
    ]  # fmt: skip


def test_the_order_of_the_cadences_does_not_matter() -> None:
    assert keys(recurring(Every.HALF_YEARLY, Every.QUARTERLY)) == ["2026-Q1", "2026-H1", "2026-Q3", "2026-H2"]
    apart = made(recurring(Every.QUARTERLY), recurring(Every.HALF_YEARLY), recurring(Every.QUARTERLY))
    assert [(slot.key, slot.timing_index) for slot in apart] == [
        ("2026-Q1", 0), ("2026-H1", 1), ("2026-Q3", 0), ("2026-H2", 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("key", "due"),
    [
        ("2026-W02", date(2026, 1, 10)),  # a Saturday worked instead of 2/1
        ("2026-W03", date(2026, 1, 16)),
        ("2026-W07", date(2026, 2, 13)),
        ("2026-W08", date(2026, 2, 23)),  # the whole week is Tết
        ("2026-W18", date(2026, 4, 29)),
        ("2026-W53", date(2026, 12, 31)),  # Thursday: the plan ends with the year
    ],
)
def test_a_week_closes_on_its_last_working_day(key: str, due: date) -> None:
    found = dues(recurring(Every.WEEKLY))
    assert len(found) == 53
    assert found[key] == due


@pytest.mark.parametrize(
    ("made_from", "first", "due"),
    [
        (date(2026, 3, 13), "2026-W11", date(2026, 3, 13)),
        (date(2026, 3, 14), "2026-W12", date(2026, 3, 20)),
        (date(2026, 5, 1), "2026-W18", date(2026, 5, 4)),  # both days left of the week are off
    ],
)
def test_a_week_is_asked_for_until_its_friday(made_from: date, first: str, due: date) -> None:
    slot = made(recurring(Every.WEEKLY), made_from=made_from)[0]
    assert (slot.key, slot.due) == (first, due)


def test_a_week_may_have_one_working_day() -> None:
    monday_of_tet = WorkingCalendar({date(2026, 2, 16): True})
    assert dues(recurring(Every.WEEKLY), calendar=monday_of_tet)["2026-W08"] == date(2026, 2, 16)


@pytest.mark.parametrize(
    ("ends_on", "last", "due"),
    [
        (date(2026, 12, 27), "2026-W52", date(2026, 12, 25)),
        (date(2026, 12, 28), "2026-W53", date(2026, 12, 28)),
    ],
)
def test_a_week_cut_by_the_plans_end_keeps_its_days_before(ends_on: date, last: str, due: date) -> None:
    slot = made(recurring(Every.WEEKLY), ends_on=ends_on)[-1]
    assert (slot.key, slot.due) == (last, due)


def test_a_month_that_closes_on_a_friday_takes_its_week_in() -> None:
    found = keys(recurring(Every.WEEKLY, Every.MONTHLY))
    assert "2026-08" in found  # 14/8/2026 is a Friday
    assert "2026-W33" not in found
    assert {"2026-W28", "2026-07"} <= set(found)  # 14/7 is a Tuesday


def test_a_recurring_slot_stands_for_the_check_in_of_the_same_close() -> None:
    both = made(ONGOING, recurring(Every.QUARTERLY))
    assert {slot.kind for slot in both} == {SlotKind.RECURRING}
    half = made(ONGOING, recurring(Every.HALF_YEARLY))
    assert [(slot.key, slot.kind) for slot in half] == [
        ("2026-Q1", SlotKind.CHECK_IN),
        ("2026-H1", SlotKind.RECURRING),
        ("2026-Q3", SlotKind.CHECK_IN),
        ("2026-H2", SlotKind.RECURRING),
    ]


def test_one_row_of_several_timings() -> None:
    assert keys(window(date(2026, 1, 1), date(2026, 3, 31)), ONGOING, EXTERNAL, ON_EVENT) == [
        "2026-Q1", "T1", "2026-Q2", "2026-Q3", "2026-Q4", "X1",
    ]  # fmt: skip


# Properties

spans = st.tuples(st.dates(date(2025, 6, 1), date(2027, 6, 30)), st.integers(0, 500)).map(
    lambda drawn: (drawn[0], drawn[0] + timedelta(days=drawn[1]))
)
timings = st.one_of(
    spans.map(lambda span: window(*span)),
    spans.map(lambda span: deadline(span[1])),
    spans.map(lambda span: Timing(Kind.ONGOING, *span)),
    st.just(ONGOING),
    st.just(ON_EVENT),
    st.sampled_from([EXTERNAL, Timing(Kind.UNSPECIFIED)]),
    st.lists(st.sampled_from(Every), max_size=5, unique=True).map(lambda every: recurring(*every)),
)
rows = st.lists(timings, max_size=4)
plans = st.fixed_dictionaries(
    {
        "rule": st.sampled_from(Rule),
        "cadence": st.sampled_from([Every.MONTHLY, Every.QUARTERLY]),
        "made_from": st.dates(date(2025, 10, 1), date(2026, 12, 31)),
        "ends_on": st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    }
)
overrides = st.dictionaries(st.dates(date(2025, 12, 1), date(2028, 2, 1)), st.booleans(), max_size=40)


@given(rows, plans, overrides)
def test_keys_are_unique_and_independent_of_the_calendar(
    row: list[Timing], plan: dict[str, Any], changed: dict[date, bool]
) -> None:
    found = keys(*row, **plan)
    assert len(found) == len(set(found))
    assert set(keys(*row, **plan, calendar=WorkingCalendar(changed))) == set(found)


@given(rows, plans, overrides)
def test_periodic_slots_are_due_on_a_working_day_once_made(
    row: list[Timing], plan: dict[str, Any], changed: dict[date, bool]
) -> None:
    calendar = WorkingCalendar(changed)
    for slot in made(*row, **plan, calendar=calendar):
        if slot.kind in (SlotKind.CHECK_IN, SlotKind.RECURRING):
            assert slot.due is not None
            assert calendar.is_working(slot.due)
            assert slot.due >= slot.opens_on >= plan["made_from"]
            period = parse(slot.period, plan["rule"])
            assert slot.key == period.name
            if "W" not in slot.key:
                assert slot.due == calendar.on_or_after(period.close)
                assert plan["made_from"] <= period.close <= plan["ends_on"]
        else:
            assert (slot.due is None) == (slot.kind is SlotKind.AWAITING)


@given(rows, plans)
def test_each_dated_and_each_undated_timing_has_its_slot(row: list[Timing], plan: dict[str, Any]) -> None:
    found = made(*row, **plan)
    assert {s.timing_index for s in found if s.kind is SlotKind.DATED} == {
        index for index, timing in enumerate(row) if timing.kind in (Kind.DEADLINE, Kind.WINDOW)
    }
    assert {s.timing_index for s in found if s.kind is SlotKind.AWAITING} == {
        index
        for index, timing in enumerate(row)
        if timing.kind in (Kind.EXTERNAL, Kind.UNSPECIFIED) or (timing.kind is Kind.RECURRING and not timing.every)
    }


@pytest.mark.parametrize(
    ("due", "period", "day"),
    [
        (date(2026, 3, 31), "2026-Q1", date(2026, 3, 14)),
        (date(2026, 12, 31), "2026-Q4", date(2026, 12, 14)),
        (date(2026, 2, 28), "2026-02", date(2026, 2, 14)),
        (date(2026, 3, 16), "2026-Q1", date(2026, 3, 14)),  # a check-in due after its close
        (date(2027, 3, 31), "2027-Q1", date(2027, 3, 14)),
        (date(2026, 2, 27), "", date(2026, 2, 27)),
        (date(2026, 12, 14), "", date(2026, 12, 14)),
        (date(2026, 12, 15), "", date(2026, 12, 14)),
        (date(2026, 12, 31), "", date(2026, 12, 14)),
        (date(2027, 1, 1), "", date(2027, 1, 1)),
        (date(2025, 12, 31), "", date(2025, 12, 31)),
    ],
)
def test_a_slot_belongs_to_the_period_its_phrase_names_and_to_its_year(due: date, period: str, day: date) -> None:
    assert belongs_on(due, period, year=2026, rule=Rule.CUTOFF) == day


def test_under_the_calendar_rule_a_slot_belongs_where_it_is_due() -> None:
    assert belongs_on(date(2026, 3, 31), "2026-Q1", year=2026, rule=Rule.CALENDAR) == date(2026, 3, 31)
    assert belongs_on(date(2026, 12, 20), "", year=2026, rule=Rule.CALENDAR) == date(2026, 12, 20)
