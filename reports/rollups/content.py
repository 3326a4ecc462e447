"""What a roll-up's document says, as blocks: pure, always Vietnamese.

It has no letterhead: whoever sends it on puts it under their own.
"""

from __future__ import annotations

from collections.abc import Iterator

from reports import sentences, tables, wording
from reports.blocks import Block, Column, Heading, Paragraph, Row, Table
from reports.rollups.shape import RollUpFigures, TargetSum, WardFigures
from reports.shape import MeasuredFigures

OPEN_GOALS = "Theo từng phường, xã"
"""Stands for the goal where wards have set different ones."""
SUMS_NOTE = "Tỷ lệ chung bằng tổng tử số chia cho tổng mẫu số của các phường, xã, không phải trung bình các tỷ lệ."
_COUNTS = (Column("Tử số", 22, centred=True), Column("Mẫu số", 22, centred=True), Column("Kết quả", 24, centred=True))


def title(figures: RollUpFigures) -> str:
    """What it is on: "Kết quả thực hiện … quý I năm 2026"."""
    return f"Kết quả thực hiện nhiệm vụ kiểm soát thủ tục hành chính {wording.period_name(figures['period'])}"


def blocks(figures: RollUpFigures) -> Iterator[Block]:
    """The document under its title, in order."""
    yield Paragraph(about(figures))
    yield from (Paragraph(sentence) for sentence in told(figures))
    yield Heading("1. Kết quả theo phường, xã", 2)
    yield by_ward(figures)
    yield Paragraph(tables.COUNTS_NOTE, "note")
    yield Heading("2. Gửi báo cáo", 2)
    yield sent(figures)
    yield Heading("3. Kết quả thực hiện chỉ tiêu", 2)
    if figures["targets"]:
        yield targets(figures)
        yield Paragraph(SUMS_NOTE, "note")
        yield Heading("4. Chỉ tiêu của từng phường, xã", 2)
        yield targets_by_ward(figures)
    else:
        yield Paragraph("Kế hoạch của các phường, xã chưa có chỉ tiêu nào được xác nhận để theo dõi.")


def about(figures: RollUpFigures) -> str:
    """Of which wards and days the figures are, and on how many of them no report has been issued."""
    period, wards = figures["period"], figures["wards"]
    issued = sum(bool(ward["number"]) for ward in wards)
    counted = len(wards) - issued
    of_issued = f"{wording.two_digits(issued)} đơn vị theo báo cáo đã ban hành"
    of_counted = f"{wording.two_digits(counted)} đơn vị chưa ban hành báo cáo, tính theo số liệu trên hệ thống"
    text = (
        f"Tổng hợp số liệu của {wording.two_digits(len(wards))} phường, xã, từ ngày {wording.day(period['start'])} "
        f"đến hết ngày {wording.day(period['as_of'])}: "
    )
    text += ", ".join([*([of_issued] if issued else []), *([of_counted] if counted else [])])
    if period["as_of"] < period["close"]:
        text += f"; số liệu tạm tính vì kỳ báo cáo chốt vào ngày {wording.day(period['close'])}"
    return f"{text}."


def told(figures: RollUpFigures) -> list[str]:
    """The sentences on all wards: what has a date, what recurs, what is ongoing, each apart."""
    total = figures["total"]
    if not total["tasks"]:
        return [sentences.NOTHING]
    followed = f"Trong kỳ có {wording.two_digits(total['tasks'])} nhiệm vụ được theo dõi."
    return [followed, *sentences.by_kind(total, figures["period"]["as_of"])]


def by_ward(figures: RollUpFigures) -> Table:
    """The counts of each ward, and their sum."""
    rows = [Row((ward["name"], *tables.count_cells(ward["total"]))) for ward in figures["wards"]]
    rows.append(Row(("Tổng số", *tables.count_cells(figures["total"])), "sum"))
    return tables.counts("Phường, xã", rows, wide=True)


def sent(figures: RollUpFigures) -> Table:
    """What each ward has sent, and whether in time."""
    columns = (
        Column("Phường, xã"),
        Column("Báo cáo số", 50, centred=True),
        Column("Ngày ban hành", 40, centred=True),
        Column("Thời hạn gửi", 55, centred=True),
    )
    rows = (Row((ward["name"], *sending(ward))) for ward in figures["wards"])
    return tables.numbered("Gửi báo cáo", columns, rows)


def sending(ward: WardFigures) -> tuple[str, str, str]:
    """Number, day, and whether that was in time."""
    if not ward["number"]:
        return "Chưa ban hành", "-", "-"
    late = f"Muộn {ward['late_by']} ngày làm việc" if ward["late_by"] else "Đúng hạn"
    return ward["number"], wording.day(ward["issued_on"] or ""), late


def targets(figures: RollUpFigures) -> Table:
    """The measures that wards have in common, added up."""
    columns = (
        Column("Chỉ tiêu"),
        Column("Mục tiêu", 32, centred=True),
        *_COUNTS,
        Column("Đánh giá", 24, centred=True),
        Column("Đơn vị đạt/ có số liệu", 22, centred=True),
        Column("Ghi chú", 40),
    )
    rows = (
        Row(
            (
                wording.upper_first(target["measure"]),
                goal(target),
                *counts(target["figure"], target["unit"]),
                state(target),
                f"{target['met']}/{target['measured']}",
                note(target),
            )
        )
        for target in figures["targets"]
    )
    return tables.numbered("Kết quả thực hiện chỉ tiêu", columns, rows)


def targets_by_ward(figures: RollUpFigures) -> Table:
    """Each ward's targets, under its name."""
    columns = (
        Column("Chỉ tiêu"),
        Column("Mục tiêu", 40, centred=True),
        *_COUNTS,
        Column("Đánh giá", 30, centred=True),
    )
    rows: list[Row] = []
    for ward in figures["wards"]:
        rows += [Row((ward["name"],), "heading")] if ward["targets"] else []
        rows += [
            Row(
                (
                    wording.upper_first(target["measure"]),
                    wording.upper_first(wording.goal(target)),
                    *counts(target["figure"], target["unit"]),
                    wording.TARGET_STATES[target["figure"]["state"]],
                )
            )
            for target in ward["targets"]
        ]
    return Table("Chỉ tiêu của từng phường, xã", columns, tuple(rows))


def goal(target: TargetSum) -> str:
    """The goal that all wards share, or that each has its own."""
    return wording.upper_first(target["goals"][0]) if len(target["goals"]) == 1 else OPEN_GOALS


def state(target: TargetSum) -> str:
    """Whether the sum reaches the common goal; a dash where there is no sum or no common goal."""
    return "-" if _no_sum(target) else wording.TARGET_STATES.get(target["figure"]["state"], "-")


def note(target: TargetSum) -> str:
    """Why there is no sum, and how many wards have no figure."""
    silent = target["wards"] - target["measured"]
    said = ["Không cộng được số liệu của các đơn vị"] if _no_sum(target) else []
    said += [f"{wording.two_digits(silent)} đơn vị chưa có số liệu"] if silent else []
    return "; ".join(said)


def _no_sum(target: TargetSum) -> bool:
    return bool(target["measured"]) and target["figure"]["result"] is None


def counts(figure: MeasuredFigures, unit: str) -> tuple[str, str, str]:
    """Numerator, denominator and result, as printed."""
    result = wording.measured(figure["result"], unit)
    return wording.exact(figure["numerator"]), wording.exact(figure["denominator"]), result
