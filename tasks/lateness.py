"""Early, on time, late: derived from dates whenever asked, never stored; pure.

`today` is always the day to judge by: the clock's for a page, the close for a report. Names only; what a reader
sees stands in the templates.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tasks.schedule import SlotKind
from tasks.status import FINISHED, UNTOUCHED, PartStatus

DUE_SOON_DAYS = 7
"""From so many days before its due day an open part is due soon."""

DATED_BACK_DAYS = 3
"""A report dated back by more days than these is flagged."""


class Timeliness(StrEnum):
    """How a part stands against its date."""

    IN_TIME = "in_time"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    EARLY = "early"
    ON_TIME = "on_time"
    ON_TIME_EXTENDED = "on_time_extended"
    """Finished by the agreed later day, after the original one."""
    LATE = "late"
    """Finished after its date: no longer overdue."""
    AWAITING_DATE = "awaiting_date"
    NOT_MEASURED = "not_measured"
    """Nothing to measure: paused, dropped, nothing arose, or no date and none to come."""
    REPORTED = "reported"
    NOT_YET_REPORTED = "not_yet_reported"
    REPORT_LATE = "report_late"
    """A check-in not reported by its due day."""


LATE_NOW = frozenset({Timeliness.OVERDUE, Timeliness.REPORT_LATE})
"""Owed, and its day is past: what makes a row late."""


@dataclass(frozen=True)
class Standing:
    """A part's timeliness. `due` is the day in force; `original_due` the plan's own where an extension moved it.

    `days` counts calendar days from `due` to the finish, or to `today` while open or paused: negative before it,
    positive after it; None where nothing is measured.
    """

    state: Timeliness
    due: date | None = None
    original_due: date | None = None
    days: int | None = None


class RowState(StrEnum):
    """How a row of the plan stands, from all parts of all its occurrences of the year."""

    OVERDUE = "overdue"
    DONE = "done"
    IN_PROGRESS = "in_progress"
    NOT_STARTED = "not_started"
    PAUSED = "paused"
    DROPPED = "dropped"


def standing(
    kind: SlotKind,
    status: PartStatus,
    *,
    due: date | None,
    today: date,
    extended_due: date | None = None,
    done_on: date | None = None,
    no_date: bool = False,
) -> Standing:
    """How a part stands against its date.

    `due` is the original day, `extended_due` the last agreed extension's. `done_on` is the day on which the lead
    unit reported the part finished, whenever the centre confirmed it. `no_date`: somebody stated that the awaited
    date will never come. A finished part without `done_on` is a ValueError.
    """
    now_due = extended_due or due
    original = due if extended_due else None
    if kind is SlotKind.CHECK_IN:
        return _check_in(status, now_due, original, today)
    if status in FINISHED:
        if done_on is None:
            raise ValueError(f"a part that is {status} has the day it was reported")
        if now_due is None:
            return Standing(Timeliness.NOT_MEASURED)
        return Standing(_finished(done_on, due, now_due), now_due, original, (done_on - now_due).days)
    if status not in _OPEN:
        # A pause moves no date: how far that is past stays known, so that pausing hides nothing.
        past = (today - now_due).days if status is PartStatus.PAUSED and now_due else None
        return Standing(Timeliness.NOT_MEASURED, now_due, original, past)
    if now_due is None:
        awaiting = kind is SlotKind.AWAITING and not no_date
        return Standing(Timeliness.AWAITING_DATE if awaiting else Timeliness.NOT_MEASURED)
    days = (today - now_due).days
    return Standing(_open(days), now_due, original, days)


def row_state(parts: Iterable[tuple[PartStatus, Timeliness]]) -> RowState:
    """The state of a row from the parts of its year's occurrences: every lead unit's, every timing's.

    Overdue if any part is. Done when all are: never with a check-in among them, since an ongoing row is reported
    and not done. Dropped parts are left out unless all are, and what did not arise was not done; what is finished
    waits for what is paused. In progress if anything was reported. A row without parts has not started.
    """
    every = list(parts)
    if any(timeliness in LATE_NOW for _, timeliness in every):
        return RowState.OVERDUE
    statuses = {status for status, _ in every}
    if statuses == {PartStatus.DROPPED}:
        return RowState.DROPPED
    statuses.discard(PartStatus.DROPPED)
    worked_on = statuses - {PartStatus.NOTHING_AROSE}
    if worked_on and worked_on <= FINISHED:
        return RowState.DONE
    if statuses == {PartStatus.PAUSED}:
        return RowState.PAUSED
    if statuses - UNTOUCHED - {PartStatus.PAUSED}:
        return RowState.IN_PROGRESS
    return RowState.NOT_STARTED


def dated_back(kind: SlotKind, *, effective_on: date, written_on: date, due: date | None = None) -> bool:
    """Whether an entry is dated back by more than 3 days and flagged; all are days in Vietnam.

    Check-ins take the period's close by default and are due after it: theirs are flagged where they hold from a day
    by the due day and were written more than 3 days after it.
    """
    if kind is SlotKind.CHECK_IN:
        return due is not None and effective_on <= due and (written_on - due).days > DATED_BACK_DAYS
    return (written_on - effective_on).days > DATED_BACK_DAYS


def report_delay(kind: SlotKind, *, effective_on: date, due: date | None) -> int:
    """By how many days a check-in holds from after its due day; 0 where it does not, and of other kinds."""
    if kind is not SlotKind.CHECK_IN or due is None:
        return 0
    return max((effective_on - due).days, 0)


_OPEN = frozenset({PartStatus.NOT_STARTED, PartStatus.IN_PROGRESS})


def _open(days: int) -> Timeliness:
    if days > 0:
        return Timeliness.OVERDUE
    return Timeliness.DUE_SOON if days >= -DUE_SOON_DAYS else Timeliness.IN_TIME


def _finished(done_on: date, due: date | None, now_due: date) -> Timeliness:
    """An extension that was not needed in the end does not show: by the original day it is early or on time."""
    first = min(due or now_due, now_due)
    if done_on < first:
        return Timeliness.EARLY
    if done_on == first:
        return Timeliness.ON_TIME
    return Timeliness.ON_TIME_EXTENDED if done_on <= now_due else Timeliness.LATE


def _check_in(status: PartStatus, due: date | None, original: date | None, today: date) -> Standing:
    if status is PartStatus.REPORTED:
        return Standing(Timeliness.REPORTED, due, original)
    if due is None:
        raise ValueError("a check-in has a due day")
    days = (today - due).days
    return Standing(Timeliness.REPORT_LATE if days > 0 else Timeliness.NOT_YET_REPORTED, due, original, days)
