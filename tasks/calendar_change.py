"""What a change of the working-day calendar moves, in all wards: check-ins and reminders that are still to come.

Check-ins and recurring tasks are due by the calendar as it stands. What is due already stays, so that nothing becomes
late or timely afterwards. Reminders are reckoned each morning and follow by themselves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import Count

from tasks import schemes
from tasks.agenda import Agenda
from tasks.candidates import open_parts
from tasks.milestones import Owing
from tasks.models import Occurrence, OccurrenceKind
from tasks.schedule import SlotKind, due_of
from wards.calendar import WorkingCalendar
from wards.calendar_days import load_calendar
from wards.clock import today
from wards.periods import Rule, parse

Days = Mapping[date, bool | None]
"""What the office says of days: worked, off, or None for nothing, so that the public holidays hold."""

REACH = timedelta(days=20)
"""A changed day moves nothing that lies further from it: longer than any holiday."""

_PERIODIC = (OccurrenceKind.CHECK_IN, OccurrenceKind.RECURRING)
_ALIKE = ("ward__period_rule", "period", "opens_on", "due", "task__dropped_on", "task__plan__year")
"""Periodic occurrences that have these in common are due on one day."""

_OF_PART = (
    "ward__period_rule",
    "occurrence__period",
    "occurrence__opens_on",
    "occurrence__due",
    "occurrence__task__dropped_on",
    "occurrence__task__plan__year",
    "occurrence__kind",
    "occurrence__made_on",
    "due_now",
    "begins",
)
"""The same of parts, and what their milestones follow from."""

Alike = tuple[Any, ...]


class Moved(NamedTuple):
    """Parts that are due, or reminded of, on another day.

    `name` is the period of those that are due on another day, else the milestone's key. Of a reminder `before` or
    `after` is None where one of the same day speaks for it.
    """

    name: str
    due: date | None
    before: date | None
    after: date | None
    parts: int


@dataclass(frozen=True)
class Effect:
    """What moves, in the order of the days."""

    dues: tuple[Moved, ...] = ()
    reminders: tuple[Moved, ...] = ()


class CalendarChange:
    """A change of days, with the calendars before and after it, and the span in which something may move."""

    def __init__(self, days: Days) -> None:
        self.today, self.before = today(), load_calendar()
        given = {**self.before.overrides, **days}
        self.after = WorkingCalendar({day: worked for day, worked in given.items() if worked is not None})
        changed = [day for day in days if self.before.is_working(day) != self.after.is_working(day)]
        self.first, self.last = self.today, self.today - REACH
        if changed:
            self.first, self.last = max(self.today, min(changed) - REACH), max(changed) + REACH

    def effect(self) -> Effect:
        """What moves. A query for each set of milestones in use, and two more."""
        if self.last < self.first:
            return Effect()
        dues: Counter[tuple[date, date, str]] = Counter()
        told: Counter[tuple[date, date, str, date | None, date | None]] = Counter()
        moved = self.moved_dues()
        for settings, scheme in schemes.in_use():
            agendas = [Agenda(self.first, self.last, each, scheme) for each in (self.before, self.after)]
            for row in self._near(settings):
                *alike, kind, made_on, due, begins, parts = row
                owing = Owing(SlotKind(kind), due, begins, alike[2], made_on)
                now = moved.get(tuple(alike)) if due == alike[3] else None
                if now:
                    dues[due, now, alike[1]] += parts
                for key, was, then in self._moved(agendas, owing, replace(owing, due=now or due)):
                    # A quarter is asked about whatever is due when.
                    about = None if key.startswith("ask:") else due
                    told[was or then or date.max, about or date.max, key, was, then] += parts
        in_order = sorted(told.items(), key=lambda each: each[0][:3])
        return Effect(
            tuple(Moved(period, was, was, now, parts) for (was, now, period), parts in sorted(dues.items())),
            tuple(
                Moved(key, None if due == date.max else due, was, now, parts)
                for (_on, due, key, was, now), parts in in_order
            ),
        )

    def moved_dues(self) -> dict[Alike, date]:
        """The new due day of the periodic occurrences that move, by what they have in common. One query."""
        near = Occurrence.objects.filter(kind__in=_PERIODIC, retired=False, due__range=(self.first, self.last))
        found: dict[Alike, date] = {}
        for alike in near.order_by().values_list(*_ALIKE).distinct():
            rule, period, opens_on, due, dropped_on, year = alike
            ends_on = dropped_on - timedelta(1) if dropped_on else date(year, 12, 31)
            named = parse(period, Rule(rule))
            was, now = (due_of(named, opens_on, ends_on, each) for each in (self.before, self.after))
            if was == due != now >= self.today:
                found[alike] = now
        return found

    def move(self) -> None:
        """Moves the occurrences; in the transaction that changes the calendar.

        An extension that no longer gives more time than the new day is spent; what was agreed stays in the requests.
        """
        if self.last < self.first:
            return
        alike = Occurrence.objects.filter(kind__in=_PERIODIC, retired=False)
        for values, due in self.moved_dues().items():
            those = alike.filter(**dict(zip(_ALIKE, values, strict=True)))
            those.filter(extended_due__lte=due).update(extended_due=None)
            those.update(due=due)

    def _near(self, settings: Mapping[str, object]) -> Iterator[tuple[Any, ...]]:
        """Open parts that remind near the changed days, counted by what they have in common."""
        wards = {f"ward__{name}": value for name, value in settings.items()}
        parts = open_parts(self.last).filter(**wards).order_by()
        yield from parts.values_list(*_OF_PART).annotate(parts=Count("pk"))

    def _moved(self, agendas: list[Agenda], was: Owing, now: Owing) -> Iterator[tuple[str, date | None, date | None]]:
        pairs = zip(agendas, (was, now), strict=True)
        before, after = ({each.key: each.on for each in agenda.of(owing)} for agenda, owing in pairs)
        for key in sorted(before.keys() | after.keys()):
            # What is not late yet need not come to be.
            hypothetical = key.startswith("+") and was.due is not None and was.due >= self.today
            if before.get(key) != after.get(key) and not hypothetical:
                yield key, before.get(key), after.get(key)
