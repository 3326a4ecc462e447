"""The counts of files that the system of administrative procedures states each month, by field, and their longer
periods. Pure; words are Vietnamese, as its table and the Government Office's form have them.

The table has thirteen columns: number, field, and eleven counts in three groups, each group a total and its parts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from wards.text import fold


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

_AT_THE_END = frozenset((Count.PENDING, *PARTS[Count.PENDING]))
"""What is still there when the period closes: its last month's, never a sum."""


@dataclass(frozen=True)
class FieldCounts:
    """The counts of one field (lĩnh vực); a column that the table lacked is absent."""

    name: str
    counts: Mapping[Count, int]


def total(fields: Iterable[FieldCounts]) -> dict[Count, int]:
    """All fields added up; only counts that every field has."""
    every = [field.counts for field in fields]
    return {count: sum(each[count] for each in every) for count in Count if every and all(count in e for e in every)}


def together(months: Sequence[Sequence[FieldCounts]]) -> tuple[FieldCounts, ...]:
    """The fields of a longer period out of those of its months, in order.

    What came in and what was resolved is added up; what was carried over is the first month's, what is pending the
    last one's. All that was received is what came in anew and what the first month carried over, for each later month
    counts again what the one before left. A field without a line in a month had no file then.
    """
    if len(months) == 1:
        return tuple(months[0])
    known = [frozenset(count for field in month for count in field.counts) for month in months]
    common = frozenset.intersection(*known) if known else frozenset()
    names: dict[str, str] = {}
    for month in months:
        for field in month:
            names.setdefault(fold(field.name), field.name)
    lines = [{fold(field.name): field.counts for field in month} for month in months]
    return tuple(
        FieldCounts(name, _over_months([line.get(key, {}) for line in lines], common)) for key, name in names.items()
    )


def _over_months(months: Sequence[Mapping[Count, int]], common: frozenset[Count]) -> dict[Count, int]:
    found: dict[Count, int] = {}
    for count in Count:
        if count not in common or (count is Count.RECEIVED and Count.CARRIED_OVER not in common):
            continue
        every = [month.get(count, 0) for month in months]
        if count in _AT_THE_END:
            found[count] = every[-1]
        elif count is Count.CARRIED_OVER:
            found[count] = every[0]
        elif count is Count.RECEIVED:
            found[count] = sum(every) - sum(month.get(Count.CARRIED_OVER, 0) for month in months[1:])
        else:
            found[count] = sum(every)
    return found
