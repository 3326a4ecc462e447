"""Whose plans, tasks and parts a person sees, and on whose behalf they act on them."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from plans.models import Plan
from tasks.models import Message, Part, Task
from tasks.status import Actor
from wards.access import posts, wards_seen
from wards.models import Role, UnitKind, User


def plans_seen(user: User | AnonymousUser) -> QuerySet[Plan]:
    """Plans of the wards the person sees."""
    return Plan.objects.filter(ward__in=wards_seen(user))


def plan_or_404(request: HttpRequest, public_id: UUID) -> Plan:
    """The plan of an address."""
    return get_object_or_404(plans_seen(request.user).select_related("ward"), public_id=public_id)


def tasks_seen(user: User | AnonymousUser) -> QuerySet[Task]:
    """Tasks of the wards the person sees: every post reads the whole plan of its ward."""
    return Task.objects.filter(ward__in=wards_seen(user))


def task_or_404(request: HttpRequest, public_id: UUID) -> Task:
    """The task of an address."""
    return get_object_or_404(
        tasks_seen(request.user).select_related("plan", "ward", "section", "annex", "officer"), public_id=public_id
    )


def parts_seen(user: User | AnonymousUser) -> QuerySet[Part]:
    """Parts of the wards the person sees."""
    return Part.objects.filter(ward__in=wards_seen(user))


def part_or_404(request: HttpRequest, public_id: UUID) -> Part:
    """The part of an address, with what its panel shows."""
    related = ("unit", "ward", "occurrence__task__plan", "occurrence__task__section", "occurrence__task__officer")
    return get_object_or_404(parts_seen(request.user).select_related(*related), public_id=public_id)


def actor(user: User | AnonymousUser, part: Part) -> Actor | None:
    """On whose behalf the person acts on the part; None where they may only read.

    One-door staff act for the centre on every part of the ward; where the centre itself leads they are its lead.
    A leader acts as leader even when he also holds a post in the unit, except on what that post lets him report.
    """
    held = posts(user)
    if held.has(part.ward_id, Role.ONE_DOOR):
        return Actor.CENTRE
    if part.unit_id is not None and part.unit_id in held.units.get(part.ward_id, frozenset()):
        return Actor.LEAD
    if held.has(part.ward_id, Role.LEADER):
        return Actor.LEADER
    return None


def needs_confirmation(part: Part) -> bool:
    """Whether a result of this part waits for the one-door centre: the ward may have that step off, and the
    centre does not confirm itself."""
    return part.ward.confirmation and (part.unit is None or part.unit.kind != UnitKind.ONE_DOOR)


def messages_seen(user: User | AnonymousUser) -> QuerySet[Message]:
    """The person's own messages."""
    return Message.objects.filter(recipient=user.pk)


def wards_read(user: User | AnonymousUser) -> frozenset[int] | None:
    """The wards of which the person's messages tell them, by row number: those where they hold a post; None for all."""
    held = posts(user)
    return None if held.of_province else held.ward_ids
