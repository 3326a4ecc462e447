"""The units and groups a ward begins with. Data only.

Departments of a commune-level People's Committee follow Nghị định 150/2025/NĐ-CP; the units outside it
(police, military command, health station, Front and unions) are those plans name. A ward's admin adds
its schools, neighbourhoods and own aliases.
"""

from __future__ import annotations

from wards.text import fold
from wards.unit_names import KnownUnit

CENTRE = "Trung tâm Phục vụ hành chính công"
OFFICE = "Văn phòng HĐND và UBND"
CULTURE = "Phòng Văn hóa - Xã hội"
WARD_ECONOMY = "Phòng Kinh tế, Hạ tầng và Đô thị"
COMMUNE_ECONOMY = "Phòng Kinh tế"
SERVICES = "Trung tâm Cung ứng dịch vụ sự nghiệp công"

_POLICE = KnownUnit("Công an", ("Công an phường", "Công an xã"))
_MILITARY = KnownUnit("Ban Chỉ huy Quân sự", ("Quân sự phường", "BCH Quân sự", "Ban CHQS"))
_HEALTH = KnownUnit("Trạm Y tế", ("Y tế phường", "Trạm y tế phường"))
_FRONT = KnownUnit("Ủy ban Mặt trận Tổ quốc Việt Nam", ("UBMTTQ", "MTTQ", "Mặt trận Tổ quốc", "UB MTTQ Việt Nam"))
_UNIONS = (
    KnownUnit("Đoàn Thanh niên", ("Đoàn TNCS Hồ Chí Minh", "Đoàn Thanh niên Cộng sản Hồ Chí Minh", "Đoàn phường")),
    KnownUnit("Hội Liên hiệp Phụ nữ", ("Hội Phụ nữ", "Hội LHPN", "Hội Liên hiệp phụ nữ Việt Nam")),
    KnownUnit("Hội Nông dân", ("Hội Nông dân Việt Nam", "Hội ND")),
    KnownUnit("Hội Cựu chiến binh", ("Hội CCB", "Hội Cựu chiến binh Việt Nam")),
    KnownUnit("Công đoàn", ("Công đoàn phường", "Công đoàn cơ sở")),
)
_LEADERS = (
    KnownUnit("UBND phường", ("Ủy ban nhân dân phường", "UBND xã", "UBND", "Ủy ban nhân dân")),
    KnownUnit("Chủ tịch UBND", ("Chủ tịch UBND phường", "Lãnh đạo UBND", "Lãnh đạo UBND phường", "Thường trực UBND")),
    KnownUnit("Đảng ủy", ("Đảng ủy phường",)),
    KnownUnit("HĐND", ("HĐND phường", "Thường trực HĐND")),
    KnownUnit("Văn phòng Đảng ủy", ("VP Đảng ủy",)),
    KnownUnit("Ban Xây dựng Đảng", ("Ban Xây dựng Đảng Đảng ủy",)),
    KnownUnit("Ủy ban Kiểm tra Đảng ủy", ("UBKT Đảng ủy",)),
)


def _departments(economy: KnownUnit) -> tuple[KnownUnit, ...]:
    return (
        KnownUnit(
            CENTRE,
            (
                "TTPVHCC",
                "Trung tâm PVHCC",
                "TT Phục vụ hành chính công",
                "Trung tâm Hành chính công",
                "Trung tâm Phục vụ HCC",
            ),
        ),
        KnownUnit(OFFICE, ("VP HĐND và UBND", "Văn phòng HĐND - UBND", "Văn phòng UBND", "VP UBND", "Văn phòng HĐND")),
        economy,
        KnownUnit(CULTURE, ("Phòng VHXH", "Phòng Văn hóa và Xã hội", "Phòng Văn xã")),
        KnownUnit(
            SERVICES,
            (
                "Trung tâm Dịch vụ sự nghiệp công",
                "Trung tâm Cung ứng dịch vụ công",
                "TT Cung ứng DVSNC",
                "Trung tâm Dịch vụ công ích",
                "Trung tâm Cung ứng dịch vụ sự nghiệp công lập",
            ),
        ),
    )


def _groups(economy: str) -> tuple[KnownUnit, ...]:
    departments = (OFFICE, economy, CULTURE)
    offices = (*departments, CENTRE, SERVICES)
    unions = (_FRONT.name, *(union.name for union in _UNIONS))
    return (
        KnownUnit(
            "Các phòng chuyên môn",
            (
                "Các phòng, ban chuyên môn",
                "Các phòng, ban",
                "Các phòng",
                "Các cơ quan chuyên môn",
                "Các bộ phận chuyên môn",
                "Các phòng, ban, bộ phận chuyên môn",
            ),
            True,
            departments,
        ),
        KnownUnit(
            "Các cơ quan, đơn vị",
            (
                "Các đơn vị",
                "Các cơ quan",
                "Các phòng, ban, đơn vị",
                "Các phòng, đơn vị",
                "Các phòng chuyên môn, đơn vị",
                "Các phòng chuyên môn, các đơn vị",
                "Các cơ quan, đơn vị, bộ phận",
                "Các ban, ngành",
                "Các ngành",
                "Các phòng, ban, ngành",
                "Các cơ quan, tổ chức, đơn vị",
                "Các bộ phận",
            ),
            True,
            offices,
        ),
        KnownUnit(
            "Các tổ chức, cá nhân",
            ("Các cơ quan, tổ chức, cá nhân", "Các cá nhân, tổ chức", "Tổ chức, công dân", "Người dân, doanh nghiệp"),
            True,
        ),
        KnownUnit("Các tổ dân phố", ("Các TDP", "Tổ dân phố", "Các khu phố", "Các khu dân cư", "Các thôn"), True),
        KnownUnit(
            "Các đoàn thể",
            (
                "Các hội, đoàn thể",
                "Các ngành, đoàn thể",
                "Các ban, ngành, đoàn thể",
                "Các phòng, ban, ngành, đoàn thể",
                "Các tổ chức chính trị - xã hội",
                "Các tổ chức đoàn thể",
                "MTTQ và các tổ chức chính trị - xã hội",
                "MTTQ và các đoàn thể",
            ),
            True,
            unions,
        ),
        KnownUnit("Các trường học", ("Các nhà trường", "Các trường"), True),
    )


def standard_units(level: str = "phường") -> tuple[KnownUnit, ...]:
    """Units and groups of a new ward; `level` is "phường", "xã" or "đặc khu", with its marks or without, in any case.

    A phường has a Phòng Kinh tế, Hạ tầng và Đô thị where a xã and a đặc khu have a Phòng Kinh tế.
    """
    if fold(level).startswith("phuong"):
        economy = KnownUnit(
            WARD_ECONOMY, ("Phòng KT, HT và ĐT", "Phòng KTHTĐT", "Phòng Kinh tế - Hạ tầng và Đô thị", "Phòng KT-HT-ĐT")
        )
    else:
        economy = KnownUnit(COMMUNE_ECONOMY, ("Phòng KT",))
    own = (*_departments(economy), _POLICE, _MILITARY, _HEALTH, _FRONT, *_UNIONS, *_LEADERS)
    return (*own, *_groups(economy.name))
