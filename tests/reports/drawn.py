"""A finished PDF read back: its lines of text and its ruled lines, measured in mm from a page's left and top."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

from pdfminer.high_level import extract_pages
from pdfminer.layout import LAParams, LTChar, LTComponent, LTContainer, LTCurve, LTPage, LTTextLine

MM = 72 / 25.4


@dataclass(frozen=True)
class Line:
    """A line of text on a page, its box in mm from the page's left and top."""

    page: int
    text: str
    left: float
    right: float
    top: float
    bottom: float
    sizes: frozenset[float]
    fonts: frozenset[str]

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


@dataclass(frozen=True)
class Drawn:
    """A finished PDF: its bytes, pages, lines of text and ruled lines."""

    content: bytes
    pages: list[LTPage]
    lines: list[Line]
    rules: list[tuple[int, float, float, float]]  # page, left, right, top in mm

    def line(self, start: str, page: int | None = None) -> Line:
        """The first line that begins so."""
        return next(each for each in self.lines if each.text.startswith(start) and page in (None, each.page))

    def rule_under(self, line: Line) -> tuple[float, float]:
        """Left and right end of the ruled line next under a line of text."""
        below = [rule for rule in self.rules if rule[0] == line.page and 0 <= rule[3] - line.bottom < 4]
        near = [rule for rule in below if rule[1] < line.middle < rule[2]]
        _page, left, right, _top = min(near, key=lambda rule: rule[3])
        return left, right


def flat(component: LTComponent) -> Iterator[LTComponent]:
    """The component and all inside it."""
    yield component
    if isinstance(component, LTContainer):
        for each in component:
            yield from flat(each)


def drawn(content: bytes) -> Drawn:
    """Reads a PDF back."""
    pages = list(extract_pages(io.BytesIO(content), laparams=LAParams(boxes_flow=None)))
    lines, rules = [], []
    for number, page in enumerate(pages, start=1):
        for each in flat(page):
            if isinstance(each, LTTextLine) and each.get_text().strip():
                chars = [char for char in each if isinstance(char, LTChar) and char.get_text().strip()]
                lines.append(
                    Line(
                        page=number,
                        text=" ".join(each.get_text().split()),
                        left=min(char.x0 for char in chars) / MM,
                        right=max(char.x1 for char in chars) / MM,
                        top=(page.height - max(char.y1 for char in chars)) / MM,
                        bottom=(page.height - min(char.y0 for char in chars)) / MM,
                        sizes=frozenset(round(char.size, 1) for char in chars),
                        fonts=frozenset(char.fontname.partition("+")[2] for char in chars),
                    )
                )
            elif isinstance(each, LTCurve) and each.height < 1 < each.width:
                rules.append((number, each.x0 / MM, each.x1 / MM, (page.height - each.y1) / MM))
    lines.sort(key=lambda line: (line.page, round(line.top), line.left))
    return Drawn(content, pages, lines, rules)
