"""A plan as its office prints it: the lines above the table, the tables with their rows, the signature. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from imports.grid import MAIN_ANNEX
from imports.numbering import Series, kinds
from imports.outline import is_second_time
from tasks.timing import Kind, Timing

Time = tuple[str, str]
"""What stands under Bắt đầu and Hoàn thành; a table with one column for the time prints only the first."""

_SEAM = " | "


@dataclass(frozen=True)
class Heading:
    """A heading row: its number as printed, which may be blank, and its title."""

    number: str
    title: str


@dataclass(frozen=True)
class Item:
    """A row of the table, texts as printed. `phrase` is its whole timing, `notes` the other columns by heading.

    `dropped`: a document has taken the row out of the plan; it is printed struck through.
    """

    stt: str
    content: str
    leads: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    phrase: str = ""
    timings: tuple[Timing, ...] = ()
    products: tuple[str, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    dropped: bool = False

    @property
    def needs_pair(self) -> bool:
        """Whether its time needs two columns."""
        parts = self.phrase.split(_SEAM)
        if len(parts) == 1:
            return False
        return any(_SEAM in timing.text for timing in self.timings) or not _splits(parts)


Line = Heading | Item


@dataclass(frozen=True)
class Table:
    """One annex: its number ("I") or `main`, its title, headings and rows in the order printed."""

    code: str
    title: str
    lines: tuple[Line, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        """The rows that are tasks."""
        return tuple(line for line in self.lines if isinstance(line, Item))

    @property
    def is_annex(self) -> bool:
        """Whether it has a number of its own."""
        return self.code != MAIN_ANNEX

    @property
    def notes(self) -> tuple[str, ...]:
        """The headings of the other columns; a column without a heading comes last."""
        headings = dict.fromkeys(heading for item in self.items for heading, _text in item.notes)
        return tuple(sorted(headings, key=lambda heading: not heading))

    @property
    def paired(self) -> bool:
        """Whether the time needs two columns: a window written in two cells, or a phrase that cannot stand alone."""
        return any(item.needs_pair for item in self.items)


@dataclass(frozen=True)
class Document:
    """The plan: `office` and `place` of the ward ("Phường Mỹ Hào", "Mỹ Hào"); a draft has no number and no day."""

    office: str
    place: str
    number: str
    issued_on: date | None
    year: int
    title: str
    tables: tuple[Table, ...]
    signer_title: str = ""
    signer_name: str = ""


def times(item: Item, paired: bool) -> tuple[Time, ...]:
    """The time cells of a row, one pair for each line that they take: read again they are the same phrase.

    In a table with two time columns a lone day that is a due date stands under Hoàn thành, anything else lone under
    Bắt đầu.
    """
    parts = item.phrase.split(_SEAM) if item.phrase else []
    if not paired:
        return tuple((part, "") for part in parts)
    windows = {_flat(timing.text) for timing in item.timings}
    found: list[Time] = []
    while parts:
        two = len(parts) > 1 and (_flat(_SEAM.join(parts[:2])) in windows or not _splits(parts[:2]))
        if two or len(parts) == 2:
            found.append((parts[0], parts[1]))
            parts = parts[2:]
            continue
        due = parts[0][:1].isdigit() and any(timing.kind is Kind.DEADLINE for timing in item.timings)
        found.append(("", parts[0]) if due else (parts[0], ""))
        parts = parts[1:]
    return tuple(found)


def products(item: Item) -> str:
    """The product cell: one product plainly, several with a dash each."""
    return item.products[0] if len(item.products) == 1 else "\n".join(f"- {text}" for text in item.products)


def units(names: Sequence[str]) -> str:
    """A unit cell: the names as printed, each on a line of its own."""
    return ";\n".join(names)


def day_line(place: str, day: date | None, year: int) -> str:
    """Place and date as Nghị định 30/2020/NĐ-CP writes them: days under 10 and months 1 and 2 with a zero before."""
    if day is None:
        return f"{place}, ngày      tháng      năm {year}"
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"{place}, ngày {day.day:02} tháng {month} năm {day.year}"


def number_line(number: str) -> str:
    """The document's number; a draft keeps the place open."""
    return f"Số: {number}" if number else "Số:          /KH-UBND"


def attached_line(document: Document) -> str:
    """The line under an annex that says which plan it belongs to."""
    office = f"Ủy ban nhân dân {document.office[:1].lower()}{document.office[1:]}"
    if not document.number or document.issued_on is None:
        return f"(Kèm theo Kế hoạch năm {document.year} của {office})"
    return f"(Kèm theo Kế hoạch số {document.number} ngày {document.issued_on:%d/%m/%Y} của {office})"


def in_order(
    rows: Iterable[tuple[int | None, Item]], sections: Mapping[int, tuple[int | None, Heading]]
) -> tuple[Line, ...]:
    """Headings and rows as they were printed, from rows in their order with the key of the heading each stands under.

    `sections` are in document order, each with the key of the heading above it. A row that comes back to a heading
    which a table has left for good (a row that the newest version of the plan no longer has) goes to the end of that
    heading's rows, so that no heading is printed twice.
    """
    runs: list[tuple[int | None, list[Item]]] = []
    for key, item in rows:
        if runs and runs[-1][0] == key:
            runs[-1][1].append(item)
            continue
        earlier = next((run for run in reversed(runs) if run[0] == key), None)
        if earlier is None or _returns(runs[-1][0], key, sections):
            runs.append((key, [item]))
        else:
            earlier[1].append(item)
    filled = {above for key, _items in runs for above in _path(key, sections)}
    order = {key: at for at, key in enumerate(sections)}
    waiting = [key for key in sections if key not in filled]
    lines: list[Line] = []
    stood: set[int] = set()

    def print_empty(before: int) -> None:
        while waiting and order[waiting[0]] < before:
            lines.append(sections[waiting.pop(0)][1])

    for key, items in runs:
        for section in _path(key, sections):
            if section not in stood:
                print_empty(order[section])
                lines.append(sections[section][1])
                stood.add(section)
        lines += items
    print_empty(len(sections))
    return tuple(lines)


def _returns(before: int | None, key: int | None, sections: Mapping[int, tuple[int | None, Heading]]) -> bool:
    """Whether the rows of a heading can go on after those of another: only numbered groups end by themselves."""
    around = _path(key, sections)
    ended = [section for section in _path(before, sections) if section not in around]
    inside = key is None or key in _path(before, sections)
    return inside and all(Series.ARABIC in kinds(sections[section][1].number) for section in ended)


def _path(key: int | None, sections: Mapping[int, tuple[int | None, Heading]]) -> list[int]:
    """The keys of the headings around a row, outermost first."""
    path: list[int] = []
    while key is not None:
        path.insert(0, key)
        key = sections[key][0]
    return path


def _splits(parts: Sequence[str]) -> bool:
    """Whether each part, printed on a line of its own, is read as a timing of its own."""
    return all(is_second_time(above, below) for above, below in pairwise(parts))


def _flat(text: str) -> str:
    return " ".join(text.split())
