"""The grid of a period's figures: every fault at its cell, shares against their parents, jumps asked about."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.entry import Cell, Fault, Jump, Line, Typed, jump, mark, read, texts
from plans.kpi import Comparator, Figure, Goal, Relation

RATE = Goal(Comparator.AT_LEAST, Decimal(95))
COUNT = Goal(Comparator.AT_LEAST, Decimal(12), "lớp")
WHOLE, SHARE, PART = 1, 2, 3


def fraction(numerator: int | str, denominator: int | str) -> Figure:
    return Figure(Decimal(numerator), Decimal(denominator))


def value(number: int | str) -> Figure:
    return Figure(value=Decimal(number))


@pytest.mark.parametrize(
    ("typed", "figure"),
    [
        (("940", "1000", ""), fraction(940, 1000)),
        (("1.234,5", "1,234.5", ""), fraction("1234.5", "1234.5")),
        (("0", "0", ""), fraction(0, 0)),
        (("", "", "98,5"), value("98.5")),
        (("", "", ""), None),
        (("  ", "", " "), None),
    ],
)
def test_what_is_a_figure(typed: tuple[str, str, str], figure: Figure | None) -> None:
    found = read({WHOLE: Line(RATE)}, {WHOLE: Typed(*typed)})[WHOLE]
    assert (found.figure, found.problems, found.changed) == (figure, (), figure is not None)


@pytest.mark.parametrize(
    ("typed", "cell", "fault"),
    [
        (("1001", "1000", ""), Cell.NUMERATOR, Fault.ABOVE_DENOMINATOR),
        (("-1", "1000", ""), Cell.NUMERATOR, Fault.NEGATIVE),
        (("", "", "-0,5"), Cell.VALUE, Fault.NEGATIVE),
        (("nhiều", "1000", ""), Cell.NUMERATOR, Fault.NO_NUMBER),
        (("900", "1.234", ""), Cell.DENOMINATOR, Fault.TWO_WAYS),
        (("900", "1..2", ""), Cell.DENOMINATOR, Fault.UNCLEAR),
        (("900", "1" * 15, ""), Cell.DENOMINATOR, Fault.TOO_LARGE),
        (("", "", "0,12345"), Cell.VALUE, Fault.TOO_FINE),
        (("900", "", ""), Cell.DENOMINATOR, Fault.NO_DENOMINATOR),
        (("", "900", ""), Cell.NUMERATOR, Fault.NO_NUMERATOR),
        (("900", "1000", "90"), Cell.VALUE, Fault.BOTH),
        (("", "1000", "90"), Cell.VALUE, Fault.BOTH),
    ],
)
def test_each_fault_is_at_its_cell(typed: tuple[str, str, str], cell: Cell, fault: Fault) -> None:
    found = read({WHOLE: Line(RATE)}, {WHOLE: Typed(*typed)})[WHOLE]
    assert [(problem.cell, problem.fault) for problem in found.problems] == [(cell, fault)]
    assert (found.figure, found.changed) == (None, False)


def test_every_faulty_cell_of_a_line_is_named_at_once() -> None:
    found = read({WHOLE: Line(RATE)}, {WHOLE: Typed("x", "1.234", "y")})[WHOLE]
    assert [problem.cell for problem in found.problems] == list(Cell)
    assert found.problems[1].expected == ("1234", "1,2340")


def test_a_recorded_figure_is_corrected_but_not_taken_away() -> None:
    line = Line(RATE, stored=fraction("940.0000", "1000"))
    assert not read({WHOLE: line}, {WHOLE: Typed("940", "1000")})[WHOLE].changed
    assert read({WHOLE: line}, {WHOLE: Typed("950", "1000")})[WHOLE].changed
    assert read({WHOLE: line}, {WHOLE: Typed()})[WHOLE].problems[0].fault is Fault.EMPTIED


LINES = {
    # The share stands before what it is a share of, as an edited plan may have it.
    SHARE: Line(RATE, parent=WHOLE, relation=Relation.SHARE_OF),
    WHOLE: Line(RATE),
    PART: Line(RATE, parent=WHOLE, relation=Relation.SUBSET),
}


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        (Typed("600", "940"), None),
        (Typed("600", "1000"), ("940",)),
        (Typed("600", ""), None),
        (Typed("", "", "63"), None),
        (Typed(), None),
    ],
)
def test_a_share_has_its_parents_numerator_as_its_denominator(share: Typed, expected: tuple[str] | None) -> None:
    found = read(LINES, {WHOLE: Typed("940", "1000"), SHARE: share, PART: Typed("10", "20")})
    assert found[WHOLE].problems == found[PART].problems == ()
    assert [problem.expected for problem in found[SHARE].problems] == ([expected] if expected else [])
    if share.numerator and not expected:
        assert found[SHARE].figure == fraction(600, 940)


def test_a_fault_is_told_once_and_not_again_at_the_share_that_waits_for_it() -> None:
    found = read(LINES, {WHOLE: Typed("960", "900"), SHARE: Typed("600")})
    assert [problem.fault for problem in found[WHOLE].problems] == [Fault.ABOVE_DENOMINATOR]
    assert found[SHARE].problems == ()
    # What is wrong with the share itself is.
    assert read(LINES, {WHOLE: Typed("960", "900"), SHARE: Typed("600", "x")})[SHARE].problems


def test_a_parent_that_changes_is_held_against_the_share_already_recorded() -> None:
    stored = {
        WHOLE: Line(RATE, stored=fraction(940, 1000)),
        SHARE: Line(RATE, WHOLE, Relation.SHARE_OF, fraction(600, 940)),
    }
    typed = {key: texts(line.stored) for key, line in stored.items()}
    assert not any(found.problems or found.changed for found in read(stored, typed).values())
    found = read(stored, typed | {WHOLE: Typed("950", "1000")})[SHARE]
    assert [(each.cell, each.fault) for each in found.problems] == [(Cell.DENOMINATOR, Fault.NOT_THE_PARENTS)]


def test_targets_tied_in_a_ring_are_still_read() -> None:
    ring = {1: Line(RATE, 2, Relation.SUBSET), 2: Line(RATE, 1, Relation.SUBSET)}
    assert all(found.changed for found in read(ring, {1: Typed("1", "2"), 2: Typed("1", "2")}).values())


@pytest.mark.parametrize(
    ("goal", "before", "now", "found"),
    [
        (RATE, fraction(900, 1000), fraction(800, 1000), Jump(Decimal(90), Decimal(80), of_rate=True)),
        (RATE, fraction(900, 1000), fraction(801, 1000), None),
        (RATE, fraction(900, 1000), fraction(1800, 2000), Jump(Decimal(1000), Decimal(2000), of_rate=False)),
        (RATE, fraction(900, 1000), fraction(450, 500), Jump(Decimal(1000), Decimal(500), of_rate=False)),
        (RATE, fraction(900, 1000), fraction(1799, 1999), None),
        (RATE, fraction(0, 0), fraction(9, 10), Jump(Decimal(0), Decimal(10), of_rate=False)),
        (RATE, fraction(4, 4), fraction(9, 9), None),
        (RATE, value(90), value("79.9"), Jump(Decimal(90), Decimal("79.9"), of_rate=True)),
        (RATE, value(30), value(39), None),
        (RATE, fraction(900, 1000), value(90), None),
        (COUNT, value(10), value(20), Jump(Decimal(10), Decimal(20), of_rate=False)),
        (COUNT, value(3), value(9), None),
        (RATE, None, fraction(1, 2), None),
        (RATE, fraction(1, 2), None, None),
    ],
)
def test_what_jumps_against_the_period_before(
    goal: Goal, before: Figure | None, now: Figure | None, found: Jump | None
) -> None:
    assert jump(goal, before, now) == found


def test_only_what_is_new_is_asked_about() -> None:
    line = Line(RATE, stored=fraction(10, 100), before=fraction(90, 100))
    assert read({WHOLE: line}, {WHOLE: Typed("10", "100")})[WHOLE].jump is None
    assert read({WHOLE: line}, {WHOLE: Typed("11", "100")})[WHOLE].jump


FIGURES = st.one_of(
    st.builds(lambda n: Figure(value=n), st.decimals(0, 10**9, places=4)),
    st.integers(0, 10**9).flatmap(lambda d: st.integers(0, d).map(lambda n: fraction(n, d))),
)


@given(FIGURES)
def test_what_a_cell_begins_with_changes_nothing(figure: Figure) -> None:
    found = read({WHOLE: Line(RATE, stored=figure)}, {WHOLE: texts(figure)})[WHOLE]
    assert (found.figure, found.changed, found.problems) == (figure, False, ())


@given(FIGURES, FIGURES)
def test_a_mark_belongs_to_one_figure(one: Figure, other: Figure) -> None:
    assert (mark(one) == mark(other)) is (one == other)


@given(st.dictionaries(st.sampled_from([1, 2, 3]), st.builds(Typed, st.text(max_size=8), st.text(max_size=8))))
def test_whatever_is_typed_is_a_figure_or_has_a_fault(typed: dict[int, Typed]) -> None:
    every = read(LINES, typed)
    for key, found in every.items():
        assert (found.figure is None) or not found.problems
        if not typed.get(key, Typed()).empty and not (key == SHARE and every[WHOLE].problems):
            assert found.figure is not None or found.problems
