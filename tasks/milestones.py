"""Which day an occurrence reminds of itself, and what it owes today: pure, no clock, no database.

Domain rules, in calendar days from the day an occurrence is due:

- dated ones (events too): 7, 3 and 1 day before and the day itself, 30 days before where the window is longer than
  60 days; then 1, 7, 30, 60, 90 … days late. Windows that long also ask for progress before each quarter's close.
- check-ins: 3 days before, the day itself, then once, 3 days late.
- recurring ones of a period up to a quarter come round too soon to be announced five times each: like a check-in
  before their day, like any dated one after it. Those of a half-year or a year are dated ones.
- those awaiting their date: once a quarter.

On a rest day a milestone up to the due day moves to the working day before, a later one to the next.

Only the last milestone reached counts: several missed in an outage are one thing owed, and what a later milestone
says an earlier one need not say. One dated before its occurrence existed or opened is not owed; what is late
already when it is made owes the last late milestone, once, from the day it is made.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tasks.schedule import SlotKind
from wards.calendar import WorkingCalendar
from wards.periods import PeriodKind, Rule, containing, previous

_DAY = timedelta(days=1)


class Course(StrEnum):
    """Which milestones an occurrence has."""

    SHORT = "short"
    LONG = "long"
    REPEATED = "repeated"
    CHECK_IN = "check_in"
    AWAITING = "awaiting"


@dataclass(frozen=True)
class Scheme:
    """The milestones a ward keeps, in calendar days from the due day, the nearest to it first.

    `long_days` is how many days a window must exceed to count as long, `repeated_days` how many the period of a
    recurring one may span to be reminded of like a check-in: a quarter and the days to the next working day. After
    the last of `late` one follows every `late_every` days, until `give_up` days late. Quarters are asked about
    `ask_before` days before the working day of their close: on the day of the check-ins' first milestone, so that
    both go in one message.
    """

    rule: Rule = Rule.CUTOFF
    before: tuple[int, ...] = (0, 1, 3, 7)
    before_long: tuple[int, ...] = (0, 1, 3, 7, 30)
    before_repeated: tuple[int, ...] = (0, 3)
    late: tuple[int, ...] = (1, 7, 30)
    late_every: int = 30
    late_check_in: tuple[int, ...] = (3,)
    long_days: int = 60
    repeated_days: int = 100
    ask_before: int = 3
    give_up: int = 3 * 365

    @classmethod
    def read(
        cls, rule: str, before: str, long: str, late: str, late_every: int, check_in: str, check_in_late: str
    ) -> Scheme:
        """The scheme of a ward's settings, each a text such as "7, 3, 1, 0"; ValueError where one is none.

        Only `long` and `check_in_late` may be empty.
        """
        asked = read_days(check_in)
        if not (asked and read_days(before) and read_days(late) and late_every > 0):
            raise ValueError("no days")
        return cls(
            rule=Rule(rule),
            before=read_days(before),
            before_long=tuple(sorted({*read_days(before), *read_days(long)})),
            before_repeated=asked,
            late=read_days(late),
            late_every=late_every,
            late_check_in=read_days(check_in_late),
            ask_before=max(asked),
        )

    def days_before(self, course: Course) -> tuple[int, ...]:
        """How many days before its due day an occurrence of that course is announced."""
        return {
            Course.SHORT: self.before,
            Course.LONG: self.before_long,
            Course.REPEATED: self.before_repeated,
            Course.CHECK_IN: self.before_repeated,
            Course.AWAITING: (),
        }[course]

    def days_late(self, course: Course) -> tuple[int, ...]:
        """How many days after its due day an occurrence of that course is reminded of, left undone."""
        match course:
            case Course.AWAITING:
                return ()
            case Course.CHECK_IN:
                return self.late_check_in
        return (*self.late, *range(self.late[-1] + self.late_every, self.give_up, self.late_every))


def read_days(text: str) -> tuple[int, ...]:
    """The numbers of a text such as "7, 3, 1, 0", each once, ascending; ValueError where something else is in it."""
    words = [word for word in re.split(r"[,;\s]+", text) if word]
    if not all(word.isascii() and word.isdecimal() for word in words):
        raise ValueError(text)
    return tuple(sorted({int(word) for word in words}))


@dataclass(frozen=True)
class Milestone:
    """One reminder of an occurrence: the working day it falls on, and its key ("-7", "0", "+30", "ask:2026-Q1")."""

    on: date
    key: str

    @property
    def late(self) -> bool:
        """Whether it reminds of something late."""
        return self.key.startswith("+")


@dataclass(frozen=True)
class Owing:
    """What the milestones of an occurrence follow from.

    `due` is the day in force, an agreed extension's included; None while it is awaited. `begins` is the first day of
    its window, else the plan's day of issue (of import where it has none). `opens_on` and `made_on`: from when it
    counts as open, and when the portal came to know it.
    """

    kind: SlotKind
    due: date | None
    begins: date
    opens_on: date
    made_on: date


@dataclass(frozen=True)
class Ladder:
    """What occurrences of one course have reached today, by the day they are due.

    `rungs` are (last due day, key), by ascending day: an occurrence has reached the key of the first rung on or
    after its due day, else `beyond` ("" for nothing). One without a due day has reached `beyond`.
    """

    rungs: tuple[tuple[date, str], ...]
    beyond: str

    def key(self, due: date | None) -> str:
        """The key of the last milestone reached; "" before the first."""
        return next((key for last, key in self.rungs if due is not None and due <= last), self.beyond)


class Reckoning:
    """What is owed on one day under one scheme: `ladders` by course, and the milestone of an occurrence."""

    def __init__(self, today: date, calendar: WorkingCalendar, scheme: Scheme) -> None:
        self.today, self.calendar, self.scheme = today, calendar, scheme
        self.asked = last_asked(today, calendar, scheme)
        self.ladders = {course: self._ladder(course) for course in Course}

    def owed(self, occurrence: Owing) -> Milestone | None:
        """The milestone owed today if nobody was told it yet; whether its part is still open is not asked here."""
        known = max(occurrence.opens_on, occurrence.made_on)
        if self.today < known:
            return None
        key = self.ladders[self.course(occurrence)].key(occurrence.due)
        if not key:
            return None
        milestone = Milestone(self.falls_on(key, occurrence.due), key)
        if milestone.late:
            on = max(milestone.on, self.calendar.on_or_after(occurrence.made_on))
            return Milestone(on, key) if on <= self.today else None
        return milestone if milestone.on >= known else None

    def course(self, occurrence: Owing) -> Course:
        """The course of the occurrence."""
        if occurrence.due is None:
            return Course.AWAITING
        if occurrence.kind is SlotKind.CHECK_IN:
            return Course.CHECK_IN
        window = (occurrence.due - occurrence.begins).days
        if occurrence.kind is SlotKind.RECURRING and window <= self.scheme.repeated_days:
            return Course.REPEATED
        return Course.LONG if window > self.scheme.long_days else Course.SHORT

    def _ladder(self, course: Course) -> Ladder:
        """Of two milestones on one day the later one counts; a quarter is asked about between those before."""
        # Moved back to a working day, a milestone is reached once today has come to the day before the next one;
        # moved forward, once it lies no later than the last working day.
        last_before = self.calendar.add(self.today, 1) - _DAY
        last_after = self.calendar.on_or_before(self.today)
        asks = course in {Course.LONG, Course.AWAITING}
        late = reversed(self.scheme.days_late(course))
        rungs = [(last_after - timedelta(days), f"+{days}") for days in late]
        for days in self.scheme.days_before(course):
            last = last_before + timedelta(days)
            if asks:
                rungs.append((min(last, self.asked.on + timedelta(days - 1)), self.asked.key))
            rungs.append((last, f"-{days}" if days else "0"))
        return Ladder(tuple(rungs), self.asked.key if asks else "")

    def falls_on(self, key: str, due: date | None) -> date:
        """The working day of a milestone of an occurrence due that day; of a quarter's asking its own."""
        if due is None or key == self.asked.key:
            return self.asked.on
        day = due + timedelta(int(key))
        return self.calendar.on_or_after(day) if day > due else self.calendar.on_or_before(day)


def last_asked(today: date, calendar: WorkingCalendar, scheme: Scheme) -> Milestone:
    """The last asking about a quarter on or before today."""
    quarter = containing(today, PeriodKind.QUARTER, scheme.rule)
    while True:
        on = calendar.on_or_before(calendar.on_or_after(quarter.close) - timedelta(scheme.ask_before))
        if on <= today:
            return Milestone(on, f"ask:{quarter.name}")
        quarter = previous(quarter)
