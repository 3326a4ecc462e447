"""Unit cells as plans print them: where one name ends, which unit it means, what is asked."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wards.standard_units import CENTRE, CULTURE, OFFICE, SERVICES, WARD_ECONOMY, standard_units
from wards.unit_names import KnownUnit, Match, UnitIndex, key, split_units

WARD = UnitIndex(standard_units("Phường"))
COMMUNE = UnitIndex(standard_units("xã"))


def names(cell: str) -> list[str]:
    return [reading.text for reading in WARD.split(cell)]


def meant(cell: str) -> list[str | None]:
    return [reading.name for reading in WARD.split(cell)]


@pytest.mark.parametrize(
    ("cell", "printed"),
    [
        ("", []),
        ("Phòng Kinh tế, Hạ tầng và Đô thị", ["Phòng Kinh tế, Hạ tầng và Đô thị"]),
        ("Phòng Văn hóa - Xã hội", ["Phòng Văn hóa - Xã hội"]),
        ("VNPT, Viettel", ["VNPT", "Viettel"]),  # firms, which no list of units has
        ("Công an phường, FPT Telecom và MobiFone", ["Công an phường", "FPT Telecom", "MobiFone"]),
        ("HDND, UBND", ["HDND", "UBND"]),
        ("Van Hoa, Xa Hoi", ["Van Hoa, Xa Hoi"]),
        ("Công chức Tư pháp - Hộ tịch", ["Công chức Tư pháp - Hộ tịch"]),
        (
            "- Phòng Kinh tế, Hạ tầng và Đô thị;\n- Văn phòng UBND và HDND;\n- Phòng Văn hóa – Xã hội.",
            ["Phòng Kinh tế, Hạ tầng và Đô thị", "Văn phòng UBND và HDND", "Phòng Văn hóa – Xã hội"],
        ),
        ("- Phòng Văn hóa – Xã hội; - Công an phường.", ["Phòng Văn hóa – Xã hội", "Công an phường"]),
        (
            "Công chức Tư pháp - Hộ tịch, công chức Văn hóa - Xã hội",
            ["Công chức Tư pháp - Hộ tịch", "công chức Văn hóa - Xã hội"],
        ),
        ("VP-TK, TP-HT; Địa chính - Xây dựng", ["VP-TK", "TP-HT", "Địa chính - Xây dựng"]),
        ("Công an phường\nvà các đơn vị có liên quan", ["Công an phường", "các đơn vị có liên quan"]),
        ("Văn phòng HĐND và UBND Phòng Văn hóa - Xã hội", ["Văn phòng HĐND và UBND", "Phòng Văn hóa - Xã hội"]),
        ("Đoàn Thanh niên Trường Mầm non", ["Đoàn Thanh niên Trường Mầm non"]),
        ("Trung tâm\nPhục vụ\nHành chính công\nCông an", ["Trung tâm Phục vụ Hành chính công", "Công an"]),
        ("1. Công an phường\n2. Trạm Y tế", ["Công an phường", "Trạm Y tế"]),
        ("Các phòng chuyên môn; Trung tâm", ["Các phòng chuyên môn", "Trung tâm"]),
        ("Phòng Kinh tế, Hạ tầng\nvà Đô thị", ["Phòng Kinh tế, Hạ tầng và Đô thị"]),
        (
            "Phòng Kinh tế, Hạ tầng và Đô thị, Phòng Văn hóa - Xã hội",
            ["Phòng Kinh tế, Hạ tầng và Đô thị", "Phòng Văn hóa - Xã hội"],
        ),
        (
            "Các cơ quan, đơn vị, các Tổ dân phố trên địa bàn phường, các tổ chức, cá nhân có liên quan",
            ["Các cơ quan, đơn vị", "các Tổ dân phố trên địa bàn phường", "các tổ chức, cá nhân có liên quan"],
        ),
        (
            "Phòng Văn hóa - Xã hội và Trung tâm Phục vụ hành chính công",
            ["Phòng Văn hóa - Xã hội", "Trung tâm Phục vụ hành chính công"],
        ),
        # a comma beside an unknown name divides nothing: a person is asked
        ("Hội Chữ thập đỏ, Phòng VHXH", ["Hội Chữ thập đỏ, Phòng VHXH"]),
        ("Công an phường; công an phường", ["Công an phường", "công an phường"]),
    ],
)
def test_a_cell_is_split_into_names_as_printed(cell: str, printed: list[str]) -> None:
    assert names(cell) == printed


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("Trung tâm Phục vụ Hành chính công phường.", CENTRE),
        ("TTPVHCC", CENTRE),
        ("TT PVHCC phường", CENTRE),
        ("Trung tâm PVHCC phường Mỹ Hào", CENTRE),
        ("trung tam phuc vu hanh chinh cong", CENTRE),
        (unicodedata.normalize("NFD", "Trung tâm Phục vụ hành chính công"), CENTRE),
        ("VP HĐND&UBND", OFFICE),
        ("VP.HĐND-UBND", OFFICE),
        ("Văn phòng UBND và HDND", OFFICE),
        ("Văn phòng Hội đồng nhân dân và Ủy ban nhân dân", OFFICE),
        ("Phòng Văn Hóa – Xã Hội", CULTURE),
        ("Phòng Văn hóa - Xã hội phường", CULTURE),
        ("Phòng VH-XH", CULTURE),
        ("Phòng Văn hóa và Xã hội", CULTURE),
        ("P. Kinh tế, Hạ tầng và Đô thị", WARD_ECONOMY),
        ("Phòng Kinh tế, Hạ tầng & Đô thị", WARD_ECONOMY),
        ("Trung tâm dịch vụ sự nghiệp công", SERVICES),
        ("Công an phường", "Công an"),
        ("UBND phường", "UBND phường"),
        ("Ủy ban nhân dân phường", "UBND phường"),
    ],
)
def test_other_spellings_of_a_unit(name: str, unit: str) -> None:
    (reading,) = WARD.split(name)
    assert (reading.match, reading.name) == (Match.UNIT, unit)


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("Các phòng chuyên môn", "Các phòng chuyên môn"),
        ("Các phòng chuyên môn thuộc UBND phường", "Các phòng chuyên môn"),
        ("Các cơ quan, đơn vị trên địa bàn phường", "Các cơ quan, đơn vị"),
        ("Các cơ quan, đơn vị có liên quan", "Các cơ quan, đơn vị"),
        ("Cơ quan, đơn vị có liên quan", "Các cơ quan, đơn vị"),
        ("các Tổ dân phố trên địa bàn phường", "Các tổ dân phố"),
        ("các tổ chức, cá nhân có liên quan", "Các tổ chức, cá nhân"),
    ],
)
def test_groups(name: str, group: str) -> None:
    (reading,) = WARD.split(name)
    assert (reading.match, reading.name) == (Match.GROUP, group)


@pytest.mark.parametrize(
    ("name", "candidates"), [("Trung tâm", (CENTRE, SERVICES)), ("Văn phòng", (OFFICE, "Văn phòng Đảng ủy"))]
)
def test_a_name_cut_off_is_ambiguous(name: str, candidates: tuple[str, ...]) -> None:
    (reading,) = WARD.split(name)
    assert (reading.match, reading.name, reading.candidates) == (Match.AMBIGUOUS, None, candidates)


def test_an_unknown_name_is_kept() -> None:
    (reading,) = WARD.split("Ban Quản lý chợ")
    assert (reading.text, reading.match, reading.unsure) == ("Ban Quản lý chợ", Match.UNKNOWN, False)


@pytest.mark.parametrize("cell", ["Trường Mầm non A, Trường Tiểu học B", "Điện lực Thử Nghiệm, Viễn thông Thử Nghiệm"])
def test_two_unknown_organisations_at_a_comma_are_asked_about(cell: str) -> None:
    (reading,) = WARD.split(cell)
    assert reading.text == cell and reading.unsure


def test_an_unknown_name_that_may_be_several_is_unsure() -> None:
    (reading,) = WARD.split("Hội Chữ thập đỏ, Phòng VHXH")
    assert reading.unsure


def test_a_commune_has_its_own_economic_department() -> None:
    assert COMMUNE.find("Phòng Kinh tế") is not None
    (reading,) = WARD.split("Phòng Kinh tế")
    assert reading.match is Match.AMBIGUOUS


def test_groups_expand_to_units_of_the_same_ward() -> None:
    for index in (WARD, COMMUNE):
        assert CENTRE in index.expand("Các cơ quan, đơn vị")
        assert CENTRE not in index.expand("Các phòng chuyên môn")
    assert WARD.expand(CENTRE) == (CENTRE,)
    assert WARD.expand("Ban Quản lý chợ") == ()


@pytest.mark.parametrize("level", ["phường", "Xã", "đặc khu"])
def test_standard_names_are_told_apart_and_members_exist(level: str) -> None:
    known = standard_units(level)
    keys = [key(unit.name) for unit in known]
    assert len(set(keys)) == len(keys)
    assert {member for unit in known for member in unit.members} <= {unit.name for unit in known if not unit.is_group}
    index = UnitIndex(known)
    for unit in known:
        for name in (unit.name, *unit.aliases):
            assert index.find(name) == unit, name


def test_an_alias_of_the_ward_is_known() -> None:
    known = [KnownUnit("Trường Mầm non Hoa Mẫu", ("MN Hoa Mẫu",))]
    assert split_units("MN Hoa Mẫu, Trường Mầm non Hoa Mẫu", known)[0].name == "Trường Mầm non Hoa Mẫu"


@given(st.text(st.characters(exclude_characters=")"), max_size=120))  # "a)" numbers an item and is no name
def test_nothing_is_dropped_and_nothing_raises(cell: str) -> None:
    letters = [char for char in cell if char.isalpha()]
    kept = "".join(names(cell))
    assert all(char in kept or unicodedata.normalize("NFC", char) in kept for char in letters if char.isascii())
