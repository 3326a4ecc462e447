"""What was changed in a plan, its rows, their units and its targets, the latest first: one page in a few queries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Exists, ExpressionWrapper, OuterRef, QuerySet, Subquery, Value
from django.db.models.fields import DateTimeField
from django.urls import reverse
from django.utils.translation import gettext as _

from plans.models import Plan, Target
from tasks.changes import MAKING, FieldEntry, field_entry, plan_fields, target_fields, task_fields, unit_entry
from tasks.models import Task, TaskUnit

PER_PAGE = 50
PLAN_MAKING = timedelta(minutes=10)
"""Rows and targets added so soon after the plan were imported or copied with it: that is its making."""

RELATED: dict[str, tuple[Any, tuple[str, ...]]] = {
    "plan": (Plan, ("history_user",)),
    "task": (Task, ("history_user", "officer")),
    "unit": (TaskUnit, ("history_user", "unit", "task")),
    "target": (Target, ("history_user", "lead", "part_of", "confirmed_by")),
}


class PlanHistory(NamedTuple):
    """A page of the history, whether there is an older one, and the plan's targets, which have their own."""

    entries: list[FieldEntry]
    page: int
    older: bool
    targets: list[Target]


class Found(NamedTuple):
    """A version in the histories, the one before it of the same thing, and which history it stands in."""

    at: datetime
    version: int
    kind: str
    before: int | None


def plan_history(plan: Plan, page: int) -> PlanHistory:
    """The page: 50 versions, of which those that change nothing a reader follows are left out. Eight queries."""
    start = (max(page, 1) - 1) * PER_PAGE
    found = [Found(*row) for row in _versions(plan)[start : start + PER_PAGE + 1]]
    shown = found[:PER_PAGE]
    versions = {kind: _by_number(kind, shown) for kind in RELATED}
    # What was removed since has no page to lead to.
    rows = {each.id for each in versions["task"].values()} | {each.task_id for each in versions["unit"].values()}
    standing = set(Task.objects.filter(pk__in=rows).values_list("pk", flat=True))
    targets = list(plan.targets.all())
    entries = list(_entries(shown, versions, standing, {target.pk for target in targets}))
    return PlanHistory(entries, max(page, 1), len(found) > PER_PAGE, targets)


def _versions(plan: Plan) -> QuerySet[Any]:
    made = plan.history.order_by("history_date", "history_id").values_list("history_date", flat=True).first()
    rows, targets = Task.history.filter(plan_id=plan.pk), Target.history.filter(plan_id=plan.pk)
    if made is not None:
        with_plan = {"history_type": "+", "history_date__lt": made + PLAN_MAKING}
        rows, targets = rows.exclude(**with_plan), targets.exclude(**with_plan)
    soon = ExpressionWrapper(OuterRef("history_date") - Value(MAKING), output_field=DateTimeField())
    new_row = Task.history.filter(id=OuterRef("task_id"), history_type="+", history_date__gte=soon)
    units = TaskUnit.history.filter(task_id__in=Task.history.filter(plan_id=plan.pk).values("id"))
    parts = (
        _listed("plan", Plan.history.filter(id=plan.pk)),
        _listed("task", rows),
        _listed("unit", units.exclude(Exists(new_row), history_type="+")),
        _listed("target", targets),
    )
    return parts[0].union(*parts[1:], all=True).order_by("-history_date", "which", "-history_id")


def _listed(kind: str, versions: QuerySet[Any]) -> QuerySet[Any]:
    """The columns of `Found`. Versions are numbered in the order they were written."""
    same = RELATED[kind][0].history.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id"))
    before = Subquery(same.order_by("-history_id").values("history_id")[:1])
    listed = versions.order_by().annotate(which=Value(kind), before=before)
    columns: QuerySet[Any] = listed.values_list("history_date", "history_id", "which", "before")
    return columns


def _by_number(kind: str, shown: list[Found]) -> dict[int, Any]:
    """The kind's versions that the page needs, those before included. One query."""
    model, related = RELATED[kind]
    wanted = {number for each in shown if each.kind == kind for number in (each.version, each.before)} - {None}
    return {each.history_id: each for each in model.history.filter(history_id__in=wanted).select_related(*related)}


def _entries(
    shown: list[Found], versions: dict[str, dict[int, Any]], tasks: set[int], targets: set[int]
) -> Iterator[FieldEntry]:
    fields = {"plan": plan_fields(), "task": task_fields(), "target": target_fields()}
    for each in shown:
        new, old = versions[each.kind][each.version], versions[each.kind].get(each.before or 0)
        about, address = "", ""
        if each.kind == "target":
            about = _("Target: %(measure)s") % {"measure": new.measure}
            address = _address("tasks:target_history", new) if new.id in targets else ""
        elif each.kind != "plan":
            row = new if each.kind == "task" else new.task
            about = " ".join(filter(None, (row.stt, row.content))) if row else ""
            address = _address("tasks:task", row) if row and (new.id if row is new else row.pk) in tasks else ""
        entry = (
            unit_entry(old, new, about, address)
            if each.kind == "unit"
            else field_entry(old, new, fields[each.kind], about, address)
        )
        if entry is not None:
            yield entry


def _address(name: str, thing: Any) -> str:
    return reverse(name, kwargs={"public_id": thing.public_id})
