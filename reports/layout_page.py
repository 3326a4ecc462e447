"""Trình bày báo cáo: the page on which a ward arranges its reports under one letterhead."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from reports import access, layouts
from reports.arrangement import PLACEHOLDERS
from reports.content import standard_texts
from reports.figures import ward_figures
from reports.layout_form import LayoutForm
from reports.models import Layout, Letterhead
from wards.requests import person


@require_http_methods(["GET", "HEAD", "POST"])
def layout(request: HttpRequest, ward_id: UUID) -> HttpResponse:
    """The arrangement under the letterhead that the address names, and its change."""
    ward = access.ward_to_arrange(request, ward_id)
    chosen = request.GET.get("letterhead", "")
    letterhead = Letterhead(chosen if chosen in Letterhead.values else Letterhead.COMMITTEE)
    present = layouts.layout_of(ward, letterhead)
    data = request.POST if request.method == "POST" else None
    form = LayoutForm(present, standard_texts(letterhead, ward_figures(ward)), data)
    if form.is_valid() and _settled(request, form, present):
        messages.success(request, _("Saved. Reports built from now on are laid out so; issued ones stay as they are."))
        return redirect(f"{request.path}?letterhead={letterhead}")
    context = {
        "ward": ward,
        "form": form,
        "letterhead": letterhead,
        "letterheads": Letterhead.choices,
        "placeholders": PLACEHOLDERS.items(),
        "present": present,
    }
    return render(request, "reports/layout.html", context, status=422 if form.errors else 200)


def _settled(request: HttpRequest, form: LayoutForm, present: Layout) -> bool:
    """Whether it was written; else the form shows beside each value what somebody else saved meanwhile."""
    if layouts.settle(present, form.chosen(), person(request), form.cleaned_data["version"]):
        return True
    form.show_theirs(layouts.layout_of(present.ward, present.letterhead))
    return False
