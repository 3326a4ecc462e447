"""A flat list of tasks as one more layout of a plan: unfolded into the table that the plans' own reader knows. Pure.

A flat list has a column for the annex and one for the section instead of rows of their own. It is read and compared by
the same reader and differ as every other plan, because a second path would forget statuses that the first one keeps:
rows nest, are found again by content and place, and keep their history. Only the places are mapped back, so that every
problem names the cell of the file that came in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from imports.grid import Cell, Grid, PlanReading, Problem, Role, Sheet
from imports.headings import HeadingFinder
from imports.numbering import Series, kinds, split_title
from imports.outline import is_second_time
from imports.places import column_letter
from wards.text import fold

ANNEX, SECTION = "Phụ lục", "Mục"
"""The columns that make a list flat."""
STATE, STATE_NOTE = "Tình trạng", "Ghi chú tình trạng"
"""The columns that only go out: how a row stands is never taken in."""

_WITHIN = 30  # rows from the top in which the heading stands
_OUT_ONLY = {fold(STATE), fold(STATE_NOTE)}
_FINDER = HeadingFinder()
_TIMES = {Role.TIME, Role.START, Role.FINISH}


@dataclass(frozen=True)
class Unfolded:
    """The grid as a plan's table; `rows` and `letters` say by sheet where each row and column came from."""

    grid: Grid
    rows: dict[str, list[int]] = field(default_factory=dict)
    letters: dict[str, dict[str, str]] = field(default_factory=dict)

    def restore(self, reading: PlanReading) -> PlanReading:
        """The reading with the places of the file that came in."""
        if not self.rows:
            return reading
        return replace(
            reading,
            annexes=tuple(replace(each, row=self._row(each.sheet, each.row)) for each in reading.annexes),
            sections=tuple(replace(each, row=self._row(each.sheet, each.row)) for each in reading.sections),
            tasks=tuple(
                replace(
                    each,
                    row=self._row(each.sheet, each.row),
                    cells=tuple(self._cell(each.sheet, cell) for cell in each.cells),
                )
                for each in reading.tasks
            ),
            proposals=tuple(replace(each, row=self._row(each.sheet, each.row)) for each in reading.proposals),
            errors=tuple(map(self._problem, reading.errors)),
            warnings=tuple(map(self._problem, reading.warnings)),
        )

    def _row(self, sheet: str, row: int) -> int:
        rows = self.rows.get(sheet, [])
        return rows[row - 1] if 0 < row <= len(rows) else row

    def _letter(self, sheet: str, letter: str) -> str:
        return self.letters.get(sheet, {}).get(letter, letter)

    def _cell(self, sheet: str, cell: Cell) -> Cell:
        return cell._replace(row=self._row(sheet, cell.row), column=self._letter(sheet, cell.column))

    def _problem(self, problem: Problem) -> Problem:
        if problem.sheet is None or problem.row is None:
            return problem
        column = self._letter(problem.sheet, problem.column) if problem.column else None
        return replace(problem, row=self._row(problem.sheet, problem.row), column=column)


def unfold(grid: Grid) -> Unfolded:
    """The grid with its flat lists of tasks as tables; any other sheet stays as it is."""
    sheets: list[Sheet] = []
    rows: dict[str, list[int]] = {}
    letters: dict[str, dict[str, str]] = {}
    for sheet in grid.sheets:
        at = next((at for at, texts in enumerate(sheet.rows[:_WITHIN]) if is_flat(texts)), None)
        if at is None:
            sheets.append(sheet)
        else:
            table = _Table(sheet, at)
            sheets.append(table.unfolded())
            rows[sheet.name], letters[sheet.name] = table.origin, table.letters
    return Unfolded(replace(grid, sheets=tuple(sheets)), rows, letters) if rows else Unfolded(grid)


def is_flat(heading: Sequence[str]) -> bool:
    """Whether this row heads a flat list of tasks: it has a column of annexes, one of sections and one of contents."""
    named = {fold(text).strip(" *:") for text in heading if text}
    return {fold(ANNEX), fold(SECTION)} <= named and any(_FINDER.role(text) is Role.CONTENT for text in heading if text)


