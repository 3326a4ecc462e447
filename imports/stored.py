"""What the database already has of a plan that comes in: the plans it may be, and their rows to compare with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from imports.diff import Row, Words, row_words
from imports.grid import PlanReading
from plans.models import Plan, Section
from tasks.models import Task, UnitRole
from wards.models import Attachment, Ward
from wards.text import fold

# An unnumbered file is taken for a new version of a plan when at least this share of its rows is in it.
SAME_PLAN = 0.5


@dataclass(frozen=True)
class Candidate:
    """A plan that the file may be a new version of; `share` of the file's rows are in it, from 0 to 1."""

    plan: Plan
    share: float


@dataclass(frozen=True)
class Destination:
    """Where a commit would write: `plan` is updated, or where it is None a new one made.

    `candidates` are the plans a person may choose instead, the likest first; none where the number decides.
    """

    plan: Plan | None
    candidates: tuple[Candidate, ...] = ()
    by_number: bool = False


def destination(ward: Ward, reading: PlanReading, rows: Sequence[Row], attachment: Attachment | None) -> Destination:
    """The plan that the file updates unless a person says otherwise: three queries at most.

    A plan of the same number and year is the same plan. Otherwise a plan made from this very file; otherwise, where
    the file or the plan has no number yet, the one with the most rows in common, if that is at least half of them.
    """
    plans = list(Plan.objects.filter(ward=ward, year=reading.year))
    if reading.number:
        numbered = next((plan for plan in plans if plan.number == reading.number), None)
        if numbered is not None:
            return Destination(numbered, by_number=True)
    possible = [plan for plan in plans if not (reading.number and plan.number)]
    keys: dict[int, set[str]] = defaultdict(set)
    for plan_id, key in Task.objects.filter(plan__in=possible).values_list("plan_id", "row_key"):
        keys[plan_id].add(key)
    wanted = {row.key for row in rows}
    candidates = sorted(
        (Candidate(plan, len(wanted & keys[plan.pk]) / max(len(wanted), 1)) for plan in possible),
        key=lambda each: (attachment is None or each.plan.source_id != attachment.pk, -each.share),
    )
    best = candidates[0] if candidates else None
    from_this_file = best is not None and attachment is not None and best.plan.source_id == attachment.pk
    chosen = best.plan if best is not None and (from_this_file or best.share >= SAME_PLAN) else None
    return Destination(chosen, tuple(candidates))


def stored_rows(plan: Plan) -> list[Row]:
    """The plan's rows in document order, ready to be compared: four queries."""
    sections = {section.pk: section for section in Section.objects.filter(plan=plan)}
    tasks = list(Task.objects.filter(plan=plan).select_related("annex").prefetch_related("task_units", "deliverables"))
    contents = {task.pk: task.content_folded for task in tasks}
    return [_row(task, sections, contents) for task in tasks]


def _row(task: Task, sections: dict[int, Section], contents: dict[int, str]) -> Row:
    headings = _titles(task.section_id, sections)
    above = [contents[task.parent_id]] if task.parent_id else []
    leads = [unit for unit in task.task_units.all() if unit.role == UnitRole.LEAD]
    partners = [unit for unit in task.task_units.all() if unit.role == UnitRole.PARTNER]
    return Row(
        key=task.row_key,
        path=(fold(task.annex.code), *map(fold, headings), *above),
        content=task.content_folded,
        words=row_words(
            annex=task.annex.code,
            headings=headings,
            stt=task.stt,
            content=task.content,
            leads=[unit.text for unit in leads],
            partners=[unit.text for unit in partners],
            timing=task.timing_text,
            deliverables=[each.text for each in task.deliverables.all()],
            notes=task.notes,
        ),
        open_units=frozenset(
            (role, at)
            for role, units in ((Words.LEADS, leads), (Words.PARTNERS, partners))
            for at, unit in enumerate(units)
            if unit.unit_id is None
        ),
        pk=task.pk,
        out=task.dropped_on is not None,
    )


def _titles(section_id: int | None, sections: dict[int, Section]) -> list[str]:
    titles: list[str] = []
    while section_id is not None:
        section = sections[section_id]
        titles.insert(0, section.title)
        section_id = section.parent_id
    return titles
