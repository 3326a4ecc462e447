"""Targets and their figures on both sides of each boundary; sums, never means."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.kpi import (
    Comparator,
    Figure,
    Goal,
    Relation,
    TargetState,
    achieved,
    combined,
    is_level,
    state,
    tie_holds,
    units_missing,
)

MET, NOT_MET, NO_DATA = TargetState.MET, TargetState.NOT_MET, TargetState.NO_DATA
D = Decimal


def count(numerator: int | str, denominator: int | str) -> Figure:
    return Figure(D(numerator), D(denominator))


def bare(value: int | str) -> Figure:
    return Figure(value=D(value))


def percent(comparator: str, value: int | str) -> Goal:
    return Goal(Comparator(comparator), D(value))


def halve(baseline: int | str | None) -> Goal:
    return Goal(Comparator.REDUCE_BY, D(50), "%", None if baseline is None else D(baseline))


@pytest.mark.parametrize(
    ("goal", "figure", "found"),
    [
        (percent(">=", 95), count(949, 1000), NOT_MET),
        (percent(">=", 95), count(95, 100), MET),
        (percent(">=", 95), count(951, 1000), MET),
        (percent(">=", 95), count(94996, 100000), NOT_MET),
        (percent(">=", 100), count(999, 1000), NOT_MET),
        (percent(">=", 100), count(7, 7), MET),
        (percent(">=", "66.6667"), count(2, 3), NOT_MET),
        (percent(">=", "66.6666"), count(2, 3), MET),
        (percent(">", 95), count(95, 100), NOT_MET),
        (percent(">", 95), count(9501, 10000), MET),
        (percent("<=", 5), count(5, 100), MET),
        (percent("<=", 5), count(51, 1000), NOT_MET),
        (percent("<", 5), count(5, 100), NOT_MET),
        (percent("<", 5), count(49, 1000), MET),
        (percent(">=", 90), bare("89.9"), NOT_MET),
        (percent(">=", 90), bare(90), MET),
        (Goal(Comparator.AT_LEAST, D(12), "lớp"), bare(11), NOT_MET),
        (Goal(Comparator.AT_LEAST, D(12), "lớp"), bare(12), MET),
        (halve(200), bare(101), NOT_MET),
        (halve(200), bare(100), MET),
        (halve(200), bare(0), MET),
        (halve(200), bare(300), NOT_MET),
        (halve(40), count(20, 100), MET),
        (halve(None), bare(100), NO_DATA),
        (halve(0), bare(100), NO_DATA),
        (percent(">=", 95), None, NO_DATA),
        (percent(">=", 95), count(0, 0), NO_DATA),
        (percent("<=", 5), count(0, 0), NO_DATA),
        (percent("<=", 5), count(0, 10), MET),
    ],
)
def test_the_state_of_a_target(goal: Goal, figure: Figure | None, found: TargetState) -> None:
    assert state(goal, figure) == found


@pytest.mark.parametrize(
    ("goal", "figure", "found"),
    [
        (percent(">=", 95), count(1, 8), D("12.5")),
        (percent(">=", 95), bare("93.2"), D("93.2")),
        (halve(200), bare(150), D(25)),
        (halve(200), bare(250), D(-25)),
        (percent(">=", 95), count(0, 0), None),
        (halve(0), bare(1), None),
    ],
)
def test_the_number_beside_the_target(goal: Goal, figure: Figure, found: Decimal | None) -> None:
    assert achieved(goal, figure) == found


SHARE, CLASSES = percent(">=", 95), Goal(Comparator.AT_LEAST, D(12), "lớp")


@pytest.mark.parametrize(
    ("goal", "figures", "found"),
    [
        (SHARE, [], None),
        (SHARE, [count(1, 2)], count(1, 2)),
        (SHARE, [count(9, 10), count(0, 90)], count(9, 100)),  # 9 %, not the mean of 90 % and 0 %
        (SHARE, [count(0, 0), count(3, 4)], count(3, 4)),
        (SHARE, [count(0, 0), count(0, 0)], count(0, 0)),
        (SHARE, [bare(90)], bare(90)),
        (SHARE, [bare(90), bare(92)], None),
        (SHARE, [bare(90), count(9, 10)], None),
        (CLASSES, [bare(3), bare(4), bare(0)], bare(7)),
        (CLASSES, [bare(3), count(9, 10)], None),
        (Goal(Comparator.REDUCE_BY, D(50), "ngày", D(10)), [bare(3), bare(4)], None),
    ],
)
def test_a_longer_period_is_a_sum(goal: Goal, figures: list[Figure], found: Figure | None) -> None:
    assert combined(goal, figures) == found
    assert combined(goal, reversed(figures)) == found


@pytest.mark.parametrize(
    ("unit", "level"),
    [
        ("%", True),
        ("phút", True),
        ("PHÚT/hồ sơ", True),
        ("ngày làm việc", True),
        ("Điểm", True),
        ("lớp", False),
        ("", False),
    ],
)
def test_levels_are_not_added_up(unit: str, level: bool) -> None:
    goal = Goal(Comparator.AT_MOST, D(15), unit)
    assert is_level(goal) is level
    assert combined(goal, [bare(3), bare(4)]) == (None if level else bare(7))
    assert is_level(Goal(Comparator.REDUCE_BY, D(15), unit))


@pytest.mark.parametrize(
    ("goal", "figure", "units"),
    [
        (percent(">=", 95), count(95, 100), 0),
        (percent(">=", 95), count(94, 100), 1),
        (percent(">=", 80), count(388, 500), 12),
        (percent(">=", 95), count(90, 101), 6),  # 95.95 files are 96
        (percent(">=", 100), count(0, 3), 3),
        (percent(">", 95), count(95, 100), 1),
        (percent(">", 95), count(96, 100), 0),
        (percent(">", 100), count(5, 5), None),
        (percent(">=", 120), count(5, 5), None),
        (percent("<=", 5), count(8, 100), 3),
        (percent("<=", 5), count(5, 100), 0),
        (percent("<", 5), count(5, 100), 1),
        (percent("<", 5), count(4, 100), 0),
        (percent("<", 0), count(0, 100), None),
        (percent(">=", 95), count(0, 0), None),
        (percent(">=", 95), bare(90), None),
        (percent(">=", 95), None, None),
        (halve(200), bare(150), None),
        (CLASSES, bare(9), 3),
        (CLASSES, bare(15), 0),
        (Goal(Comparator.MORE_THAN, D(12), "lớp"), bare(12), 1),
        (Goal(Comparator.AT_MOST, D(2), "hồ sơ"), bare(5), 3),
    ],
)
def test_how_many_units_are_missing(goal: Goal, figure: Figure | None, units: int | None) -> None:
    assert units_missing(goal, figure) == units


@pytest.mark.parametrize(
    ("relation", "figure", "parent", "holds"),
    [
        (Relation.SHARE_OF, count(60, 95), count(95, 100), True),
        (Relation.SHARE_OF, count(60, 94), count(95, 100), False),
        (Relation.SHARE_OF, count(60, 100), count(95, 100), False),
        (Relation.SHARE_OF, count("60.0", "95.0000"), count(95, 100), True),
        (Relation.SHARE_OF, count(60, 95), None, True),
        (Relation.SHARE_OF, bare(60), count(95, 100), True),
        (Relation.SHARE_OF, count(60, 95), bare(95), True),
        (Relation.SUBSET, count(60, 94), count(95, 100), True),
    ],
)
def test_a_share_is_of_its_parents_numerator(
    relation: Relation, figure: Figure, parent: Figure | None, holds: bool
) -> None:
    assert tie_holds(relation, figure, parent) is holds


@pytest.mark.parametrize(
    "parts",
    [(None, None, None), (D(1), None, None), (None, D(1), None), (D(1), D(2), D(50)), (D(3), D(2), None),
     (D(-1), D(2), None), (D(-2), D(-1), None), (None, None, D(-1))],
)  # fmt: skip
def test_what_is_no_figure_is_refused(parts: tuple[Decimal | None, Decimal | None, Decimal | None]) -> None:
    with pytest.raises(ValueError, match=r"figure|numerator|value"):
        Figure(*parts)


numbers = st.integers(0, 10**7)
counts = st.tuples(numbers, numbers).map(lambda pair: count(min(pair), max(pair)))
values = st.integers(0, 1_000_000).map(lambda n: D(n) / 10_000)
plain = st.sampled_from([one for one in Comparator if one is not Comparator.REDUCE_BY])


@given(counts)
def test_a_percentage_stays_between_0_and_100(figure: Figure) -> None:
    assert (figure.result is None) == (figure.denominator == 0)
    assert figure.result is None or 0 <= figure.result <= 100


@given(st.lists(counts, min_size=1, max_size=12))
def test_a_sum_lies_between_its_parts(figures: list[Figure]) -> None:
    results = [figure.result for figure in figures if figure.result is not None]
    whole = combined(SHARE, figures)
    assert whole is not None
    if not results:
        assert whole.result is None
    else:
        assert whole.result is not None
        tolerance = D("1e-20")
        assert min(results) - tolerance <= whole.result <= max(results) + tolerance


@given(st.lists(counts, min_size=2, max_size=6), st.integers(1, 5))
def test_sums_of_sums_are_the_same(figures: list[Figure], cut: int) -> None:
    halves = [combined(SHARE, part) for part in (figures[:cut], figures[cut:])]
    assert combined(SHARE, [half for half in halves if half]) == combined(SHARE, figures)


@given(plain, values, counts)
def test_the_state_is_that_of_exact_arithmetic(comparator: Comparator, value: Decimal, figure: Figure) -> None:
    assert figure.numerator is not None
    assert figure.denominator is not None
    if not figure.denominator:
        return
    exact, wanted = Fraction(figure.numerator) * 100 / Fraction(figure.denominator), Fraction(value)
    met = {">=": exact >= wanted, ">": exact > wanted, "<=": exact <= wanted, "<": exact < wanted}[comparator]
    assert (state(Goal(comparator, value), figure) is MET) is met


@given(plain, values, counts)
def test_the_missing_units_reach_the_target_and_one_fewer_does_not(
    comparator: Comparator, value: Decimal, figure: Figure
) -> None:
    goal = Goal(comparator, value)
    units = units_missing(goal, figure)
    assert figure.numerator is not None
    assert figure.denominator is not None
    sign = 1 if comparator in (Comparator.AT_LEAST, Comparator.MORE_THAN) else -1
    if units is None:
        best = Figure(figure.denominator if sign > 0 else D(0), figure.denominator)
        assert state(goal, best) is not MET
        return
    assert state(goal, Figure(figure.numerator + sign * units, figure.denominator)) is MET
    if units:
        assert state(goal, Figure(figure.numerator + sign * (units - 1), figure.denominator)) is NOT_MET
