"""Statistics tables as the system of administrative procedures writes them, and as offices bend them."""

from __future__ import annotations

from collections.abc import Sequence

from imports.grid import Grid, Merge, Sheet
from imports.statistics.shape import Statistics
from imports.statistics.table import read_statistics
from wards.periods import Period, Rule, parse

MARCH = parse("2026-03", Rule.CUTOFF)
Row = Sequence[object]

ABOVE: list[Row] = [
    ["ỦY BAN NHÂN DÂN PHƯỜNG THỬ NGHIỆM"],
    ["TÌNH HÌNH, KẾT QUẢ GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH"],
    ["Từ ngày 15/02/2026 đến ngày 14/03/2026"],
]
THREE_ROWS: list[Row] = [
    ["STT", "Lĩnh vực giải quyết", "Số hồ sơ tiếp nhận", "", "", "", "Số hồ sơ đã giải quyết", "", "", "",
     "Số hồ sơ đang giải quyết", "", ""],
    ["", "", "Tổng số", "Trong kỳ", "", "Từ kỳ trước", "Tổng số", "Trước hạn", "Đúng hạn", "Quá hạn",
     "Tổng số", "Trong hạn", "Quá hạn"],
    ["", "", "", "Trực tuyến", "Trực tiếp, dịch vụ bưu chính", "", "", "", "", "", "", "", ""],
    ["(1)", "(2)", "(3)=(4)+(5)+(6)", "(4)", "(5)", "(6)", "(7)=(8)+(9)+(10)", "(8)", "(9)", "(10)",
     "(11)=(12)+(13)", "(12)", "(13)"],
]  # fmt: skip
TWO_ROWS: list[Row] = [
    ["TT", "Lĩnh vực", "Tiếp nhận", "", "", "", "Đã giải quyết", "", "", "", "Đang giải quyết", "", ""],
    ["", "", "Tổng", "Trực tuyến", "Trực tiếp", "Kỳ trước chuyển sang", "Tổng", "Trước hạn", "Đúng hạn", "Trễ hạn",
     "Tổng", "Chưa đến hạn", "Quá hạn"],
]  # fmt: skip
ONE_ROW: list[Row] = [
    ["Số TT", "Tên lĩnh vực", "Tổng số hồ sơ tiếp nhận", "Tiếp nhận trực tuyến", "Tiếp nhận trực tiếp, BCCI",
     "Tiếp nhận từ kỳ trước", "Tổng số hồ sơ đã giải quyết", "Giải quyết trước hạn", "Giải quyết đúng hạn",
     "Giải quyết quá hạn", "Tổng số hồ sơ đang giải quyết", "Đang giải quyết trong hạn", "Đang giải quyết quá hạn"],
]  # fmt: skip
LAND: list[object] = ["1", "Đất đai", "120", "60", "40", "20", "100", "50", "40", "10", "20", "15", "5"]
CIVIL: list[object] = ["2", "Hộ tịch", "1.080", "980", "100", "0", "1.000", "900", "100", "-", "80", "80", ""]
TOTAL: list[object] = [
    "Tổng cộng", "", "1.200", "1.040", "140", "20", "1.100", "950", "140", "10", "100", "95", "5"
]  # fmt: skip
WHOLE: list[Row] = [*ABOVE, *THREE_ROWS, LAND, CIVIL, TOTAL]
"""Rows 1 to 10: the land's line is row 8, the total row 10; the counts stand in C to M."""


def changed(row: Sequence[object], **cells: object) -> list[object]:
    """The row with some cells, by letter, written otherwise."""
    new = list(row)
    for letter, value in cells.items():
        new[ord(letter) - ord("A")] = value
    return new


def sheet(rows: Sequence[Row], name: str = "Thống kê", lost: dict[tuple[int, int], str] | None = None) -> Sheet:
    """The rows as a sheet of texts."""
    return Sheet(name, tuple(tuple(str(cell) for cell in row) for row in rows), (Merge(1, 1, 1, 4),), lost or {})


def read(rows: Sequence[Row], period: Period = MARCH, lost: dict[tuple[int, int], str] | None = None) -> Statistics:
    """The table read from one sheet of these rows."""
    return read_statistics(Grid((sheet(rows, lost=lost),)), period)
