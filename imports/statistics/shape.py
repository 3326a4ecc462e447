"""The columns of the statistics table and the values read from it. Pure; words are Vietnamese, as the file is.

The table has thirteen columns: number, field, and eleven counts in three groups, each group a total and its parts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from imports.grid import Problem
from imports.places import column_letter


class Count(StrEnum):
    """What a column of the table counts."""

    RECEIVED = "received"
    ONLINE = "online"
    DIRECT = "direct"
    CARRIED_OVER = "carried_over"
    RESOLVED = "resolved"
    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"
    PENDING = "pending"
    PENDING_IN_TIME = "pending_in_time"
    PENDING_LATE = "pending_late"


PARTS = {
    Count.RECEIVED: (Count.ONLINE, Count.DIRECT, Count.CARRIED_OVER),
    Count.RESOLVED: (Count.EARLY, Count.ON_TIME, Count.LATE),
    Count.PENDING: (Count.PENDING_IN_TIME, Count.PENDING_LATE),
}
"""The total of each group and what it is the sum of."""

LABELS = {
    Count.RECEIVED: "Tiếp nhận: tổng số",
    Count.ONLINE: "Tiếp nhận: trực tuyến",
    Count.DIRECT: "Tiếp nhận: trực tiếp, bưu chính",
    Count.CARRIED_OVER: "Tiếp nhận: từ kỳ trước",
    Count.RESOLVED: "Đã giải quyết: tổng số",
    Count.EARLY: "Đã giải quyết: trước hạn",
    Count.ON_TIME: "Đã giải quyết: đúng hạn",
    Count.LATE: "Đã giải quyết: quá hạn",
    Count.PENDING: "Đang giải quyết: tổng số",
    Count.PENDING_IN_TIME: "Đang giải quyết: trong hạn",
    Count.PENDING_LATE: "Đang giải quyết: quá hạn",
}


@dataclass(frozen=True)
class FieldRow:
    """One line of the table: its row of the sheet, the field's name, and its counts (a column that the file lacks is
    absent)."""

    row: int
    name: str
    counts: dict[Count, int]


@dataclass(frozen=True)
class Statistics:
    """The table read: where its columns stand (from 0), its lines, and the line of totals where there is one.

    `heading` is the last row of the heading. Nothing may be made of it while `errors` is not empty.
    """

    sheet: str = ""
    heading: int = 0
    columns: dict[Count, int] = field(default_factory=dict)
    rows: tuple[FieldRow, ...] = ()
    total: FieldRow | None = None
    errors: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()

    def letter(self, count: Count) -> str | None:
        """The letter of a column; None where the file has none of this meaning."""
        return column_letter(self.columns[count] + 1) if count in self.columns else None
