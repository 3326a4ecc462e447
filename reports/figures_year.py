"""Targets with all their recorded figures, for the pages that set figures beside one another: two queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from plans import kpi
from plans.board import recorded
from plans.grid import goal_of, targets_of_year
from plans.models import Target
from plans.series import figure_of, judged
from wards.models import Ward
from wards.periods import Period, covering


@dataclass(frozen=True)
class Measured:
    """A target with the figures recorded for it, by the names of their periods."""

    target: Target
    figures: Mapping[str, kpi.Figure]

    @property
    def goal(self) -> kpi.Goal:
        """What it asks."""
        return goal_of(self.target)

    def of(self, period: Period) -> kpi.Figure | None:
        """The period's own figure, else what its shorter periods add up to."""
        return figure_of(self.goal, period, self.figures)

    def judged(self, period: Period) -> kpi.Figure | None:
        """The figure held against the target: of a count the year's so far."""
        return judged(self.goal, period, covering(period.year, period.rule), self.figures)

    def state(self, period: Period) -> kpi.TargetState:
        """Whether the target is met."""
        return kpi.state(self.goal, self.judged(period))


def measured(targets: Iterable[Target]) -> list[Measured]:
    """The targets in their order, with the newest version of every figure; no proposal without figures, for nobody has
    said yet that it is a target."""
    found = list(targets)
    figures = recorded(found)
    return [Measured(each, figures.get(each.pk, {})) for each in found if each.confirmed_at or each.pk in figures]


def of_year(ward: Ward, year: int) -> list[Measured]:
    """The targets of the ward's plans of a year, in the plans' order, with their figures."""
    return measured(targets_of_year(ward, year).select_related("plan", "lead"))
