"""An import taken back, as long as nobody has worked on what it made or changed.

The import that made its plan takes the plan with it. One that updated a plan is taken back to what the file before
it said: its new rows go, and each other row gets its earlier words and place again. The upload then waits for review.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from imports import marks
from imports.commit import difference, reschedule
from imports.deciding import free_keys
from imports.diff import Row, rows_of
from imports.grid import PlanReading
from imports.intake import reading_of
from imports.models import DropState, ImportState, PlanImport
from imports.printed import Words
from imports.said import settled_rows
from imports.units import link_units
from imports.write import write_rows
from plans.models import Annex, Measurement, Plan, Section, Target
from tasks.models import Evidence, Extension, Notification, Occurrence, Part, StatusUpdate, Task, TaskUnit
from wards.bulk import bulk_delete_with_history
from wards.calendar_days import load_calendar
from wards.models import Unit, User, Ward

PLAN_FIELDS = ("title", "number", "issued_on", "state", "source_id")


class UndoError(Exception):
    """Why the import stays, in the reader's language."""


def why_not(upload: PlanImport) -> str:
    """What stands in the way of taking the import back, "" for nothing: ten queries at most."""
    plan = upload.plan
    if upload.state != ImportState.COMMITTED or plan is None:
        return _("This upload has not been committed.")
    others = PlanImport.objects.filter(plan=plan, state=ImportState.COMMITTED).exclude(pk=upload.pk)
    if any(each > (upload.committed_at, upload.pk) for each in others.values_list("committed_at", "pk")):
        return _("A newer file was committed to this plan; take that one back first.")
    after = upload.undo.get("after")
    if not after:
        return _("It was committed by an earlier release of the portal; import the earlier file again instead.")
    worked_on = (
        StatusUpdate.objects.filter(part__occurrence__task__plan=plan, pk__gt=after["update"]),
        Evidence.objects.filter(part__occurrence__task__plan=plan, pk__gt=after["evidence"]),
        Extension.objects.filter(occurrence__task__plan=plan, pk__gt=after["extension"]),
        Notification.objects.filter(part__occurrence__task__in=_added(upload, plan), pk__gt=after["notification"]),
        Measurement.objects.filter(target__plan=plan, pk__gt=after["measurement"]),
        _changes(upload, Task.history.filter(plan=plan), "task_history"),
        _changes(upload, Target.history.filter(plan=plan), "target_history"),
        upload.drop_requests.filter(state=DropState.AGREED),
    )
    if plan.version != upload.undo["version"] or any(rows.exists() for rows in worked_on):
        return _("Somebody has worked on this plan since.")
    return ""


def _changes(upload: PlanImport, history: QuerySet[Any], name: str) -> QuerySet[Any]:
    """What was written to a history since the commit, but for later imports that were taken back."""
    since = history.filter(pk__gt=upload.undo["after"][name])
    for begin, end in upload.undo.get("apart", ()):
        since = since.exclude(pk__gt=begin[name], pk__lte=end[name])
    return since


def is_update(upload: PlanImport) -> bool:
    """Whether the committed import found its plan there already.

    One of an earlier release says only which version it left.
    """
    return bool(upload.undo) and bool(upload.undo.get("was", upload.undo["version"] - 1) > 0)


def undo(upload: PlanImport, *, user: User) -> None:
    """Takes the import back, with the units it proposed and nobody uses; UndoError where that may not be."""
    earlier = _before(upload)
    # Nothing is parsed while the transaction holds its locks.
    reading = reading_of(earlier) if earlier else None
    with transaction.atomic():
        # The same lock as a commit's: nobody commits a newer version meanwhile.
        Ward.objects.select_for_update().get(pk=upload.ward_id)
        upload = PlanImport.objects.select_related("plan").get(pk=upload.pk)
        plan, reason = upload.plan, why_not(upload)
        if plan is None or reason:
            raise UndoError(reason)
        upload.drop_requests.all().delete()
        if earlier is None or reading is None:
            _remove(plan, user)
        else:
            _restore(plan, upload, reading, user)
            _set_apart(earlier, upload, plan)
        PlanImport.objects.filter(pk=upload.pk).update(state=ImportState.READ, committed_at=None, plan=None, undo={})


def _before(upload: PlanImport) -> PlanImport | None:
    """The import that the plan came from before this one."""
    if upload.plan is None:
        return None
    others = PlanImport.objects.filter(plan=upload.plan, state=ImportState.COMMITTED).exclude(pk=upload.pk)
    return others.select_related("ward", "attachment").order_by("-committed_at", "-pk").first()


