"""On which days to come an occurrence will remind of itself: pure, no clock, no database.

The sweep's own reckoning, asked for the days on which its answer can change, so that what is shown is what will be
sent.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from tasks.milestones import Milestone, Owing, Reckoning, Scheme, last_asked
from wards.calendar import WorkingCalendar

_DAY = timedelta(days=1)


class Agenda:
    """The milestones of a span of days under one scheme, both ends included; what a day owes is reckoned once."""

    def __init__(self, first: date, last: date, calendar: WorkingCalendar, scheme: Scheme) -> None:
        self.first, self.last, self.calendar, self.scheme = first, last, calendar, scheme
        self._reckonings: dict[date, Reckoning] = {}
        self._askings = set(self._asked())

    def of(self, occurrence: Owing) -> list[Milestone]:
        """Those that fall into the span if nothing is reported meanwhile, in their order."""
        found: dict[str, Milestone] = {}
        for day in sorted(self._days(occurrence)):
            milestone = self._reckoning(day).owed(occurrence)
            if milestone and milestone.on == day:
                found.setdefault(milestone.key, milestone)
        return list(found.values())

    def _days(self, occurrence: Owing) -> set[date]:
        """Working days on which a milestone of the occurrence may fall."""
        course = self._reckoning(self.first).course(occurrence)
        days = {*self._askings, self.calendar.on_or_after(occurrence.made_on)}
        if occurrence.due is not None:
            before, late = self.scheme.days_before(course), self.scheme.days_late(course)
            days |= {self.calendar.on_or_before(occurrence.due - timedelta(days)) for days in before}
            days |= {
                self.calendar.on_or_after(day)
                for days in late
                if self.first - timedelta(30) <= (day := occurrence.due + timedelta(days)) <= self.last
            }
        return {day for day in days if self.first <= day <= self.last}

    def _asked(self) -> Iterator[date]:
        """The days in the span on which a quarter is asked about, the last first."""
        asked = last_asked(self.last, self.calendar, self.scheme).on
        while asked >= self.first:
            yield asked
            asked = last_asked(asked - _DAY, self.calendar, self.scheme).on

    def _reckoning(self, day: date) -> Reckoning:
        if day not in self._reckonings:
            self._reckonings[day] = Reckoning(day, self.calendar, self.scheme)
        return self._reckonings[day]
