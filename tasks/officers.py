"""The officer responsible for a task: "rõ người"."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from plans.models import Plan
from tasks.changes import changes_of
from tasks.models import Task
from tasks.occurrences import lead_units
from tasks.versions import check_version
from wards.access import posts
from wards.models import UNIT_ROLES, Role, Unit, UnitKind, User
from wards.refusal import Refused


def officers_for(task: Task) -> QuerySet[User]:
    """Who may be named: officers and heads of the lead units, one-door staff where the centre leads."""
    return officers_of([unit for unit in lead_units([task])[task.pk] if unit is not None])


def names_officers(user: User, plan: Plan) -> bool:
    """Whether the person names officers in the plan's ward at all: one-door staff and heads of units."""
    held = posts(user)
    return held.has(plan.ward_id, Role.ONE_DOOR) or bool(held.headed_units.get(plan.ward_id))


def officers_of(units: Iterable[int | Unit]) -> QuerySet[User]:
    """Officers and heads of the units, one-door staff where one of them is the centre."""
    units = list(units)
    of_unit = Q(memberships__unit__in=units, memberships__role__in=UNIT_ROLES)
    leads = Unit.objects.filter(pk__in=[getattr(unit, "pk", unit) for unit in units], kind=UnitKind.ONE_DOOR)
    of_centre = Q(memberships__role=Role.ONE_DOOR, memberships__ward__in=leads.values("ward"))
    return User.objects.filter(of_unit | of_centre, is_active=True).distinct().order_by("full_name")


@transaction.atomic
def name_officer(task: Task, author: User, officer: User | None, *, version: int) -> Task:
    """Names the responsible officer; the task's history keeps who did. Refused when the row changed meanwhile."""
    if not author.has_perm("tasks.name_officer", task):
        raise PermissionDenied
    locked = Task.objects.select_for_update(of=("self",)).select_related("ward", "plan").get(pk=task.pk)
    check_version(locked, version, changes_of)
    if officer is not None and not officers_for(locked).filter(pk=officer.pk).exists():
        raise Refused(_("This person holds no post in a lead unit."), "officer")
    locked.officer, locked.version = officer, version + 1
    locked.save()
    return locked
