"""Parts as they stood at the close, counted: pure, no database.

Tasks with a date are counted once each, whatever their timings and lead units; recurring tasks and check-ins by
occurrence, apart. The population of a period follows `in_population`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from reports.shape import DONE, IN_TIME, Category, CheckIns, Counts, Group, PartFigures, TaskFigures
from tasks.lateness import LATE_NOW, RowState, Timeliness, row_state
from tasks.schedule import SlotKind
from tasks.status import FINISHED, SETTLED, PartStatus

DATED_KINDS = frozenset({SlotKind.DATED, SlotKind.EVENT, SlotKind.AWAITING})

OVER = SETTLED - {PartStatus.PAUSED}
"""Nothing will be done any more: what reached one of these before a period began is out of it."""

_WORST_FIRST = (
    (Timeliness.LATE, Category.LATE),
    (Timeliness.ON_TIME_EXTENDED, Category.ON_TIME_EXTENDED),
    (Timeliness.ON_TIME, Category.ON_TIME),
    (Timeliness.EARLY, Category.EARLY),
)
_UNDATED = frozenset({Timeliness.AWAITING_DATE, Timeliness.NOT_MEASURED})
_OUT_OF_THE_RATE = frozenset({PartStatus.PAUSED, PartStatus.DROPPED, PartStatus.NOTHING_AROSE})


def in_population(
    *, opens_on: date, belongs_on: date | None, close: date, before: Sequence[PartStatus], now: Sequence[PartStatus]
) -> bool:
    """Whether a period counts an occurrence: due in it, unfinished from earlier, or a window begun by its close.

    `before` and `now` are the statuses of its parts at the end of the day before the period and at the close. What
    was over before the period began is out, unless it was taken up again; `belongs_on` is
    `tasks.schedule.belongs_on`, None while a date is awaited.
    """
    begun = opens_on <= close or (belongs_on is not None and belongs_on <= close)
    over_before = bool(before) and all(status in OVER for status in before) and all(status in OVER for status in now)
    return begun and not over_before


def category(parts: Iterable[PartFigures]) -> Category:
    """The one category of a task, or of an occurrence, from its parts with a dated lifecycle."""
    every = [(PartStatus(part["status"]), Timeliness(part["timeliness"])) for part in parts]
    if every and all(status is PartStatus.NOTHING_AROSE for status, _ in every):
        return Category.NOTHING_AROSE
    state = row_state(every)
    timeliness = {each for _, each in every}
    match state:
        case RowState.DONE:
            return next((found for worst, found in _WORST_FIRST if worst in timeliness), Category.DONE_UNDATED)
        case RowState.NOT_STARTED if timeliness <= _UNDATED:
            return Category.NO_DATE
        case _:
            return Category(state.value)


def in_rate(part: PartFigures, as_of: date) -> bool:
    """Whether the part was due by the close, and so counts in the rate: what a leader set aside does not.

    A recurring part is due on its period's close; that it may be handed in on the next working day, where the
    close is a day of rest, must not keep what was finished by the close out of every rate.
    """
    status = PartStatus(part["status"])
    if status in _OUT_OF_THE_RATE or part["due"] is None:
        return False
    owed = part["belongs_on"] if part["kind"] == SlotKind.RECURRING and status in FINISHED else part["due"]
    return (owed or part["due"]) <= as_of.isoformat()


def rate_place(parts: Iterable[PartFigures], as_of: date) -> tuple[bool, bool]:
    """Whether anything of these parts was due by the close, and whether all that was due was finished in time."""
    due = [part for part in parts if in_rate(part, as_of)]
    return bool(due), bool(due) and all(part["timeliness"] in IN_TIME for part in due)


def group(
    name: str, tasks: Iterable[TaskFigures], as_of: date, only: Callable[[PartFigures], bool] | None = None
) -> Group:
    """The counts of some tasks; with `only`, of those of their parts for which it holds (one unit's)."""
    dated, recurring, check_ins = Tally(as_of), Tally(as_of), CheckInTally(as_of)
    counted = 0
    for task in tasks:
        parts = [part for part in task["parts"] if part["counted"] and (only is None or only(part))]
        by_slot: dict[str, list[PartFigures]] = defaultdict(list)
        for part in parts:
            by_slot[part["slot"]].append(part)
        counted += bool(parts)
        dated.add([part for part in parts if part["kind"] in DATED_KINDS])
        asked = []
        for of_slot in by_slot.values():
            if of_slot[0]["kind"] == SlotKind.RECURRING:
                recurring.add(of_slot)
            elif of_slot[0]["kind"] == SlotKind.CHECK_IN:
                asked.append(of_slot)
        check_ins.add(asked)
    return Group(
        name=name, tasks=counted, dated=dated.counts(), recurring=recurring.counts(), check_ins=check_ins.counts()
    )


class Tally:
    """Adds up tasks, or occurrences, by category."""

    def __init__(self, as_of: date) -> None:
        self.as_of = as_of
        self.by_category = dict.fromkeys(Category, 0)
        self.awaiting = self.due = self.in_time = 0

    def add(self, parts: Sequence[PartFigures]) -> None:
        """Counts one task or occurrence by its parts; nothing without parts."""
        if not parts:
            return
        found = category(parts)
        self.by_category[found] += 1
        self.awaiting += found in DONE and any(part["status"] == PartStatus.AWAITING_CONFIRMATION for part in parts)
        due, in_time = rate_place(parts, self.as_of)
        self.due += due
        self.in_time += in_time

    def counts(self) -> Counts:
        """What was counted."""
        return Counts(
            total=sum(self.by_category.values()),
            done=sum(self.by_category[each] for each in DONE),
            awaiting_confirmation=self.awaiting,
            due=self.due,
            due_in_time=self.in_time,
            by_category={category.value: number for category, number in self.by_category.items()},
        )


class CheckInTally:
    """Adds up check-ins: of each occurrence, whether all its lead units reported."""

    def __init__(self, as_of: date) -> None:
        self.as_of = as_of.isoformat()
        self.tasks = self.asked = self.reported = self.late = self.ahead = 0

    def add(self, occurrences: Sequence[Sequence[PartFigures]]) -> None:
        """Counts one task by the parts of each of its check-ins; nothing without any."""
        self.tasks += bool(occurrences)
        for parts in occurrences:
            reported = all(part["status"] == PartStatus.REPORTED for part in parts)
            if (parts[0]["belongs_on"] or "") > self.as_of:
                self.ahead += reported
                continue
            self.asked += 1
            self.reported += reported
            self.late += any(part["timeliness"] in LATE_NOW for part in parts)

    def counts(self) -> CheckIns:
        """What was counted."""
        return CheckIns(
            tasks=self.tasks,
            asked=self.asked,
            reported=self.reported,
            not_reported=self.asked - self.reported,
            late=self.late,
            reported_ahead=self.ahead,
        )
