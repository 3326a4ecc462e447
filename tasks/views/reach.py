"""Cài đặt của tôi, the address of a person's calendar, and a ward's gateway."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tasks import calendar_feed, gateways, own_settings
from tasks.channels import Result
from tasks.forms_reach import GatewayForm, OwnForm, TrialForm
from wards.access import ward_or_404
from wards.clock import today
from wards.models import Ward
from wards.refusal import Refused
from wards.requests import person, written

INVALID = 422
FRESH_SECONDS = 15 * 60
"""So long a calendar need not ask again."""


@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """How the person wants to be reached, and the address of their calendar."""
    user = person(request)
    form = _own_form(request, request.POST if request.method == "POST" else None)
    if request.method == "POST" and written(request, form, lambda: own_settings.settle(user, **form.values())):
        messages.success(request, _("Saved."))
        return redirect(request.path)
    return _own_page(request, form, status=INVALID if form.errors else 200)


@require_POST
def new_feed(request: HttpRequest) -> HttpResponse:
    """Makes the address of the person's calendar and shows it, this once; the one before ends."""
    path = reverse("tasks:feed", kwargs={"token": calendar_feed.new_token(person(request))})
    address = f"{settings.SITE_URL}{path}"
    response = _own_page(request, _own_form(request), address=address, webcal=f"webcal:{address.partition(':')[2]}")
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def revoke_feed(request: HttpRequest) -> HttpResponse:
    """Ends the address of the person's calendar."""
    if calendar_feed.revoke(person(request)):
        messages.success(request, _("The address of your calendar has ended."))
    return redirect("tasks:own_settings")


@login_not_required
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """A person's calendar, for whoever knows its address; 404 once it has ended."""
    reader = calendar_feed.reader_of(token)
    if reader is None:
        raise Http404
    body = calendar_feed.calendar(reader, today())
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["ETag"] = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    response["Cache-Control"] = f"private, max-age={FRESH_SECONDS}"
    response["Content-Disposition"] = 'inline; filename="lich.ics"'
    response["X-Robots-Tag"] = "noindex"
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


@require_http_methods(["GET", "HEAD", "POST"])
def gateway(request: HttpRequest, ward_id: UUID) -> HttpResponse:
    """The ward's gateway with the history of it."""
    ward, user = _settled_by(request, ward_id), person(request)
    form = GatewayForm(gateways.gateway_of(ward), request.POST if request.method == "POST" else None)

    def write() -> None:
        if not gateways.available():
            raise Refused(_("The operator of the portal allows no gateway yet."))
        gateways.settle(ward, user, **form.cleaned_data)

    if request.method == "POST" and written(request, form, write):
        messages.success(request, _("Saved. Try it out below."))
        return redirect(request.path)
    return _gateway_page(request, ward, form, TrialForm(), status=INVALID if form.errors else 200)


@require_POST
def try_gateway(request: HttpRequest, ward_id: UUID) -> HttpResponse:
    """Sends a trial message and says what became of it."""
    ward, user = _settled_by(request, ward_id), person(request)
    trial = TrialForm(request.POST)

    def send() -> None:
        outcome = gateways.try_out(ward, user, to=trial.cleaned_data["to"])
        if outcome.result is not Result.SENT:
            raise Refused(_("It did not arrive. %(error)s") % {"error": outcome.error})

    if written(request, trial, send):
        messages.success(request, _("The gateway took the trial message. See whether it arrived."))
        return redirect("tasks:gateway", ward_id=ward_id)
    return _gateway_page(request, ward, GatewayForm(gateways.gateway_of(ward)), trial, status=INVALID)


def _own_form(request: HttpRequest, data: Any = None) -> OwnForm:
    user = person(request)
    return OwnForm(user, own_settings.handle_of(user), own_settings.gateways_for(user), data)


def _own_page(request: HttpRequest, form: OwnForm, status: int = 200, **about: Any) -> HttpResponse:
    context = {"form": form, "feed": calendar_feed.feed_of(person(request)), **about}
    return render(request, "tasks/own_settings.html", context, status=status)


def _settled_by(request: HttpRequest, ward_id: UUID) -> Ward:
    ward = ward_or_404(request, ward_id)
    if not person(request).has_perm("tasks.settle_ward", ward):
        raise PermissionDenied
    return ward


def _gateway_page(request: HttpRequest, ward: Ward, form: GatewayForm, trial: TrialForm, status: int) -> HttpResponse:
    there = gateways.gateway_of(ward)
    context = {
        "ward": ward,
        "form": form,
        "trial": trial,
        "gateway": there,
        "shown": gateways.shown(there) if there else "",
        "changes": gateways.changes(there),
        "available": gateways.available(),
        "hosts": settings.NOTIFY_HOSTS,
    }
    return render(request, "tasks/gateway.html", context, status=status)