class _Table:
    """One flat list on its way to a table: the number first, then the other columns in their order."""

    def __init__(self, sheet: Sheet, at: int) -> None:
        self.sheet, self.at = sheet, at
        heading = sheet.rows[at]
        folded = [fold(text).strip(" *:") for text in heading]
        roles = [_FINDER.role(text) if text else None for text in heading]
        self.annex, self.section = folded.index(fold(ANNEX)), folded.index(fold(SECTION))
        left_out = {self.annex, self.section, *(i for i, text in enumerate(folded) if text in _OUT_ONLY)}
        stt = next((i for i, role in enumerate(roles) if role is Role.STT), None)
        others = [i for i, text in enumerate(heading) if text and i not in left_out and i != stt]
        self.places: list[int | None] = [stt, *others]
        self.times = [i for i, place in enumerate(self.places) if place is not None and roles[place] in _TIMES]
        self.content = 1 + next(i for i, place in enumerate(others) if roles[place] is Role.CONTENT)
        self.heading = tuple("STT" if place == stt else heading[place or 0] for place in self.places)
        self.letters = {
            column_letter(new + 1): column_letter((self.section if old is None else old) + 1)
            for new, old in enumerate(self.places)
        }
        self.rows: list[tuple[str, ...]] = list(sheet.rows[:at])
        self.origin: list[int] = list(range(1, at + 1))

    def unfolded(self) -> Sheet:
        """The table, with the rows above it as they were."""
        annex: str | None = None
        path: list[str] = []
        for number, texts in enumerate(self.sheet.rows[self.at + 1 :], start=self.at + 2):
            if not any(texts):
                continue
            row = [*texts, *[""] * (len(self.sheet.rows[self.at]) - len(texts))]
            if annex is None or row[self.annex] != annex:
                if annex is not None or row[self.annex]:
                    self._add(number, [_annex(row[self.annex])])
                self._add(self.at + 1, self.heading)
                annex, path = row[self.annex], []
            named = [line.strip() for line in row[self.section].split("\n") if line.strip()]
            same = 0
            while same < min(len(path), len(named)) and path[same] == named[same]:
                same += 1
            for line in named[same:]:
                self._add(number, self._title(line))
            path = named
            self._task(number, [row[place] if place is not None else "" for place in self.places])
        return replace(self.sheet, rows=tuple(self.rows), merges=(), lost=self._lost())

    def _title(self, line: str) -> list[str]:
        """A heading row: a numeral or letter in a cell of its own, anything else in one."""
        split = split_title(line)
        if split and {Series.ROMAN, Series.LETTER} & kinds(split[0]).keys():
            return [split[0], *[""] * (self.content - 1), split[1]]
        return [line]

    def _task(self, number: int, cells: list[str]) -> None:
        """A task; further timings, each on a line of its time cells, get rows of their own."""
        lines = [cells[place].split("\n") for place in self.times]
        count = max(map(len, lines), default=1)
        first = lines[0] if lines else []
        apart = count > 1 and (len(lines) > 1 or all(is_second_time(above, below) for above, below in pairwise(first)))
        for at in range(count if apart else 1):
            row = list(cells) if at == 0 else [""] * len(cells)
            if apart:
                for place, texts in zip(self.times, lines, strict=True):
                    row[place] = texts[at] if at < len(texts) else ""
            self._add(number, row)

    def _add(self, origin: int, texts: Sequence[str]) -> None:
        self.rows.append(tuple(texts))
        self.origin.append(origin)

    def _lost(self) -> dict[tuple[int, int], str]:
        """Cells without a value, where they stand now; those of the left-out columns go to the number's."""
        now = {old: new for new, old in enumerate(self.places) if old is not None}
        found = {}
        for (row, column), text in self.sheet.lost.items():
            # The last row of an origin is the task itself; further timings repeat it, the first of these is taken.
            at = [index for index, origin in enumerate(self.origin, start=1) if origin == row]
            if at:
                found[at[-1], now.get(column - 1, 0) + 1] = text
        return found


def _annex(text: str) -> str:
    """The line that begins an annex: "II" reads "Phụ lục II"."""
    return text if fold(text).startswith("phu luc") else f"{ANNEX} {text}".strip()
