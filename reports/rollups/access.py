"""Whose roll-ups a person reads: those over wards of which they oversee every one."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from reports.models import RollUp
from wards.access import posts
from wards.models import Role, User, Ward


def oversees(user: User | AnonymousUser) -> bool:
    """Whether the person oversees any ward."""
    held = posts(user)
    return held.of_province or any(held.has(ward_id, Role.OVERSIGHT) for ward_id in held.ward_ids)


def overseen(user: User | AnonymousUser) -> QuerySet[Ward]:
    """The wards that the person oversees; the province's administrator oversees all."""
    held = posts(user)
    if held.of_province:
        return Ward.objects.all()
    return Ward.objects.filter(pk__in=[ward_id for ward_id in held.ward_ids if held.has(ward_id, Role.OVERSIGHT)])


def check_oversees(request: HttpRequest) -> None:
    """PermissionDenied where the person oversees no ward."""
    if not oversees(request.user):
        raise PermissionDenied


def roll_ups_seen(user: User | AnonymousUser) -> QuerySet[RollUp]:
    """Roll-ups in which no ward is foreign to the person."""
    if not oversees(user):
        return RollUp.objects.none()
    if posts(user).of_province:
        return RollUp.objects.all()
    foreign = RollUp.wards.through.objects.exclude(ward__in=overseen(user)).values("rollup")
    return RollUp.objects.exclude(pk__in=foreign)


def roll_up_or_404(request: HttpRequest, public_id: UUID) -> RollUp:
    """The roll-up of an address."""
    return get_object_or_404(roll_ups_seen(request.user).select_related("built_by"), public_id=public_id)
