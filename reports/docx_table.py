"""Tables of a Word document, written straight as XML: a plan of 3,000 rows takes seconds, not minutes."""

from __future__ import annotations

from collections.abc import Sequence

from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm
from docx.table import Table as WordTable

from reports import docx_styles as styles
from reports.blocks import Table

_TALL = 1_500
"""Characters from which a row may go on over the end of its page."""
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def add(document: WordDocument, block: Table, width: int) -> None:
    """Writes the table over a text so many millimetres wide; its heading repeats on every page."""
    widths = column_widths(block, width)
    table = document.add_table(rows=0, cols=len(widths), style=styles.TABLE)
    fixed(table, widths)
    padded(table, 1, 0.8)
    _describe(table, block.name)
    ids = {name: document.styles[name].style_id for name in (styles.CELL, styles.CELL_CENTRED, styles.CELL_IN)}
    body = table._tbl
    for row in _heads(block, widths, ids[styles.CELL_CENTRED]):
        body.append(row)
    last = len(block.rows) - 1
    for at, (style, cells) in enumerate(block.body):
        row = _row(whole=sum(len(cell.text) for cell in cells) < _TALL)
        # A heading stays with its first row, and neither the first row nor the last stands alone on a page.
        keep, bold = style == "heading" or at in (0, last - 1), bool(style)
        if style == "heading":
            _cell(row, cells[0].text, sum(widths), ids[styles.CELL], span=len(widths), bold=bold, keep=keep)
        else:
            for cell, wide in zip(cells, widths, strict=True):
                look = styles.CELL_CENTRED if cell.centred else styles.CELL_IN if cell.indented else styles.CELL
                _cell(row, cell.text, wide, ids[look], bold=bold, keep=keep)
        body.append(row)


def column_widths(block: Table, width: int) -> list[int]:
    """The columns' widths in millimetres; those without one share what the others leave."""
    given = [column.width for column in block.columns]
    return [each or (width - sum(given)) // given.count(0) for each in given]


def fixed(table: WordTable, widths: Sequence[int]) -> None:
    """The table keeps these widths in millimetres, whatever stands in it."""
    table.autofit = False
    for column, wide in zip(table.columns, widths, strict=True):
        column.width = Mm(wide)
        for cell in column.cells:
            cell.width = Mm(wide)


def padded(table: WordTable, above: float, beside: float) -> None:
    """The room between a cell's text and its edges, in millimetres."""
    margins = OxmlElement("w:tblCellMar")
    for side, room in (("top", above), ("left", beside), ("bottom", above), ("right", beside)):
        edge = _add(margins, f"w:{side}")
        edge.set(qn("w:w"), str(_twips(room)))
        edge.set(qn("w:type"), "dxa")
    properties = table._tbl.tblPr
    look = properties.find(qn("w:tblLook"))
    if look is None:
        properties.append(margins)
    else:
        look.addprevious(margins)


def keep_whole(table: WordTable) -> None:
    """No row of the table is parted by the end of a page."""
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _describe(table: WordTable, name: str) -> None:
    """The name that is read out to who does not see the table; its first row is a heading."""
    properties = table._tbl.tblPr
    caption = OxmlElement("w:tblCaption")
    caption.set(qn("w:val"), name)
    properties.append(caption)


def _heads(block: Table, widths: Sequence[int], look: str) -> list[BaseOxmlElement]:
    """The one or two heading rows: what stands over both is merged downwards."""
    rows = []
    two = len(block.heads) > 1
    upper, lower = _row(heading=True), _row(heading=True)
    at = 0
    for head in block.heads[0]:
        wide = sum(widths[at : at + head.columns])
        _cell(
            upper,
            head.text,
            wide,
            look,
            span=head.columns,
            merge="restart" if head.lines > 1 else "",
            bold=True,
            middle=True,
        )
        if two:
            for column, each in zip(block.columns[at : at + head.columns], widths[at:], strict=False):
                merged = head.lines > 1
                _cell(
                    lower,
                    "" if merged else column.title,
                    each,
                    look,
                    merge="continue" if merged else "",
                    bold=True,
                    middle=True,
                )
        at += head.columns
    rows.append(upper)
    return [*rows, lower] if two else rows


def _row(*, heading: bool = False, whole: bool = True) -> BaseOxmlElement:
    row = OxmlElement("w:tr")
    properties = _add(row, "w:trPr")
    if whole:
        _add(properties, "w:cantSplit")
    if heading:
        _add(properties, "w:tblHeader")
    return row


def _cell(
    row: BaseOxmlElement,
    text: str,
    width: int,
    look: str,
    *,
    span: int = 1,
    merge: str = "",
    bold: bool = False,
    keep: bool = False,
    middle: bool = False,
) -> None:
    """A cell `width` mm wide with a paragraph of the style `look` for each line of its text."""
    cell = _add(row, "w:tc")
    properties = _add(cell, "w:tcPr")
    size = _add(properties, "w:tcW")
    size.set(qn("w:w"), str(_twips(width)))
    size.set(qn("w:type"), "dxa")
    if span > 1:
        _add(properties, "w:gridSpan", str(span))
    if merge:
        _add(properties, "w:vMerge", merge)
    if middle:
        _add(properties, "w:vAlign", "center")
    for line in styles.clean(text).split("\n"):
        paragraph = _add(cell, "w:p")
        layout = _add(paragraph, "w:pPr")
        _add(layout, "w:pStyle", look)
        if keep:
            _add(layout, "w:keepNext")
        run = _add(paragraph, "w:r")
        if bold:
            _add(_add(run, "w:rPr"), "w:b")
        words = _add(run, "w:t")
        words.text = line
        words.set(_SPACE, "preserve")


def _twips(millimetres: float) -> int:
    return round(millimetres * 1440 / 25.4)


def _add(parent: BaseOxmlElement, name: str, value: str = "") -> BaseOxmlElement:
    """A new element inside another, with its value where it has one."""
    element = OxmlElement(name)
    if value:
        element.set(qn("w:val"), value)
    parent.append(element)
    return element
