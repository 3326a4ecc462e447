"""Targets of a report with the figures of its period: two queries.

A figure recorded for the period itself is taken as it is; else it is added up from the shorter periods inside it
(sums of numerators and denominators, never means). Whether it reaches its target is judged as everywhere
(`plans.series.judged`): a count by the year so far. Of each period the last version written by the report's building
counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from plans import kpi
from plans.models import Measurement, Plan, Target
from plans.series import figure_of, judged
from reports.measured import measured, plain
from reports.shape import MeasuredFigures, TargetFigures
from wards.clock import now
from wards.periods import Period, covering, previous


def target_figures(plans: list[Plan], period: Period, built_at: datetime) -> list[TargetFigures]:
    """The targets of the plans of the period's year, in document order."""
    targets = Target.objects.filter(plan__in=[plan for plan in plans if plan.year == period.year])
    index = {plan.pk: at for at, plan in enumerate(plans)}
    found = sorted(targets.order_by("position", "pk"), key=lambda target: index[target.plan_id])
    recorded = _recorded(found, built_at)
    return [_target(target, index[target.plan_id], period, recorded.get(target.pk, {})) for target in found]


def reached(
    targets: Sequence[Target], period_of: Callable[[Target], Period]
) -> Iterator[tuple[Target, kpi.TargetState]]:
    """Whether each target reaches its goal with what is recorded so far of its period: one query."""
    recorded = _recorded(targets, now())
    for target in targets:
        yield target, kpi.state(_goal(target), _judged(target, period_of(target), recorded.get(target.pk, {})))


def _goal(target: Target) -> kpi.Goal:
    return kpi.Goal(kpi.Comparator(target.comparator), target.value, target.unit, target.baseline_value)


def _judged(target: Target, period: Period, recorded: Mapping[str, kpi.Figure]) -> kpi.Figure | None:
    """The figure that is held against the target."""
    return judged(_goal(target), period, covering(period.year, period.rule), recorded)


def _recorded(targets: Iterable[Target], built_at: datetime) -> dict[int, dict[str, kpi.Figure]]:
    """The last figure of each target and period."""
    recorded: dict[int, dict[str, kpi.Figure]] = {}
    versions = Measurement.objects.filter(target__in=list(targets), written_at__lte=built_at).order_by("number")
    for one in versions:
        recorded.setdefault(one.target_id, {})[one.period] = kpi.Figure(one.numerator, one.denominator, one.value)
    return recorded


def _target(target: Target, plan: int, period: Period, recorded: Mapping[str, kpi.Figure]) -> TargetFigures:
    goal = _goal(target)
    figure, held = figure_of(goal, period, recorded), _judged(target, period, recorded)
    of_period, so_far = measured(goal, figure), measured(goal, held)
    found = TargetFigures(
        id=str(target.public_id),
        plan=plan,
        measure=target.measure,
        comparator=target.comparator,
        value=plain(target.value),
        unit=target.unit,
        relation=target.relation,
        baseline_year=target.baseline_year,
        confirmed=target.confirmed_at is not None,
        figure=MeasuredFigures(**{**of_period, "state": so_far["state"]}),
        previous=measured(goal, figure_of(goal, previous(period), recorded)),
        missing=kpi.units_missing(goal, held),
    )
    if held != figure:
        found["so_far"] = so_far
    return found
