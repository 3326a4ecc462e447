"""Chỉ tiêu: each target with its figure, state, trend, gap and forecast; read in three queries, then worked out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from plans import charts, kpi, words
from plans.grid import goal_of, nested, targets_of_year
from plans.kpi import TargetState
from plans.models import IndexGroup, Measurement, Plan, Target
from plans.numbers import shown
from plans.series import Forecast, figure_of, forecast, judged
from wards.models import Ward
from wards.periods import Period, PeriodKind, covering, periods_of_year
from wards.words import ROMAN


@dataclass(frozen=True)
class Standing:
    """A target's figure for a period beside what it asks: the figure, its result and state, and what is missing.

    Of a count `period` is the year, whose sum so far it is.
    """

    target: Target
    period: Period
    figure: kpi.Figure | None

    @cached_property
    def reached(self) -> Decimal | None:
        """The number beside the target's value."""
        return kpi.achieved(goal_of(self.target), self.figure)

    @cached_property
    def state(self) -> TargetState:
        return kpi.state(goal_of(self.target), self.figure)

    @property
    def value(self) -> str:
        """The result in words."""
        return words.reached(self.reached, self.target)

    @property
    def counts(self) -> str:
        """Numerator and denominator; "" for a bare value."""
        if self.figure is None or self.figure.numerator is None or self.figure.denominator is None:
            return ""
        return f"{shown(self.figure.numerator)}/{shown(self.figure.denominator)}"

    @property
    def said(self) -> words.Words:
        return words.state(self.state)

    @property
    def gap(self) -> str:
        """What would reach the target in this period, in units."""
        return words.gap(self.target, kpi.units_missing(goal_of(self.target), self.figure), self.period)


@dataclass(frozen=True)
class Line:
    """A target of the page, `depth` under what it hangs on: how it stands in the period chosen and in the year."""

    target: Target
    depth: int
    now: Standing
    year: Standing
    recorded: Mapping[str, kpi.Figure]

    @property
    def goal(self) -> str:
        return words.goal(self.target)

    @property
    def is_proposal(self) -> bool:
        return self.target.confirmed_at is None

    @cached_property
    def forecast(self) -> Forecast | None:
        return forecast(goal_of(self.target), self.year.period, self.recorded)

    @property
    def foreseen(self) -> str:
        """What the year comes to if it goes on like this; "" where that cannot be said."""
        if self.forecast is None:
            return ""
        state = words.state(TargetState.MET if self.is_foreseen_met else TargetState.NOT_MET)
        values = {"value": words.reached(self.forecast.value, self.target), "state": state.label}
        return _("Expected for the year: %(value)s, %(state)s") % values

    @property
    def is_foreseen_met(self) -> bool:
        return self.forecast is not None and kpi.meets(goal_of(self.target), self.forecast.value)

    @property
    def needed(self) -> str:
        """What the months left must reach on average; "" where nothing is to be said of that."""
        if self.forecast is None or self.forecast.needed is None or self.is_foreseen_met:
            return ""
        if self.forecast.needed > 100:
            return _("With as many cases a month the year can no longer reach the target.")
        values = {"value": words.amount(self.forecast.needed, "%"), "months": self.forecast.months_left}
        return _("The %(months)d months left need %(value)s on average.") % values

    @cached_property
    def chart(self) -> charts.Chart:
        return chart_of(self.target, self.recorded, self.year.period)

    @property
    def has_chart(self) -> bool:
        return any(point.value is not None for point in self.chart.points)

    @property
    def drawing(self) -> str:
        """The name of its drawing."""
        return charts.digest(self.chart)

    @property
    def small_drawing(self) -> str:
        """The name of its drawing in a list."""
        return charts.digest(self.chart, "spark")

    @property
    def described(self) -> str:
        """The drawing's text alternative."""
        return charts.described(self.chart)


@dataclass(frozen=True)
class Filters:
    """What of the page is shown, from its address."""

    state: str = ""
    group: str = ""
    plan: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> Filters:
        """Unknown values filter nothing."""
        state, group = query.get("state", ""), query.get("group", "")
        return cls(
            state if state in {*TargetState, "proposal"} else "",
            group if group in {*IndexGroup.values, "none"} else "",
            query.get("plan", "")[:36],
        )

    def fits(self, line: Line) -> bool:
        """Whether the line is shown."""
        in_state = not self.state or (line.is_proposal if self.state == "proposal" else line.now.state == self.state)
        group = line.target.index_group or "none"
        return in_state and self.group in ("", group) and self.plan in ("", str(line.target.plan.public_id))


