"""Points of the index: six groups, each shared out to its targets, nothing earned without a figure."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.kpi import Comparator, Figure, Goal
from reports.index766.scoring import POINTS, Component, Method, earned, scores

D = Decimal
AT_LEAST_90 = Goal(Comparator.AT_LEAST, D(90))


def component(
    figure: Figure | None,
    goal: Goal = AT_LEAST_90,
    group: str = "progress",
    points: Decimal | None = None,
    method: Method = Method.GOAL,
    key: str = "",
) -> Component:
    return Component(key, group, goal, figure, points, method)


def rate(numerator: int, denominator: int = 100) -> Figure:
    return Figure(D(numerator), D(denominator))


def test_the_six_groups_have_their_points() -> None:
    assert list(POINTS.values()) == [18, 20, 12, 22, 18, 10]
    assert [(group.group, group.most, group.score, group.unknown) for group in scores([])] == [
        (name, most, 0, most) for name, most in POINTS.items()
    ]


@pytest.mark.parametrize(
    ("goal", "figure", "method", "part"),
    [
        (AT_LEAST_90, rate(90), Method.GOAL, D(1)),
        (AT_LEAST_90, rate(95), Method.GOAL, D(1)),
        (AT_LEAST_90, rate(45), Method.GOAL, D("0.5")),
        (AT_LEAST_90, rate(45), Method.RATE, D("0.45")),
        (AT_LEAST_90, rate(95), Method.RATE, D("0.95")),
        (AT_LEAST_90, rate(89), Method.MET, D(0)),
        (AT_LEAST_90, rate(90), Method.MET, D(1)),
        (Goal(Comparator.AT_MOST, D(5)), rate(5), Method.GOAL, D(1)),
        (Goal(Comparator.AT_MOST, D(5)), rate(10), Method.GOAL, D("0.5")),
        (Goal(Comparator.AT_MOST, D(5)), rate(10), Method.RATE, D("0.9")),
        (Goal(Comparator.AT_MOST, D(0)), rate(1), Method.GOAL, D(0)),
        (Goal(Comparator.AT_LEAST, D(0)), rate(0), Method.GOAL, D(1)),
        (Goal(Comparator.AT_LEAST, D(12), "lớp"), Figure(value=D(6)), Method.RATE, D("0.5")),
        (Goal(Comparator.REDUCE_BY, D(50), "%", D(10)), Figure(value=D(8)), Method.GOAL, D("0.4")),
        (Goal(Comparator.REDUCE_BY, D(50), "%", D(10)), Figure(value=D(12)), Method.GOAL, D(0)),
        (AT_LEAST_90, rate(0, 0), Method.GOAL, None),
        (AT_LEAST_90, None, Method.MET, None),
    ],
)
def test_what_a_figure_earns(goal: Goal, figure: Figure | None, method: Method, part: Decimal | None) -> None:
    assert earned(component(figure, goal, method=method)) == part


def test_points_that_nobody_set_are_shared_out_evenly() -> None:
    (group,) = (
        each
        for each in scores(
            [component(rate(90), points=D(8)), component(None), component(rate(45)), component(rate(1), group="")]
        )
        if each.group == "progress"
    )
    assert [(part.most, part.score) for part in group.parts] == [(8, 8), (6, None), (6, 3)]
    assert (group.score, group.known, group.unknown) == (11, 14, 6)


def test_more_points_than_the_group_has_are_cut_down() -> None:
    group = scores([component(rate(90), points=D(30)), component(rate(90), points=D(10)), component(rate(90))])[1]
    assert group.scaled and [part.most for part in group.parts] == [15, 5, 0]


FIGURES = st.one_of(st.none(), st.builds(lambda d, n: rate(min(n, d), d), st.integers(0, 500), st.integers(0, 500)))
COMPONENTS = st.builds(
    component,
    FIGURES,
    st.builds(Goal, st.sampled_from(Comparator), st.decimals(0, 200, places=2), st.just("%"), st.just(D(50))),
    st.sampled_from([*POINTS, ""]),
    st.one_of(st.none(), st.decimals(0, 40, places=2)),
    st.sampled_from(Method),
)


@given(st.lists(COMPONENTS, max_size=12))
def test_no_group_earns_more_than_it_has(components: list[Component]) -> None:
    for group in scores(components):
        assert 0 <= group.score <= group.known <= group.most + D("1e-20")
        assert all(part.score is None or 0 <= part.score <= part.most for part in group.parts)
        assert [part.component for part in group.parts] == [each for each in components if each.group == group.group]
