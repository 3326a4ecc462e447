"""Targets read from rows, written as proposals for a person to confirm."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Max

from imports.grid import PlanReading, TargetReading
from imports.units import FindUnit
from plans.models import Measurement, Plan, Target
from tasks.models import TargetTask, Task
from wards.bulk import (
    bulk_delete_with_history,
    bulk_update_with_history,
    create_values,
    new_keys,
)
from wards.models import Unit, User
from wards.text import fold

FIELDS = ("measure", "measure_folded", "comparator", "value", "unit", "part_of_id", "relation", "baseline_year")


@dataclass(frozen=True)
class _Found:
    """A target as read, its row, and what it hangs on: the place of another in the list, where there is one."""

    task: Task
    read: TargetReading
    lead: Unit | None
    above: int | None


def write_targets(
    plan: Plan, tasks: dict[int, Task], known: Collection[int], reading: PlanReading, units: FindUnit, user: User
) -> None:
    """Makes the targets of these rows those that the file states; `known` tasks were there before.

    A stored target whose measure stands in the row again keeps its figures; where what it asks for changed, it is a
    proposal once more. One that the row no longer states is deleted, unless somebody confirmed it or has recorded a
    figure for it: that is for a person to decide.
    """
    found = _found(tasks, reading, units)
    stored = _stored([task for task in tasks.values() if task.pk in known])
    kept = [stored[each.task.pk].pop((fold(each.read.measure), each.read.unit), None) for each in found]
    new = [at for at, target in enumerate(kept) if target is None]
    given = dict(zip(new, new_keys(Target, len(new)), strict=True))
    keys = [target.pk if target else given[at] for at, target in enumerate(kept)]
    last = Target.objects.filter(plan=plan).aggregate(last=Max("position"))["last"] or 0
    rows, altered = [], []
    for at, (each, target) in enumerate(zip(found, kept, strict=True)):
        above = None if each.above is None else keys[each.above]
        if target is None:
            lead = each.lead.pk if each.lead else None
            rows.append((keys[at], plan.ward_id, plan.pk, last + at + 1, lead, *_said(each.read, above)))
        elif _asks(target) != _asked(each.read):
            for name, value in zip(FIELDS, _said(each.read, above), strict=True):
                setattr(target, name, value)
            target.confirmed_by = target.confirmed_at = None
            target.version += 1
            altered.append(target)
    create_values(Target, ("id", "ward_id", "plan_id", "position", "lead_id", *FIELDS), rows, user=user)
    links = ((plan.ward_id, keys[at], found[at].task.pk) for at in new)
    create_values(TargetTask, ("ward_id", "target_id", "task_id"), links)
    bulk_update_with_history(altered, [*FIELDS, "confirmed_by", "confirmed_at", "version"], user=user)
    _drop([target for left in stored.values() for target in left.values()], user)


def _found(tasks: dict[int, Task], reading: PlanReading, units: FindUnit) -> list[_Found]:
    found: list[_Found] = []
    for index, task in tasks.items():
        row, first = reading.tasks[index], len(found)
        leads = {unit for name in row.leads if (unit := units(name)) is not None and not unit.is_group}
        # With one lead unit it is plain who answers for the figure.
        lead = leads.pop() if len(row.leads) == 1 and len(leads) == 1 else None
        for read in row.targets:
            found.append(_Found(task, read, lead, None if read.part_of is None else first + read.part_of))
    return found


def _stored(tasks: Sequence[Task]) -> dict[int, dict[tuple[str, str], Target]]:
    """The targets that only the given task serves, by the task's row number, measure and unit of measure."""
    stored: dict[int, dict[tuple[str, str], Target]] = defaultdict(dict)
    for link in TargetTask.objects.filter(task__in=tasks).select_related("target"):
        stored[link.task_id][link.target.measure_folded, link.target.unit] = link.target
    return stored


def _said(read: TargetReading, above: int | None) -> tuple[object, ...]:
    """What a target of that reading has in `FIELDS`, with the key of the one it hangs on."""
    relation = read.relation.value if read.relation else ""
    asked = read.comparator.value, read.value, read.unit, above, relation, read.baseline_year
    return read.measure, fold(read.measure), *asked


def _asks(target: Target) -> tuple[object, ...]:
    return target.comparator, target.value, target.relation, target.baseline_year


def _asked(read: TargetReading) -> tuple[object, ...]:
    return read.comparator.value, read.value, read.relation.value if read.relation else "", read.baseline_year


def _drop(gone: list[Target], user: User) -> None:
    """Deletes those that nobody confirmed, measured or hung another target on; what hangs lowest first."""
    measured = set(Measurement.objects.filter(target__in=gone).values_list("target_id", flat=True))
    left = Target.objects.filter(part_of__in=gone).exclude(pk__in=[each.pk for each in gone])
    held = set(left.values_list("part_of_id", flat=True))
    idle = []
    for target in sorted(gone, key=lambda each: each.pk, reverse=True):
        if target.confirmed_at is None and target.pk not in measured | held:
            idle.append(target)
        elif target.part_of_id is not None:
            held.add(target.part_of_id)
    bulk_delete_with_history(idle, user=user)
