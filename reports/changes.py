"""What a report changed against an earlier one: pure.

Of the same days that is what was written since; a year's supplement is held against the year's close.
"""

from __future__ import annotations

from reports import wording
from reports.shape import ChangeFigures, Figures, PartFigures, Since, TargetFigures

TARGET = "Chỉ tiêu"
"""Stands in place of the unit where a target's figure changed."""

_FACTS = ("status", "progress", "done_on", "due", "original_due", "timeliness", "document")
"""What of a part must differ: that it is late for some days longer is no news."""


def since(old: Figures, new: Figures, number: str = "") -> Since:
    """What changed against the figures of the report of that number, "" where it was not issued."""
    return Since(number=number, as_of=old["period"]["as_of"], changes=changes(old, new))


def changes(old: Figures, new: Figures) -> list[ChangeFigures]:
    """The parts that stand differently, in the order of the new version; what only the old one has comes last.

    After them the targets whose figure differs.
    """
    before, after = _counted(old), _counted(new)
    contents = {task["id"]: task["content"] for figures in (old, new) for task in figures["tasks"]}
    then, now = old["period"]["as_of"], new["period"]["as_of"]
    found = []
    for key in [*after, *(key for key in before if key not in after)]:
        was, became = before.get(key), after.get(key)
        words = (_words(was, then), _words(became, now))
        if words[0] != words[1] and _facts(was) != _facts(became):
            content = wording.of_period(contents[key[0]], after.get(key) or before[key])
            unit = key[2] or wording.NO_UNIT
            found.append(ChangeFigures(content=content, unit=unit, before=words[0], after=words[1]))
    return found + _targets(old, new)


_Key = tuple[str, str, str]
"""Task, slot and unit."""


def _counted(figures: Figures) -> dict[_Key, PartFigures]:
    return {
        (task["id"], part["slot"], part["unit"]): part
        for task in figures["tasks"]
        for part in task["parts"]
        if part["counted"]
    }


def _words(part: PartFigures | None, as_of: str) -> str:
    return wording.part_state(part, as_of) if part else ""


def _facts(part: PartFigures | None) -> tuple[object, ...]:
    return tuple(part[name] for name in _FACTS) if part else ()  # type: ignore[literal-required]


def _targets(old: Figures, new: Figures) -> list[ChangeFigures]:
    before = {target["id"]: _reached(target) for target in old["targets"]}
    return [
        ChangeFigures(content=target["measure"], unit=TARGET, before=was, after=_reached(target))
        for target in new["targets"]
        if (was := before.get(target["id"], "")) != _reached(target)
    ]


def _reached(target: TargetFigures) -> str:
    figure = target["figure"]
    if figure["result"] is None:
        return wording.TARGET_STATES[figure["state"]]
    counts = ""
    if figure["numerator"] is not None and figure["denominator"] is not None:
        counts = f" ({wording.exact(figure['numerator'])}/{wording.exact(figure['denominator'])})"
    return wording.measured(figure["result"], target["unit"]) + counts
