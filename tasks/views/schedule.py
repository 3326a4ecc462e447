"""When things are asked for: cadence, timing phrases, and a leader's decision on a whole task."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from tasks import rescheduling, setting_aside, words
from tasks.access import plan_or_404, task_or_404
from tasks.forms_plan import CadenceForm, PreviewedForm, RowCadenceForm, TaskDecisionForm, TimingForm
from tasks.models import Part, Task
from tasks.occurrences import Effect
from tasks.records import to_record
from tasks.status import SET_ASIDE
from tasks.views.shared import Asked, allowed, small_form
from tasks.views.task import after_change
from wards.requests import person, written

INVALID = 422
LOOK = ("look", "1", gettext_lazy("See what changes"))
Change = Callable[[bool], Effect]
"""Makes the change, or with True only says what it would do."""


@require_http_methods(["GET", "HEAD", "POST"])
def plan_cadence(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """How often a plan's ongoing rows check in, and from when on."""
    plan = allowed(request, plan_or_404(request, public_id), "tasks.set_cadence")
    user = person(request)
    form = CadenceForm(plan, _posted(request), administers=user.has_perm("tasks.retime", plan))

    def change(dry_run: bool) -> Effect:
        return rescheduling.set_cadence(plan, user, dry_run=dry_run, **form.values())

    back = reverse("tasks:plan", kwargs={"public_id": plan.public_id})
    hint = _("Rows with a cadence of their own keep it. What was reported is kept.")
    asked = Asked(_("Check-ins of the plan"), plan.title, request.path, back, (LOOK,), hint)
    shown, done = _previewed(request, form, change, asked)
    if done:
        messages.success(request, _("Saved."))
        return redirect(back)
    return small_form(request, shown, form, INVALID if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def row_cadence(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """How often one ongoing row checks in."""
    task = allowed(request, task_or_404(request, public_id), "tasks.set_cadence")
    user = person(request)
    if not rescheduling.is_ongoing(task):
        raise PermissionDenied
    form = RowCadenceForm(task, _posted(request))

    def change(dry_run: bool) -> Effect:
        return rescheduling.set_row_cadence(task, user, dry_run=dry_run, **form.values())

    return _of_task(request, task, form, change, _("Check-ins of this row"))


@require_http_methods(["GET", "HEAD", "POST"])
def timing(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A row's timing in other words; how they are read is shown before they are saved."""
    task = allowed(request, task_or_404(request, public_id), "tasks.retime")
    user = person(request)
    form = TimingForm(task, _posted(request))

    def change(dry_run: bool) -> Effect:
        return rescheduling.reword(task, user, dry_run=dry_run, **form.values())

    def reading() -> Iterator[str]:
        found = rescheduling.read(form.cleaned_data["phrase"], task.plan.year)
        for read in found.timings:
            yield _("“%(phrase)s” is read as: %(timing)s.") % {
                "phrase": read.text,
                "timing": words.timing(to_record(read)),
            }
            if read.due and read.due < date(task.plan.year, 1, 1):
                text = _("%(day)s lies before the year of the plan, %(year)d: check whether that is meant.")
                yield text % {"day": words.day(read.due), "year": task.plan.year}
        yield from found.notes

    return _of_task(request, task, form, change, _("Timing of this row"), reading)


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A leader pauses or drops the whole task by a document, or takes it up again."""
    task = allowed(request, task_or_404(request, public_id), "tasks.decide")
    user = person(request)
    decisions = {"pause": setting_aside.pause, "drop": setting_aside.drop, "resume": setting_aside.resume}
    chosen = next((name for name in decisions if name in request.POST), None)
    form = TaskDecisionForm(task, _posted(request))
    if request.method == "POST" and chosen is None:
        form.add_error(None, _("Choose what is decided."))

    def write() -> object:
        given = form.cleaned_data
        return decisions[chosen or ""](
            task,
            user,
            reason=given["text"],
            document_number=given["document_number"],
            version=given["version"],
        )

    if chosen and written(request, form, write):
        return after_change(request, task, _("Saved."))
    resume = ("resume", "1", _("Take it up again"))
    buttons: tuple[tuple[str, str, str], ...] = (("pause", "1", _("Pause")), ("drop", "1", _("No longer to be done")))
    if task.dropped_on:
        buttons = (resume,)
    elif Part.objects.filter(occurrence__task=task, status__in=SET_ASIDE).exists():
        buttons += (resume,)
    asked = Asked(
        title=_("Leader's decision on the whole task"),
        about=task.content,
        address=request.path,
        back=reverse("tasks:task", kwargs={"public_id": task.public_id}),
        buttons=buttons,
        hint=_(
            "All parts that are open follow. What is finished stays finished; nothing reported is lost. To pause or "
            "drop, give the document number and the reason; the task can be taken up again later."
        ),
    )
    return small_form(request, asked, form, INVALID if form.errors else 200)


def _posted(request: HttpRequest) -> object:
    # An empty POST is one that lacks everything, not a page that was opened.
    return request.POST if request.method == "POST" else None


def _of_task(
    request: HttpRequest,
    task: Task,
    form: PreviewedForm,
    change: Change,
    title: str,
    reading: Callable[[], Iterator[str]] = lambda: iter(()),
) -> HttpResponse:
    back = reverse("tasks:task", kwargs={"public_id": task.public_id})
    hint = _("What was reported is kept, also where it is no longer asked for.")
    asked = Asked(title, task.content, request.path, back, (LOOK,), hint)
    shown, done = _previewed(request, form, change, asked, reading)
    if done:
        return after_change(request, task, _("Saved."))
    return small_form(request, shown, form, INVALID if form.errors else 200)


def _previewed(
    request: HttpRequest,
    form: PreviewedForm,
    change: Change,
    asked: Asked,
    reading: Callable[[], Iterator[str]] = lambda: iter(()),
) -> tuple[Asked, bool]:
    """Saves what the person saw the effect of (True); else what to show: the effect, with the button to save."""
    effects: list[str] = []

    def run() -> None:
        seen = form.was_seen()
        if "save" in request.POST and seen:
            change(False)
        else:
            effects.extend((*reading(), *effects_of(change(True))))

    if not form.is_bound or not written(request, form, run):
        return asked, False
    save = ("save", "1", _("Save"))
    return replace(asked, effects=tuple(effects), buttons=(save, LOOK)), not effects


def effects_of(effect: Effect) -> Iterator[str]:
    """What happens to the dates, a sentence for each kind of change."""
    if effect.added:
        yield ngettext(
            "%(count)d date or check-in is added.", "%(count)d dates or check-ins are added.", effect.added
        ) % {"count": effect.added}
    if effect.moved:
        yield ngettext("%(count)d date or check-in changes.", "%(count)d dates or check-ins change.", effect.moved) % {
            "count": effect.moved
        }
    if effect.removed:
        text = ngettext(
            "%(count)d on which nothing was reported is removed.",
            "%(count)d on which nothing was reported are removed.",
            effect.removed,
        )
        yield text % {"count": effect.removed}
    if effect.kept:
        text = ngettext(
            "%(count)d is no longer asked for but kept, because something was reported or reminded of.",
            "%(count)d are no longer asked for but kept, because something was reported or reminded of.",
            effect.kept,
        )
        yield text % {"count": effect.kept}
    if effect.late:
        text = ngettext(
            "%(count)d of them is past its day already and counts as late at once.",
            "%(count)d of them are past their day already and count as late at once.",
            effect.late,
        )
        yield text % {"count": effect.late}
    if effect == Effect():
        yield _("No date or check-in changes.")
