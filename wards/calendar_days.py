"""The working-day calendar with the office's own days over the public holidays."""

from __future__ import annotations

from wards.calendar import WorkingCalendar
from wards.models import CalendarDay


def load_calendar() -> WorkingCalendar:
    """The calendar as it stands now: one query."""
    return WorkingCalendar(dict(CalendarDay.objects.values_list("date", "working")))
