"""A target's figures over periods: longer periods from shorter ones, and what the year may come to. Pure.

Recorded figures are given by the names of their periods ("2026-03", "2026-Q1"). A figure recorded for a period itself
is taken as it is; else the period is added up from the shorter ones inside it, sums of numerators and denominators,
never means.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from plans.kpi import Comparator, Figure, Goal, achieved, combined, is_level
from wards.periods import Period, PeriodKind, covering, longest_parts, parts

_NEXT_SHORTER = {
    PeriodKind.YEAR: PeriodKind.HALF,
    PeriodKind.HALF: PeriodKind.QUARTER,
    PeriodKind.NINE_MONTHS: PeriodKind.QUARTER,
    PeriodKind.QUARTER: PeriodKind.MONTH,
}
_MONTHS = {
    PeriodKind.MONTH: 1,
    PeriodKind.QUARTER: 3,
    PeriodKind.HALF: 6,
    PeriodKind.NINE_MONTHS: 9,
    PeriodKind.YEAR: 12,
}
RECENT_MONTHS = 3
"""The months to come are taken to be like so many last ones."""
_HUNDRED = Decimal(100)


def figure_of(goal: Goal, period: Period, recorded: Mapping[str, Figure]) -> Figure | None:
    """The period's own figure, else the one its shorter periods add up to, else None; a supplement has the year's."""
    if period.kind is PeriodKind.SUPPLEMENT:
        return figure_of(goal, covering(period.year, period.rule), recorded)
    if period.name in recorded:
        return recorded[period.name]
    inside = (figure_of(goal, part, recorded) for part in _inside(period))
    return combined(goal, (figure for figure in inside if figure is not None))


def _inside(period: Period) -> tuple[Period, ...]:
    """The shorter periods that make up this one."""
    if period.kind is PeriodKind.ON_DEMAND:
        return longest_parts(period)
    shorter = _NEXT_SHORTER.get(period.kind)
    return parts(period, shorter) if shorter else ()


def pieces(period: Period, recorded: Mapping[str, Figure], until: date = date.max) -> Iterator[tuple[Period, Figure]]:
    """The recorded figures that `figure_of` adds up for the period, each with its own period, in order; none of a
    period that closes after the day `until`, in whose place are those of its parts."""
    if period.name in recorded and period.close <= until:
        yield period, recorded[period.name]
    else:
        for part in _inside(period):
            yield from pieces(part, recorded, until)


def judged(goal: Goal, period: Period, year: Period, recorded: Mapping[str, Figure]) -> Figure | None:
    """The figure of a period that is held against the target: a rate's or level's own, of a count that of the year up
    to the period's close, for "12 classes" are promised for the year and not for each month."""
    if is_level(goal) or period.start == year.start:
        return figure_of(goal, period, recorded)
    return combined(goal, (figure for _part, figure in pieces(year, recorded, period.close)))


@dataclass(frozen=True)
class Forecast:
    """What the year comes to if its `months_left` without figures are like the last `RECENT_MONTHS` known ones.

    `value` stands beside the target's value. `needed` is what those months must reach on average for the year to
    reach a target of a least percentage, above 100 where they cannot; None for other targets, or where it is met
    whatever comes.
    """

    value: Decimal
    months_left: int
    needed: Decimal | None = None


def forecast(goal: Goal, year: Period, recorded: Mapping[str, Figure]) -> Forecast | None:
    """The year's figure as far as it can be foreseen; None without figures, and for a year that has them all.

    Fractions and counts add the monthly average of the last known months for each month left. A level (a bare
    percentage, or what a reduction is measured on) cannot be added up: it is taken to stay as it was last.
    """
    known = list(pieces(year, recorded))
    left = 12 - sum(_MONTHS[period.kind] for period, _figure in known)
    if not known or left <= 0:
        return None
    figures = [figure for _period, figure in known]
    total = combined(goal, figures)
    if total is None or (total.value is not None and is_level(goal)):
        value = achieved(goal, figures[-1])
        return None if value is None else Forecast(value, left)
    recent, months = _recent(goal, known)
    if recent is None:
        return None
    expected = combined(goal, (total, *([_times(recent, Decimal(left) / months)])))
    value = achieved(goal, expected)
    return None if value is None else Forecast(value, left, _needed(goal, total, recent, Decimal(left) / months))


def _recent(goal: Goal, known: list[tuple[Period, Figure]]) -> tuple[Figure | None, int]:
    """The last pieces that make up `RECENT_MONTHS` months or more, added up, and how many months they are."""
    taken: list[Figure] = []
    months = 0
    for period, figure in reversed(known):
        taken.append(figure)
        months += _MONTHS[period.kind]
        if months >= RECENT_MONTHS:
            break
    return combined(goal, taken), months


def _times(figure: Figure, factor: Decimal) -> Figure:
    if figure.numerator is None or figure.denominator is None:
        return Figure(value=(figure.value or Decimal(0)) * factor)
    denominator = figure.denominator * factor
    return Figure(min(figure.numerator * factor, denominator), denominator)


def _needed(goal: Goal, total: Figure, recent: Figure, factor: Decimal) -> Decimal | None:
    """The percentage of the months left with which the year just reaches its target."""
    if goal.comparator not in (Comparator.AT_LEAST, Comparator.MORE_THAN) or total.numerator is None:
        return None
    if total.denominator is None or recent.denominator is None:
        return None
    to_come = recent.denominator * factor
    missing = goal.value * (total.denominator + to_come) / _HUNDRED - total.numerator
    return missing * _HUNDRED / to_come if to_come and missing > 0 else None
