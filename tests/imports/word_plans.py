"""The sample workbooks written as offices write them in Word: letterhead, paragraphs, one table for each annex."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from imports.headings import HeadingFinder


@dataclass(frozen=True)
class Manner:
    """How an office writes: its letterhead in a table of two columns, its numbers by Word's lists, and so on."""

    letterhead: bool = False
    automatic_numbers: bool = False
    signer: str = ""
    split_after: int = 0  # rows after which the table is cut in two, its heading not repeated
    heading_again: bool = False  # where it is cut, the heading is repeated by hand
    tracked: bool = False  # with struck-out and inserted words in every cell


def word_plan(path: Path, manner: Manner | None = None) -> bytes:
    """The workbook of a plan as a .docx."""
    manner = manner or Manner()
    document = Document()
    if manner.automatic_numbers:
        _lists(document)
    for sheet in load_workbook(path):
        _sheet(document, sheet, manner)
    return saved(document)


def saved(document: Any) -> bytes:
    """The document as a file."""
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _sheet(document: Any, sheet: Any, manner: Manner) -> None:
    rows = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    finder = HeadingFinder()
    start = next(at for at in range(len(rows)) if finder.at(rows, at))
    heading = finder.at(rows, start)
    assert heading is not None
    end = next((at for at in range(start, len(rows)) if not any(rows[at])), len(rows))
    above = [text for row in rows[:start] for text in row if text]
    if manner.letterhead and len(above) > 4:
        _letterhead(document, above[:-3])
        above = above[-3:]
    for text in above:
        document.add_paragraph(text)
    merges = [range_boundaries(str(area)) for area in sheet.merged_cells.ranges]
    pieces = [(start, end)]
    if manner.split_after:
        cut = start + heading.height + manner.split_after
        # Not inside a merged area.
        while cut < end and any(top <= cut < bottom for _left, top, _right, bottom in merges):
            cut += 1
        pieces = [(start, cut), (cut, end)]
    for number, (first, last) in enumerate(pieces):
        shown = rows[first:last]
        if number and manner.heading_again:
            shown = rows[start : start + heading.height] + shown
        table = _table(document, shown, manner)
        if not (number and manner.heading_again):
            _merge(table, rows, merges, first, last, manner)
        if not number and manner.automatic_numbers:
            _number(table, heading.height)
        document.add_paragraph("")
    for row in rows[end:]:
        for text in filter(None, row):
            document.add_paragraph(text)
    if manner.signer:
        document.add_paragraph(manner.signer)


def _letterhead(document: Any, lines: list[str]) -> None:
    table = document.add_table(1, 2)
    left = [line for line in lines if "ngày" not in line]
    right = ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]
    right += [line for line in lines if "ngày" in line]
    for cell, texts in zip(table.rows[0].cells, (left, right), strict=True):
        _fill(cell, "\n".join(texts), Manner())


def _table(document: Any, rows: list[list[str]], manner: Manner) -> Any:
    width = max(map(len, rows))
    table = document.add_table(len(rows), width)
    for line, row in zip(table.rows, rows, strict=True):
        for cell, text in zip(line.cells, row, strict=False):
            _fill(cell, text, manner)
    return table


def _fill(cell: Any, text: str, manner: Manner) -> None:
    for at, line in enumerate(text.split("\n")):
        paragraph = cell.paragraphs[0] if not at else cell.add_paragraph()
        if manner.tracked and line:
            half = len(line) // 2
            paragraph.add_run(line[:half])
            change(paragraph, "del", "từ đã bỏ 31/12/2026")
            change(paragraph, "ins", line[half:])
        else:
            paragraph.add_run(line)


def change(paragraph: Any, kind: str, text: str) -> None:
    """A tracked change: "ins" or "del"."""
    mark = OxmlElement(f"w:{kind}")
    mark.set(qn("w:author"), "Người soạn")
    run = OxmlElement("w:r")
    words = OxmlElement("w:delText" if kind == "del" else "w:t")
    words.text = text
    words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    run.append(words)
    mark.append(run)
    paragraph._p.append(mark)


def _merge(
    table: Any,
    rows: list[list[str]],
    merges: list[tuple[int, int, int, int]],
    first: int,
    last: int,
    manner: Manner,
) -> None:
    for left, top, right, bottom in merges:
        if first < top and bottom <= last and (left, top) != (right, bottom):
            one, two = table.cell(top - 1 - first, left - 1), table.cell(bottom - 1 - first, right - 1)
            merged = one.merge(two)
            for paragraph in merged.paragraphs[1:]:
                paragraph._p.getparent().remove(paragraph._p)
            for child in list(merged.paragraphs[0]._p):
                merged.paragraphs[0]._p.remove(child)
            _fill(merged, rows[top - 1][left - 1], manner)


# Word's own numbers: list 7 counts 1, 2, 3; list 8 I, II, III.
_LISTS = {7: ("decimal", "%1"), 8: ("upperRoman", "%1.")}


def _lists(document: Any) -> None:
    root = document.part.numbering_part.element
    for number, (kind, text) in _LISTS.items():
        abstract = OxmlElement("w:abstractNum")
        abstract.set(qn("w:abstractNumId"), str(900 + number))
        level = _child(abstract, "w:lvl")
        level.set(qn("w:ilvl"), "0")
        for name, value in (("start", "1"), ("numFmt", kind), ("lvlText", text)):
            _child(level, f"w:{name}").set(qn("w:val"), value)
        root.insert(0, abstract)


def _new_list(document_part: Any, kind: int) -> int:
    """A list of its own that begins at 1."""
    root = document_part.numbering_part.element
    number = 1000 + len(root)
    each = _child(root, "w:num")
    each.set(qn("w:numId"), str(number))
    _child(each, "w:abstractNumId").set(qn("w:val"), str(900 + kind))
    override = _child(each, "w:lvlOverride")
    override.set(qn("w:ilvl"), "0")
    _child(override, "w:startOverride").set(qn("w:val"), "1")
    return number


def _child(parent: Any, name: str) -> Any:
    child = OxmlElement(name)
    parent.append(child)
    return child


def _number(table: Any, above: int) -> None:
    """The plain numbers of the first column taken out and left to Word's lists."""
    part = table._parent.part
    used, last = 0, 0
    for row in table.rows[above:]:
        cell = row.cells[0]
        if not cell.text.isdigit():
            continue
        now = int(cell.text)
        if now != last + 1 or not used:
            used, last = _new_list(part, 7), 0
        if now != last + 1:
            used = 0
            continue
        last = now
        paragraph = cell.paragraphs[0]
        paragraph.text = ""
        number_by_word(paragraph, used)


def number_by_word(paragraph: Any, number: int, level: int = 0) -> None:
    """Leave the number of a paragraph to a list of Word."""
    properties = paragraph._p.get_or_add_pPr()
    numbered = _child(properties, "w:numPr")
    _child(numbered, "w:ilvl").set(qn("w:val"), str(level))
    _child(numbered, "w:numId").set(qn("w:val"), str(number))
