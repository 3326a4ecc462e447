"""What a person says of a table's columns, and the picture of its first rows on which they say it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from imports.grid import Grid, Role, Sheet
from imports.heading_words import Synonyms
from imports.headings import Column, Heading, HeadingFinder, is_numbering
from imports.places import column_letter

FEWEST_CELLS = 3  # of a row that could be the heading of a table
MOST_PICTURES, MOST_ROWS, MOST_COLUMNS, MOST_LETTERS = 12, 14, 40, 90
ROWS_ABOVE = 3  # shown over a heading that was found
MOST_HEADING_ROWS = 3


@dataclass(frozen=True)
class Given:
    """A table as a person describes it: its heading takes `height` rows of `sheet` from `row` (from 1) on.

    Height 0: there is no heading, the table begins in that row. Without columns it is no table of the plan. `texts`
    are the heading's rows, by which it is known again after a page break and on other sheets. `instead` is the row
    of the heading that was found by itself, which this one replaces.
    """

    sheet: str
    row: int
    height: int
    columns: tuple[Column, ...]
    texts: tuple[tuple[str, ...], ...] = ()
    instead: int = 0


class TableFinder:
    """Looks for the headings of one sheet: first those that a person gave, then those that are known by their words."""

    def __init__(self, known: HeadingFinder, sheet: str, given: Sequence[Given] = ()) -> None:
        self._known = known
        self._here = {each.row - 1: each for each in given if each.sheet == sheet}
        self._not_here = {each.instead - 1 for each in given if each.sheet == sheet and each.instead}
        self._alike = {each.texts: each for each in given if each.texts and each.columns}
        self._heights = sorted({len(texts) for texts in self._alike}, reverse=True)

    def at(self, rows: Sequence[Sequence[str]], index: int) -> Heading | None:
        """The heading that begins at this row (from 0), None where none does."""
        said = self._here.get(index) or self._again(rows, index)
        if said is not None:
            height = said.height
            if height and index + height < len(rows) and is_numbering(rows[index + height]):
                height += 1
            return Heading(said.columns, height) if said.columns else None
        return None if index in self._not_here else self._known.at(rows, index)

    def is_foreign(self, row: Sequence[str]) -> bool:
        """Whether this row heads a table of other things."""
        return self._known.is_foreign(row)

    def _again(self, rows: Sequence[Sequence[str]], index: int) -> Given | None:
        for height in self._heights:
            if said := self._alike.get(heading_texts(rows, index, height)):
                return said
        return None


def heading_texts(rows: Sequence[Sequence[str]], index: int, height: int) -> tuple[tuple[str, ...], ...]:
    """The texts of that many rows, blanks at their ends left out."""
    return tuple(_without_end(row) for row in rows[index : index + height])


def _without_end(row: Sequence[str]) -> tuple[str, ...]:
    end = len(row)
    while end and not row[end - 1]:
        end -= 1
    return tuple(row[:end])


@dataclass(frozen=True)
class Picture:
    """The first rows of a table, or of a sheet in which none was found.

    `row` and `height` are where its heading is or may be; `found` whether it was recognised or given. `columns` are
    (index, letter, role or None, heading); `rows` (number, texts) of the sheet.
    """

    sheet: str
    row: int
    height: int
    found: bool
    instead: int
    columns: tuple[tuple[int, str, Role | None, str], ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    more: bool


def pictures(grid: Grid, own: Synonyms | None, given: Sequence[Given] = ()) -> tuple[Picture, ...]:
    """A picture for each table of another heading, and for each sheet that has rows like a table's but no heading."""
    known = HeadingFinder(own)
    taken: list[Picture] = []
    seen: set[tuple[tuple[str, ...], ...]] = set()
    for sheet in grid.sheets:
        finder = TableFinder(known, sheet.name, given)
        instead = {each.row: each.instead or each.row for each in given if each.sheet == sheet.name}
        before = len(taken)
        for index in range(len(sheet.rows)):
            if any(sheet.rows[index]) and (heading := finder.at(sheet.rows, index)):
                texts = heading_texts(sheet.rows, index, max(heading.height, 1))
                if texts not in seen:
                    taken.append(_found(sheet, index, heading, instead.get(index + 1, index + 1)))
                seen.add(texts)
        if len(taken) == before and (first := _first_row(sheet)) is not None:
            texts = heading_texts(sheet.rows, first, 1)
            if texts not in seen:
                taken.append(_picture(sheet, first, 1, titles(sheet.rows, first, 1), found=False, instead=0))
            seen.add(texts)
    return tuple(taken[:MOST_PICTURES])


