"""Workbooks of any length made of the fixture plans' own rows, no two of them with the same content."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from itertools import count
from pathlib import Path

from openpyxl import Workbook

from imports.grid import PlanReading, Role, TaskReading
from imports.readers import read_file
from imports.rows import read_plan

PLANS = Path(__file__).resolve().parent.parent / "fixtures" / "plans"
NAMES = ("dong-nguyen-2026.xlsx", "my-hao-2026.xlsx", "thu-nghiem-2026.xlsx", "tran-lieu-2026.xlsx")
ABOVE = (
    ("ỦY BAN NHÂN DÂN\nPHƯỜNG THỬ NGHIỆM", "", "", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"),
    ("Số: 15/KH-UBND", "", "", "Thử Nghiệm, ngày 20 tháng 01 năm 2026"),
    ("KẾ HOẠCH\nKiểm soát thủ tục hành chính năm 2026",),
)
HEADING = ("STT", "Nội dung công việc", "Đơn vị chủ trì", "Đơn vị phối hợp", "Thời gian thực hiện", "Sản phẩm")
COLUMNS = ((Role.CONTENT,), (Role.LEAD,), (Role.PARTNER,), (Role.TIME, Role.START, Role.FINISH), (Role.PRODUCT,))

_PERCENT = re.compile(r"\b\d{2}(?=\s?%)")
_DAY = re.compile(r"\b\d{1,2}(?=/\d{1,2}/20\d\d)")


def plan_file(rows: int, *, changed: float = 0) -> bytes:
    """An .xlsx of one table with so many tasks under the headings of their plans; a share of them worded otherwise.

    The rows of the plans come again and again, each time for another area and with other percentages and days.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Kế hoạch")
    for line in (*ABOVE, HEADING):
        sheet.append(line)
    written = 0
    every = round(1 / changed) if changed else 0
    for row, is_task in _endless():
        if is_task and written == rows:
            break
        written += is_task
        if is_task and every and written % every == 0:
            row = (row[0], f"{row[1]} và báo cáo kết quả", *row[2:4], "Trước 25/11/2026", row[5])
        sheet.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _endless() -> Iterator[tuple[tuple[str, ...], bool]]:
    """Rows of the sheet, each with whether it is a task."""
    for area in count(1):
        for reading in _plans():
            shown: list[int] = []
            for task in reading.tasks:
                above = _above(reading, task.heading)
                for index in above:
                    if index not in shown:
                        section = reading.sections[index]
                        yield (section.number, f"{section.title}, khu vực {area}", "", "", "", ""), False
                shown = above
                yield _row(task, area), True


def _above(reading: PlanReading, heading: int | None) -> list[int]:
    """The headings above a row, the highest first."""
    found: list[int] = []
    while heading is not None:
        found.insert(0, heading)
        heading = reading.sections[heading].above
    return found


def _row(task: TaskReading, area: int) -> tuple[str, ...]:
    texts = []
    for roles in COLUMNS:
        cells = [cell for cell in task.cells if cell.role in roles]
        # A pair of columns Bắt đầu and Hoàn thành is one here.
        pair = len({cell.row for cell in cells}) == 1 and [cell.role for cell in cells] == [Role.START, Role.FINISH]
        texts.append(_varied((" đến " if pair else "\n").join(cell.text for cell in cells), area))
    texts[0] = f"{texts[0].rstrip(' .;')}, khu vực {area}."
    return (task.stt or "", *texts)


def _varied(text: str, area: int) -> str:
    text = _PERCENT.sub(lambda hit: str(50 + (int(hit[0]) + area) % 50), text)
    return _DAY.sub(lambda hit: f"{(int(hit[0]) + area) % 28 + 1:02}", text)


@cache
def _plans() -> tuple[PlanReading, ...]:
    return tuple(read_plan(read_file(PLANS / name)) for name in NAMES)
