"""Changing a plan's rows: their words and units, and the officers of several at once; deleting a draft."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from tasks import assigning, deleting, editing
from tasks.access import plan_or_404, task_or_404
from tasks.asked import is_uuid
from tasks.forms_plan import PlanVersionForm
from tasks.forms_rows import AssignForm, RowForm
from tasks.views.shared import Asked, allowed, in_frame, small_form
from tasks.views.task import after_change
from wards.requests import person, written

INVALID = 422


@require_http_methods(["GET", "HEAD", "POST"])
def row(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A row's content, products and units."""
    task = allowed(request, task_or_404(request, public_id), "tasks.edit_row")
    user = person(request)
    form = RowForm(task, request.POST if request.method == "POST" else None)
    done: list[editing.Edited] = []
    if written(request, form, lambda: done.append(editing.edit(task, user, **form.given()))):
        if done[0].released:
            text = _("Saved. %(name)s holds no post in a lead unit now: name another officer.")
            return after_change(request, task, text % {"name": done[0].released}, messages.WARNING)
        return after_change(request, task, _("Saved."))
    back = reverse("tasks:task", kwargs={"public_id": task.public_id})
    context = {"task": task, "form": form, "back": back}
    return in_frame(request, "tasks/row_form.html", context, status=INVALID if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def officers(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The rows that a unit leads, to be ticked, and the officer to be named for them."""
    plan = plan_or_404(request, public_id)
    request.ward = plan.ward  # type: ignore[attr-defined]
    asked, user = request.POST if request.method == "POST" else request.GET, person(request)
    everything = asked.get("rows") == "all"
    page = assigning.assignment(user, plan, unit=asked.get("unit", ""), everything=everything)
    form = AssignForm(page.officers, request.POST if request.method == "POST" else None)
    ticked = [value for value in request.POST.getlist("row") if is_uuid(value)]
    if request.method == "POST" and not ticked:
        form.add_error(None, _("Tick the rows first."))
    if page.unit and form.is_valid():
        seen = assigning.seen_versions(ticked, request.POST)
        named, left = assigning.assign(plan, user, page.unit, form.chosen(), seen)
        if left:
            text = ngettext(
                "%(count)d row was changed by somebody else meanwhile: look at it again.",
                "%(count)d rows were changed by somebody else meanwhile: look at them again.",
                left,
            )
            messages.warning(request, text % {"count": left})
        if named:
            text = ngettext("Officer named for %(count)d row.", "Officer named for %(count)d rows.", named)
            messages.success(request, text % {"count": named})
        query = {"unit": str(page.unit.public_id)} | ({"rows": "all"} if everything else {})
        return redirect(f"{request.path}?{urlencode(query)}")
    context = {"plan": plan, "page": page, "form": form, "everything": everything, "ticked": ticked}
    return render(request, "tasks/officers.html", context, status=INVALID if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def delete_plan(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A draft that nobody has worked on, once its deletion is confirmed."""
    plan = allowed(request, plan_or_404(request, public_id), "tasks.delete_plan")
    user = person(request)
    form = PlanVersionForm(plan, request.POST if request.method == "POST" else None)
    if written(request, form, lambda: deleting.delete(plan, user, **form.cleaned_data)):
        messages.success(request, _("The draft is deleted."))
        return redirect("tasks:plans", ward_id=plan.ward.public_id)
    reason = deleting.why_not(plan)
    asked = Asked(
        title=_("Delete the draft"),
        about=plan.title,
        address=request.path,
        back=reverse("tasks:plan", kwargs={"public_id": plan.public_id}),
        buttons=() if reason else (("delete", "1", _("Delete for good")),),
        hint=reason
        or ngettext(
            "%(count)d row with its units, products and targets is deleted. That cannot be undone.",
            "%(count)d rows with their units, products and targets are deleted. That cannot be undone.",
            plan.tasks.count(),
        )
        % {"count": plan.tasks.count()},
    )
    return small_form(request, asked, form, INVALID if form.errors else 200)
