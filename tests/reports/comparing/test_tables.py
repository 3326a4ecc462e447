"""Rows beside one another: counted, added up, never averaged."""

from __future__ import annotations

from decimal import Decimal

from plans.kpi import Comparator, Figure, Goal, TargetState
from reports.comparing.tables import Cell, Standing, cell, chart_of_figures, figure_cells, standing

GOAL = Goal(Comparator.AT_LEAST, Decimal(90))


def test_targets_met_are_counted_of_those_with_a_figure() -> None:
    found = standing([TargetState.MET, TargetState.NOT_MET, TargetState.MET, TargetState.NO_DATA])
    assert [each.text for each in found.cells()] == ["4", "2", "1", "1", "66,67%"]
    assert Standing(no_data=3).cells()[-1] == Cell("")


def test_a_figure_with_what_it_reached() -> None:
    assert cell(GOAL, Figure(Decimal(1_234), Decimal(1_300))) == Cell("94,92%", "met")
    assert figure_cells(GOAL, Figure(Decimal(1_234), Decimal(1_400))) == (
        Cell("1.234"),
        Cell("1.400"),
        Cell("88,14%", "not_met"),
    )
    assert cell(GOAL, Figure(Decimal(0), Decimal(0))) == cell(GOAL, None) == Cell()
    faster = Goal(Comparator.REDUCE_BY, Decimal(30), baseline=Decimal(24))
    assert cell(faster, Figure(value=Decimal("14.6"))) == Cell("14,6", "met"), "hours are no percentage"


def test_a_chart_says_which_points_miss() -> None:
    chart = chart_of_figures("Đúng hạn", GOAL, "từ 90%", [("1", Figure(Decimal(9), Decimal(10))), ("2", None)])
    assert [(point.value, point.met) for point in chart.points] == [(90, True), (None, None)]
    assert (chart.goal, chart.unit) == (90, "%")
