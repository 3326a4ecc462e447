"""The XML inside an OpenDocument spreadsheet looked at before anything opens it, as `workbook_scan` does. Pure."""

from __future__ import annotations

import zipfile
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import iterparse

from imports.word_scan import TooLarge
from imports.workbook_scan import SheetScan, TooManyRows, tag_of, without_space

_MOST_MARKS = 6_000_000  # beginnings and ends of elements
_HIDDEN = {"collapse", "filter"}


def scan_ods(archive: zipfile.ZipFile, most_rows: int) -> dict[str, SheetScan]:
    """Every table of an .ods by name, repeated rows and cells counted as often as they repeat.

    Raises TooManyRows, TooLarge, and KeyError, ParseError, ValueError or a defusedxml error on broken files.
    """
    scans: dict[str, SheetScan] = {}
    scan, name, row, column, repeat_row, marks = SheetScan(), "", 0, 0, 1, 0
    with archive.open("content.xml") as stream:
        for event, element in iterparse(stream, events=("start", "end"), forbid_dtd=True):
            tag = tag_of(element)
            marks += 1
            if marks > _MOST_MARKS:
                raise TooLarge
            if event == "start" and tag == "table":
                name = _attribute(element, "name")
                scan = scans[name] = SheetScan()
                row = column = 0
            elif event == "start" and tag == "table-column":
                repeat = int(_attribute(element, "number-columns-repeated") or 1)
                if _attribute(element, "visibility") in _HIDDEN:
                    scan.hidden_columns.append((column + 1, column + repeat))
                column += repeat
            elif event == "start" and tag == "table-row":
                scan.rows += 1
                if scan.rows > most_rows:
                    raise TooManyRows(name)
                repeat_row, column = int(_attribute(element, "number-rows-repeated") or 1), 0
            elif event == "end" and tag in {"table-cell", "covered-table-cell"}:
                repeat = int(_attribute(element, "number-columns-repeated") or 1)
                if _attribute(element, "value-type") or len(element):
                    _scan_ods_cell(scan, element, row + 1, column + 1)
                    scan.reach(row + repeat_row, column + repeat)
                column += repeat
                element.clear()
            elif event == "end" and tag == "table-row":
                if _attribute(element, "visibility") in _HIDDEN and scan.last_row > row:
                    scan.hidden_rows.append(row + 1)
                row += repeat_row
                element.clear()
    return scans


def _scan_ods_cell(scan: SheetScan, cell: Element, row: int, column: int) -> None:
    kind, shown = _attribute(cell, "value-type"), "".join(cell.itertext())
    if kind == "percentage":
        scan.formats[row, column] = "percent"
    if _attribute(cell, "formula") and (shown.startswith(("#", "Err:")) or (not kind and not shown)):
        scan.lost[row, column] = shown or _attribute(cell, "formula").split(":", 1)[-1]
    down, right = _attribute(cell, "number-rows-spanned"), _attribute(cell, "number-columns-spanned")
    if (down or "1", right or "1") != ("1", "1"):
        scan.merges.append((row, column, row + int(down or 1) - 1, column + int(right or 1) - 1))


def _attribute(element: Element, name: str) -> str:
    return next((value for key, value in element.items() if without_space(key) == name), "")
