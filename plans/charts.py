"""The charts of targets, one definition for the page and the PDF: figures in, SVG out. Pure.

pygal works out the geometry. Its own style sheet, script and tooltips are taken out again and the look is written as
plain attributes, so that the same drawing shows in a browser under a strict policy, in WeasyPrint and in any viewer.
Nothing is told by colour alone: a target is a dashed line with its words, and what misses it is hollow.

The same figures give the same text, byte for byte: `digest` names a drawing for ever.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

import pygal
from lxml import etree
from lxml.etree import _Element as Element

from plans.numbers import shown
from wards.text import nfc

DRAWING = 2
"""Number of the look: a change of it gives every drawing a new name."""

_kept = lru_cache(maxsize=256)
"""The same figures, the same drawing: a process draws it once (some 10 KB each)."""

WIDTH, HEIGHT = 720, 260
SPARK_WIDTH, SPARK_HEIGHT = 240, 64
_BAR, _BAR_ROOM = 34, 70
_LETTER = 5.6
"""Room of a letter, in the drawing's own units."""
_DOT = 4
_INK, _QUIET, _HAIR, _PAPER = "#1b2a3a", "#4a5763", "#d5dbe1", "#ffffff"
_GOAL = {"stroke": _INK, "stroke-width": "1.5", "stroke-dasharray": "6 4"}
_FONT = "Liberation Sans, Arial, Helvetica, sans-serif"


@dataclass(frozen=True)
class Point:
    """A figure in its place: `value` is None where there is none yet; `met` says whether it meets the target."""

    label: str
    value: Decimal | None
    met: bool | None = None


@dataclass(frozen=True)
class Chart:
    """What a chart shows. `goal` is the target's value, `goal_words` how it is said ("Chỉ tiêu: từ 95 % trở lên").

    `unit` stands behind values in the text alternative; a percentage never leaves 0 to 100 on its axis.
    """

    title: str
    points: tuple[Point, ...]
    unit: str = "%"
    goal: Decimal | None = None
    goal_words: str = ""
    no_data: str = "chưa có số liệu"


