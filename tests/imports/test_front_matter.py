"""Number, date, year, ward, title and annexes from the lines around a table."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from imports.front_matter import FrontMatter, Line, annex_of, is_tail, read_front_matter

DECREE = "Thực hiện Quyết định số 49/QĐ-UBND ngày 09/01/2025 của UBND tỉnh về Kế hoạch năm 2025, UBND phường ban hành:"


def front(*texts: str, years: Counter[int] | None = None) -> FrontMatter:
    return read_front_matter([Line("Kế hoạch", row, text) for row, text in enumerate(texts, 1)], years)


def test_a_numbered_plan() -> None:
    read = front(
        "UBND PHƯỜNG ĐỒNG NGUYÊN",
        "Số: 74/KH-UBND",
        "Đồng Nguyên, ngày 26 tháng 02 năm 2026",
        "KẾ HOẠCH",
        "Công tác kiểm soát TTHC năm 2026",
        DECREE,
    )
    assert (read.number, read.issued_on, read.year) == ("74/KH-UBND", date(2026, 2, 26), 2026)
    assert (read.ward, read.title) == ("Phường Đồng Nguyên", "Công tác kiểm soát TTHC năm 2026")


def test_a_draft_stays_without_number_and_date_whatever_it_cites() -> None:
    read = front(
        "ỦY BAN NHÂN DÂN",
        "PHƯỜNG MỸ HÀO",
        "Số:       /KH-UBND",
        "Mỹ Hào, ngày     tháng     năm 2026",
        "KẾ HOẠCH",
        DECREE,
    )
    assert (read.number, read.issued_on, read.year, read.ward) == (None, None, 2026, "Phường Mỹ Hào")


def test_the_decision_a_plan_is_issued_with() -> None:
    read = front(
        "KẾ HOẠCH",
        "Kiểm soát TTHC năm 2026 trên địa bàn phường Trần Liễu",
        "(Ban hành kèm theo Quyết định số 364/QĐ-UBND ngày 10/3/2026 của Chủ tịch Ủy ban nhân dân phường)",
    )
    assert (read.number, read.issued_on) == ("364/QĐ-UBND", date(2026, 3, 10))
    assert read.ward == "Phường Trần Liễu"


def test_the_title_names_the_year_of_a_plan_issued_before_it() -> None:
    read = front("Số: 312/KH-UBND", "Thử Nghiệm, ngày 25 tháng 12 năm 2025", "KẾ HOẠCH", "Cải cách hành chính năm 2026")
    assert (read.issued_on, read.year) == (date(2025, 12, 25), 2026)


def test_the_year_of_the_time_cells_is_the_last_resort() -> None:
    assert front("KẾ HOẠCH", "Cải cách hành chính", years=Counter({2026: 3, 2025: 1})).year == 2026
    assert front("KẾ HOẠCH", "Cải cách hành chính").year is None


def test_two_plans_in_one_file() -> None:
    assert front("Số: 12/KH-UBND", "Số: 13/KH-UBND").others == ("13/KH-UBND",)
    assert front("Số: 12/KH-UBND", "Số: 12/KH-UBND", "Số: 9/QĐ-UBND").others == ()


@pytest.mark.parametrize(
    ("text", "ward"),
    [
        ("ỦY BAN NHÂN DÂN XÃ IA LY", "Xã Ia Ly"),
        ("UBND ĐẶC KHU PHÚ QUỐC", "Đặc khu Phú Quốc"),
        ("PHƯỜNG AN HỘI ĐÔNG", "Phường An Hội Đông"),
        ("Kế hoạch của UBND xã Tân Mẫu về cải cách hành chính", "Xã Tân Mẫu"),
        ("Chủ tịch Ủy ban nhân dân phường", None),
        ("mạng xã hội của địa phương", None),
    ],
)
def test_wards(text: str, ward: str | None) -> None:
    assert front(text).ward == ward


@pytest.mark.parametrize(
    ("text", "annex"),
    [
        ("Phụ lục I", ("I", "")),
        ("PHỤ LỤC SỐ 02: Danh mục rà soát", ("02", "Danh mục rà soát")),
        ("Phụ lục", (None, "")),
        ("Phụ lục kèm theo Kế hoạch này", None),
        ("Theo Phụ lục I", None),
    ],
)
def test_annexes(text: str, annex: tuple[str | None, str] | None) -> None:
    assert annex_of(text) == annex


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("Nơi nhận:", True),
        ("TM. ỦY BAN NHÂN DÂN", True),
        ("KT. CHỦ TỊCH", True),
        ("CHỦ TỊCH", True),
        ("Trên đây là Kế hoạch năm 2026", True),
        ("Chủ tịch UBND phường", False),
        ("Nhiệm vụ khác", False),
    ],
)
def test_tail(text: str, ends: bool) -> None:
    assert is_tail(text) is ends
