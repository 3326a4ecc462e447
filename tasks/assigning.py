"""Naming the officer of several rows at once: what a head of unit does when a plan has come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from plans.models import Plan
from tasks.models import Task, TaskUnit, UnitRole
from tasks.officers import officers_of
from wards.access import posts
from wards.bulk import bulk_update_with_history
from wards.models import Role, Unit, UnitKind, User


@dataclass(frozen=True)
class Assignment:
    """The page: units to choose from, the chosen one, its rows in the plan, and who can be named for them."""

    units: list[Unit]
    unit: Unit | None
    rows: list[Task]
    officers: list[User]


def units_named_by(user: User, plan: Plan) -> QuerySet[Unit]:
    """The units that lead rows of the plan, groups by their members, and whose officers this person names."""
    held = posts(user)
    leads = TaskUnit.objects.filter(task__plan=plan, task__dropped_on=None, role=UnitRole.LEAD)
    leading = leads.filter(Q(unit=OuterRef("pk")) | Q(unit__members=OuterRef("pk")))
    units = Unit.objects.filter(Exists(leading), ward=plan.ward_id).exclude(kind=UnitKind.GROUP)
    if not held.has(plan.ward_id, Role.ONE_DOOR):
        units = units.filter(pk__in=held.headed_units.get(plan.ward_id, frozenset()))
    return units


def assignment(user: User, plan: Plan, *, unit: str = "", everything: bool = False) -> Assignment:
    """The page for the unit asked for (its public id), else the first; rows without an officer, or all. Four queries.

    PermissionDenied for who names no officer in this plan.
    """
    units = list(units_named_by(user, plan))
    if not units:
        raise PermissionDenied
    chosen = next((each for each in units if str(each.public_id) == unit), units[0])
    rows = _rows(plan, chosen)
    if not everything:
        rows = rows.filter(officer=None)
    return Assignment(units, chosen, list(rows), list(officers_of([chosen])))


def _rows(plan: Plan, unit: Unit) -> QuerySet[Task]:
    leads = TaskUnit.objects.filter(Q(unit=unit) | Q(unit__members=unit), task=OuterRef("pk"), role=UnitRole.LEAD)
    return plan.tasks.filter(Exists(leads), dropped_on=None).select_related("officer", "section").order_by("position")


@transaction.atomic
def assign(plan: Plan, author: User, unit: Unit, officer: User, seen: Mapping[str, int]) -> tuple[int, int]:
    """Names the officer for the unit's rows of `seen` (public id to the version that the person saw).

    How many rows that are, and how many somebody else changed meanwhile, which stay as they are.
    """
    if unit not in units_named_by(author, plan) or not officers_of([unit]).filter(pk=officer.pk).exists():
        raise PermissionDenied
    rows = list(_rows(plan, unit).filter(public_id__in=seen).select_for_update(of=("self",)))
    fresh = [row for row in rows if row.version == seen[str(row.public_id)]]
    for row in fresh:
        row.officer, row.version = officer, row.version + 1
    bulk_update_with_history(fresh, ["officer", "version"], user=author)
    return len(fresh), len(rows) - len(fresh)


def seen_versions(ticked: list[str], data: Mapping[str, Any]) -> dict[str, int]:
    """The ticked rows of a posted form, each with the version that stood beside it."""
    versions = {row: str(data.get(f"version-{row}", "")) for row in ticked}
    return {row: int(version) for row, version in versions.items() if version.isdecimal()}
