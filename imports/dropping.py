"""Rows that an amended plan no longer has: asked to be dropped by its document, decided by a leader."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from imports.commit import Outcome
from imports.models import DropRequest, DropRequestTask, DropState, PlanImport
from tasks import setting_aside
from tasks.models import Task
from wards.access import may
from wards.clock import now
from wards.models import Role, User, Ward
from wards.refusal import Refused


class DropError(Exception):
    """Why nothing was decided, in the reader's language."""


def plan_to_drop(upload: PlanImport, *, keys: list[str], number: str, issued_on: date | None, reason: str) -> None:
    """Keeps with the upload which rows its document drops; without rows, that it drops none."""
    said = {"keys": keys, "number": number, "issued_on": issued_on.isoformat() if issued_on else "", "reason": reason}
    upload.dropping = said if keys else {}
    upload.save(update_fields=["dropping"])


def ask(upload: PlanImport, outcome: Outcome, user: User) -> DropRequest | None:
    """The request for the rows that were chosen and are gone; a leader's own is decided with it. Call it in the
    commit's transaction."""
    said = upload.dropping
    gone = {row.key: row.pk for row in outcome.diff.dropped if row.pk is not None}
    chosen = [gone[key] for key in said.get("keys", ()) if key in gone]
    if not chosen:
        return None
    request = DropRequest.objects.create(
        ward=upload.ward,
        plan=outcome.plan,
        upload=upload,
        document_number=said["number"],
        document_date=date.fromisoformat(said["issued_on"]) if said["issued_on"] else None,
        reason=said["reason"],
        requested_by=user,
    )
    DropRequestTask.objects.bulk_create(DropRequestTask(ward=upload.ward, request=request, task_id=pk) for pk in chosen)
    if may(user, upload.ward_id, Role.LEADER):
        decide(request, user, agreed=True)
    return request


def waiting_for(upload: PlanImport) -> int:
    """How many rows the upload's document drops that no leader has decided on yet: one query."""
    return DropRequestTask.objects.filter(request__upload=upload, request__state=DropState.WAITING).count()


def undecided(ward: Ward) -> QuerySet[DropRequest]:
    """The requests of the ward that wait for a leader."""
    return DropRequest.objects.filter(ward=ward, state=DropState.WAITING)


@transaction.atomic
def decide(request: DropRequest, leader: User, *, agreed: bool, note: str = "") -> None:
    """A leader's decision on all rows of a request, once; DropError where it cannot be."""
    waiting = DropRequest.objects.filter(pk=request.pk, state=DropState.WAITING)
    state = DropState.AGREED if agreed else DropState.DECLINED
    if not waiting.update(state=state, decided_by=leader, decided_at=now(), note=note):
        raise DropError(_("Somebody has decided on this request already."))
    if not agreed:
        return
    tasks = Task.objects.filter(drop_requests__request=request, dropped_on=None).order_by("position")
    for task in tasks.select_related("plan", "ward"):
        try:
            setting_aside.drop(
                task,
                leader,
                reason=request.reason,
                document_number=request.document_number,
                version=task.version,
            )
        except Refused as refused:
            raise DropError(f"{task}: {refused}") from refused
