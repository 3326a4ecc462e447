"""When a ward reminds: its milestones, and the days on which a task reminds whom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from tasks import forecast, schemes, ward_settings
from tasks.access import task_or_404
from tasks.changes import changes_of_ward
from tasks.forms_reminders import RemindersForm
from tasks.milestones import Scheme
from tasks.models import Task
from tasks.views.shared import in_frame
from wards.access import ward_or_404
from wards.clock import today
from wards.models import Ward
from wards.requests import person, written
from wards.text import fold

INVALID = 422
LOOKS_AHEAD = timedelta(days=30)
MOST_DAYS, MOST_TASKS = 12, 5


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest, ward_id: UUID) -> HttpResponse:
    """The milestones; what a change of them does is shown before it is saved, for any task by its number or words."""
    ward, user = ward_or_404(request, ward_id), person(request)
    if not user.has_perm("tasks.settle_ward", ward):
        raise PermissionDenied
    form = RemindersForm(ward, request.POST if request.method == "POST" else None)
    effects: list[str] = []
    scheme = schemes.of_ward(ward)

    def write() -> None:
        nonlocal scheme
        seen, values = form.was_seen(), form.values()
        if "save" in request.POST and seen:
            ward_settings.settle(ward, user, **values)
            return
        ward_settings.settle(ward, user, dry_run=True, **values)
        now, scheme = scheme, schemes.read(values | {"period_rule": ward.period_rule})
        effects.extend(_effects(ward, now, scheme))

    if written(request, form, write) and not effects:
        messages.success(request, _("Saved."))
        return redirect(request.get_full_path())
    wanted = request.GET.get("q", "").strip()
    context = {
        "ward": ward,
        "form": form,
        "effects": effects,
        "q": wanted,
        "found": [(task, forecast.of_task(task, scheme)) for task in _tasks(ward, wanted)],
        "changes": changes_of_ward(ward),
    }
    return render(request, "tasks/reminder_settings.html", context, status=INVALID if form.errors else 200)


@require_safe
def of_task(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The days on which a task will remind whom, and of what it has reminded."""
    task = task_or_404(request, public_id)
    request.ward = task.ward  # type: ignore[attr-defined]
    context: dict[str, Any] = {
        "task": task,
        "ahead": forecast.of_task(task, schemes.of_ward(task.ward)),
        "told": forecast.told(task),
        "settles": person(request).has_perm("tasks.settle_ward", task.ward),
    }
    return in_frame(request, "tasks/reminders.html", context)


def _tasks(ward: Ward, wanted: str) -> list[Task]:
    """The first tasks of this number in their table, or with these words."""
    if not wanted:
        return []
    named = Q(stt=wanted) | Q(content_folded__contains=fold(wanted))
    found = Task.objects.filter(named, ward=ward, dropped_on=None).select_related("ward", "plan", "officer")
    return list(found.order_by("-plan__year", "plan", "position")[:MOST_TASKS])


def _effects(ward: Ward, now: Scheme, then: Scheme) -> Iterator[str]:
    """What another scheme does to the messages of the next month, a sentence each."""
    until = today() + LOOKS_AHEAD
    before, after = (forecast.load(ward, each, until) for each in (now, then))
    text = _("In the next 30 days the ward sends %(after)d reminders to people; now it would be %(before)d.")
    yield text % {"after": sum(after.values()), "before": sum(before.values())}
    days = [day for day in sorted({*before, *after}) if before.get(day, 0) != after.get(day, 0)]
    for day in days[:MOST_DAYS]:
        now_told, then_told = before.get(day, 0), after.get(day, 0)
        people = ngettext("%(then)d person instead of %(now)d", "%(then)d people instead of %(now)d", then_told)
        on = date_format(day, "l d/m/Y")
        yield f"{on}: {people % {'then': then_told, 'now': now_told}}."
    if len(days) > MOST_DAYS:
        rest = len(days) - MOST_DAYS
        yield ngettext("And on %(rest)d more day.", "And on %(rest)d more days.", rest) % {"rest": rest}
    yield _("Nobody is told again what they were told already: only what comes from now on changes.")
