"""How a ward works: what its administrator may settle, and what a change of it does."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from plans.models import Plan
from tasks import schemes
from tasks.changes import changes_of_ward
from tasks.models import Part, Status, Task
from tasks.occurrences import Effect, effect, make_occurrences
from tasks.versions import check_version
from wards.calendar_days import load_calendar
from wards.clock import today
from wards.models import User, Ward

FIELDS = ("confirmation", "cadence", "period_rule", "sending_days", "signer_title", "signer_name", *schemes.DAYS)


@transaction.atomic
def settle(ward: Ward, author: User, *, version: int, dry_run: bool = False, **values: Any) -> Effect:
    """Writes the FIELDS given; answers what that does to the dates of plans, and with `dry_run` only that.

    Another reporting rule moves the dates of plans of this year and later ones: earlier years are told and done.
    PermissionDenied for all but the ward's administrator, Refused where somebody else saved meanwhile.
    """
    if not author.has_perm("tasks.settle_ward", ward):
        raise PermissionDenied
    locked = Ward.objects.select_for_update().get(pk=ward.pk)
    check_version(locked, version, changes_of_ward)
    moved = values.get("period_rule", locked.period_rule) != locked.period_rule
    for name in FIELDS:
        setattr(locked, name, values.get(name, getattr(locked, name)))
    calendar, tasks = load_calendar(), _tasks(locked) if moved else []
    expected = effect(tasks, calendar, today())
    if not dry_run:
        locked.version += 1
        locked.save()
        make_occurrences(tasks, today=today(), calendar=calendar)
    return expected


def unconfirmed(ward: Ward) -> int:
    """How many results wait for the centre: also where the ward gives confirming up, it still answers those."""
    return Part.objects.filter(ward=ward, status=Status.AWAITING_CONFIRMATION, retired=False).count()


def _tasks(ward: Ward) -> list[Task]:
    plans = {plan.pk: plan for plan in Plan.objects.filter(ward=ward, year__gte=today().year)}
    tasks = list(Task.objects.filter(plan__in=plans))
    for task in tasks:
        task.plan, task.ward = plans[task.plan_id], ward
    return tasks
