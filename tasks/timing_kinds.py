"""What a timing phrase can mean. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What a timing phrase asks for."""

    DEADLINE = "deadline"
    WINDOW = "window"
    ONGOING = "ongoing"
    RECURRING = "recurring"
    ON_EVENT = "on_event"
    EXTERNAL = "external"
    UNSPECIFIED = "unspecified"


class Every(StrEnum):
    """How often a recurring row falls due."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half_yearly"
    YEARLY = "yearly"


@dataclass(frozen=True)
class Timing:
    """One reading of a timing phrase.

    `start` and `due` are inclusive days; a deadline has only `due`, ongoing and window have both,
    the other kinds have neither. `every` is filled for recurring only, in the order written, and is
    empty where the phrase does not say. `text` is the piece of the phrase it was read from.
    `proposed` marks a cadence taken from elsewhere in the row, for a person to confirm.
    """

    kind: Kind
    start: date | None = None
    due: date | None = None
    every: tuple[Every, ...] = ()
    text: str = ""
    proposed: bool = False
