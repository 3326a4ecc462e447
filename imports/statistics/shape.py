"""The values read from a statistics table. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field

from imports.grid import Problem
from imports.places import column_letter
from plans.file_counts import Count


@dataclass(frozen=True)
class FieldRow:
    """One line of the table: its row of the sheet, the field's name, and its counts (a column that the file lacks is
    absent)."""

    row: int
    name: str
    counts: dict[Count, int]


@dataclass(frozen=True)
class Statistics:
    """The table read: where its columns stand (from 0), its lines, and the line of totals where there is one.

    `heading` is the last row of the heading. Nothing may be made of it while `errors` is not empty.
    """

    sheet: str = ""
    heading: int = 0
    columns: dict[Count, int] = field(default_factory=dict)
    rows: tuple[FieldRow, ...] = ()
    total: FieldRow | None = None
    errors: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()

    def letter(self, count: Count) -> str | None:
        """The letter of a column; None where the file has none of this meaning."""
        return column_letter(self.columns[count] + 1) if count in self.columns else None
