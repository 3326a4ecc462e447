"""What a reader sees of targets and their figures: goals, states, gaps and faults in words."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plans import kpi
from plans.entry import Fault, Jump, Problem
from plans.kpi import TargetState
from plans.models import Target
from plans.numbers import DECIMALS, MOST_DIGITS, shown
from wards.periods import Period, PeriodKind

STATES = {
    TargetState.MET: gettext_lazy("met"),
    TargetState.NOT_MET: gettext_lazy("not met"),
    TargetState.NO_DATA: gettext_lazy("no figures yet"),
}
TONES = {TargetState.MET: "done", TargetState.NOT_MET: "late", TargetState.NO_DATA: "idle"}
"""Classes of the style sheet."""


class Words(NamedTuple):
    """A state in words and its tone."""

    label: str
    tone: str


def state(state: TargetState) -> Words:
    """Whether a target is met."""
    return Words(str(STATES[state]), TONES[state])


def amount(value: Decimal, unit: str, places: int = 2) -> str:
    """A value with its unit: "97,1%", "12 lớp"."""
    return f"{shown(value, places)}{'' if unit == '%' else ' '}{unit}".strip()


def level(value: Decimal, target: Target) -> str:
    """A recorded value: of a reduction what is measured, whose unit stands in the measure's own words."""
    return amount(value, "" if target.comparator == kpi.Comparator.REDUCE_BY else target.unit)


def goal(target: Target) -> str:
    """What a target asks for: "from 95% up", "reduced by 50% against 2025"."""
    values = {"value": amount(target.value, _unit(target)), "year": target.baseline_year}
    match kpi.Comparator(target.comparator):
        case kpi.Comparator.AT_LEAST if target.unit == "%" and target.value == 100:
            return _("reach 100 percent")
        case kpi.Comparator.AT_LEAST:
            return _("%(value)s or more") % values
        case kpi.Comparator.MORE_THAN:
            return _("more than %(value)s") % values
        case kpi.Comparator.AT_MOST:
            return _("at most %(value)s") % values
        case kpi.Comparator.LESS_THAN:
            return _("less than %(value)s") % values
        case kpi.Comparator.REDUCE_BY:
            text = _("reduced by %(value)s against %(year)s") if target.baseline_year else _("reduced by %(value)s")
            return text % values


def _unit(target: Target) -> str:
    return "%" if target.comparator == kpi.Comparator.REDUCE_BY else target.unit


def reached(value: Decimal | None, target: Target) -> str:
    """The number that stands beside the target's; "no figures yet" without one."""
    if value is None:
        return str(STATES[TargetState.NO_DATA])
    if target.comparator == kpi.Comparator.REDUCE_BY:
        text = _("reduced by %(value)s") if value >= 0 else _("grown by %(value)s")
        return text % {"value": amount(abs(value), "%")}
    return amount(value, target.unit)


def gap(target: Target, missing: int | None, period: Period) -> str:
    """How many units of the period separate the figure from its target; "" where it is met or nothing is counted."""
    if not missing:
        return ""
    values = {"count": shown(Decimal(missing), 0), "what": counted(target), "when": within(period)}
    if target.comparator in (kpi.Comparator.AT_LEAST, kpi.Comparator.MORE_THAN):
        return _("%(count)s more %(what)s needed %(when)s") % values
    return _("%(count)s %(what)s too many %(when)s") % values


def counted(target: Target) -> str:
    """What the numerator counts, or the target's own unit."""
    if target.unit != "%":
        return target.unit
    return target.numerator_label or _("cases")


def fields(target: Target) -> list[tuple[str, str]]:
    """The target's own fields as somebody else saved them, each with its label."""
    return [
        (_("What is measured"), target.measure),
        (_("Target"), goal(target)),
        (_("Baseline value"), "" if target.baseline_value is None else shown(target.baseline_value, DECIMALS)),
        (_("Unit of measure"), target.unit),
        (_("Tied to"), target.part_of.measure if target.part_of else ""),
        (_("Lead unit"), target.lead.name if target.lead else ""),
        (_("Group of the index 766"), str(target.get_index_group_display())),
        (_("What the numerator counts"), target.numerator_label),
        (_("What the denominator counts"), target.denominator_label),
    ]


def within(period: Period) -> str:
    """ "in the month", "in the quarter" …"""
    return {
        PeriodKind.WEEK: _("in the week"),
        PeriodKind.MONTH: _("in the month"),
        PeriodKind.QUARTER: _("in the quarter"),
        PeriodKind.HALF: _("in the half-year"),
        PeriodKind.NINE_MONTHS: _("in the nine months"),
        PeriodKind.YEAR: _("in the year"),
    }[period.kind]


def fault(problem: Problem, parent: str = "") -> str:
    """A fault of a cell, with what to write instead; `parent` is the measure that a share is a share of."""
    values = {"given": problem.given[:40], "digits": MOST_DIGITS, "decimals": DECIMALS, "parent": parent[:80]}
    values |= {f"expected{at}": text for at, text in enumerate(problem.expected)}
    return _FAULTS[problem.fault] % values


_FAULTS = {
    Fault.NO_NUMBER: gettext_lazy("“%(given)s” is no number: write digits only, such as 1234 or 12,5."),
    Fault.TOO_LARGE: gettext_lazy("“%(given)s” is too large: at most %(digits)d digits."),
    Fault.TOO_FINE: gettext_lazy("“%(given)s” has more than %(decimals)d digits after the comma: round it."),
    Fault.TWO_WAYS: gettext_lazy("“%(given)s” can be read in two ways: write %(expected0)s or %(expected1)s."),
    Fault.UNCLEAR: gettext_lazy("It is not clear which number “%(given)s” is: write its digits without a gap."),
    Fault.NEGATIVE: gettext_lazy("“%(given)s” is negative: a figure is 0 or more."),
    Fault.ABOVE_DENOMINATOR: gettext_lazy(
        "The numerator %(given)s is larger than the denominator %(expected0)s: check both."
    ),
    Fault.NO_NUMERATOR: gettext_lazy("The numerator is missing."),
    Fault.NO_DENOMINATOR: gettext_lazy("The denominator is missing: write the total here."),
    Fault.BOTH: gettext_lazy("Write a numerator with a denominator, or a value, not both."),
    Fault.EMPTIED: gettext_lazy("A recorded figure is not taken away: write the right one."),
    Fault.NOT_THE_PARENTS: gettext_lazy("This must be the numerator of “%(parent)s”, which is %(expected0)s."),
}


def jumped(jump: Jump, period: str) -> str:
    """How far a figure is from that of the period before, which is named."""
    values = {"before": shown(jump.before), "now": shown(jump.now), "period": period}
    if jump.of_rate:
        return _("%(now)s%% after %(before)s%% in %(period)s.") % values
    return _("%(now)s cases after %(before)s in %(period)s.") % values
