"""A target's figure as it stands in frozen figures: exact numbers as texts. Pure."""

from __future__ import annotations

from decimal import Decimal

from plans import kpi
from reports.shape import MeasuredFigures

_PLACES = Decimal("0.0001")


def plain(number: Decimal) -> str:
    """An exact number as text, to 4 places, without useless zeros: "90", "92.8571"."""
    return f"{number.quantize(_PLACES).normalize():f}"


def measured(goal: kpi.Goal, figure: kpi.Figure | None) -> MeasuredFigures:
    """The figure with what it reached of the goal; empty where there is none."""
    reached = kpi.achieved(goal, figure)
    return MeasuredFigures(
        numerator=plain(figure.numerator) if figure and figure.numerator is not None else None,
        denominator=plain(figure.denominator) if figure and figure.denominator is not None else None,
        result=plain(reached) if reached is not None else None,
        state=kpi.state(goal, figure).value,
    )
