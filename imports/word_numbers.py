"""The numbers that Word writes before paragraphs by itself: "1.", "II.", "1.2", "a)", "-". Pure.

They stand nowhere in the text: a paragraph names a list and a level, and the number follows from how many came before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from imports.word_text import Element, W, is_on

LEVELS = 9
BULLET = "-"
_PLACE = re.compile(r"%([1-9])")
_ROMAN = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL")),
    *((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)


@dataclass(frozen=True)
class Level:
    """How one level of a list is numbered: `text` is "%1.%2)"; `legal` writes every number in it in digits."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    legal: bool = False
    style: str = ""


@dataclass
class _List:
    """A list as used in the document: its levels, where it counts (lists of one kind count on), its restarts."""

    counts: str
    levels: dict[int, Level]
    restarts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Follows the lists of one document; paragraphs are asked in the order in which they stand."""

    def __init__(self, numbering: Element | None, styles: Element | None) -> None:
        self._styles = _styles(styles)
        self._lists = _lists(numbering, self._styles)
        self._counters: dict[str, list[int | None]] = {}

    def label(self, paragraph: Element) -> str:
        """The number before this paragraph, "-" for a bullet, "" where it has none; the list counts on."""
        number, depth = self._place(paragraph)
        used = self._lists.get(number)
        if used is None or depth not in used.levels:
            return ""
        level = used.levels[depth]
        if level.format == "bullet":
            return BULLET
        counter = self._counters.setdefault(used.counts, [None] * LEVELS)
        if depth in used.restarts:
            counter[depth] = used.restarts.pop(depth) - 1
        now = counter[depth]
        counter[depth] = level.start if now is None else now + 1
        counter[depth + 1 :] = [None] * (LEVELS - depth - 1)
        for above in range(depth):
            if counter[above] is None:
                counter[above] = used.levels.get(above, Level()).start
        return self._written(used, level, counter)

    def _written(self, used: _List, level: Level, counter: list[int | None]) -> str:
        def number(hit: re.Match[str]) -> str:
            at = int(hit[1]) - 1
            kind = "decimal" if level.legal else used.levels.get(at, Level()).format
            return written(counter[at] or 0, kind)

        return "" if level.format == "none" else _PLACE.sub(number, level.text).strip()

    def _place(self, paragraph: Element) -> tuple[str, int]:
        """The list and level of a paragraph, its style's where it names none itself; list "0" is none."""
        properties = paragraph.find(f"{W}pPr")
        style = _value(properties, "pStyle")
        number, depth = self._styles.get(style, ("0", None))
        own = None if properties is None else properties.find(f"{W}numPr")
        if own is not None:
            number = _value(own, "numId") or number
            depth = _whole(_value(own, "ilvl"), depth or 0)
        if depth is None:
            levels = self._lists[number].levels if number in self._lists else {}
            depth = next((at for at, level in levels.items() if level.style == style), 0)
        return number, min(max(depth, 0), LEVELS - 1)


def written(number: int, kind: str) -> str:
    """A number in one of Word's formats; digits where the format is none of the usual ones."""
    match kind:
        case "upperRoman" | "lowerRoman":
            roman, rest = "", min(number, 4999)
            for value, letters in _ROMAN:
                roman += letters * (rest // value)
                rest %= value
            return roman if kind == "upperRoman" else roman.lower()
        case "upperLetter" | "lowerLetter":
            if not number:
                return ""
            times, at = divmod(number - 1, 26)
            letter = chr(65 + at) * min(times + 1, 10)
            return letter if kind == "upperLetter" else letter.lower()
        case "decimalZero":
            return f"{number:02d}"
        case "none":
            return ""
    return str(number)


def _value(parent: Element | None, name: str) -> str:
    found = None if parent is None else parent.find(f"{W}{name}")
    return "" if found is None else found.get(f"{W}val", "")


def _whole(text: str, otherwise: int) -> int:
    return int(text) if text.lstrip("-").isdigit() else otherwise


def _styles(root: Element | None) -> dict[str, tuple[str, int | None]]:
    """The list and level of each paragraph style that has one, itself or by the style it is based on."""
    own: dict[str, tuple[str, str, int | None]] = {}
    for style in [] if root is None else root.findall(f"{W}style"):
        properties = style.find(f"{W}pPr")
        numbered = None if properties is None else properties.find(f"{W}numPr")
        depth = _value(numbered, "ilvl")
        own[style.get(f"{W}styleId", "")] = (
            _value(style, "basedOn"),
            _value(numbered, "numId"),
            _whole(depth, 0) if depth else None,
        )
    found: dict[str, tuple[str, int | None]] = {}
    for name in own:
        at, passed = name, set[str]()
        while at in own and at not in passed:
            passed.add(at)
            based, number, level = own[at]
            if number:
                found[name] = (number, level)
                break
            at = based
    return found


def _lists(root: Element | None, styles: dict[str, tuple[str, int | None]]) -> dict[str, _List]:
    if root is None:
        return {}
    kinds = {kind.get(f"{W}abstractNumId", ""): kind for kind in root.findall(f"{W}abstractNum")}
    names = {each.get(f"{W}numId", ""): _value(each, "abstractNumId") for each in root.findall(f"{W}num")}
    lists: dict[str, _List] = {}
    for each in root.findall(f"{W}num"):
        counts = _value(each, "abstractNumId")
        link = _value(kinds.get(counts), "numStyleLink")
        if link in styles:  # the list is told by a style, which names another list
            counts = names.get(styles[link][0], counts)
        levels = _levels(kinds.get(counts))
        restarts: dict[int, int] = {}
        for override in each.findall(f"{W}lvlOverride"):
            depth = _whole(override.get(f"{W}ilvl", ""), 0)
            levels |= _levels(override)
            if start := _value(override, "startOverride"):
                restarts[depth] = _whole(start, 1)
        lists[each.get(f"{W}numId", "")] = _List(counts, levels, restarts)
    lists.pop("0", None)
    return lists


def _levels(parent: Element | None) -> dict[int, Level]:
    return {
        _whole(level.get(f"{W}ilvl", ""), 0): Level(
            _whole(_value(level, "start"), 1),
            _value(level, "numFmt") or "decimal",
            _value(level, "lvlText"),
            is_on(level, "isLgl"),
            _value(level, "pStyle"),
        )
        for level in ([] if parent is None else parent.findall(f"{W}lvl"))
    }
