"""A month's late tasks as a document of the one-door centre to the ward's leaders and units: pure, always Vietnamese.

It is internal and not kept: it says how things stand when it is drawn. The kind of document (a notice, thông báo) and
its words are the portal's own: no form of it is prescribed.
"""

from __future__ import annotations

from reports import late, tables, wording
from reports.blocks import Annex, Content, Paragraph
from reports.content import attached
from reports.letterhead import CENTRE, Signing, notice
from reports.shape import Figures

SUBJECT = "Danh sách nhiệm vụ quá hạn"
DEMAND = (
    "Đề nghị các đơn vị khẩn trương hoàn thành, báo cáo kết quả và giải trình nguyên nhân chậm đối với từng nhiệm vụ "
    "trong danh sách."
)


def content(figures: Figures) -> Content:
    """The list as a draft under the centre's letterhead; its table lies across on pages of its own."""
    head = notice(CENTRE, figures["ward"], Signing())
    period = wording.period_name(figures["period"])
    blocks = [Paragraph(_opening(figures, head.office, period)), Paragraph(late.how_much(figures))]
    annexes: tuple[Annex, ...] = ()
    if late.late_groups(figures):
        blocks += [Paragraph("Chi tiết tại danh sách kèm theo."), Paragraph(DEMAND)]
        annexes = (Annex("late", "", f"{SUBJECT} {period}".upper(), (tables.late_list(figures),)),)
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
        attached=attached(head, Signing(), "Thông báo"),
        annexes=annexes,
        name="THÔNG BÁO",
    )


def _opening(figures: Figures, office: str, period: str) -> str:
    """Whose list it is, and as of which day."""
    plans = wording.plans_named(figures)
    basis = f"Qua theo dõi việc thực hiện {plans}, " if plans else ""
    days = f"số liệu đến hết ngày {wording.day(figures['period']['as_of'])}"
    return f"{basis}{office} thông báo tình hình nhiệm vụ quá hạn {period} ({days}) như sau:"
