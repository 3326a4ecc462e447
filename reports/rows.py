"""Every number of a report opened to the rows behind it: pure.

A number is named by where it counts (all, a section, a unit, an officer) and by what it counts; both stand in its
address. The names are those of `reports.counting`, so that a number and its rows cannot part.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from reports.ahead import due_next
from reports.counting import DATED_KINDS, category, rate_place
from reports.shape import DONE, Category, Figures, PartFigures, TaskFigures
from tasks.lateness import LATE_NOW
from tasks.schedule import SlotKind
from tasks.status import PartStatus

OPEN = (Category.IN_PROGRESS, Category.NOT_STARTED)
OTHERWISE = (Category.NO_DATE, Category.PAUSED, Category.DROPPED, Category.NOTHING_AROSE)
_GROUPS = {"done": DONE, "open": OPEN, "otherwise": OTHERWISE}

LIFECYCLE = (
    "done",
    "open",
    "otherwise",
    "due",
    "due_in_time",
    "awaiting_confirmation",
    *(each.value for each in Category),
)
"""What is counted of tasks with a date, and behind "recurring_" of each occurrence of recurring ones."""
CHECK_INS = ("check_ins", "asked", "reported", "not_reported", "check_ins_late", "reported_ahead")
NEXT = ("next_dated", "next_recurring", "next_check_in")
"""What falls due next, by kind."""
NUMBERS = ("tasks", "dated", *LIFECYCLE, "recurring", *(f"recurring_{each}" for each in LIFECYCLE), *CHECK_INS, *NEXT)
"""What can be opened."""

_Parts = Sequence[PartFigures]


@dataclass(frozen=True)
class Row:
    """A task with the parts that a number counts."""

    task: TaskFigures
    parts: tuple[PartFigures, ...]


def rows_behind(
    figures: Figures, number: str, *, section: int | None = None, unit: str | None = None, officer: str | None = None
) -> list[Row]:
    """The rows that a number counts, in document order; ValueError for a number that does not exist."""
    if number not in NUMBERS:
        raise ValueError(number)
    if number in NEXT:
        return _next(figures, number)
    as_of = date.fromisoformat(figures["period"]["as_of"])
    found = []
    for task in figures["tasks"]:
        if section not in (None, task["section"]) or officer not in (None, task["officer"]):
            continue
        parts = [part for part in task["parts"] if part["counted"] and unit in (None, part["unit"])]
        chosen = parts if number == "tasks" else _chosen(parts, number, as_of)
        if chosen:
            found.append(Row(task, tuple(chosen)))
    return found


def _next(figures: Figures, number: str) -> list[Row]:
    kinds = {"next_recurring": {SlotKind.RECURRING}, "next_check_in": {SlotKind.CHECK_IN}}.get(number, DATED_KINDS)
    parts: dict[str, list[PartFigures]] = defaultdict(list)
    for task, part in due_next(figures):
        if part["kind"] in kinds:
            parts[task["id"]].append(part)
    return [Row(task, tuple(parts[task["id"]])) for task in figures["tasks"] if task["id"] in parts]


def _chosen(parts: _Parts, number: str, as_of: date) -> _Parts:
    """Of a task's parts those that the number counts: its dates together, what is periodic occurrence by occurrence."""
    if number in CHECK_INS:
        return _of_slots(parts, SlotKind.CHECK_IN, lambda of_slot: _asked(of_slot, number, as_of))
    if number.startswith("recurring"):
        what = number.removeprefix("recurring").removeprefix("_")
        return _of_slots(parts, SlotKind.RECURRING, lambda of_slot: not what or _counts(of_slot, what, as_of))
    dated = [part for part in parts if part["kind"] in DATED_KINDS]
    return dated if dated and (number == "dated" or _counts(dated, number, as_of)) else []


def _of_slots(parts: _Parts, kind: SlotKind, wanted: Callable[[_Parts], bool]) -> _Parts:
    slots: dict[str, list[PartFigures]] = defaultdict(list)
    for part in parts:
        if part["kind"] == kind:
            slots[part["slot"]].append(part)
    return [part for of_slot in slots.values() if wanted(of_slot) for part in of_slot]


def _asked(parts: _Parts, number: str, as_of: date) -> bool:
    reported = all(part["status"] == PartStatus.REPORTED for part in parts)
    if number == "check_ins":
        return True
    if (parts[0]["belongs_on"] or "") > as_of.isoformat():
        return reported and number == "reported_ahead"
    match number:
        case "asked":
            return True
        case "reported":
            return reported
        case "not_reported":
            return not reported
        case "check_ins_late":
            return any(part["timeliness"] in LATE_NOW for part in parts)
        case _:
            return False


def _counts(parts: _Parts, number: str, as_of: date) -> bool:
    found = category(parts)
    due, in_time = rate_place(parts, as_of)
    match number:
        case "due":
            return due
        case "due_in_time":
            return in_time
        case "awaiting_confirmation":
            return found in DONE and any(part["status"] == PartStatus.AWAITING_CONFIRMATION for part in parts)
        case _:
            return found in _GROUPS.get(number, (number,))
