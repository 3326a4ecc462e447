"""Whose targets and figures a person sees, and who records, edits and reopens."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from plans.models import FigureEvidence, Plan, Target
from wards.access import ward_or_404, wards_seen
from wards.models import User, Ward
from wards.requests import person


def targets_seen(user: User | AnonymousUser) -> QuerySet[Target]:
    """Targets of the wards the person sees: every post reads all of its ward."""
    return Target.objects.filter(ward__in=wards_seen(user))


def target_or_404(request: HttpRequest, public_id: UUID) -> Target:
    """The target of an address."""
    related = ("plan", "ward", "lead", "part_of", "confirmed_by")
    found = get_object_or_404(targets_seen(request.user).select_related(*related), public_id=public_id)
    request.ward = found.ward  # type: ignore[attr-defined]
    return found


def plan_or_404(request: HttpRequest, public_id: UUID) -> Plan:
    """The plan of an address."""
    plans = Plan.objects.filter(ward__in=wards_seen(request.user)).select_related("ward")
    found = get_object_or_404(plans, public_id=public_id)
    request.ward = found.ward  # type: ignore[attr-defined]
    return found


def ward_for(request: HttpRequest, ward_id: UUID, permission: str) -> Ward:
    """The ward of an address, for somebody who may do this there; PermissionDenied for who only reads."""
    ward = ward_or_404(request, ward_id)
    if not person(request).has_perm(permission, ward):
        raise PermissionDenied
    return ward


def evidence_seen(user: User | AnonymousUser) -> QuerySet[FigureEvidence]:
    """Proofs of figures of the wards the person sees."""
    return FigureEvidence.objects.filter(ward__in=wards_seen(user))
