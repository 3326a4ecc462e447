"""Arithmetic of targets and their figures, in Decimal: pure, no database.

Percentages are of 100 and unrounded; whoever prints them rounds. Whether a target is met is decided on the
unrounded figure: 94.996 % does not reach 95 %, though it prints as 95.00.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from wards.text import fold

_HUNDRED = Decimal(100)
_LEVELS = frozenset(("%", "phut", "gio", "ngay", "thang", "diem", "sao", "muc", "bac", "hang"))
"""Folded first words of units in which levels are measured: "phút", "ngày làm việc", "điểm"."""
_FIRST_WORD = re.compile(r"[a-z]+|%")


class Comparator(StrEnum):
    """How a figure meets its target."""

    AT_LEAST = ">="
    MORE_THAN = ">"
    AT_MOST = "<="
    LESS_THAN = "<"
    REDUCE_BY = "reduce_by"
    """By so many percent against the value of a baseline year."""


class Relation(StrEnum):
    """How a target is tied to the one before it."""

    SHARE_OF = "share_of"
    """A share of the other's numerator."""
    SUBSET = "subset"
    """The same measure in a part, with a denominator of its own."""


class TargetState(StrEnum):
    """Whether a figure meets its target."""

    MET = "met"
    NOT_MET = "not_met"
    NO_DATA = "no_data"


@dataclass(frozen=True)
class Goal:
    """What a target asks: `value` in `unit` ("%", "lớp" …); `baseline` is what a reduction is measured from."""

    comparator: Comparator
    value: Decimal
    unit: str = "%"
    baseline: Decimal | None = None


@dataclass(frozen=True)
class Figure:
    """A measurement: a numerator with its denominator, or a bare value where no count exists (a survey).

    ValueError where it is neither or both, where anything is negative, or the numerator exceeds the denominator.
    """

    numerator: Decimal | None = None
    denominator: Decimal | None = None
    value: Decimal | None = None

    def __post_init__(self) -> None:
        if (self.numerator is None) != (self.denominator is None) or (self.numerator is None) == (self.value is None):
            raise ValueError("a figure is a numerator with a denominator, or a value")
        if self.numerator is not None and self.denominator is not None and not 0 <= self.numerator <= self.denominator:
            raise ValueError("a numerator lies between 0 and its denominator")
        if self.value is not None and self.value < 0:
            raise ValueError("a value is not negative")

    @property
    def result(self) -> Decimal | None:
        """The percentage of a fraction, or the bare value; None where the denominator is zero."""
        if self.numerator is None or self.denominator is None:
            return self.value
        return self.numerator * _HUNDRED / self.denominator if self.denominator else None


def is_rate(goal: Goal) -> bool:
    """Whether the target's figures are shares of a count, in percent; what a reduction is measured on is none, though
    the reduction itself is."""
    return goal.unit == "%" and goal.comparator is not Comparator.REDUCE_BY


def is_level(goal: Goal) -> bool:
    """Whether the target's bare values are levels, which no sum makes sense of: percentages, times, points, and what
    a reduction is measured on. Anything else counts things, and a year's count is the sum of its months'."""
    measured_in = _FIRST_WORD.search(fold(goal.unit))
    return goal.comparator is Comparator.REDUCE_BY or (measured_in is not None and measured_in[0] in _LEVELS)


def combined(goal: Goal, figures: Iterable[Figure]) -> Figure | None:
    """The figure of a longer period from those of its parts, or of several wards: sums, never means.

    Fractions add numerators and denominators; bare values add where they count things. Levels cannot be added
    (`is_level`), nor values with fractions: there is a figure only where there is one, else None, until somebody
    records one for the longer period itself.
    """
    every = list(figures)
    if len(every) < 2:
        return every[0] if every else None
    fractions = [(f.numerator, f.denominator) for f in every if f.numerator is not None and f.denominator is not None]
    if len(fractions) == len(every):
        return Figure(sum((n for n, _ in fractions), Decimal(0)), sum((d for _, d in fractions), Decimal(0)))
    if fractions or is_level(goal):
        return None
    return Figure(value=sum((f.value for f in every if f.value is not None), Decimal(0)))


def achieved(goal: Goal, figure: Figure | None) -> Decimal | None:
    """The number to set beside the target's value: the figure's result, or by how many percent it was reduced.

    A reduction is (baseline - result) / baseline, negative where the result grew. None without a figure, with a
    zero denominator, or for a reduction without a baseline or from a baseline of zero.
    """
    result = figure.result if figure else None
    if goal.comparator is not Comparator.REDUCE_BY or result is None:
        return result
    return (goal.baseline - result) * _HUNDRED / goal.baseline if goal.baseline else None


def state(goal: Goal, figure: Figure | None) -> TargetState:
    """Met, not met, or no data."""
    reached = achieved(goal, figure)
    if reached is None:
        return TargetState.NO_DATA
    return TargetState.MET if meets(goal, reached) else TargetState.NOT_MET


def meets(goal: Goal, reached: Decimal) -> bool:
    """Whether a number that stands beside the target's value meets it."""
    match goal.comparator:
        case Comparator.MORE_THAN:
            return reached > goal.value
        case Comparator.AT_MOST:
            return reached <= goal.value
        case Comparator.LESS_THAN:
            return reached < goal.value
        case Comparator.AT_LEAST | Comparator.REDUCE_BY:
            return reached >= goal.value


def units_missing(goal: Goal, figure: Figure | None) -> int | None:
    """How many units of this period separate the figure from its target: 0 where it is met.

    Units of the numerator with the denominator as it stands: so many more where the target is a least value, so
    many fewer where it is a greatest one. Of a bare count its own units. None where nothing is counted (a bare
    percentage, a reduction, no figure) or where no number of units of this period would reach the target.
    """
    if figure is None or figure.result is None or goal.comparator is Comparator.REDUCE_BY:
        return None
    if figure.numerator is not None and figure.denominator is not None:
        have, limit = figure.numerator, figure.denominator
        wanted = goal.value * limit / _HUNDRED
    elif figure.value is not None and goal.unit != "%":
        have, limit, wanted = figure.value, None, goal.value
    else:
        return None
    more = goal.comparator in (Comparator.AT_LEAST, Comparator.MORE_THAN)
    gap = wanted - have if more else have - wanted
    strict = goal.comparator in (Comparator.MORE_THAN, Comparator.LESS_THAN)
    units = max(0, math.floor(gap) + 1 if strict else math.ceil(gap))
    after = have + units if more else have - units
    return units if after >= 0 and (limit is None or after <= limit) else None


def tie_holds(relation: Relation, figure: Figure, parent: Figure | None) -> bool:
    """Whether a tied target's figure agrees with its parent's of the same period.

    The denominator of a `share_of` is its parent's numerator; a `subset` has its own and is never checked, and
    bare values have nothing to check.
    """
    if relation is Relation.SUBSET or parent is None or figure.denominator is None or parent.numerator is None:
        return True
    return figure.denominator == parent.numerator
