"""The columns of a file's tables, said by a person on a picture of the first rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from imports import commit as committing
from imports import intake, jobs, synonyms
from imports.access import import_or_404
from imports.columns import MOST_COLUMNS, MOST_PICTURES, Given, describe, pictures, unlike
from imports.grid import Grid, Role
from imports.intake import RefusedError, TooLongError
from imports.models import ImportState, PlanImport
from imports.readers import UnreadableFile
from imports.views.people import person
from imports.wording import role_choices, role_label


@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Shows how the columns were understood; a POST says it otherwise, and the file is read again with that."""
    kept = import_or_404(request, public_id)
    if kept.state == ImportState.COMMITTED:
        messages.error(request, committing.why_not(kept))
        return redirect("imports:review", public_id=kept.public_id)
    try:
        grid = intake.open_workbook(intake.bytes_of(kept))
    except (UnreadableFile, RefusedError) as refused:
        messages.error(request, str(refused))
        return redirect("imports:upload", ward_id=kept.ward.public_id)
    if request.method != "POST":
        return _page(request, kept, grid, intake.given_of(kept))
    given = tuple(_given(request.POST, grid))
    if reason := _why_not(given):
        messages.error(request, reason)
        return _page(request, kept, grid, given, status=422)
    intake.say_columns(kept, given)
    if request.POST.get("remember"):
        _remember(request, kept, given)
    return _read(request, kept)


def _read(request: HttpRequest, kept: PlanImport) -> HttpResponse:
    try:
        jobs.read_now(kept)
    except TooLongError:
        return redirect("imports:job", public_id=jobs.ask_to_read(kept, person(request)).public_id)
    except RefusedError as refused:
        messages.error(request, str(refused))
        return redirect("imports:columns", public_id=kept.public_id)
    if kept.state == ImportState.COLUMNS:
        for line in jobs.lines(intake.reading_of(kept).errors):
            messages.error(request, line)
        return redirect("imports:columns", public_id=kept.public_id)
    return redirect("imports:review", public_id=kept.public_id)


def _page(
    request: HttpRequest, kept: PlanImport, grid: Grid, given: tuple[Given, ...], status: int = 200
) -> HttpResponse:
    own = synonyms.synonyms_of(kept.ward)
    context = {
        "upload": kept,
        "ward": kept.ward,
        "pictures": pictures(grid, own, given),
        "roles": role_choices(),
        "heights": [
            (1, _("one row")),
            (2, _("two rows")),
            (3, _("three rows")),
            (0, _("none: the table has no heading")),
        ],
        "errors": intake.as_read(kept).errors if kept.state == ImportState.COLUMNS else (),
    }
    return render(request, "imports/columns.html", context, status=status)


def _given(sent: QueryDict, grid: Grid) -> Iterable[Given]:
    """What the form says of each picture; what no table of the file fits is passed over."""
    for at in range(MOST_PICTURES):
        if f"sheet-{at}" not in sent:
            return
        said = describe(
            grid,
            sheet=str(sent[f"sheet-{at}"]),
            row=_number(sent, f"row-{at}"),
            height=_number(sent, f"height-{at}"),
            roles=_roles(sent, at) if sent.get(f"use-{at}") else {},
            instead=_number(sent, f"instead-{at}"),
        )
        if said is not None:
            yield said


def _roles(sent: Mapping[str, str], at: int) -> dict[int, Role]:
    named = {place: sent.get(f"role-{at}-{place}", "") for place in range(MOST_COLUMNS)}
    return {place: Role(name) for place, name in named.items() if name in set(Role)}


def _number(sent: Mapping[str, str], name: str) -> int:
    text = sent.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 8 else 0


def _why_not(given: tuple[Given, ...]) -> str:
    """Why nothing can be read with what was said, "" where it can."""
    tables = [each for each in given if each.columns]
    if not tables:
        return _("Say which table holds the tasks: tick it and choose what each column holds.")
    for each in tables:
        if not any(column.role is Role.CONTENT for column in each.columns):
            return _("On sheet “%(sheet)s” no column holds the content of the tasks. Please choose one.") % {
                "sheet": each.sheet
            }
    return ""


def _remember(request: HttpRequest, kept: PlanImport, given: tuple[Given, ...]) -> None:
    told = unlike(given, synonyms.synonyms_of(kept.ward))
    if synonyms.keep(kept.ward, told, person(request)):
        shown = "; ".join(f"“{text}” = {role_label(role)}" for text, role in told)
        messages.success(request, _("Remembered for later files: %(headings)s.") % {"headings": shown})
