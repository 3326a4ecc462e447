"""The rows of a plan written in bulk, with history: tasks with their units and products."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from imports.diff import Change, Diff, Row, RowChange
from imports.grid import PlanReading, TaskReading
from imports.printed import Words, notes_of
from imports.units import FindUnit
from imports.write_headings import drop_empty_headings, write_annexes, write_sections
from imports.write_targets import write_targets
from plans.models import Annex, Plan
from tasks.models import Deliverable, Task, TaskUnit, UnitRole
from tasks.records import to_record
from wards.bulk import (
    bulk_delete_with_history,
    bulk_update_with_history,
    create_values,
    new_keys,
    objects_of,
)
from wards.clock import today
from wards.models import User

# Where a row stands, which shifts with every row put in above it, and what it says.
PLACE_FIELDS = ("annex_id", "section_id", "parent_id", "row_key", "position", "source_sheet", "source_row")
WORD_FIELDS = ("stt", "content", "content_folded", "notes", "timing_text", "timings")
NEW_FIELDS = (
    *("id", "ward_id", "plan_id", "in_force_from", *PLACE_FIELDS, *WORD_FIELDS),
    *("cadence", "asked_from", "dropped_on"),
)

# The parts of a row whose words its targets are read from, and those its occurrences follow.
TARGET_WORDS = frozenset({Words.CONTENT, Words.DELIVERABLES, Words.TARGETS, Words.NOTES})
SCHEDULE_WORDS = frozenset({Words.TIMING, Words.LEADS})
UNIT_WORDS = frozenset({Words.LEADS, Words.PARTNERS})
ALL_WORDS = frozenset(Words)


def write_rows(
    plan: Plan, reading: PlanReading, rows: Sequence[Row], diff: Diff, units: FindUnit, user: User
) -> list[Task]:
    """Writes every row of the file; returns the tasks whose occurrences are to be made or moved.

    The number of queries is the same for every length, but for lists of rows too long for one query.
    """
    annexes = write_annexes(plan, reading)
    sections = write_sections(plan, reading, annexes)
    tasks = _write_tasks(plan, reading, rows, diff, annexes, sections, user)
    changed = {index: _changed(diff.rows[index]) for index in tasks}

    def with_new(words: frozenset[Words]) -> dict[int, Task]:
        return {index: task for index, task in tasks.items() if changed[index] & words}

    known = {task.pk for index, task in tasks.items() if diff.rows[index].pk}
    _write_units(with_new(UNIT_WORDS), known, reading, units, user)
    _write_deliverables(with_new(frozenset({Words.DELIVERABLES})), known, reading)
    write_targets(plan, with_new(TARGET_WORDS), known, reading, units, user)
    drop_empty_headings(plan, sections)
    return list(with_new(SCHEDULE_WORDS).values())


def _changed(change: RowChange) -> frozenset[Words]:
    """The parts of the row that are to be written: all of a new one."""
    return ALL_WORDS if change.pk is None else frozenset(name for name, _before, _after in change.fields)


def _write_tasks(
    plan: Plan,
    reading: PlanReading,
    rows: Sequence[Row],
    diff: Diff,
    annexes: dict[str, Annex],
    sections: Sequence[int],
    user: User,
) -> dict[int, Task]:
    """Writes what is new, moved or reworded; returns those tasks by the index of their row.

    Of the rows that stand as they stood only the place is looked at: nothing of them is loaded.
    """
    before = {pk: place for pk, *place in Task.objects.filter(plan=plan).values_list("pk", *PLACE_FIELDS)}
    new = [index for index, change in enumerate(diff.rows) if change.pk is None]
    given = dict(zip(new, new_keys(Task, len(new)), strict=True))
    keys = [change.pk or given[index] for index, change in enumerate(diff.rows)]
    places = _places(reading, rows, keys, annexes, sections)
    touched = [
        index
        for index, change in enumerate(diff.rows)
        if change.pk and (change.change is not Change.SAME or before[change.pk] != places[index])
    ]
    stored = Task.objects.in_bulk([keys[index] for index in touched])
    tasks = {index: stored[keys[index]] for index in touched}
    moved: list[Task] = []
    reworded: list[Task] = []
    for index, task in tasks.items():
        for name, value in zip(PLACE_FIELDS, places[index], strict=True):
            setattr(task, name, value)
        if diff.rows[index].change is Change.SAME:
            moved.append(task)
        else:
            _say(task, reading.tasks[index], rows[index], _changed(diff.rows[index]))
            reworded.append(task)
    in_force_from = today() if before else plan.issued_on or today()
    about = plan.ward_id, plan.pk, in_force_from
    made = [(keys[index], *about, *places[index], *_said(reading.tasks[index], rows[index])) for index in new]
    create_values(Task, NEW_FIELDS, made, user=user)
    bulk_update_with_history(moved, PLACE_FIELDS, user=user)
    bulk_update_with_history(reworded, [*PLACE_FIELDS, *WORD_FIELDS, "version"], user=user)
    tasks |= zip(new, objects_of(Task, NEW_FIELDS, made), strict=True)
    return dict(sorted(tasks.items()))


def _places(
    reading: PlanReading,
    rows: Sequence[Row],
    keys: Sequence[int],
    annexes: dict[str, Annex],
    sections: Sequence[int],
) -> list[list[object]]:
    """What each row has in `PLACE_FIELDS`, with the row numbers of what it stands under."""
    return [
        [
            annexes[read.annex].pk,
            None if read.heading is None else sections[read.heading],
            None if above is None else keys[above],
            row.key,
            index,
            read.sheet,
            read.row,
        ]
        for index, (read, row, above) in enumerate(zip(reading.tasks, rows, _parents(reading), strict=True))
    ]


def _said(read: TaskReading, row: Row) -> tuple[object, ...]:
    """What a new row has in `WORD_FIELDS`, and that nobody has said anything of it yet."""
    timings = [to_record(timing) for timing in read.timings]
    return read.stt or "", read.content, row.content, notes_of(read), read.timing, timings, "", None, None


def _say(task: Task, read: TaskReading, row: Row, changed: frozenset[Words]) -> None:
    """Takes the row's words over; timings only where their words changed, so that dates people entered stay."""
    task.stt, task.content, task.content_folded = read.stt or "", read.content, row.content
    task.notes = notes_of(read)
    if Words.TIMING in changed:
        task.timing_text = read.timing
        task.set_timings(read.timings)
    task.version += 1


