"""A month's late files put together to the list that the ward publishes: pure, always Vietnamese.

The kind of document (a notice, thông báo) and its words are the portal's own: no form of it is prescribed.
"""

from __future__ import annotations

from typing import TypedDict

from reports import tables, wording
from reports.blocks import Block, Column, Content, Paragraph, Row, Table
from reports.letterhead import Signing, notice
from wards.periods import Rule, document_name, parse

SCHEMA_VERSION = 1
SUBJECT = "Công khai hồ sơ thủ tục hành chính giải quyết chậm, muộn"
NO_APOLOGY = "Chưa có văn bản xin lỗi"


class UnitFigures(TypedDict):
    """What one unit recorded."""

    name: str
    count: int
    explanation: str
    letters: int
    document_number: str
    apologised_on: str | None


class LateFilesFigures(TypedDict):
    """The frozen figures of a list; `silent` are the units that recorded nothing."""

    schema: int
    ward: dict[str, str]
    period: dict[str, str]
    units: list[UnitFigures]
    silent: list[str]


def content(found: LateFilesFigures, kind: str, signing: Signing) -> Content:
    """The list under the letterhead `kind` ("ubnd", "centre"); a draft where `signing` has no number."""
    head = notice(kind, found["ward"], signing, "Trang thông tin điện tử")
    period = document_name(parse(found["period"]["name"], Rule(found["period"]["rule"])))
    blocks: list[Block] = [Paragraph(opening(found, head.office, period)), *map(Paragraph, sentences(found))]
    if any(unit["count"] for unit in found["units"]):
        blocks.append(table(found))
    return Content(
        head=head,
        number=signing.number,
        place=found["ward"]["place"],
        day=wording.long_day(signing.issued_on),
        subject=f"{SUBJECT} {period}",
        addressee="",
        blocks=tuple(blocks),
        closing=f"{head.office} thông báo để các tổ chức, cá nhân được biết./.",
        copies=head.copies,
        attached="",
        annexes=(),
        name="THÔNG BÁO",
    )


def opening(found: LateFilesFigures, office: str, period: str) -> str:
    """Whose list it is, of which days."""
    days = f"từ ngày {wording.day(found['period']['start'])} đến hết ngày {wording.day(found['period']['close'])}"
    return f"{office} công khai hồ sơ thủ tục hành chính giải quyết chậm, muộn {period} (số liệu {days}) như sau:"


def sentences(found: LateFilesFigures) -> list[str]:
    """The total, who had none, and who said nothing, which is not the same."""
    late = [unit for unit in found["units"] if unit["count"]]
    none = [unit["name"] for unit in found["units"] if not unit["count"]]
    said = []
    if late:
        total, letters = sum(unit["count"] for unit in late), sum(unit["letters"] for unit in late)
        said.append(
            f"Có {wording.two_digits(total)} hồ sơ chậm, muộn tại {wording.two_digits(len(late))} đơn vị; "
            f"đã xin lỗi tổ chức, cá nhân đối với {wording.two_digits(letters)} hồ sơ."
        )
    elif none and not found["silent"]:
        said.append("Trong kỳ không có hồ sơ chậm, muộn tại các đơn vị.")
    if none and (late or found["silent"]):
        said.append(f"Đơn vị không có hồ sơ chậm, muộn: {'; '.join(none)}.")
    if found["silent"]:
        said.append(f"Đơn vị chưa cung cấp số liệu: {'; '.join(found['silent'])}.")
    return said


def table(found: LateFilesFigures) -> Table:
    """The units with late files, and their sum."""
    columns = (
        Column("Đơn vị", 40),
        Column("Số hồ sơ", 18, centred=True),
        Column("Nguyên nhân, giải trình"),
        Column("Xin lỗi tổ chức, cá nhân", 40),
    )
    late = [unit for unit in found["units"] if unit["count"]]
    rows = [
        Row((unit["name"], wording.count(unit["count"]), unit["explanation"] or wording.NO_EXPLANATION, apology(unit)))
        for unit in late
    ]
    total = wording.count(sum(unit["count"] for unit in late))
    return tables.numbered("Hồ sơ chậm, muộn theo đơn vị", columns, [*rows, Row(("Tổng số", total, "", ""), "sum")])


def apology(unit: UnitFigures) -> str:
    """How people were apologised to: "Đã xin lỗi 03/05 hồ sơ, Văn bản số 12/XL-UBND ngày 05/3/2026"."""
    if not unit["letters"]:
        return NO_APOLOGY
    said = f"Đã xin lỗi {wording.two_digits(unit['letters'])}/{wording.two_digits(unit['count'])} hồ sơ"
    by = [f"Văn bản số {unit['document_number']}"] if unit["document_number"] else []
    on = [f"ngày {wording.day(unit['apologised_on'])}"] if unit["apologised_on"] else []
    return ", ".join([said, *([" ".join([*by, *on])] if by or on else [])])
