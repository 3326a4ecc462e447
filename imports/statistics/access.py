"""Who maps the statistics table to targets, and brings its files in: one-door staff."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from plans.models import Target
from wards.access import may, ward_or_404, wards_seen
from wards.models import Role, Ward


def ward_to_map(request: HttpRequest, ward_id: UUID) -> Ward:
    """The ward of an address; 404 for a stranger to it, 403 for who records no figures there."""
    ward = ward_or_404(request, ward_id)
    if not may(request.user, ward.pk, Role.ONE_DOOR):
        raise PermissionDenied
    return ward


def target_to_map(request: HttpRequest, public_id: UUID) -> Target:
    """The target of an address; 404 outside its ward, 403 for who records no figures there."""
    seen = Target.objects.filter(ward__in=wards_seen(request.user)).select_related("ward", "plan", "part_of")
    target = get_object_or_404(seen, public_id=public_id)
    if not may(request.user, target.ward_id, Role.ONE_DOOR):
        raise PermissionDenied
    request.ward = target.ward  # type: ignore[attr-defined]
    return target
