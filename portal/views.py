"""Home, and the pages for what went wrong."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from wards.access import posts, wards_seen
from wards.models import UNIT_ROLES


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Officers begin with what they owe, everyone else with the plan of their ward."""
    held = posts(request.user)
    if any(roles.intersection(UNIT_ROLES) for roles in held.roles.values()):
        return redirect("tasks:mine")
    ward = wards_seen(request.user).first()
    if ward is None:
        return render(request, "portal/no_ward.html")
    return redirect("tasks:plans", ward_id=ward.public_id)


@login_not_required
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: signed in, but this action is another post's."""
    return render(request, "portal/error.html", {"code": 403}, status=403)


@login_not_required
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: not there, or not for this person's eyes."""
    return render(request, "portal/error.html", {"code": 404}, status=404)


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    """500: drawn without the database, which may be what failed."""
    return render(request, "portal/broken.html", status=500)