def digest(chart: Chart, kind: str = "trend") -> str:
    """32 hexadecimal digits that name the drawing of these figures: the same figures, the same name."""
    facts = json.dumps([DRAWING, kind, asdict(chart)], default=str, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(facts.encode()).hexdigest()[:32]


def described(chart: Chart) -> str:
    """The chart in words, the text alternative: each figure with its period or unit, and the target."""
    figures = (
        f"{point.label}: {chart.no_data if point.value is None else _said(point.value, chart.unit)}"
        for point in chart.points
    )
    return ". ".join(filter(None, (chart.title, chart.goal_words, "; ".join(figures)))) + "."


@_kept
def trend(chart: Chart) -> str:
    """The figures over time as a line with dots, interrupted where there is none; the target as a dashed line."""
    chart = _printable(chart)
    low, high, ticks = axis(_known(chart), chart.unit)
    drawing = pygal.Line(
        **_common(chart, low, high, ticks),
        width=WIDTH,
        height=HEIGHT,
        margin_right=20,
        allow_interruptions=True,
        dots_size=_DOT,
    )
    drawing.x_labels = [point.label for point in chart.points]
    drawing.add("", [None if point.value is None else float(point.value) for point in chart.points])
    root = drawing.render_tree()
    _dress(root, ())
    _mark(_of_class(root, "dot"), chart.points)
    floor = float(_of_class(root, "background")[1].get("height", HEIGHT))
    values = _of_class(root, "value", "text")
    for text, at in zip(values, (at for at, each in enumerate(chart.points) if each.value is not None), strict=True):
        # pygal sets the value beside its dot, across the line: it goes over the dot, under it in a valley.
        text.set("text-anchor", "middle")
        text.set("x", f"{float(text.get('x', 0)) - 4 * _DOT:.2f}")
        over, under = (float(text.get("y", 0)) + shift for shift in (-31, -1))
        text.set("y", f"{under if _is_valley(chart.points, at) and under < floor else over:.2f}")
    labels = [each for group in _of_class(root, "axis") if "x" in _classes(group) for each in group.iter("text")]
    for texts in (values, labels):
        _thin_out(texts, (WIDTH - 90) / max(1, len(chart.points)))
    return _finished(root, chart)


@_kept
def spark(chart: Chart) -> str:
    """The trend as small as a line of a list: line, dots and target without their numbers, which stand beside it."""
    chart = _printable(chart)
    low, high, _ticks = axis(_known(chart), chart.unit)
    drawing = pygal.Line(
        **_common(chart, low, high, []) | {"print_values": False, "margin": 6, "margin_top": 6},
        width=SPARK_WIDTH,
        height=SPARK_HEIGHT,
        show_x_labels=False,
        allow_interruptions=True,
        dots_size=3,
    )
    drawing.x_labels = [point.label for point in chart.points]
    drawing.add("", [None if point.value is None else float(point.value) for point in chart.points])
    root = drawing.render_tree()
    _dress(root, ())
    _mark(_of_class(root, "dot"), chart.points)
    for text in list(root.iter("text")):
        text.getparent().remove(text)
    for background in _of_class(root, "background"):
        background.set("fill", "none")
    return _finished(root, replace(chart, goal_words=""), said=described(chart))


@_kept
def bars(chart: Chart, width: int = WIDTH, bar: int = _BAR) -> str:
    """Things set beside one another (units, wards, years) as lying bars, the target as a dashed line across them.

    `width` and `bar`, the room of each, are in the drawing's own units: a narrower drawing has the larger letters on
    paper.
    """
    chart = _printable(chart)
    low, high, ticks = axis([*_known(chart), Decimal(0)], chart.unit)
    drawing = pygal.HorizontalBar(
        **_common(chart, low, high, ticks),
        width=width,
        height=_BAR_ROOM + bar * max(1, len(chart.points)),
        margin_right=56,
        spacing=6,
    )
    # pygal stacks lying bars from the bottom; people read from the top.
    upwards = chart.points[::-1]
    drawing.x_labels = [point.label for point in upwards]
    drawing.add("", [None if point.value is None else float(point.value) for point in upwards])
    root = drawing.render_tree()
    _dress(root, ())
    rects = _of_class(root, "rect")
    _mark(rects, upwards)
    for text, rect in zip(_of_class(root, "value", "text"), rects, strict=True):
        text.set("text-anchor", "start")
        text.set("x", f"{float(rect.get('x', 0)) + float(rect.get('width', 0)) + 5:.2f}")
    return _finished(root, chart, width)


def axis(values: Sequence[Decimal], unit: str) -> tuple[Decimal, Decimal, list[Decimal]]:
    """Lowest and highest value of an axis and its ticks, round numbers, with room over what is shown.

    A percentage stays within 0 and 100 where its figures do; nothing shown gives 0 to 100 or 0 to 10.
    """
    if not values:
        top = Decimal(100 if unit == "%" else 10)
        return Decimal(0), top, [top * part / 5 for part in range(6)]
    least, most = min(values), max(values)
    spread = (most - least) or max(abs(most) / 10, Decimal(1))
    step = _round_step(spread / 4)
    if all(value == value.to_integral_value() for value in values):
        step = max(step, Decimal(1))
    low = (least / step).to_integral_value(rounding="ROUND_FLOOR") * step
    high = (most / step).to_integral_value(rounding="ROUND_CEILING") * step
    low, high = low - step if low == least else low, high + step if high == most else high
    if least >= 0:
        low = max(low, Decimal(0))
    if unit == "%" and most <= 100:
        high = min(high, Decimal(100))
    count = int((high - low) / step)
    return low, high, [low + step * part for part in range(count + 1)]


def _round_step(rough: Decimal) -> Decimal:
    """The next of 1, 2, 5, 10 … that is no smaller."""
    power = Decimal(10) ** math.floor(rough.log10())
    return next(power * times for times in (1, 2, 5, 10) if power * times >= rough)


def _printable(chart: Chart) -> Chart:
    """The chart without the invisible characters of pasted words, some of which no XML holds."""
    points = tuple(replace(point, label=nfc(point.label)) for point in chart.points)
    return replace(chart, title=nfc(chart.title), points=points, unit=nfc(chart.unit), goal_words=nfc(chart.goal_words))


def _known(chart: Chart) -> list[Decimal]:
    known = [point.value for point in chart.points if point.value is not None]
    return known if chart.goal is None else [*known, chart.goal]


def _said(value: Decimal, unit: str) -> str:
    return f"{shown(value)}{'' if unit == '%' else ' '}{unit}".strip()


def _common(chart: Chart, low: Decimal, high: Decimal, ticks: list[Decimal]) -> dict[str, Any]:
    goals = [] if chart.goal is None else [float(chart.goal)]
    apart = [float(tick) for tick in ticks if chart.goal is None or abs(tick - chart.goal) > (high - low) / 16]
    return {
        "css": (),
        "js": (),
        "no_prefix": True,
        "show_legend": False,
        "no_data_text": chart.no_data,
        "print_values": True,
        "value_formatter": lambda value: shown(Decimal(str(value)), 1 if chart.unit == "%" else 2),
        "range": (float(low), float(high)),
        "y_labels": sorted([*apart, *goals]),
        # Without a target pygal would choose lines to stress, which then would look like one.
        "y_labels_major": goals or [float(high) + 1],
        "margin": 8,
        "margin_top": 38,
        "truncate_label": 40,
    }


# The look, by a class of an element and those of what it stands in: the last that fits counts.
_LOOK: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("", "background", {"fill": _PAPER}),
    ("", "line", {"stroke": _HAIR, "stroke-width": "1", "fill": "none"}),
    ("vertical axis x", "line", {"stroke": "none"}),
    ("vertical axis y", "major", _GOAL),
    ("horizontal axis x", "major", _GOAL),
    ("series", "line", {"stroke": _INK, "stroke-width": "2", "fill": "none"}),
    ("", "dot", {"fill": _INK, "stroke": _INK, "stroke-width": "2"}),
    ("", "rect", {"fill": _INK, "stroke": _INK, "stroke-width": "1.5"}),
)
_DROPPED = {"tooltip-overlay", "titles"}


