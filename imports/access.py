"""Who imports: the ward's administrators, and nobody else."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from imports.jobs import KINDS
from imports.models import DropRequest, PlanImport
from wards.access import may, posts, ward_or_404, wards_seen
from wards.models import Job, Role, User, Ward


def imports_seen(user: User | AnonymousUser) -> QuerySet[PlanImport]:
    """Uploads of the wards the person sees."""
    return PlanImport.objects.filter(ward__in=wards_seen(user))


def ward_to_import_into(request: HttpRequest, public_id: UUID) -> Ward:
    """The ward of an address; 404 for a stranger to it, 403 for who does not import there."""
    ward = ward_or_404(request, public_id)
    _admin_or_403(request, ward)
    return ward


def may_tell_every_ward(request: HttpRequest) -> bool:
    """Whether the person keeps headings for every ward: province administrators."""
    return posts(request.user).of_province


def ward_with_headings(request: HttpRequest, public_id: UUID) -> Ward:
    """The ward of an address, for who keeps its table of headings: its administrators and the province's."""
    ward = ward_or_404(request, public_id)
    if not may_tell_every_ward(request):
        _admin_or_403(request, ward)
    return ward


def import_or_404(request: HttpRequest, public_id: UUID) -> PlanImport:
    """The upload of an address; 404 outside its ward, 403 for who does not import there."""
    related = imports_seen(request.user).select_related("ward", "attachment", "plan", "created_by")
    upload = get_object_or_404(related, public_id=public_id)
    _admin_or_403(request, upload.ward)
    # The shell names the ward of the page.
    request.ward = upload.ward  # type: ignore[attr-defined]
    return upload


def job_or_404(request: HttpRequest, public_id: UUID) -> Job:
    """The reading or committing of a file; 404 outside its ward, 403 for who does not import there."""
    jobs = Job.objects.filter(kind__in=KINDS, ward__in=wards_seen(request.user)).select_related("ward")
    job = get_object_or_404(jobs, public_id=public_id)
    if job.ward is None:
        raise PermissionDenied
    _admin_or_403(request, job.ward)
    request.ward = job.ward  # type: ignore[attr-defined]
    return job


def may_decide(request: HttpRequest, ward: Ward) -> bool:
    """Whether the person decides which rows are dropped: leaders."""
    return may(request.user, ward.pk, Role.LEADER)


def ward_with_requests(request: HttpRequest, public_id: UUID) -> Ward:
    """The ward of an address, for who asks that rows be dropped and who decides."""
    ward = ward_or_404(request, public_id)
    if not may(request.user, ward.pk, Role.LEADER, Role.ADMIN):
        raise PermissionDenied
    return ward


def drop_request_or_404(request: HttpRequest, public_id: UUID) -> DropRequest:
    """The request of an address; 404 outside its ward."""
    seen = DropRequest.objects.filter(ward__in=wards_seen(request.user)).select_related("ward")
    return get_object_or_404(seen, public_id=public_id)


def _admin_or_403(request: HttpRequest, ward: Ward) -> None:
    if not may(request.user, ward.pk, Role.ADMIN):
        raise PermissionDenied
