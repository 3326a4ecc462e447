"""Targets of a report with the figures of its period: two queries.

A figure recorded for the period itself is taken as it is; else it is added up from the shorter periods inside it
(sums of numerators and denominators, never means). Of each period the last version written by the report's building
counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from plans import kpi
from plans.models import Measurement, Plan, Target
from reports.measured import measured, plain
from reports.shape import TargetFigures
from wards.periods import Period, PeriodKind, covering, longest_parts, parts, previous

_NEXT_SHORTER = {
    PeriodKind.YEAR: PeriodKind.HALF,
    PeriodKind.HALF: PeriodKind.QUARTER,
    PeriodKind.NINE_MONTHS: PeriodKind.QUARTER,
    PeriodKind.QUARTER: PeriodKind.MONTH,
}


def target_figures(plans: list[Plan], period: Period, built_at: datetime) -> list[TargetFigures]:
    """The targets of the plans of the period's year, in document order."""
    targets = Target.objects.filter(plan__in=[plan for plan in plans if plan.year == period.year])
    index = {plan.pk: at for at, plan in enumerate(plans)}
    found = sorted(targets.order_by("position", "pk"), key=lambda target: index[target.plan_id])
    recorded = _recorded(found, built_at)
    return [_target(target, index[target.plan_id], period, recorded.get(target.pk, {})) for target in found]


def _recorded(targets: Iterable[Target], built_at: datetime) -> dict[int, dict[str, kpi.Figure]]:
    """The last figure of each target and period."""
    recorded: dict[int, dict[str, kpi.Figure]] = {}
    versions = Measurement.objects.filter(target__in=list(targets), written_at__lte=built_at).order_by("number")
    for one in versions:
        recorded.setdefault(one.target_id, {})[one.period] = kpi.Figure(one.numerator, one.denominator, one.value)
    return recorded


def _target(target: Target, plan: int, period: Period, recorded: Mapping[str, kpi.Figure]) -> TargetFigures:
    goal = kpi.Goal(kpi.Comparator(target.comparator), target.value, target.unit, target.baseline_value)
    figure = figure_of(goal, period, recorded)
    return TargetFigures(
        id=str(target.public_id),
        plan=plan,
        measure=target.measure,
        comparator=target.comparator,
        value=plain(target.value),
        unit=target.unit,
        relation=target.relation,
        baseline_year=target.baseline_year,
        confirmed=target.confirmed_at is not None,
        figure=measured(goal, figure),
        previous=measured(goal, figure_of(goal, previous(period), recorded)),
        missing=kpi.units_missing(goal, figure),
    )


def figure_of(goal: kpi.Goal, period: Period, recorded: Mapping[str, kpi.Figure]) -> kpi.Figure | None:
    """The period's own figure, else the one its shorter periods add up to, else None; a supplement has the year's."""
    if period.kind is PeriodKind.SUPPLEMENT:
        return figure_of(goal, covering(period.year, period.rule), recorded)
    if period.name in recorded:
        return recorded[period.name]
    if period.kind is PeriodKind.ON_DEMAND:
        shorter = longest_parts(period)
    elif period.kind in _NEXT_SHORTER:
        shorter = parts(period, _NEXT_SHORTER[period.kind])
    else:
        return None
    inside = (figure_of(goal, part, recorded) for part in shorter)
    return kpi.combined(goal, (figure for figure in inside if figure is not None))
