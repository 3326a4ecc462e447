"""Files of lists: opened by content, never in this process where they can be a bomb, refused with words."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.flat.files import FILE_BYTES, MOST_LINES, as_workbook, is_csv, open_list
from imports.flat.table import MOST_ROWS, Column, find_table
from imports.grid import Grid, Sheet
from imports.readers import UnreadableFile
from tests.imports.flat.lists import book

COLUMNS = (Column("Tên", "", required=True), Column("Loại", "", also=("Kiểu",)))


def rows(data: bytes) -> tuple[tuple[str, ...], ...]:
    return open_list(data).sheets[0].rows


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_separators_and_encodings(mark: str, encoding: str) -> None:
    text = f'Tên{mark}Loại\r\n"Phòng ""Một""\nhai"{mark}Khác\r\n'
    assert rows(text.encode(encoding)) == (("Tên", "Loại"), ('Phòng "Một"\nhai', "Khác"))


def test_a_guarded_text_loses_its_guard() -> None:
    assert rows(b"a,b\n'=1+1,'-5\n")[1] == ("=1+1", "-5")


def bomb() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * (210 * 1024 * 1024))
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"   \n",
        b"%PDF-1.7",
        b"<html><table></table></html>",
        b"PK\x03\x04 not a zip",
        b"PK",
        "Tên;Loại\nPhòng".encode("cp1258", errors="replace") + b"\xff\xd2",
        b'Ten,Loai\n"never closed',
        b"a,b\n" * (MOST_LINES + 1),
        b"a" * (FILE_BYTES + 1),
        b"\0\1\2\3" * 100,
    ],
)
def test_refused_with_words(data: bytes) -> None:
    with pytest.raises(UnreadableFile) as refused:
        open_list(data)
    assert all(len(problem.message) > 20 for problem in refused.value.problems)


def test_a_zip_bomb_is_refused() -> None:
    data = bomb()
    assert len(data) < FILE_BYTES
    with pytest.raises(UnreadableFile):
        open_list(data)


@given(st.binary(max_size=200))
def test_any_bytes_of_text_are_read_or_refused(data: bytes) -> None:
    if is_csv(data):
        try:
            found = open_list(data)
        except UnreadableFile as refused:
            assert refused.problems
        else:
            find_table(found, COLUMNS)


def test_a_csv_as_a_workbook_says_the_same() -> None:
    data = "Tên,Loại\n=1+1,\nPhòng Hai,x\n".encode()
    assert [row[:2] for row in rows(as_workbook(data))] == [("Tên", "Loại"), ("=1+1", ""), ("Phòng Hai", "x")]


def test_the_heading_may_stand_lower_and_in_another_order() -> None:
    found = find_table(
        open_list(book([("Danh sách năm 2026",), (), ("kiểu", "TÊN *", "Lạ"), ("a", "b", "c")])), COLUMNS
    )
    assert found.errors == ()
    assert (found.columns, found.rows[0].number) == ({"Loại": "A", "Tên": "B"}, 4)
    assert found.rows[0].texts == {"Loại": "a", "Tên": "b"}
    assert [problem.column for problem in found.warnings] == ["C"]


def test_two_tables_two_columns_no_table() -> None:
    one = Sheet("A", (("Tên",), ("x",)))
    assert find_table(Grid((one, Sheet("B", (("Tên",),)))), COLUMNS).errors
    assert find_table(Grid((Sheet("A", (("Tên", "Tên"), ("x", "y"))),)), COLUMNS).errors[0].column == "B"
    assert "“Tên”" in find_table(Grid((Sheet("A", (("Loại",), ("x",))),)), COLUMNS).errors[0].message
    assert find_table(Grid((Sheet("A", (("gì đó",),)),)), COLUMNS).errors
    assert find_table(Grid(()), COLUMNS).errors
    many = Sheet("A", (("Tên",), *[("x",)] * (MOST_ROWS + 1)))
    assert find_table(Grid((many,)), COLUMNS).errors


def test_a_formula_without_a_value_is_named() -> None:
    data = book([("Tên", "Loại"), ("x", "=1+1")])
    assert [(each.row, each.column) for each in find_table(open_list(data), COLUMNS).errors] == [(2, "B")]
