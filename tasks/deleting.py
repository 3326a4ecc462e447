"""Deleting a draft plan on which nobody has worked: one made by mistake, or never issued."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from plans.models import Measurement, Plan, PlanState
from tasks.changes import changes_of_plan
from tasks.models import Evidence, Extension, Notification, Occurrence, Part, StatusUpdate, Task, TaskUnit
from tasks.versions import check_version
from wards.bulk import bulk_delete_with_history
from wards.models import User
from wards.refusal import Refused


def why_not(plan: Plan) -> str:
    """What stands in the way of deleting the plan, "" for nothing."""
    if plan.state != PlanState.DRAFT:
        return _("An issued plan is not deleted: its rows are dropped one by one, by a document.")
    inside = {"part__occurrence__task__plan": plan}
    worked_on: tuple[QuerySet, ...] = (  # type: ignore[type-arg]
        StatusUpdate.objects.filter(**inside),
        Evidence.objects.filter(**inside),
        Notification.objects.filter(**inside),
        Extension.objects.filter(occurrence__task__plan=plan),
        Measurement.objects.filter(target__plan=plan),
    )
    if any(rows.exists() for rows in worked_on):
        return _("Somebody has reported on this plan, was reminded of it, or entered figures: it stays.")
    return ""


@transaction.atomic
def delete(plan: Plan, author: User, *, version: int) -> None:
    """The whole plan, from what hangs lowest upwards; the histories keep what was there. Refused as `why_not` says."""
    if not author.has_perm("tasks.delete_plan", plan):
        raise PermissionDenied
    locked = Plan.objects.select_for_update().get(pk=plan.pk)
    check_version(locked, version, changes_of_plan)
    if reason := why_not(locked):
        raise Refused(reason)
    Part.objects.filter(occurrence__task__plan=locked).delete()
    Occurrence.objects.filter(task__plan=locked).delete()
    bulk_delete_with_history(TaskUnit.objects.filter(task__plan=locked), user=author)
    bulk_delete_with_history(locked.targets.order_by("-part_of", "-pk"), user=author)
    # A row stands after the row it belongs to, so the last ones go first.
    bulk_delete_with_history(Task.objects.filter(plan=locked).order_by("-position"), user=author)
    for section in locked.sections.order_by("-level"):
        section.delete()
    locked.annexes.all().delete()
    bulk_delete_with_history([locked], user=author)
