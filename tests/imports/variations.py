"""The same plan in other layouts: what a converter, a paste from Word or another office's table would make of it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace

from imports.grid import Grid, Merge, Role, Sheet
from imports.headings import HeadingFinder
from wards.text import fold

Texts = tuple[str, ...]
Vary = Callable[[Sheet], Sheet]


@dataclass
class Parts:
    """A sheet taken apart: the lines above the table, its heading, its rows, the lines below."""

    above: list[Texts]
    heading: list[Texts]
    rows: list[Texts]
    below: list[Texts]
    roles: dict[Role, int]

    def sheet(self, sheet: Sheet) -> Sheet:
        """The sheet put together again, without merged areas."""
        return Sheet(sheet.name, (*self.above, *self.heading, *self.rows, *self.below))


def take_apart(sheet: Sheet) -> Parts:
    """The parts of a sheet of one table; the tail begins at "Nơi nhận" or at the first blank row."""
    finder = HeadingFinder()
    start = next(at for at in range(len(sheet.rows)) if finder.at(sheet.rows, at))
    heading = finder.at(sheet.rows, start)
    assert heading is not None
    width = max(map(len, sheet.rows))
    rows = [(*row, *[""] * (width - len(row))) for row in sheet.rows]
    body = start + heading.height
    tail = next((at for at in range(body, len(rows)) if not any(rows[at])), len(rows))
    roles = {column.role: column.index for column in heading.columns}
    return Parts(rows[:start], rows[start:body], rows[body:tail], rows[tail:], roles)


def vary(grid: Grid, change: Vary) -> Grid:
    """The grid with every sheet changed."""
    return replace(grid, sheets=tuple(change(sheet) for sheet in grid.sheets))


def without_merges(sheet: Sheet) -> Sheet:
    """The same cells, no merged areas."""
    return replace(sheet, merges=())


def converted(every: int) -> Vary:
    """A heading on top of every page of so many rows, line breaks lost, the cells of the last row of a page cut."""

    def change(sheet: Sheet) -> Sheet:
        parts = take_apart(sheet)
        rows: list[Texts] = []
        on_page = 0
        for at, row in enumerate(parts.rows):
            flat = tuple(" ".join(cell.split()) for cell in row)
            on_page += 1
            last = at + 1 == len(parts.rows)
            if on_page < every or last:
                rows.append(flat)
                continue
            on_page = 0
            second = not last and not parts.rows[at + 1][parts.roles[Role.CONTENT]]
            cut = {Role.CONTENT, Role.PRODUCT, Role.LEAD, Role.PARTNER, Role.TIME, Role.START, Role.FINISH}
            cells = [_cut(cell) for cell in flat]
            where = {parts.roles[role] for role in cut if role in parts.roles}
            if second or not flat[parts.roles[Role.LEAD]]:
                rows += [flat, *parts.heading]
                continue
            rows.append(tuple(cells[place][0] if place in where else cell for place, cell in enumerate(flat)))
            rows += parts.heading
            rest = tuple(cells[place][1] if place in where else "" for place in range(len(flat)))
            if any(rest):
                rows.append(rest)
        parts.rows = rows
        return parts.sheet(sheet)

    return change


def _cut(text: str) -> tuple[str, str]:
    words = text.split(" ")
    half = (len(words) + 1) // 2
    return " ".join(words[:half]), " ".join(words[half:])


def pasted(sheet: Sheet) -> Sheet:
    """A row for each paragraph of the cells."""
    parts = take_apart(sheet)
    rows: list[Texts] = []
    for row in parts.rows:
        cells = [cell.split("\n") for cell in row]
        for line in range(max(map(len, cells))):
            rows.append(tuple(cell[line] if line < len(cell) else "" for cell in cells))
    parts.rows = rows
    return parts.sheet(sheet)


def backwards(sheet: Sheet) -> Sheet:
    """The columns of the table in the opposite order; merged areas go with them."""
    parts = take_apart(sheet)
    width = len(parts.heading[0])
    top, bottom = len(parts.above), len(parts.above) + len(parts.heading) + len(parts.rows)
    groups: list[list[int]] = []
    for place in range(width):  # a heading over two columns stays over them, in their order
        over = len(parts.heading) > 1 and not parts.heading[0][place] and parts.heading[1][place]
        if over and groups:
            groups[-1].append(place)
        else:
            groups.append([place])
    order = [place for group in reversed(groups) for place in group]
    for rows in (parts.heading, parts.rows):  # a title in one cell over the whole width stays where it is
        rows[:] = [tuple(row[place] for place in order) if any(row[1:]) else row for row in rows]
    merges = tuple(
        Merge(area.top, order.index(area.left - 1) + 1, area.bottom, order.index(area.right - 1) + 1)
        for area in sheet.merges
        if top < area.top and area.bottom <= bottom
    )
    return replace(parts.sheet(sheet), merges=merges)


def headings(write: Callable[[str], str]) -> Vary:
    """The headings of the columns written in another way."""

    def change(sheet: Sheet) -> Sheet:
        parts = take_apart(sheet)
        parts.heading = [tuple(map(write, row)) for row in parts.heading]
        return replace(parts.sheet(sheet), merges=sheet.merges)

    return change


def more_columns(sheet: Sheet) -> Sheet:
    """Kinh phí and Ghi chú behind the columns, filled in rows that have a unit."""
    parts = take_apart(sheet)
    parts.heading = [
        (*row, *(("Kinh phí thực hiện", "Ghi chú") if at == 0 else ("", ""))) for at, row in enumerate(parts.heading)
    ]
    parts.rows = [
        (*row, *(("Ngân sách phường", "QĐ số 12/QĐ-UBND") if row[parts.roles[Role.LEAD]] else ("", "")))
        for row in parts.rows
    ]
    return replace(parts.sheet(sheet), merges=sheet.merges)


def blank_rows(sheet: Sheet) -> Sheet:
    """An empty row behind every row of the table."""
    parts = take_apart(sheet)
    blank = ("",) * len(parts.heading[0])
    parts.rows = [line for row in parts.rows for line in (row, blank)]
    return parts.sheet(sheet)


def shifted(sheet: Sheet) -> Sheet:
    """Two empty columns before the table and one between its columns."""
    parts = take_apart(sheet)
    parts.heading = [("", "", row[0], row[1], "", *row[2:]) for row in parts.heading]
    parts.rows = [("", "", row[0], row[1], "", *row[2:]) for row in parts.rows]
    return parts.sheet(sheet)


def column_numbers(sheet: Sheet) -> Sheet:
    """The row (1) (2) (3) under the heading."""
    parts = take_apart(sheet)
    parts.heading.append(tuple(f"({place})" for place in range(1, len(parts.heading[0]) + 1)))
    return parts.sheet(sheet)


def titles_across(sheet: Sheet) -> Sheet:
    """Rows without units written in one cell over the whole width: "I. Nhiệm vụ"."""
    parts = take_apart(sheet)
    number, content = parts.roles[Role.STT], parts.roles[Role.CONTENT]
    for at, row in enumerate(parts.rows):
        if row[number][:1].isalpha() and not any(row[content + 1 :]):
            parts.rows[at] = (f"{row[number]}. {row[content]}", *[""] * (len(row) - 1))
    return parts.sheet(sheet)


def bare(text: str) -> str:
    """The words without their marks: "Don vi chu tri"."""
    marks = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return unicodedata.normalize("NFC", "".join(char for char in marks if not unicodedata.combining(char)))


def number_column(name: str) -> Callable[[str], str]:
    """Another name for the column of numbers."""
    return lambda text: name if fold(text) in {"stt", "so tt"} else text


def another_table(sheet: Sheet) -> Sheet:
    """Under the table a list of other things with a heading of its own: no tasks."""
    parts = take_apart(sheet)
    parts.below = [
        ("",),
        ("Biểu tổng hợp chỉ tiêu",),
        ("STT", "Chỉ tiêu", "Đơn vị tính", "Số lượng"),
        ("1", "Hồ sơ trực tuyến", "%", "80"),
        ("2", "Thanh toán trực tuyến", "%", "60"),
        *parts.below,
    ]
    return replace(parts.sheet(sheet), merges=sheet.merges)
