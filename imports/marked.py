"""The file's cells in a new workbook, with a comment and a light fill at each cell that is wrong or in doubt. Pure.

It is written anew from the texts that were read, never from the file itself: so it is the same for every format, and
nothing that was hidden in the file (formulas, macros, pictures) goes along. Texts are written as texts: one that
begins with "=" is no formula in Excel.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from imports.export.cells import lines_of, row_height
from imports.grid import Grid, Problem, Sheet

ERROR, DOUBT = PatternFill("solid", fgColor="F8D7DA"), PatternFill("solid", fgColor="FFF3CD")
WRAPPED, UNWRAPPED = Alignment(wrap_text=True, vertical="top"), Alignment(vertical="top")
MOST_COMMENTS = 5_000
MOST_LETTERS = 32_000  # Excel takes 32,767 in a cell
MOST_OF_A_COMMENT = 4_000
LIST, LIST_WIDTHS = "Lỗi và lưu ý", (10, 24, 8, 8, 110)
AUTHOR = "Cổng kế hoạch"
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\]")


def marked_workbook(grid: Grid, errors: Iterable[Problem], warnings: Iterable[Problem]) -> bytes:
    """An .xlsx of the grid: comments at the cells, and a first sheet that lists all of them, also those of no cell."""
    said = [(problem, True) for problem in errors] + [(problem, False) for problem in warnings]
    book = Workbook(write_only=True)
    names = _names(grid.sheets)
    _list(book.create_sheet(LIST), said, names)
    at: dict[tuple[str, int, int], list[tuple[Problem, bool]]] = defaultdict(list)
    for problem, wrong in said[:MOST_COMMENTS]:
        if problem.sheet in names and problem.row:
            at[problem.sheet, problem.row, _column(problem, grid)].append((problem, wrong))
    for sheet in grid.sheets:
        _write(book.create_sheet(names[sheet.name]), sheet, at)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _names(sheets: Iterable[Sheet]) -> dict[str, str]:
    """Names that Excel takes, each once: a table of a Word document has a longer one."""
    taken = {LIST.casefold()}
    names: dict[str, str] = {}
    for number, sheet in enumerate(sheets, start=1):
        name = _NOT_IN_A_NAME.sub(" ", _clean(sheet.name)).strip("' ")[:31] or f"Bảng {number}"
        while name.casefold() in taken:
            name = f"{name[:25]} ({number})"
            number += 1
        taken.add(name.casefold())
        names[sheet.name] = name
    return names


def _column(problem: Problem, grid: Grid) -> int:
    """The column of a problem; of one that means the whole row its first filled cell."""
    if problem.column:
        return int(column_index_from_string(problem.column))
    rows = next((sheet.rows for sheet in grid.sheets if sheet.name == problem.sheet), ())
    row = rows[(problem.row or 1) - 1] if (problem.row or 1) <= len(rows) else ()
    return next((place for place, text in enumerate(row, start=1) if text), 1)


def _list(page: WriteOnlyWorksheet, said: list[tuple[Problem, bool]], names: dict[str, str]) -> None:
    for letter, width in zip("ABCDE", LIST_WIDTHS, strict=True):
        page.column_dimensions[letter].width = width  # type: ignore[attr-defined]
    page.append(
        [_text(page, title, bold=True) for title in ("Loại", "Trang tính", "Dòng", "Cột", "Nội dung, cách sửa")]
    )
    for number, (problem, wrong) in enumerate(said, start=2):
        kind = _text(page, "Lỗi" if wrong else "Lưu ý")
        kind.fill = ERROR if wrong else DOUBT
        sheet = names.get(problem.sheet or "", problem.sheet or "")
        _give_height(page, number, ("", sheet, "", "", problem.message), LIST_WIDTHS)
        page.append(
            [
                kind,
                _text(page, sheet),
                problem.row,
                _text(page, problem.column or ""),
                _text(page, problem.message),
            ]
        )


def _write(page: WriteOnlyWorksheet, sheet: Sheet, at: dict[tuple[str, int, int], list[tuple[Problem, bool]]]) -> None:
    columns = max((len(row) for row in sheet.rows), default=0)
    # A line that stands alone, such as a title, may run over the cells beside it.
    table = [row for row in sheet.rows if not _stands_alone(row)]
    longest = [max((len(row[at]) for row in table if at < len(row)), default=0) for at in range(columns)]
    widths = [min(max(letters, 6), 45) for letters in longest]
    for column, width in enumerate(widths, start=1):
        page.column_dimensions[get_column_letter(column)].width = width  # type: ignore[attr-defined]
    here: dict[int, dict[int, list[tuple[Problem, bool]]]] = defaultdict(dict)
    for (name, number, column), said in at.items():
        if name == sheet.name:
            here[number][column] = said
    for number, row in enumerate(sheet.rows, start=1):
        alone = _stands_alone(row)
        cells: list[Cell | None] = [_text(page, text, wrapped=not alone) if text else None for text in row]
        for column, said in here[number].items() if number in here else ():
            cells.extend([None] * (column - len(cells)))
            cells[column - 1] = _marked(page, cells[column - 1] or _text(page, ""), said)
        if not alone:
            _give_height(page, number, row, widths)
        page.append(cells)


def _stands_alone(row: Sequence[str]) -> bool:
    return sum(map(bool, row)) == 1 and not any("\n" in text for text in row)


def _give_height(page: WriteOnlyWorksheet, number: int, texts: Sequence[str], widths: Sequence[int]) -> None:
    """The height is set before the row is written, and only where more than one line needs it."""
    lines = max((lines_of(text, width) for text, width in zip(texts, widths, strict=False)), default=1)
    if lines > 1:
        page.row_dimensions[number].height = row_height(lines)  # type: ignore[attr-defined]


def _marked(page: WriteOnlyWorksheet, cell: Cell, said: list[tuple[Problem, bool]]) -> Cell:
    text = "\n".join(_clean(problem.message) for problem, _wrong in said)[:MOST_OF_A_COMMENT]
    cell.fill = ERROR if any(wrong for _problem, wrong in said) else DOUBT
    cell.comment = Comment(text, AUTHOR, height=40 + 18 * (len(text) // 40 + 1), width=320)
    return cell


def _text(page: WriteOnlyWorksheet, text: str, *, bold: bool = False, wrapped: bool = True) -> Cell:
    cell: Cell = WriteOnlyCell(page, value=None)
    cell.value = _clean(text)[:MOST_LETTERS]
    if cell.data_type == "f":
        # Excel would reckon it; with the prefix it stays a text also when somebody edits the cell.
        cell.data_type, cell.quotePrefix = "s", True
    elif cell.data_type == "e":
        cell.data_type = "s"
    cell.alignment = WRAPPED if wrapped else UNWRAPPED
    if bold:
        cell.font = Font(bold=True)
    return cell


def _clean(text: str) -> str:
    return ILLEGAL_CHARACTERS_RE.sub("", text)
