"""What a person sees in a cell that a format dresses, and days whose month may have been read first."""

from __future__ import annotations

from datetime import date
from time import process_time

import pytest

from imports.grid import Grid
from imports.readers import read_file
from imports.workbook_scan import format_of
from tests.imports.test_readers import book_of, ods, saved, text

DAY = date(2026, 6, 3)


@pytest.mark.parametrize(
    ("value", "number_format", "seen"),
    [
        (DAY, '"Trước ngày "dd/mm/yyyy', "Trước ngày 03/06/2026"),
        (DAY, '"Trước "d/m', "Trước 03/06"),
        (6, '"Tháng "0', "Tháng 6"),
        (95, '0" %"', "95 %"),
        (DAY, "yyyy", "2026"),
        (DAY, 'dd" tháng "mm" năm "yyyy', "03/06/2026"),
        (3, '0;"không"', "3"),
    ],
)
def test_the_words_of_a_format_are_seen(value: object, number_format: str, seen: str) -> None:
    book = book_of(A1=value)
    book.worksheets[0]["A1"].number_format = number_format
    assert text(read_file(saved(book))) == seen


@pytest.mark.parametrize(
    ("value", "shown", "seen"),
    [
        ("2026-06-01", "06/2026", "06/2026"),  # no due date of 1 June
        ("2026-06-06", "06/2026", "06/2026"),
        ("2026-06-01", "Jun-26", "06/2026"),
        ("2026-06-03", "3/6", "03/06"),
        ("2026-06-30", "30-Jun", "30/06"),
        ("2026-12-31", "2026", "2026"),
        ("2026-06-03", "Trước ngày 03/06/2026", "Trước ngày 03/06/2026"),
        ("2026-06-03", "03/06/26", "03/06/2026"),
    ],
)
def test_a_day_of_an_ods_is_seen_as_shown(value: str, shown: str, seen: str) -> None:
    cell = f'<table:table-cell office:value-type="date" office:date-value="{value}"><text:p>{shown}</text:p>'
    grid = read_file(ods(f"<table:table-row>{cell}</table:table-cell></table:table-row>"))
    assert text(grid) == seen


@pytest.mark.parametrize("code", ["mm/dd/yyyy", "[$-409]m/d/yyyy", "mmmm d, yyyy"])
def test_a_format_that_shows_the_month_first(code: str) -> None:
    assert format_of(code) == "month_first"


def test_a_format_longer_than_any_is_not_searched_for_words() -> None:
    began = process_time()
    assert format_of('"a" ' * 20_000) == ""
    assert process_time() - began < 3


def turned(*values: object, number_format: str = "dd/mm/yyyy") -> list[int | None]:
    """The rows of those cells that are doubted."""
    book = book_of(**{f"A{row}": value for row, value in enumerate(values, 1)})
    for row, value in enumerate(values, 1):
        if isinstance(value, date):
            book.worksheets[0][f"A{row}"].number_format = number_format
    grid: Grid = read_file(saved(book))
    return [problem.row for problem in grid.warnings if "đổi ngày" in problem.message]


def test_days_beside_texts_that_no_american_excel_takes_for_days_are_doubted() -> None:
    assert turned("15/03/2026", DAY, "Trước 30.6.2026", date(2026, 5, 5)) == [2]  # 5 May is the same turned
    assert turned("15/03/2026", DAY, date(2026, 6, 30)) == []  # this Excel knows day 30
    assert turned("05/03/2026", DAY) == []
    assert turned(DAY, date(2026, 6, 30), number_format="mm/dd/yyyy") == [1]
