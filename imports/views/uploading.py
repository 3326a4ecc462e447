"""Bringing a file in: the upload page, the job that reads a long one, reading again, throwing away."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from imports import intake, jobs
from imports.access import import_or_404, imports_seen, job_or_404, ward_to_import_into
from imports.forms import UploadForm
from imports.grid import Problem
from imports.intake import RefusedError
from imports.models import ImportState, PlanImport
from imports.progress import progress
from imports.views.people import person
from wards.models import Job, Ward

# Earlier uploads listed on the upload page.
RECENT = 20


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, ward_id: UUID) -> HttpResponse:
    """Takes a file in and leads to its review, or to the job that reads it; one that cannot be reviewed is told."""
    ward = ward_to_import_into(request, ward_id)
    sent = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if sent else UploadForm()
    problems: tuple[Problem, ...] = ()
    if sent and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            kept, job = jobs.take_in(
                file.read(), name=file.name, ward=ward, user=person(request), year=form.cleaned_data["year"]
            )
        except RefusedError as refused:
            problems = refused.problems
        else:
            return _to_job(job) if job else redirect("imports:review", public_id=kept.public_id)
    return _upload_page(request, ward, form, problems)


def _upload_page(request: HttpRequest, ward: Ward, form: UploadForm, problems: tuple[Problem, ...]) -> HttpResponse:
    recent = imports_seen(request.user).filter(ward=ward).select_related("attachment", "plan", "created_by")
    context = {
        "ward": ward,
        "form": form,
        "problems": problems,
        "file_name": form.cleaned_data["file"].name if problems else "",
        "recent": recent.defer("reading")[:RECENT],
    }
    return render(request, "imports/upload.html", context, status=422 if problems or form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def job(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """How reading or committing a long file stands: a page, and its fragment that asks each second. A POST calls the
    job off."""
    found = job_or_404(request, public_id)
    if request.method == "POST":
        jobs.cancel(found)
        found.refresh_from_db()
    kept = jobs.upload_of(found)
    context = progress(found, kept)
    in_place = bool(request.headers.get("HX-Request"))
    if kept is None or not context["done"]:
        return render(request, "imports/job.html" if in_place else "imports/job_page.html", context)
    onward = _onward(request, found, kept)
    if not in_place:
        return onward
    answer = render(request, "imports/job.html", context)
    answer["HX-Redirect"] = onward["Location"]
    return answer


@require_POST
def read(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Reads an upload that a crash or a call-off left unread."""
    kept = import_or_404(request, public_id)
    if kept.state == ImportState.COMMITTED:
        return redirect("imports:review", public_id=kept.public_id)
    return _to_job(jobs.ask_to_read(kept, person(request)))


@require_POST
def remove(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Throws an upload away that was not committed."""
    kept = import_or_404(request, public_id)
    if kept.state == ImportState.COMMITTED:
        messages.error(request, _("This file has been committed to the plan already."))
        return redirect("imports:review", public_id=kept.public_id)
    last = jobs.latest_job(kept)
    if last is not None and last.state in jobs.OPEN:
        jobs.cancel(last)
    intake.discard(kept)
    messages.success(request, _("The upload was thrown away; no plan was changed."))
    return redirect("imports:upload", ward_id=kept.ward.public_id)


def _to_job(job: Job) -> HttpResponse:
    return redirect("imports:job", public_id=job.public_id)


def _onward(request: HttpRequest, found: Job, kept: PlanImport) -> HttpResponse:
    """To what a finished job leads to: the plan it wrote, or the review of what it read."""
    if found.kind == jobs.COMMIT and kept.plan is not None:
        messages.success(request, _("The plan was written."))
        return redirect("tasks:plan", public_id=kept.plan.public_id)
    return redirect("imports:review", public_id=kept.public_id)
