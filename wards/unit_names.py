"""Unit cells split into names, and names matched to a ward's units. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Match(StrEnum):
    """How a printed name stands to the ward's unit list."""

    UNIT = "unit"
    GROUP = "group"
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class KnownUnit:
    """A unit or a group of a ward: its name, other names it goes by, and a group's members by name."""

    name: str
    aliases: tuple[str, ...] = ()
    is_group: bool = False
    members: tuple[str, ...] = ()


@dataclass(frozen=True)
class UnitReading:
    """One name as printed, the known unit it means (None where ambiguous or unknown), and what it could be."""

    text: str
    match: Match
    name: str | None = None
    candidates: tuple[str, ...] = ()
