"""How a target's figure comes out of the statistics table: sums of columns over fields. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from imports.statistics.shape import FieldRow, Statistics
from plans.file_counts import LABELS, PARTS, Count
from plans.kpi import Relation
from wards.text import fold, nfc

_COUNTS_OTHERWISE = r"cong bo|cong khai|thanh toan|\bphi\b|so hoa|hai long|xin loi|nhiem vu|dich vu cong"
"""Words of targets whose figures are not in this table."""

Place = tuple[int, str]
"""Row and letter of a cell."""


@dataclass(frozen=True)
class Sum:
    """The chosen columns added up over the chosen fields, by their names; over all of them where none is named."""

    counts: tuple[Count, ...]
    fields: tuple[str, ...] = ()

    def words(self) -> str:
        """The sum as a person reads it."""
        columns = " + ".join(LABELS[count].replace(": tổng số", "") for count in self.counts)
        return f"{columns} ({'; '.join(self.fields)})" if self.fields else columns

    def rows(self, table: Statistics) -> list[FieldRow]:
        """The lines that are added up."""
        wanted = {fold(name) for name in self.fields}
        return [row for row in table.rows if not wanted or fold(row.name) in wanted]

    def of(self, table: Statistics) -> int:
        """The sum; KeyError for a column that the table lacks."""
        return sum(row.counts[count] for row in self.rows(table) for count in self.counts)

    def place(self, table: Statistics) -> Place | None:
        """A cell that the sum comes from: its own where it is one line, else of the line of totals."""
        rows = self.rows(table)
        row = rows[0] if len(rows) == 1 else table.total if table.total and not self.fields else None
        letter = table.letter(self.counts[0])
        return (row.row, letter) if row and letter else None


@dataclass(frozen=True)
class Formula:
    """A figure: numerator over denominator, or without one a bare count."""

    numerator: Sum
    denominator: Sum | None = None

    @property
    def sums(self) -> tuple[Sum, ...]:
        """Its one or two sums."""
        return (self.numerator, self.denominator) if self.denominator else (self.numerator,)

    def words(self) -> str:
        """The formula as a person reads it."""
        return " / ".join(each.words() for each in self.sums)


def missing(formula: Formula, table: Statistics) -> tuple[list[Count], list[str]]:
    """Columns and fields that the formula asks for and the table does not have."""
    counts = [count for each in formula.sums for count in each.counts if count not in table.columns]
    there = {fold(row.name) for row in table.rows}
    fields = [name for each in formula.sums for name in each.fields if fold(name) not in there]
    return list(dict.fromkeys(counts)), list(dict.fromkeys(fields))


def doubled(counts: Iterable[Count]) -> tuple[Count, Count] | None:
    """A total and one of its own parts among the columns of a sum, which would count files twice."""
    chosen = set(counts)
    return next(((total, part) for total, parts in PARTS.items() for part in parts if {total, part} <= chosen), None)


def propose(measure: str, relation: str = "") -> Formula | None:
    """What the target's words suggest; None where they suggest nothing. A person confirms it."""
    words = fold(measure)
    if re.search(_COUNTS_OTHERWISE, words):
        return None
    resolved, in_time = Sum((Count.RESOLVED,)), Sum((Count.EARLY, Count.ON_TIME))
    if re.search(r"ho so.*truc tuyen", words):
        return Formula(Sum((Count.ONLINE,)), Sum((Count.ONLINE, Count.DIRECT)))
    if re.search(r"dung (thoi )?han", words):
        return Formula(in_time, resolved)
    if re.search(r"truoc (thoi )?han|som han", words):
        return Formula(Sum((Count.EARLY,)), in_time if relation == Relation.SHARE_OF else resolved)
    if re.search(r"(qua|tre|cham) han|cham, muon", words):
        return Formula(Sum((Count.LATE,)), resolved)
    return None


def to_record(formula: Formula) -> dict[str, Any]:
    """The formula in what JSON has."""
    names = ("numerator", "denominator")
    return {
        name: {"counts": [count.value for count in each.counts], "fields": list(each.fields)}
        for name, each in zip(names, formula.sums, strict=False)
    }


def from_record(record: Mapping[str, Any]) -> Formula:
    """The formula of a record that `to_record` made."""
    sums = [_sum(record[name]) for name in ("numerator", "denominator") if record.get(name)]
    return Formula(*sums)


def field_names(text: str) -> tuple[str, ...]:
    """The fields that a person wrote, one a line, each once."""
    names: dict[str, str] = {}
    for line in text.split("\n"):
        if name := nfc(line).strip(" ;-"):
            names.setdefault(fold(name), name)
    return tuple(names.values())


def _sum(record: Mapping[str, Any]) -> Sum:
    return Sum(tuple(Count(name) for name in record["counts"]), tuple(record["fields"]))
