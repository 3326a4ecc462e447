"""A year's targets with their recorded figures, for the pages that set figures beside one another: two queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from plans import kpi
from plans.models import Plan, Target
from reports.target_figures import figure_of, recorded
from wards.clock import now, today
from wards.models import Ward
from wards.periods import Period, PeriodKind, Rule, periods_of_year

KINDS = (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.HALF, PeriodKind.NINE_MONTHS, PeriodKind.YEAR)


@dataclass(frozen=True)
class Measured:
    """A target with the figures recorded for it, by the names of their periods."""

    target: Target
    figures: Mapping[str, kpi.Figure]

    @property
    def goal(self) -> kpi.Goal:
        """What it asks."""
        each = self.target
        return kpi.Goal(kpi.Comparator(each.comparator), each.value, each.unit, each.baseline_value)

    def of(self, period: Period) -> kpi.Figure | None:
        """The period's own figure, else what its shorter periods add up to."""
        return figure_of(self.goal, period, self.figures)

    def state(self, period: Period) -> kpi.TargetState:
        """Whether the period's figure meets the target."""
        return kpi.state(self.goal, self.of(period))


def measured(targets: QuerySet[Target] | Iterable[Target]) -> list[Measured]:
    """The targets in their order, with the newest version of every figure."""
    found = list(targets)
    figures = recorded(found, now())
    return [Measured(each, figures.get(each.pk, {})) for each in found]


def of_year(ward: Ward, year: int) -> QuerySet[Target]:
    """The targets of the ward's plans of a year, in the plans' order."""
    targets = Target.objects.filter(ward=ward, plan__year=year)
    return targets.select_related("plan", "lead").order_by("plan", "position", "pk")


def years(ward: Ward) -> list[int]:
    """The years of the ward's plans with targets, the newest first."""
    found = Plan.objects.filter(ward=ward, targets__isnull=False).values_list("year", flat=True).distinct()
    return sorted(found, reverse=True)


def begun(year: int, rule: Rule) -> list[Period]:
    """The year's periods that have begun, the shortest first, of each kind the newest first."""
    every = (period for kind in KINDS for period in reversed(periods_of_year(year, kind, rule)))
    return [period for period in every if period.start <= today()]


def chosen(periods: list[Period], name: str) -> Period | None:
    """The period asked for, else the newest month that has closed, else the newest of all."""
    closed = (period for period in periods if period.close < today())
    asked = next((period for period in periods if period.name == name), None)
    return asked or next(closed, None) or (periods[0] if periods else None)
