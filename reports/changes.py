"""What a new version of a report changed against the one it replaces: pure."""

from __future__ import annotations

from dataclasses import dataclass

from reports import wording
from reports.shape import Figures, PartFigures


@dataclass(frozen=True)
class Change:
    """A part whose state differs; `before` or `after` is empty where one version does not count it."""

    content: str
    unit: str
    before: str
    after: str


def changes(old: Figures, new: Figures) -> list[Change]:
    """The parts that stand differently, in the order of the new version; what only the old one has comes last."""
    before, after = _states(old), _states(new)
    keys = [*after, *(key for key in before if key not in after)]
    return [
        Change(content=_content(key, old, new), unit=key[2] or wording.NO_UNIT, before=was, after=now)
        for key in keys
        if (was := before.get(key, "")) != (now := after.get(key, ""))
    ]


_Key = tuple[str, str, str]
"""Task, slot and unit."""


def _states(figures: Figures) -> dict[_Key, str]:
    as_of = figures["period"]["as_of"]
    return {
        (task["id"], part["slot"], part["unit"]): _state(part, as_of)
        for task in figures["tasks"]
        for part in task["parts"]
        if part["counted"]
    }


def _state(part: PartFigures, as_of: str) -> str:
    return wording.part_state(part, as_of)


def _content(key: _Key, *versions: Figures) -> str:
    contents = {task["id"]: task["content"] for figures in versions for task in figures["tasks"]}
    return contents[key[0]]
