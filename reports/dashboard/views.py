"""The page of leaders and of who oversees wards."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reports.dashboard.page import dashboard, leads
from wards.clock import today
from wards.models import User


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """One screen: how much is in time, what is late, targets, units and wards compared."""
    if not leads(request.user):
        raise PermissionDenied
    assert isinstance(request.user, User)  # noqa: S101 the middleware lets nobody else in
    day = today()
    year, chosen = _year(request.GET.get("year", ""), day.year), _ward(request.GET.get("ward", ""))
    shown = dashboard(request.user, year=year, chosen=chosen, today=day)
    return render(request, "reports/dashboard/overview.html", {"shown": shown, "year": year, "today": day})


def _year(text: str, now: int) -> int:
    """The year an address asks for; this one where it asks for none."""
    return int(text) if text.isdecimal() and 2000 <= int(text) <= 2099 else now


def _ward(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
