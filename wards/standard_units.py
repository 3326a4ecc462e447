"""The units and groups of a newly created ward, as most wards have them since July 2025. Pure."""

from __future__ import annotations

from wards.unit_names import KnownUnit

CENTRE = "Trung tâm Phục vụ hành chính công"
OFFICE = "Văn phòng HĐND và UBND"
ECONOMY = "Phòng Kinh tế, Hạ tầng và Đô thị"
ECONOMY_OF_COMMUNE = "Phòng Kinh tế"
CULTURE = "Phòng Văn hóa - Xã hội"
SERVICES = "Trung tâm Cung ứng dịch vụ sự nghiệp công"


def standard_units(level: str) -> tuple[KnownUnit, ...]:
    """The units of a ward ("phuong"), commune ("xa") or special zone ("dac_khu"), groups after their members."""
    economy = ECONOMY_OF_COMMUNE if level == "xa" else ECONOMY
    divisions = (OFFICE, economy, CULTURE)
    everyone = (CENTRE, *divisions, SERVICES)
    return (
        KnownUnit(CENTRE, ("TTPVHCC", "TT PVHCC", "Trung tâm Phục vụ HCC", "Bộ phận Một cửa")),
        KnownUnit(OFFICE, ("VP HĐND và UBND", "Văn phòng UBND và HĐND", "Văn phòng Ủy ban nhân dân")),
        KnownUnit(economy),
        KnownUnit(CULTURE, ("Phòng VHXH", "Phòng VH-XH")),
        KnownUnit(SERVICES, ("Trung tâm Dịch vụ sự nghiệp công",)),
        KnownUnit("Các phòng chuyên môn", ("Các phòng, ban chuyên môn",), is_group=True, members=divisions),
        KnownUnit("Các cơ quan, đơn vị", ("Các đơn vị liên quan",), is_group=True, members=everyone),
    )
