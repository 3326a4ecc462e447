"""A grid into the rows of one flat list: the heading found, each cell under its column, places kept. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from imports.grid import Grid, Problem, Sheet
from imports.places import column_letter
from wards.text import fold

HEADING_WITHIN = 20
"""Rows from the top in which the heading must stand."""
MOST_ROWS = 5_000


@dataclass(frozen=True)
class Column:
    """A column of a list: its heading, other headings it goes by, and what is to be written in it."""

    name: str
    hint: str
    required: bool = False
    also: tuple[str, ...] = ()

    def is_headed(self, text: str) -> bool:
        """Whether this is the column's heading; a star or a colon at the end does not count."""
        bare = fold(text).strip(" *:")
        return any(bare == fold(name) for name in (self.name, *self.also))


@dataclass(frozen=True)
class TableRow:
    """One filled row: its number in the sheet, and its texts by column; a column that the file lacks is absent.

    `cells` says where a text came from that does not stand under its column in that row: row and letter by column.
    """

    number: int
    texts: dict[str, str]
    cells: dict[str, tuple[int, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    """The list found in a file, with what is wrong with it as a table."""

    sheet: str
    columns: dict[str, str] = field(default_factory=dict)
    rows: tuple[TableRow, ...] = ()
    errors: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


def find_table(grid: Grid, columns: Sequence[Column]) -> Table:
    """The list in the one sheet whose heading has every required column."""
    found = [(sheet, at) for sheet in grid.sheets if (at := _heading(sheet, columns)) is not None]
    if not found:
        return _nothing(grid, columns)
    (sheet, at), *others = found
    errors, warnings = [], list(grid.warnings)
    if others:
        names = ", ".join(f"“{other.name}”" for other, _at in others)
        message = f"Tệp có thêm bảng cùng loại ở trang tính {names}. Vui lòng để mỗi tệp một bảng rồi tải lại."
        errors.append(Problem(sheet.name, None, None, message))
    places: dict[str, int] = {}
    for place, text in enumerate(sheet.rows[at]):
        column = next((column for column in columns if text and column.is_headed(text)), None)
        where = (sheet.name, at + 1, column_letter(place + 1))
        if column is None:
            if text:
                warnings.append(Problem(*where, f"Cột “{text}” không có trong danh sách này nên được bỏ qua."))
        elif column.name in places:
            errors.append(Problem(*where, f"Cột “{column.name}” có hai lần. Vui lòng giữ lại một cột."))
        else:
            places[column.name] = place
    rows = []
    for number, texts in enumerate(sheet.rows[at + 1 :], start=at + 2):
        if any(texts[place] for place in places.values() if place < len(texts)):
            values = {name: texts[place] if place < len(texts) else "" for name, place in places.items()}
            rows.append(TableRow(number, values))
    if len(rows) > MOST_ROWS:
        message = f"Bảng có {len(rows)} dòng; mỗi lần nhập tối đa {MOST_ROWS} dòng. Vui lòng chia thành nhiều tệp."
        return Table(sheet.name, errors=(Problem(sheet.name, None, None, message),))
    for (row, place), lost in sorted(sheet.lost.items()):
        if row > at + 1:
            message = f"Ô chứa {lost} nên không có giá trị. Vui lòng ghi giá trị vào ô rồi tải lại."
            errors.append(Problem(sheet.name, row, column_letter(place), message))
    letters = {name: column_letter(place + 1) for name, place in places.items()}
    return Table(sheet.name, letters, tuple(rows), tuple(errors), tuple(warnings))


def _heading(sheet: Sheet, columns: Sequence[Column]) -> int | None:
    required = [column for column in columns if column.required]
    for at, texts in enumerate(sheet.rows[:HEADING_WITHIN]):
        if all(any(column.is_headed(text) for text in texts if text) for column in required):
            return at
    return None


def _nothing(grid: Grid, columns: Sequence[Column]) -> Table:
    """What the heading lacks, in the row that looks most like one."""
    required = [column for column in columns if column.required]
    best: tuple[int, str, int, list[str]] = (0, grid.sheets[0].name if grid.sheets else "", 0, [])
    for sheet in grid.sheets:
        for at, texts in enumerate(sheet.rows[:HEADING_WITHIN]):
            there = sum(any(column.is_headed(text) for text in texts if text) for column in columns)
            if there > best[0]:
                missing = [c.name for c in required if not any(c.is_headed(text) for text in texts if text)]
                best = (there, sheet.name, at + 1, missing)
    _there, name, row, missing = best
    if row:
        lacks = ", ".join(f"“{each}”" for each in missing)
        return Table(
            name, errors=(Problem(name, row, None, f"Dòng tiêu đề thiếu cột {lacks}. Vui lòng thêm cột này."),)
        )
    wanted = ", ".join(f"“{column.name}”" for column in required)
    message = f"Không tìm thấy dòng tiêu đề có cột {wanted}. Vui lòng dùng tệp mẫu tải từ trang này."
    return Table(name, errors=(Problem(name or None, None, None, message),))
