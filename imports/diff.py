"""The rows of a plan's reading in the words by which they are held against the stored ones, and what comes of it. Pure.

Where a row's words stand as they stood, everything read from them stays as people left it: dates they entered, units
they chose, targets they confirmed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from imports.grid import PlanReading, TaskReading
from imports.printed import Parts, Words, parts_of
from tasks.row_key import row_key
from wards.text import fold
from wards.unit_names import Match

_NOTHING: frozenset[Words] = frozenset()


class Change(StrEnum):
    """What a commit would do with a row of the file."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    INVALID = "invalid"


@dataclass(frozen=True)
class Row:
    """One side of a comparison: a row of the file, or a stored one (then with its `pk`).

    `path` is its place in folded words: annex, headings, parent row. `parts` is what it says, as printed.
    `open_units` are the places ("leads", 0) of names that no unit is known for. `settled` are parts a person
    corrected: they count as changed though their words stand. `out`: a document has dropped the stored row already.
    """

    key: str
    path: tuple[str, ...]
    content: str
    parts: Parts
    open_units: frozenset[tuple[str, int]] = frozenset()
    settled: frozenset[Words] = frozenset()
    pk: int | None = None
    out: bool = False

    @cached_property
    def words(self) -> Mapping[Words, str]:
        """What it says in the words that are compared: worked out only where the printed parts differ."""
        return self.parts.words()

    @cached_property
    def base(self) -> tuple[str, ...]:
        """What equal rows share."""
        return (*self.path, self.content)


@dataclass(frozen=True)
class RowChange:
    """What becomes of one row of the file: `index` in PlanReading.tasks, `pk` of the stored row it is found to be.

    `fields` are the parts whose words differ, with the words before and after. `unsure`, for a person to look at: found
    by likeness or among several equal rows, or new and somewhat like a row that is gone. `decided`: a person said which
    row it is, or that it is a new one.
    """

    index: int
    key: str
    change: Change
    pk: int | None = None
    fields: tuple[tuple[Words, str, str], ...] = ()
    unsure: bool = False
    decided: bool = False


@dataclass(frozen=True)
class Diff:
    """What a commit would do: a change for each row of the file, in order; `dropped` stored rows no longer in it."""

    rows: tuple[RowChange, ...]
    dropped: tuple[Row, ...] = ()
    counts: Mapping[Change, int] = field(default_factory=dict)
    crossed: bool = False
    """Whether a row is going to have the key of a stored one that it is not."""


def rows_of(reading: PlanReading, settled: Mapping[tuple[str, int], frozenset[Words]] | None = None) -> list[Row]:
    """The rows of a file, ready to be compared; `settled` are the parts that a person corrected though their words
    stand, by the row's place (sheet, row)."""
    said = settled or {}
    seen: dict[tuple[str, ...], int] = {}
    parents: dict[tuple[object, ...], str] = {}
    places: dict[tuple[str, int | None], tuple[tuple[str, ...], tuple[str, ...]]] = {}
    nests = any(task.parent for task in reading.tasks)
    rows = []
    for task in reading.tasks:
        place = task.annex, task.heading
        if place not in places:
            titles = heading_titles(reading, task.heading)
            places[place] = titles, (fold(task.annex), *map(fold, titles))
        printed, path = places[place]
        content = fold(task.content)
        if task.parent and (above := parents.get((*place, task.parent))):
            path = (*path, above)
        if nests:
            parents[*place, task.stt] = content
        base = (*path, content)
        ordinal = seen[base] = seen.get(base, -1) + 1
        rows.append(
            Row(
                key=row_key(base, ordinal),
                path=path,
                content=content,
                parts=parts_of(task, printed),
                open_units=_open_units(task),
                settled=said.get((task.sheet, task.row), _NOTHING),
            )
        )
    return rows


def _open_units(task: TaskReading) -> frozenset[tuple[str, int]]:
    """The places of names that a person is asked about."""
    if all(unit.match is not Match.AMBIGUOUS for unit in (*task.leads, *task.partners)):
        return frozenset()
    return frozenset(
        (role, at)
        for role, units in ((Words.LEADS, task.leads), (Words.PARTNERS, task.partners))
        for at, unit in enumerate(units)
        if unit.match is Match.AMBIGUOUS
    )


def heading_titles(reading: PlanReading, heading: int | None) -> tuple[str, ...]:
    """The titles of the headings above a row, the highest first."""
    titles: list[str] = []
    while heading is not None:
        titles.append(reading.sections[heading].title)
        heading = reading.sections[heading].above
    return tuple(reversed(titles))
