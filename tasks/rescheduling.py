"""Changing when things are asked for: the cadence of check-ins, and a row's timing phrase.

Each function answers what it does to the occurrences, and with `dry_run` only that. What was reported is kept.
PermissionDenied where the person may not, `work.Refused` where it cannot be or somebody else saved meanwhile.
"""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from plans.models import Plan
from tasks.changes import changes_of, changes_of_plan
from tasks.models import Task
from tasks.occurrences import Effect, effect, make_occurrences
from tasks.timing import Kind, PhraseReading, read_phrase
from tasks.versions import check_version
from wards.calendar_days import load_calendar
from wards.clock import today
from wards.models import User
from wards.refusal import Refused


@transaction.atomic
def set_cadence(
    plan: Plan,
    author: User,
    *,
    cadence: str,
    version: int,
    check_ins_from: date | None = None,
    dry_run: bool = False,
) -> Effect:
    """How often the plan's ongoing rows check in, of those that have no cadence of their own.

    `check_ins_from` (None: as it was) is for the administrator: periods that closed before it are not asked for.
    """
    locked = Plan.objects.select_for_update(of=("self",)).select_related("ward").get(pk=plan.pk)
    if not author.has_perm("tasks.set_cadence", locked):
        raise PermissionDenied
    check_version(locked, version, changes_of_plan)
    if check_ins_from not in {None, locked.check_ins_from}:
        if not author.has_perm("tasks.retime", locked):
            raise PermissionDenied
        if check_ins_from.year != locked.year:
            raise Refused(_("The day must lie in the plan's year."), "check_ins_from")
    locked.cadence, locked.check_ins_from = cadence, check_ins_from or locked.check_ins_from
    tasks = list(locked.tasks.select_related("ward"))
    for task in tasks:
        task.plan = locked
    if not dry_run:
        locked.version += 1
        locked.save()
    return _reschedule(tasks, dry_run=dry_run)


@transaction.atomic
def set_row_cadence(
    task: Task, author: User, *, cadence: str, version: int, asked_from: date | None = None, dry_run: bool = False
) -> Effect:
    """How often this row checks in; "" as its plan does. `asked_from` as in `reword`."""
    locked = _lock(task, version)
    if not author.has_perm("tasks.set_cadence", locked) or not is_ongoing(locked):
        raise PermissionDenied
    locked.cadence = cadence
    _ask_from(locked, asked_from)
    return _save(locked, dry_run=dry_run)


def is_ongoing(task: Task) -> bool:
    """Whether some timing of the row asks for check-ins."""
    return any(record["kind"] == Kind.ONGOING for record in task.timings)


@transaction.atomic
def reword(
    task: Task, author: User, *, phrase: str, version: int, asked_from: date | None = None, dry_run: bool = False
) -> Effect:
    """The row's timing in other words, read like a cell of the document.

    `asked_from` is the day from which they apply (None: as it was): periods that closed before it stay as the earlier
    words asked for them. A date takes the place of the earlier one whatever that day.
    """
    locked = _lock(task, version)
    if not author.has_perm("tasks.retime", locked):
        raise PermissionDenied
    reading = read(phrase, locked.plan.year)
    locked.timing_text = phrase.strip()
    locked.set_timings(reading.timings)
    _ask_from(locked, asked_from)
    return _save(locked, dry_run=dry_run)


def default_start(plan: Plan) -> date:
    """The day from which a change of a row's timing applies unless another is given: today, in the plan's year."""
    return min(max(today(), date(plan.year, 1, 1)), date(plan.year, 12, 31))


def _ask_from(task: Task, day: date | None) -> None:
    if day is not None and day.year != task.plan.year:
        raise Refused(_("The day must lie in the plan's year."), "asked_from")
    task.asked_from = day or task.asked_from


def read(phrase: str, year: int) -> PhraseReading:
    """How the words are read in a plan of that year; Refused where they say no timing."""
    reading = read_phrase(phrase.strip(), year)
    if reading.problems:
        raise Refused("; ".join(reading.problems), "phrase")
    if any(timing.kind is Kind.UNSPECIFIED for timing in reading.timings):
        raise Refused(_("No timing can be read from these words."), "phrase")
    return reading


def _lock(task: Task, version: int) -> Task:
    locked = Task.objects.select_for_update(of=("self",)).select_related("ward", "plan").get(pk=task.pk)
    check_version(locked, version, changes_of)
    return locked


def _save(task: Task, *, dry_run: bool) -> Effect:
    if not dry_run:
        task.version += 1
        task.save()
    return _reschedule([task], dry_run=dry_run)


def _reschedule(tasks: list[Task], *, dry_run: bool) -> Effect:
    calendar = load_calendar()
    expected = effect(tasks, calendar, today())
    if not dry_run:
        make_occurrences(tasks, today=today(), calendar=calendar)
    return expected
