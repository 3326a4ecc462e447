"""Which reports a person sees, and who drafts and issues them."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from reports.models import FINAL, Report
from reports.orders import KINDS, ROLL_UP
from wards.access import may, posts, ward_or_404, wards_seen
from wards.models import Job, Role, User, Ward

DRAFTERS = (Role.ONE_DOOR, Role.LEADER)


def may_draft(user: User | AnonymousUser, ward_id: int) -> bool:
    """Whether the person sees, builds and writes the ward's drafts: one-door staff and leaders."""
    return may(user, ward_id, *DRAFTERS)


def may_issue(user: User | AnonymousUser, ward_id: int) -> bool:
    """Whether the person issues the ward's reports: leaders."""
    return may(user, ward_id, Role.LEADER)


def _drafting(user: User | AnonymousUser) -> list[int]:
    return [ward_id for ward_id in posts(user).ward_ids if may_draft(user, ward_id)]


def reports_seen(user: User | AnonymousUser) -> QuerySet[Report]:
    """Issued reports of the wards the person sees, and the drafts of those where they draft."""
    return Report.objects.filter(Q(state__in=FINAL) | Q(ward__in=_drafting(user)), ward__in=wards_seen(user))


def report_or_404(request: HttpRequest, public_id: UUID) -> Report:
    """The report of an address, with its ward and PDF."""
    related = ("ward", "pdf", "replaces", "built_by", "issued_by")
    return get_object_or_404(reports_seen(request.user).select_related(*related), public_id=public_id)


def draft_or_403(request: HttpRequest, public_id: UUID) -> Report:
    """The report of an address, for somebody who drafts in its ward; 404 where it is not seen at all."""
    report = report_or_404(request, public_id)
    if not may_draft(request.user, report.ward_id):
        raise PermissionDenied
    return report


def ward_to_draft_in(request: HttpRequest, ward_id: UUID) -> Ward:
    """The ward of an address, for somebody who drafts there."""
    ward = ward_or_404(request, ward_id)
    if not may_draft(request.user, ward.pk):
        raise PermissionDenied
    return ward


def may_arrange(user: User | AnonymousUser, ward_id: int) -> bool:
    """Whether the person settles what the ward's reports look like: one-door staff and the administrator."""
    return may(user, ward_id, Role.ONE_DOOR, Role.ADMIN)


def ward_to_arrange(request: HttpRequest, ward_id: UUID) -> Ward:
    """The ward of an address, for somebody who settles what its reports look like."""
    ward = ward_or_404(request, ward_id)
    if not may_arrange(request.user, ward.pk):
        raise PermissionDenied
    return ward


def job_or_404(request: HttpRequest, public_id: UUID) -> Job:
    """The building or issuing of a report in a ward where the person drafts, or what they have asked for themselves."""
    theirs = Q(kind__in=KINDS, ward__in=_drafting(request.user))
    own = Q(kind__in=[*KINDS, ROLL_UP], created_by=request.user.pk)
    return get_object_or_404(Job, theirs | own, public_id=public_id)