@dataclass
class Board:
    """The page: `plans` are its groups with their lines; `counts` how many lines stand in each state."""

    period: Period
    year: Period
    plans: list[tuple[Plan, list[Line]]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    total: int = 0
    every_plan: list[Plan] = field(default_factory=list)

    @property
    def states(self) -> list[tuple[str, str, int]]:
        """The filters by state, each with its label and how many lines it shows."""
        named = [(state.value, str(words.STATES[state])) for state in TargetState]
        return [(key, label, self.counts[key]) for key, label in [*named, ("proposal", _("to be confirmed"))]]


def board(ward: Ward, period: Period, filters: Filters) -> Board:
    """The targets of the period's year. Two queries."""
    targets = list(targets_of_year(ward, period.year).select_related("plan", "lead"))
    year = covering(period.year, period.rule)
    figures = recorded(targets)
    found = Board(period, year, total=len(targets))
    found.every_plan = list({target.plan_id: target.plan for target in targets}.values())
    for target, depth in nested(targets):
        line = line_of(target, depth, period, figures.get(target.pk, {}))
        found.counts["proposal" if line.is_proposal else line.now.state.value] += 1
        if line.is_proposal:
            found.counts[line.now.state.value] += 1
        if not filters.fits(line):
            continue
        if not found.plans or found.plans[-1][0].pk != target.plan_id:
            found.plans.append((target.plan, []))
        found.plans[-1][1].append(line)
    return found


def line_of(target: Target, depth: int, period: Period, figures: Mapping[str, kpi.Figure]) -> Line:
    """The target's line for the period."""
    goal, year = goal_of(target), covering(period.year, period.rule)
    judged_in = period if kpi.is_level(goal) else year
    now = Standing(target, judged_in, judged(goal, period, year, figures))
    whole = Standing(target, year, figure_of(goal, year, figures))
    return Line(target, depth, now, whole, figures)


def recorded(targets: Iterable[Target]) -> dict[int, dict[str, kpi.Figure]]:
    """The newest figure of each target and period. One query."""
    found: dict[int, dict[str, kpi.Figure]] = {}
    keys = [target.pk for target in targets]
    columns = ("target_id", "period", "numerator", "denominator", "value")
    for target, period, *parts in Measurement.objects.filter(target__in=keys).order_by("number").values_list(*columns):
        found.setdefault(target, {})[period] = kpi.Figure(*parts)
    return found


def chart_of(
    target: Target, figures: Mapping[str, kpi.Figure], year: Period, kind: PeriodKind = PeriodKind.MONTH
) -> charts.Chart:
    """The trend of the target over the year's months, or over its quarters where no month has a figure."""
    goal, periods = goal_of(target), periods_of_year(year.year, kind, year.rule)
    told = {period.name for period in periods if figure_of(goal, period, figures)}
    points = tuple(
        point(goal, period, judged(goal, period, year, figures) if period.name in told else None) for period in periods
    )
    if kind is PeriodKind.MONTH and all(each.value is None for each in points):
        return chart_of(target, figures, year, PeriodKind.QUARTER)
    return charts.Chart(
        title=target.measure,
        points=points,
        unit="%" if target.comparator == kpi.Comparator.REDUCE_BY else target.unit,
        goal=target.value,
        goal_words=_("Target: %(goal)s") % {"goal": words.goal(target)},
        no_data=words.state(TargetState.NO_DATA).label,
    )


def point(goal: kpi.Goal, period: Period, figure: kpi.Figure | None) -> charts.Point:
    """The figure's place in a trend."""
    state = kpi.state(goal, figure)
    met = None if state is TargetState.NO_DATA else state is TargetState.MET
    return charts.Point(short(period), kpi.achieved(goal, figure), met)


def short(period: Period) -> str:
    """The period's name on an axis: "T3", "Quý I"."""
    match period.kind:
        case PeriodKind.MONTH:
            return _("M%(number)d") % {"number": period.ordinal}
        case PeriodKind.QUARTER:
            return _("Quarter %(number)s") % {"number": ROMAN[period.ordinal - 1]}
        case _other:
            return period.name
