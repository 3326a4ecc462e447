"""For a row of the file the rows of the plan that it may be, the likeliest first. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from imports.diff import Change, Diff, Row, RowChange
from imports.printed import Words

MOST_OFFERED = 8
MOST_LETTERS = 140


@dataclass(frozen=True)
class Choice:
    """A stored row that a row of the file may be: its key, how it reads, and whether it is taken for that one now."""

    key: str
    text: str
    chosen: bool


def choices(new: Row, change: RowChange, diff: Diff, stored: Sequence[Row]) -> tuple[Choice, ...]:
    """What a person may choose from for this row; nothing where there is no doubt and nothing left over."""
    if change.change is Change.INVALID or not (change.unsure or change.decided or change.change is Change.NEW):
        return ()
    now = [row for row in stored if row.pk == change.pk] if change.pk else []
    left = sorted(diff.dropped, key=lambda old: -_alike(new, old))[:MOST_OFFERED]
    return tuple(Choice(row.key, _shown(row), row.pk == change.pk) for row in (*now, *left))


def _alike(new: Row, old: Row) -> float:
    """From 0 to 1; a quick measure, because a long plan may have lost many rows."""
    in_its_place = 0.2 if new.path == old.path else 0
    return in_its_place + SequenceMatcher(None, old.content, new.content, autojunk=False).quick_ratio() * 0.8


def _shown(row: Row) -> str:
    text = f"{row.words[Words.STT]} {row.words[Words.CONTENT]}".strip()
    return text if len(text) <= MOST_LETTERS else text[: MOST_LETTERS - 1] + "…"
