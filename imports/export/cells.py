"""Writing cells of a workbook so that a text stays a text, whatever it begins with."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

FACE = "Times New Roman"
LONGEST = 32_767
"""Characters that a cell of a workbook takes."""

Value = str | int | float | Decimal | date | None

_EDGE = Side(style="thin")
BORDER = Border(_EDGE, _EDGE, _EDGE, _EDGE)
TOP = Alignment(vertical="top", wrap_text=True)
TOP_CENTRE = Alignment(horizontal="center", vertical="top", wrap_text=True)
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
PLAIN, BOLD, ITALIC = Font(FACE, 12), Font(FACE, 12, bold=True), Font(FACE, 12, italic=True)
STRUCK = Font(FACE, 12, strike=True)


def safe(text: str) -> str:
    """The text without what a workbook cannot hold; one too long for a cell ends in "…"."""
    clean = ILLEGAL_CHARACTERS_RE.sub("", text)
    return clean if len(clean) <= LONGEST else f"{clean[: LONGEST - 1]}…"


def put(page: Worksheet, row: int, column: int, value: Value, font: Font = PLAIN, align: Alignment = TOP) -> Cell:
    """Writes a cell: a text is never taken for a formula; days are shown the Vietnamese way round."""
    cell = page.cell(row, column)
    if not isinstance(cell, Cell):
        raise ValueError("inside a merged area")
    if isinstance(value, str):
        cell.value = safe(value)
        if value:
            cell.data_type = "s"
            cell.quotePrefix = value[0] in "=+-@"
    else:
        cell.value = value
        if isinstance(value, date):
            cell.number_format = "dd/mm/yyyy"
    cell.font, cell.alignment = font, align
    return cell


def printed_landscape(page: Worksheet) -> None:
    """A4 across, as wide as one sheet, with the margins of Nghị định 30/2020/NĐ-CP in inches."""
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.page_margins.top = page.page_margins.bottom = 0.79
    page.page_margins.left, page.page_margins.right = 1.18, 0.59
    page.print_options.horizontalCentered = True
