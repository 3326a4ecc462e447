"""One part: its panel, and what people write on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tasks import evidence, work
from tasks.access import part_or_404, parts_seen
from tasks.dates import may_extend
from tasks.details import LATE, part_details
from tasks.forms import AnswerForm, CorrectionForm, DecisionForm, NoteForm, Versioned, report_form
from tasks.lines import standing_of
from tasks.models import OccurrenceKind, Part, StatusUpdate, UpdateKind
from tasks.returning import send_back
from tasks.status import SET_ASIDE, SETTLED, PartStatus
from tasks.views.shared import about_issued, in_frame, saved
from wards.fields import CHOOSE_AGAIN
from wards.requests import person

CONFLICT, INVALID = 409, 422


@require_http_methods(["GET", "HEAD", "POST"])
def part(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The part's panel; a POST reports on it."""
    found = part_or_404(request, public_id)
    if request.method != "POST":
        return _panel(request, found)
    if not person(request).has_perm("tasks.report", found):
        raise PermissionDenied
    form = report_form(found, person(request), request.POST, request.FILES, late=standing_of(found).state in LATE)
    if not form.is_valid():
        return _panel(request, found, status=INVALID, report=form)
    given = form.cleaned_data

    def write() -> StatusUpdate:
        # Result, evidence and explanation are saved together or not at all.
        with transaction.atomic():
            update = work.report(
                found,
                person(request),
                status=PartStatus(given["status"]),
                progress=given["progress"],
                text=given["text"],
                effective_on=given["effective_on"],
                version=given["version"],
                document_number=given["document_number"],
            )
            evidence.add(found, person(request), files=given["proofs"], link=given["link"], update=update)
            if given.get("explanation"):
                work.explain(found, person(request), text=given["explanation"], effective_on=given["effective_on"])
        return update

    return _write(request, found, form, "report", write)


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A correcting entry: takes the place of an earlier report, which stays visible."""
    updates = StatusUpdate.objects.filter(part__in=parts_seen(request.user)).select_related("part")
    update = get_object_or_404(updates, public_id=public_id)
    found = part_or_404(request, update.part.public_id)
    if update.kind != UpdateKind.REPORT or not work.statuses(found, person(request)):
        raise PermissionDenied
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = CorrectionForm(update, found, person(request), *posted)
    if not form.is_valid():
        return _panel(request, found, status=INVALID if form.is_bound else 200, correction=form)
    given = form.cleaned_data

    def write() -> StatusUpdate:
        with transaction.atomic():
            correction = work.report(
                found,
                person(request),
                status=PartStatus(given["status"]),
                progress=given.get("progress"),
                text=given["text"],
                effective_on=given["effective_on"],
                version=given["version"],
                document_number=given["document_number"],
                corrects=update,
            )
            evidence.add(found, person(request), files=given["proofs"], link=given["link"], update=correction)
        return correction

    return _write(request, found, form, "correction", write)


@require_POST
def answer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The centre confirms what was reported, or returns it."""
    found = part_or_404(request, public_id)
    if not person(request).has_perm("tasks.confirm", found):
        raise PermissionDenied
    form = AnswerForm(found, request.POST)
    if not form.is_valid():
        return _panel(request, found, status=INVALID, answer=form)
    text, version = form.cleaned_data["text"], form.cleaned_data["version"]

    def write() -> StatusUpdate:
        if "return" in request.POST:
            return send_back(found, person(request), reason=text, version=version)
        return work.confirm(found, person(request), text=text, version=version)

    return _write(request, found, form, "answer", write)


