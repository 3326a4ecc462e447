"""Periods whose figures are closed by an issued report, and their reopening by a leader."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from plans.models import PeriodClosing
from wards import clock
from wards.models import User, Ward
from wards.periods import Period, Rule, parse
from wards.refusal import Refused


def closings_in_force(ward: Ward) -> list[PeriodClosing]:
    """The ward's closings under its rule that nobody has reopened."""
    return list(PeriodClosing.objects.filter(ward=ward, rule=ward.period_rule, reopened_at=None).order_by("pk"))


def covering(period: Period, closings: Iterable[PeriodClosing]) -> list[PeriodClosing]:
    """Those that close this period: its own, and those of the longer periods whose sums its figures are part of."""
    spans = ((parse(closing.period, Rule(closing.rule)), closing) for closing in closings)
    return [closing for span, closing in spans if span.start <= period.start and period.close <= span.close]


def reopened(ward: Ward, period: Period) -> list[PeriodClosing]:
    """Who reopened this period, or a longer one around it, and why; the latest first."""
    past = PeriodClosing.objects.filter(ward=ward, rule=ward.period_rule, reopened_at__isnull=False)
    return covering(period, past.select_related("reopened_by").order_by("-reopened_at"))


@transaction.atomic
def reopen(ward: Ward, period: Period, leader: User, reason: str) -> int:
    """Lets figures of the period be written again until its report is issued anew; how many closings were lifted.

    The issued reports stay as they are. PermissionDenied for who is no leader of the ward, Refused without a reason
    or where the period is not closed (any more).
    """
    if not leader.has_perm("plans.reopen", ward):
        raise PermissionDenied
    if not reason.strip():
        raise Refused(_("Write why the period is reopened."), "reason")
    closed = covering(
        period, PeriodClosing.objects.select_for_update().filter(ward=ward, rule=ward.period_rule, reopened_at=None)
    )
    if not closed:
        raise Refused(_("This period is open."))
    return PeriodClosing.objects.filter(pk__in=[closing.pk for closing in closed]).update(
        reopened_at=clock.now(), reopened_by=leader, reason=reason.strip()
    )
