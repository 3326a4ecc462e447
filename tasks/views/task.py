"""Everything on one task."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from tasks.access import task_or_404
from tasks.dates import event_timing
from tasks.details import task_details
from tasks.models import Task
from tasks.rescheduling import is_ongoing
from tasks.views.shared import in_frame
from wards.access import posts
from wards.models import Role
from wards.requests import person


@require_safe
def task(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The task's page, or its panel beside the plan."""
    found = task_or_404(request, public_id)
    request.ward = found.ward  # type: ignore[attr-defined]
    return _show(request, found)


def after_change(request: HttpRequest, task: Task, message: str, level: int = messages.SUCCESS) -> HttpResponse:
    """What follows a change of the task itself: its panel again, or its page."""
    messages.add_message(request, level, message)
    if getattr(request, "htmx", False):
        return _show(request, task_or_404(request, task.public_id))
    return redirect("tasks:task", public_id=task.public_id)


def _show(request: HttpRequest, task: Task) -> HttpResponse:
    user, details = person(request), task_details(task, person(request))
    held = posts(user)
    works_here = held.has(task.ward_id, Role.ONE_DOOR) or bool(held.units.get(task.ward_id))
    context = {
        "details": details,
        "task": task,
        "facts": details.facts,
        "names_officer": user.has_perm("tasks.name_officer", task),
        "sets_cadence": user.has_perm("tasks.set_cadence", task) and is_ongoing(task),
        "edits": user.has_perm("tasks.edit_row", task),
        "retimes": user.has_perm("tasks.retime", task),
        "decides": user.has_perm("tasks.decide", task),
        "may_arise": works_here and event_timing(task) is not None,
    }
    return in_frame(request, "tasks/task.html", context)
