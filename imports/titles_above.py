"""Section titles that stand above a table instead of in it: "II. Nhiệm vụ …", then a table of its own. Pure.

A single title above a table is the document's own ("III. NỘI DUNG"). Only where the tables of one annex have the same
columns and their titles count on, I, II, III, is each the first row of its table.
"""

from __future__ import annotations

from dataclasses import dataclass

from imports.front_matter import Line
from imports.grid import Cell, Role
from imports.numbering import Series, kinds, split_title
from imports.table_rows import Layout, Row

_LONGEST = 300  # characters of a title


@dataclass(frozen=True)
class _Met:
    """A heading met: where its rows begin among all rows, and the title above it (a line, or a row already)."""

    at: int
    annex: str
    signature: tuple[Role, ...]
    table: int
    number: str
    line: Line | None


class TitlesAbove:
    """Notes the title above each heading; `settle` puts those that are sections into the tables."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._met: list[_Met] = []

    def meet(self, sheet: str, index: int, annex: str, signature: tuple[Role, ...], table: int) -> None:
        """A heading at this row (from 0) of a sheet; what stands directly above it has been laid out."""
        rows, lines = self._layout.rows, self._layout.lines
        last = rows[-1] if rows else None
        if last and last.sheet == sheet and last.number == index and last.alone:
            number, line = (split_title(last.alone) or ("", ""))[0], None
        else:
            line = lines[-1] if lines else None
            # In a document the paragraphs are a part of their own, right before the table.
            near = line is not None and (line.row == index if line.sheet == sheet else index == 0)
            split = split_title(line.text) if line and near and len(line.text) < _LONGEST else None
            number = split[0] if split else ""
        self._met.append(_Met(len(rows), annex, signature, table, number, line if number else None))

    def settle(self) -> None:
        """Put the titles that count on into their tables, as the first row of each."""
        run: list[_Met] = []
        found: list[_Met] = []
        for met in self._met:
            follows = run and (run[-1].annex, run[-1].signature) == (met.annex, met.signature)
            if not (follows and _next_of(run[-1].number, met.number)):
                run = []
            run.append(met)
            if len(run) > 1:
                found += [each for each in run if each not in found]
        for met in reversed(found):
            if met.line is not None:
                self._layout.rows.insert(met.at, _title_row(met, met.line))
                self._layout.lines.remove(met.line)


def _next_of(number: str, following: str) -> bool:
    """Whether the second number is the next of the first one's series of Roman numerals or letters."""
    one, two = kinds(number), kinds(following)
    series = {Series.ROMAN, Series.LETTER} & one.keys() & two.keys()
    return any(two[each] == one[each] + 1 for each in series)


def _title_row(met: _Met, line: Line) -> Row:
    cells = [Cell(line.row, "A", Role.STT, "", line.text)]
    return Row(line.sheet, line.row, met.annex, met.table, {Role.STT: line.text}, cells, [], alone=line.text)
