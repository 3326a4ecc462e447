"""What was changed in a plan and in its targets, when and by whom."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from plans.models import Target
from tasks.access import plan_or_404
from tasks.asked import page_of
from tasks.changes import changes_of_target
from tasks.plan_history import plan_history
from wards.access import wards_seen


@require_safe
def plan(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The changes of the plan, its rows and its targets, page by page."""
    found = plan_or_404(request, public_id)
    request.ward = found.ward  # type: ignore[attr-defined]
    history = plan_history(found, page_of(request.GET))
    return render(request, "tasks/changes.html", {"plan": found, "changes": history.entries, "history": history})


@require_safe
def target(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A target's changes."""
    seen = Target.objects.filter(ward__in=wards_seen(request.user)).select_related("plan", "ward")
    found = get_object_or_404(seen, public_id=public_id)
    request.ward = found.ward  # type: ignore[attr-defined]
    context = {"plan": found.plan, "target": found, "changes": changes_of_target(found)}
    return render(request, "tasks/changes.html", context)
