"""A leader's decision on a whole task: paused, no longer to be done, or taken up again, by a document.

All parts that are still open follow in one transaction, each with its entry; what is finished stays finished, and
what was paused or dropped on its own before stays so, also when the task is taken up again.
"""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from tasks import work
from tasks.changes import changes_of
from tasks.models import OccurrenceKind, Part, StatusUpdate, Task, UpdateKind
from tasks.occurrences import make_occurrences
from tasks.status import PartStatus
from tasks.versions import check_version
from wards.calendar_days import load_calendar
from wards.clock import today
from wards.models import User
from wards.refusal import Refused

_P = PartStatus
OPEN = (_P.NOT_STARTED, _P.IN_PROGRESS, _P.AWAITING_CONFIRMATION)


@transaction.atomic
def pause(task: Task, author: User, *, reason: str, document_number: str, version: int) -> Task:
    """Every open part is paused. Check-ins have no pause: a row that only checks in can be dropped."""
    locked = _lock(task, author, version)
    if locked.dropped_on:
        raise Refused(_("This task is no longer to be done: take it up again first."))
    if not _each(_parts(locked, *OPEN), author, UpdateKind.PAUSE, reason, document_number):
        raise Refused(_("Nothing of this task is open, so there is nothing to pause."))
    return _save(locked)


@transaction.atomic
def drop(task: Task, author: User, *, reason: str, document_number: str, version: int) -> Task:
    """No longer to be done from today: open parts are dropped, and no further date is made."""
    locked = _lock(task, author, version)
    if locked.dropped_on:
        raise Refused(_("This task is no longer to be done already."))
    if not reason.strip():
        raise Refused(_("Say why."), "text")
    if not document_number.strip():
        raise Refused(_("Give the number of the document that decides it."), "document_number")
    locked.dropped_on, locked.dropped_by_document = today(), document_number.strip()
    _save(locked)
    make_occurrences([locked], today=today(), calendar=load_calendar())
    _each(_parts(locked, *OPEN), author, UpdateKind.DROP, reason, document_number)
    return locked


@transaction.atomic
def resume(task: Task, author: User, *, reason: str, document_number: str, version: int) -> Task:
    """Taken up again: its dates are made again, and what the decision set aside stands as it did before."""
    locked = _lock(task, author, version)
    was_dropped = locked.dropped_on is not None
    locked.dropped_on, locked.dropped_by_document = None, ""
    _save(locked)
    if was_dropped:
        make_occurrences([locked], today=today(), calendar=load_calendar())
    aside = _by_whole_task(_parts(locked, _P.DROPPED if was_dropped else _P.PAUSED))
    if not _each(aside, author, UpdateKind.RESUME, reason, document_number) and not was_dropped:
        raise Refused(_("This task is not paused as a whole; take up what is paused part by part."))
    return locked


def _lock(task: Task, author: User, version: int) -> Task:
    locked = Task.objects.select_for_update(of=("self",)).select_related("ward", "plan").get(pk=task.pk)
    if not author.has_perm("tasks.decide", locked):
        raise PermissionDenied
    check_version(locked, version, changes_of)
    return locked


def _save(task: Task) -> Task:
    task.version += 1
    task.save()
    return task


def _parts(task: Task, *statuses: PartStatus) -> QuerySet[Part]:
    """The task's parts in those statuses that are asked for, check-ins apart."""
    parts = Part.objects.filter(occurrence__task=task, retired=False, occurrence__retired=False, status__in=statuses)
    return parts.exclude(occurrence__kind=OccurrenceKind.CHECK_IN).order_by("pk")


def _by_whole_task(parts: QuerySet[Part]) -> QuerySet[Part]:
    """Those that a decision on the whole task set aside."""
    decisions = StatusUpdate.objects.filter(part=OuterRef("pk"), kind__in=[UpdateKind.PAUSE, UpdateKind.DROP])
    last = decisions.order_by("-effective_on", "-pk").values("whole_task")[:1]
    return parts.annotate(by_whole_task=Subquery(last)).filter(by_whole_task=True)


def _each(parts: QuerySet[Part], author: User, kind: UpdateKind, reason: str, document_number: str) -> int:
    """Decides on the parts; how many they were."""
    chosen = list(parts)
    for part in chosen:
        work.decide(part, author, kind, reason=reason, document_number=document_number, whole_task=True)
    return len(chosen)
