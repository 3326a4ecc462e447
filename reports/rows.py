"""Every number of a report opened to the rows behind it: pure.

A number is named by where it counts (all, a section, a unit) and by what it counts; both stand in its address.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from reports.counting import DATED_KINDS, category, rate_place
from reports.shape import DONE, Category, Figures, PartFigures, TaskFigures
from tasks.schedule import SlotKind
from tasks.status import PartStatus

_OPEN = (Category.IN_PROGRESS, Category.NOT_STARTED)
_OTHERWISE = (Category.NO_DATE, Category.PAUSED, Category.DROPPED, Category.NOTHING_AROSE)

DATED = ("dated", "done", "overdue", "open", "otherwise", "due", "due_in_time")
RECURRING = ("recurring", "recurring_done")
CHECK_INS = ("asked", "reported", "not_reported")
NUMBERS = ("tasks", *DATED, *RECURRING, *CHECK_INS, *(each.value for each in Category))
"""What can be opened; the categories are those of tasks with a date."""


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
    as_of = date.fromisoformat(figures["period"]["as_of"])
    found = []
    for task in figures["tasks"]:
        if section not in (None, task["section"]) or officer not in (None, task["officer"]):
            continue
        parts = [part for part in task["parts"] if part["counted"] and unit in (None, part["unit"])]
        chosen = _chosen(parts, number, as_of)
        if chosen:
            found.append(Row(task, tuple(chosen)))
    return found


def _chosen(parts: list[PartFigures], number: str, as_of: date) -> list[PartFigures]:
    if number == "tasks":
        return parts
    if number in RECURRING + CHECK_INS:
        kind = SlotKind.RECURRING if number in RECURRING else SlotKind.CHECK_IN
        slots: dict[str, list[PartFigures]] = defaultdict(list)
        for part in parts:
            if part["kind"] == kind:
                slots[part["slot"]].append(part)
        return [part for of_slot in slots.values() if _periodic(of_slot, number, as_of) for part in of_slot]
    dated = [part for part in parts if part["kind"] in DATED_KINDS]
    return dated if dated and _dated(dated, number, as_of) else []


def _periodic(parts: list[PartFigures], number: str, as_of: date) -> bool:
    if number in RECURRING:
        return number == "recurring" or category(parts) in DONE
    if (parts[0]["belongs_on"] or "") > as_of.isoformat():
        return False
    reported = all(part["status"] == PartStatus.REPORTED for part in parts)
    return number == "asked" or reported == (number == "reported")


def _dated(parts: list[PartFigures], number: str, as_of: date) -> bool:
    found = category(parts)
    due, in_time = rate_place(parts, as_of)
    groups = {"done": DONE, "open": _OPEN, "otherwise": _OTHERWISE}
    match number:
        case "dated":
            return True
        case "due":
            return due
        case "due_in_time":
            return in_time
        case _:
            return found in groups.get(number, (number,))
