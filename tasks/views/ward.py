"""Cài đặt: what a ward's administrator settles for the ward."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tasks import ward_settings
from tasks.changes import changes_of_ward
from tasks.forms_plan import WardForm
from tasks.views.schedule import effects_of
from wards.access import ward_or_404
from wards.requests import person, written

INVALID = 422


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest, ward_id: UUID) -> HttpResponse:
    """The settings and their history; what another reporting rule moves is shown before it is saved."""
    ward, user = ward_or_404(request, ward_id), person(request)
    if not user.has_perm("tasks.settle_ward", ward):
        raise PermissionDenied
    form = WardForm(ward, request.POST if request.method == "POST" else None)
    effects: list[str] = []

    def write() -> None:
        seen, values = form.was_seen(), form.values()
        if values["period_rule"] == ward.period_rule or ("save" in request.POST and seen):
            ward_settings.settle(ward, user, **values)
        else:
            effects.extend(effects_of(ward_settings.settle(ward, user, dry_run=True, **values)))

    if written(request, form, write) and not effects:
        messages.success(request, _("Saved."))
        return redirect(request.path)
    context = {
        "ward": ward,
        "form": form,
        "effects": effects,
        "unconfirmed": ward_settings.unconfirmed(ward),
        "changes": changes_of_ward(ward),
    }
    return render(request, "tasks/ward_settings.html", context, status=INVALID if form.errors else 200)
