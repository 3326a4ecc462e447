"""Tables in which targets, units and wards are set beside one another. Pure.

A percentage over several figures is the sum of numerators over the sum of denominators (`plans.kpi.combined`); how
many targets are met is counted out of those with a figure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from plans import kpi
from plans.charts import Chart, Point
from plans.kpi import TargetState
from plans.numbers import shown


@dataclass(frozen=True)
class Cell:
    """A figure as it is shown; `state` is "" where there is nothing to meet."""

    text: str = ""
    state: str = ""


@dataclass(frozen=True)
class Line:
    """A row: its name, what stands under it in small letters, and its cells."""

    name: str
    cells: tuple[Cell, ...]
    about: str = ""
    key: str = ""


@dataclass(frozen=True)
class Standing:
    """How many targets are met, missed, and without a figure."""

    met: int = 0
    missed: int = 0
    no_data: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.met + self.missed + self.no_data

    @property
    def share(self) -> Decimal | None:
        """The percentage met of those with a figure; None where none has one."""
        known = self.met + self.missed
        return Decimal(self.met) * 100 / known if known else None

    def cells(self) -> tuple[Cell, ...]:
        """Targets, met, missed, without a figure, percentage met."""
        numbers = (self.total, self.met, self.missed, self.no_data)
        share = "" if self.share is None else f"{shown(self.share)}%"
        return (*(Cell(str(number)) for number in numbers), Cell(share))


def standing(states: Iterable[TargetState]) -> Standing:
    """The states counted."""
    counted = Counter(states)
    return Standing(counted[TargetState.MET], counted[TargetState.NOT_MET], counted[TargetState.NO_DATA])


def cell(goal: kpi.Goal, figure: kpi.Figure | None, state: TargetState | None = None) -> Cell:
    """A figure with its state, by itself or as it is given (of a count, the year's so far); empty without one.

    Of a reduction it is what is measured (hours, days), whose unit stands in the measure's own words.
    """
    result = figure.result if figure else None
    if result is None:
        return Cell()
    unit = "%" if kpi.is_rate(goal) else ""
    return Cell(f"{shown(result)}{unit}", (state or kpi.state(goal, figure)).value)


def figure_cells(goal: kpi.Goal, figure: kpi.Figure | None) -> tuple[Cell, ...]:
    """Numerator, denominator, result."""
    numbers = (figure.numerator, figure.denominator) if figure else (None, None)
    return (*(Cell("" if number is None else shown(number)) for number in numbers), cell(goal, figure))


def chart_of_standings(title: str, rows: Mapping[str, Standing]) -> Chart:
    """The percentage met of each row."""
    return Chart(title, tuple(Point(name, each.share) for name, each in rows.items()))


def chart_of_figures(title: str, goal: kpi.Goal, words: str, rows: Sequence[tuple[str, kpi.Figure | None]]) -> Chart:
    """One measure in several rows, its target as a line; a reduction shows what was reached, not the level."""
    points = []
    for name, figure in rows:
        state = kpi.state(goal, figure)
        met = None if state is TargetState.NO_DATA else state is TargetState.MET
        points.append(Point(name, kpi.achieved(goal, figure), met))
    unit = "%" if goal.comparator is kpi.Comparator.REDUCE_BY else goal.unit
    return Chart(title, tuple(points), unit, goal.value, words)
