"""Who records late files, for which units, and who publishes the list of them."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from reports.access import DRAFTERS
from reports.late_files.models import LateFilesList
from wards.access import may, posts, wards_seen
from wards.models import Role, Unit, User, Ward


def may_record(user: User | AnonymousUser, ward: Ward, unit: Unit) -> bool:
    """Whether the person records for the unit: one-door staff for all, officers and heads for their own."""
    return may(user, ward.pk, Role.ONE_DOOR) or unit.pk in posts(user).units.get(ward.pk, frozenset())


def lists_seen(user: User | AnonymousUser) -> QuerySet[LateFilesList]:
    """Published lists of the wards the person sees, and the drafts of those where they draft reports."""
    drafting = [ward_id for ward_id in posts(user).ward_ids if may(user, ward_id, *DRAFTERS)]
    seen = LateFilesList.objects.filter(ward__in=wards_seen(user))
    return seen.filter(~Q(document_number="") | Q(ward__in=drafting))


def list_or_404(request: HttpRequest, public_id: UUID) -> LateFilesList:
    """The list of an address, with its PDF."""
    return get_object_or_404(lists_seen(request.user).select_related("pdf", "ward"), public_id=public_id)
