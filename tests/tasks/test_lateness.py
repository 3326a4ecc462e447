"""Lateness on both sides of the due day, of an extension and of the week before; the state of a row."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.lateness import LATE_NOW, RowState, Standing, Timeliness, dated_back, row_state, standing
from tasks.schedule import SlotKind
from tasks.status import FINISHED, PartStatus

DUE = date(2026, 3, 31)
LATER = date(2026, 4, 30)
DAY = timedelta(days=1)
DATED = SlotKind.DATED
P, T = PartStatus, Timeliness


@pytest.mark.parametrize("status", [P.NOT_STARTED, P.IN_PROGRESS])
@pytest.mark.parametrize(
    ("today", "state", "days"),
    [
        (date(2026, 3, 23), T.IN_TIME, -8),
        (date(2026, 3, 24), T.DUE_SOON, -7),
        (date(2026, 3, 31), T.DUE_SOON, 0),
        (date(2026, 4, 1), T.OVERDUE, 1),
        (date(2026, 5, 1), T.OVERDUE, 31),
    ],
)
def test_an_open_part(status: PartStatus, today: date, state: Timeliness, days: int) -> None:
    assert standing(DATED, status, due=DUE, today=today) == Standing(state, DUE, None, days)


@pytest.mark.parametrize(
    ("due", "today", "state"),
    [
        (date(2028, 2, 29), date(2028, 2, 21), T.IN_TIME),
        (date(2028, 2, 29), date(2028, 2, 22), T.DUE_SOON),
        (date(2028, 2, 29), date(2028, 2, 29), T.DUE_SOON),
        (date(2028, 2, 29), date(2028, 3, 1), T.OVERDUE),
        (date(2026, 12, 31), date(2026, 12, 31), T.DUE_SOON),
        (date(2026, 12, 31), date(2027, 1, 1), T.OVERDUE),
    ],
)
def test_an_open_part_at_the_end_of_february_and_of_the_year(due: date, today: date, state: Timeliness) -> None:
    assert standing(SlotKind.RECURRING, P.NOT_STARTED, due=due, today=today).state == state


@pytest.mark.parametrize("status", [P.DONE, P.AWAITING_CONFIRMATION])
@pytest.mark.parametrize(
    ("done_on", "state", "days"),
    [(date(2026, 3, 30), T.EARLY, -1), (date(2026, 3, 31), T.ON_TIME, 0), (date(2026, 4, 1), T.LATE, 1)],
)
def test_a_finished_part_by_the_day_it_was_reported(
    status: PartStatus, done_on: date, state: Timeliness, days: int
) -> None:
    found = standing(DATED, status, due=DUE, today=date(2026, 6, 1), done_on=done_on)
    assert found == Standing(state, DUE, None, days)


@pytest.mark.parametrize(
    ("done_on", "state"),
    [
        (date(2026, 3, 30), T.EARLY),
        (date(2026, 3, 31), T.ON_TIME),
        (date(2026, 4, 1), T.ON_TIME_EXTENDED),
        (date(2026, 4, 30), T.ON_TIME_EXTENDED),
        (date(2026, 5, 1), T.LATE),
    ],
)
def test_a_finished_part_with_an_extension_shows_the_original_day(done_on: date, state: Timeliness) -> None:
    found = standing(DATED, P.DONE, due=DUE, extended_due=LATER, today=LATER, done_on=done_on)
    assert found == Standing(state, LATER, DUE, (done_on - LATER).days)


@pytest.mark.parametrize(
    ("today", "state"),
    [(date(2026, 4, 1), T.IN_TIME), (date(2026, 4, 30), T.DUE_SOON), (date(2026, 5, 1), T.OVERDUE)],
)
def test_an_open_part_with_an_extension(today: date, state: Timeliness) -> None:
    found = standing(DATED, P.IN_PROGRESS, due=DUE, extended_due=LATER, today=today)
    assert (found.state, found.due, found.original_due) == (state, LATER, DUE)


@pytest.mark.parametrize("status", [P.DROPPED, P.NOTHING_AROSE])
def test_what_is_over_is_not_measured(status: PartStatus) -> None:
    found = standing(SlotKind.EVENT, status, due=DUE, today=date(2026, 6, 1))
    assert (found.state, found.days) == (T.NOT_MEASURED, None)


@pytest.mark.parametrize(("today", "days"), [(date(2026, 3, 31), 0), (date(2026, 4, 1), 1), (date(2026, 3, 1), -30)])
def test_a_pause_hides_no_day(today: date, days: int) -> None:
    assert standing(DATED, P.PAUSED, due=DUE, today=today) == Standing(T.NOT_MEASURED, DUE, None, days)


@pytest.mark.parametrize(
    ("kind", "status", "no_date", "state"),
    [
        (SlotKind.AWAITING, P.NOT_STARTED, False, T.AWAITING_DATE),
        (SlotKind.AWAITING, P.IN_PROGRESS, False, T.AWAITING_DATE),
        (SlotKind.AWAITING, P.IN_PROGRESS, True, T.NOT_MEASURED),
        (SlotKind.AWAITING, P.DONE, False, T.NOT_MEASURED),
        (SlotKind.EVENT, P.NOT_STARTED, False, T.NOT_MEASURED),
    ],
)
def test_without_a_date(kind: SlotKind, status: PartStatus, no_date: bool, state: Timeliness) -> None:
    found = standing(kind, status, due=None, today=DUE, done_on=DUE, no_date=no_date)
    assert found == Standing(state)


def test_an_awaited_date_that_came_is_a_date() -> None:
    assert standing(SlotKind.AWAITING, P.NOT_STARTED, due=DUE, today=DUE + DAY).state == T.OVERDUE


@pytest.mark.parametrize(
    ("status", "today", "state", "days"),
    [
        (P.NOT_REPORTED, DUE - 30 * DAY, T.NOT_YET_REPORTED, -30),
        (P.NOT_REPORTED, DUE, T.NOT_YET_REPORTED, 0),
        (P.NOT_REPORTED, DUE + DAY, T.REPORT_LATE, 1),
        (P.REPORTED, DUE, T.REPORTED, None),
        (P.REPORTED, DUE + DAY, T.REPORTED, None),
    ],
)
def test_a_check_in(status: PartStatus, today: date, state: Timeliness, days: int | None) -> None:
    assert standing(SlotKind.CHECK_IN, status, due=DUE, today=today) == Standing(state, DUE, None, days)


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="the day it was reported"):
        standing(DATED, P.DONE, due=DUE, today=DUE)
    with pytest.raises(ValueError, match="a check-in has a due day"):
        standing(SlotKind.CHECK_IN, P.NOT_REPORTED, due=None, today=DUE)


DONE_LATE, DONE, SOON = (P.DONE, T.LATE), (P.DONE, T.ON_TIME), (P.NOT_STARTED, T.DUE_SOON)
WORKING, OVERDUE = (P.IN_PROGRESS, T.IN_TIME), (P.NOT_STARTED, T.OVERDUE)
REPORTED, UNREPORTED = (P.REPORTED, T.REPORTED), (P.NOT_REPORTED, T.NOT_YET_REPORTED)
UNREPORTED_LATE = (P.NOT_REPORTED, T.REPORT_LATE)
PAUSED, DROPPED = (P.PAUSED, T.NOT_MEASURED), (P.DROPPED, T.NOT_MEASURED)
CONFIRMING, NOTHING = (P.AWAITING_CONFIRMATION, T.EARLY), (P.NOTHING_AROSE, T.NOT_MEASURED)


@pytest.mark.parametrize(
    ("parts", "state"),
    [
        ([], RowState.NOT_STARTED),
        ([SOON], RowState.NOT_STARTED),
        ([UNREPORTED, UNREPORTED], RowState.NOT_STARTED),
        ([WORKING], RowState.IN_PROGRESS),
        ([DONE, SOON], RowState.IN_PROGRESS),
        ([CONFIRMING, SOON], RowState.IN_PROGRESS),
        ([REPORTED, UNREPORTED], RowState.IN_PROGRESS),
        ([NOTHING], RowState.IN_PROGRESS),
        ([DONE], RowState.DONE),
        ([DONE_LATE], RowState.DONE),
        ([DONE, CONFIRMING], RowState.DONE),
        ([DONE, NOTHING], RowState.DONE),
        ([DONE, DROPPED], RowState.DONE),
        ([REPORTED, REPORTED], RowState.IN_PROGRESS),  # an ongoing row is never done
        ([DONE, REPORTED], RowState.IN_PROGRESS),
        ([DONE, OVERDUE], RowState.OVERDUE),
        ([REPORTED, UNREPORTED_LATE], RowState.OVERDUE),
        ([OVERDUE, PAUSED], RowState.OVERDUE),
        ([PAUSED], RowState.PAUSED),
        ([PAUSED, DROPPED], RowState.PAUSED),
        ([PAUSED, DONE], RowState.IN_PROGRESS),
        ([PAUSED, SOON], RowState.NOT_STARTED),
        ([DROPPED, DROPPED], RowState.DROPPED),
        ([DROPPED, SOON], RowState.NOT_STARTED),
    ],
)
def test_the_state_of_a_row(parts: list[tuple[PartStatus, Timeliness]], state: RowState) -> None:
    assert row_state(parts) == state
    assert row_state(reversed(parts)) == state


@pytest.mark.parametrize(
    ("kind", "effective_on", "flagged"),
    [
        (DATED, date(2026, 3, 31), False),
        (DATED, date(2026, 3, 28), False),
        (DATED, date(2026, 3, 27), True),
        (SlotKind.EVENT, date(2026, 2, 28), True),
        (SlotKind.CHECK_IN, date(2026, 3, 14), False),
    ],
)
def test_what_is_dated_back_is_flagged(kind: SlotKind, effective_on: date, flagged: bool) -> None:
    assert dated_back(kind, effective_on=effective_on, written_on=date(2026, 3, 31)) is flagged


days = st.dates(date(2025, 12, 1), date(2028, 12, 31))


@given(st.sampled_from([P.NOT_STARTED, P.IN_PROGRESS, P.DONE, P.AWAITING_CONFIRMATION]), days, st.none() | days, days)
def test_a_part_is_overdue_while_open_or_late_once_finished(
    status: PartStatus, due: date, extended: date | None, day: date
) -> None:
    found = standing(DATED, status, due=due, extended_due=extended, today=day, done_on=day)
    past = day > (extended or due)
    assert (found.state in LATE_NOW | {T.LATE}) is past
    assert (found.state == T.OVERDUE) is (past and status not in FINISHED)
    assert found.due == (extended or due)