@require_POST
def decide(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A leader pauses, drops or resumes."""
    found = part_or_404(request, public_id)
    if not person(request).has_perm("tasks.decide", found):
        raise PermissionDenied
    form = DecisionForm(found, request.POST)
    asked = request.POST.get("decision", "")
    if asked not in {UpdateKind.PAUSE, UpdateKind.DROP, UpdateKind.RESUME} or not form.is_valid():
        return _panel(request, found, status=INVALID, decision=form)
    given = form.cleaned_data

    def write() -> StatusUpdate:
        return work.decide(
            found,
            person(request),
            UpdateKind(asked),
            reason=given["text"],
            document_number=given["document_number"],
            version=given["version"],
        )

    return _write(request, found, form, "decision", write)


@require_POST
def note(request: HttpRequest, public_id: UUID, kind: str) -> HttpResponse:
    """A remark, or the explanation of a delay."""
    found = part_or_404(request, public_id)
    form = NoteForm(UpdateKind(kind), request.POST, request.FILES)
    # A delay is explained by those who report, a remark made by whoever may say something.
    if not person(request).has_perm("tasks.report" if kind == UpdateKind.EXPLAIN else "tasks.comment", found):
        raise PermissionDenied
    if not form.is_valid():
        return _panel(request, found, status=INVALID, **{kind: form})
    given, say = form.cleaned_data, work.explain if kind == UpdateKind.EXPLAIN else work.comment

    def write() -> StatusUpdate:
        with transaction.atomic():
            update = say(found, person(request), text=given["text"])
            evidence.add(
                found,
                person(request),
                files=given["proofs"],
                link=given["link"],
                document_number=given["document_number"],
                update=update,
            )
        return update

    return _write(request, found, form, kind, write)


def _write(
    request: HttpRequest, part: Part, form: forms.Form, name: str, write: Callable[[], StatusUpdate]
) -> HttpResponse:
    """Writes; where that cannot be, the panel again with what was typed, and why."""
    try:
        update = write()
    except work.Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        return _panel(request, part, status=INVALID, **{name: form})
    except work.Conflict as conflict:
        return _show_conflict(request, conflict, form, name)
    part = part_or_404(request, part.public_id)
    if update.kind in {UpdateKind.COMMENT, UpdateKind.EXPLAIN}:
        return saved(request, part, _("Saved."))
    level, message = _outcome(part, update)
    beside = about_issued(part.ward_id, update.effective_on) if update.kind == UpdateKind.REPORT else ""
    return saved(request, part, f"{message} {beside}".strip(), level)


def _outcome(part: Part, update: StatusUpdate) -> tuple[int, str]:
    """How the part stands after the entry, and how loudly to say it."""
    details = part_details(part)
    if details.delay:
        return messages.SUCCESS, _("Saved: %(status)s.") % {"status": details.report_late}
    if details.explanation_missing:
        text = _("Saved. The delay has no explanation yet; the report will say so until there is one.")
        return messages.WARNING, text
    if part.status != update.status:
        return messages.INFO, _("Saved in the history. A later entry still decides the status.")
    return messages.SUCCESS, _("Saved: %(status)s.") % {"status": part.get_status_display().lower()}


def _show_conflict(request: HttpRequest, conflict: work.Conflict, form: forms.Form, name: str) -> HttpResponse:
    """Both versions side by side; saving again writes over what is now seen, as a further entry."""
    if isinstance(form, Versioned):
        form.data = {**form.data.dict(), "version": str(conflict.part.version)}  # type: ignore[attr-defined]
        form.part = conflict.part
    return _panel(request, part_or_404(request, conflict.part.public_id), CONFLICT, conflict=conflict, **{name: form})


def _panel(request: HttpRequest, part: Part, status: int = 200, **forms_: Any) -> HttpResponse:
    """The panel with the forms this person may use; those given carry what was typed."""
    request.ward = part.ward  # type: ignore[attr-defined]
    user, details = person(request), part_details(part)
    comments = user.has_perm("tasks.comment", part)
    context: dict[str, Any] = {
        "details": details,
        "part": part,
        "task": details.task,
        "facts": details.facts,
        "check_in": part.occurrence.kind == OccurrenceKind.CHECK_IN,
    }
    if work.statuses(part, user):
        # What is reported already is explained by a form of its own: nobody reports it again for that.
        late = details.explanation_missing and part.status not in SETTLED
        context["report"] = report_form(part, user, late=late)
    if part.status == PartStatus.AWAITING_CONFIRMATION and user.has_perm("tasks.confirm", part):
        context["answer"] = AnswerForm(part)
    if not context["check_in"] and user.has_perm("tasks.decide", part):
        context |= {"decision": DecisionForm(part), "set_aside": part.status in SET_ASIDE}
    if user.has_perm("tasks.report", part):
        pending = any(extension.agreed is None for extension in details.extensions)
        context["awaits_date"] = part.occurrence.kind == OccurrenceKind.AWAITING
        context["extends"] = may_extend(part) and not pending
        context["withdraws"] = pending
    context["decides"] = user.has_perm("tasks.decide", part)
    context["names_officer"] = user.has_perm("tasks.name_officer", details.task)
    if comments:
        context |= {"comment": NoteForm(UpdateKind.COMMENT), "explain": NoteForm(UpdateKind.EXPLAIN)}
        context["may_explain"] = user.has_perm("tasks.report", part)
    context["may_correct"] = "report" in context
    if "correction" in forms_:
        # One thing at a time: the entry that is being corrected takes the place of a new one.
        for other in ("report", "answer", "decision"):
            context.pop(other, None)
    if names := ", ".join(file.name or "" for file in request.FILES.getlist("proofs")):
        for form in forms_.values():
            if isinstance(form, forms.Form) and "proofs" in form.fields:
                form.add_error("proofs", CHOOSE_AGAIN % {"names": names})
    return in_frame(request, "tasks/part.html", context | forms_, status=status)