def columns_open(grid: Grid, own: Synonyms | None, given: Sequence[Given] = ()) -> bool:
    """Whether a person must say what the columns hold: no heading anywhere, or one that lacks what a plan needs while
    some of its columns are unexplained."""
    known = HeadingFinder(own)
    found = False
    for sheet in grid.sheets:
        finder = TableFinder(known, sheet.name, given)
        for index in range(len(sheet.rows)):
            heading = finder.at(sheet.rows, index) if any(sheet.rows[index]) else None
            if heading is not None:
                found = True
                whole = heading.has(Role.LEAD) and heading.has(Role.TIME, Role.START, Role.FINISH)
                if heading.unknown and not whole:
                    return True
    return not found and any(_first_row(sheet) is not None for sheet in grid.sheets)


def describe(
    grid: Grid, *, sheet: str, row: int, height: int, roles: dict[int, Role], instead: int = 0
) -> Given | None:
    """What a person said, with the headings as printed; None where the sheet has no such row.

    Without roles the place is said to hold no table of the plan.
    """
    rows = next((each.rows for each in grid.sheets if each.name == sheet), ())
    if not 1 <= row <= len(rows) or not 0 <= height <= MOST_HEADING_ROWS:
        return None
    printed = titles(rows, row - 1, height)
    # What nobody says anything of is kept as a note, under its heading.
    told = dict.fromkeys(printed, Role.NOTE) | roles if roles else {}
    columns = tuple(Column(index, role, printed.get(index, "")) for index, role in sorted(told.items()))
    return Given(sheet, row, height, columns, heading_texts(rows, row - 1, height), instead)


def titles(rows: Sequence[Sequence[str]], index: int, height: int) -> dict[int, str]:
    """The heading of each column, by its place from 0: a title merged over several is printed above each of them."""
    printed: dict[int, list[str]] = {}
    for at in range(index, min(index + height, len(rows))):
        if is_numbering(rows[at]):
            continue
        over = ""
        below = at + 1 < index + height and at + 1 < len(rows)
        for place in range(max((len(row) for row in rows[index : index + height]), default=0)):
            text = rows[at][place] if place < len(rows[at]) else ""
            under = below and place < len(rows[at + 1]) and rows[at + 1][place]
            over = text or (over if under else "")
            if text or (over and under):
                printed.setdefault(place, []).append(" ".join((text or over).split()))
    return {place: " - ".join(parts) for place, parts in printed.items()}


def unlike(given: Iterable[Given], own: Synonyms | None) -> tuple[tuple[str, Role], ...]:
    """The headings whose meaning a person said otherwise than their words are understood: worth remembering."""
    known = HeadingFinder(own)
    told = {
        column.heading: column.role
        for each in given
        for column in each.columns
        if column.heading and column.role is not Role.IGNORE
    }
    return tuple((text, role) for text, role in told.items() if (known.role(text) or Role.NOTE) is not role)


def _first_row(sheet: Sheet) -> int | None:
    """The first row that could head a table, or None where the sheet has none."""
    return next((at for at, row in enumerate(sheet.rows) if sum(map(bool, row)) >= FEWEST_CELLS), None)


def _found(sheet: Sheet, index: int, heading: Heading, instead: int) -> Picture:
    unexplained = {column.index for column in heading.unknown}
    printed = {column.index: column.heading for column in heading.columns}
    roles = {column.index: column.role for column in heading.columns if column.index not in unexplained}
    return _picture(sheet, index, heading.height, printed, found=True, instead=instead, roles=roles)


def _picture(
    sheet: Sheet,
    index: int,
    height: int,
    printed: dict[int, str],
    *,
    found: bool,
    instead: int,
    roles: dict[int, Role] | None = None,
) -> Picture:
    first = max(index - ROWS_ABOVE, 0)
    shown = range(first, min(first + MOST_ROWS, len(sheet.rows)))
    width = min(max((len(_without_end(sheet.rows[at])) for at in shown), default=0), MOST_COLUMNS)
    columns = tuple(
        (place, column_letter(place + 1), (roles or {}).get(place), printed.get(place, "")) for place in range(width)
    )
    rows = tuple((at + 1, tuple(_short(text) for text in _padded(sheet.rows[at], width))) for at in shown)
    return Picture(sheet.name, index + 1, height, found, instead, columns, rows, len(sheet.rows) > shown.stop)


def _padded(row: Sequence[str], width: int) -> Sequence[str]:
    return (*row[:width], *[""] * (width - len(row)))


def _short(text: str) -> str:
    return text if len(text) <= MOST_LETTERS else text[: MOST_LETTERS - 1] + "…"
