"""Occurrences and parts of tasks kept in step with their timings and units: few queries, however many tasks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from plans.models import Plan
from tasks.models import Evidence, Extension, Notification, Occurrence, Part, StatusUpdate, Task, TaskUnit, UnitRole
from tasks.schedule import Changes, Existing, Slot, SlotKind, closed_before, reschedule, slots
from tasks.status import DELIVERED, UNTOUCHED, initial
from tasks.timing import Every
from wards.bulk import create_values, update_rows
from wards.calendar import WorkingCalendar
from wards.models import UnitGroupMember, UnitKind, Ward
from wards.periods import Rule

BATCH = 500

_OF_PERIODS = {SlotKind.CHECK_IN, SlotKind.RECURRING}

_NEW = ("ward_id", "task_id", "made_on", "slot", "kind", "timing_index", "period", "start", "opens_on", "due")
_NEW_PART = ("ward_id", "occurrence_id", "unit_id", "status")

_Stored = dict[int, dict[str, tuple[Existing, Occurrence]]]


def make_occurrences(tasks: Sequence[Task], *, today: date, calendar: WorkingCalendar) -> None:
    """Makes, moves, retires and deletes the tasks' occurrences so that they match timings, plan and calendar.

    The tasks come with their plan and ward. What was reported on, or reminded of, is kept: such an occurrence is
    moved or retired, never deleted. Parts follow the lead units, groups expanded to their members as they stand today.
    """
    for at in range(0, len(tasks), BATCH):
        with transaction.atomic():
            _schedule(tasks[at : at + BATCH], today, calendar)
            make_parts(tasks[at : at + BATCH], today=today)


@transaction.atomic
def make_first_occurrences(plan: Plan, tasks: Sequence[Task], *, today: date, calendar: WorkingCalendar) -> None:
    """Like `make_occurrences`, for all tasks of a plan made just now: nothing of theirs is looked for."""
    wanted, units = _wanted(tasks, calendar, plan), _lead_units(TaskUnit.objects.filter(task__plan=plan))
    about = [(task, slot) for task in tasks for slot in wanted[task.pk]]
    keys = create_values(Occurrence, _NEW, [_row(task, slot, today) for task, slot in about])
    parts = (
        (task.ward_id, key, unit, initial(slot.kind).value)
        for key, (task, slot) in zip(keys, about, strict=True)
        for unit in units[task.pk]
    )
    create_values(Part, _NEW_PART, parts)


def _slots(task: Task, plan: Plan, ward: Ward, calendar: WorkingCalendar) -> tuple[Slot, ...]:
    """The slots that the task's timings ask for.

    Rows that came with the plan check in from the day the plan says, which an administrator may set before its
    issue; rows added later from the day they came into force.
    """
    if not plan.in_force:
        return ()
    came_with_plan = task.in_force_from <= (plan.issued_on or plan.imported_on)
    return slots(
        task.read_timings(),
        year=plan.year,
        rule=Rule(ward.period_rule),
        cadence=Every(task.cadence or plan.cadence),
        calendar=calendar,
        made_from=plan.check_ins_from if came_with_plan else max(plan.check_ins_from, task.in_force_from),
        asked_from=task.asked_from,
        ends_on=task.dropped_on - timedelta(days=1) if task.dropped_on else date(plan.year, 12, 31),
    )


@dataclass(frozen=True)
class Effect:
    """How many occurrences rescheduling adds, moves or brings back, removes, and keeps though no longer asked for.

    `late` counts those among the added and moved ones that are past their day at once.
    """

    added: int = 0
    moved: int = 0
    removed: int = 0
    kept: int = 0
    late: int = 0


def effect(tasks: Sequence[Task], calendar: WorkingCalendar, today: date) -> Effect:
    """What `make_occurrences` would do to the tasks as they are now in memory; writes nothing. Three queries."""
    added = moved = removed = kept = late = 0
    stored = _stored(tasks)
    for task_id, changes in _changes(tasks, stored, calendar).items():
        added, moved = added + len(changes.add), moved + len(changes.move)
        removed, kept = removed + len(changes.delete), kept + len(changes.retire)
        before = {key: existing for key, (existing, _row) in stored[task_id].items()}
        late += sum(_becomes_late(slot, before.get(slot.key), today) for slot in (*changes.add, *changes.move))
    return Effect(added, moved, removed, kept, late)


def _becomes_late(slot: Slot, before: Existing | None, today: date) -> bool:
    if slot.due is None or slot.due >= today or (before and before.reported):
        return False
    return before is None or before.retired or before.due is None or before.due >= today


def _schedule(tasks: Sequence[Task], today: date, calendar: WorkingCalendar) -> None:
    stored = _stored(tasks)
    added: list[tuple[object, ...]] = []
    moved: list[Occurrence] = []
    deleted: list[int] = []
    wanted = _changes(tasks, stored, calendar)
    for task in tasks:
        rows, changes = stored[task.pk], wanted[task.pk]
        added += [_row(task, slot, today) for slot in changes.add]
        moved += _moved(changes, {key: row for key, (_existing, row) in rows.items()})
        deleted += [rows[key][1].pk for key in changes.delete]
    create_values(Occurrence, _NEW, added)
    update_rows(moved, ["kind", "timing_index", "start", "opens_on", "due", "extended_due", "period", "retired"])
    Occurrence.objects.filter(pk__in=deleted).delete()


def _row(task: Task, slot: Slot, today: date) -> tuple[object, ...]:
    """What an occurrence made today has in `_NEW`."""
    about = task.ward_id, task.pk, today, slot.key, slot.kind.value
    return (*about, slot.timing_index, slot.period, slot.start, slot.opens_on, slot.due)


def _changes(tasks: Sequence[Task], stored: _Stored, calendar: WorkingCalendar) -> dict[int, Changes]:
    wanted = _wanted(tasks, calendar)
    return {
        task.pk: reschedule((existing for existing, _row in stored[task.pk].values()), wanted[task.pk])
        for task in tasks
    }


def _wanted(tasks: Sequence[Task], calendar: WorkingCalendar, plan: Plan | None = None) -> dict[int, tuple[Slot, ...]]:
    """The slots of each task by its key; `plan` is that of all of them, where they come without plan and ward."""
    # Most rows of a long plan share their timing with others: "Thường xuyên", "Quý IV".
    known: dict[tuple[object, ...], tuple[Slot, ...]] = {}
    wanted = {}
    for task in tasks:
        days = task.in_force_from, task.asked_from, task.dropped_on
        alike = str(task.timings), task.plan_id, task.cadence, days
        if alike not in known:
            known[alike] = _slots(task, *((plan, plan.ward) if plan else (task.plan, task.ward)), calendar)
        wanted[task.pk] = known[alike]
    return wanted


def _stored(tasks: Sequence[Task]) -> _Stored:
    inside = {"part__occurrence": OuterRef("pk")}
    worked_on = Occurrence.objects.filter(
        Exists(StatusUpdate.objects.filter(**inside))
        | Exists(Evidence.objects.filter(**inside))
        | Exists(Extension.objects.filter(occurrence=OuterRef("pk"))),
        task__in=tasks,
    )
    reported = set(worked_on.values_list("pk", flat=True))
    told = set(Notification.objects.filter(part__occurrence__task__in=tasks).values_list("part__occurrence", flat=True))
    stored: _Stored = defaultdict(dict)
    from_ = {task.pk: (task.asked_from, Rule(task.ward.period_rule)) for task in tasks}
    for row in Occurrence.objects.filter(task__in=tasks):
        asked_from, rule = from_[row.task_id]
        existing = Existing(
            key=row.slot,
            kind=SlotKind(row.kind),
            opens_on=row.opens_on,
            due=row.due,
            period=row.period,
            timing_index=row.timing_index,
            reported=row.pk in reported or row.no_date,
            told=row.pk in told,
            retired=row.retired,
            settled=bool(asked_from and row.kind in _OF_PERIODS and closed_before(asked_from, row.period, rule)),
        )
        stored[row.task_id][row.slot] = (existing, row)
    return stored


def _moved(changes: Changes, rows: dict[str, Occurrence]) -> list[Occurrence]:
    moved = [_take_over(rows[slot.key], slot) for slot in changes.move]
    for key in changes.retire:
        rows[key].retired = True
    return moved + [rows[key] for key in changes.retire]


def _take_over(row: Occurrence, slot: Slot) -> Occurrence:
    row.kind, row.timing_index, row.period, row.retired = slot.kind.value, slot.timing_index, slot.period, False
    row.start, row.opens_on, row.due = slot.start, slot.opens_on, slot.due
    if row.extended_due and row.due and row.extended_due <= row.due:
        # The plan itself now gives more time than the extension did; what was agreed stays in the requests.
        row.extended_due = None
    return row


def make_parts(tasks: Collection[Task], *, today: date) -> None:
    """Gives every occurrence of the tasks a part for each lead unit.

    A unit that comes to lead a row gets none in periods past their day, nor in what is finished, as long as another
    unit answers for that. Of a unit that leads no more, a part on which nothing was ever said or reminded of goes;
    another one is retired unless it is finished: that was done. An occurrence may have come under another lifecycle:
    then parts nobody reported on begin in its first status.
    """
    units = lead_units(tasks)
    parts: dict[int, list[Part]] = defaultdict(list)
    inside = {"part": OuterRef("pk")}
    reported = Exists(StatusUpdate.objects.filter(**inside))
    touched = reported | Exists(Evidence.objects.filter(**inside)) | Exists(Notification.objects.filter(**inside))
    held = Part.objects.filter(occurrence__task__in=tasks)
    for stored in held.annotate(reported=reported, touched=touched):
        parts[stored.occurrence_id].append(stored)
    added: list[tuple[object, ...]] = []
    changed: list[Part] = []
    deleted: list[int] = []
    # Bare values, because a long plan has tens of thousands.
    current = Occurrence.objects.filter(task__in=tasks, retired=False)
    asked = current.annotate(due_now=Coalesce("extended_due", "due"))
    for pk, ward_id, task_id, kind, due in asked.values_list("pk", "ward_id", "task_id", "kind", "due_now"):
        wanted, here = units[task_id], parts[pk]
        present = {part.unit_id for part in here}
        status = initial(SlotKind(kind)).value
        added += [
            (ward_id, pk, unit, status)
            for unit in wanted
            if unit not in present and not _answered(here, wanted, past=kind in _OF_PERIODS and due < today)
        ]
        for part in here:
            leads = part.unit_id in wanted
            if not leads and not part.touched:  # type: ignore[attr-defined]
                deleted.append(part.pk)
                continue
            before = part.retired, part.status
            part.retired = not leads and part.status not in DELIVERED
            if part.status in UNTOUCHED and not part.reported:  # type: ignore[attr-defined]
                part.status = status
            if before != (part.retired, part.status):
                changed.append(part)
    create_values(Part, _NEW_PART, added)
    update_rows(changed, ["retired", "status"])
    Part.objects.filter(pk__in=deleted).delete()


def _answered(parts: Iterable[Part], wanted: Collection[int | None], *, past: bool) -> bool:
    """Whether who came to lead later has nothing to do with it: others answer, and it is past or finished."""
    staying = [part for part in parts if part.unit_id in wanted or part.status in DELIVERED]
    return bool(staying) and (past or all(part.status in DELIVERED for part in staying))


def lead_units(tasks: Iterable[Task]) -> dict[int, list[int | None]]:
    """For each task, by its row number, the lead units that report, groups expanded; [None] where none is known.

    None stands for the name a plan leaves open: the one-door centre sees to it.
    """
    return _lead_units(TaskUnit.objects.filter(task__in=[task.pk for task in tasks]))


def _lead_units(named_units: QuerySet[TaskUnit]) -> dict[int, list[int | None]]:
    leads = named_units.filter(role=UnitRole.LEAD).order_by("position")
    named: dict[int, list[int | None]] = defaultdict(list)
    groups: set[int | None] = set()
    for task_id, unit, kind in leads.values_list("task_id", "unit_id", "unit__kind"):
        named[task_id].append(unit)
        if kind == UnitKind.GROUP:
            groups.add(unit)
    members: dict[int, list[int]] = defaultdict(list)
    for member in UnitGroupMember.objects.filter(group__in=groups, unit__active=True):
        members[member.group_id].append(member.unit_id)
    expanded: dict[int, list[int | None]] = defaultdict(lambda: [None])
    for task_id, units in named.items():
        # A dict keeps the order and each unit once.
        expanded[task_id] = list(dict.fromkeys(one for unit in units for one in _expand(unit, groups, members)))
    return expanded


def _expand(unit: int | None, groups: set[int | None], members: dict[int, list[int]]) -> Sequence[int | None]:
    # A group without members still needs somebody who sees to it.
    return members[unit or 0] or [None] if unit in groups else [unit]
