"""The review of an upload, its commit, and what a person says of names."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from imports import commit as committing
from imports import intake, jobs
from imports import undo as undoing
from imports.access import import_or_404
from imports.diff import rows_of
from imports.forms import CorrectionForm
from imports.intake import OCTETS, RefusedError, corrections_of, read_again, reading_of, retimed_rows, update_reading
from imports.models import ImportState
from imports.names import keep_meanings, open_names
from imports.preview import preview
from imports.reviewed import commit_upload
from imports.stored import Destination, destination
from imports.views.people import person
from wards.models import JobState


@require_safe
def review(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Every row beside its original, and what a commit would do."""
    kept = import_or_404(request, public_id)
    last = jobs.latest_job(kept)
    if last is not None and last.state in jobs.OPEN:
        return redirect("imports:job", public_id=last.public_id)
    if kept.state == ImportState.WAITING:
        return render(request, "imports/waiting.html", {"upload": kept, "ward": kept.ward, "job": last})
    if kept.state == ImportState.COLUMNS:
        return redirect("imports:columns", public_id=kept.public_id)
    try:
        reading = reading_of(kept)
    except RefusedError as refused:
        messages.error(request, str(refused))
        return redirect("imports:upload", ward_id=kept.ward.public_id)
    done = kept.state == ImportState.COMMITTED
    goal, diff, choice = Destination(None), None, ""
    if not done:
        rows = rows_of(reading, retimed_rows(kept))
        goal = destination(kept.ward, reading, rows, kept.attachment)
        choice = request.GET.get("plan", "")
        try:
            plan = committing.chosen_plan(goal, choice)
        except committing.CommitError:
            plan, choice = goal.plan, ""
        diff = committing.difference(reading, rows, plan)
        goal = Destination(plan, goal.candidates, goal.by_number)
    shown = preview(
        reading, diff, retimed=retimed_rows(kept), show=request.GET.get("show", ""), page=request.GET.get("page", "1")
    )
    context = {
        "upload": kept,
        "reading": reading,
        "preview": shown,
        "goal": goal,
        "choice": choice or (str(goal.plan.public_id) if goal.plan else committing.NEW_PLAN),
        "new_plan": committing.NEW_PLAN,
        "done": done,
        "open_names": () if done else open_names(reading, kept.ward),
        "left_out": [each for each in corrections_of(kept) if each.left_out],
        "stays": undoing.why_not(kept) if done else "",
        "failed": last if last is not None and last.state == JobState.FAILED and not done else None,
        "same_file": bool(goal.plan and goal.plan.source_id == kept.attachment_id),
    }
    return render(request, "imports/review.html", context)


@require_POST
def commit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Reads the stored file once more and commits it, if it still reads as it was reviewed."""
    kept = import_or_404(request, public_id)
    version = request.POST.get("version", "")
    asked: dict[str, Any] = {
        "choice": request.POST.get("plan", ""),
        "seen_version": int(version) if version.isdecimal() else 0,
    }
    if jobs.is_long(kept) and not committing.why_not(kept):
        return redirect("imports:job", public_id=jobs.ask_to_commit(kept, person(request), **asked).public_id)
    try:
        outcome = commit_upload(kept, person(request), **asked)
    except (committing.CommitError, RefusedError) as refused:
        messages.error(request, str(refused))
        return redirect("imports:review", public_id=kept.public_id)
    if committing.nothing_to_do(outcome):
        messages.info(request, _("Nothing to change: the plan already says this."))
    elif outcome.created:
        messages.success(request, _("The plan was made, with every row of the file."))
    else:
        messages.success(request, _("The plan was updated; statuses, evidence and history stay."))
    return redirect("tasks:plan", public_id=outcome.plan.public_id)


@require_POST
def names(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Keeps what a person says the open names mean, and reads the file again with that."""
    kept = import_or_404(request, public_id)
    said = zip(request.POST.getlist("name"), request.POST.getlist("unit"), strict=False)
    try:
        if kept.state == ImportState.COMMITTED:
            raise committing.CommitError(committing.why_not(kept))
        if keep_meanings(kept.ward, said):
            update_reading(kept, read_again(kept))
            messages.success(request, _("Kept for this file and for later ones; the file was read again."))
    except (committing.CommitError, RefusedError) as refused:
        messages.error(request, str(refused))
    return redirect("imports:review", public_id=kept.public_id)


@require_POST
def correct(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Corrects how one row was understood, leaves it out, or takes that back; nothing is committed yet."""
    kept = import_or_404(request, public_id)
    form = CorrectionForm(request.POST)
    if kept.state == ImportState.COMMITTED:
        messages.error(request, committing.why_not(kept))
    elif not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    else:
        sheet, row = form.cleaned_data["sheet"], form.cleaned_data["row"]
        reason = form.wrong_timing(kept.reading.get("year") or 0)
        if reason:
            messages.error(request, reason)
        else:
            try:
                intake.correct(kept, form.correction(), sheet=sheet, row=row)
            except RefusedError as refused:
                messages.error(request, str(refused))
    query = {name: request.POST[name] for name in ("show", "page", "plan") if request.POST.get(name)}
    row_anchor = f"#dong-{form.cleaned_data['row']}" if form.is_valid() else ""
    address = reverse("imports:review", kwargs={"public_id": kept.public_id})
    return redirect(f"{address}?{urlencode(query)}{row_anchor}")


@require_POST
def undo(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Takes a committed import back, until somebody has worked on its tasks."""
    kept = import_or_404(request, public_id)
    try:
        undoing.undo(kept, user=person(request))
    except undoing.UndoError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The import was taken back; the file waits for review again."))
    return redirect("imports:review", public_id=kept.public_id)


@require_safe
def source(request: HttpRequest, public_id: UUID) -> FileResponse:
    """The file as it came, to save: never shown by the browser, whatever is in it."""
    attachment = import_or_404(request, public_id).attachment
    return FileResponse(attachment.file.open("rb"), as_attachment=True, filename=attachment.name, content_type=OCTETS)
