"""A grid into the statistics table: every count read or refused at its cell, every sum checked. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from imports.grid import Grid, Problem, Sheet
from imports.places import column_letter
from imports.statistics.headings import Heading, find_heading
from imports.statistics.shape import FieldRow, Statistics
from imports.statistics.stated import stated_period
from plans.file_counts import LABELS, PARTS, Count
from plans.numbers import NumberError, read_count
from wards.periods import Period
from wards.text import fold, nfc

FEWEST = 4
"""Columns of counts without which a table is no statistics table."""
_TOTALS = frozenset({"tong", "tong so", "tong cong", "cong", "toan bo", "tong chung"})
_NUMBERING = re.compile(r"\(?\s*(\d{1,2}|[a-z])\s*\)?(\s*=.*)?")
_NOTHING = frozenset({"", "-"})


def read_cell(text: str) -> int:
    """The count in a cell; a blank or a dash is none, 0. NumberError for what is no count."""
    return 0 if fold(text) in _NOTHING else read_count(text)


def read_statistics(grid: Grid, period: Period) -> Statistics:
    """The one table of the file, of the period that a person named; what is wrong stands in its `errors`."""
    found = [(sheet, heading) for sheet in grid.sheets if (heading := find_heading(sheet))]
    found = [(sheet, heading) for sheet, heading in found if len(heading.counts) >= FEWEST]
    if not found:
        name = grid.sheets[0].name if grid.sheets else None
        message = (
            "Không tìm thấy bảng thống kê: cần một dòng tiêu đề có cột lĩnh vực và các cột số hồ sơ tiếp nhận, "
            "đã giải quyết, đang giải quyết. Vui lòng kiểm tra xem đã chọn đúng tệp chưa."
        )
        return Statistics(name or "", errors=(Problem(name, None, None, message),), warnings=grid.warnings)
    (sheet, heading), *others = found
    if others:
        names = ", ".join(f"“{other.name}”" for other, _heading in others)
        message = f"Tệp có thêm bảng thống kê ở trang tính {names}. Vui lòng để mỗi tệp một bảng rồi tải lại."
        return Statistics(sheet.name, errors=(Problem(sheet.name, None, None, message),), warnings=grid.warnings)
    return _Reading(sheet, heading, grid.warnings).read(period)


class _Reading:
    """One sheet on its way to its table."""

    def __init__(self, sheet: Sheet, heading: Heading, warnings: Sequence[Problem]) -> None:
        self.sheet, self.heading = sheet, heading
        self.errors: list[Problem] = []
        self.warnings: list[Problem] = list(warnings)
        self.rows: list[FieldRow] = []
        self.total: FieldRow | None = None

    def read(self, period: Period) -> Statistics:
        heading = self.heading
        for at, count in heading.twice:
            message = f"Cột này cùng nghĩa với cột “{LABELS[count]}” ở trước. Vui lòng giữ lại một cột."
            self._error(heading.last + 1, at, message)
        if missing := [LABELS[count] for count in Count if count not in heading.counts]:
            self._warn(heading.last + 1, None, f"Bảng không có cột: {'; '.join(missing)}.")
        self._period(period)
        for at, texts in enumerate(self.sheet.rows[heading.last + 1 :], start=heading.last + 2):
            self._row(at, texts)
        if not self.rows and not self.errors:
            self._error(heading.last + 1, None, "Dưới dòng tiêu đề không có dòng lĩnh vực nào có số liệu.")
        if self.rows:
            self._sums()
        return Statistics(
            self.sheet.name,
            heading.last + 1,
            dict(heading.counts),
            tuple(self.rows),
            self.total,
            tuple(sorted(self.errors, key=lambda problem: (problem.row or 0, problem.column or ""))),
            tuple(self.warnings),
        )

    def _period(self, period: Period) -> None:
        """What the lines above the table say of its period, where they say it."""
        for row, texts in enumerate(self.sheet.rows[: self.heading.first], start=1):
            for at, text in enumerate(texts):
                if text and (said := stated_period(text, period)):
                    say = self._error if said.other else self._warn
                    say(row, at, said.message)

    def _row(self, number: int, texts: Sequence[str]) -> None:
        heading = self.heading
        if not any(texts):
            return
        cell = {place: texts[place] if place < len(texts) else "" for place in heading.counts.values()}
        name = self._name(texts)
        lost = {place for row, place in self.sheet.lost if row == number}
        filled = any(cell.values()) or any(place + 1 in lost for place in cell)
        if not filled or (number == heading.last + 2 and self._is_numbering(name, cell.values())):
            return
        counts: dict[Count, int] = {}
        for count, place in heading.counts.items():
            if (number, place + 1) in self.sheet.lost:
                lacks = self.sheet.lost[number, place + 1]
                self._error(number, place, f"Ô chứa {lacks} nên không có giá trị. Vui lòng ghi số vào ô rồi tải lại.")
                continue
            try:
                counts[count] = read_cell(cell[place])
            except NumberError as wrong:
                self._error(number, place, str(wrong))
        row = FieldRow(number, name, counts)
        if fold(name).strip(" :.") in _TOTALS:
            if self.total is not None:
                message = f"Dòng {self.total.row} đã là dòng tổng. Vui lòng giữ lại một dòng tổng."
                self._error(number, heading.names, message)
            self.total = self.total or row
            return
        first = next((each.row for each in self.rows if fold(each.name) == fold(name)), None)
        if not name:
            self._error(number, heading.names, "Dòng có số liệu mà không có tên lĩnh vực. Vui lòng ghi tên vào ô này.")
        elif first is not None:
            self._error(number, heading.names, f"Lĩnh vực này đã có ở dòng {first}. Vui lòng gộp thành một dòng.")
        self.rows.append(row)

    def _name(self, texts: Sequence[str]) -> str:
        """The field's name; a merged line of totals has its name in the number's column."""
        places = [self.heading.names] + ([self.heading.numbers] if self.heading.numbers is not None else [])
        names = [nfc(texts[place]) if place < len(texts) else "" for place in places]
        if names[0] or len(names) == 1:
            return names[0]
        return names[1] if fold(names[1]).strip(" :.") in _TOTALS else ""

    @staticmethod
    def _is_numbering(name: str, cells: Iterable[str]) -> bool:
        """Whether this is the row that numbers the columns: (1), (2), (3)=(4)+(5)+(6)."""
        return bool(_NUMBERING.fullmatch(fold(name))) and all(
            not text or _NUMBERING.fullmatch(fold(text)) for text in cells
        )

    def _sums(self) -> None:
        """The total of each group in each line, then the line of totals against the lines above it."""
        for row in [*self.rows, *([self.total] if self.total else [])]:
            self._parts(row)
        if self.total is None:
            self._warn(None, None, "Bảng không có dòng tổng, nên không đối chiếu được tổng các lĩnh vực.")
            return
        for count, stated in self.total.counts.items():
            if all(count in row.counts for row in self.rows):
                summed = sum(row.counts[count] for row in self.rows)
                if summed != stated:
                    message = f"Dòng tổng ghi {stated}, cộng các lĩnh vực là {summed}. Vui lòng kiểm tra lại cột này."
                    self._error(self.total.row, self.heading.counts[count], message)

    def _parts(self, row: FieldRow) -> None:
        counts = row.counts
        for total, parts in PARTS.items():
            if total in counts and all(part in counts for part in parts):
                summed = sum(counts[part] for part in parts)
                if summed != counts[total]:
                    words = " + ".join(LABELS[part].split(": ")[1] for part in parts)
                    message = f"{LABELS[total]} ghi {counts[total]}, mà {words} là {summed}."
                    self._error(row.row, self.heading.counts[total], f"{message} Vui lòng kiểm tra lại dòng này.")
        three = (Count.RECEIVED, Count.RESOLVED, Count.PENDING)
        if all(count in counts for count in three) and counts[three[0]] != counts[three[1]] + counts[three[2]]:
            message = f"Tiếp nhận {counts[three[0]]} khác đã giải quyết cộng đang giải quyết"
            self._warn(row.row, self.heading.counts[three[0]], f"{message} ({counts[three[1]]} + {counts[three[2]]}).")

    def _error(self, row: int | None, at: int | None, message: str) -> None:
        self.errors.append(self._problem(row, at, message))

    def _warn(self, row: int | None, at: int | None, message: str) -> None:
        self.warnings.append(self._problem(row, at, message))

    def _problem(self, row: int | None, at: int | None, message: str) -> Problem:
        return Problem(self.sheet.name, row, column_letter(at + 1) if at is not None else None, message)