def _parents(reading: PlanReading) -> list[int | None]:
    """For each row the index of the row it is a child of: the last one of that number under the same heading."""
    numbered: dict[tuple[str, int | None, str | None], int] = {}
    parents = []
    for index, task in enumerate(reading.tasks):
        parents.append(numbered.get((task.annex, task.heading, task.parent)) if task.parent else None)
        numbered[task.annex, task.heading, task.stt] = index
    return parents


def _write_units(
    tasks: dict[int, Task], known: Collection[int], reading: PlanReading, units: FindUnit, user: User
) -> None:
    held = [task for task in tasks.values() if task.pk in known]
    stored = {(row.task_id, row.role, row.position): row for row in TaskUnit.objects.filter(task__in=held)}
    added, altered = [], []
    for index, task in tasks.items():
        read = reading.tasks[index]
        for role, names in ((UnitRole.LEAD.value, read.leads), (UnitRole.PARTNER.value, read.partners)):
            for position, name in enumerate(names):
                unit = units(name)
                unit_id = unit.pk if unit else None
                row = stored.pop((task.pk, role, position), None)
                if row is None:
                    added.append((task.ward_id, task.pk, role, position, name.text, unit_id))
                elif row.text != name.text or row.unit_id is None:
                    row.text, row.unit_id = name.text, unit_id
                    altered.append(row)
    create_values(TaskUnit, ("ward_id", "task_id", "role", "position", "text", "unit_id"), added, user=user)
    bulk_update_with_history(altered, ["text", "unit"], user=user)
    bulk_delete_with_history(list(stored.values()), user=user)


def _write_deliverables(tasks: dict[int, Task], known: Collection[int], reading: PlanReading) -> None:
    Deliverable.objects.filter(task__in=[task for task in tasks.values() if task.pk in known]).delete()
    rows = (
        (task.ward_id, task.pk, position, text)
        for index, task in tasks.items()
        for position, text in enumerate(reading.tasks[index].deliverables)
    )
    create_values(Deliverable, ("ward_id", "task_id", "position", "text"), rows)
