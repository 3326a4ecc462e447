"""Whose lists a person sees, and which of them they may change."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from imports.flat.lists import LISTS, FlatList
from imports.flat.models import FlatUpload
from wards.access import posts, ward_or_404, wards_seen
from wards.models import Ward


def uploads_seen(request: HttpRequest) -> QuerySet[FlatUpload]:
    """Uploads of the wards the person sees; those of the shared calendar for the province."""
    seen = Q(ward__in=wards_seen(request.user))
    if posts(request.user).of_province:
        seen |= Q(ward=None)
    return FlatUpload.objects.filter(seen)


def list_to_change(request: HttpRequest, slug: str, ward_id: UUID | None) -> tuple[FlatList, Ward | None]:
    """The list of an address; 404 for a stranger to its ward, 403 for who does not change it."""
    kind, ward = _list(request, slug, ward_id)
    if not kind.may_import(request.user, ward):
        raise PermissionDenied
    return kind, ward


def list_to_read(request: HttpRequest, slug: str, ward_id: UUID | None) -> tuple[FlatList, Ward | None]:
    """The list of an address; 404 for a stranger to its ward, 403 for who may not have it."""
    kind, ward = _list(request, slug, ward_id)
    if not kind.may_export(request.user, ward):
        raise PermissionDenied
    return kind, ward


def upload_or_404(request: HttpRequest, public_id: UUID) -> FlatUpload:
    """The upload of an address; 404 outside its ward, 403 for who does not change that list."""
    related = uploads_seen(request).select_related("ward", "created_by", "committed_by")
    upload = get_object_or_404(related, public_id=public_id)
    if not LISTS[upload.kind].may_import(request.user, upload.ward):
        raise PermissionDenied
    if upload.ward is not None:
        request.ward = upload.ward  # type: ignore[attr-defined]
    return upload


def _list(request: HttpRequest, slug: str, ward_id: UUID | None) -> tuple[FlatList, Ward | None]:
    kind = LISTS.get(slug)
    ward = ward_or_404(request, ward_id) if ward_id else None
    if kind is None or kind.of_ward != (ward is not None):
        raise Http404
    return kind, ward
