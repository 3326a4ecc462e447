"""The pages of reports: periods, building, a report, its narrative, its documents, its life."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reports import access, issuing, narrative, orders, page, signed, verifying
from reports.building import Refused
from reports.dossier import dossier
from reports.forms import BuildForm, ChoiceForm, IssueForm, OnDemandForm, SignedForm
from reports.models import FINAL, Letterhead, Report
from reports.output import CONTENT_TYPES, written
from reports.overview import overview
from reports.progress import progress
from reports.rows import NUMBERS
from wards.access import ward_or_404
from wards.clock import today
from wards.models import Ward
from wards.periods import Period, PeriodKind, Rule, containing
from wards.requests import person


@require_safe
def report_list(request: HttpRequest, ward_id: UUID) -> HttpResponse:
    """The periods of a year, with what was built for them."""
    return _list_page(request, ward_or_404(request, ward_id))


def _list_page(
    request: HttpRequest, ward: Ward, on_demand: OnDemandForm | None = None, status: int = 200
) -> HttpResponse:
    chosen: dict[str, Any] = {
        "year": today().year,
        "rule": ward.period_rule,
        "letterhead": Letterhead.COMMITTEE.value,
    }
    asked = on_demand.data if on_demand else request.GET
    form = ChoiceForm(chosen | {name: asked[name] for name in chosen if name in asked})
    if form.is_valid():
        chosen = form.cleaned_data
    context = {
        "ward": ward,
        "form": form,
        "chosen": chosen,
        "may_draft": access.may_draft(request.user, ward.pk),
        "may_arrange": access.may_arrange(request.user, ward.pk),
        "kinds": overview(
            ward,
            request.user,
            year=chosen["year"],
            rule=Rule(chosen["rule"]),
            letterhead=chosen["letterhead"],
            today=today(),
        ),
        "on_demand": on_demand or OnDemandForm(initial=_days_so_far(chosen)),
    }
    return render(request, "reports/list.html", context, status=status)


def _days_so_far(chosen: dict[str, Any]) -> dict[str, Any]:
    """From the beginning of the year that runs until today."""
    year = containing(today(), PeriodKind.YEAR, Rule(chosen["rule"]))
    return {"start": year.start, "close": today(), "rule": chosen["rule"], "letterhead": chosen["letterhead"]}


@require_POST
def build_on_demand(request: HttpRequest, ward_id: UUID) -> HttpResponse:
    """Asks for a report of any days; the list shows its progress."""
    ward = access.ward_to_draft_in(request, ward_id)
    form = OnDemandForm(request.POST)
    if not form.is_valid():
        return _list_page(request, ward, form, status=422)
    orders.ask(ward, form.period_chosen, form.cleaned_data["letterhead"], person(request))
    return redirect(_list_address(ward, form.period_chosen, form.cleaned_data["letterhead"]))


@require_POST
def build(request: HttpRequest, ward_id: UUID) -> HttpResponse:
    """Asks for a report; answers the job's progress to htmx, else the list that shows it."""
    ward = access.ward_to_draft_in(request, ward_id)
    form = BuildForm(request.POST)
    if not form.is_valid():
        raise BadRequest(form.errors.as_text())
    job = orders.ask(ward, form.period_chosen, form.cleaned_data["letterhead"], person(request))
    if request.headers.get("HX-Request"):
        return render(request, "reports/job.html", progress(job))
    return redirect(_list_address(ward, form.period_chosen, form.cleaned_data["letterhead"]))


def _list_address(ward: Ward, period: Period, letterhead: str) -> str:
    query = urlencode({"year": period.year, "rule": period.rule.value, "letterhead": letterhead})
    return f"{reverse('reports:list', kwargs={'ward_id': ward.public_id})}?{query}"


