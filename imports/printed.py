"""What a row says in each of its parts, as printed and in the words that are compared. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from imports.grid import MAIN_ANNEX, TaskReading


class Words(StrEnum):
    """The parts of a row whose words are compared, in the order of a table."""

    PLACE = "place"
    STT = "stt"
    CONTENT = "content"
    LEADS = "leads"
    PARTNERS = "partners"
    TIMING = "timing"
    DELIVERABLES = "deliverables"
    TARGETS = "targets"  # no words of their own: only a person's correction changes them apart
    NOTES = "notes"


class Parts(NamedTuple):
    """A row of either side as printed; `headings` from the highest down, `notes` (heading, text) in one order.

    A named tuple, because two of them are held against one another for every row of a long plan.
    """

    annex: str
    headings: tuple[str, ...]
    stt: str
    content: str
    leads: tuple[str, ...]
    partners: tuple[str, ...]
    timing: str
    deliverables: tuple[str, ...]
    notes: tuple[tuple[str, str], ...]

    def words(self) -> dict[Words, str]:
        """The words of each part; blanks do not count, so that a Word paste equals its workbook."""
        place = self.headings if self.annex == MAIN_ANNEX else (self.annex, *self.headings)
        return {
            Words.PLACE: _joined(" / ", place),
            Words.STT: _joined("", (self.stt,)),
            Words.CONTENT: " ".join(self.content.split()),
            Words.LEADS: _joined("; ", self.leads),
            Words.PARTNERS: _joined("; ", self.partners),
            Words.TIMING: _joined("", (self.timing,)),
            Words.DELIVERABLES: _joined("; ", self.deliverables),
            Words.TARGETS: "",
            Words.NOTES: _joined("; ", tuple(f"{heading}: {text}" for heading, text in self.notes)),
        }


def parts_of(task: TaskReading, headings: tuple[str, ...]) -> Parts:
    """The parts of a row of the file that stands under those headings."""
    return Parts(
        task.annex,
        headings,
        task.stt or "",
        task.content,
        tuple([unit.text for unit in task.leads]),
        tuple([unit.text for unit in task.partners]),
        task.timing,
        task.deliverables,
        in_order(notes_of(task).items()) if task.notes else (),
    )


def in_order(notes: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Notes in the one order in which they are compared: a database may give them back in another."""
    return tuple(sorted(notes))


def notes_of(task: TaskReading) -> dict[str, str]:
    """The other columns of a row by their headings; two of one heading are joined, none is lost."""
    notes: dict[str, str] = {}
    for heading, text in task.notes:
        notes[heading] = f"{notes[heading]}\n{text}" if heading in notes else text
    return notes


@lru_cache(maxsize=4096)
def _joined(by: str, texts: Sequence[str]) -> str:
    """One text without needless blanks; most parts of a row are those of other rows too."""
    return " ".join(by.join(texts).split())
