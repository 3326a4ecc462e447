"""Copying a plan to the next year: the same rows and units, every date a year later, nothing of what was done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TypeVar

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from plans.models import Annex, Plan, PlanState, Section, Target
from tasks.models import Deliverable, TargetTask, Task, TaskUnit
from tasks.next_year import phrase_next_year, timings_next_year, title_next_year
from tasks.row_key import row_key
from wards import clock
from wards.bulk import BATCH, bulk_create_with_history, layers
from wards.models import Membership, User
from wards.refusal import Refused
from wards.text import fold

Row = TypeVar("Row", bound=Model)


class AlreadyCopied(Refused):
    """The plan has a copy that is still a draft: `draft`."""

    def __init__(self, draft: Plan) -> None:
        super().__init__(_("This plan has been copied already; the copy is still a draft."))
        self.draft = draft


def draft_copy(plan: Plan) -> Plan | None:
    """The copy of the plan that nobody has issued yet."""
    return Plan.objects.filter(copied_from=plan, state=PlanState.DRAFT).first()


@transaction.atomic
def copy_to_next_year(plan: Plan, author: User) -> Plan:
    """A draft for the next year with the plan's rows still to be done, units, officers, products and targets.

    Nothing is asked for until it is issued; then check-ins from 1 January on, or from today where the year has begun.
    Targets come as proposals without figures; who no longer holds a post in the ward is no longer the officer.
    AlreadyCopied where a copy is still a draft.

    The number of queries does not grow with the rows, but with the depth of the table and full batches.
    """
    if not author.has_perm("tasks.copy", plan):
        raise PermissionDenied
    source = Plan.objects.select_for_update(of=("self",)).select_related("ward").get(pk=plan.pk)
    if draft := draft_copy(source):
        raise AlreadyCopied(draft)
    made = _plan(source, author)
    annexes = _annexes(source, made)
    sections = _sections(source, made, annexes)
    tasks = _tasks(source, made, annexes, sections, author)
    _units_and_products(tasks, made, author)
    _targets(source, made, tasks, author)
    return made


def _plan(source: Plan, author: User) -> Plan:
    year, today = source.year + 1, clock.today()
    made = Plan(
        ward=source.ward,
        title=title_next_year(source.title, source.year),
        year=year,
        state=PlanState.DRAFT,
        cadence=source.cadence,
        copied_from=source,
        waits_for_issue=True,
        imported_on=today,
        check_ins_from=max(date(year, 1, 1), today),
        created_by=author,
    )
    made._history_user = author  # type: ignore[attr-defined]
    made.save()
    return made


def _annexes(source: Plan, made: Plan) -> dict[int, Annex]:
    """The copies by the row numbers of the originals, as in all that follows."""
    annexes = {
        old.pk: Annex(
            ward=made.ward,
            plan=made,
            code=old.code,
            title=title_next_year(old.title, source.year),
            position=old.position,
        )
        for old in source.annexes.all()
    }
    Annex.objects.bulk_create(annexes.values())
    return annexes


def _sections(source: Plan, made: Plan, annexes: Mapping[int, Annex]) -> dict[int, Section]:
    old = list(source.sections.all())
    sections: dict[int, Section] = {}
    for layer in _layers(old, [each.parent_id for each in old]):
        for each in layer:
            title = title_next_year(each.title, source.year)
            sections[each.pk] = Section(
                ward=made.ward,
                plan=made,
                annex=annexes[each.annex_id],
                parent=sections.get(each.parent_id or 0),
                level=each.level,
                stt=each.stt,
                title=title,
                title_folded=fold(title),
                path=each.path,
                position=each.position,
            )
        Section.objects.bulk_create((sections[each.pk] for each in layer), batch_size=BATCH)
    return sections


def _tasks(
    source: Plan, made: Plan, annexes: Mapping[int, Annex], sections: Mapping[int, Section], author: User
) -> dict[int, Task]:
    old = list(Task.objects.filter(plan=source, dropped_on=None).order_by("position", "pk"))
    members = set(Membership.objects.filter(ward=made.ward, user__is_active=True).values_list("user_id", flat=True))
    tasks: dict[int, Task] = {}
    for each in old:
        tasks[each.pk] = Task(
            ward=made.ward,
            plan=made,
            annex=annexes[each.annex_id],
            section=sections.get(each.section_id or 0),
            stt=each.stt,
            content=each.content,
            content_folded=each.content_folded,
            position=each.position,
            timing_text=phrase_next_year(each.timing_text, source.year),
            cadence=each.cadence,
            notes=each.notes,
            officer_id=each.officer_id if each.officer_id in members else None,
            in_force_from=made.check_ins_from,
        )
        tasks[each.pk].set_timings(timings_next_year(each.timing_text, each.read_timings(), source.year))
    for each in old:
        tasks[each.pk].parent = tasks.get(each.parent_id or 0)
    _give_keys(tasks.values())
    for layer in _layers(old, [each.parent_id for each in old]):
        bulk_create_with_history([tasks[each.pk] for each in layer], user=author)
    return tasks


def _give_keys(tasks: Iterable[Task]) -> None:
    """In document order the keys under which an import of the same rows finds them again."""
    seen: Counter[tuple[str, ...]] = Counter()
    for task in tasks:
        above = [task.parent.content_folded] if task.parent else []
        base = (fold(task.annex.code), *_titles(task.section), *above, task.content_folded)
        task.row_key = row_key(base, seen[base])
        seen[base] += 1


def _titles(section: Section | None) -> tuple[str, ...]:
    return (*_titles(section.parent), section.title_folded) if section else ()


def _units_and_products(tasks: Mapping[int, Task], made: Plan, author: User) -> None:
    units = [
        TaskUnit(
            ward=made.ward,
            task=tasks[old.task_id],
            role=old.role,
            position=old.position,
            text=old.text,
            unit_id=old.unit_id,
        )
        for old in _of_rows(TaskUnit.objects.all(), made)
    ]
    bulk_create_with_history(units, user=author)
    Deliverable.objects.bulk_create(
        (
            Deliverable(ward=made.ward, task=tasks[old.task_id], position=old.position, text=old.text)
            for old in _of_rows(Deliverable.objects.all(), made)
        ),
        batch_size=BATCH,
    )


def _targets(source: Plan, made: Plan, tasks: Mapping[int, Task], author: User) -> None:
    old = list(source.targets.all())
    targets: dict[int, Target] = {}
    for layer in _layers(old, [each.part_of_id for each in old]):
        for each in layer:
            targets[each.pk] = Target(
                ward=made.ward,
                plan=made,
                measure=each.measure,
                measure_folded=each.measure_folded,
                comparator=each.comparator,
                value=each.value,
                unit=each.unit,
                part_of=targets.get(each.part_of_id or 0),
                relation=each.relation,
                baseline_year=each.baseline_year,
                baseline_value=each.baseline_value,
                lead_id=each.lead_id,
                index_group=each.index_group,
                numerator_label=each.numerator_label,
                denominator_label=each.denominator_label,
                position=each.position,
            )
        bulk_create_with_history([targets[each.pk] for each in layer], user=author)
    TargetTask.objects.bulk_create(
        (
            TargetTask(ward=made.ward, target=targets[old.target_id], task=tasks[old.task_id])
            for old in _of_rows(TargetTask.objects.all(), made)
        ),
        batch_size=BATCH,
    )


def _of_rows(related: QuerySet[Row], made: Plan) -> QuerySet[Row]:
    """What hangs on the rows that are copied."""
    return related.filter(task__plan=made.copied_from_id, task__dropped_on=None)


def _layers(rows: Sequence[Row], above: Sequence[int | None]) -> list[list[Row]]:
    """The rows in groups, each after the group with what stands above its members; one not copied does not count."""
    at = {row.pk: index for index, row in enumerate(rows)}
    return [[rows[index] for index in layer] for layer in layers(len(rows), lambda index: at.get(above[index] or 0))]
