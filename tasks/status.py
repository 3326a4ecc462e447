"""The statuses a part of an occurrence can have, and who may move it from one to another: pure.

One set serves two lifecycles. Dated, recurring, awaiting and event occurrences are worked on and finished;
a check-in of an ongoing row is only reported or not yet reported, never done. Whether a part is late is derived
(`tasks.lateness`), never a status.
"""

from __future__ import annotations

from enum import StrEnum

from tasks.schedule import SlotKind


class PartStatus(StrEnum):
    """What was last said of a part."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    AWAITING_CONFIRMATION = "awaiting_confirmation"
    """Reported as finished, the one-door centre has not confirmed: counts as done, shown apart."""
    DONE = "done"
    PAUSED = "paused"
    DROPPED = "dropped"
    NOTHING_AROSE = "nothing_arose"
    """Of event occurrences only: "không phát sinh trong kỳ"."""
    NOT_REPORTED = "not_reported"
    REPORTED = "reported"


class Actor(StrEnum):
    """On whose behalf somebody acts: which roles those are is for the access rules to say."""

    LEAD = "lead"
    """Officers and head of the part's own unit."""
    CENTRE = "centre"
    """One-door staff."""
    LEADER = "leader"
    """The ward's leaders, who alone pause and drop, with reason and document number."""


FINISHED = frozenset({PartStatus.AWAITING_CONFIRMATION, PartStatus.DONE})
"""Counts as done; the part's `done_on` is the day the lead unit reported it."""

SET_ASIDE = frozenset({PartStatus.PAUSED, PartStatus.DROPPED})
"""By a leader's decision; neither late nor reminded of."""

SETTLED = FINISHED | SET_ASIDE | {PartStatus.REPORTED, PartStatus.NOTHING_AROSE}
"""Nothing is owed by the unit: no reminder is sent."""

DELIVERED = FINISHED | {PartStatus.REPORTED, PartStatus.NOTHING_AROSE}
"""The unit has said all that was asked of it."""

UNTOUCHED = frozenset({PartStatus.NOT_STARTED, PartStatus.NOT_REPORTED})
"""Nothing was reported yet."""

_P = PartStatus
_OPEN = frozenset({_P.NOT_STARTED, _P.IN_PROGRESS})
_WORK = _OPEN | FINISHED
_BY_UNIT_OR_CENTRE = frozenset({Actor.LEAD, Actor.CENTRE})


def initial(kind: SlotKind) -> PartStatus:
    """The status a new part of such an occurrence begins with."""
    return PartStatus.NOT_REPORTED if kind is SlotKind.CHECK_IN else PartStatus.NOT_STARTED


def choices(kind: SlotKind, current: PartStatus, actor: Actor, *, confirmation: bool = True) -> frozenset[PartStatus]:
    """The statuses the actor may give the part now, its present one included where an entry may repeat it.

    `confirmation` is False where no confirmation is asked: the ward has that step off, or the one-door centre
    itself leads. Then the lead unit says "done" itself; otherwise its "done" is `AWAITING_CONFIRMATION`, and the
    centre confirms (`DONE`) or returns it (`IN_PROGRESS`, with a reason). A repeated status carries new progress,
    text or evidence, or corrects an entry. Reopening what is confirmed is the centre's; bringing back what was
    paused or dropped, to what it was before, the leader's. Check-ins are never confirmed, paused or dropped.
    """
    if kind is SlotKind.CHECK_IN:
        return frozenset({_P.NOT_REPORTED, _P.REPORTED}) if actor in _BY_UNIT_OR_CENTRE else frozenset()
    if actor is Actor.LEADER:
        if current in _OPEN | {_P.AWAITING_CONFIRMATION}:
            return SET_ASIDE
        return _OPEN | SET_ASIDE | {_P.AWAITING_CONFIRMATION} if current in SET_ASIDE else frozenset()
    if current in SET_ASIDE:
        return frozenset()
    event = frozenset({_P.NOTHING_AROSE}) if kind is SlotKind.EVENT else frozenset()
    if actor is Actor.CENTRE:
        return _WORK | event if confirmation else _OPEN | {_P.DONE} | event
    if not confirmation:
        return _OPEN | {_P.DONE} | event
    return frozenset() if current is _P.DONE else _OPEN | {_P.AWAITING_CONFIRMATION} | event
