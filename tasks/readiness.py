"""The six things clear of every task ("6 rõ"): which of them a row lacks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from plans.models import PlanState
from tasks.models import Deliverable, Occurrence, OccurrenceKind, Task, TaskUnit, UnitRole
from tasks.timing_kinds import Kind
from wards.models import Unit, UnitKind


class Clear(StrEnum):
    """What is demanded of every task; the values stand in the address of the page's filter."""

    PERSON = "person"
    """Rõ người: a named officer."""
    WORK = "work"
    """Rõ việc: content."""
    TIME = "time"
    """Rõ thời gian: a timing, and nothing of it still waits for its date or cadence."""
    RESPONSIBILITY = "responsibility"
    """Rõ trách nhiệm: lead units, each of them known."""
    PRODUCT = "product"
    """Rõ sản phẩm: a deliverable."""
    AUTHORITY = "authority"
    """Rõ thẩm quyền: somebody who confirms, the one-door centre; the units themselves where the ward asks for none."""


NAMES: dict[Clear, Promise] = {
    Clear.PERSON: _("officer"),
    Clear.WORK: pgettext_lazy("one of the six", "work"),
    Clear.TIME: _("time"),
    Clear.RESPONSIBILITY: _("responsible unit"),
    Clear.PRODUCT: _("product"),
    Clear.AUTHORITY: _("who confirms"),
}


class RowFacts(NamedTuple):
    """What the plan's page needs of a row before it shows it."""

    dropped_on: date | None
    lacks: frozenset[Clear]


class Readiness(NamedTuple):
    """How ready a plan is: its rows in force, those that lack nothing, and how many lack each (code, name, count)."""

    total: int
    ready: int
    missing: list[tuple[str, Promise, int]]


def row_facts(tasks: QuerySet[Task]) -> dict[int, RowFacts]:
    """What each task lacks, by its row number, in the order of the query. One query."""
    inside = {"task": OuterRef("pk")}
    leads = TaskUnit.objects.filter(role=UnitRole.LEAD, **inside)
    awaited = Occurrence.objects.filter(kind=OccurrenceKind.AWAITING, due=None, no_date=False, retired=False, **inside)
    # A plan that waits for its issue has no occurrences yet: what its rows will await is told by their timings.
    waits = Q(plan__waits_for_issue=True, plan__state=PlanState.DRAFT)
    undated = Q(timings_text__contains=f'"{Kind.EXTERNAL}"') | Q(timings_text__contains=f'"{Kind.UNSPECIFIED}"')
    centre = Unit.objects.filter(ward=OuterRef("ward"), kind=UnitKind.ONE_DOOR, active=True)
    known = {
        Clear.PERSON: Q(officer__isnull=False),
        Clear.WORK: ~Q(content=""),
        Clear.TIME: ~Q(timings=[]) & ~Exists(awaited) & ~(waits & undated),
        Clear.RESPONSIBILITY: Exists(leads) & ~Exists(leads.filter(unit=None)),
        Clear.PRODUCT: Exists(Deliverable.objects.filter(**inside).exclude(text="")),
        Clear.AUTHORITY: Q(ward__confirmation=False) | Exists(centre),
    }
    annotated = tasks.annotate(timings_text=Cast("timings", TextField())).annotate(
        **{f"knows_{clear.value}": condition for clear, condition in known.items()}
    )
    columns = annotated.values_list("pk", "dropped_on", *(f"knows_{clear.value}" for clear in known))
    return {
        pk: RowFacts(dropped_on, frozenset(clear for clear, knows in zip(known, answers, strict=True) if not knows))
        for pk, dropped_on, *answers in columns
    }


def readiness(rows: Iterable[RowFacts]) -> Readiness:
    """How ready the rows in force are together."""
    lacking = [row.lacks for row in rows if row.dropped_on is None]
    count = Counter(clear for lacks in lacking for clear in lacks)
    missing = [(clear.value, NAMES[clear], count[clear]) for clear in Clear if count[clear]]
    return Readiness(len(lacking), sum(not lacks for lacks in lacking), missing)


def names(lacks: frozenset[Clear]) -> list[str]:
    """What a row lacks, in words, in the order of the six."""
    return [str(NAMES[clear]) for clear in Clear if clear in lacks]
