"""The XML inside a workbook looked at before anything opens it: what calamine hides or dies of. Pure.

Reports for each sheet how far it reaches, which cells have lost their value (a formula never
calculated, an error), which numbers are shown as percentages or with fixed decimals, which dates are
shown without a day or a year, and the merged areas. No entity is ever expanded (defusedxml).
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import IO, Any
from xml.etree.ElementTree import Element
from xml.parsers.expat import ParserCreate

from defusedxml.common import DTDForbidden
from defusedxml.ElementTree import iterparse

from imports.cell_texts import WORDS
from imports.places import column_letter
from imports.word_scan import TooLarge

_TAG = re.compile(r"^\{[^}]*\}")
_CELL = re.compile(r"^([A-Z]{1,3})(\d{1,7})$")
_TRUE = {"1", "true"}
_LETTERS = re.compile(r"^[A-Z]{1,3}$")
_PLAIN_TEXT = {"s", "inlineStr"}  # cell types: shared string, string in place
_MOST_ATTRIBUTES = 1_000  # of an element; calamine takes very long over more
_MOST_ELEMENTS = 1_000_000  # of a part that is built in memory
_PIECE = 1 << 16  # bytes
_MOST_NAMES = 1_000  # of elements that are remembered
_SHOWN = 20  # of the hidden rows named
_REL_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_REL_ID_STRICT = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_WORDS_BEFORE, _WORDS_AFTER = re.compile(r'(?:"[^"]*"\s*)+'), re.compile(r'(?:\s*"[^"]*")+$')
_LONGEST_FORMAT = 255  # that Excel writes
_TELLING = re.compile(r"[^\W\d_]|%")
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
# Number formats a file may use without spelling them out (ECMA-376, 18.8.30): the ones that matter here.
BUILT_IN_FORMATS = {2: "0.00", 4: "#,##0.00", 9: "0%", 10: "0.00%", 16: "d-mmm", 17: "mmm-yy"}

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
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)  # first and last

    def hidden(self) -> str:
        """Names the filled rows and columns that are hidden, in Vietnamese; "" where there are none."""
        rows = ", ".join(map(str, self.hidden_rows[:_SHOWN])) + ("…" if len(self.hidden_rows) > _SHOWN else "")
        reached = [
            (left, min(right, self.last_column)) for left, right in self.hidden_columns if left <= self.last_column
        ]
        columns = ", ".join(
            "–".join(dict.fromkeys((column_letter(left), column_letter(right)))) for left, right in reached[:_SHOWN]
        )
        return " và ".join(f"{what} {named}" for what, named in (("dòng", rows), ("cột", columns)) if named)

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
        if tag_of(element) == "Relationship" and element.get("Type", "").endswith("/worksheet")
    }
    scans: dict[str, SheetScan] = {}
    for element in _elements(archive, "xl/workbook.xml"):
        if tag_of(element) == "sheet":
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


def tag_of(element: Any) -> str:
    """The name of an element without its namespace."""
    return without_space(element.tag)


def without_space(name: str) -> str:
    """A name of XML without its namespace."""
    return _TAG.sub("", name)


def _elements(archive: zipfile.ZipFile, path: str) -> Iterator[Element]:
    """Each element of a part as it ends, then forgotten, so that a long sheet takes no memory."""
    with archive.open(path) as stream:
        yield from _stream(stream)


def _stream(stream: IO[bytes]) -> Iterator[Element]:
    for number, (_, element) in enumerate(iterparse(stream, events=("end",), forbid_dtd=True)):
        if number > _MOST_ELEMENTS:
            raise TooLarge
        yield element


def _styles(archive: zipfile.ZipFile) -> list[str]:
    """For each cell style what `format_of` says."""
    codes = dict(BUILT_IN_FORMATS)
    styles: list[str] = []
    if "xl/styles.xml" not in archive.namelist():
        return styles
    for element in _elements(archive, "xl/styles.xml"):
        if tag_of(element) == "numFmt":
            codes[int(element.get("numFmtId", "0"))] = element.get("formatCode", "")
        elif tag_of(element) == "cellXfs":
            styles = [format_of(codes.get(int(xf.get("numFmtId", "0")), "")) for xf in element]
    return styles


def format_of(code: str) -> str:
    """What a number format means for the text a person sees (`shown_as`), with the words that it puts around the value:
    '"Trước ngày "dd/mm/yyyy', '"Tháng "0'."""
    code = code.replace(WORDS, "")
    shown = shown_as(code)
    if '"' not in code or len(code) > _LONGEST_FORMAT:
        return shown
    before, after = _WORDS_BEFORE.match(code), _WORDS_AFTER.search(code.split(";")[0])
    words = [hit[0].replace('"', "") if hit and _TELLING.search(hit[0]) else "" for hit in (before, after)]
    return WORDS.join((words[0], shown, words[1])) if any(words) else shown


def shown_as(code: str) -> str:
    """What a number format does to a value: "percent", "decimals:2", a date shown as "month" (without its day),
    "day_month", "year" or "month_first", else ""."""
    bare = _QUOTED.sub("", code.split(";")[0]).lower()
    if "%" in bare:
        return "percent"
    if re.search(r"[dmy]", bare) and not re.search(r"[hs]", bare):
        if "d" not in bare:
            return "month" if "m" in bare else "year"
        if "y" not in bare:
            return "day_month"
        return "month_first" if -1 < bare.find("m") < bare.find("d") < bare.find("y") else ""
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
        self.row_text = ""  # the row's number as written, with which the places of its cells end
        self.cell: dict[str, str] = {}
        self.parts: dict[str, str] = {}  # what the open cell has: "f", "v", "is", with their text
        self.open = ""
        self.listening = self.hidden = False
        self.parser = ParserCreate()
        self.starts = _Starts(
            {
                "c": self._start_cell,
                "row": self._start_row,
                "col": self._start_columns,
                "mergeCell": self._start_merge,
                "v": self._start_text,
                "is": self._start_text,
                "f": self._start_formula,
            }
        )

    def parse(self, stream: IO[bytes]) -> SheetScan:
        """Read to the end. Raises ExpatError where the XML is broken, DTDForbidden where it declares anything."""
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.StartDoctypeDeclHandler = _forbid
        while piece := stream.read(_PIECE):
            self.parser.Parse(piece)
        self.parser.Parse(b"", True)
        self._end_row()
        return self.scan

    def _listen(self, on: bool) -> None:
        if on != self.listening:
            self.listening = on
            self.parser.EndElementHandler = self._end if on else None
            self.parser.CharacterDataHandler = self._text if on else None

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if start := self.starts[name]:
            start(attributes, name)
        if len(attributes) > _MOST_ATTRIBUTES:
            raise ValueError(f"{len(attributes)} attributes")

    def _start_cell(self, attributes: dict[str, str], _name: str) -> None:
        self.cell = attributes
        place = attributes.get("r", "")
        row_text = self.row_text
        letters = place[: -len(row_text)] if row_text and place.endswith(row_text) else ""
        if not (column := _COLUMNS[letters]):
            letters = place.rstrip("0123456789")
            if column := _COLUMNS[letters]:
                self.row = int(place[len(letters) :] or 0)
                self.row_text = ""
        self.column = column or self.column + 1
        if (careful := attributes.get("t") not in _PLAIN_TEXT) or self.listening:
            self._listen(careful)
        if careful:
            self.parts = {}

    def _start_text(self, _attributes: dict[str, str], name: str) -> None:
        if self.listening:
            self._open_part(name)
            return
        scan = self.scan
        if self.row > scan.last_row:
            scan.last_row = self.row
        if self.column > scan.last_column:
            scan.last_column = self.column

    def _start_formula(self, _attributes: dict[str, str], name: str) -> None:
        if not self.listening:
            self.parts = {}
            self._listen(True)
        self._open_part(name)

    def _open_part(self, name: str) -> None:
        self.open = name.rpartition(":")[2]
        self.parts[self.open] = ""

    def _start_row(self, attributes: dict[str, str], _name: str) -> None:
        self._end_row()
        self.row, self.column = int(attributes.get("r", self.row + 1)), 0
        self.row_text = attributes.get("r", "")
        self.scan.rows += 1
        if self.scan.rows > self.most_rows:
            raise TooManyRows
        self.hidden = attributes.get("hidden") in _TRUE

    def _start_columns(self, attributes: dict[str, str], _name: str) -> None:
        if attributes.get("hidden") in _TRUE:
            self.scan.hidden_columns.append((int(attributes.get("min", 1)), int(attributes.get("max", 1))))

    def _start_merge(self, attributes: dict[str, str], _name: str) -> None:
        ends = [_CELL.match(end) for end in attributes.get("ref", "").split(":")]
        if len(ends) == 2 and ends[0] and ends[1]:
            (left, top), (right, bottom) = ((_COLUMNS[end[1]], int(end[2])) for end in ends if end)
            self.scan.merges.append((top, left, bottom, right))

    def _end_row(self) -> None:
        if self.hidden and self.scan.last_row >= self.row:
            self.scan.hidden_rows.append(self.row)

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


class _Starts(dict[str, Callable[[dict[str, str], str], None] | None]):
    """What to do where an element begins, by its name with any prefix; None for those that say nothing here."""

    def __missing__(self, name: str) -> Callable[[dict[str, str], str], None] | None:
        found = self.get(name.rpartition(":")[2])
        if len(self) < _MOST_NAMES:
            self[name] = found
        return found


def _forbid(name: str, system_id: str | None, public_id: str | None, _internal: bool) -> None:
    raise DTDForbidden(name, system_id, public_id)


class _Columns(dict[str, int]):
    """The number of a column by its letters, from 1; 0 for what names none."""

    def __missing__(self, letters: str) -> int:
        if not _LETTERS.match(letters):
            return 0  # what else stands there must not pile up
        number = 0
        for letter in letters:
            number = number * 26 + ord(letter) - 64
        self[letters] = number
        return number


_COLUMNS = _Columns()


def open_archive(data: bytes) -> zipfile.ZipFile:
    """The zip a workbook is. Raises zipfile.BadZipFile."""
    return zipfile.ZipFile(BytesIO(data))
