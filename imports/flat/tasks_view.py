"""The page of the flat list of tasks: it leads to the review that every plan goes through."""

from __future__ import annotations

from pathlib import PurePath
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from imports import jobs
from imports.access import ward_to_import_into
from imports.export.lists import lines_above, sample_list, task_list
from imports.flat.exporting import as_file
from imports.flat.files import as_workbook, is_csv
from imports.flat.forms import TaskListForm
from imports.flat.views import download
from imports.grid import Problem
from imports.intake import RefusedError
from imports.readers import UnreadableFile
from imports.views.people import person
from plans.models import Plan
from tasks.plan_table import PlanFilters
from wards.access import ward_or_404
from wards.clock import today


@require_http_methods(["GET", "HEAD", "POST"])
def tasks(request: HttpRequest, ward_id: UUID) -> HttpResponse:
    """Takes a list of tasks in, as the plan that it is."""
    ward = ward_to_import_into(request, ward_id)
    form = TaskListForm(request.POST, request.FILES) if request.method == "POST" else TaskListForm()
    problems: tuple[Problem, ...] = ()
    if form.is_bound and form.is_valid():
        file, year = form.cleaned_data["file"], form.cleaned_data["year"]
        data, name = file.read(), file.name or ""
        try:
            if is_csv(data):
                data, name = as_workbook(data), f"{PurePath(name).stem}.xlsx"
            kept, job = jobs.take_in(data, name=name, ward=ward, user=person(request), year=year)
        except (RefusedError, UnreadableFile) as refused:
            problems = refused.problems
        else:
            address = ("imports:job", job.public_id) if job else ("imports:review", kept.public_id)
            return redirect(address[0], public_id=address[1])
    forms = Plan.objects.filter(ward=ward).order_by("-year", "-pk")
    context = {
        "ward": ward,
        "form": form,
        "problems": problems,
        "plans": forms[:10],
        "file": reverse("imports:task_list_file", kwargs={"ward_id": ward.public_id, "ending": "xlsx"}),
        "csv": reverse("imports:task_list_file", kwargs={"ward_id": ward.public_id, "ending": "csv"}),
    }
    return render(request, "imports/flat/tasks.html", context, status=422 if problems or form.errors else 200)


@require_safe
def form(request: HttpRequest, ward_id: UUID, ending: str) -> HttpResponse:
    """The list to fill in: the rows of the plan asked for, else of the newest, else a few samples."""
    ward = ward_or_404(request, ward_id)
    found = Plan.objects.filter(ward=ward).select_related("ward").order_by("-year", "-pk")
    asked = request.GET.get("plan", "")
    plan = next((each for each in found[:50] if not asked or str(each.public_id) == asked), None)
    if plan is None:
        return download(*as_file(sample_list(today().year), ending), f"nhiem-vu.{ending}")
    data = task_list(plan, PlanFilters(), states=False)
    return download(*as_file(data, ending, above=lines_above(plan)), f"nhiem-vu-{plan.year}.{ending}")
