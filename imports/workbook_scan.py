"""The XML inside a workbook looked at before anything opens it: what calamine hides or dies of. Pure.

Reports for each sheet how far it reaches, which cells have lost their value (a formula never
calculated, an error), which numbers are shown as percentages or with fixed decimals, which dates are
shown without a day or a year, and the merged areas. No entity is ever expanded (defusedxml).
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from typing import IO, Any
from xml.etree.ElementTree import Element
from xml.parsers.expat import ParserCreate

from defusedxml.common import DTDForbidden
from defusedxml.ElementTree import iterparse

_TAG = re.compile(r"^\{[^}]*\}")
_CELL = re.compile(r"^([A-Z]{1,3})(\d{1,7})$")
_LETTERS = re.compile(r"^[A-Z]{1,3}$")
_PLAIN_TEXT = {"s", "inlineStr"}  # cell types: shared string, string in place
_PARTS = {"v", "f", "is"}
_REL_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_REL_ID_STRICT = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
# Number formats a file may use without spelling them out (ECMA-376, 18.8.30): the ones that matter here.
_BUILT_IN = {2: "0.00", 4: "#,##0.00", 9: "0%", 10: "0.00%", 16: "d-mmm", 17: "mmm-yy"}

Place = tuple[int, int]  # row and column from 1


@dataclass
class SheetScan:
    """What one sheet holds: its last row and column with a value, and the cells that need care."""

    last_row: int = 0
    last_column: int = 0
    rows: int = 0  # written in the file, filled or not
    lost: dict[Place, str] = field(default_factory=dict)
    formats: dict[Place, str] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)

    def reach(self, row: int, column: int) -> None:
        """Note a filled cell."""
        if row > self.last_row:
            self.last_row = row
        if column > self.last_column:
            self.last_column = column


def scan_xlsx(archive: zipfile.ZipFile, most_rows: int) -> dict[str, SheetScan]:
    """Every worksheet of an .xlsx by name.

    Raises TooManyRows, and KeyError, ParseError, ExpatError or a defusedxml error on broken files.
    """
    styles = _styles(archive)
    targets = {
        element.get("Id", ""): element.get("Target", "")
        for element in _elements(archive, "xl/_rels/workbook.xml.rels")
        if _tag(element) == "Relationship" and element.get("Type", "").endswith("/worksheet")
    }
    scans: dict[str, SheetScan] = {}
    for element in _elements(archive, "xl/workbook.xml"):
        if _tag(element) == "sheet":
            target = targets.get(element.get(_REL_ID) or element.get(_REL_ID_STRICT) or "")
            if target:
                path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
                name = element.get("name", "")
                try:
                    with archive.open(path) as stream:
                        scans[name] = _CellScanner(styles, most_rows).parse(stream)
                except TooManyRows:
                    raise TooManyRows(name) from None
    return scans


def _tag(element: Any) -> str:
    return _TAG.sub("", element.tag)


def _elements(archive: zipfile.ZipFile, path: str) -> Iterator[Element]:
    """Each element of a part as it ends, then forgotten, so that a long sheet takes no memory."""
    with archive.open(path) as stream:
        yield from _stream(stream)


def _stream(stream: IO[bytes]) -> Iterator[Element]:
    for _, element in iterparse(stream, events=("end",), forbid_dtd=True):
        yield element


def _styles(archive: zipfile.ZipFile) -> list[str]:
    """For each cell style what to do with its values: "", "percent", "decimals:2", "month", "day_month"."""
    codes = dict(_BUILT_IN)
    styles: list[str] = []
    if "xl/styles.xml" not in archive.namelist():
        return styles
    for element in _elements(archive, "xl/styles.xml"):
        if _tag(element) == "numFmt":
            codes[int(element.get("numFmtId", "0"))] = element.get("formatCode", "")
        elif _tag(element) == "cellXfs":
            styles = [shown_as(codes.get(int(xf.get("numFmtId", "0")), "")) for xf in element]
    return styles


def shown_as(code: str) -> str:
    """What a number format means for the text a person sees: percent, fixed decimals, a date without day or year."""
    bare = _QUOTED.sub("", code.split(";")[0]).lower()
    if "%" in bare:
        return "percent"
    if re.search(r"[dmy]", bare) and not re.search(r"[hs]", bare):
        return "month" if "d" not in bare else "day_month" if "y" not in bare else ""
    decimals = re.fullmatch(r"(?:#,##)?0\.(0+)", bare)
    return f"decimals:{len(decimals[1])}" if decimals else ""


class TooManyRows(Exception):
    """A sheet has more rows, if only formatted ones, than anyone needs to read."""

    def __init__(self, sheet: str = "") -> None:
        super().__init__(sheet)
        self.sheet = sheet


class _CellScanner:
    """Follows the XML of one worksheet. Written against expat itself: a sheet has hundreds of thousands of
    elements, and building each would take longer than reading the workbook.

    Nearly every cell of a plan is plain text, of which only the place matters: ends and texts of elements are
    listened to inside the other cells alone.
    """

    def __init__(self, styles: list[str], most_rows: int) -> None:
        self.scan = SheetScan()
        self.styles = styles
        self.most_rows = most_rows
        self.row = self.column = 0
        self.cell: dict[str, str] = {}
        self.parts: dict[str, str] = {}  # what the open cell has: "f", "v", "is", with their text
        self.open = ""
        self.listening = False
        self.parser = ParserCreate()

    def parse(self, stream: IO[bytes]) -> SheetScan:
        """Read to the end. Raises ExpatError where the XML is broken, DTDForbidden where it declares anything."""
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.StartDoctypeDeclHandler = _forbid
        self.parser.ParseFile(stream)
        return self.scan

    def _listen(self, on: bool) -> None:
        if on != self.listening:
            self.listening = on
            self.parser.EndElementHandler = self._end if on else None
            self.parser.CharacterDataHandler = self._text if on else None

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if tag == "c":
            self.cell, self.parts = attributes, {}
            place = attributes.get("r", "")
            letters = place.rstrip("0123456789")
            if column := _column_number(letters):
                self.row, self.column = int(place[len(letters) :] or 0), column
            else:
                self.column += 1
            self._listen(attributes.get("t") not in _PLAIN_TEXT)
        elif tag in _PARTS:
            if not self.listening:
                if tag != "f":
                    self.scan.reach(self.row, self.column)
                    return
                self._listen(True)
            self.open = tag
            self.parts[tag] = ""
        elif tag == "row":
            self.row, self.column = int(attributes.get("r", self.row + 1)), 0
            self.scan.rows += 1
            if self.scan.rows > self.most_rows:
                raise TooManyRows
        elif tag == "mergeCell":
            ends = [_CELL.match(end) for end in attributes.get("ref", "").split(":")]
            if len(ends) == 2 and ends[0] and ends[1]:
                (left, top), (right, bottom) = ((_column_number(end[1]), int(end[2])) for end in ends if end)
                self.scan.merges.append((top, left, bottom, right))

    def _text(self, text: str) -> None:
        if self.open:
            self.parts[self.open] += text

    def _end(self, name: str) -> None:
        self.open = ""
        if name == "c" or name.endswith(":c"):
            self._end_cell()

    def _end_cell(self) -> None:
        cell, parts, scan, place = self.cell, self.parts, self.scan, (self.row, self.column)
        self._listen(False)
        if not parts:
            return
        kind, value = cell.get("t", "n"), parts.get("v", "")
        if kind == "e":
            scan.lost[place] = value or "#"
        elif "f" in parts and not value and kind != "str":
            scan.lost[place] = f"={parts['f']}"
        if value or "is" in parts:
            scan.reach(*place)
            style = int(cell.get("s", "0"))
            if kind == "n" and style < len(self.styles) and self.styles[style]:
                scan.formats[place] = self.styles[style]


def _forbid(name: str, system_id: str | None, public_id: str | None, _internal: bool) -> None:
    raise DTDForbidden(name, system_id, public_id)


@lru_cache(maxsize=20_000)  # a sheet has 16,384 columns; what else stands there must not pile up
def _column_number(letters: str) -> int:
    """The number of a column from its letters, from 1; 0 for what names none."""
    if not _LETTERS.match(letters):
        return 0
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def scan_ods(archive: zipfile.ZipFile) -> dict[str, SheetScan]:
    """Every table of an .ods by name, repeated rows and cells counted as often as they repeat."""
    scans: dict[str, SheetScan] = {}
    scan, row, column, repeat_row = SheetScan(), 0, 0, 1
    with archive.open("content.xml") as stream:
        for event, element in iterparse(stream, events=("start", "end"), forbid_dtd=True):
            tag = _tag(element)
            if event == "start" and tag == "table":
                scan = scans[_attribute(element, "name")] = SheetScan()
                row = 0
            elif event == "start" and tag == "table-row":
                repeat_row, column = int(_attribute(element, "number-rows-repeated") or 1), 0
            elif event == "end" and tag in {"table-cell", "covered-table-cell"}:
                repeat = int(_attribute(element, "number-columns-repeated") or 1)
                if _attribute(element, "value-type") or len(element):
                    _scan_ods_cell(scan, element, row + 1, column + 1)
                    scan.reach(row + repeat_row, column + repeat)
                column += repeat
                element.clear()
            elif event == "end" and tag == "table-row":
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
    return next((value for key, value in element.items() if _TAG.sub("", key) == name), "")


def open_archive(data: bytes) -> zipfile.ZipFile:
    """The zip a workbook is. Raises zipfile.BadZipFile."""
    return zipfile.ZipFile(BytesIO(data))
