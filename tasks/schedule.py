"""Timings of a task to the slots of its occurrences: pure, no clock, no database.

What each kind of timing makes:

- deadline, window: one slot, `T1`, `T2` … in the order written. It is made whatever its dates: a window across
  years keeps them, and one already past when the plan is issued is owed all the same.
- ongoing: a check-in for each month or quarter of the plan's cadence.
- recurring: an occurrence for each period of its cadences; where closes coincide, one, named after the longest.
- external: one slot awaiting its date, `X1`, `X2` … in the order written.
- unspecified, and recurring whose cadence nobody knows yet: awaiting a date as well. A row without any occurrence
  would have no part for its unit to report on, and nobody would be asked for the missing date.
- on_event: nothing, until somebody records the event (`event_slot`).

Keys follow from the timings, the year, the rule and the plan's days only, never from the working calendar: an
edited holiday moves dates and leaves keys alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import count
from uuid import UUID

from tasks.timing import Every, Kind, Timing
from wards.calendar import WorkingCalendar
from wards.periods import Period, PeriodKind, Rule, covering, parse, periods_of_year


class SlotKind(StrEnum):
    """Which lifecycle an occurrence has: check-ins are reported, all others are worked on and finished."""

    DATED = "dated"
    RECURRING = "recurring"
    CHECK_IN = "check_in"
    AWAITING = "awaiting"
    EVENT = "event"


@dataclass(frozen=True)
class Slot:
    """One occurrence as the schedule wants it.

    `key` is unique in its task and never changes; `timing_index` counts the task's timings from 0. `start` is the
    first day of the window or period, None for a deadline or an awaited date; `opens_on` is the day from which the
    slot counts as open: `start`, or where there is none the day the plan came into force (for a deadline already
    past by then, its due day). `due` is inclusive, None only while a date is awaited. `period` names the reporting
    period that a check-in or recurring slot is for, or that a window's phrase names ("Quý IV", "Tháng 2"); else "".
    """

    key: str
    kind: SlotKind
    timing_index: int
    start: date | None
    due: date | None
    opens_on: date
    period: str = ""


@dataclass(frozen=True)
class Existing:
    """An occurrence already stored. `reported`: it has updates, evidence or an extension; `told`: somebody was
    reminded of it."""

    key: str
    kind: SlotKind
    opens_on: date | None
    due: date | None
    period: str = ""
    timing_index: int = 0
    reported: bool = False
    told: bool = False
    retired: bool = False
    settled: bool = False
    """Of a period that closed before the row's present timing applies: stays as it is."""


@dataclass(frozen=True)
class Changes:
    """What makes the stored occurrences those wanted."""

    add: tuple[Slot, ...] = ()
    move: tuple[Slot, ...] = ()
    """Same key; take its dates, kind, period and timing index over. Also brings a retired one back."""
    retire: tuple[str, ...] = ()
    """Keys no longer wanted that carry something: keep the row, mark it retired."""
    delete: tuple[str, ...] = ()
    """Keys no longer wanted on which nothing was ever reported and of which nobody was reminded."""


_PERIODS = {
    Every.WEEKLY: PeriodKind.WEEK,
    Every.MONTHLY: PeriodKind.MONTH,
    Every.QUARTERLY: PeriodKind.QUARTER,
    Every.HALF_YEARLY: PeriodKind.HALF,
    Every.YEARLY: PeriodKind.YEAR,
}
_NAMED_BY_PHRASES = (
    PeriodKind.MONTH,
    PeriodKind.QUARTER,
    PeriodKind.HALF,
    PeriodKind.NINE_MONTHS,
    PeriodKind.YEAR,
)
_TO_FRIDAY = timedelta(days=4)


