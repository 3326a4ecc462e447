"""Working days of Vietnam's public offices: pure, no clock, no database.

Monday to Friday less public holidays (Bộ luật Lao động 2019, Điều 112) as the `holidays` package knows them,
with its swapped days. Over it go the office's own overrides: swaps announced for civil servants only are
missing from the package.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from holidays import HolidayBase, country_holidays

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class WorkingCalendar:
    """Which days are worked. `overrides` maps a day to True (worked) or False (off) and always wins."""

    overrides: Mapping[date, bool] = field(default_factory=dict)

    def is_working(self, day: date) -> bool:
        """Whether offices work on the day."""
        override = self.overrides.get(day)
        return _holidays(day.year).is_working_day(day) if override is None else override

    def on_or_after(self, day: date) -> date:
        """The day itself where it is worked, else the next working day."""
        while not self.is_working(day):
            day += _DAY
        return day

    def on_or_before(self, day: date) -> date:
        """The day itself where it is worked, else the working day before."""
        while not self.is_working(day):
            day -= _DAY
        return day

    def add(self, day: date, working_days: int) -> date:
        """The n-th working day after the day (before it where negative); the day itself for 0.

        The day itself is never counted: 2 working days after a Friday is the Tuesday.
        """
        step = _DAY if working_days > 0 else -_DAY
        for _ in range(abs(working_days)):
            day += step
            while not self.is_working(day):
                day += step
        return day

    def working_days_between(self, first: date, last: date) -> int:
        """How many working days lie after `first` up to and including `last`; negative where `last` is earlier.

        For n > 0, `working_days_between(day, add(day, n)) == n`.
        """
        if last < first:
            return -self.working_days_between(last, first)
        return sum(self.is_working(first + n * _DAY) for n in range(1, (last - first).days + 1))

    def holiday_name(self, day: date) -> str | None:
        """The public holiday's Vietnamese name; None on other days, and where an override says the day is worked."""
        return None if self.overrides.get(day) else _holidays(day.year).get(day)


@cache
def _holidays(year: int) -> HolidayBase:
    return country_holidays("VN", years=year, expand=False, language="vi")
