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


@pytest.mark.parametrize(
    ("issued", "title", "year"),
    [
        ("ngày 09 tháng 3 năm 2026", "Tổng kết năm 2025, triển khai nhiệm vụ năm 2026", 2026),
        ("ngày 20 tháng 12 năm 2025", "Tổng kết năm 2025, triển khai nhiệm vụ năm 2026", 2026),
        ("ngày 09 tháng 3 năm 2026", "Nhiệm vụ năm 2026 và định hướng năm 2027", 2026),
        ("ngày 09 tháng 3 năm 2026", "Cải cách hành chính giai đoạn 2025 - 2030", 2026),
        ("ngày 09 tháng 3 năm 2026", "Cải cách hành chính", 2026),
        ("ngày 31 tháng 12 năm 2025", "Cải cách hành chính", 2026),
    ],
)
def test_the_year_among_several(issued: str, title: str, year: int) -> None:
    read = front("Số: 12/KH-UBND", f"Thử Nghiệm, {issued}", "KẾ HOẠCH", title)
    assert read.year == year
    assert read.year_guessed == ("31 tháng 12" in issued)


def test_a_day_of_issue_in_figures_and_a_title_on_one_line() -> None:
    read = front("Số: 12/KH-UBND", "Thử Nghiệm, ngày 05/01/2026", "KẾ HOẠCH KIỂM SOÁT THỦ TỤC HÀNH CHÍNH NĂM 2026")
    assert (read.issued_on, read.year) == (date(2026, 1, 5), 2026)
    assert read.title == "KẾ HOẠCH KIỂM SOÁT THỦ TỤC HÀNH CHÍNH NĂM 2026"
    assert front("Gửi về Trung tâm, ngày 05/01/2026 là hạn cuối", "KẾ HOẠCH").issued_on is None


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
        ("PHỤ LỤC\nI\nNhiệm vụ\nnăm 2026", ("I", "Nhiệm vụ năm 2026")),
        ("Phụ lục\nNhiệm vụ năm 2026", (None, "Nhiệm vụ năm 2026")),
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


def test_a_ward_typed_without_marks_takes_those_of_another_line() -> None:
    assert front("UBND PHUONG DONG NGUYEN").ward == "Phường Dong Nguyen"
    assert front("UBND PHUONG DONG NGUYEN", "Các phòng của phường Đồng Nguyên").ward == "Phường Đồng Nguyên"
    assert front("Ke hoach cua UBND xa Tam Nong nam 2026").ward == "Xã Tam Nong"
    assert front("Bộ phận Một cửa tại Đồng Xa").ward is None


def test_a_letterhead_in_one_cell() -> None:
    read = front(
        "ỦY BAN NHÂN DÂN\nPHƯỜNG MỸ HÀO\nSố: 12/KH-UBND",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\nMỹ Hào, ngày 05 tháng 01 năm 2026",
        "KẾ HOẠCH\nKiểm soát thủ tục hành chính\nvà thực hiện cơ chế một cửa\ntrên địa bàn phường\nnăm 2026",
        "I. MỤC ĐÍCH, YÊU CẦU",
    )
    assert (read.number, read.issued_on, read.ward) == ("12/KH-UBND", date(2026, 1, 5), "Phường Mỹ Hào")
    assert read.title == ("Kiểm soát thủ tục hành chính và thực hiện cơ chế một cửa trên địa bàn phường năm 2026")


def test_a_date_to_be_kept_is_not_the_day_of_issue() -> None:
    read = front("Mỹ Hào, ngày    tháng    năm 2026", "KẾ HOẠCH", "Hoàn thành trước ngày 30 tháng 6 năm 2026.")
    assert read.issued_on is None


@pytest.mark.parametrize(
    ("lines", "signer"),
    [
        (("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "(đã ký)", "Tô Thị Ví Dụ"), ("Tô Thị Ví Dụ", "CHỦ TỊCH")),
        (("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Đỗ Văn Mẫu"), ("Đỗ Văn Mẫu", "PHÓ CHỦ TỊCH")),
        (("CHỦ TỊCH", "NƠI NHẬN"), ("", "")),
        (("Tô Thị Ví Dụ",), ("", "")),
    ],
)
def test_the_signature(lines: tuple[str, ...], signer: tuple[str, str]) -> None:
    read = front("KẾ HOẠCH", *lines)
    assert (read.signer, read.post) == signer
