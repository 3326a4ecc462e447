"""The program of the child process that opens an uploaded file: bytes on stdin, one JSON object out.

It runs apart because a workbook of 5 KB can make a reader allocate without end: here the system's
limits on memory and processor time end it, and only it. Run as

    python -m imports.reader_child MEMORY_BYTES CPU_SECONDS UNPACKED_BYTES

The answer is {"sheets": [...], "warnings": [...]} or {"problems": [...]}, places as [sheet, row, column, message].
"""

from __future__ import annotations

import gc
import json
import resource
import sys
import zipfile
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable
from datetime import date
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError

from defusedxml.common import DefusedXmlException
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from imports.cell_texts import text_of, turned_days
from imports.ods_scan import scan_ods
from imports.places import column_letter
from imports.word_scan import TooLarge, is_word, scan_word
from imports.workbook_scan import SheetScan, TooManyRows, open_archive, scan_xlsx
from imports.xls_scan import LockedError, NoWorkbookError, scan_xls
from wards.text import nfc

MAX_ROWS, MAX_COLUMNS, MAX_CELLS = 100_000, 500, 3_000_000
MAX_PARTS = 5_000
MAX_MERGED = 1_000_000  # cells in merged areas
MAX_TEXT = 32_767  # characters of a cell, as many as Excel takes
MAX_WORD_BYTES = 32 * 1024 * 1024  # of XML; some ten thousand rows
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_HEAD = 2048  # bytes that tell what a file or a part is
_USUAL_ERRORS = {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"}
_NO_TEXT = set(range(32)) - set(b"\t\n\f\r")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_WORD_STREAM = "WordDocument".encode("utf-16-le")
_MANIFEST = "META-INF/manifest.xml"
_BOOK_STREAMS = ("Workbook\0".encode("utf-16-le"), "Book\0".encode("utf-16-le"))

_SAVE_AGAIN = "Hãy mở tệp bằng Excel, chọn “Lưu thành” (Save As), kiểu “Excel Workbook (.xlsx)”, rồi tải lại."
_LOCKED = "Tệp được đặt mật khẩu nên không đọc được. Hãy mở tệp, bỏ mật khẩu, lưu lại rồi tải lên."
_NOT_WORKBOOK = f"Tệp không phải là bảng tính Excel (.xlsx, .xls), .ods hay văn bản Word (.docx). {_SAVE_AGAIN}"
_SAVE_AS_DOCX = "Hãy mở tệp bằng Word, chọn “Lưu thành” (Save As), kiểu “Word Document (.docx)”, rồi tải lại."
_BROKEN_WORD = f"Tệp Word bị hỏng, không mở được. {_SAVE_AS_DOCX}"
_UNSAFE = f"Tệp chứa khai báo XML không an toàn nên không được mở. {_SAVE_AGAIN}"
_MACROS = "Tệp có macro. Macro không được chạy; chỉ nội dung bảng và lời văn được đọc."
_OLD_FORMAT = (
    "Tệp dạng .xls cũ: không nhận biết được ô báo lỗi, công thức chưa tính và định dạng phần trăm. "
    "Nên mở bằng Excel, lưu thành .xlsx rồi nhập; nếu không, hãy so kỹ từng dòng."
)
_TOO_DEEP = (
    "Văn bản có bảng lồng trong bảng quá nhiều tầng. Hãy chép riêng bảng kế hoạch sang một văn bản mới rồi tải lại."
)
_NOTHING = "Bảng tính không có nội dung. Hãy kiểm tra xem đã chọn đúng tệp kế hoạch chưa."
_BROKEN = f"Tệp bảng tính bị hỏng, không mở được. {_SAVE_AGAIN}"
_BOMB = "Nội dung bên trong tệp lớn bất thường sau khi giải nén nên không được mở. Hãy chép bảng kế hoạch sang tệp mới."


Place = tuple[str | None, int | None, str | None, str]  # sheet, row, column letter, message


class Refused(Exception):
    """The file cannot be read; each problem is (sheet, row, column letter, message)."""

    def __init__(self, *problems: Place) -> None:
        super().__init__(problems)
        self.problems = problems


def refuse(message: str) -> Refused:
    """A refusal of the whole file."""
    return Refused((None, None, None, message))


def read(data: bytes, unpacked: int) -> dict[str, Any]:
    """The visible sheets of a workbook, or the parts of a document, as texts.

    Raises Refused; `unpacked` limits the bytes after unzipping.
    """
    scans, names = _scan(data, unpacked)
    if is_word(names):
        return _document(data)
    _check_reach(scans)
    try:
        return _workbook(data, scans, names)
    except PasswordError:
        raise refuse(_LOCKED) from None
    except CalamineError as error:
        raise refuse(_LOCKED) if "password" in str(error).lower() else _broken(data, scans) from None
    except BaseException as error:
        # calamine's own mistakes: no Exception, and of a class that cannot be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise _broken(data, scans) from None


def _broken(data: bytes, scans: dict[str, SheetScan]) -> Refused:
    """Why calamine cannot read a file that the scan let pass, as far as that can be told."""
    strange = [
        (name, row, column_letter(column), f"Ô báo lỗi {text}; hãy sửa công thức hoặc gõ giá trị vào ô rồi lưu lại.")
        for name, scan in scans.items()
        for (row, column), text in scan.lost.items()
        if text.startswith("#") and text not in _USUAL_ERRORS
    ]
    if strange:
        return Refused(*strange)
    if data.startswith(b"PK"):
        with open_archive(data) as archive:
            heads = (archive.open(name).read(_HEAD) for name in archive.namelist() if name.endswith(".xml"))
            if any(b"<!DOCTYPE" in head for head in heads):
                return refuse(_UNSAFE)
    return refuse(_BROKEN)


def _workbook(data: bytes, scans: dict[str, SheetScan], names: set[str]) -> dict[str, Any]:
    """The visible sheets of a workbook. Raises Refused, or an error of calamine."""
    workbook = CalamineWorkbook.from_filelike(BytesIO(data))
    sheets: list[dict[str, Any]] = []
    warnings: list[Place] = []
    if data.startswith(_OLE) and not scans:
        warnings.append((None, None, None, _OLD_FORMAT))
    if "xl/vbaProject.bin" in names:
        warnings.append((None, None, None, _MACROS))
    for meta in workbook.sheets_metadata:
        if meta.typ != SheetTypeEnum.WorkSheet:
            continue
        if meta.visible != SheetVisibleEnum.Visible:
            message = f"Trang tính “{meta.name}” đang ẩn nên không được đọc. Nếu cần, hãy hiện trang tính rồi tải lại."
            warnings.append((meta.name, None, None, message))
            continue
        scan = scans.get(meta.name, SheetScan())
        sheet, days = _sheet(workbook, meta.name, scan)
        sheets.append(sheet)
        warnings += ((meta.name, *place) for place in turned_days(days, sheet["rows"]))
        if hidden := scan.hidden():
            message = (
                f"Trong trang tính “{meta.name}”, {hidden} đang ẩn nhưng vẫn được đọc. Hãy xem kỹ nội dung ẩn này."
            )
            warnings.append((meta.name, None, None, message))
    _check_texts(sheets)
    if not any(cell for sheet in sheets for row in sheet["rows"] for cell in row):
        raise Refused((None, None, None, _NOTHING), *warnings)
    return {"sheets": sheets, "warnings": warnings}


def _document(data: bytes) -> dict[str, Any]:
    """A document of Word: its tables, and the paragraphs around them."""
    # Only here: building documents takes a library that a workbook needs nothing of.
    from lxml.etree import LxmlError

    from imports.word_reader import TooWide, read_word

    try:
        with open_archive(data) as archive:
            parts = scan_word(archive, MAX_WORD_BYTES)
        found = read_word(parts.document, parts.numbering, parts.styles, MAX_COLUMNS)
    except TooLarge:
        raise refuse(_BOMB) from None
    except TooWide:
        raise refuse(f"Một bảng trong tệp có hơn {MAX_COLUMNS} cột, quá lớn so với một kế hoạch.") from None
    except (
        zipfile.BadZipFile,
        KeyError,
        ExpatError,
        ParseError,
        LxmlError,
        ValueError,
        EOFError,
        RuntimeError,
    ) as error:
        if "depth" in str(error):
            raise refuse(_TOO_DEEP) from None
        raise refuse(_UNSAFE if isinstance(error, DefusedXmlException) else _BROKEN_WORD) from None
    for part in found:
        width = max(map(len, part["rows"]), default=0)
        if len(part["rows"]) > MAX_ROWS or len(part["rows"]) * width > MAX_CELLS:
            raise refuse(f"“{part['name']}” quá lớn so với một kế hoạch. Hãy chép riêng bảng kế hoạch sang tệp mới.")
    _check_texts(found)
    if not any(cell for part in found for row in part["rows"] for cell in row):
        raise refuse("Văn bản không có nội dung. Hãy kiểm tra xem đã chọn đúng tệp kế hoạch chưa.")
    return {"sheets": found, "warnings": [(None, None, None, _MACROS)] if parts.has_macros else []}


def _scan(data: bytes, unpacked: int) -> tuple[dict[str, SheetScan], set[str]]:
    """What kind of file the content is (its name says nothing): the scan of a workbook's XML, names of parts."""
    if not data.strip(b"\0 \r\n\t"):
        raise refuse("Tệp rỗng. Hãy kiểm tra xem đã chọn đúng tệp chưa.")
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise refuse(_LOCKED)
        if _WORD_STREAM in data and not any(stream in data for stream in _BOOK_STREAMS):
            raise refuse(f"Tệp là văn bản Word dạng cũ (.doc). Hãy lưu lại thành .docx. {_SAVE_AS_DOCX}")
        try:
            return scan_xls(data), set()
        except LockedError:
            raise refuse(_LOCKED) from None
        except NoWorkbookError:
            return {}, set()
    if not data.startswith(b"PK"):
        raise refuse(_what_else(data))
    try:
        with open_archive(data) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > unpacked:
                raise refuse(_BOMB)
            names = {part.filename for part in parts}
            if len(names) < len(parts):  # which of two one reads, another may not
                raise refuse(_BROKEN)
            if any(part.flag_bits & 1 for part in parts) or _is_locked(archive, names):
                raise refuse(_LOCKED)
            if "xl/workbook.xml" in names:
                return scan_xlsx(archive, MAX_ROWS), names
            if is_word(names):
                return {}, names
            if "content.xml" in names:
                kind = archive.read("mimetype")
                if b"spreadsheet" in kind:
                    return scan_ods(archive, MAX_ROWS), names
                if b"text" in kind:
                    raise refuse(f"Tệp là văn bản OpenDocument (.odt). {_SAVE_AS_DOCX}")
            if "xl/workbook.bin" in names:
                raise refuse(f"Tệp là bảng tính dạng nhị phân (.xlsb). {_SAVE_AGAIN}")
    except TooLarge:
        raise refuse(_BOMB) from None
    except TooManyRows as error:
        message = (
            f"Trang tính “{error.sheet}” có hơn {MAX_ROWS} dòng, phần lớn để trống. Hãy chép riêng bảng kế hoạch sang "
            "tệp mới, hoặc xóa các dòng trống rồi lưu lại."
        )
        raise Refused((error.sheet, None, None, message)) from None
    except (
        zipfile.BadZipFile,
        KeyError,
        ParseError,
        ExpatError,
        ValueError,
        EOFError,
        RuntimeError,  # of zipfile: an encrypted member, or a compression it does not know
    ) as error:
        if isinstance(error, DefusedXmlException):
            raise refuse(_UNSAFE) from None
        raise refuse(_BROKEN) from None
    raise refuse(_NOT_WORKBOOK)


def _is_locked(archive: zipfile.ZipFile, names: set[str]) -> bool:
    """Whether an OpenDocument file lists parts of it as encrypted."""
    return _MANIFEST in names and b"encryption-data" in archive.read(_MANIFEST)


def _what_else(data: bytes) -> str:
    head = data[:_HEAD].lstrip()
    if head.startswith(b"%PDF"):
        return "Tệp là PDF. Hãy dùng tệp Excel hoặc Word của kế hoạch, hoặc chuyển bảng sang Excel rồi tải lên."
    if head.startswith(b"{\\rtf"):
        return f"Tệp là văn bản RTF. {_SAVE_AS_DOCX}"
    if head[:1] == b"<":
        return f"Tệp là trang web (HTML/XML) mang tên của bảng tính. {_SAVE_AGAIN}"
    text = _as_text(data)
    if any(mark in text for mark in ",;\t"):
        return f"Tệp là văn bản thuần (CSV) được đổi tên thành bảng tính. {_SAVE_AGAIN}"
    return _NOT_WORKBOOK


def _as_text(data: bytes) -> str:
    """The first lines of a text file in any of the ways that offices write Vietnamese; "" for what is no text."""
    head = data[:_HEAD]
    if head.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return head.decode("utf-16", "ignore")
    # A Vietnamese letter of an older code is no UTF-8; what is no text at all has other bytes below the blank.
    return "" if set(head) & _NO_TEXT else head.decode("utf-8", "replace")


def _check_reach(scans: dict[str, SheetScan]) -> None:
    problems: list[Place] = []
    for name, scan in scans.items():
        rows, columns = scan.last_row, scan.last_column
        if rows > MAX_ROWS or columns > MAX_COLUMNS or rows * columns > MAX_CELLS:
            column = column_letter(min(columns, 16384))
            message = (
                f"Vùng có dữ liệu của trang tính “{name}” kéo dài tới ô {column}{rows}, quá lớn so với một kế hoạch. "
                "Hãy chép riêng bảng kế hoạch sang tệp mới, hoặc xóa các dòng, cột thừa rồi lưu lại."
            )
            problems.append((name, rows, column, message))
    if problems:
        raise Refused(*problems)


def _check_texts(sheets: list[dict[str, Any]]) -> None:
    """Refuses a file with texts that no cell of Excel could hold, and says where they stand."""
    problems: list[Place] = []
    for sheet in sheets:
        for row, texts in enumerate(sheet["rows"], 1):
            for column, text in enumerate(texts, 1):
                if len(text) > MAX_TEXT:
                    message = (
                        f"Ô có {len(text)} ký tự, nhiều hơn mức Excel cho phép trong một ô ({MAX_TEXT}). "
                        "Hãy rút gọn nội dung ô này, hoặc chuyển phần lớn sang tệp khác."
                    )
                    problems.append((sheet["name"], row, column_letter(column), message))
    if problems:
        raise Refused(*problems)


def _sheet(
    workbook: CalamineWorkbook, name: str, scan: SheetScan
) -> tuple[dict[str, Any], list[tuple[int, int, date, str]]]:
    """The sheet, and its cells that hold a day with what the scan says of their format."""
    days: list[tuple[int, int, date, str]] = []

    def text(value: Any, row: int, column: int) -> str:
        shown = formats.get((row, column), "")
        if isinstance(value, date):
            days.append((row, column, value, shown))
        return text_of(value, shown)

    sheet = workbook.get_sheet_by_name(name)
    start = sheet.start or (0, 0)
    height, width = sheet.height, sheet.width
    if height > MAX_ROWS or width > MAX_COLUMNS or height * width > MAX_CELLS:  # .xls, which is not scanned
        raise refuse(f"Vùng có dữ liệu của trang tính “{name}” quá lớn so với một kế hoạch. {_SAVE_AGAIN}")
    rows: list[list[str]] = [[] for _ in range(start[0])]
    lead = [""] * start[1]
    formats = scan.formats
    for number, values in enumerate(sheet.to_python(skip_empty_area=True), start[0] + 1):
        rows.append(
            lead
            + [
                (nfc(value) if value else "") if type(value) is str else text(value, number, column)
                for column, value in enumerate(values, start[1] + 1)
            ]
        )
    return {
        "name": name,
        "rows": rows,
        "merges": _merges(scan.merges or map(_area, sheet.merged_cell_ranges or ()), len(rows)),
        "lost": [[row, column, lost] for (row, column), lost in scan.lost.items()],
    }, days


def _merges(areas: Iterable[tuple[int, int, int, int]], height: int) -> list[tuple[int, int, int, int]]:
    """Those merged areas that a table has: not one over the whole sheet, and not more than are soon gone through."""
    kept: list[tuple[int, int, int, int]] = []
    cells = 0
    for top, left, bottom, right in areas:
        if right - left >= MAX_COLUMNS:
            continue
        cells += max(min(bottom, height) - top + 1, 0) * (right - left + 1)
        if cells > MAX_MERGED:
            break
        kept.append((top, left, bottom, right))
    return kept


def _area(area: tuple[tuple[int, int], tuple[int, int]]) -> tuple[int, int, int, int]:
    (top, left), (bottom, right) = area
    return top + 1, left + 1, bottom + 1, right + 1


def main() -> None:
    """Set the limits, read stdin, write the answer."""
    memory, cpu, unpacked = (int(argument) for argument in sys.argv[1:4])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    gc.disable()  # all that is made here stays until the end
    try:
        answer = read(sys.stdin.buffer.read(), unpacked)
    except Refused as refused:
        answer = {"problems": refused.problems}
    sys.stdout.write(json.dumps(answer, ensure_ascii=False))  # json.dump would write piece by piece, in Python


if __name__ == "__main__":
    main()
