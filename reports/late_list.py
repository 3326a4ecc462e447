"""A month's late tasks as a document of the one-door centre to the ward's leaders and units: pure, always Vietnamese.

It is internal and not kept: it says how things stand when it is drawn. The kind of document (a notice, thông báo) and
its words are the portal's own: no form of it is prescribed.
"""

from __future__ import annotations

from dataclasses import replace

from reports import late, tables, wording
from reports.blocks import Annex, Content, Paragraph
from reports.letterhead import CENTRE, LEVELS, Letterhead, Signing, letterhead
from reports.shape import Figures

SUBJECT = "Danh sách nhiệm vụ quá hạn"
DEMAND = (
    "Đề nghị các đơn vị khẩn trương hoàn thành, báo cáo kết quả và giải trình nguyên nhân chậm đối với từng nhiệm vụ "
    "trong danh sách."
)


def content(figures: Figures) -> Content:
    """The list as a draft under the centre's letterhead; its table lies across on pages of its own."""
    head = _head(figures)
    period = wording.period_name(figures["period"])
    blocks = [Paragraph(_opening(figures, head.office, period)), Paragraph(late.how_much(figures))]
    annexes: tuple[Annex, ...] = ()
    if late.late_groups(figures):
        blocks += [Paragraph("Chi tiết tại danh sách kèm theo."), Paragraph(DEMAND)]
        annexes = (Annex("late", "", f"{SUBJECT} {period}".upper(), (tables.late_list(figures),)),)
    number = f"\xa0\xa0\xa0\xa0\xa0\xa0/{head.code}"
    return Content(
        head=head,
        number="",
        place=figures["ward"]["place"],
        day=wording.long_day(None),
        subject=f"{SUBJECT} {period}",
        addressee="",
        blocks=tuple(blocks),
        closing=f"{head.office} thông báo để các đơn vị biết, thực hiện./.",
        copies=head.copies,
        attached=f"(Kèm theo Thông báo số {number} {wording.long_day(None)} của {head.office})",
        annexes=annexes,
        name="THÔNG BÁO",
    )


def _head(figures: Figures) -> Letterhead:
    """The centre's letterhead for a notice inside the ward."""
    level = LEVELS.get(figures["ward"]["level"], "phường")
    copies = (
        f"Chủ tịch, các Phó Chủ tịch UBND {level};",
        f"Các phòng, đơn vị thuộc {level};",
        "Lưu: VT, TTPVHCC.",
    )
    return replace(letterhead(CENTRE, figures["ward"], Signing()), code="TB-TTPVHCC", copies=copies)


def _opening(figures: Figures, office: str, period: str) -> str:
    """Whose list it is, and as of which day."""
    plans = wording.plans_named(figures)
    basis = f"Qua theo dõi việc thực hiện {plans}, " if plans else ""
    days = f"số liệu đến hết ngày {wording.day(figures['period']['as_of'])}"
    return f"{basis}{office} thông báo tình hình nhiệm vụ quá hạn {period} ({days}) như sau:"
