"""The text of a cell as a person sees it, by its value and its format, and days that Excel may have turned. Pure.

Runs in the child process. `shown` is what `workbook_scan.shown_as` says of a format, the words that the format puts
around the value marked off by `WORDS`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from imports.places import column_letter
from wards.text import nfc

WORDS = "\x1f"
_PATTERNS = {"month": "%m/%Y", "day_month": "%d/%m", "year": "%Y"}
_FIRST_NUMBERS = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*20\d\d")
_MOST_TURNED = 50  # named


def text_of(value: Any, shown: str) -> str:
    """A cell's value as a person sees it."""
    if WORDS in shown:
        before, kind, after = shown.split(WORDS)
        return nfc(f"{before}{text_of(value, kind)}{after}")
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value, shown)
    if isinstance(value, datetime | date):
        at = f"{value:%H:%M} " if isinstance(value, datetime) and value.time() != time() else ""
        return f"{at}{value.strftime(_PATTERNS.get(shown, '%d/%m/%Y'))}"
    if isinstance(value, timedelta):
        return str(value)
    return nfc(str(value))


def _number(value: float, shown: str) -> str:
    if shown == "percent":
        return f"{value * 100:.10g}%"
    if shown.startswith("decimals:"):
        return f"{value:.{shown[9:]}f}"
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else f"{value:.12g}"


def turned_days(
    days: Iterable[tuple[int, int, date, str]], rows: Sequence[Sequence[str]]
) -> Iterator[tuple[int, str, str]]:
    """Days that Excel may have read month first: (row, column letter, message), places from 1.

    A Vietnamese 06/03 typed into an American Excel becomes 3 June, and 15/03, which is no day there, stays a text: so
    real days up to the 12th only, beside texts past it, are doubted, and those whose own format shows the month first.
    """
    columns: dict[int, list[tuple[int, date, str]]] = defaultdict(list)
    for row, column, day, shown in days:
        columns[column].append((row, day, shown))
    said = 0
    for column, cells in columns.items():
        mixed = all(day.day <= 12 for _row, day, _shown in cells) and _has_late_text(rows, column)
        for row, day, shown in cells:
            if day.day <= 12 and day.day != day.month and (mixed or "month_first" in shown) and said < _MOST_TURNED:
                said += 1
                message = (
                    f"Ô này là ngày {day:%d/%m/%Y} (ngày {day.day} tháng {day.month}), nhưng máy có thể đã đổi ngày "
                    f"với tháng khi gõ. Nếu đúng ra là ngày {day.month} tháng {day.day}, hãy sửa lại."
                )
                yield row, column_letter(column), message


def _has_late_text(rows: Sequence[Sequence[str]], column: int) -> bool:
    for row in rows:
        hit = _FIRST_NUMBERS.search(row[column - 1]) if len(row) >= column else None
        if hit and int(hit[1]) > 12 >= int(hit[2]):
            return True
    return False
