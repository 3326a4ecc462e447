"""What a line above the statistics table says of its period, held against the month that a person named. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from wards.periods import Period, document_name
from wards.text import fold

_DAY = r"(\d{1,2})[/.-](\d{1,2})[/.-](20\d\d)"
_DAYS = re.compile(rf"tu (?:ngay )?{_DAY}.{{0,12}}?den (?:het )?(?:ngay )?{_DAY}")
_MONTH = re.compile(r"thang (0?[1-9]|1[0-2])\s*(?:/|-|nam|\s)\s*(20\d\d)")
_PLACE_LINE = re.compile(r"ngay \d{1,2} thang")


@dataclass(frozen=True)
class Stated:
    """What the line says, to a person; `other` where it is plainly another period's."""

    message: str
    other: bool


def stated_period(text: str, period: Period) -> Stated | None:
    """How the line disagrees with the month; None where it agrees or names no period."""
    bare = fold(text)
    name = document_name(period)
    if hit := _DAYS.search(bare):
        days = _read_days(hit)
        if days is None:
            return Stated(f"“{text[:80]}” có ngày không hợp lệ.", other=False)
        if days == (period.start, period.close):
            return None
        own = f"{period.start:%d/%m/%Y} đến {period.close:%d/%m/%Y}"
        if not days[0] <= period.close or not period.start <= days[1] or (days[1] - days[0]).days > 45:
            return Stated(f"Tệp là của kỳ khác (“{text[:80]}”); {name} là từ {own}.", other=True)
        return Stated(f"Tệp ghi “{text[:80]}”, còn {name} tính từ {own}. Vui lòng kiểm tra kỳ xuất số.", other=False)
    hit = None if _PLACE_LINE.search(bare) else _MONTH.search(bare)
    if hit is None or (int(hit[2]), int(hit[1])) == (period.year, period.ordinal):
        return None
    return Stated(f"Tệp là của tháng {int(hit[1])} năm {hit[2]}, không phải {name}.", other=True)


def _read_days(hit: re.Match[str]) -> tuple[date, date] | None:
    first, last = hit.groups()[:3], hit.groups()[3:]
    try:
        return date(*(int(part) for part in reversed(first))), date(*(int(part) for part in reversed(last)))
    except ValueError:
        return None
