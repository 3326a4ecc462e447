"""The review of an upload, its commit, and what a person says of names."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import PurePath
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from imports import commit as committing
from imports import dropping, jobs
from imports import undo as undoing
from imports.access import import_or_404
from imports.diff import Change
from imports.intake import OCTETS, RefusedError, TooLongError, bytes_of, open_workbook, reading_of
from imports.marked import marked_workbook
from imports.models import ImportState, PlanImport
from imports.names import keep_meanings, open_names
from imports.preview import preview
from imports.readers import UnreadableFile
from imports.reviewed import Compared, commit_upload, compared, seal, to_drop
from imports.said import corrections_of, said_timings
from imports.views.people import person
from imports.views.proposals import offers_of
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
    held = compared(kept, reading, request.GET.get("plan", "")) if not done else Compared()
    goal = held.goal
    shown = preview(
        reading,
        held.diff,
        retimed=said_timings(kept),
        corrected={(each.sheet, each.row): each for each in corrections_of(kept)},
        rows=held.rows,
        stored=held.stored,
        show=request.GET.get("show", ""),
        page=request.GET.get("page", "1"),
    )
    context = {
        "upload": kept,
        "reading": reading,
        "preview": shown,
        "prose": offers_of(reading, kept),
        "goal": goal,
        "choice": held.choice or (str(goal.plan.public_id) if goal.plan else committing.NEW_PLAN),
        "new_plan": committing.NEW_PLAN,
        "done": done,
        "repeats": held.repeats,
        "seal": seal(kept),
        "dropping": to_drop(kept, reading, goal.plan),
        "open_names": () if done else open_names(reading, kept.ward),
        "left_out": [each for each in corrections_of(kept) if each.left_out],
        "updated": done and undoing.is_update(kept),
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
        "seen_seal": request.POST.get("seal", ""),
    }
    if jobs.is_long(kept) and not committing.why_not(kept):
        return redirect("imports:job", public_id=jobs.ask_to_commit(kept, person(request), **asked).public_id)
    try:
        outcome = commit_upload(kept, person(request), **asked)
    except (committing.CommitError, RefusedError) as refused:
        messages.error(request, str(refused))
        return redirect("imports:review", public_id=kept.public_id)
    for line in _what_was_done(kept, outcome):
        messages.success(request, line)
    return redirect("tasks:plan", public_id=outcome.plan.public_id)


def _what_was_done(kept: PlanImport, outcome: committing.Outcome) -> Iterator[str]:
    """A commit in a few sentences: what became of the file's rows, and of those that are not in it."""
    rows = len(outcome.diff.rows)
    if committing.nothing_to_do(outcome):
        yield _("Nothing to change: the plan already says this.")
    elif outcome.created:
        yield ngettext("The plan was made, with %(rows)d row.", "The plan was made, with %(rows)d rows.", rows) % {
            "rows": rows
        }
    else:
        yield _("The plan was updated: %(new)d new rows, %(changed)d changed. Statuses, evidence and history stay.") % {
            "new": outcome.diff.counts[Change.NEW],
            "changed": outcome.diff.counts[Change.CHANGED],
        }
    if left_out := sum(each.left_out for each in corrections_of(kept)):
        yield ngettext(
            "%(rows)d row of the file was left out.", "%(rows)d rows of the file were left out.", left_out
        ) % {"rows": left_out}
    if waiting := dropping.waiting_for(kept):
        yield ngettext(
            "%(rows)d row no longer in the file waits for a leader's decision.",
            "%(rows)d rows no longer in the file wait for a leader's decision.",
            waiting,
        ) % {"rows": waiting}


@require_POST
def names(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Keeps what a person says the open names mean, and reads the file again with that."""
    kept = import_or_404(request, public_id)
    said = zip(request.POST.getlist("name"), request.POST.getlist("unit"), strict=False)
    try:
        if kept.state == ImportState.COMMITTED:
            raise committing.CommitError(committing.why_not(kept))
        if keep_meanings(kept.ward, said):
            messages.success(request, _("Kept for this file and for later ones; the file is read again."))
            jobs.read_now(kept)
    except TooLongError:
        return redirect("imports:job", public_id=jobs.ask_to_read(kept, person(request)).public_id)
    except (committing.CommitError, RefusedError) as refused:
        messages.error(request, str(refused))
    return redirect("imports:review", public_id=kept.public_id)


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
def marked(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """The file's cells in a new workbook, with a comment at each that is wrong or in doubt."""
    kept = import_or_404(request, public_id)
    try:
        reading = reading_of(kept)
        grid = open_workbook(bytes_of(kept))
    except (RefusedError, UnreadableFile) as refused:
        messages.error(request, str(refused))
        return redirect("imports:upload", ward_id=kept.ward.public_id)
    content = marked_workbook(grid, reading.errors, reading.warnings)
    name = f"{PurePath(kept.attachment.name).stem} - loi va luu y.xlsx"
    return FileResponse(BytesIO(content), as_attachment=True, filename=name, content_type=OCTETS)


@require_safe
def source(request: HttpRequest, public_id: UUID) -> FileResponse:
    """The file as it came, to save: never shown by the browser, whatever is in it."""
    attachment = import_or_404(request, public_id).attachment
    return FileResponse(attachment.file.open("rb"), as_attachment=True, filename=attachment.name, content_type=OCTETS)
