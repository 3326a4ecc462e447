"""Workbooks into grids: what a person sees in the cells, and messages for what is no workbook."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook

from imports.grid import Grid, Merge
from imports.readers import Limits, UnreadableFile, read_file
from imports.workbook_scan import shown_as

ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="Kế hoạch">'
)
ODS_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
)
ODS_FOOT = "</table:table></office:spreadsheet></office:body></office:document-content>"


def saved(book: Workbook) -> bytes:
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def book_of(**cells: object) -> Workbook:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Kế hoạch"
    for place, value in cells.items():
        sheet[place] = value
    return book


def ods(rows: str) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", ODS_TYPE)
        archive.writestr("META-INF/manifest.xml", ODS_MANIFEST)
        archive.writestr("content.xml", f"{ODS_HEAD}{rows}{ODS_FOOT}")
    return stream.getvalue()


def text(grid: Grid, row: int = 1, column: int = 1) -> str:
    return grid.sheets[0].rows[row - 1][column - 1]


@pytest.mark.parametrize(
    ("value", "number_format", "seen"),
    [
        (0.95, "0%", "95%"),
        (0.955, "0.0%", "95.5%"),
        (0.07, "0%", "7%"),
        (1, "General", "1"),
        (1.0, "General", "1"),
        (2.1, "General", "2.1"),
        (2.1, "0.00", "2.10"),
        (0.1 + 0.2, "General", "0.3"),
        (date(2026, 2, 28), "dd/mm/yyyy", "28/02/2026"),
        (date(2026, 2, 28), "mm-dd-yy", "28/02/2026"),
        (date(2028, 2, 29), "dd/mm/yyyy", "29/02/2028"),
        (date(2028, 2, 29), "d-mmm", "29/02"),
        (date(2026, 3, 1), "mmm-yy", "03/2026"),  # "3/2026" as Excel keeps it
        (date(2026, 7, 30), "d-mmm", "30/07"),
        (datetime.fromisoformat("2026-06-15T17:00"), "dd/mm/yyyy hh:mm", "17:00 15/06/2026"),
        ("  Thường\u00a0xuyên\u200b ", "General", "Thường xuyên"),
        ("Dòng 1\nDòng 2", "General", "Dòng 1\nDòng 2"),
    ],
)
def test_cells_read_as_a_person_sees_them(value: object, number_format: str, seen: str) -> None:
    book = book_of(A1=value)
    book.worksheets[0]["A1"].number_format = number_format
    assert text(read_file(saved(book))) == seen


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("0%", "percent"),
        ('0.00" %"', "decimals:2"),
        ("dd/mm", "day_month"),
        ("mm/yyyy", "month"),
        ("dd/mm/yyyy", ""),
        ("[$-42A]dd mmmm yyyy", ""),
        ('"Ngày" dd/mm', "day_month"),
        ("General", ""),
        ("h:mm", ""),
    ],
)
def test_number_formats(code: str, shown: str) -> None:
    assert shown_as(code) == shown


def test_places_are_those_of_the_sheet() -> None:
    book = book_of(C5="Nội dung", D7="Việc")
    book.worksheets[0].merge_cells("C5:D6")
    sheet = read_file(saved(book)).sheets[0]
    assert (sheet.rows[4][2], sheet.rows[6][3]) == ("Nội dung", "Việc")
    assert sheet.merges == (Merge(5, 3, 6, 4),)


def test_lost_values_are_found() -> None:
    book = book_of(A1="x", B2="=TODAY()", C3="#REF!")
    assert read_file(saved(book)).sheets[0].lost == {(2, 2): "=TODAY()", (3, 3): "#REF!"}


def test_a_hidden_sheet_is_named_and_not_read() -> None:
    book = book_of(A1="x")
    book.create_sheet("Nháp").sheet_state = "hidden"
    grid = read_file(saved(book))
    assert [sheet.name for sheet in grid.sheets] == ["Kế hoạch"]
    assert [warning.sheet for warning in grid.warnings] == ["Nháp"]


def test_a_path_is_read_whatever_its_name(tmp_path: Path) -> None:
    path = tmp_path / "kế hoạch.doc"
    path.write_bytes(saved(book_of(A1="x")))
    assert text(read_file(path)) == "x"


def test_one_formatted_cell_at_the_foot_of_the_sheet_harms_nothing() -> None:
    book = book_of(A1="x")
    book.worksheets[0]["XFD1048576"].number_format = "0%"
    assert text(read_file(saved(book))) == "x"


def test_open_document_spreadsheets() -> None:
    rows = (
        "<table:table-row>"
        '<table:table-cell office:value-type="string"><text:p>Việc</text:p></table:table-cell>'
        '<table:table-cell office:value-type="percentage" office:value="0.95"><text:p>95%</text:p></table:table-cell>'
        '<table:table-cell office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell>'
        '<table:table-cell table:formula="of:=[.B9]" office:value-type="string">'
        "<text:p>#REF!</text:p></table:table-cell>"
        '</table:table-row><table:table-row table:number-rows-repeated="1048000"/>'
    )
    sheet = read_file(ods(rows)).sheets[0]
    assert sheet.rows[0][:3] == ("Việc", "95%", "1")
    assert sheet.lost == {(1, 4): "#REF!"}


def test_an_open_document_that_repeats_a_value_without_end() -> None:
    rows = (
        '<table:table-row table:number-rows-repeated="1048576"><table:table-cell '
        'table:number-columns-repeated="16384" office:value-type="string"><text:p>x</text:p></table:table-cell>'
        "</table:table-row>"
    )
    with pytest.raises(UnreadableFile, match="kéo dài"):
        read_file(ods(rows))


def zipped(*names: str) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "rỗng"),
        (b"\n\n", "rỗng"),
        ("STT,Nội dung\n1,Việc\n".encode(), "CSV"),
        ("Đây là một lá thư".encode(), "không phải là bảng tính"),
        (b"\x00\x01\x02\xff\xfe", "không phải là bảng tính"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"<html><table></table></html>", "HTML"),
        (b"PK\x03\x04 broken", "hỏng"),
        (zipped("word/document.xml"), "Word"),
        (zipped("xl/workbook.bin"), "xlsb"),
        (zipped("anything"), "không phải là bảng tính"),
        (zipped("xl/workbook.xml"), "hỏng"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "hỏng"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"), "mật khẩu"),
        (saved(Workbook()), "không có nội dung"),
    ],
)
def test_what_is_no_workbook_is_told_apart(data: bytes, words: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_file(data)
    assert words in str(refused.value)
    assert len(refused.value.problems) == 1


def test_a_file_over_the_limit_names_both_sizes() -> None:
    with pytest.raises(UnreadableFile, match=r"0,5 MB, vượt giới hạn 0,2 MB"):
        read_file(b"x" * 512 * 1024, Limits(file_bytes=200 * 1024))


def test_more_than_the_limit_after_unzipping() -> None:
    with pytest.raises(UnreadableFile, match="giải nén"):
        read_file(saved(book_of(A1="x")), Limits(unpacked_bytes=1000))


def test_the_sheet_that_reaches_too_far_is_named_with_its_last_cell() -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_file(saved(book_of(A1="x", XFD1048576="y")))
    (problem,) = refused.value.problems
    assert (problem.sheet, problem.row, problem.column) == ("Kế hoạch", 1048576, "XFD")


def test_a_child_that_runs_out_of_memory_is_a_message() -> None:
    book = book_of()
    for number in range(20_000):
        book.worksheets[0].append([f"Việc số {number}", "x" * 50, number])
    with pytest.raises(UnreadableFile, match="bộ nhớ"):
        read_file(saved(book), Limits(memory_bytes=4 * 1024 * 1024))


def test_a_child_that_takes_too_long_is_a_message() -> None:
    with pytest.raises(UnreadableFile, match="giây"):
        read_file(saved(book_of(A1="x")), Limits(wall_seconds=0))


def test_the_child_sees_no_secret_of_its_parent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    probe = tmp_path / "python"
    probe.write_text(f"#!/bin/sh\nenv > {seen}\nexit 1\n")
    probe.chmod(0o755)
    monkeypatch.setenv("DATABASE_URL", "postgres://secret")
    monkeypatch.setattr("imports.readers.sys.executable", str(probe))
    with pytest.raises(UnreadableFile):
        read_file(saved(book_of(A1="x")))
    assert "secret" not in seen.read_text()
