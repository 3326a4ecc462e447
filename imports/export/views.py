"""What goes out as a file: plans, tasks, the plan as its office prints it, the workbook to begin with."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from imports.access import ward_to_import_into
from imports.export import template as templates
from imports.export.lists import PlanRows, plans_of, task_list
from imports.export.plans import document_of
from imports.export.workbook import XLSX, workbook
from imports.flat.exporting import as_file
from imports.flat.views import download
from tasks.access import plan_or_404
from tasks.plan_table import PlanFilters
from wards.access import ward_or_404
from wards.clock import today
from wards.models import Unit


@require_safe
def plans(request: HttpRequest, ward_id: UUID, ending: str) -> HttpResponse:
    """The ward's plans, of the year that the address asks for, else all."""
    ward, year = ward_or_404(request, ward_id), request.GET.get("year", "")
    found = PlanRows().export(plans_of(ward, int(year) if year.isdecimal() and len(year) == 4 else None))
    found.title = "Kế hoạch"
    return download(*as_file(found, ending), f"ke-hoach.{ending}")


@require_safe
def tasks(request: HttpRequest, public_id: UUID, ending: str) -> HttpResponse:
    """The plan's tasks with how they stand, under the filters of the plan's page."""
    plan = plan_or_404(request, public_id)
    data = task_list(plan, PlanFilters.read(request.GET), states=True)
    return download(*as_file(data, ending), f"nhiem-vu-{plan.year}.{ending}")


@require_safe
def plan(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The plan in the office's layout; taken in again it changes nothing."""
    found = plan_or_404(request, public_id)
    return download(workbook(document_of(found)), XLSX, f"ke-hoach-{found.year}.xlsx")


@require_safe
def template(request: HttpRequest, ward_id: UUID) -> HttpResponse:
    """The workbook that an office without a table of its own begins with."""
    ward = ward_to_import_into(request, ward_id)
    names = list(Unit.objects.filter(ward=ward, active=True).values_list("name", flat=True))
    return download(templates.template(ward.name, ward.place, today().year, names), XLSX, "mau-ke-hoach.xlsx")
