"""Issuing a draft plan: it gets its number and date; gaps in it ("6 rõ") are issued only knowingly."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from plans.models import Plan, PlanState
from tasks.readiness import readiness, row_facts
from tasks.work import Refused
from wards import clock
from wards.models import User
from wards.text import nfc


@transaction.atomic
def issue(plan: Plan, author: User, *, number: str, issued_on: date, despite_gaps: bool, version: int) -> Plan:
    """The plan as issued; its occurrences stay as they are.

    Refused where it is issued already or changed meanwhile, where the year has a plan of that number, for a day to
    come, and for rows that are not clear in all six things unless `despite_gaps`.
    """
    if not author.has_perm("tasks.issue", plan):
        raise PermissionDenied
    locked = Plan.objects.select_for_update().get(pk=plan.pk)
    number = nfc(number)
    if locked.state == PlanState.ISSUED or locked.version != version:
        raise Refused(_("Somebody changed this plan meanwhile; reload the page."))
    if not number:
        raise Refused(_("Give the plan's number."), "number")
    if issued_on > clock.today():
        raise Refused(_("A plan cannot be issued on a day in the future."), "issued_on")
    if Plan.objects.filter(ward=locked.ward_id, year=locked.year, number=number).exclude(pk=locked.pk).exists():
        raise Refused(_("The ward has a plan of this number in this year already."), "number")
    ready = readiness(row_facts(locked.tasks.all()).values())
    if ready.ready < ready.total and not despite_gaps:
        gaps = ready.total - ready.ready
        text = _("%(gaps)d of %(total)d tasks are not clear in all six things. Tick below to issue the plan as it is.")
        raise Refused(text % {"gaps": gaps, "total": ready.total}, "despite_gaps")
    locked.number, locked.issued_on, locked.state = number, issued_on, PlanState.ISSUED
    locked.version += 1
    locked.save()
    return locked
