"""What a report's document is made of, before it is drawn as HTML or written for Word: pure, plain texts.

Lengths are millimetres on paper. A text may hold several lines, parted by "\\n"; none of it is ever markup.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from plans.charts import Chart
from reports.letterhead import Letterhead

TEXT_WIDTHS = (165, 252)
"""Millimetres of text on a page that stands, and on one that lies across."""
_LETTER = 2.2
"""Millimetres that a letter takes in a table, rather more than most do."""
_MOST_LINES = 15
"""Lines of a row that is kept whole: half of a page that lies across, so that the widest letters fit it too."""


@dataclass(frozen=True)
class Heading:
    """A part's heading (level 2) or one inside a part (3); the document's name is level 1."""

    text: str
    level: int
    kind = "heading"


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of running text. `style` is "text", "item" (of a list), "note" (under a table) or "empty" (what a
    draft says where nobody wrote yet)."""

    text: str
    style: str = "text"
    kind = "paragraph"


@dataclass(frozen=True)
class Column:
    """A column: its heading, its width (0: what the others leave), and the heading it shares with its neighbours."""

    title: str
    width: int = 0
    centred: bool = False
    group: str = ""


@dataclass(frozen=True)
class Row:
    """A row of a table. `style` is "" for data, "heading" (one cell over the whole row) or "sum"; `indented` sets in
    the cell of that index, which is a part of the row above."""

    cells: tuple[str, ...]
    style: str = ""
    indented: int | None = None


@dataclass(frozen=True)
class Cell:
    """A cell as it is drawn."""

    text: str
    centred: bool = False
    indented: bool = False


@dataclass(frozen=True)
class Head:
    """A heading over one or several columns, one or two lines high."""

    text: str
    columns: int = 1
    lines: int = 1


@dataclass(frozen=True)
class Table:
    """A table with its name, which is read out but not printed."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    kind = "table"

    @property
    def body(self) -> Iterator[tuple[str, list[Cell]]]:
        """Each row's style and its cells; the style of a row too high to be kept on one page is "tall"."""
        for row in self.rows:
            if row.style == "heading":
                yield row.style, [Cell(row.cells[0])]
            else:
                yield (
                    row.style or ("tall" if self._is_tall(row) else ""),
                    [
                        Cell(text, column.centred, row.indented == at)
                        for at, (text, column) in enumerate(zip(row.cells, self.columns, strict=True))
                    ],
                )

    def _is_tall(self, row: Row) -> bool:
        fixed = sum(column.width for column in self.columns)
        rest = next(width - fixed for width in TEXT_WIDTHS if width > fixed)
        return any(
            sum(-(-len(line) * _LETTER // (column.width or rest)) or 1 for line in text.split("\n")) > _MOST_LINES
            for text, column in zip(row.cells, self.columns, strict=True)
        )

    @property
    def heads(self) -> list[list[Head]]:
        """The one or two lines of its heading: a shared heading spans its columns, others stand over both lines."""
        if not any(column.group for column in self.columns):
            return [[Head(column.title) for column in self.columns]]
        upper: list[Head] = []
        last = ""
        for column in self.columns:
            if column.group and column.group == last:
                upper[-1] = Head(column.group, upper[-1].columns + 1)
            else:
                upper.append(Head(column.group) if column.group else Head(column.title, lines=2))
            last = column.group
        return [upper, [Head(column.title) for column in self.columns if column.group]]


@dataclass(frozen=True)
class Picture:
    """A chart: what it shows, its drawing as SVG, and the words that say the same to who cannot see it."""

    name: str
    svg: str
    alternative: str
    chart: Chart
    kind = "picture"


@dataclass(frozen=True)
class Code:
    """The square that leads to the page which verifies an issued report, and that page's address."""

    svg: str
    address: str
    name = "code"


Block = Heading | Paragraph | Table | Picture


@dataclass(frozen=True)
class Annex:
    """An annex on pages of its own, which lie across; `name` is that of its run of pages."""

    name: str
    number: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Content:
    """A whole report, or another document by its `name`, which may be addressed to nobody (""); `code` only where one
    is printed."""

    head: Letterhead
    number: str
    place: str
    day: str
    subject: str
    addressee: str
    blocks: tuple[Block, ...]
    closing: str
    copies: tuple[str, ...]
    attached: str
    annexes: tuple[Annex, ...]
    code: Code | None = None
    name: str = "BÁO CÁO"

    @property
    def title(self) -> str:
        """The document's name in one line: "Báo cáo Kết quả thực hiện …"."""
        return f"{self.name.capitalize()} {self.subject}"

    @property
    def rows(self) -> int:
        """How many rows its tables have: what drawing it takes grows with them."""
        every = (block for blocks in (self.blocks, *(annex.blocks for annex in self.annexes)) for block in blocks)
        return sum(len(block.rows) for block in every if isinstance(block, Table))
