"""The workbook with comments: at the right cells, and nothing in it that Excel would run."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from imports.grid import Grid, Problem, Sheet
from imports.intake import take_in
from imports.marked import LIST, MOST_LETTERS, marked_workbook
from tests.factory import make_user
from tests.imports.files import DONG_NGUYEN
from wards.models import Role
from wards.setup import create_ward

NAME = "Kế hoạch"


def opened(*rows: tuple[str, ...], errors: Any = (), warnings: Any = (), name: str = NAME) -> openpyxl.Workbook:
    grid = Grid((Sheet(name, rows),))
    return openpyxl.load_workbook(BytesIO(marked_workbook(grid, errors, warnings)))


def test_comments_stand_at_their_cells_and_all_is_listed_first() -> None:
    wrong = [Problem(NAME, 2, "B", "Ô báo lỗi"), Problem(NAME, 2, None, "Cả dòng"), Problem(None, None, None, "Cả tệp")]
    doubt = [Problem(NAME, 1, "D", "Ô trống"), Problem(NAME, 2, "B", "Cũng ô này"), Problem(NAME, 99, "A", "Không có")]
    book = opened(("STT", "Nội dung"), ("", "Rà soát"), errors=wrong, warnings=doubt)
    sheet = book[NAME]
    assert sheet["B2"].value == "Rà soát" and sheet["B2"].comment.text == "Ô báo lỗi\nCả dòng\nCũng ô này"
    assert sheet["D1"].comment.text == "Ô trống" and sheet["A1"].comment is None
    assert sheet["B2"].fill.fgColor.rgb != sheet["D1"].fill.fgColor.rgb != sheet["A1"].fill.fgColor.rgb
    listed = [[cell.value for cell in row] for row in book[LIST].iter_rows(min_row=2)]
    assert [row[4] for row in listed] == [each.message for each in (*wrong, *doubt)]
    assert listed[0][:4] == ["Lỗi", NAME, 2, "B"] and book.sheetnames[0] == LIST


def test_what_is_wrapped_is_in_sight() -> None:
    long = "Rà soát, cập nhật danh mục thủ tục hành chính " * 5
    rows = (("1", "Ngắn"), ("2", long), ("3", "a\nb\nc"), (long,))
    book = opened(*rows, errors=[Problem(NAME, 1, "B", long * 2)])
    heights = [book[NAME].row_dimensions[row].height for row in (1, 2, 3, 4)]
    assert heights[0] is None and heights[1] >= 5 * 16 and heights[2] >= 3 * 16
    assert heights[3] is None and not book[NAME]["A4"].alignment.wrap_text, "a title runs over the cells beside it"
    assert book[NAME].column_dimensions["A"].width < 10
    assert book[LIST].row_dimensions[2].height >= 4 * 16


@pytest.mark.parametrize(
    "text", ["=HYPERLINK(1)", "=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)", "#REF!", "=", "\x00=1"]
)
def test_a_text_is_a_text_whatever_it_looks_like(text: str) -> None:
    cell = opened((text,))[NAME]["A1"]
    assert cell.data_type == "s" and cell.value == text.replace("\x00", "")
    assert cell.quotePrefix is text.lstrip("\x00").startswith("=") or text == "="


def test_what_excel_does_not_take_is_left_out() -> None:
    book = opened(("a\x08b" + "x" * 40_000,), name="Bảng [1]: phụ lục / tất cả các nhiệm vụ năm 2026", errors=())
    (name,) = [name for name in book.sheetnames if name != LIST]
    assert len(name) <= 31 and len(book[name]["A1"].value) == MOST_LETTERS
    assert LIST in opened(("x",), name=LIST.upper()).sheetnames


@pytest.mark.django_db
def test_the_file_is_downloaded_with_its_remarks(client: Client) -> None:
    ward = create_ward("Phường Đồng Nguyên")
    admin = make_user(ward, Role.ADMIN)
    client.force_login(admin)
    upload = take_in(DONG_NGUYEN.read_bytes(), name="Kế hoạch 74.xlsx", ward=ward, user=admin)
    address = reverse("imports:marked", kwargs={"public_id": upload.public_id})
    assert address in client.get(reverse("imports:review", kwargs={"public_id": upload.public_id})).content.decode()
    answer = client.get(address)
    book = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    remarks = [row[4].value for row in book[LIST].iter_rows(min_row=2)]
    assert remarks and any(cell.comment for row in book["Phụ lục I"].iter_rows() for cell in row)
