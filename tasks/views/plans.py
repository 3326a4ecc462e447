"""A ward's plans, and a plan as its document shows it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tasks.access import plan_or_404
from tasks.plan_list import plan_cards
from tasks.plan_table import STATES, PlanFilters, plan_table
from wards.access import may, ward_or_404
from wards.models import Role


@require_safe
def plans(request: HttpRequest, ward_id: UUID) -> HttpResponse:
    """The ward's plans, the newest first."""
    ward = ward_or_404(request, ward_id)
    may_import = may(request.user, ward.pk, Role.ADMIN)
    return render(request, "tasks/plans.html", {"ward": ward, "cards": plan_cards(ward), "may_import": may_import})


@require_safe
def plan(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The plan's page; for htmx asking further rows, these alone."""
    found = plan_or_404(request, public_id)
    request.ward = found.ward  # type: ignore[attr-defined]
    filters = PlanFilters.read(request.GET)
    table = plan_table(found, filters)
    further = getattr(request, "htmx", False) and filters.start
    template = "tasks/plan_rows.html" if further else "tasks/plan.html"
    context = {"plan": found, "table": table, "filters": filters, "blocks": table.blocks, "states": STATES.items()}
    return render(request, template, context)