def slots(
    timings: Sequence[Timing],
    *,
    year: int,
    rule: Rule,
    cadence: Every,
    calendar: WorkingCalendar,
    made_from: date,
    ends_on: date,
    asked_from: date | None = None,
) -> tuple[Slot, ...]:
    """All slots of a task, those with a due day first, by due day.

    `year` is the plan's; `cadence` how often an ongoing row checks in. `made_from` is the later of the plan's
    issue and import (or what an admin asked for instead; for a row added later the day it came into force):
    periods closed before it make nothing, nor do those that close after `ends_on`, the plan's last day or the
    day before the row was dropped. `asked_from` is the day from which the row's present timing applies, where it was
    changed: periods closed before it are not asked for either. Of a week cut by that last day the days before it
    remain.

    Check-ins and recurring slots are due on the first working day on or after their period's close, weeks on
    their last working day (where a whole week is off, on the next working day), never before `made_from`.

    Where a recurring slot closes on the same day as an ongoing timing's check-in, the check-in is left out: the
    recurring lifecycle says all that it would, and nobody is asked twice on one day. Several recurring timings
    merge like the several cadences of one. So no key occurs twice.
    """
    plan = _Plan(year, rule, calendar, made_from, ends_on, max(made_from, asked_from or made_from))
    by_close = _recurring(timings, plan)
    for close, check_in in _check_ins(timings, cadence, plan):
        by_close.setdefault(close, check_in)
    found = (*_once(timings, made_from), *by_close.values())
    return tuple(sorted(found, key=lambda slot: (slot.due is None, slot.due or date.max, slot.key)))


def event_slot(event: UUID, *, recorded_on: date, due: date, timing_index: int = 0, period: str = "") -> Slot:
    """The slot of a recorded event, with the due day given when it was recorded.

    `period` names the reporting period where what is recorded is that nothing arose in it.
    """
    return Slot(str(event), SlotKind.EVENT, timing_index, recorded_on, due, recorded_on, period)


def reschedule(existing: Iterable[Existing], wanted: Iterable[Slot]) -> Changes:
    """What to change so that the stored occurrences of a task become the wanted ones.

    Keys never change, and nothing reported or told is deleted. Left as they are: events (no timing makes them); the
    date somebody entered for a slot that awaits one; a reported occurrence whose key now means another lifecycle.
    """
    by_key = {slot.key: slot for slot in wanted}
    stored = {one.key: one for one in existing}
    move, retire, delete = [], [], []
    for one in stored.values():
        if one.kind is SlotKind.EVENT:
            continue
        slot = _settled(one, by_key.get(one.key))
        if slot is None:
            if one.settled:
                continue
            if not (one.reported or one.told):
                delete.append(one.key)
            elif not one.retired:
                retire.append(one.key)
        elif _differs(one, slot):
            move.append(slot)
    add = tuple(slot for key, slot in by_key.items() if key not in stored)
    return Changes(add, tuple(move), tuple(retire), tuple(delete))


def due_of(period: Period, opens_on: date, ends_on: date, calendar: WorkingCalendar) -> date:
    """The day on which a check-in or recurring slot of the period is due: see `slots`."""
    if period.kind is not PeriodKind.WEEK:
        return calendar.on_or_after(period.close)
    last = calendar.on_or_before(min(period.close, ends_on))
    return last if last >= opens_on else calendar.on_or_after(opens_on)


def closed_before(day: date, period: str, rule: Rule) -> bool:
    """Whether the period (by its name) closed before the day, weeks on their Friday whatever the holidays."""
    named = parse(period, rule)
    return (named.start + _TO_FRIDAY if named.kind is PeriodKind.WEEK else named.close) < day


def belongs_on(due: date, period: str, *, year: int, rule: Rule) -> date:
    """The day by which an occurrence counts into reports: it belongs to the period that contains this day.

    `due` and `period` are the slot's, `year` its plan's. A row belongs to the period its phrase names and to its
    plan's year: "Quý I", due 31/3, to the quarter closed on 14/3; a check-in to the period it is for, though it
    is due on the next working day; what is due in the plan's year after that year's close to that year.
    Everything else belongs where its due day lies.
    """
    if period:
        return parse(period, rule).close
    return min(due, covering(year, rule).close) if due.year == year else due


