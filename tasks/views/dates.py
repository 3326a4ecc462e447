"""Dates that people give: events, awaited dates, extensions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tasks import dates, words
from tasks.access import part_or_404, task_or_404
from tasks.forms import DateForm, EventForm, ExtensionDecisionForm, ExtensionForm
from tasks.models import Extension, Part
from tasks.views.shared import Asked, allowed, saved, small_form
from tasks.views.task import after_change
from wards.access import wards_seen
from wards.clock import today
from wards.refusal import Refused
from wards.requests import person, written

INVALID = 422


@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The date of what awaited one, or the statement that there will be none."""
    part = allowed(request, part_or_404(request, public_id), "tasks.report")
    form = DateForm(request.POST or None, initial={"seen": dates.date_mark(part.occurrence)})
    if request.method == "POST":
        none = "none" in request.POST
        if form.is_valid() and not none and form.cleaned_data["due"] is None:
            form.add_error("due", _("Give the day, or say that there will be none."))

        def write() -> object:
            given = form.cleaned_data
            return dates.give_date(part, person(request), **given | ({"due": None} if none else {}))

        if written(request, form, write):
            return saved(request, part_or_404(request, public_id), _("Saved."))
    buttons = (("given", "1", _("Save the date")), ("none", "1", _("There will be no date")))
    asked = _about(part, _("Due date of what awaited one"), "tasks:date", buttons)
    return small_form(request, asked, form, INVALID if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def extend(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A later day, asked of a leader, or another one than was asked for before."""
    part = allowed(request, part_or_404(request, public_id), "tasks.report")
    open_ = part.occurrence.extensions.filter(agreed=None).first()
    before = {"replaces": open_.public_id, "to_due": open_.to_due, "reason": open_.reason} if open_ else {}
    form = ExtensionForm(request.POST or None, initial=before)

    def write() -> object:
        return dates.ask_extension(part, person(request), **form.cleaned_data)

    if request.method == "POST" and written(request, form, write):
        return saved(request, part, _("The extension has been asked for; a leader decides."))
    hint = _("Due on %(day)s now. A leader decides by a document; the original day stays visible.")
    day = words.day(part.occurrence.extended_due or part.occurrence.due)
    asked = _about(part, _("Ask for an extension"), "tasks:extend", (("ask", "1", _("Ask")),), hint % {"day": day})
    return small_form(request, asked, form, INVALID if form.errors else 200)


@require_POST
def withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Takes back a request for a later day that no leader has decided."""
    asked_for = Extension.objects.filter(ward__in=wards_seen(request.user)).select_related("occurrence", "requested_by")
    extension = get_object_or_404(asked_for, public_id=public_id)
    part = part_or_404(request, extension.occurrence.parts.values_list("public_id", flat=True)[0])
    try:
        dates.withdraw_extension(extension, person(request))
    except Refused as refused:
        return saved(request, part, str(refused), messages.WARNING)
    return saved(request, part_or_404(request, part.public_id), _("The request is withdrawn."))


@require_POST
def decide(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A leader agrees to an extension, or declines it."""
    asked_for = Extension.objects.filter(ward__in=wards_seen(request.user)).select_related("occurrence", "ward")
    extension = get_object_or_404(asked_for, public_id=public_id)
    if not person(request).has_perm("tasks.decide", extension):
        raise PermissionDenied
    part = part_or_404(request, extension.occurrence.parts.values_list("public_id", flat=True)[0])
    form = ExtensionDecisionForm(request.POST)

    def write() -> object:
        return dates.decide_extension(extension, person(request), agreed="agree" in request.POST, **form.cleaned_data)

    if written(request, form, write):
        return saved(request, part_or_404(request, part.public_id), _("Saved."))
    buttons = (("agree", "1", _("Agree")), ("decline", "1", _("Decline")))
    asked = Asked(
        title=_("Extension"),
        about=part.occurrence.task.content,
        address=request.path,
        back=reverse("tasks:part", kwargs={"public_id": part.public_id}),
        buttons=buttons,
    )
    return small_form(request, asked, form, INVALID)


@require_http_methods(["GET", "HEAD", "POST"])
def event(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Something arose; or nothing did in this period."""
    task = task_or_404(request, public_id)
    request.ward = task.ward  # type: ignore[attr-defined]
    user = person(request)
    if dates.event_timing(task) is None or not dates.leads(user, task):
        raise PermissionDenied
    nothing = "nothing" in request.POST
    form = EventForm(request.POST or None)
    if nothing:
        form.fields["due"].required = False

    def write() -> object:
        if nothing:
            return dates.nothing_arose(task, user)
        return dates.record_event(task, user, **form.cleaned_data)

    if request.method == "POST" and written(request, form, write):
        if not nothing and form.cleaned_data["due"] < today():
            message = _("Taken down. Its due day is past already, so it counts as late: report on it, and say why.")
            return after_change(request, task, message, messages.WARNING)
        return after_change(request, task, _("Saved."))
    buttons: list[tuple[str, str, Any]] = [("arose", "1", _("It arose"))]
    if dates.leads(user, task, all_units=True):
        period = words.period(dates.event_period(task).name)
        buttons.append(("nothing", "1", _("Nothing arose in %(period)s") % {"period": period}))
    asked = Asked(
        title=_("Did something arise?"),
        about=task.content,
        address=request.path,
        back=reverse("tasks:task", kwargs={"public_id": task.public_id}),
        buttons=tuple(buttons),
    )
    return small_form(request, asked, form, INVALID if form.errors else 200)


def _about(part: Part, title: str, address: str, buttons: tuple[tuple[str, str, str], ...], hint: str = "") -> Asked:
    here = {"public_id": part.public_id}
    return Asked(
        title=title,
        about=part.occurrence.task.content,
        address=reverse(address, kwargs=here),
        back=reverse("tasks:part", kwargs=here),
        buttons=buttons,
        hint=hint,
    )
