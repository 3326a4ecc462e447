"""Names of periods as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.flat.periods import read_period, write_period

NAMES = [
    *(f"2026-{month:02}" for month in range(1, 13)),
    *(f"2026-Q{quarter}" for quarter in range(1, 5)),
    *("2026-H1", "2026-H2", "2026-9M", "2026"),
]


@pytest.mark.parametrize("name", NAMES)
def test_its_own_name_and_its_words_read_back(name: str) -> None:
    assert read_period(name) == name
    assert read_period(write_period(name)) == name


@pytest.mark.parametrize(
    ("text", "name"),
    {
        "tháng 03 năm 2026": "2026-03",
        "THÁNG 3/2026": "2026-03",
        "3/2026": "2026-03",
        "03-2026": "2026-03",
        "quý 1 năm 2026": "2026-Q1",
        "Quý IV/2026": "2026-Q4",
        "6 tháng đầu năm 2026": "2026-H1",
        "Sáu tháng cuối năm 2026": "2026-H2",
        "9 tháng đầu năm 2026": "2026-9M",
        "năm 2026": "2026",
    }.items(),
)
def test_as_offices_write_them(text: str, name: str) -> None:
    assert read_period(text) == name


@pytest.mark.parametrize("text", ["", "tháng 13/2026", "quý V/2026", "01/03/2026", "2026-W07", "tháng 3", "mùa xuân"])
def test_no_period(text: str) -> None:
    assert read_period(text) is None


@given(st.text(max_size=30))
def test_anything_is_a_period_or_none(text: str) -> None:
    name = read_period(text)
    assert name is None or read_period(name) == name