@dataclass(frozen=True)
class _Plan:
    """The plan's side of the schedule: which periods are asked for, and when they are due."""

    year: int
    rule: Rule
    calendar: WorkingCalendar
    made_from: date
    ends_on: date
    asked_from: date

    def asked(self, kind: PeriodKind, first_year: int, last_year: int) -> Iterator[Period]:
        """The periods of those years that close neither before the plan was made nor after its end."""
        for year in range(first_year, last_year + 1):
            for period in periods_of_year(year, kind, self.rule):
                begun = period.start if kind is PeriodKind.WEEK else period.close
                if begun <= self.ends_on and self.close(period) >= self.asked_from:
                    yield period

    def close(self, period: Period) -> date:
        """The close without regard to holidays, so that keys do not depend on them: of a week its Friday."""
        return min(period.start + _TO_FRIDAY, self.ends_on) if period.kind is PeriodKind.WEEK else period.close

    def slot(self, period: Period, kind: SlotKind, timing_index: int) -> Slot:
        """The slot of that period."""
        opens_on = max(period.start, self.made_from)
        due = due_of(period, opens_on, self.ends_on, self.calendar)
        return Slot(period.name, kind, timing_index, period.start, due, opens_on, period.name)


def _once(timings: Sequence[Timing], made_from: date) -> Iterator[Slot]:
    """The slots that a timing makes once: with its date, or awaiting one."""
    dated, awaiting = count(1), count(1)
    for index, timing in enumerate(timings):
        match timing:
            case Timing(kind=Kind.DEADLINE | Kind.WINDOW, due=date() as due):
                opens_on = timing.start or min(made_from, due)
                named = _named_by_phrase(timing.start, due)
                yield Slot(f"T{next(dated)}", SlotKind.DATED, index, timing.start, due, opens_on, named)
            case Timing(kind=Kind.ON_EVENT | Kind.ONGOING):
                continue
            case Timing(kind=Kind.RECURRING, every=every) if every:
                continue
            case _:
                yield Slot(f"X{next(awaiting)}", SlotKind.AWAITING, index, None, None, made_from)


def _recurring(timings: Sequence[Timing], plan: _Plan) -> dict[date, Slot]:
    """For each close of all the cadences together one slot, named after the longest period closing then."""
    longest: dict[date, tuple[Period, int]] = {}
    for index, timing in enumerate(timings):
        for every in timing.every if timing.kind is Kind.RECURRING else ():
            for period in plan.asked(_PERIODS[every], plan.year, plan.ends_on.year):
                close = plan.close(period)
                if close not in longest or period.start < longest[close][0].start:
                    longest[close] = period, index
    return {close: plan.slot(period, SlotKind.RECURRING, index) for close, (period, index) in longest.items()}


def _check_ins(timings: Sequence[Timing], cadence: Every, plan: _Plan) -> Iterator[tuple[date, Slot]]:
    """A check-in, with its close, for each period of the cadence that overlaps what the ongoing timing spans."""
    for index, timing in enumerate(timings):
        if timing.kind is not Kind.ONGOING:
            continue
        start, end = timing.start or date(plan.year, 1, 1), timing.due or plan.ends_on
        for period in plan.asked(_PERIODS[cadence], start.year, end.year):
            if period.start <= end and period.close >= start:
                yield plan.close(period), plan.slot(period, SlotKind.CHECK_IN, index)


def _named_by_phrase(start: date | None, due: date) -> str:
    """The period whose first and last calendar days the window has: "Tháng 2", "Quý IV", "Trong năm"."""
    for kind in _NAMED_BY_PHRASES if start else ():
        for period in periods_of_year(due.year, kind, Rule.CALENDAR):
            if (period.start, period.close) == (start, due):
                return period.name
    return ""


def _settled(one: Existing, slot: Slot | None) -> Slot | None:
    """The wanted slot of a stored occurrence, with what somebody entered for it."""
    if slot is not None and slot.due is None and one.due is not None:
        return replace(slot, kind=one.kind, due=one.due, opens_on=one.opens_on or slot.opens_on)
    return slot


def _differs(one: Existing, slot: Slot) -> bool:
    if one.reported and (one.kind is SlotKind.CHECK_IN) != (slot.kind is SlotKind.CHECK_IN):
        return False
    now = (one.kind, one.opens_on, one.due, one.period, one.timing_index)
    return one.retired or now != (slot.kind, slot.opens_on, slot.due, slot.period, slot.timing_index)
