"""A flat list's file to a grid: a workbook through the child process that opens plans, a CSV as the text it is."""

from __future__ import annotations

import csv
import io

from openpyxl import Workbook

from imports.export.cells import put
from imports.export.workbook import saved
from imports.grid import Grid, Problem, Sheet
from imports.readers import Limits, UnreadableFile, read_file
from wards.text import nfc

FILE_BYTES = 2 * 1024 * 1024
MOST_LINES, MOST_CELLS = 6_000, 200
CSV_SHEET = "CSV"

_WORKBOOKS = (b"PK", bytes.fromhex("d0cf11e0a1b11ae1"))
_MARKS = ",;\t"
_GUARDED = ("'=", "'+", "'-", "'@")


def open_list(data: bytes) -> Grid:
    """The file as texts, known by its content; UnreadableFile says in Vietnamese why it cannot be read."""
    if len(data) > FILE_BYTES:
        raise _refused(f"Tệp vượt giới hạn {FILE_BYTES // 1024 // 1024} MB. Vui lòng chia danh sách thành nhiều tệp.")
    if not is_csv(data):
        return read_file(data, Limits(file_bytes=FILE_BYTES))
    return Grid((Sheet(CSV_SHEET, _rows(_text(data))),))


def is_csv(data: bytes) -> bool:
    """Whether the content is plain text with separators, whatever the file's name says."""
    if not data.strip() or data.startswith(_WORKBOOKS) or data.lstrip()[:1] in (b"<", b"%"):
        return False
    return data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" not in data[:4096]


def as_workbook(data: bytes) -> bytes:
    """A CSV as a workbook of texts, row by row: for readers that know only workbooks. UnreadableFile as `open_list`."""
    book = Workbook()
    page = book.active or book.create_sheet()
    page.title = CSV_SHEET
    for row, texts in enumerate(open_list(data).sheets[0].rows, start=1):
        for column, text in enumerate(texts, start=1):
            put(page, row, column, text)
    return saved(book)


def _text(data: bytes) -> str:
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise _refused(
            "Tệp CSV không ở bảng mã UTF-8 nên chữ tiếng Việt sẽ sai. Vui lòng mở bằng Excel, chọn “Lưu thành”, kiểu "
            "“CSV UTF-8”, hoặc lưu thành .xlsx rồi tải lại."
        ) from None


def _rows(text: str) -> tuple[tuple[str, ...], ...]:
    """The lines of the table; a cell may hold line breaks, so a line is counted where the row begins."""
    first = text.lstrip("\r\n").split("\n", 1)[0]
    mark = max(_MARKS, key=first.count)
    rows: list[tuple[str, ...]] = []
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True):
            rows.append(tuple(nfc(_bare(cell)) for cell in cells[:MOST_CELLS]))
            if len(rows) > MOST_LINES:
                raise _refused(f"Tệp có hơn {MOST_LINES} dòng. Vui lòng chia thành nhiều tệp.")
    except csv.Error:
        message = "Dòng này của tệp CSV bị hỏng (dấu nháy mở mà không đóng, hoặc ô quá dài). Vui lòng sửa rồi tải lại."
        raise UnreadableFile((Problem(CSV_SHEET, len(rows) + 1, None, message),)) from None
    return tuple(rows)


def _bare(cell: str) -> str:
    """The text without the mark that keeps a spreadsheet from taking it for a formula."""
    return cell[1:] if cell.startswith(_GUARDED) else cell


def _refused(message: str) -> UnreadableFile:
    return UnreadableFile((Problem(None, None, None, message),))
