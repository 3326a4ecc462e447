"""Naming the officer responsible for a task."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tasks.access import task_or_404
from tasks.forms import OfficerForm
from tasks.officers import name_officer
from tasks.views.shared import Asked, allowed, small_form
from tasks.views.task import after_change
from wards.requests import person, written

INVALID = 422


@require_http_methods(["GET", "HEAD", "POST"])
def officer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The form and its saving."""
    task = allowed(request, task_or_404(request, public_id), "tasks.name_officer")
    form = OfficerForm(task, request.POST or None)

    def write() -> object:
        given = form.cleaned_data
        return name_officer(task, person(request), given["officer"], version=given["version"])

    if request.method == "POST" and written(request, form, write):
        return after_change(request, task, _("Saved."))
    asked = Asked(
        title=_("Responsible officer"),
        about=task.content,
        address=request.path,
        back=reverse("tasks:task", kwargs={"public_id": task.public_id}),
        buttons=(("save", "1", _("Save")),),
        hint=_("Reminders of this task go to this person first."),
    )
    return small_form(request, asked, form, INVALID if form.errors else 200)
