"""Rows that ask for something only when it arises: where an event is recorded, or that there was none."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast

from plans.models import PlanState
from tasks.lines import PER_PAGE
from tasks.models import Occurrence, OccurrenceKind, Task, TaskUnit, UnitRole
from tasks.timing import Kind
from wards.access import posts
from wards.models import Role, User
from wards.text import fold


@dataclass(frozen=True)
class ArisingList:
    """A page of the rows, each with `last_due`, the due day of the last event, and `nothing_in`, the last period in
    which nothing arose."""

    rows: list[Task]
    page: int
    pages: int
    total: int


def arising(user: User, *, search: str = "", page: int = 1) -> ArisingList:
    """The rows that the person's units lead, of the whole ward for one-door staff, newest plan first. Two queries."""
    rows = _rows(user)
    if search:
        rows = rows.filter(content_folded__contains=fold(search))
    total = rows.count()
    pages = max(1, -(-total // PER_PAGE))
    page = min(page, pages)
    events = Occurrence.objects.filter(task=OuterRef("pk"), kind=OccurrenceKind.EVENT, retired=False)
    shown = rows.annotate(
        last_due=Subquery(events.filter(period="").order_by("-opens_on", "-pk").values("due")[:1]),
        nothing_in=Subquery(events.exclude(period="").order_by("-due").values("period")[:1]),
    ).select_related("plan", "section")
    return ArisingList(
        list(shown.order_by("-plan__year", "plan", "position")[(page - 1) * PER_PAGE : page * PER_PAGE]),
        page,
        pages,
        total,
    )


def _rows(user: User) -> QuerySet[Task]:
    held = posts(user)
    wards = [ward for ward, roles in held.roles.items() if Role.ONE_DOOR in roles]
    units = frozenset().union(*held.units.values())
    named = Q(unit__in=units) | Q(unit__members__in=units)
    leads = TaskUnit.objects.filter(named, task=OuterRef("pk"), role=UnitRole.LEAD)
    in_force = Q(plan__waits_for_issue=False) | Q(plan__state=PlanState.ISSUED)
    rows = Task.objects.annotate(timings_text=Cast("timings", TextField())).filter(
        in_force, timings_text__contains=f'"{Kind.ON_EVENT}"', dropped_on=None
    )
    return rows.filter(Q(ward__in=wards) | Exists(leads))
