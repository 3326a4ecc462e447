"""A Word document as parts of a grid: each table one part, the paragraphs before, between and behind them others.

A table that only sets texts side by side, as letterheads do, counts among the paragraphs.

Runs in the child process only. Parts are parsed by python-docx once `word_scan` has let them pass.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from docx.oxml import parse_xml

from imports.grid import Part
from imports.word_numbers import BULLET, Numbering
from imports.word_text import Element, W, is_on, is_struck, paragraph_text
from wards.text import nfc

_NEAR = 150  # twentieths of a point (2.6 mm): borders drawn this close are one
_WIDTH = 1000  # of a column whose width the table does not say
_PARAGRAPH, _TABLE, _TABLE_ROW, _TABLE_CELL = (f"{W}{name}" for name in ("p", "tbl", "tr", "tc"))
_BLOCK = {_PARAGRAPH, _TABLE}
_AROUND = {f"{W}{name}" for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag")}
_FEWEST_COLUMNS = 3  # with text, of what a reader would call a table
_DEEPEST = 30  # tables inside tables


class TooWide(Exception):
    """A table has more columns than anyone needs to read."""


@dataclass
class _Cell:
    """A cell: the borders it lies between, whether it goes on with the one above, and its text."""

    left: int
    right: int
    goes_on: bool
    begins: bool
    text: str


@dataclass
class _Document:
    numbering: Numbering
    most_columns: int
    parts: list[dict[str, Any]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    tables: int = 0


def read_word(
    document: bytes, numbering: bytes | None, styles: bytes | None, most_columns: int
) -> list[dict[str, Any]]:
    """The parts of a document in the form of a workbook's sheets.

    Raises an error of lxml where the XML is broken, KeyError where there is no body, TooWide.
    """
    lists = Numbering(_parsed(numbering), _parsed(styles))
    whole = _Document(lists, most_columns)
    body = parse_xml(document).find(f"{W}body")
    if body is None:
        raise KeyError("body")
    for block in _blocks(body):
        if block.tag == _TABLE:
            rows, merges = _table(block, whole)
            if sum(map(any, zip(*rows, strict=True))) < _FEWEST_COLUMNS:  # letterhead and signature, side by side
                whole.texts += [line for row in rows for text in row for line in text.split("\n")]
                continue
            _end_of_text(whole, f"Lời văn trước bảng {whole.tables + 1}")
            whole.tables += 1
            whole.parts.append(_part(f"Bảng {whole.tables}", rows, merges, Part.TABLE))
        else:
            whole.texts += _lines(block, whole)
    _end_of_text(whole, f"Lời văn sau bảng {whole.tables}" if whole.tables else "Lời văn")
    return whole.parts


def _parsed(xml: bytes | None) -> Element | None:
    return None if xml is None else parse_xml(xml)


def _part(name: str, rows: list[list[str]], merges: list[tuple[int, int, int, int]], part: Part) -> dict[str, Any]:
    return {"name": name, "rows": rows, "merges": merges, "lost": [], "part": part.value}


def _end_of_text(whole: _Document, name: str) -> None:
    lines, whole.texts = [text for text in whole.texts if text], []
    if lines:
        whole.parts.append(_part(name, [[line] for line in lines], [], Part.TEXT))


def _blocks(container: Element) -> Iterator[Element]:
    """Paragraphs and tables, also those inside forms and tracked changes."""
    for child in container:
        if child.tag in _BLOCK:
            yield child
        elif child.tag in _AROUND:
            yield from _blocks(child)


def _lines(paragraph: Element, whole: _Document, depth: int = 0) -> list[str]:
    """A paragraph with its automatic number, and behind it the paragraphs of its text boxes."""
    words, boxes = paragraph_text(paragraph)
    text = nfc(words)
    properties = paragraph.find(f"{W}pPr")
    ends = None if properties is None else properties.find(f"{W}rPr")
    if not text and is_struck(ends):
        return []
    label = whole.numbering.label(paragraph)
    if label and (text or label != BULLET):
        text = f"{label} {text}".strip()
    if is_on(ends, "vanish") and not words.strip():
        text = ""
    return [text, *(line for box in boxes for line in _inside(box, whole, depth + 1))]


def _inside(container: Element, whole: _Document, depth: int) -> list[str]:
    """The lines of a cell or a text box; a table inside it has a line for each row."""
    lines: list[str] = []
    if depth > _DEEPEST:
        return lines
    for block in _blocks(container):
        if block.tag == _PARAGRAPH:
            lines += _lines(block, whole, depth)
            continue
        for row in _rows(block):
            cells = (" ".join(_inside(cell, whole, depth + 1)) for cell in _cells(row))
            lines.append(" | ".join(" ".join(text.split()) for text in cells if text.strip()))
    return lines


def _rows(table: Element) -> Iterator[Element]:
    for child in table:
        if child.tag == _TABLE_ROW:
            if not is_struck(child.find(f"{W}trPr")):
                yield child
        elif child.tag in _AROUND:
            yield from _rows(child)


def _cells(row: Element) -> Iterator[Element]:
    for child in row:
        if child.tag == _TABLE_CELL:
            yield child
        elif child.tag in _AROUND:
            yield from _cells(child)


def _table(table: Element, whole: _Document) -> tuple[list[list[str]], list[tuple[int, int, int, int]]]:
    """The texts of a table by row and column, and its merged areas, laid out like a workbook's."""
    rows = [_row(row, whole) for row in _rows(table)]
    columns = _columns(table, rows)
    width = len(set(columns.values()))
    reach = {(cell.left, cell.right) for cells in rows for cell in cells}
    last = {
        (left, right): max((columns[edge] for edge in columns if left <= edge < right), default=columns[left])
        for left, right in reach
    }
    texts: list[list[str]] = []
    merges: list[tuple[int, int, int, int]] = []
    open_areas: dict[int, tuple[int, int]] = {}  # by left column: first row, last column
    for number, cells in enumerate([*rows, []], start=1):
        line = [""] * width
        areas: dict[int, tuple[int, int]] = {}
        for cell in cells:
            left = columns[cell.left]
            right = last[cell.left, cell.right]
            above = open_areas.get(left)
            if cell.goes_on and above:
                areas[left] = above
            elif cell.begins or right > left:
                areas[left] = (number, right)
            line[left] = f"{line[left]}\n{cell.text}".strip() if cell.text else line[left]
        for left, (top, right) in open_areas.items():
            if areas.get(left) != (top, right) and (number - 1 > top or right > left):
                merges.append((top, left + 1, number - 1, right + 1))
        open_areas = areas
        texts.append(line)
    return texts[:-1], sorted(merges)


