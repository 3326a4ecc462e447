"""Grids written by hand, and readings of them in short lines."""

from __future__ import annotations

from collections.abc import Sequence

from imports.grid import Grid, Merge, PlanReading, Sheet, TaskReading
from imports.rows import read_plan

FRONT: list[list[str]] = [
    ["ỦY BAN NHÂN DÂN"],
    ["PHƯỜNG THỬ NGHIỆM"],
    ["Số: 05/KH-UBND"],
    ["Thử Nghiệm, ngày 05 tháng 01 năm 2026"],
    ["KẾ HOẠCH"],
    ["Kiểm soát thủ tục hành chính năm 2026"],
]
HEADING = ["STT", "Nội dung công việc", "Đơn vị chủ trì", "Đơn vị phối hợp", "Thời gian", "Sản phẩm"]
POLICE = "Công an phường"


def grid(
    *rows: Sequence[str],
    name: str = "Kế hoạch",
    merges: Sequence[Merge] = (),
    lost: dict[tuple[int, int], str] | None = None,
) -> Grid:
    """One sheet of these rows."""
    return Grid((Sheet(name, tuple(tuple(row) for row in rows), tuple(merges), lost or {}),))


def table(*rows: Sequence[str], merges: Sequence[Merge] = ()) -> PlanReading:
    """A plan whose table has the usual columns; its first row stands in row 8 of the sheet."""
    return read_plan(grid(*FRONT, HEADING, *rows, merges=merges))


def place(task: TaskReading) -> str:
    """Annex, section, subsection, group, parent and number: "main/I/A/2/-/2.1"."""
    parts = (task.annex, task.section, task.subsection, task.group, task.parent, task.stt)
    return "/".join(part or "-" for part in parts)


def places(reading: PlanReading) -> list[str]:
    """The place of each task."""
    return [place(task) for task in reading.tasks]


def contents(reading: PlanReading) -> list[str]:
    """The content of each task."""
    return [task.content for task in reading.tasks]


def timings(task: TaskReading) -> list[str]:
    """Kinds with their due days: "window 31/03"."""
    return [" ".join([timing.kind, f"{timing.due:%d/%m}" if timing.due else ""]).strip() for timing in task.timings]
