"""An import taken back, as long as nobody has worked on what it made.

Only an import that made its plan can be taken back: then the plan goes and the upload waits for review again. What
an update changed is undone by importing the earlier file once more, which is kept with its upload.
"""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from imports.models import ImportState, PlanImport
from plans.models import Annex, Measurement, Plan, Section, Target
from tasks.models import Evidence, Extension, Notification, Occurrence, Part, StatusUpdate, Task, TaskUnit
from wards.bulk import bulk_delete_with_history
from wards.models import Unit, User, Ward


class UndoError(Exception):
    """Why the import stays, in the reader's language."""


def why_not(upload: PlanImport) -> str:
    """What stands in the way of taking the import back, "" for nothing: eight queries at most."""
    plan = upload.plan
    if upload.state != ImportState.COMMITTED or plan is None:
        return _("This upload has not been committed.")
    if PlanImport.objects.filter(plan=plan, state=ImportState.COMMITTED).exclude(pk=upload.pk).exists():
        return _("The plan has come from several files; import the earlier file again instead.")
    worked_on = (
        StatusUpdate.objects.filter(part__occurrence__task__plan=plan),
        Evidence.objects.filter(part__occurrence__task__plan=plan),
        Extension.objects.filter(occurrence__task__plan=plan),
        Notification.objects.filter(part__occurrence__task__plan=plan),
        Measurement.objects.filter(target__plan=plan),
        Target.objects.filter(plan=plan, confirmed_at__isnull=False),
        Task.objects.filter(plan=plan).exclude(version=1, officer=None, dropped_on=None),
    )
    if plan.version > 1 or any(rows.exists() for rows in worked_on):
        return _("Somebody has worked on this plan already.")
    return ""


def undo(upload: PlanImport, *, user: User) -> None:
    """Removes the plan that the upload made, with the units it proposed; UndoError where that may not be."""
    with transaction.atomic():
        # The same lock as a commit's: nobody commits a newer version meanwhile.
        Ward.objects.select_for_update().get(pk=upload.ward_id)
        upload = PlanImport.objects.select_related("plan").get(pk=upload.pk)
        plan, reason = upload.plan, why_not(upload)
        if plan is None or reason:
            raise UndoError(reason)
        _remove(plan, user)
        PlanImport.objects.filter(pk=upload.pk).update(state=ImportState.READ, committed_at=None, plan=None)


def _remove(plan: Plan, user: User) -> None:
    """From what hangs lowest upwards; history keeps what was there."""
    proposed = set(
        Unit.objects.filter(proposed=True, task_units__task__plan=plan).values_list("pk", flat=True).distinct()
    )
    Part.objects.filter(occurrence__task__plan=plan).delete()
    Occurrence.objects.filter(task__plan=plan).delete()
    bulk_delete_with_history(TaskUnit.objects.filter(task__plan=plan), user=user)
    bulk_delete_with_history(Target.objects.filter(plan=plan).order_by("-part_of", "-pk"), user=user)
    bulk_delete_with_history(Task.objects.filter(plan=plan).order_by("-position"), user=user)
    Section.objects.filter(plan=plan).delete()
    Annex.objects.filter(plan=plan).delete()
    PlanImport.objects.filter(plan=plan).update(plan=None)
    bulk_delete_with_history([plan], user=user)
    idle = Unit.objects.filter(pk__in=proposed, task_units=None, parts=None, memberships=None, groups=None)
    bulk_delete_with_history(list(idle), user=user)
