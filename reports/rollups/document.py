"""A roll-up's content as the HTML of its PDF and as a workbook: no queries, always Vietnamese."""

from __future__ import annotations

import io
from collections.abc import Sequence

from django.template.loader import render_to_string
from django.utils import translation
from openpyxl import Workbook

from reports import wording, xlsx
from reports.rollups import content
from reports.rollups.shape import RollUpFigures
from reports.shape import MeasuredFigures


def document(figures: RollUpFigures) -> str:
    """The HTML of the roll-up."""
    context = {"title": content.title(figures), "blocks": list(content.blocks(figures))}
    with translation.override("vi"):
        return render_to_string("reports/rollups/document.html", context)


def workbook(figures: RollUpFigures) -> bytes:
    """The workbook's bytes: counts by ward, what was sent, measures, and each ward's targets."""
    book = Workbook(write_only=True)
    about = [["Bảng tổng hợp"], [content.title(figures)], [content.about(figures)], []]
    numbered = list(enumerate(figures["wards"], start=1))
    counts: list[Sequence[xlsx.Value]] = [("STT", "Phường, xã", *xlsx.COUNTS)]
    counts += [(at, ward["name"], *xlsx.numbers(ward["total"])) for at, ward in numbered]
    counts.append(("", "Tổng số", *xlsx.numbers(figures["total"])))
    xlsx.add_sheet(book, "Tổng hợp", [8, 40] + [11] * len(xlsx.COUNTS), [*about, *counts])
    heading: tuple[str, ...] = ("STT", "Phường, xã", "Báo cáo số", "Ngày ban hành", "Thời hạn gửi")
    sent = [(at, ward["name"], *content.sending(ward)) for at, ward in numbered]
    xlsx.add_sheet(book, "Gửi báo cáo", [8, 40, 24, 18, 26], [*about, heading, *sent])
    heading = ("STT", "Chỉ tiêu", "Mục tiêu", "Tử số", "Mẫu số", "Kết quả", "Đánh giá")
    heading = (*heading, "Số đơn vị đạt", "Số đơn vị có số liệu", "Ghi chú")
    targets = [
        (
            at,
            wording.upper_first(target["measure"]),
            content.goal(target),
            *_counts(target["figure"], target["unit"]),
            content.state(target),
            target["met"],
            target["measured"],
            content.note(target),
        )
        for at, target in enumerate(figures["targets"], start=1)
    ]
    xlsx.add_sheet(book, "Chỉ tiêu", [8, 60, 26, 14, 14, 14, 18, 14, 14, 40], [*about, heading, *targets])
    every = [(ward["name"], target) for ward in figures["wards"] for target in ward["targets"]]
    own = [
        (
            at,
            ward,
            wording.upper_first(target["measure"]),
            wording.goal(target),
            *_counts(target["figure"], target["unit"]),
            wording.TARGET_STATES[target["figure"]["state"]],
        )
        for at, (ward, target) in enumerate(every, start=1)
    ]
    heading = ("STT", "Phường, xã", "Chỉ tiêu", "Mục tiêu", "Tử số", "Mẫu số", "Kết quả", "Đánh giá")
    xlsx.add_sheet(book, "Chỉ tiêu theo đơn vị", [8, 30, 60, 26, 14, 14, 14, 18], [*about, heading, *own])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _counts(figure: MeasuredFigures, unit: str) -> tuple[xlsx.Value, xlsx.Value, xlsx.Value]:
    """Counts as numbers, so that they can be added up."""
    counted = (xlsx.exact(figure["numerator"]), xlsx.exact(figure["denominator"]))
    return (*counted, wording.measured(figure["result"], unit))