@require_http_methods(["GET", "HEAD", "POST"])
def job(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """How a job stands, for the page that asks every second; a POST calls it off."""
    found = access.job_or_404(request, public_id)
    if request.method == "POST":
        orders.cancel(found)
        found.refresh_from_db()
    return render(request, "reports/job.html", progress(found))


@require_safe
def report(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A report: its figures, narrative, versions and documents."""
    found = access.report_or_404(request, public_id)
    return _report_page(request, found, IssueForm(letterhead=found.letterhead, initial=_initial(found)))


def _report_page(
    request: HttpRequest, found: Report, form: IssueForm, status: int = 200, signed_form: SignedForm | None = None
) -> HttpResponse:
    context = page.report_page(found, request.user) | {"form": form, "signed_form": signed_form or SignedForm()}
    return render(request, "reports/report.html", context, status=status)


def _initial(found: Report) -> dict[str, object]:
    return {"number": found.document_number, "issued_on": found.issued_on or today()}


@require_safe
def rows(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The rows behind one number of a report, for the panel."""
    found = access.report_or_404(request, public_id)
    if "target" in request.GET:
        measured = page.target(found, request.GET["target"])
        if measured is None:
            raise Http404
        return render(request, "reports/target.html", measured)
    number, section = request.GET.get("number", ""), request.GET.get("section", "")
    if number not in NUMBERS or (section and not section.isdecimal()):
        raise Http404
    unit, officer = request.GET.get("unit"), request.GET.get("officer")
    behind = page.rows(found, number, int(section) if section else None, unit, officer)
    return render(request, "reports/rows.html", behind)


@require_safe
def download(request: HttpRequest, public_id: UUID, kind: str) -> HttpResponse:
    """One of the report's documents, as a file."""
    found = access.report_or_404(request, public_id)
    suffix = f".{kind}"
    if suffix not in CONTENT_TYPES:
        raise Http404
    name = f"bao-cao-{found.period}-{found.letterhead}-v{found.number_in_period}{suffix}"
    try:
        content = written(found, suffix)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("reports:report", public_id=found.public_id)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=CONTENT_TYPES[suffix], headers=headers)


@require_safe
def inspection(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """An issued report with its annexes and all evidence of its rows, for an inspection."""
    found = access.draft_or_403(request, public_id)
    if found.state not in FINAL:
        messages.error(request, _("Issue the report first: an inspection is shown what was issued."))
        return redirect("reports:report", public_id=found.public_id)
    try:
        folder = dossier(found)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("reports:report", public_id=found.public_id)
    headers = {"Content-Disposition": f'attachment; filename="{folder.name}"'}
    return StreamingHttpResponse(folder.stream(), content_type="application/zip", headers=headers)


@require_POST
def write(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Saves one narrative field by itself, as people type; two authors of one field are shown both texts."""
    found = access.draft_or_403(request, public_id)
    name = request.POST.get("field", "")
    if name not in narrative.FIELDS:
        raise Http404
    text, base = request.POST.get("text", ""), request.POST.get("base", "")
    saved = page.save_text(found, name, text, base)
    return render(request, "reports/narrative_field.html", saved)


@require_POST
def submit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Submits a draft to the leaders, or, by a leader, sends it back."""
    found = access.draft_or_403(request, public_id)
    submitted = request.POST.get("to") == "leader"
    if not submitted and not access.may_issue(request.user, found.ward_id):
        raise PermissionDenied
    try:
        issuing.move(found, submitted=submitted)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Submitted to the leader.") if submitted else _("Sent back to its authors."))
    return redirect("reports:report", public_id=found.public_id)


@require_POST
def issue(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Issues a report with its number and date: the signed form is drawn by a job."""
    found = access.draft_or_403(request, public_id)
    if not access.may_issue(request.user, found.ward_id):
        raise PermissionDenied
    form = IssueForm(request.POST, request.FILES, letterhead=found.letterhead)
    if not form.is_valid():
        return _report_page(request, found, form, status=422)
    try:
        issuing.prepare(found, form.cleaned_data["number"], form.cleaned_data["issued_on"])
        if form.cleaned_data["signed"]:
            signed.keep(found, form.cleaned_data["signed"], person(request))
    except Refused as refused:
        form.add_error(None, str(refused))
        return _report_page(request, found, form, status=422)
    orders.ask_to_issue(found, person(request))
    return redirect("reports:report", public_id=found.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def signed_copy(request: HttpRequest, public_id: UUID) -> HttpResponse | FileResponse:
    """The signed PDF of a report (the last, or the one that `copy` names); a POST keeps one of an issued report."""
    if request.method == "POST":
        return _keep_signed(request, access.draft_or_403(request, public_id))
    found = signed.copies(access.report_or_404(request, public_id))
    wanted = request.GET.get("copy")
    copy = next((each for each in found if wanted in (None, str(each.public_id))), None)
    if copy is None:
        raise Http404
    return FileResponse(
        copy.file.file.open(), as_attachment=True, filename=copy.file.name, content_type="application/pdf"
    )


def _keep_signed(request: HttpRequest, found: Report) -> HttpResponse:
    if found.state not in FINAL:
        messages.error(request, _("This report is not issued yet: give its signed PDF when you issue it."))
        return redirect("reports:report", public_id=found.public_id)
    form = SignedForm(request.POST, request.FILES)
    issue_form = IssueForm(letterhead=found.letterhead, initial=_initial(found))
    if not form.is_valid():
        return _report_page(request, found, issue_form, 422, form)
    try:
        signed.keep(found, form.cleaned_data["signed"], person(request))
    except Refused as refused:
        form.add_error("signed", str(refused))
        return _report_page(request, found, issue_form, 422, form)
    messages.success(request, _("The signed PDF is kept with the report."))
    return redirect("reports:report", public_id=found.public_id)


@login_not_required
@never_cache
@require_safe
def verify(request: HttpRequest, public_id: UUID, digest: str) -> HttpResponse:
    """Whether a report with these figures was issued: for whoever holds the address that is printed on it."""
    found = verifying.verdict(public_id, digest)
    answer = render(request, "reports/verify.html", {"verdict": found}, status=200 if found else 404)
    answer["X-Robots-Tag"] = "noindex"
    return answer
