"""Points of the index out of the targets mapped to its groups, in Decimal. Pure.

The points of the groups are those of Quyết định 766/QĐ-TTg. How a group's points fall to its targets, and how a figure
earns them, is the ward's own setting: the decision's own sub-criteria are not to hand (*confirm*), so what is computed
here is to be checked by the office.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from plans import kpi

POINTS = {
    "transparency": Decimal(18),
    "progress": Decimal(20),
    "online": Decimal(12),
    "digitisation": Decimal(22),
    "satisfaction": Decimal(18),
    "payment": Decimal(10),
}
"""The points of each group, by the names of `plans.models.IndexGroup`, in the decision's order; together 100."""

_WHOLE, _NOTHING, _HUNDRED = Decimal(1), Decimal(0), Decimal(100)


class Method(StrEnum):
    """How a figure earns its target's points."""

    GOAL = "goal"
    """So much of them as of the target is reached, at most all."""
    RATE = "rate"
    """So much of them as the percentage says: 90 % earns nine tenths."""
    MET = "met"
    """All where the target is met, else none."""


@dataclass(frozen=True)
class Component:
    """A target that counts towards a group. `points` is its share of the group's points where a person set one."""

    key: str
    group: str
    goal: kpi.Goal
    figure: kpi.Figure | None
    points: Decimal | None = None
    method: Method = Method.GOAL


@dataclass(frozen=True)
class Scored:
    """A component with the most it can earn, and what it earns: None where there is no figure."""

    component: Component
    most: Decimal
    score: Decimal | None


@dataclass(frozen=True)
class GroupScore:
    """A group with its components. `scaled`: the points set are together more than the group has, and were cut down in
    proportion."""

    group: str
    most: Decimal
    parts: tuple[Scored, ...]
    scaled: bool = False

    @property
    def score(self) -> Decimal:
        """What the components with a figure earn."""
        return sum((part.score for part in self.parts if part.score is not None), _NOTHING)

    @property
    def known(self) -> Decimal:
        """The most that the components with a figure could earn."""
        return sum((part.most for part in self.parts if part.score is not None), _NOTHING)

    @property
    def unknown(self) -> Decimal:
        """The points of which nothing is known: of components without a figure, or given to no component."""
        return self.most - self.known


def scores(components: Iterable[Component]) -> tuple[GroupScore, ...]:
    """Every group in order, also one without components; what is mapped to no group counts nowhere."""
    every = list(components)
    return tuple(_group(name, most, [each for each in every if each.group == name]) for name, most in POINTS.items())


def earned(component: Component) -> Decimal | None:
    """Which part of its points the figure earns, from 0 to 1; None without a figure or a result."""
    reached = kpi.achieved(component.goal, component.figure)
    if reached is None:
        return None
    at_most = component.goal.comparator in (kpi.Comparator.AT_MOST, kpi.Comparator.LESS_THAN)
    if component.method is Method.RATE and component.goal.unit == "%":
        part = reached / _HUNDRED
        return _within(_WHOLE - part if at_most else part)
    if kpi.state(component.goal, component.figure) is kpi.TargetState.MET:
        return _WHOLE
    if component.method is Method.MET:
        return _NOTHING
    over, under = (component.goal.value, reached) if at_most else (reached, component.goal.value)
    return _within(over / under) if under else _NOTHING


def _within(part: Decimal) -> Decimal:
    return min(max(part, _NOTHING), _WHOLE)


def _group(name: str, most: Decimal, components: Sequence[Component]) -> GroupScore:
    given = sum((each.points for each in components if each.points is not None), _NOTHING)
    blank = sum(each.points is None for each in components)
    factor = most / given if given > most else _WHOLE
    rest = (most - given) / blank if blank and given < most else _NOTHING
    parts = []
    for each in components:
        own = rest if each.points is None else each.points * factor
        part = earned(each)
        parts.append(Scored(each, own, None if part is None else own * part))
    return GroupScore(name, most, tuple(parts), scaled=given > most)
