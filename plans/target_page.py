"""A target's own page: its figures by period, their versions, its trend."""

from __future__ import annotations

from dataclasses import dataclass

from plans import grid, kpi, words
from plans.board import Line, Standing, line_of, recorded
from plans.choosing import kind_names
from plans.closing import closings_in_force, covering
from plans.grid import goal_of
from plans.models import Measurement, Target
from plans.series import figure_of
from wards.periods import Period, PeriodKind, periods_of_year
from wards.periods import covering as whole_year
from wards.words import period as period_words


@dataclass(frozen=True)
class Version:
    """A version of a figure, newest first; `holds` says that it is the one that counts."""

    figure: Measurement
    holds: bool

    @property
    def said(self) -> str:
        return grid.figure_words(self.figure, self.figure.target)


@dataclass(frozen=True)
class PeriodRow:
    """A period's figure: its own, or the sum of shorter ones. `versions` are those recorded for the period itself."""

    period: Period
    standing: Standing
    versions: tuple[Version, ...]
    closed: bool

    @property
    def label(self) -> str:
        return period_words(self.period.name)

    @property
    def is_sum(self) -> bool:
        return not self.versions and self.standing.figure is not None


@dataclass(frozen=True)
class TargetPage:
    """The page. `kinds` are its tables, months first, each with its kind's code and name."""

    line: Line
    period: Period
    kinds: list[tuple[str, str, list[PeriodRow]]]
    parts: list[Line]

    @property
    def is_measured(self) -> bool:
        """Whether it has figures."""
        return bool(self.line.recorded)

    @property
    def judges_periods(self) -> bool:
        """Whether each period is held against the target; of a count only the year is."""
        return kpi.is_level(goal_of(self.line.target))

    @property
    def baseline(self) -> str:
        """The value that a reduction is measured from."""
        value = self.line.target.baseline_value
        return words.level(value, self.line.target) if value is not None else ""


def target_page(target: Target, period: Period) -> TargetPage:
    """The target with its figures of its plan's year, and the targets tied to it. Five queries."""
    versions = list(
        Measurement.objects.filter(target=target)
        .select_related("author")
        .prefetch_related("evidence__attachment")
        .order_by("period", "-number")
    )
    by_period: dict[str, list[Measurement]] = {}
    for version in versions:
        version.target = target
        by_period.setdefault(version.period, []).append(version)
    figures = {name: made for name, found in by_period.items() if (made := grid.figure_of(found[0]))}
    parts = list(target.parts.select_related("plan", "lead").order_by("position", "pk"))
    known = recorded(parts)
    closings = closings_in_force(target.ward)
    year = whole_year(target.plan.year, period.rule)
    kinds = []
    for kind, name in kind_names():
        rows = []
        for each in periods_of_year(year.year, kind, period.rule):
            own = by_period.get(each.name, [])
            standing = Standing(target, each, figure_of(goal_of(target), each, figures))
            if own or standing.figure is not None or kind is PeriodKind.MONTH:
                told = tuple(Version(found, at == 0) for at, found in enumerate(own))
                rows.append(PeriodRow(each, standing, told, bool(covering(each, closings))))
        if rows:
            kinds.append((kind.value, name, rows))
    line = line_of(target, 0, period, figures)
    return TargetPage(line, period, kinds, [line_of(part, 1, period, known.get(part.pk, {})) for part in parts])
