"""The rows of a plan's tables as the layout finds them, and what it found beside them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from imports.front_matter import Line
from imports.grid import AnnexReading, Cell, Problem, Role
from imports.numbering import kinds, number_of

TIMES = (Role.TIME, Role.START, Role.FINISH)
_OWN = (Role.LEAD, Role.PARTNER, *TIMES, Role.PRODUCT)


@dataclass
class Row:
    """One row of a table: texts by role, and every filled cell as it stands."""

    sheet: str
    number: int
    annex: str
    table: int
    texts: dict[Role, str]
    cells: list[Cell]
    notes: list[tuple[str, str]]
    after_heading: bool = False
    alone: str = ""  # the text of the only filled cell, where it stands in the first column
    merged: dict[Role, str] = field(default_factory=dict)  # what merged areas from above show here
    notes_above: list[tuple[str, str]] = field(default_factory=list)  # of columns of notes, merged from above
    columns: Mapping[Role, str] = field(default_factory=dict)  # the letter of each role's column

    def get(self, *roles: Role) -> str:
        """The first filled text of these roles, blank where there is none."""
        for role in roles:
            if text := self.texts.get(role):
                return text
        return ""

    @cached_property
    def stt(self) -> str:
        """The number as printed, without its punctuation; a bullet is no number."""
        return _number(self.texts.get(Role.STT, ""))

    @property
    def has_own(self) -> bool:
        """Whether the row has a unit, a time or a product."""
        return any(map(self.texts.get, _OWN))


@lru_cache(maxsize=4096)
def _number(text: str) -> str:
    number = number_of(text)
    return number if kinds(number) else ""


@dataclass
class Layout:
    """What a grid holds: rows of the tables in order, annexes, the lines around, what is wrong."""

    rows: list[Row]
    annexes: list[AnnexReading]
    lines: list[Line]
    errors: list[Problem]
    warnings: list[Problem]
