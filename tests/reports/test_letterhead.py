"""Who a report is from and who signs it, for each kind of office and signer."""

from __future__ import annotations

import pytest

from reports.letterhead import CENTRE, COMMITTEE, Signing, letterhead, number_in_full, province

WARD = {"name": "Phường Mỹ Hào", "place": "Mỹ Hào", "level": "phuong", "province": "Hưng Yên"}


def test_the_committee_names_no_superior() -> None:
    head = letterhead(COMMITTEE, WARD, Signing())
    assert (head.superior, head.name, head.code) == ("", "ỦY BAN NHÂN DÂN\nPHƯỜNG MỸ HÀO", "BC-UBND")
    assert (head.office, head.addressee) == ("Ủy ban nhân dân phường Mỹ Hào", "Ủy ban nhân dân tỉnh Hưng Yên")
    assert head.copies[-1] == "Lưu: VT, TTPVHCC."


def test_the_centre_stands_under_the_committee() -> None:
    head = letterhead(CENTRE, WARD, Signing())
    assert (head.superior, head.code) == ("UBND PHƯỜNG MỸ HÀO", "BC-TTPVHCC")
    assert head.name.replace("\n", " ") == "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG"
    assert head.addressee == "Ủy ban nhân dân phường Mỹ Hào"


@pytest.mark.parametrize(
    ("kind", "title", "lines", "signed"),
    [
        (COMMITTEE, "", ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"), True),
        (COMMITTEE, "Chủ tịch", ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"), True),
        (COMMITTEE, "Phó Chủ tịch", ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), True),
        (COMMITTEE, "Giám đốc", ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"), False),
        (CENTRE, "Giám đốc", ("GIÁM ĐỐC",), True),
        (CENTRE, "Phó Giám đốc", ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"), True),
        (CENTRE, "Chủ tịch", ("GIÁM ĐỐC",), False),
    ],
)
def test_signatures(kind: str, title: str, lines: tuple[str, ...], signed: bool) -> None:
    head = letterhead(kind, WARD, Signing(title=title, name="Trần Văn Thử"))
    assert head.signature == lines
    assert head.signer == ("Trần Văn Thử" if signed else "")


@pytest.mark.parametrize(
    ("name", "level", "office"),
    [
        ("Xã Tân Tiến", "xa", "Ủy ban nhân dân xã Tân Tiến"),
        ("Đặc khu Thử", "dac_khu", "Ủy ban nhân dân đặc khu Thử"),
        ("Mỹ Hào", "phuong", "Ủy ban nhân dân phường Mỹ Hào"),
    ],
)
def test_levels(name: str, level: str, office: str) -> None:
    assert letterhead(COMMITTEE, WARD | {"name": name, "level": level}, Signing()).office == office


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Hưng Yên", "tỉnh Hưng Yên"),
        ("Tỉnh Hưng Yên", "tỉnh Hưng Yên"),
        ("Hải Phòng", "thành phố Hải Phòng"),
        ("Thành phố Huế", "thành phố Huế"),
        ("", "tỉnh"),
    ],
)
def test_provinces(name: str, written: str) -> None:
    assert province(name) == written


def test_numbers_under_ten_have_a_leading_zero() -> None:
    assert (number_in_full(5, COMMITTEE), number_in_full(12, CENTRE)) == ("05/BC-UBND", "12/BC-TTPVHCC")
