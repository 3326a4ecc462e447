"""What the database already has of a plan that comes in: the plans it may be, and their rows to compare with."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import cast

from django.db.models import TextField
from django.db.models.functions import Cast

from imports.diff import Row
from imports.grid import PlanReading
from imports.printed import Parts, Words, in_order
from plans.models import Annex, Plan, Section
from tasks.models import Deliverable, Task, TaskUnit, UnitRole
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
    keys: dict[int, set[str]] = defaultdict(set)
    for plan_id, key in Task.objects.filter(plan__in=plans).values_list("plan_id", "row_key"):
        keys[plan_id].add(key)
    wanted = {row.key for row in rows}
    candidates = sorted(
        (Candidate(plan, len(wanted & keys[plan.pk]) / max(len(wanted), 1)) for plan in plans),
        key=lambda each: (attachment is None or each.plan.source_id != attachment.pk, -each.share),
    )

    def is_same(each: Candidate) -> bool:
        if attachment is not None and each.plan.source_id == attachment.pk:
            return True
        # Two documents with numbers of their own are two plans, unless a person says that one amends the other.
        return each.share >= SAME_PLAN and not (reading.number and each.plan.number)

    chosen = next((each.plan for each in candidates if is_same(each)), None)
    return Destination(chosen, tuple(candidates))


def stored_rows(plan: Plan) -> list[Row]:
    """The plan's rows in document order, ready to be compared: five queries, of bare values because plans are long."""
    titles = _heading_titles(plan)
    leads: dict[int, list[str]] = defaultdict(list)
    partners: dict[int, list[str]] = defaultdict(list)
    open_units: dict[int, set[tuple[str, int]]] = defaultdict(set)
    units = TaskUnit.objects.filter(task__plan=plan).values_list("task", "role", "text", "unit")
    for task, role, text, unit in cast("Iterable[tuple[int, str, str, int | None]]", units):
        named, words = (leads, Words.LEADS) if role == UnitRole.LEAD else (partners, Words.PARTNERS)
        if unit is None:
            open_units[task].add((words, len(named[task])))
        named[task].append(text)
    products: dict[int, list[str]] = defaultdict(list)
    for task, text in Deliverable.objects.filter(task__plan=plan).values_list("task", "text"):
        products[task].append(text)
    codes = dict(Annex.objects.filter(plan=plan).values_list("pk", "code"))
    # Hardly a row has notes: those of the others are not worth decoding one by one.
    listed = Task.objects.filter(plan=plan).annotate(notes_text=Cast("notes", TextField())).values(*_COLUMNS)
    tasks = {each["pk"]: each for each in listed}
    paths: dict[tuple[int, int | None], tuple[str, ...]] = {}
    rows = []
    for pk, task in tasks.items():
        headings, code, place = titles.get(task["section"], ()), codes[task["annex"]], (task["annex"], task["section"])
        if place not in paths:
            paths[place] = (fold(code), *map(fold, headings))
        above = (tasks[task["parent"]]["content_folded"],) if task["parent"] else ()
        rows.append(
            Row(
                key=task["row_key"],
                path=(*paths[place], *above),
                content=task["content_folded"],
                parts=Parts(
                    code,
                    headings,
                    task["stt"],
                    task["content"],
                    tuple(leads[pk]),
                    tuple(partners[pk]),
                    task["timing_text"],
                    tuple(products[pk]),
                    () if task["notes_text"] == "{}" else in_order(json.loads(task["notes_text"]).items()),
                ),
                open_units=frozenset(open_units.get(pk, ())),
                pk=pk,
                out=task["dropped_on"] is not None,
            )
        )
    return rows


_COLUMNS = (
    *("pk", "row_key", "annex", "section", "parent", "stt", "content", "content_folded"),
    *("timing_text", "notes_text", "dropped_on"),
)


def _heading_titles(plan: Plan) -> dict[int, tuple[str, ...]]:
    """The titles from the highest heading down to each section, by the section's row number."""
    sections = {pk: (above, title) for pk, above, title in _sections(plan)}
    titles: dict[int, tuple[str, ...]] = {}
    for pk in sections:
        chain: list[str] = []
        up: int | None = pk
        while up is not None:
            up, title = sections[up]
            chain.insert(0, title)
        titles[pk] = tuple(chain)
    return titles


def _sections(plan: Plan) -> Iterable[tuple[int, int | None, str]]:
    return Section.objects.filter(plan=plan).values_list("pk", "parent", "title")
