"""Figures out of the statistics table, and what a target's words suggest."""

from __future__ import annotations

import pytest

from imports.statistics.formula import (
    Formula,
    Sum,
    doubled,
    field_names,
    from_record,
    missing,
    propose,
    to_record,
)
from plans.file_counts import Count
from tests.imports.statistics import tables

IN_TIME = Sum((Count.EARLY, Count.ON_TIME))
RESOLVED = Sum((Count.RESOLVED,))


def test_sums_over_columns_and_fields() -> None:
    table = tables.read(tables.WHOLE)
    assert (IN_TIME.of(table), RESOLVED.of(table)) == (1090, 1100)
    land = Sum((Count.EARLY, Count.ON_TIME), ("ĐẤT  ĐAI",))
    assert land.of(table) == 90
    assert land.place(table) == (8, "H")
    assert IN_TIME.place(table) == (10, "H"), "the line of totals"
    assert Sum((Count.LATE,), ("Đất đai", "Hộ tịch")).place(table) is None


def test_what_the_table_lacks() -> None:
    table = tables.read([row[:10] for row in (*tables.ONE_ROW, tables.LAND)])
    formula = Formula(Sum((Count.PENDING_LATE, Count.LATE), ("Đất đai", "Y tế")), Sum((Count.PENDING,)))
    assert missing(formula, table) == ([Count.PENDING_LATE, Count.PENDING], ["Y tế"])


def test_a_formula_keeps_as_a_record() -> None:
    for formula in (Formula(IN_TIME, RESOLVED), Formula(Sum((Count.LATE,), ("Đất đai",)))):
        assert from_record(to_record(formula)) == formula
    assert Formula(IN_TIME, RESOLVED).words() == ("Đã giải quyết: trước hạn + Đã giải quyết: đúng hạn / Đã giải quyết")


@pytest.mark.parametrize(
    ("measure", "relation", "formula"),
    [
        ("Tỷ lệ hồ sơ giải quyết trước và đúng hạn", "", Formula(IN_TIME, RESOLVED)),
        ("hồ sơ trả đúng hạn", "", Formula(IN_TIME, RESOLVED)),
        ("hồ sơ trả trước hạn", "share_of", Formula(Sum((Count.EARLY,)), IN_TIME)),
        ("hồ sơ trả trước hạn", "", Formula(Sum((Count.EARLY,)), RESOLVED)),
        ("hồ sơ nộp trực tuyến", "", Formula(Sum((Count.ONLINE,)), Sum((Count.ONLINE, Count.DIRECT)))),
        ("thanh toán trực tuyến", "", None),
        ("hồ sơ nộp phí trực tuyến", "", None),
        ("TTHC được nộp trực tuyến", "", None),
        ("nhiệm vụ tỉnh giao hoàn thành đúng hạn", "", None),
        ("mức độ hài lòng", "", None),
        ("TTHC được công bố, công khai đúng hạn", "", None),
    ],
)
def test_what_words_suggest(measure: str, relation: str, formula: Formula | None) -> None:
    assert propose(measure, relation) == formula


def test_a_total_with_its_own_part_counts_twice() -> None:
    assert doubled([Count.LATE, Count.RESOLVED]) == (Count.RESOLVED, Count.LATE)
    assert doubled([Count.EARLY, Count.ON_TIME]) is None


def test_names_of_fields_as_a_person_writes_them() -> None:
    assert field_names(" Đất đai\n\n- Hộ tịch;\nđất ĐAI\n") == ("Đất đai", "Hộ tịch")
