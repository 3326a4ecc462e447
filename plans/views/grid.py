"""Nhập số liệu: a period's figures of all targets on one page, and the reopening of a closed period."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from plans import closing
from plans import grid as grids
from plans.access import ward_for
from plans.choosing import choose
from plans.forms import ReopenForm
from plans.saving import save
from wards.clock import today
from wards.models import Ward
from wards.periods import Period
from wards.requests import person, written
from wards.words import period as period_words

INVALID, CONFLICT = 422, 409


@require_http_methods(["GET", "HEAD", "POST"])
def grid(request: HttpRequest, ward_id: UUID) -> HttpResponse:
    """The page; a POST saves all that was typed, or shows all of it again with what is wrong."""
    ward, user = ward_for(request, ward_id, "plans.record"), person(request)
    posted = request.method == "POST"
    chosen = choose(ward, (request.POST if posted else request.GET).get("ky", ""), today())
    if chosen is None:
        return render(request, "plans/grid.html", {"ward": ward}, status=INVALID if posted else 200)
    shown, status = grids.grid(ward, chosen.period), 200
    # What was typed for a period that is none must not be saved as another's.
    if posted and not chosen.problem:
        saved = save(shown, user, request.POST, request.FILES)
        if not shown.unsaved:
            text = ngettext("%(saved)d figure saved.", "%(saved)d figures saved.", saved) % {"saved": saved}
            messages.success(request, text if saved else _("Nothing was changed."))
            return redirect(_address("plans:grid", ward, chosen.period))
        status = CONFLICT if shown.outdated else INVALID
    context = {
        "ward": ward,
        "chosen": chosen,
        "grid": shown,
        "periods": chosen.groups(today()),
        "may_reopen": user.has_perm("plans.reopen", ward),
    }
    return render(request, "plans/grid.html", context, status=INVALID if posted and chosen.problem else status)


@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: HttpRequest, ward_id: UUID) -> HttpResponse:
    """What closed a period and who reopened it before; a leader reopens it with a reason."""
    ward, user = ward_for(request, ward_id, "plans.reopen"), person(request)
    posted = request.method == "POST"
    chosen = choose(ward, (request.POST if posted else request.GET).get("ky", ""), today())
    form = ReopenForm(request.POST if posted else None)
    if chosen and written(
        request, form, lambda: closing.reopen(ward, chosen.period, user, form.cleaned_data["reason"])
    ):
        text = _("%(period)s is open again; the issued report stays as it is until a new version is issued.")
        text %= {"period": period_words(chosen.period.name)}
        messages.success(request, text[:1].upper() + text[1:])
        return redirect(_address("plans:reopen", ward, chosen.period))
    context: dict[str, Any] = {"ward": ward, "chosen": chosen, "form": form}
    if chosen:
        closed = closing.covering(chosen.period, closing.closings_in_force(ward))
        past = closing.reopened(ward, chosen.period)
        context |= {"closed": closed, "past": past, "periods": chosen.groups(today())}
    return render(request, "plans/reopen.html", context, status=INVALID if form.errors else 200)


def _address(name: str, ward: Ward, period: Period) -> str:
    return f"{reverse(name, kwargs={'ward_id': ward.public_id})}?{urlencode({'ky': period.name})}"
