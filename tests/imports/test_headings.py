"""Heading rows of other offices: any order, one row or two, other words."""

from __future__ import annotations

import pytest

from imports.grid import Role
from imports.headings import HeadingFinder

FINDER = HeadingFinder()


def roles(*rows: list[str]) -> list[str] | None:
    heading = FINDER.at(rows, 0)
    return None if heading is None else [column.role.value for column in heading.columns]


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        (
            "Số TT | Nội dung công việc | Đơn vị chủ trì | Đơn vị phối hợp | Thời gian | Sản phẩm dự kiến hoàn thành",
            "stt content lead partner time product",
        ),
        (
            "TT | Tên nhiệm vụ | Thời hạn hoàn thành | Chủ trì | Phối hợp | Kết quả | Ghi chú",
            "stt content time lead partner product note",
        ),
        (
            "STT | Nhiệm vụ | Cơ quan, đơn vị thực hiện | Tiến độ | Kinh phí (triệu đồng)",
            "stt content lead time note",
        ),
        (
            "Thời gian hoàn thành | Nội dung thực hiện | Sản phẩm, kết quả | Cơ quan chủ trì thực hiện",
            "time content product lead",
        ),
        (
            "STT | NỘI DUNG | NGƯỜI CHỊU TRÁCH NHIỆM | ĐƠN VỊ THỰC HIỆN | CHỈ TIÊU | THỜI GIAN",
            "stt content note lead target time",
        ),
        (
            "STT | Nội dung | Ngày bắt đầu | Thời gian hoàn thành | Đơn vị chủ trì",
            "stt content start finish lead",
        ),
        ("STT | Nội dung | Hoàn thành | Chủ trì", "stt content time lead"),
        ("STT | Lĩnh vực | Tên TTHC | Đơn vị rà soát | Thời hạn", "stt note content lead time"),
        (
            "STT | Nhiệm vụ | Bộ phận chịu trách nhiệm chính | Đơn vị liên quan | Hạn chót",
            "stt content lead partner time",
        ),
        ("S\nT\nT | Nội\ndung | Chủ\ntrì | Thời\ngian", "stt content lead time"),
        ("STT | Nội dung | Chủ trì | Quý I | Quý II | Kết quả", "stt content lead time time product"),
        ("STT | Nội dung | Chủ trì | Thời gian | Quý I | Quý II", "stt content lead time note note"),
        ("Stt | Noi dung cong viec | Don vi chu tri | Thoi gian thuc hien", "stt content lead time"),
    ],
)
def test_one_row(heading: str, expected: str) -> None:
    assert roles(heading.split(" | ")) == expected.split()


def test_two_rows_under_merged_headings() -> None:
    above = [
        "STT",
        "Tên nhóm/ lĩnh vực",
        "Cơ quan thực hiện rà soát",
        "",
        "Thời gian thực hiện rà soát",
        "",
        "Sản phẩm",
    ]
    below = ["", "", "Chủ trì", "Phối hợp", "Bắt đầu", "Hoàn thành", ""]
    heading = FINDER.at([above, below], 0)
    assert heading is not None
    assert heading.height == 2
    assert [column.role.value for column in heading.columns] == [
        "stt",
        "content",
        "lead",
        "partner",
        "start",
        "finish",
        "product",
    ]
    assert heading.columns[3].heading == "Cơ quan thực hiện rà soát - Phối hợp"


def test_a_row_of_column_numbers_belongs_to_the_heading() -> None:
    heading = FINDER.at([["STT", "Nội dung", "Chủ trì", "Thời gian"], ["(1)", "(2)", "(3)", "(4)"]], 0)
    assert heading is not None and heading.height == 2


@pytest.mark.parametrize(
    "row",
    [
        ["1", "Nhiệm vụ khác", "Các cơ quan, đơn vị", "", "Theo tiến độ", ""],
        ["", "Nhiệm vụ khác", "Các cơ quan, đơn vị", "", "Theo tiến độ", ""],
        ["", "Công việc đột xuất", "Cơ quan chủ trì", "", "Thường xuyên", "Kết quả thực hiện"],
        ["Mặt hàng", "Số lượng", "Đơn giá"],
        ["I", "Nội dung chung"],
    ],
)
def test_rows_that_are_no_heading(row: list[str]) -> None:
    assert roles(row) is None


def test_what_no_synonym_explains_is_a_note_and_named() -> None:
    heading = FINDER.at([["STT", "Nội dung", "Ai làm", "Thời gian"]], 0)
    assert heading is not None
    assert [column.heading for column in heading.unknown] == ["Ai làm"]


def test_a_ward_extends_the_table() -> None:
    finder = HeadingFinder({Role.LEAD: ("Ai làm",)})
    heading = finder.at([["STT", "Nội dung", "Ai làm", "Thời gian"]], 0)
    assert heading is not None and heading.has(Role.LEAD)
