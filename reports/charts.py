"""The charts of a report's document, from its frozen figures: pure. What a chart looks like is in `plans.charts`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from plans import charts
from plans.charts import Chart, Point
from reports import wording
from reports.blocks import Picture
from reports.shape import Counts, Figures

_MOST_BARS = 12
"""Bars of one chart: more do not fit a page beside their table."""
_WIDTH, _BAR = 520, 20
"""The drawing's own units over 165 mm, and those of a bar: its letters of 11 units are printed at 10 points."""
_LONGEST = 44
"""Characters of a bar's name."""
_FACE = 'font-family="Liberation Serif, Times New Roman, serif"'


def of_units(figures: Figures) -> list[Picture]:
    """What share of its due work each unit finished in time; none where nothing can be compared."""
    points = [
        Point(_label(unit["name"] or wording.NO_UNIT), _share(unit["dated"]))
        for unit in figures["units"]
        if unit["dated"]["due"]
    ]
    if len(points) < 2 or not any(point.value for point in points):
        return []
    return _pictures("units", "Tỷ lệ hoàn thành trước hạn và đúng hạn theo đơn vị chủ trì (%)", points)


def _share(counts: Counts) -> Decimal:
    return Decimal(100 * counts["due_in_time"]) / counts["due"]


def of_targets(figures: Figures) -> list[Picture]:
    """The confirmed targets that are shares, with what they reached in the period; what missed its target is hollow."""
    points = [
        Point(
            _label(wording.upper_first(target["measure"])),
            Decimal(target["figure"]["result"]),
            target["figure"]["state"] == "met",
        )
        for target in figures["targets"]
        if target["confirmed"] and target["unit"] == "%" and target["figure"]["result"] is not None
    ]
    title = "Kết quả các chỉ tiêu trong kỳ (%; cột rỗng: chưa đạt mục tiêu)"
    return _pictures("targets", title, points)


def _label(text: str) -> str:
    """A name in the room that a chart leaves beside its bars."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[:_LONGEST].rsplit(" ", 1)[0] + "…"


def _pictures(name: str, title: str, points: Sequence[Point]) -> list[Picture]:
    """The bars in as few charts as hold them, evenly."""
    if not points:
        return []
    number = -(-len(points) // _MOST_BARS)
    each = -(-len(points) // number)
    pieces = [points[at : at + each] for at in range(0, len(points), each)]
    return [
        _picture(f"{name}-{at}", Chart(title if number == 1 else f"{title} - {at}/{number}", tuple(piece)))
        for at, piece in enumerate(pieces, start=1)
    ]


def _picture(name: str, chart: Chart) -> Picture:
    svg = re.sub('font-family="[^"]*"', _FACE, charts.bars(chart, _WIDTH, _BAR), count=1)
    return Picture(name, svg, charts.described(chart), chart)
