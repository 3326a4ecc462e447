"""The heading of the statistics table, found by what its words mean, in one to three rows. Pure.

Merged cells are not needed: a cell to the right of a group's heading belongs to it until the next heading begins.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from imports.grid import Sheet
from plans.file_counts import Count
from wards.text import fold

WITHIN, TALLEST = 30, 3
"""Rows from the top in which a heading begins, and of how many rows it consists at most."""

# In this order: "đang giải quyết" holds "giải quyết". Folded words.
_GROUPS = (
    (Count.PENDING, r"dang (giai quyet|xu ly)|chua (giai quyet|xu ly)|con ton|ton dong|con lai"),
    (Count.RECEIVED, r"tiep nhan|nhan trong ky|da nhan|\bnhan\b"),
    (Count.RESOLVED, r"giai quyet|xu ly|tra ket qua|da tra|hoan thanh"),
)
_PARTS = {
    Count.RECEIVED: (
        (Count.CARRIED_OVER, r"(ky|thang|nam|quy) truoc|ton ky|ton tu"),
        (Count.ONLINE, r"truc tuyen|qua mang"),
        (Count.DIRECT, r"truc tiep|buu chinh|bcci"),
    ),
    Count.RESOLVED: (
        (Count.EARLY, r"truoc ((thoi )?han|va\b)|som han"),
        (Count.ON_TIME, r"dung (thoi )?han"),
        (Count.LATE, r"qua (thoi )?han|tre (thoi )?han|cham|muon"),
    ),
    Count.PENDING: (
        (Count.PENDING_IN_TIME, r"trong (thoi )?han|chua (den|qua) han|con (thoi )?han"),
        (Count.PENDING_LATE, r"(?<!chua )qua (thoi )?han|tre (thoi )?han|cham|muon"),
    ),
}
_TOTAL = r"\btong\b|\bcong\b"
_FIELD = r"\blinh vuc\b"
_NUMBER = r"(so )?(stt|tt|thu tu)"


@dataclass(frozen=True)
class Heading:
    """Where the columns stand, all from 0: `names` of the fields, `numbers` of the lines, `counts` by meaning, and
    `twice` the columns that say again what another one says. `last` is the heading's last row.
    """

    first: int
    last: int
    names: int
    numbers: int | None = None
    counts: dict[Count, int] = field(default_factory=dict)
    twice: tuple[tuple[int, Count], ...] = ()


def find_heading(sheet: Sheet) -> Heading | None:
    """The heading with the most columns known, the shortest of these; None where no row names fields and counts."""
    found: Heading | None = None
    for height in range(1, TALLEST + 1):
        for first in range(min(WITHIN, len(sheet.rows))):
            heading = _read(sheet.rows[first : first + height], first)
            if heading and (found is None or len(heading.counts) > len(found.counts)):
                found = heading
    return found


def meaning(texts: Sequence[str]) -> Count | None:
    """What a column counts, by the texts above it from the top down: the lowest that says it decides."""
    words = [fold(text) for text in texts if text]
    group = next((each for text in reversed(words) if (each := _one(_GROUPS, text))), None)
    if group is None:
        return None
    for text in reversed(words):
        named = [part for part, pattern in _PARTS[group] if re.search(pattern, text)]
        if named:
            return named[0] if len(named) == 1 else None
        if re.search(_TOTAL, text):
            return group
    return group if _one(_GROUPS, words[-1]) is group else None


def _one(choices: Sequence[tuple[Count, str]], text: str) -> Count | None:
    return next((count for count, pattern in choices if re.search(pattern, text)), None)


def _read(rows: Sequence[Sequence[str]], first: int) -> Heading | None:
    width = max(map(len, rows), default=0)
    above = [_spread(row, width) for row in rows[:-1]]
    bottom = [*rows[-1], *[""] * (width - len(rows[-1]))] if rows else []
    counts: dict[Count, int] = {}
    twice: list[tuple[int, Count]] = []
    named, number = None, None
    for at in range(width):
        own = [row[at] if at < len(row) else "" for row in rows]
        texts = [*(row[at] for row in above), bottom[at]]
        if not any(own):
            continue
        said = fold(next(text for text in reversed(own) if text)).strip(" *:.")
        if named is None and re.search(_FIELD, said):
            named = at
        elif number is None and re.fullmatch(_NUMBER, said):
            number = at
        elif count := meaning(texts):
            if count in counts:
                twice.append((at, count))
            else:
                counts[count] = at
    if named is None or not counts:
        return None
    return Heading(first, first + len(rows) - 1, named, number, counts, tuple(twice))


def _spread(row: Sequence[str], width: int) -> list[str]:
    """The row with each text standing over the blanks to its right as well."""
    spread, last = [], ""
    for at in range(width):
        last = (row[at] if at < len(row) else "") or last
        spread.append(last)
    return spread