def _row(row: Element, whole: _Document) -> list[_Cell]:
    properties = row.find(f"{W}trPr")
    at = _number(properties, "gridBefore", 0)
    cells: list[_Cell] = []
    for cell in _cells(row):
        own = cell.find(f"{W}tcPr")
        span = max(_number(own, "gridSpan", 1), 1)
        merged = None if own is None else own.find(f"{W}vMerge")
        goes_on = merged is not None and merged.get(f"{W}val", "continue") != "restart"
        struck = own is not None and own.find(f"{W}cellDel") is not None
        text = "" if struck else "\n".join(line for line in _inside(cell, whole, 0) if line)
        cells.append(_Cell(at, at + span, goes_on, merged is not None and not goes_on, text))
        at += span
        if at > whole.most_columns:
            raise TooWide
    return cells


def _number(properties: Element | None, name: str, otherwise: int) -> int:
    found = None if properties is None else properties.find(f"{W}{name}")
    text = "" if found is None else found.get(f"{W}val", "")
    return int(text) if text.isdigit() and len(text) < 6 else otherwise


def _columns(table: Element, rows: list[list[_Cell]]) -> dict[int, int]:
    """For each border at which a cell begins its column from 0.

    Borders drawn by hand a little beside each other are one, but never two at which cells of the same row begin.
    """
    grid = table.find(f"{W}tblGrid")
    widths = [] if grid is None else [_width(column) for column in grid.findall(f"{W}gridCol")]
    in_rows: dict[int, set[int]] = {}
    for number, cells in enumerate(rows):
        for cell in cells:
            in_rows.setdefault(cell.left, set()).add(number)
    columns: dict[int, int] = {}
    first, taken, place, edge = 0, set[int](), 0, 0
    for left in sorted(in_rows):
        while edge < left:
            place += (widths[edge] if edge < len(widths) else 0) or _WIDTH
            edge += 1
        if columns and place - first <= _NEAR and not taken & in_rows[left]:
            columns[left] = max(columns.values())
            taken |= in_rows[left]
        else:
            columns[left] = max(columns.values(), default=-1) + 1
            first, taken = place, set(in_rows[left])
    return columns


def _width(column: Element) -> int:
    text = column.get(f"{W}w", "")
    return int(text) if text.isdigit() else 0
