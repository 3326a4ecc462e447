"""Theo dõi: what the one-door centre watches over."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from tasks import reminding, watching, words
from tasks.asked import is_uuid
from tasks.models import Part
from wards.access import ward_or_404
from wards.clock import today
from wards.models import Ward
from wards.refusal import Refused
from wards.requests import person
from wards.text import fold

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
    context = {"ward": ward, "filters": filters, "list": found, "views": watching.tabs(found.counts, filters)}
    context["reminds"] = filters.owed and person(request).has_perm("tasks.remind", ward)
    return render(request, "tasks/watch.html", context)


@require_POST
def remind(request: HttpRequest, ward_id: UUID) -> HttpResponse:
    """Reminds of the ticked parts, or of the whole list."""
    ward, filters = ward_or_404(request, ward_id), watching.WatchFilters.read(request.POST)
    if not person(request).has_perm("tasks.remind", ward):
        raise PermissionDenied
    ticked = [value for value in request.POST.getlist("part") if is_uuid(value)]
    parts = watching.listed(ward, filters) if "all" in request.POST else Part.objects.filter(public_id__in=ticked)
    if "all" not in request.POST and not ticked:
        messages.warning(request, _("Tick what to remind of, or remind of the whole list."))
    else:
        try:
            messages.success(request, _reminded(reminding.remind(ward, person(request), parts)))
        except Refused as refused:
            messages.warning(request, str(refused))
    query = urlencode({"view": filters.view, "unit": filters.unit})
    return redirect(f"{reverse('tasks:watch', kwargs={'ward_id': ward.public_id})}?{query}")


def _reminded(told: reminding.Reminded) -> str:
    said = []
    if told.now:
        text = ngettext("%(people)d person is reminded.", "%(people)d people are reminded.", told.now)
        said.append(text % {"people": told.now})
    if told.later:
        text = ngettext(
            "%(people)d person had a reminder by hand today already: this one goes on %(day)s.",
            "%(people)d people had a reminder by hand today already: theirs goes on %(day)s.",
            told.later,
        )
        said.append(text % {"people": told.later, "day": words.day(told.next_day)})
    return " ".join(said)


@require_safe
def extensions(request: HttpRequest, ward_id: UUID) -> HttpResponse:
    """The requests for a later day that no leader has decided."""
    ward = _ward(request, ward_id)
    context = {
        "ward": ward,
        "extensions": watching.open_extensions(ward),
        "decides": person(request).has_perm("tasks.decide", ward),
    }
    return render(request, "tasks/extensions.html", context)


@require_safe
def text(request: HttpRequest, ward_id: UUID) -> HttpResponse:
    """What is late and due soon as plain text, to be copied."""
    ward, filters = _ward(request, ward_id), watching.WatchFilters.read(request.GET)
    copied = watching.reminder_text(ward, unit=filters.unit)
    return render(request, "tasks/watch_text.html", {"ward": ward, "text": copied, "filters": filters})


@require_safe
def workbook(request: HttpRequest, ward_id: UUID) -> HttpResponse:
    """The lists as a workbook."""
    ward, filters = _ward(request, ward_id), watching.WatchFilters.read(request.GET)
    name = f"theo-doi-{slugify(fold(ward.name))}-{today():%Y-%m-%d}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(watching.workbook(ward, filters), content_type=XLSX, headers=headers)
