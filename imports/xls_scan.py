"""The records of an old .xls looked at before anything opens it: reach, error cells, percentages, what is hidden. Pure.

Follows [MS-CFB] for the file and [MS-XLS] (BIFF8; the same record numbers hold in BIFF5) for the workbook in it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from imports.workbook_scan import BUILT_IN_FORMATS, SheetScan, format_of

_SECTOR_END = 0xFFFFFFFA  # and above: no sector but a mark
_HEADER_FATS = 109
_SMALL_STREAM = 4096
_BOF, _EOF, _SHEET, _FORMAT, _XF, _ROW, _COLUMNS = 0x0809, 0x000A, 0x0085, 0x041E, 0x00E0, 0x0208, 0x007D
_FORMULA, _ERROR, _NUMBER, _RK, _MANY_RK = 0x0006, 0x0205, 0x0203, 0x027E, 0x00BD
_FILLED = {_FORMULA, _ERROR, _NUMBER, _RK, 0x0204, 0x00FD, 0x00D6}  # and texts: LABEL, LABELSST, RSTRING
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
_LOCKED = 0x002F


class NoWorkbookError(Exception):
    """The file cannot be followed: it is broken, or written in a way that is not known here."""


class LockedError(Exception):
    """The workbook asks for a password."""


def scan_xls(data: bytes) -> dict[str, SheetScan]:
    """Every sheet by name. Raises LockedError, NoWorkbookError."""
    try:
        return _Book(_workbook_stream(data)).scans
    except (struct.error, IndexError, UnicodeDecodeError, ValueError) as error:
        raise NoWorkbookError from error


def _workbook_stream(data: bytes) -> bytes:
    """The stream of the workbook out of its compound file."""
    sector = 1 << struct.unpack_from("<H", data, 30)[0]
    if sector not in {512, 4096}:
        raise NoWorkbookError
    (directory,) = struct.unpack_from("<I", data, 48)
    (more,) = struct.unpack_from("<I", data, 68)
    places = list(struct.unpack_from(f"<{_HEADER_FATS}I", data, 76))
    per = sector // 4
    for _ in range(len(data) // sector):
        if more >= _SECTOR_END:
            break
        *listed, more = struct.unpack_from(f"<{per}I", data, (more + 1) * sector)
        places += listed
    fat: list[int] = []
    for place in places:
        if place < _SECTOR_END:
            fat += struct.unpack_from(f"<{per}I", data, (place + 1) * sector)

    def chain(start: int) -> bytes:
        pieces, seen = [], 0
        while start < _SECTOR_END:
            pieces.append(data[(start + 1) * sector : (start + 2) * sector])
            start, seen = fat[start], seen + 1
            if seen > len(fat):
                raise NoWorkbookError  # in circles
        return b"".join(pieces)

    entries = chain(directory)
    for at in range(0, len(entries) - 127, 128):
        (length,) = struct.unpack_from("<H", entries, at + 64)
        name = entries[at : at + max(length - 2, 0)].decode("utf-16-le", "ignore")
        start, size = struct.unpack_from("<II", entries, at + 116)
        if name in {"Workbook", "Book"} and size >= _SMALL_STREAM:
            return chain(start)[:size]
    raise NoWorkbookError


class _Book:
    """Follows the records of a workbook, first those of the whole, then each sheet's."""

    def __init__(self, stream: bytes) -> None:
        self.scans: dict[str, SheetScan] = {}
        self.formats = dict(BUILT_IN_FORMATS)
        self.shown: list[int] = []
        names: dict[int, str] = {}  # by the place of the sheet's first record
        self.wide = struct.unpack_from("<H", stream, 4)[0] >= 0x0600
        scan: SheetScan | None = None
        depth = 0
        for at, kind, body in _records(stream):
            if kind == _BOF:
                depth += 1
                if depth == 1 and at in names:
                    scan = self.scans[names[at]] = SheetScan()
            elif kind == _EOF:
                depth -= 1
                scan = scan if depth else None
            elif kind == _LOCKED:
                raise LockedError
            elif kind == _SHEET:
                names[struct.unpack_from("<I", body)[0]] = self._text(body[6:], "B")
            elif kind == _FORMAT and len(body) > 3:
                self.formats[struct.unpack_from("<H", body)[0]] = self._text(body[2:], "H" if self.wide else "B")
            elif kind == _XF:
                self.shown.append(struct.unpack_from("<H", body, 2)[0])
            elif scan is not None and depth == 1:
                self._cell(scan, kind, body)

    def _text(self, body: bytes, size: str) -> str:
        """A text behind its length; in BIFF8 a byte between tells whether letters take one byte or two."""
        length, at = struct.unpack_from(f"<{size}", body)[0], struct.calcsize(size)
        if not self.wide:
            return body[at : at + length].decode("cp1252", "replace")
        double, body = body[at] & 1, body[at + 1 :]
        return body[: length * 2].decode("utf-16-le") if double else body[:length].decode("latin-1")

    def _cell(self, scan: SheetScan, kind: int, body: bytes) -> None:
        if kind == _ROW:
            row, flags = struct.unpack_from("<H10xH", body)
            if flags & 0x20 and struct.unpack_from("<HH", body, 2)[1]:
                scan.hidden_rows.append(row + 1)
        elif kind == _COLUMNS:
            left, right, _width, _format, flags = struct.unpack_from("<5H", body)
            if flags & 1:
                scan.hidden_columns.append((left + 1, right + 1))
        elif kind in _FILLED:
            row, column, style = struct.unpack_from("<3H", body)
            place = (row + 1, column + 1)
            scan.reach(*place)
            if kind == _ERROR and body[7]:
                scan.lost[place] = _ERRORS.get(body[6], "#")
            elif kind == _FORMULA and body[6] == 2 and body[12:14] == b"\xff\xff":  # its result is an error
                scan.lost[place] = _ERRORS.get(body[8], "#")
            elif kind in {_FORMULA, _NUMBER, _RK}:
                self._shown(scan, place, style)
        elif kind == _MANY_RK:
            row, left = struct.unpack_from("<HH", body)
            for number, at in enumerate(range(4, len(body) - 2, 6)):
                scan.reach(row + 1, left + number + 1)
                self._shown(scan, (row + 1, left + number + 1), struct.unpack_from("<H", body, at)[0])

    def _shown(self, scan: SheetScan, place: tuple[int, int], style: int) -> None:
        if style < len(self.shown) and (shown := format_of(self.formats.get(self.shown[style], ""))):
            scan.formats[place] = shown


def _records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Place, number and body of each record."""
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if not kind and not length:
            return  # filling
        yield at, kind, stream[at + 4 : at + 4 + length]
        at += 4 + length
