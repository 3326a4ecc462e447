"""The rows of a plan written in bulk, with history: tasks with their units and products."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from imports.diff import Change, Diff, Row, RowChange, Words, notes_of
from imports.grid import PlanReading, TaskReading
from imports.units import FindUnit
from imports.write_headings import drop_empty_headings, write_annexes, write_sections
from imports.write_targets import write_targets
from plans.models import Annex, Plan, Section
from tasks.models import Deliverable, Task, TaskUnit, UnitRole
from wards.bulk import BATCH, bulk_create_with_history, bulk_delete_with_history, bulk_update_with_history, layers
from wards.clock import today
from wards.models import User
from wards.text import fold

# Where a row stands, which shifts with every row put in above it, and what it says.
PLACE_FIELDS = ("annex_id", "section_id", "parent_id", "row_key", "position", "source_sheet", "source_row")
WORD_FIELDS = ("stt", "content", "content_folded", "timing_text", "timings", "notes", "version")

# The parts of a row whose words its targets are read from, and those its occurrences follow.
TARGET_WORDS = frozenset({Words.CONTENT, Words.DELIVERABLES, Words.TARGETS, Words.NOTES})
SCHEDULE_WORDS = frozenset({Words.TIMING, Words.LEADS})
UNIT_WORDS = frozenset({Words.LEADS, Words.PARTNERS})


def write_rows(
    plan: Plan, reading: PlanReading, rows: Sequence[Row], diff: Diff, units: FindUnit, user: User
) -> list[Task]:
    """Writes every row of the file; returns the tasks whose occurrences are to be made or moved.

    The number of queries grows with the depth of the table and the size of a batch, not with each row.
    """
    annexes = write_annexes(plan, reading)
    sections = write_sections(plan, reading, annexes)
    tasks = _tasks(plan, reading, diff)
    _write_tasks(tasks, reading, rows, diff, annexes, sections, user)
    changes = {index: _changed(change) for index, change in enumerate(diff.rows)}
    _write_units({index: tasks[index] for index in changes if changes[index] & UNIT_WORDS}, reading, units, user)
    _write_deliverables({index: tasks[index] for index in changes if Words.DELIVERABLES in changes[index]}, reading)
    write_targets(
        plan, {index: tasks[index] for index in changes if changes[index] & TARGET_WORDS}, reading, units, user
    )
    drop_empty_headings(plan, sections)
    return [tasks[index] for index in changes if changes[index] & SCHEDULE_WORDS]


def _changed(change: RowChange) -> frozenset[Words]:
    """The parts of the row that are to be written: all of a new one."""
    return frozenset(Words) if change.pk is None else frozenset(name for name, _before, _after in change.fields)


def _tasks(plan: Plan, reading: PlanReading, diff: Diff) -> list[Task]:
    """The stored task of each row of the file, or a new one in force from the plan's issue, or from its addition."""
    stored = {task.pk: task for task in Task.objects.filter(plan=plan)}
    in_force_from = today() if stored else plan.issued_on or today()
    tasks = []
    for change in diff.rows:
        new = Task(ward=plan.ward, plan=plan, in_force_from=in_force_from)
        tasks.append(stored[change.pk] if change.pk else new)
        # The schedule asks each task for its plan and ward: one object for all, no query.
        tasks[-1].plan, tasks[-1].ward = plan, plan.ward
    return tasks


def _write_tasks(
    tasks: Sequence[Task],
    reading: PlanReading,
    rows: Sequence[Row],
    diff: Diff,
    annexes: dict[str, Annex],
    sections: Sequence[Section],
    user: User,
) -> None:
    parents = _parents(reading)
    moved: list[Task] = []
    reworded: list[Task] = []
    for layer in layers(len(tasks), lambda index: parents[index]):
        new: list[Task] = []
        for index in layer:
            task, read, above = tasks[index], reading.tasks[index], parents[index]
            before = _values(task, PLACE_FIELDS)
            task.annex = annexes[read.annex]
            task.section = None if read.heading is None else sections[read.heading]
            task.parent = None if above is None else tasks[above]
            task.row_key, task.position = rows[index].key, index
            task.source_sheet, task.source_row = read.sheet, read.row
            if diff.rows[index].change is not Change.SAME:
                _say(task, read, _changed(diff.rows[index]))
            if task._state.adding:
                new.append(task)
            elif diff.rows[index].change is not Change.SAME:
                reworded.append(task)
            elif _values(task, PLACE_FIELDS) != before:
                moved.append(task)
        bulk_create_with_history(new, user=user)
    place = [name.removesuffix("_id") for name in PLACE_FIELDS]
    bulk_update_with_history(moved, place, user=user)
    bulk_update_with_history(reworded, [*place, *WORD_FIELDS], user=user)


def _say(task: Task, read: TaskReading, changed: frozenset[Words]) -> None:
    """Takes the row's words over; timings only where their words changed, so that dates people entered stay."""
    task.stt, task.content, task.content_folded = read.stt or "", read.content, fold(read.content)
    task.notes = notes_of(read)
    if Words.TIMING in changed:
        task.timing_text = read.timing
        task.set_timings(read.timings)
    if not task._state.adding:
        task.version += 1


def _values(task: Task, fields: Iterable[str]) -> list[object]:
    return [getattr(task, name) for name in fields]


def _parents(reading: PlanReading) -> list[int | None]:
    """For each row the index of the row it is a child of: the last one of that number under the same heading."""
    numbered: dict[tuple[str, int | None, str | None], int] = {}
    parents = []
    for index, task in enumerate(reading.tasks):
        parents.append(numbered.get((task.annex, task.heading, task.parent)) if task.parent else None)
        numbered[task.annex, task.heading, task.stt] = index
    return parents


def _write_units(tasks: dict[int, Task], reading: PlanReading, units: FindUnit, user: User) -> None:
    stored = {(row.task_id, row.role, row.position): row for row in TaskUnit.objects.filter(task__in=tasks.values())}
    added, altered = [], []
    for index, task in tasks.items():
        read = reading.tasks[index]
        for role, names in ((UnitRole.LEAD, read.leads), (UnitRole.PARTNER, read.partners)):
            for position, name in enumerate(names):
                unit = units(name)
                row = stored.pop((task.pk, role.value, position), None)
                if row is None:
                    text = name.text
                    added.append(
                        TaskUnit(ward=task.ward, task=task, role=role, position=position, text=text, unit=unit)
                    )
                elif row.text != name.text or row.unit_id is None:
                    row.text, row.unit = name.text, unit
                    altered.append(row)
    bulk_create_with_history(added, user=user)
    bulk_update_with_history(altered, ["text", "unit"], user=user)
    bulk_delete_with_history(list(stored.values()), user=user)


def _write_deliverables(tasks: dict[int, Task], reading: PlanReading) -> None:
    Deliverable.objects.filter(task__in=tasks.values()).delete()
    Deliverable.objects.bulk_create(
        (
            Deliverable(ward=task.ward, task=task, position=position, text=text)
            for index, task in tasks.items()
            for position, text in enumerate(reading.tasks[index].deliverables)
        ),
        batch_size=BATCH,
    )
