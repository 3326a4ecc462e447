"""A grid into tables: headings found, lines around them kept, rows of one task joined. Pure.

The rules are those by which offices write plans: a heading repeated after a page break is no row, the
row under it may go on with the task above, a paste from Word has a row for each paragraph, a second
time cell is a second timing. Merged areas help where the file shows them; no rule needs them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from imports.columns import Given, TableFinder
from imports.front_matter import Line, annex_of, is_number_line, is_tail
from imports.grid import MAIN_ANNEX, AnnexReading, Cell, Grid, Part, Problem, Role, Sheet
from imports.heading_words import Synonyms
from imports.headings import Column, Heading, HeadingFinder
from imports.numbering import number_of, split_title
from imports.places import column_letter
from imports.table_rows import TIMES, Layout, Row
from imports.titles_above import TitlesAbove

__all__ = ["TIMES", "Layout", "Row", "lay_out"]

_SUM_ROW = re.compile(r"^(?:tổng(?: cộng| số)?|cộng)\s*(?:$|\d+$|[:(])", re.IGNORECASE)
_TICK = re.compile(r"^\s*(?:[xv×ü+*•●■✓✔√☑]|có)\s*$", re.IGNORECASE)
_NOTED = frozenset({Role.NOTE, Role.TARGET})
_PROSE = 300  # characters; a longer text alone in the first column is a paragraph, not a title
_FEWEST_COLUMNS = 3  # of a table whose rows could be tasks; a letterhead has two


def lay_out(grid: Grid, synonyms: Synonyms | None = None, given: Sequence[Given] = ()) -> Layout:
    """Find every table of every sheet. A file without one, or a table whose columns cannot be told, is an error.

    `synonyms` are the ward's own headings, `given` what a person said of tables of this file.
    """
    finder = HeadingFinder(synonyms)
    layout = Layout([], [], [], [], list(grid.warnings))
    titles = TitlesAbove(layout)
    tables = 0
    before: _SheetReader | None = None
    for sheet in grid.sheets:
        reader = _SheetReader(sheet, TableFinder(finder, sheet.name, given), layout, tables, titles)
        if before is not None and sheet.part is not Part.SHEET:
            reader.go_on_from(before)
        reader.run()
        tables, before = reader.table, reader
    titles.settle()
    if not tables:
        layout.errors.append(_no_heading(grid))
    return layout


class _SheetReader:
    def __init__(self, sheet: Sheet, finder: TableFinder, layout: Layout, table: int, titles: TitlesAbove) -> None:
        self.sheet, self.finder, self.layout, self.table = sheet, finder, layout, table
        self.titles = titles
        self.width = max(map(len, sheet.rows), default=0)
        self.before: _SheetReader | None = None  # the last table of the same document
        self.heading_met: Heading | None = None
        self.annex: str | None = None
        self.heading: Heading | None = None
        self.signature: tuple[str, ...] = ()
        self.new_annex = True
        self.after_heading = False
        self.areas: dict[tuple[int, int], tuple[int, int]] = {
            (row, column): (area.top, area.left)
            for area in sheet.merges
            if area.left == area.right or area.bottom > area.top
            for row in range(area.top + 1, min(area.bottom, len(sheet.rows)) + 1)
            for column in range(area.left, min(area.right, area.left + 50) + 1)
        }

    def go_on_from(self, before: _SheetReader) -> None:
        """In a document a table knows of those before it, and of the annex that a paragraph between them names."""
        self.annex, self.new_annex = before.annex, before.new_annex
        self.before = before if before.heading_met is not None else before.before

    def run(self) -> None:
        rows, index = self.sheet.rows, 0
        if self.sheet.part is Part.TABLE and not any(self.finder.at(rows, at) for at in range(len(rows))):
            self._without_heading(rows)
        while index < len(rows):
            row = rows[index]
            if not any(row):
                index += 1
                continue
            heading = self.finder.at(rows, index)
            if heading is not None:
                self._begin(heading, rows[index], index)
                index += heading.height
                # A table that a person says has no heading begins with this row.
                if heading.height:
                    continue
            if self.heading is None or self._leaves(row) or self._is_other_table(index, row):
                self._outside(index, row)
            else:
                self._row(index, row, self.heading)
            index += 1
        self._check_lost(rows)

    def _without_heading(self, rows: tuple[tuple[str, ...], ...]) -> None:
        """A table of a document without a heading: the rest of the one before it, or something else than tasks."""
        first = next((row for row in rows if any(row)), ())
        if self.width < _FEWEST_COLUMNS:
            return
        if self.finder.is_foreign(first):
            self._warn_of_other(0, first)
            return
        if self.before is not None and self.before.width == self.width and not self.new_annex:
            self.heading = self.heading_met = self.before.heading_met
            self.signature = self.before.signature
        else:
            shown = " | ".join(text.replace("\n", " ")[:30] for text in first if text)
            message = f"Bảng không có dòng tiêu đề như STT, Nội dung, Đơn vị nên không được đọc: “{shown}”."
            self.layout.warnings.append(Problem(self.sheet.name, 1, None, message))

    def _begin(self, heading: Heading, row: tuple[str, ...], index: int) -> None:
        """A heading: the same as before is a page break, another one (or one under a new annex) a new table."""
        signature = tuple(column.role for column in heading.columns)
        same = not self.new_annex and signature == self.signature
        if self.heading is not None and same:
            self.after_heading = True
            self.heading = heading
            self.titles.meet(self.sheet.name, index, self.annex or MAIN_ANNEX, signature, self.table)
            return
        before = self.before
        same = before is not None and not self.new_annex and signature == before.signature
        if not (same and self._counts_on(heading, index)):
            self.table += 1
        self.heading, self.signature, self.after_heading = heading, signature, False
        self.heading_met = heading
        if self.annex is None:
            named = annex_of(self.sheet.name)
            self.annex = (named[0] if named else None) or MAIN_ANNEX
        if self.new_annex and not any(annex.number == self.annex for annex in self.layout.annexes):
            title = self._annex_title() if self.annex != MAIN_ANNEX else ""
            self.layout.annexes.append(AnnexReading(self.annex, title, self.sheet.name, index + 1))
        self.new_annex = False
        self.titles.meet(self.sheet.name, index, self.annex, signature, self.table)
        self._check_columns(heading, index)

    def _counts_on(self, heading: Heading, index: int) -> bool:
        """Whether the rows under a repeated heading go on with those of the table before: they do not begin at 1, or
        begin a section whose title was that table's last row."""
        if self.layout.rows and not self.layout.rows[-1].has_own:
            return True
        place = next((column.index for column in heading.columns if column.role is Role.STT), 0)
        below = self.sheet.rows[index + heading.height :]
        numbers = (number_of(row[place]) for row in below if place < len(row) and row[place])
        return next(numbers, "") != "1"

    def _annex_title(self) -> str:
        in_document = self.sheet.part is not Part.SHEET
        lines = [line.text for line in self.layout.lines if in_document or line.sheet == self.sheet.name]
        for place, text in reversed(list(enumerate(lines))):
            found = annex_of(text)
            if found is not None:
                following = lines[place + 1 : place + 2]
                return found[1] or next((line for line in following if not line.startswith("(")), "")
        return ""

    def _check_columns(self, heading: Heading, index: int) -> None:
        """Name the columns that a plan needs and that were not told."""
        missing = []
        if not heading.has(Role.LEAD):
            missing.append("đơn vị chủ trì")
        if not heading.has(*TIMES):
            missing.append("thời gian")
        if not missing:
            return
        found = ", ".join(f"{column_letter(column.index + 1)} “{column.heading}”" for column in heading.columns)
        message = f"Không nhận ra cột {' và cột '.join(missing)}. Các cột tìm thấy: {found}."
        if heading.unknown:
            names = ", ".join(f"“{column.heading}”" for column in heading.unknown)
            message += (
                f" Hãy sửa tiêu đề {names} cho rõ, hoặc thêm cách gọi này vào bảng từ đồng nghĩa của tiêu đề cột."
            )
        problem = Problem(self.sheet.name, index + 1, None, message)
        (self.layout.errors if heading.unknown else self.layout.warnings).append(problem)

    def _leaves(self, row: tuple[str, ...]) -> bool:
        """Whether this row ends the table: the tail, or the title of another annex."""
        filled = [text for text in row if text]
        if len(filled) > 3:
            return False
        if any(is_tail(text) for text in filled) or (len(filled) == 1 and annex_of(filled[0]) is not None):
            self.heading = None
            self.new_annex = True
            return True
        return False

    def _is_other_table(self, index: int, row: tuple[str, ...]) -> bool:
        """Whether a table of other things, such as a list of figures, begins here; it holds no tasks."""
        if not self.finder.is_foreign(row):
            return False
        self.heading = None
        last = self.layout.rows[-1] if self.layout.rows else None
        if last and last.alone and not last.stt and last.sheet == self.sheet.name:  # the title of that table
            self.layout.lines.append(Line(last.sheet, self.layout.rows.pop().number, last.alone))
        self._warn_of_other(index, row)
        return True

    def _warn_of_other(self, index: int, row: tuple[str, ...]) -> None:
        titles = " | ".join(text.replace("\n", " ") for text in row if text)
        message = f"Bảng có các cột “{titles}” không phải bảng nhiệm vụ nên không được đọc."
        self.layout.warnings.append(Problem(self.sheet.name, index + 1, None, message))

    def _outside(self, index: int, row: tuple[str, ...]) -> None:
        for text in row:
            if not text:
                continue
            found = annex_of(text)
            if found is not None:
                self.annex, self.new_annex = found[0] or MAIN_ANNEX, True
            self.layout.lines.append(Line(self.sheet.name, index + 1, text))

    def _row(self, index: int, texts: tuple[str, ...], heading: Heading) -> None:
        filled = [place for place, text in enumerate(texts) if text]
        first = heading.first
        same = filled[0] <= first and texts[filled[0]] == texts[filled[-1]]
        alone = texts[filled[0]] if same and all(texts[place] == texts[filled[0]] for place in filled) else ""
        split = split_title(alone) if alone else None
        of_letterhead = len(filled) <= 2 and filled[0] <= first and is_number_line(texts[filled[0]])
        if (alone and len(alone) > _PROSE and split is None) or of_letterhead or _SUM_ROW.match(texts[filled[0]]):
            self.layout.lines.append(Line(self.sheet.name, index + 1, texts[filled[0]]))
            return
        row = Row(
            self.sheet.name, index + 1, self.annex or MAIN_ANNEX, self.table, {}, [], [], self.after_heading, alone
        )
        self.after_heading = False
        row.columns = heading.letters
        if alone and heading.columns[0].role not in {Role.STT, Role.CONTENT}:
            if self._across(index + 1) or (split and not split[0][0].isdigit()):  # a title over the whole width
                self._cell(row, filled[0], Role.STT, "", alone)
                self.layout.rows.append(row)
                return
            row.alone = ""
        width = len(texts)
        for column, letter, plain in heading.cells:
            role = column.role
            text = texts[column.index] if column.index < width else ""
            if text and plain and role not in row.texts:
                row.cells.append(Cell(index + 1, letter, role, column.heading, text))
                row.texts[role] = text
            elif text and column.period:
                self._tick(row, column, text)
            elif text:
                self._cell(row, column.index, role, column.heading, text)
            elif self.areas and (above := self._from_above(index + 1, column.index + 1)):
                row.merged.setdefault(column.role, above)
                if column.role in _NOTED:
                    row.notes_above.append((column.heading, above))
        for place in filled:
            if place not in heading.places and not alone:
                self._cell(row, place, Role.NOTE, "", texts[place])
        if Role.STT not in row.columns and (split := split_title(row.get(Role.CONTENT))):
            row.texts[Role.STT], row.texts[Role.CONTENT] = split
        self.layout.rows.append(row)

    def _cell(self, row: Row, place: int, role: Role, heading: str, text: str) -> None:
        row.cells.append(Cell(row.number, column_letter(place + 1), role, heading, text))
        if role in _NOTED:
            row.notes.append((heading, text))
        if role is not Role.NOTE:
            row.texts[role] = f"{row.texts[role]}\n{text}" if role in row.texts else text

    def _tick(self, row: Row, column: Column, text: str) -> None:
        """A cross under "Quý I" says "Quý I"; other words there are kept as a note."""
        if _TICK.match(text):
            said = row.texts.get(Role.TIME, "")
            self._cell(row, column.index, Role.TIME, column.heading, text)
            row.texts[Role.TIME] = self._ticked(said, column, row)
        else:
            self._cell(row, column.index, Role.NOTE, column.heading, text)

    def _ticked(self, said: str, column: Column, row: Row) -> str:
        """The periods ticked so far and this one: next to each other they are one, "Quý I đến Quý III"."""
        beside = len(row.cells) > 1 and row.cells[-2].column == column_letter(column.index)
        if not said or not beside or row.cells[-2].role is not Role.TIME:
            return f"{said}\n{column.period}".strip()
        before, _, last = said.rpartition("\n")
        return f"{before}\n{last.partition(' đến ')[0]} đến {column.period}".strip()

    def _across(self, row: int) -> bool:
        """Whether the first cells of this row are merged over several columns."""
        return any(area.top == row and area.right - area.left > 1 for area in self.sheet.merges)

    def _from_above(self, row: int, column: int) -> str:
        top = self.areas.get((row, column))
        if top is None:
            return ""
        texts = self.sheet.rows[top[0] - 1]
        return texts[top[1] - 1] if top[1] <= len(texts) else ""

    def _check_lost(self, rows: tuple[tuple[str, ...], ...]) -> None:
        """A cell whose value the file does not hold is an error inside a table, a warning outside."""
        inside = {row.number for row in self.layout.rows if row.sheet == self.sheet.name}
        lowest = min(inside, default=0)
        for (row, column), text in sorted(self.sheet.lost.items()):
            what = (
                f"Ô báo lỗi {text}; hãy sửa công thức hoặc gõ giá trị vào ô"
                if text.startswith(("#", "Err"))
                else f"Công thức {text} chưa có kết quả; hãy mở tệp bằng Excel, lưu lại, hoặc gõ thẳng giá trị vào ô"
            )
            problem = Problem(self.sheet.name, row, column_letter(column), f"{what}.")
            (self.layout.errors if inside and row >= lowest else self.layout.warnings).append(problem)


def _no_heading(grid: Grid) -> Problem:
    """What the first rows hold, so that a person sees what was looked at."""
    shown = []
    for sheet in grid.sheets:
        for texts in sheet.rows[:200]:
            filled = [text for text in texts if text]
            if len(filled) >= 3:
                shown.append(" | ".join(text.replace("\n", " ")[:30] for text in filled[:8]))
                break
    message = (
        "Không tìm thấy dòng tiêu đề của bảng kế hoạch. Bảng cần một dòng có các cột như STT, Nội dung công việc, "
        "Đơn vị chủ trì, Thời gian, Sản phẩm."
    )
    if shown:
        message += f" Dòng giống tiêu đề nhất trong tệp: “{shown[0]}”."
    return Problem(grid.sheets[0].name if grid.sheets else None, None, None, message)