def _dress(element: Element, inside: tuple[str, ...]) -> None:
    """Takes out style sheet, script, comments and tooltips, and gives what is drawn its look."""
    for child in list(element):
        if not isinstance(child.tag, str) or child.tag in {"defs", "desc", "title"} or _DROPPED & set(_classes(child)):
            element.remove(child)
            continue
        own = _classes(child)
        if child.tag == "text":
            child.set("fill", _QUIET if "axis" in inside else _INK)
            child.set("font-size", "11")
            if "axis" in inside:
                child.set("text-anchor", "end" if "y" in inside else "middle")
        elif child.tag != "g":
            for around, name, look in _LOOK:
                if name in own and set(around.split()) <= set(inside):
                    child.attrib.update(look)
        _dress(child, (*inside, *own))


def _mark(marks: Sequence[Element], points: Sequence[Point]) -> None:
    """What misses the target is hollow."""
    for mark, point in zip(marks, (point for point in points if point.value is not None), strict=True):
        if point.met is False:
            mark.set("fill", _PAPER)


def _is_valley(points: Sequence[Point], at: int) -> bool:
    """Whether the line comes to this point only from above."""
    here = points[at].value or Decimal(0)
    beside = [points[near].value for near in (at - 1, at + 1) if 0 <= near < len(points)]
    known = [value for value in beside if value is not None]
    return bool(known) and all(value > here for value in known)


def _thin_out(texts: Sequence[Element], slot: float) -> None:
    """Where texts would touch one another, every second or third is left out; the last stays."""
    longest = max((len(each.text or "") for each in texts), default=0)
    every = max(1, math.ceil(longest * _LETTER / slot))
    for back, each in enumerate(reversed(texts)):
        if back % every:
            each.text = ""


def _finished(root: Element, chart: Chart, width: int = WIDTH, said: str = "") -> str:
    """The drawing with the target's words over it and its text alternative."""
    if chart.goal is not None and chart.goal_words:
        _say_goal(root, chart.goal_words, width)
    for element in root.iter():
        element.attrib.pop("class", None)
    root.attrib.pop("id", None)
    root.set("role", "img")
    root.set("aria-labelledby", "title desc")
    root.set("font-family", _FONT)
    for at, (tag, text) in enumerate((("title", chart.title), ("desc", said or described(chart)))):
        element = etree.Element(tag, {"id": tag})
        element.text = text
        root.insert(at, element)
    return str(etree.tostring(root, encoding="unicode"))


def _say_goal(root: Element, said: str, width: int) -> None:
    words = etree.SubElement(root, "text", {"text-anchor": "end", "font-size": "11", "fill": _INK})
    words.set("x", str(width - 20))
    words.set("y", "14")
    words.text = said
    start = width - 58 - len(said) * _LETTER
    etree.SubElement(root, "path", {"d": f"M{start:.1f} 10 h26", "fill": "none", **_GOAL})


def _classes(element: Element) -> list[str]:
    return (element.get("class") or "").split()


def _of_class(root: Element, name: str, tag: str = "*") -> list[Element]:
    return [each for each in root.iter(tag) if name in _classes(each)]
