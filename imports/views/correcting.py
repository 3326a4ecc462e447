"""One row of a reading corrected in place: what is understood by each of its parts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from imports import commit as committing
from imports import intake
from imports.access import import_or_404
from imports.forms import CorrectionForm, RowForm, Typed
from imports.grid import PlanReading, TaskReading
from imports.intake import RefusedError
from imports.models import ImportState, PlanImport
from imports.places import anchor
from imports.preview import heading_of
from imports.said import corrections_of
from imports.views.places import back_to_review, review_address
from imports.wording import comparator_choices
from wards.models import Unit

# Empty lines offered for further units.
MORE = 2


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Shows how each part of a row was understood; a POST corrects it, leaves the row out, or takes that back.

    Nothing is committed yet.
    """
    kept = import_or_404(request, public_id)
    sent = request.method == "POST"
    place = RowForm(request.POST if sent else request.GET)
    if kept.state == ImportState.COMMITTED:
        messages.error(request, committing.why_not(kept))
        return back_to_review(request, kept)
    if not place.is_valid():
        return back_to_review(request, kept)
    sheet, row = place.cleaned_data["sheet"], place.cleaned_data["row"]
    try:
        if not sent:
            return _form(request, kept, intake.reading_of(kept), sheet, row)
        if reason := _say(request, kept, sheet, row):
            messages.error(request, reason)
            return _form(request, kept, intake.reading_of(kept), sheet, row, typed=Typed.sent(request.POST))
    except RefusedError as refused:
        messages.error(request, str(refused))
    return back_to_review(request, kept, at=anchor(sheet, row))


def _say(request: HttpRequest, kept: PlanImport, sheet: str, row: int) -> str:
    """Keeps what the form says; or why it cannot be."""
    form = CorrectionForm(request.POST)
    if not form.is_valid():
        return " ".join(str(error) for errors in form.errors.values() for error in errors)
    reading = intake.as_read(kept)
    now = _row(intake.reading_of(kept), sheet, row)
    task = _row(reading, sheet, row)
    if task is None:
        return _("This row was taken from the text around the tables; please change it there.")
    if reason := form.wrong_timing(task, reading.year):
        return reason
    if form.cleaned_data["act"] == "save" and not form.cleaned_data["content"].strip():
        return _("A task has a content. Leave the row out if it is no task.")
    try:
        said = form.correction(task, reading, now.targets if now else ())
    except ValueError as wrong:
        return str(wrong)
    intake.correct(kept, said, sheet=sheet, row=row)
    return ""


def _form(
    request: HttpRequest, kept: PlanImport, reading: PlanReading, sheet: str, row: int, typed: Typed | None = None
) -> HttpResponse:
    """The form as the row is understood, or with what was typed and refused."""
    task = _row(reading, sheet, row)
    if task is None:
        raise Http404
    back = request.GET if request.method != "POST" else request.POST
    in_place = bool(request.headers.get("HX-Request"))
    said = next((each for each in corrections_of(kept) if (each.sheet, each.row) == (sheet, row)), None)
    context: dict[str, Any] = {
        "upload": kept,
        "ward": kept.ward,
        "task": task,
        "said": said,
        "anchor": anchor(sheet, row),
        "typed": typed or Typed.understood(task, (said.timing if said else "") or task.timing),
        "more": range(MORE),
        "comparators": comparator_choices(),
        "headings": [(str(at), heading_of(reading, each.annex, at)) for at, each in enumerate(reading.sections)],
        "units": Unit.objects.filter(ward=kept.ward, active=True),
        "back": back,
        "review": review_address(back, kept, anchor(sheet, row)),
        "in_place": in_place,
    }
    template = "imports/correct_form.html" if in_place else "imports/correct.html"
    return render(request, template, context, status=422 if typed else 200)


def _row(reading: PlanReading, sheet: str, row: int) -> TaskReading | None:
    return next((each for each in reading.tasks if (each.sheet, each.row) == (sheet, row)), None)
