"""Longer periods from shorter ones, and what the year may come to."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.kpi import Comparator, Figure, Goal
from plans.series import Forecast, figure_of, forecast, judged, pieces
from wards.periods import Rule, covering, parse

YEAR = covering(2026, Rule.CUTOFF)
MONTHS = [f"2026-{month:02}" for month in range(1, 13)]
RATE = Goal(Comparator.AT_LEAST, Decimal(95))
COUNT = Goal(Comparator.AT_LEAST, Decimal(12), "lớp")


def fraction(numerator: int, denominator: int) -> Figure:
    return Figure(Decimal(numerator), Decimal(denominator))


def count(value: int | str) -> Figure:
    return Figure(value=Decimal(value))


FRACTIONS = st.integers(0, 10_000).flatmap(lambda d: st.integers(0, d).map(lambda n: fraction(n, d)))
RECORDED = st.dictionaries(st.sampled_from(MONTHS), FRACTIONS)


def test_a_longer_period_is_added_up_and_its_own_figure_stands_before_that() -> None:
    recorded = {"2026-01": fraction(90, 100), "2026-03": fraction(10, 300), "2026-Q2": fraction(1, 2)}
    assert figure_of(RATE, parse("2026-Q1", Rule.CUTOFF), recorded) == fraction(100, 400)
    assert figure_of(RATE, parse("2026-H1", Rule.CUTOFF), recorded) == fraction(101, 402)
    assert figure_of(RATE, YEAR, recorded | {"2026": fraction(3, 4)}) == fraction(3, 4)
    assert figure_of(RATE, parse("2026-Q4", Rule.CUTOFF), recorded) is None


@given(RECORDED)
def test_the_year_adds_up_to_its_pieces_and_to_its_halves(recorded: dict[str, Figure]) -> None:
    found = figure_of(RATE, YEAR, recorded)
    known = [figure for _period, figure in pieces(YEAR, recorded)]
    assert len(known) == len(recorded)
    if found is None:
        assert not recorded
        return
    assert found.numerator == sum(figure.numerator or 0 for figure in recorded.values())
    assert found.denominator == sum(figure.denominator or 0 for figure in recorded.values())
    halves = [figure_of(RATE, parse(f"2026-H{half}", Rule.CUTOFF), recorded) for half in (1, 2)]
    assert found.denominator == sum(half.denominator or 0 for half in halves if half)


@pytest.mark.parametrize(
    ("goal", "recorded", "found"),
    [
        (RATE, {}, None),
        # 3 months of 100 each, 9 to come at the same rate.
        (
            RATE,
            {"2026-01": fraction(90, 100), "2026-02": fraction(90, 100), "2026-03": fraction(90, 100)},
            Forecast(Decimal(90), 9, (Decimal("0.95") * 1200 - 270) * 100 / 900),
        ),
        # Only the last three months say what is to come.
        (
            RATE,
            {"2026-01": fraction(0, 100), **dict.fromkeys(MONTHS[1:10], fraction(100, 100))},
            Forecast(Decimal(1100) * 100 / 1200, 2, Decimal(120)),
        ),
        # The year reaches its target whatever comes.
        (Goal(Comparator.AT_LEAST, Decimal(50)), dict.fromkeys(MONTHS[:11], fraction(9, 10)), Forecast(Decimal(90), 1)),
        (RATE, dict.fromkeys(MONTHS, fraction(9, 10)), None),
        (RATE, {"2026": fraction(9, 10)}, None),
        (RATE, {"2026-01": fraction(0, 0)}, None),
        (COUNT, {"2026-Q1": count(3)}, Forecast(Decimal(12), 9)),
        (COUNT, {"2026-01": count(2), "2026-02": count(1)}, Forecast(Decimal(18), 10)),
        # A level stays as it was last.
        (RATE, {"2026-Q1": count(80), "2026-Q2": count(88)}, Forecast(Decimal(88), 6)),
        (
            Goal(Comparator.REDUCE_BY, Decimal(50), "ngày", Decimal(20)),
            {"2026-01": count(15), "2026-02": count(12)},
            Forecast(Decimal(40), 10),
        ),
        (Goal(Comparator.REDUCE_BY, Decimal(50), "ngày"), {"2026-01": count(15)}, None),
    ],
)
def test_forecast(goal: Goal, recorded: dict[str, Figure], found: Forecast | None) -> None:
    assert forecast(goal, YEAR, recorded) == found


MINUTES = Goal(Comparator.AT_MOST, Decimal(15), "phút")


@pytest.mark.parametrize(
    ("goal", "period", "found"),
    [
        # A rate and a level are judged month by month, a count by the year up to the month's close.
        (RATE, "2026-02", fraction(5, 10)),
        (RATE, "2026-Q1", fraction(14, 20)),
        (MINUTES, "2026-03", None),
        (COUNT, "2026-01", count(2)),
        (COUNT, "2026-02", count(2)),
        (COUNT, "2026-03", count(5)),
        (COUNT, "2026", count(9)),
    ],
)
def test_what_is_held_against_the_target(goal: Goal, period: str, found: Figure | None) -> None:
    recorded = {
        RATE: {"2026-01": fraction(9, 10), "2026-02": fraction(5, 10)},
        MINUTES: {"2026-02": count(12)},
        COUNT: {"2026-01": count(2), "2026-03": count(3), "2026-Q2": count(4)},
    }[goal]
    assert judged(goal, parse(period, Rule.CUTOFF), YEAR, recorded) == found


@pytest.mark.parametrize(
    ("period", "found"), [("2026-02", 2), ("2026-Q1", 3), ("2026-05", 7), ("2026-H1", 9), ("2026-9M", 11), ("2026", 12)]
)
def test_a_longer_period_s_own_count_hides_none_of_the_periods_before(period: str, found: int) -> None:
    recorded = {"2026-01": 1, "2026-02": 1, "2026-Q1": 3, "2026-05": 4, "2026-H1": 9, "2026-9M": 11, "2026": 12}
    given = {name: count(value) for name, value in recorded.items()}
    assert judged(COUNT, parse(period, Rule.CUTOFF), YEAR, given) == count(found)


@given(st.dictionaries(st.sampled_from(MONTHS), st.integers(0, 50).map(count), min_size=1))
def test_a_count_never_falls_over_the_year(recorded: dict[str, Figure]) -> None:
    so_far = [judged(COUNT, parse(month, Rule.CUTOFF), YEAR, recorded) for month in MONTHS]
    values = [figure.value for figure in so_far if figure is not None and figure.value is not None]
    assert values == sorted(values)
    assert values[-1] == sum(figure.value or 0 for figure in recorded.values())


@given(RECORDED)
def test_what_is_needed_just_reaches_the_target(recorded: dict[str, Figure]) -> None:
    expected = forecast(RATE, YEAR, recorded)
    if expected is None:
        return
    assert 0 <= expected.value <= 100
    assert 1 <= expected.months_left <= 11
    if expected.needed is not None and expected.value >= RATE.value:
        known = list(pieces(YEAR, recorded))[-3:]
        rate = sum(f.numerator or 0 for _p, f in known) * 100 / sum(f.denominator or 0 for _p, f in known)
        assert expected.needed <= rate + Decimal("1e-9")
