"""The statistics table read: counts with separators of both kinds, sums, and every error at its cell."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.grid import Grid
from imports.statistics.table import read_cell, read_statistics
from plans.file_counts import Count
from plans.numbers import NumberError
from tests.imports.statistics import tables
from tests.imports.statistics.tables import ABOVE, CIVIL, LAND, MARCH, ONE_ROW, THREE_ROWS, TOTAL, WHOLE, changed, read


def places(rows: list[tables.Row]) -> list[tuple[int | None, str | None]]:
    return [(problem.row, problem.column) for problem in read(rows).errors]


def test_the_whole_table() -> None:
    table = read(WHOLE)
    assert table.errors == () and table.warnings == ()
    assert [(row.row, row.name, row.counts[Count.RECEIVED]) for row in table.rows] == [
        (8, "Đất đai", 120),
        (9, "Hộ tịch", 1080),
    ]
    assert table.total is not None and (table.total.row, table.total.counts[Count.RESOLVED]) == (10, 1100)
    assert table.rows[1].counts[Count.LATE] == table.rows[1].counts[Count.PENDING_LATE] == 0
    assert (table.letter(Count.RECEIVED), table.letter(Count.PENDING_LATE)) == ("C", "M")


@pytest.mark.parametrize(
    ("text", "count"),
    [("1234", 1234), ("1.234", 1234), ("1,234", 1234), ("1 234", 1234), ("1.234.567", 1234567),
     ("12,345,678", 12345678), ("", 0), ("-", 0), ("–", 0), ("0", 0)],
)  # fmt: skip
def test_counts_read_exactly(text: str, count: int) -> None:
    assert read_cell(text) == count


@pytest.mark.parametrize(
    "text", ["-3", "12,5", "1.23", "1.234,567", "1,23,456", "mười", "95%", "1.2345", "=A1", "1e3", "12 34", "9" * 12]
)
def test_what_is_no_count_is_refused(text: str) -> None:
    with pytest.raises(NumberError, match=r"Số hồ sơ|Vui lòng"):
        read_cell(text)


@given(st.integers(0, 999_999_999), st.sampled_from([",", ".", " ", ""]))
def test_a_count_written_with_any_separator_reads_back(number: int, mark: str) -> None:
    assert read_cell(f"{number:,}".replace(",", mark)) == number


@given(st.text(max_size=12))
def test_no_text_is_read_as_a_count_it_does_not_hold(text: str) -> None:
    try:
        count = read_cell(text)
    except NumberError:
        return
    digits = "".join(char for char in text if char.isascii() and char.isdigit())
    assert str(count) == (digits.lstrip("0") or "0")


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        ([*ABOVE, *THREE_ROWS, changed(LAND, C="một trăm"), CIVIL, TOTAL], [(8, "C")]),
        ([*ABOVE, *THREE_ROWS, changed(LAND, J="-10"), CIVIL, TOTAL], [(8, "J")]),
        ([*ABOVE, *THREE_ROWS, changed(LAND, D="60,5"), CIVIL, TOTAL], [(8, "D")]),
        # The total of a line is not what its parts add up to; then neither is the line of totals.
        ([*ABOVE, *THREE_ROWS, changed(LAND, C="121"), CIVIL, TOTAL], [(8, "C"), (10, "C")]),
        ([*ABOVE, *THREE_ROWS, LAND, CIVIL, changed(TOTAL, G="1.101")], [(10, "G"), (10, "G")]),
        ([*ABOVE, *THREE_ROWS, LAND, changed(CIVIL, B=""), TOTAL], [(9, "B")]),
        ([*ABOVE, *THREE_ROWS, LAND, changed(LAND, A="3"), CIVIL, TOTAL],
         [(9, "B"), *[(11, letter) for letter in "CDEFGHIJKLM"]]),
        ([*ABOVE, *THREE_ROWS, LAND, CIVIL, TOTAL, TOTAL], [(11, "B")]),
        ([*ABOVE, *THREE_ROWS], [(6, None)]),
        ([["Lĩnh vực", "Ghi chú"], ["Đất đai", "x"]], [(None, None)]),
        ([changed(ONE_ROW[0], M="Giải quyết đúng hạn"), LAND], [(1, "M")]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_at_its_cell(rows: list[tables.Row], wrong: list[tuple[int | None, str | None]]) -> None:
    assert places(rows) == wrong


def test_every_problem_is_named_at_once() -> None:
    land = changed(LAND, C="x", H="-1", M="1,5")
    assert places([*ABOVE, *THREE_ROWS, land, CIVIL, TOTAL]) == [(8, "C"), (8, "H"), (8, "M")]


def test_a_cell_whose_value_the_file_does_not_hold() -> None:
    table = read(WHOLE, lost={(8, 3): "công thức chưa tính"})
    assert [(problem.row, problem.column) for problem in table.errors] == [(8, "C")]


def test_doubts_are_remarks() -> None:
    rows = [*ONE_ROW, changed(LAND, C="130", D="70"), ["", "Người lập biểu"]]
    table = read(rows)
    assert table.errors == ()
    assert [problem.row for problem in table.warnings] == [2, None], "received is not resolved and pending; no total"


def test_the_line_of_totals_may_stand_first_and_in_either_column() -> None:
    assert read([*ABOVE, *THREE_ROWS, changed(TOTAL, A="", B="TỔNG SỐ:"), LAND, CIVIL]).errors == ()


def test_two_tables_are_one_too_many() -> None:
    grid = Grid((tables.sheet(WHOLE, "Tháng 3"), tables.sheet(WHOLE, "Tháng 2")))
    (problem,) = read_statistics(grid, MARCH).errors
    assert "“Tháng 2”" in problem.message


@pytest.mark.parametrize(
    ("line", "errors", "warnings"),
    [
        ("Từ ngày 15/02/2026 đến ngày 14/03/2026", 0, 0),
        ("(Từ 15/2/2026 đến hết ngày 14/3/2026)", 0, 0),
        ("Tháng 3 năm 2026", 0, 0),
        ("KỲ BÁO CÁO: THÁNG 03/2026", 0, 0),
        ("Thử Nghiệm, ngày 05 tháng 4 năm 2026", 0, 0),
        ("Từ ngày 01/03/2026 đến ngày 31/03/2026", 0, 1),
        ("Từ ngày 15/01/2026 đến ngày 14/02/2026", 1, 0),
        ("Từ ngày 15/12/2025 đến ngày 14/03/2026", 1, 0),
        ("Từ ngày 31/02/2026 đến ngày 14/03/2026", 0, 1),
        ("Tháng 2 năm 2026", 1, 0),
        ("Tháng 3/2025", 1, 0),
    ],
)
def test_a_file_of_another_period_is_refused(line: str, errors: int, warnings: int) -> None:
    table = read([[line], *ONE_ROW, LAND, changed(LAND, A="", B="Cộng")])
    assert (len(table.errors), len(table.warnings)) == (errors, warnings), (table.errors, table.warnings)
    assert {problem.row for problem in (*table.errors, *table.warnings)} <= {1}