def _added(upload: PlanImport, plan: Plan) -> QuerySet[Task]:
    return Task.objects.filter(plan=plan, pk__gt=upload.undo["before"]["task"])


def _restore(plan: Plan, upload: PlanImport, reading: PlanReading, user: User) -> None:
    """The plan as the earlier file has it: rows are found by the keys they had before the update."""
    before = upload.undo["before"]
    _drop_tasks(_added(upload, plan), user)
    past = Plan.history.filter(id=plan.pk, pk__lte=before["plan_history"]).order_by("-pk").first()
    if past is not None:
        for name in PLAN_FIELDS:
            setattr(plan, name, getattr(past, name))
    plan.version += 1
    plan._history_user = user  # type: ignore[attr-defined]
    plan.save()
    keys = {pk: (key, sheet, row) for pk, key, sheet, row in _keys(plan)}
    # The last key that each row had before the update, to the one it has now.
    past_keys = Task.history.filter(plan=plan, pk__lte=before["task_history"]).order_by("pk")
    had = {key: keys[pk][0] for pk, key in dict(past_keys.values_list("id", "row_key")).items() if pk in keys}
    corrected = settled_rows(upload)
    settled_keys = {
        key: corrected[sheet, row or 0] for key, sheet, row in keys.values() if (sheet, row or 0) in corrected
    }
    rows = [_settled(row, settled_keys.get(had.get(row.key, ""), frozenset())) for row in rows_of(reading)]
    decided = {index: had[row.key] for index, row in enumerate(rows) if row.key in had}
    diff = difference(reading, rows, plan, decided)
    units, _proposed = link_units(plan.ward, reading, user)
    free_keys(plan, rows, diff, user)
    rescheduled = write_rows(plan, reading, rows, diff, units, user)
    reschedule(plan, rescheduled, load_calendar())


def _set_apart(earlier: PlanImport, upload: PlanImport, plan: Plan) -> None:
    """What the update and its taking back wrote is nobody's work: the earlier import can be taken back as before."""
    if not earlier.undo:
        return
    earlier.undo["apart"] = [*earlier.undo.get("apart", ()), [upload.undo["before"], marks.taken()]]
    if earlier.undo["version"] == upload.undo.get("was"):
        earlier.undo["version"] = plan.version
    earlier.save(update_fields=["undo"])


def _keys(plan: Plan) -> QuerySet[Task, tuple[int, str, str, int | None]]:
    return Task.objects.filter(plan=plan).values_list("pk", "row_key", "source_sheet", "source_row")


def _settled(row: Row, parts: frozenset[Words]) -> Row:
    """The row, to be written anew in the parts that the update had corrected though their words stand."""
    return replace(row, settled=row.settled | parts)


def _drop_tasks(tasks: QuerySet[Task], user: User) -> None:
    """Tasks with all that hangs on them, from what hangs lowest upwards; history keeps what was there."""
    chosen = list(tasks.values_list("pk", flat=True))
    Part.objects.filter(occurrence__task__in=chosen).delete()
    Occurrence.objects.filter(task__in=chosen).delete()
    bulk_delete_with_history(TaskUnit.objects.filter(task__in=chosen), user=user)
    targets = Target.objects.filter(tasks__in=chosen).exclude(tasks__in=tasks.model.objects.exclude(pk__in=chosen))
    bulk_delete_with_history(targets.distinct().order_by("-part_of", "-pk"), user=user)
    bulk_delete_with_history(Task.objects.filter(pk__in=chosen).order_by("-position"), user=user)


def _remove(plan: Plan, user: User) -> None:
    """The whole plan, from what hangs lowest upwards; history keeps what was there."""
    proposed = set(
        Unit.objects.filter(proposed=True, task_units__task__plan=plan).values_list("pk", flat=True).distinct()
    )
    _drop_tasks(Task.objects.filter(plan=plan), user)
    bulk_delete_with_history(Target.objects.filter(plan=plan).order_by("-part_of", "-pk"), user=user)
    Section.objects.filter(plan=plan).delete()
    Annex.objects.filter(plan=plan).delete()
    PlanImport.objects.filter(plan=plan).update(plan=None)
    bulk_delete_with_history([plan], user=user)
    idle = Unit.objects.filter(pk__in=proposed, task_units=None, parts=None, memberships=None, groups=None)
    bulk_delete_with_history(list(idle), user=user)
