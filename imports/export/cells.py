"""Writing cells of a workbook so that a text stays a text, whatever it begins with."""

from __future__ import annotations

import math
from copy import copy
from datetime import date
from decimal import Decimal
from weakref import WeakKeyDictionary

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

FACE = "Times New Roman"
LONGEST = 32_767
"""Characters that a cell of a workbook takes."""

_LINE, _HIGHEST = 16.0, 409.0
"""Points: a line of 12 point type, and the highest row that a workbook takes."""

Value = str | int | float | Decimal | date | None

_EDGE = Side(style="thin")
BORDER = Border(_EDGE, _EDGE, _EDGE, _EDGE)
TOP = Alignment(vertical="top", wrap_text=True)
TOP_CENTRE = Alignment(horizontal="center", vertical="top", wrap_text=True)
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
PLAIN, BOLD, ITALIC = Font(FACE, 12), Font(FACE, 12, bold=True), Font(FACE, 12, italic=True)
STRUCK = Font(FACE, 12, strike=True)
TITLE, RECEIVERS = Font(FACE, 14, bold=True), Font(FACE, 12, bold=True, italic=True)


def safe(text: str) -> str:
    """The text without what a workbook cannot hold; one too long for a cell ends in "…"."""
    clean = ILLEGAL_CHARACTERS_RE.sub("", text)
    return clean if len(clean) <= LONGEST else f"{clean[: LONGEST - 1]}…"


def lines_of(text: str, width: float) -> int:
    """How many lines a text of 12 points takes in a column of that width, rather one too many than too few."""
    return sum(max(math.ceil(len(line) / max(width, 1)), 1) for line in text.split("\n"))


def row_height(lines: int) -> float:
    """The height in points of a row of that many lines; a row that is given none hides what is wrapped in it."""
    return min(lines * _LINE + 4, _HIGHEST)


_Look = tuple[StyleArray, Font, Alignment, Border | None]
# By what a look is made of, with that: as long as it is kept, no other object has its identity.
_LOOKS: WeakKeyDictionary[Workbook, dict[tuple[int | str | bool, ...], _Look]] = WeakKeyDictionary()


def put(
    page: Worksheet,
    row: int,
    column: int,
    value: Value,
    font: Font = PLAIN,
    align: Alignment = TOP,
    *,
    border: Border | None = None,
    shown: str = "General",
) -> Cell:
    """Writes a cell: a text is never taken for a formula; days are shown the Vietnamese way round, anything else in the
    number format `shown`.

    `font`, `align` and `border` are objects that many cells share: a look is worked out once for a workbook.
    """
    cell = page.cell(row, column)
    if not isinstance(cell, Cell):
        raise ValueError("inside a merged area")
    quoted = isinstance(value, str) and value[:1] in {"=", "+", "-", "@"}
    if isinstance(value, str):
        cell.value = safe(value) or None
        if value:
            cell.data_type = "s"
    else:
        cell.value = value
        shown = "dd/mm/yyyy" if isinstance(value, date) else shown
    looks = _LOOKS.setdefault(page.parent, {})  # type: ignore[arg-type]
    key = (id(font), id(align), id(border), shown, quoted)
    if key not in looks:
        cell.font, cell.alignment, cell.number_format, cell.quotePrefix = font, align, shown, quoted
        if border is not None:
            cell.border = border
        looks[key] = (cell._style, font, align, border)  # type: ignore[attr-defined]
    cell._style = copy(looks[key][0])  # type: ignore[attr-defined]
    return cell


def printed_landscape(page: Worksheet) -> None:
    """A4 across, as wide as one sheet, with the margins of Nghị định 30/2020/NĐ-CP in inches."""
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.page_margins.top = page.page_margins.bottom = 0.79
    page.page_margins.left, page.page_margins.right = 1.18, 0.59
    page.print_options.horizontalCentered = True
