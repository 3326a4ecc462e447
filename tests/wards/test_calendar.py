"""Working days around weekends, holidays, swaps and overrides; and what day it is."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from wards import clock
from wards.calendar import WorkingCalendar

DAY = timedelta(days=1)
PLAIN = WorkingCalendar()
OFFICE = WorkingCalendar({date(2026, 1, 2): False, date(2026, 1, 10): True})

days = st.dates(date(2025, 1, 1), date(2028, 12, 31))
overrides = st.dictionaries(days, st.booleans(), max_size=20)


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 3, 13), True),  # Friday
        (date(2026, 3, 14), False),
        (date(2026, 3, 15), False),
        (date(2026, 1, 1), False),
        (date(2026, 2, 13), True),  # the last day before Tết
        (date(2026, 2, 16), False),
        (date(2026, 2, 20), False),
        (date(2026, 2, 23), True),
        (date(2026, 4, 27), False),  # Giỗ Tổ fell on Sunday
        (date(2026, 4, 30), False),
        (date(2026, 5, 1), False),
        (date(2026, 8, 22), True),  # a Saturday worked for 31/8
        (date(2026, 8, 31), False),
        (date(2026, 9, 2), False),
        (date(2026, 11, 24), False),  # Ngày Văn hóa
        (date(2026, 12, 31), True),
        (date(2028, 2, 29), True),
    ],
)
def test_public_holidays(day: date, worked: bool) -> None:
    assert PLAIN.is_working(day) is worked


@pytest.mark.parametrize(
    ("day", "before", "after"), [(date(2026, 1, 2), True, False), (date(2026, 1, 10), False, True)]
)
def test_an_override_wins(day: date, before: bool, after: bool) -> None:
    assert PLAIN.is_working(day) is before
    assert OFFICE.is_working(day) is after


def test_an_override_can_make_a_holiday_worked() -> None:
    calendar = WorkingCalendar({date(2026, 11, 24): True})
    assert calendar.is_working(date(2026, 11, 24))
    assert calendar.holiday_name(date(2026, 11, 24)) is None


@pytest.mark.parametrize(
    ("day", "after", "before"),
    [
        (date(2026, 3, 13), date(2026, 3, 13), date(2026, 3, 13)),
        (date(2026, 3, 14), date(2026, 3, 16), date(2026, 3, 13)),
        (date(2026, 2, 14), date(2026, 2, 23), date(2026, 2, 13)),
        (date(2026, 1, 1), date(2026, 1, 5), date(2025, 12, 31)),
        (date(2026, 1, 10), date(2026, 1, 10), date(2026, 1, 10)),
    ],
)
def test_the_working_day_at_or_beside_a_day(day: date, after: date, before: date) -> None:
    assert OFFICE.on_or_after(day) == after
    assert OFFICE.on_or_before(day) == before


@pytest.mark.parametrize(
    ("day", "count", "found"),
    [
        (date(2026, 3, 13), 0, date(2026, 3, 13)),
        (date(2026, 3, 14), 0, date(2026, 3, 14)),
        (date(2026, 3, 13), 1, date(2026, 3, 16)),
        (date(2026, 3, 14), 2, date(2026, 3, 17)),
        (date(2026, 2, 13), 1, date(2026, 2, 23)),
        (date(2025, 12, 31), 1, date(2026, 1, 5)),
        (date(2026, 3, 16), -1, date(2026, 3, 13)),
        (date(2026, 2, 23), -2, date(2026, 2, 12)),
    ],
)
def test_working_days_are_added(day: date, count: int, found: date) -> None:
    assert OFFICE.add(day, count) == found


@given(days, st.integers(1, 40), overrides)
def test_adding_and_counting_agree(day: date, count: int, changed: dict[date, bool]) -> None:
    calendar = WorkingCalendar(changed)
    found = calendar.add(day, count)
    assert calendar.is_working(found)
    assert calendar.working_days_between(day, found) == count
    assert calendar.working_days_between(found, day) == -count
    assert calendar.working_days_between(day, found - DAY) == count - 1


@given(days, overrides)
def test_the_nearest_working_day_skips_none(day: date, changed: dict[date, bool]) -> None:
    calendar = WorkingCalendar(changed)
    after, before = calendar.on_or_after(day), calendar.on_or_before(day)
    assert before <= day <= after
    skipped = [before + n * DAY for n in range(1, (after - before).days)]
    assert not any(calendar.is_working(one) for one in skipped if one != day)


def test_holidays_have_their_vietnamese_names() -> None:
    assert PLAIN.holiday_name(date(2026, 2, 17)) == "Tết Nguyên Đán"
    assert PLAIN.holiday_name(date(2026, 3, 13)) is None


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 3, 14, 16, 59, 59, tzinfo=UTC), date(2026, 3, 14)),
        (datetime(2026, 3, 14, 17, 0, 0, tzinfo=UTC), date(2026, 3, 15)),
        (datetime(2026, 12, 31, 17, 0, 0, tzinfo=UTC), date(2027, 1, 1)),
    ],
)
def test_the_day_turns_at_midnight_in_vietnam(moment: datetime, day: date) -> None:
    with time_machine.travel(moment, tick=False):
        assert clock.today() == day
        assert clock.now() == moment
        assert clock.now().utcoffset() == timedelta(hours=7)
