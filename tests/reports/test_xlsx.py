"""The workbook: the document's numbers, and texts that stay texts."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from reports.arrangement import Arrangement
from reports.letterhead import COMMITTEE, Signing
from reports.shape import Figures
from reports.xlsx import workbook
from tests.reports import sample
from tests.reports.sample import early, part, target, task


def opened(figures: Figures) -> dict[str, Worksheet]:
    book = openpyxl.load_workbook(io.BytesIO(workbook(figures, COMMITTEE, Signing())))
    return {sheet.title: sheet for sheet in book.worksheets}


def texts(sheet: Worksheet) -> list[list[Any]]:
    return [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]


def test_it_has_the_summary_and_the_three_annexes() -> None:
    sheets = opened(sample.typical())
    assert list(sheets) == ["Tổng hợp", "Phụ lục I", "Phụ lục II", "Phụ lục III"]
    for sheet in sheets.values():
        assert sheet["A1"].value == "Báo cáo kết quả thực hiện quý I năm 2026"
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)


def test_annexes_are_numbered_and_ordered_as_in_the_document() -> None:
    chosen = Arrangement(annexes=("late", "progress", "targets"))
    book = openpyxl.load_workbook(io.BytesIO(workbook(sample.typical(), COMMITTEE, Signing(), chosen)))
    assert book.sheetnames == ["Tổng hợp", "Phụ lục I", "Phụ lục II", "Phụ lục III"]
    assert "Giải trình" in [cell.value for row in book["Phụ lục I"].iter_rows() for cell in row]


def test_numbers_are_numbers() -> None:
    sheets = opened(sample.figures([task(early()), task(part(), stt="2")], targets=[target()]))
    total = texts(sheets["Tổng hợp"])[-1]
    assert [cell for cell in total if cell != ""][:3] == ["Tổng số", 2, 1]
    (row,) = [row for row in texts(sheets["Phụ lục II"]) if row and row[0] == 1]
    assert row[3:6] == [909, 938, "96,91%"]


def test_rows_of_the_annexes_match_the_figures() -> None:
    figures = sample.typical()
    sheets = opened(figures)
    late = [row for row in texts(sheets["Phụ lục III"]) if row and isinstance(row[0], int)]
    assert len(late) == figures["total"]["dated"]["by_category"]["overdue"]
    assert "Chưa có giải trình" in late[-1]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")', "a\x0bb\x00"])
def test_a_text_never_becomes_a_formula(text: str) -> None:
    sheet = opened(sample.figures([task(part(), content=text)]))["Phụ lục I"]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value and cell.column == 2]
    (found,) = [cell for cell in cells if cell.value != "Nhiệm vụ"]
    assert (found.data_type, found.value) == ("s", text.replace("\x0b", "").replace("\x00", ""))


def test_a_text_too_long_for_a_cell_is_cut_visibly() -> None:
    sheet = opened(sample.figures([task(part(), content="dài " * 20_000)]))["Phụ lục I"]
    longest = max((cell.value for row in sheet.iter_rows() for cell in row if cell.column == 2 and cell.value), key=len)
    assert (len(longest), longest[-1]) == (32_767, "…")


def test_no_tasks_at_all() -> None:
    assert texts(opened(sample.figures())["Phụ lục III"])[-1][0] == "STT"
