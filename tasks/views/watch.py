"""Theo dõi: what the one-door centre watches over."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tasks import watching
from tasks.views.shared import person
from wards.access import ward_or_404
from wards.clock import today
from wards.models import Ward

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _ward(request: HttpRequest, ward_id: UUID) -> Ward:
    ward = ward_or_404(request, ward_id)
    if not person(request).has_perm("tasks.watch", ward):
        raise PermissionDenied
    return ward


@require_safe
def watch(request: HttpRequest, ward_id: UUID) -> HttpResponse:
    """The units and the chosen list."""
    ward, filters = _ward(request, ward_id), watching.WatchFilters.read(request.GET)
    found = watching.watch(ward, filters)
    views = [(name, label, found.counts[name]) for name, label in watching.VIEWS.items()]
    return render(request, "tasks/watch.html", {"ward": ward, "filters": filters, "list": found, "views": views})


@require_safe
def text(request: HttpRequest, ward_id: UUID) -> HttpResponse:
    """What is late and due soon as plain text, to be copied."""
    ward, filters = _ward(request, ward_id), watching.WatchFilters.read(request.GET)
    copied = watching.reminder_text(ward, unit=filters.unit)
    return render(request, "tasks/watch_text.html", {"ward": ward, "text": copied, "filters": filters})


@require_safe
def workbook(request: HttpRequest, ward_id: UUID) -> HttpResponse:
    """The chosen list as a workbook."""
    ward, filters = _ward(request, ward_id), watching.WatchFilters.read(request.GET)
    name = f"theo-doi-{filters.view}-{today():%Y-%m-%d}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(watching.workbook(ward, filters), content_type=XLSX, headers=headers)
