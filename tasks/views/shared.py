"""What the views of the work pages share: the frame of a page or panel, and the answer to a save."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from tasks import watching, words, work
from tasks.lines import current_parts, lines_of
from tasks.models import Part
from tasks.own_work import Filters, state_counts
from tasks.plan_table import PlanFilters, plan_standing
from tasks.rows import one_row
from wards import clock
from wards.models import User
from wards.models.base import WardOwned
from wards.requests import person

Thing = TypeVar("Thing", bound=WardOwned)


def in_frame(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """The template as the panel's content for htmx, and as a page of its own without it."""
    panel = bool(getattr(request, "htmx", False))
    context |= {"frame": "tasks/panel.html" if panel else "base.html", "in_panel": panel, "next": next_address(request)}
    return render(request, template, context, status=status)


def allowed(request: HttpRequest, thing: Thing, permission: str) -> Thing:
    """The object of an address, in whose ward the page stands; PermissionDenied without the permission for it."""
    request.ward = thing.ward  # type: ignore[attr-defined]
    if not person(request).has_perm(permission, thing):
        raise PermissionDenied
    return thing


def next_address(request: HttpRequest) -> str:
    """Where a person without JavaScript goes after saving: the list they came from, else what they owe."""
    wanted = request.POST.get("next") or request.GET.get("next") or request.headers.get("Referer", "")
    allowed = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    path = urlsplit(wanted)
    if not allowed or path.path == request.path:
        return reverse("tasks:mine")
    return f"{path.path}?{path.query}" if path.query else path.path


def about_issued(ward_id: int, day: date) -> str:
    """What to know of an entry that holds from a day whose report is issued already; "" where none is."""
    closing = work.closing_of(ward_id, day)
    if closing is None:
        return ""
    text = _("The issued report of %(period)s stays as it is; this only enters a new version of it.")
    return text % {"period": words.period(closing.period)}


def saved(request: HttpRequest, part: Part, message: str, level: int = messages.SUCCESS) -> HttpResponse:
    """After a save: beside a list the panel closes and the part's row is swapped; else back to where one came from."""
    messages.add_message(request, level, message)
    htmx = getattr(request, "htmx", None)
    if not htmx:
        return HttpResponseRedirect(next_address(request))
    address = urlsplit(htmx.current_url_abs_path or "")
    try:
        beside = resolve(address.path).view_name
    except Resolver404:
        beside = ""
    if beside not in _SWAPPED:
        return HttpResponse(headers={"HX-Refresh": "true"})
    query = QueryDict(address.query)
    template, counts = _SWAPPED[beside], _counts(beside, person(request), part, query)
    if beside == "tasks:plan":
        shown: dict[str, Any] = {"blocks": [one_row(part.occurrence.task)]}
    else:
        shown = {"lines": lines_of(current_parts(Part.objects.filter(pk=part.pk)), clock.today())}
        # The line keeps the box by which it is ticked for a reminder.
        ticked = beside == "tasks:watch" and counts["filters"].owed
        shown["reminds"] = ticked and person(request).has_perm("tasks.remind", part)
    response = render(request, template, {**shown, **counts, "swapped": True, "beside_query": query})
    response["HX-Trigger"] = "panel:close"
    return response


_SWAPPED = {
    "tasks:mine": "tasks/saved_line.html",
    "tasks:watch": "tasks/saved_line.html",
    "tasks:plan": "tasks/saved_row.html",
}
"""The pages beside which a save swaps a row and the counts above it."""


def _counts(beside: str, user: User, part: Part, query: QueryDict) -> dict[str, Any]:
    """The counts above the list after the save, under the filters of its address."""
    if beside == "tasks:mine":
        filters = Filters.read(query)
        return {"counts": "tasks/mine_counts.html", "filters": filters, "list": {"counts": state_counts(user, filters)}}
    if beside == "tasks:watch":
        watched = watching.WatchFilters.read(query)
        found = watching.watch(part.ward, watched)
        views = watching.tabs(found.counts, watched)
        return {"counts": "tasks/watch_counts.html", "filters": watched, "list": found, "views": views}
    asked = PlanFilters.read(query)
    return {"filters": asked, "table": plan_standing(part.occurrence.task.plan, asked)}


@dataclass(frozen=True)
class Asked:
    """A small form of its own: what it is about, where it goes and what its buttons say (name, value, label)."""

    title: Promise | str
    about: str
    address: str
    back: str
    buttons: tuple[tuple[str, str, Promise | str], ...]
    hint: Promise | str = ""
    effects: tuple[str, ...] = ()
    """What saving would change, a sentence each."""


def small_form(request: HttpRequest, asked: Asked, form: forms.Form, status: int = 200) -> HttpResponse:
    """The form as a panel or a page."""
    return in_frame(request, "tasks/small_form.html", {"asked": asked, "form": form}, status=status)
