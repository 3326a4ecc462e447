"""Everything on one task."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tasks.access import task_or_404
from tasks.details import task_details
from tasks.views.shared import in_frame, person


@require_safe
def task(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The task's page, or its panel beside the plan."""
    found = task_or_404(request, public_id)
    request.ward = found.ward  # type: ignore[attr-defined]
    details = task_details(found, person(request))
    return in_frame(request, "tasks/task.html", {"details": details, "task": found, "facts": details.facts})
