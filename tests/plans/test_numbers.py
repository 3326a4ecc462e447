"""Figures as people type them: read exactly, or refused at their cell."""

from __future__ import annotations

import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.numbers import DECIMALS, MOST_DIGITS, NumberError, Problem, read_number, shown, write_number

READ = {
    "0": "0",
    "1234": "1234",
    " 1234 ": "1234",
    "1 234": "1234",
    "1\u00a0234\u00a0567": "1234567",
    "1.234.567": "1234567",
    "1,234,567": "1234567",
    "1.234,5": "1234.5",
    "1,234.5": "1234.5",
    "1 234,5": "1234.5",
    "12,5": "12.5",
    "12.5": "12.5",
    "0,125": "0.125",
    "0.125": "0.125",
    "1234,125": "1234.125",
    "1,2340": "1.234",
    "-3": "-3",
    "+3": "3",
    "007": "7",
    "12,50000": "12.5",
}
REFUSED = (
    *("1.234", "1,234", "12.345", "999,999", "1.23.456", "1,23,456", "12 34", "1 2345", "1.234,567.8", "1..2", "1,"),
    *("", "không", "12 hồ sơ", "95%", "1e5", "=1+1", "１２", "٣", "1/2", "--1", "1-2", "0,12345", "1" * 15, "NaN", "∞"),
)


@pytest.mark.parametrize(("text", "value"), READ.items())
def test_read(text: str, value: str) -> None:
    assert read_number(text) == Decimal(value)


@pytest.mark.parametrize("text", REFUSED)
def test_refused_with_words(text: str) -> None:
    with pytest.raises(NumberError) as refused:
        read_number(text)
    assert len(str(refused.value)) > 20


@pytest.mark.parametrize("text", ["1.234", "1,234"])
def test_what_can_be_read_in_two_ways_says_both(text: str) -> None:
    with pytest.raises(NumberError, match=r"1234 hoặc 1 phẩy 234"):
        read_number(text)


FIGURES = st.decimals(
    min_value=0, max_value=10**MOST_DIGITS - 1, places=DECIMALS, allow_nan=False, allow_infinity=False
)


@given(FIGURES)
def test_what_is_written_reads_back(value: Decimal) -> None:
    assert read_number(write_number(value)) == value


@given(st.integers(min_value=10**6, max_value=10**MOST_DIGITS - 1), st.sampled_from(".,  "))
def test_groups_of_three_read_back(value: int, mark: str) -> None:
    assert read_number(f"{value:,}".replace(",", mark)) == value


@given(st.integers(min_value=10**3, max_value=10**9), st.integers(0, 99), st.sampled_from([".,", ",."]))
def test_both_signs_read_back(value: int, cents: int, marks: str) -> None:
    text = f"{value:,}".replace(",", marks[0]) + f"{marks[1]}{cents:02}"
    assert read_number(text) == Decimal(value) + Decimal(cents) / 100


@given(st.integers(1, 999), st.integers(0, 999), st.sampled_from(".,"))
def test_one_group_after_one_sign_is_never_guessed(before: int, after: int, mark: str) -> None:
    with pytest.raises(NumberError):
        read_number(f"{before}{mark}{after:03}")


@given(st.text(max_size=30) | st.from_regex(r"[-+0-9., ]{0,12}", fullmatch=True))
def test_nothing_else_is_raised(text: str) -> None:
    with contextlib.suppress(NumberError):
        assert read_number(text).is_finite()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("12 hồ sơ", Problem.NO_NUMBER),
        ("1" * 15, Problem.TOO_LARGE),
        ("0,12345", Problem.TOO_FINE),
        ("1.234", Problem.TWO_WAYS),
        ("12 34", Problem.UNCLEAR),
    ],
)
def test_each_refusal_says_which_it_is(text: str, problem: Problem) -> None:
    with pytest.raises(NumberError) as refused:
        read_number(text)
    assert refused.value.problem is problem
    assert (refused.value.readings == ("1234", "1,2340")) is (problem is Problem.TWO_WAYS)


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        ("95", 2, "95"),
        ("94.996", 2, "95"),
        ("94.985", 2, "94,99"),
        ("1234.5", 2, "1.234,5"),
        ("1234567", 0, "1.234.567"),
        ("-0.001", 2, "0"),
        ("-12.5", 1, "-12,5"),
        ("0.5", 0, "1"),
    ],
)
def test_shown_as_offices_print_it(value: str, places: int, text: str) -> None:
    assert shown(Decimal(value), places) == text
