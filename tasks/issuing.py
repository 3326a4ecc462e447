"""Issuing a draft plan: it gets its number and date; gaps in it ("6 rõ") are issued only knowingly.

What was typed wrongly is corrected by the administrator.
"""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from plans.models import Plan, PlanState
from tasks.changes import changes_of_plan
from tasks.occurrences import make_occurrences
from tasks.readiness import readiness, row_facts
from tasks.versions import check_version
from wards import clock
from wards.calendar_days import load_calendar
from wards.models import User
from wards.refusal import Refused
from wards.text import nfc


@transaction.atomic
def issue(plan: Plan, author: User, *, number: str, issued_on: date, despite_gaps: bool, version: int) -> Plan:
    """The plan as issued; its occurrences stay as they are, and a copy that waited for this gets its own.

    Refused where it is issued already or changed meanwhile, where the year has a plan of that number, for a day to
    come or one that cannot be, and for rows that are not clear in all six things unless `despite_gaps`.
    """
    if not author.has_perm("tasks.issue", plan):
        raise PermissionDenied
    locked = Plan.objects.select_for_update().get(pk=plan.pk)
    number = nfc(number)
    if locked.state == PlanState.ISSUED:
        raise Refused(_("This plan is issued already."))
    check_version(locked, version, changes_of_plan)
    _check(locked, number, issued_on)
    ready = readiness(row_facts(locked.tasks.all()).values())
    if ready.ready < ready.total and not despite_gaps:
        gaps = ready.total - ready.ready
        text = _("%(gaps)d of %(total)d tasks are not clear in all six things. Tick the box to issue it as it is.")
        raise Refused(text % {"gaps": gaps, "total": ready.total}, "despite_gaps")
    waited = not locked.in_force
    locked.number, locked.issued_on, locked.state = number, issued_on, PlanState.ISSUED
    locked.version += 1
    locked.save()
    if waited:
        put_into_force(locked)
    return locked


def put_into_force(plan: Plan) -> None:
    """A plan that waited for its issue gets its occurrences: no check-in of a period that closed before its issue."""
    plan.waits_for_issue = False
    plan.check_ins_from = max(plan.check_ins_from, plan.issued_on or plan.check_ins_from)
    plan.save()
    tasks = list(plan.tasks.select_related("ward"))
    for task in tasks:
        task.plan = plan
    make_occurrences(tasks, today=clock.today(), calendar=load_calendar())


@transaction.atomic
def correct(plan: Plan, author: User, *, number: str, issued_on: date, version: int) -> Plan:
    """Number and date of an issued plan as they should have been; the plan's history keeps what they were."""
    if not author.has_perm("tasks.correct_plan", plan):
        raise PermissionDenied
    locked = Plan.objects.select_for_update().get(pk=plan.pk)
    number = nfc(number)
    if locked.state != PlanState.ISSUED:
        raise Refused(_("This plan is not issued yet."))
    check_version(locked, version, changes_of_plan)
    _check(locked, number, issued_on)
    locked.number, locked.issued_on = number, issued_on
    locked.version += 1
    locked.save()
    return locked


def _check(plan: Plan, number: str, issued_on: date) -> None:
    if not number:
        raise Refused(_("Give the plan's number."), "number")
    if issued_on > clock.today():
        raise Refused(_("A plan cannot be issued on a day in the future."), "issued_on")
    if issued_on.year not in {plan.year - 1, plan.year}:
        message = _("A plan of %(year)d is issued in that year or the one before: check the day.")
        raise Refused(message % {"year": plan.year}, "issued_on")
    if Plan.objects.filter(ward=plan.ward_id, year=plan.year, number=number).exclude(pk=plan.pk).exists():
        raise Refused(_("The ward has a plan of this number in this year already."), "number")
