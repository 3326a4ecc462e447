"""Cells of a list to values and back; a ValueError says in Vietnamese what is wrong and what to write."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from import_export.widgets import Widget

from plans.numbers import read_number
from wards.text import fold, nfc

YES, NO = "Có", "Không"
_ANSWERS = {
    **dict.fromkeys(("co", "x", "1", "true", "yes", "dung"), True),
    **dict.fromkeys(("khong", "0", "false", "no", "sai"), False),
}
_DAYS = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d")
FIRST_YEAR, LAST_YEAR = 2000, 2100


class Text(Widget):  # type: ignore[misc]
    """A text of at most so many characters."""

    def __init__(self, room: int, *, required: str = "") -> None:
        super().__init__()
        self.room, self.required = room, required

    def clean(self, value: str, row: Mapping[str, str] | None = None, **kwargs: Any) -> str:
        """The text tidied."""
        text = nfc(value)
        if self.required and not text:
            raise ValueError(f"{self.required} đang để trống. Vui lòng ghi vào ô này.")
        if len(text) > self.room:
            raise ValueError(f"Ô có {len(text)} ký tự, tối đa {self.room}. Vui lòng rút gọn.")
        return text

    def render(self, value: object, obj: object = None, **kwargs: Any) -> str:
        """The text."""
        return "" if value is None else str(value)


class YesNo(Widget):  # type: ignore[misc]
    """ "Có" or "Không"; `blank` is what an empty cell says."""

    def __init__(self, *, blank: bool | None = None) -> None:
        super().__init__()
        self.blank = blank

    def clean(self, value: str, row: Mapping[str, str] | None = None, **kwargs: Any) -> bool:
        """Whether the answer is yes."""
        answer = _ANSWERS.get(fold(value)) if value else self.blank
        if answer is None:
            raise ValueError(f"Vui lòng ghi “{YES}” hoặc “{NO}”.")
        return answer

    def render(self, value: bool | None, obj: object = None, **kwargs: Any) -> str:
        """The answer."""
        return "" if value is None else YES if value else NO


class Mark(Widget):  # type: ignore[misc]
    """An "x" where something is wanted; what is stored has none."""

    def clean(self, value: str, row: Mapping[str, str] | None = None, **kwargs: Any) -> bool:
        """Whether the cell is marked."""
        if value.strip() and not is_marked(value):
            raise ValueError("Vui lòng ghi x, hoặc để trống.")
        return is_marked(value)

    def render(self, value: object, obj: object = None, **kwargs: Any) -> str:
        """The mark."""
        return "x" if value else ""


class Choice(Widget):  # type: ignore[misc]
    """One of a few values by its Vietnamese label."""

    def __init__(self, labels: Mapping[str, str], *, blank: str | None = None) -> None:
        super().__init__()
        self.labels, self.blank = labels, blank
        self._values = {fold(label): value for value, label in labels.items()}

    def clean(self, value: str, row: Mapping[str, str] | None = None, **kwargs: Any) -> str:
        """The value of a label."""
        found = self._values.get(fold(value)) if value else self.blank
        if found is None:
            labels = ", ".join(f"“{label}”" for label in self.labels.values())
            raise ValueError(f"“{value[:60]}” không có trong danh mục. Vui lòng chọn một trong: {labels}.")
        return found

    def render(self, value: str | None, obj: object = None, **kwargs: Any) -> str:
        """The label."""
        return self.labels.get(value or "", "")


class Names(Widget):  # type: ignore[misc]
    """Several names in one cell, each on a line of its own or after a semicolon; their order does not count."""

    def clean(self, value: str, row: Mapping[str, str] | None = None, **kwargs: Any) -> tuple[str, ...]:
        """The names, each once."""
        names = {fold(name): name for name in reversed(split_lines(value))}
        if long := next((name for name in names.values() if len(name) > 250), None):
            raise ValueError(f"“{long[:40]}…” dài quá 250 ký tự. Vui lòng rút gọn.")
        return in_order(names.values())

    def render(self, value: tuple[str, ...] | None, obj: object = None, **kwargs: Any) -> str:
        """One name a line."""
        return "\n".join(value or ())


class Day(Widget):  # type: ignore[misc]
    """A day, day first."""

    def clean(self, value: str, row: Mapping[str, str] | None = None, **kwargs: Any) -> date:
        """The day."""
        found = read_day(value)
        if found is None or not FIRST_YEAR <= found.year <= LAST_YEAR:
            raise ValueError(f"“{value[:40]}” không phải là ngày. Vui lòng ghi ngày/tháng/năm, ví dụ 02/01/2026.")
        return found

    def render(self, value: date | None, obj: object = None, **kwargs: Any) -> date | str:
        """The day, which a workbook keeps as one."""
        return value or ""


class Figure(Widget):  # type: ignore[misc]
    """A figure of at least nought; a blank cell is none."""

    def clean(self, value: str, row: Mapping[str, str] | None = None, **kwargs: Any) -> Decimal | None:
        """The figure, exactly."""
        if not value.strip():
            return None
        figure = read_number(value)
        if figure < 0:
            raise ValueError(f"“{value[:40]}” là số âm. Vui lòng ghi số từ 0 trở lên.")
        return figure

    def render(self, value: Decimal | None, obj: object = None, **kwargs: Any) -> Decimal | str:
        """The figure, which a workbook keeps as a number."""
        return "" if value is None else value.normalize() if value % 1 else value.quantize(Decimal(1))


def is_marked(text: str) -> bool:
    """Whether a cell is marked with an x."""
    return fold(text) in {"x", "co"}


def read_day(text: str) -> date | None:
    """The day in a text, None where there is none."""
    for pattern in _DAYS:
        try:
            return datetime.strptime(text.strip(), pattern).date()  # noqa: DTZ007 a day has no zone
        except ValueError:
            continue
    return None


def split_lines(text: str) -> list[str]:
    """The entries of a cell, one on a line or after a semicolon, without bullets."""
    entries = (nfc(each).lstrip("-•+* ").strip(" ;,") for each in text.replace(";", "\n").split("\n"))
    return [entry for entry in entries if entry]


def in_order(names: Any) -> tuple[str, ...]:
    """Names in an order that does not depend on who wrote them down."""
    return tuple(sorted(names, key=lambda name: (fold(name), name)))
