"""The published list of late files: what it says, and what it must not hide."""

from __future__ import annotations

from datetime import date

from reports.document import document
from reports.late_files import content
from reports.late_files.content import LateFilesFigures, UnitFigures
from reports.letterhead import CENTRE, COMMITTEE, Signing


def figures(*units: UnitFigures, silent: tuple[str, ...] = ()) -> LateFilesFigures:
    return LateFilesFigures(
        schema=1,
        ward={"name": "Phường Mỹ Hào", "level": "phuong", "province": "Hưng Yên", "place": "Mỹ Hào"},
        period={"name": "2026-03", "rule": "cutoff", "start": "2026-02-15", "close": "2026-03-14"},
        units=list(units),
        silent=list(silent),
    )


def late(name: str, count: int, **said: object) -> UnitFigures:
    blank = {"explanation": "", "letters": 0, "document_number": "", "apologised_on": None}
    return UnitFigures(name=name, count=count, **blank | said)  # type: ignore[typeddict-item]


ECONOMY = late(
    "Phòng Kinh tế", 5, explanation="Chờ <ý kiến>", letters=3, document_number="12/XL-UBND", apologised_on="2026-03-10"
)


SIGNED = Signing("05/TB-UBND", date(2026, 3, 16), "Chủ tịch", "Nguyễn Văn Mẫu")


def test_a_published_list() -> None:
    found = figures(ECONOMY, late("Phòng Văn hóa", 0), late("Văn phòng", 12), silent=("Trung tâm",))
    html = document(content.content(found, COMMITTEE, SIGNED))
    for text in (
        "THÔNG BÁO",
        "Số: 05/TB-UBND",
        "Mỹ Hào, ngày 16 tháng 3 năm 2026",
        "hồ sơ thủ tục hành chính giải quyết chậm, muộn tháng 3 năm 2026",
        "từ ngày 15/02/2026 đến hết ngày 14/3/2026",
        "Có 17 hồ sơ chậm, muộn tại 02 đơn vị; đã xin lỗi tổ chức, cá nhân đối với 03 hồ sơ.",
        "Đơn vị không có hồ sơ chậm, muộn: Phòng Văn hóa.",
        "Đơn vị chưa cung cấp số liệu: Trung tâm.",
        "Chờ &lt;ý kiến&gt;",
        "Đã xin lỗi 03/05 hồ sơ, Văn bản số 12/XL-UBND ngày 10/3/2026",
        "Chưa có giải trình",
        "Chưa có văn bản xin lỗi",
        "TM. ỦY BAN NHÂN DÂN",
        "Nguyễn Văn Mẫu",
        "Trang thông tin điện tử phường;",
    ):
        assert text in html, text
    assert "Kính gửi" not in html


def test_a_draft_of_the_centre_has_a_blank_number() -> None:
    html = document(content.content(figures(ECONOMY), CENTRE, Signing()))
    assert "/TB-TTPVHCC" in html and "GIÁM ĐỐC" in html


def test_none_late_is_said_only_where_every_unit_said_so() -> None:
    none = late("Phòng Kinh tế", 0)
    assert content.sentences(figures(none)) == ["Trong kỳ không có hồ sơ chậm, muộn tại các đơn vị."]
    assert not any(block.kind == "table" for block in content.content(figures(none), COMMITTEE, SIGNED).blocks)
    with_silent = content.sentences(figures(none, silent=("Văn phòng",)))
    assert with_silent == [
        "Đơn vị không có hồ sơ chậm, muộn: Phòng Kinh tế.",
        "Đơn vị chưa cung cấp số liệu: Văn phòng.",
    ]


def test_an_apology_with_only_its_day() -> None:
    unit = late("Phòng", 2, letters=2, apologised_on="2026-03-10")
    assert content.apology(unit) == "Đã xin lỗi 02/02 hồ sơ, ngày 10/3/2026"
    assert content.apology(late("Phòng", 2, letters=1)) == "Đã xin lỗi 01/02 hồ sơ"
