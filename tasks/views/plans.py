"""A ward's plans, and a plan as its document shows it."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from plans.models import Plan, PlanState
from tasks import copying, issuing
from tasks.access import plan_or_404
from tasks.forms_plan import IssueForm
from tasks.officers import names_officers
from tasks.plan_list import plan_cards
from tasks.plan_table import STATES, PlanFilters, plan_table
from tasks.readiness import Readiness, readiness, row_facts
from tasks.views.shared import Asked, allowed, small_form
from wards.access import may, ward_or_404
from wards.models import Role
from wards.requests import person, written


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
    may_issue = found.state == PlanState.DRAFT and person(request).has_perm("tasks.issue", found)
    context = {
        "may_issue": may_issue,
        "may_correct": found.state == PlanState.ISSUED and person(request).has_perm("tasks.correct_plan", found),
        "sets_cadence": person(request).has_perm("tasks.set_cadence", found),
        "may_delete": found.state == PlanState.DRAFT and person(request).has_perm("tasks.delete_plan", found),
        "names_officers": names_officers(person(request), found),
        "may_copy": person(request).has_perm("tasks.copy", found),
        "plan": found,
        "table": table,
        "filters": filters,
        "blocks": table.blocks,
        "states": STATES.items(),
    }
    return render(request, template, context)


@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A draft gets its number and date."""
    found = allowed(request, plan_or_404(request, public_id), "tasks.issue")
    ready = readiness(row_facts(found.tasks.all()).values())
    form = IssueForm(found, request.POST or None, gaps=ready.ready < ready.total)
    if request.method == "POST" and written(
        request, form, lambda: issuing.issue(found, person(request), **form.given())
    ):
        messages.success(request, _("The plan is issued."))
        return redirect("tasks:plan", public_id=found.public_id)
    asked = Asked(
        title=_("Issue the plan"),
        about=found.title,
        address=request.path,
        back=reverse("tasks:plan", kwargs={"public_id": found.public_id}),
        buttons=(("issue", "1", _("Issue the plan")),),
        hint=_gaps(found, ready),
    )
    return small_form(request, asked, form, 422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Number and date of an issued plan, where they were typed wrongly."""
    found = allowed(request, plan_or_404(request, public_id), "tasks.correct_plan")
    form = IssueForm(found, request.POST if request.method == "POST" else None, gaps=False)
    if written(request, form, lambda: issuing.correct(found, person(request), **form.cleaned_data)):
        messages.success(request, _("Saved."))
        return redirect("tasks:plan", public_id=found.public_id)
    asked = Asked(
        title=_("Correct number and date"),
        about=found.title,
        address=request.path,
        back=reverse("tasks:plan", kwargs={"public_id": found.public_id}),
        buttons=(("save", "1", _("Save")),),
        hint=_("The plan's history keeps what stood here. Reports that are issued stay as they are."),
    )
    return small_form(request, asked, form, 422 if form.errors else 200)


def _gaps(plan: Plan, ready: Readiness) -> str:
    """How many rows are not clear in all six things, with the way to those that lack each."""
    if ready.ready == ready.total:
        return _("All tasks are clear in all six things.")
    said = _("%(gaps)d of %(total)d tasks are not clear in all six things yet. Open the rows to complete:")
    page = reverse("tasks:plan", kwargs={"public_id": plan.public_id})
    links = ((page, code, name, count) for code, name, count in ready.missing)
    rows = format_html_join(", ", '<a href="{}?lacks={}">{} ({})</a>', links)
    return format_html("{} {}.", said % {"gaps": ready.total - ready.ready, "total": ready.total}, rows)


@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The plan's rows become a draft for the next year, once the administrator confirms."""
    found = allowed(request, plan_or_404(request, public_id), "tasks.copy")
    draft = None if request.method == "POST" else copying.draft_copy(found)
    if request.method == "POST":
        try:
            made = copying.copy_to_next_year(found, person(request))
        except copying.AlreadyCopied as refused:
            draft = refused.draft
        else:
            messages.success(
                request, _("The plan is copied. Read the draft through: its texts still say what they said.")
            )
            return redirect("tasks:plan", public_id=made.public_id)
    form = forms.Form({})
    if draft and form.is_valid():
        address = reverse("tasks:plan", kwargs={"public_id": draft.public_id})
        form.add_error(None, format_html('{} <a href="{}">{}</a>', copying.AlreadyCopied(draft), address, draft.title))
    asked = Asked(
        title=_("Copy the plan to %(year)d") % {"year": found.year + 1},
        about=found.title,
        address=request.path,
        back=reverse("tasks:plan", kwargs={"public_id": found.public_id}),
        buttons=() if draft else (("copy", "1", _("Copy the plan")),),
        hint=_(
            "Makes a draft with the rows, units, officers and products of this plan, all dates a year later. Targets "
            "come as proposals without figures. What was reported, and rows no longer to be done, stay behind. "
            "The draft asks nothing of anybody until it is issued."
        ),
    )
    return small_form(request, asked, form, 422 if draft and request.method == "POST" else 200)
