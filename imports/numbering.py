"""The numbers before a plan's rows: Roman, letter, Arabic, and which series a number goes on with. Pure.

"C", "D" and "I" are letters and Roman numerals. The next expected member of the open series wins:
I after H is the letter, I right under the new letter A is Roman.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from imports.grid import Level

_ROMAN = re.compile(r"^(?=[IVXL])(X{0,3}|XL|L)?(IX|IV|V?I{0,3})$")
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50}
_BEFORE = r"(?:(?:[IVXL]{1,6}|[A-ZĐ])\.){0,2}"  # "I." of I.1, "A.I." of A.I.2: the heading above, said again
_ARABIC = re.compile(rf"^{_BEFORE}\d{{1,3}}(?:\.\d{{1,3}}){{0,4}}$")
_UNDER = re.compile(r"^(?:[IVXL]{1,6}|[A-ZĐ])\.(?P<last>[IVXL]{1,6}|[A-ZĐ])$")  # "A.I"
_SCANNED = re.compile(r"^[IVX]*[l|][IVXl|]*$")  # a scanner reads I as l
_SUB_LETTER = re.compile(r"^[a-zđ]{1,2}$")
_EDGES = " .,:;)(/-–"
_PREFIX = re.compile(r"^(?:phần|mục|chương)(?:\s+thứ)?\s+(?=[IVXLA-Z0-9])", re.IGNORECASE)
_LEADING = re.compile(
    r"^(?:(?:phần|mục|chương)\s+)?(?P<number>(?:(?:[IVXL]{1,6}|[A-ZĐ])\.){0,2}\d{1,3}(?:\.\d{1,3})*|[IVXL|]{1,6}|[A-ZĐ])\s*"
    r"(?:[.)/:]\s*(?=\D)|\s[-–]\s)(?P<title>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)


class Series(StrEnum):
    """The kinds of numbers."""

    ROMAN = "roman"
    LETTER = "letter"
    ARABIC = "arabic"
    SUB_LETTER = "sub_letter"


def number_of(text: str) -> str:
    """A number cell without its punctuation: "IV." is IV, "1.2)" is 1.2, "Mục II" is II."""
    number = _PREFIX.sub("", text.strip()).strip(_EDGES)
    # A lone l may be a letter of a list: whoever knows the row decides (`as_heading`).
    return as_heading(number) if len(number) > 1 or number == "|" else number


def as_heading(number: str) -> str:
    """A heading's number with l and | as scanned for I: "ll" is II."""
    return number.replace("l", "I").replace("|", "I") if _SCANNED.match(number) else number


@lru_cache(maxsize=4096)
def kinds(number: str) -> Mapping[Series, int]:
    """What a number can be, with its place in each series; empty where it is no number."""
    found: dict[Series, int] = {}
    if under := _UNDER.match(number):
        return kinds(under["last"])
    if number == "l":
        found[Series.ROMAN] = 1
    if _ROMAN.match(number):
        found[Series.ROMAN] = _roman(number)
    if len(number) == 1 and number.isalpha() and number.isupper():
        found[Series.LETTER] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ".find(number) + 1 if number != "Đ" else 5
    if _ARABIC.match(number):
        found[Series.ARABIC] = int(number.rsplit(".", 1)[-1])
    elif _SUB_LETTER.match(number):
        found[Series.SUB_LETTER] = ord(number[0]) - 96
    return found


def counts_from_one_below(number: str) -> bool:
    """Whether a heading of this number may have rows 1, 2, 3 under it: 2 and I.2, but not 2.1."""
    return re.search(r"\d\.\d", number) is None


def split_title(text: str) -> tuple[str, str] | None:
    """Number and title that share one cell, "IV. Thực hiện …"; None where no number leads."""
    hit = _LEADING.match(text)
    if hit is None:
        return None
    number = as_heading(hit["number"])
    if not (number.isupper() or number[0].isdigit()) or (hit["number"] == "l" and text[hit.end("number")] != "."):
        return None
    return number, hit["title"].strip()


def _roman(number: str) -> int:
    total = 0
    for digit, after in zip(number, [*number[1:], ""], strict=True):
        value = _VALUES[digit]
        total += -value if after and _VALUES[after] > value else value
    return total


@dataclass(frozen=True)
class _Open:
    series: Series
    value: int


class Outline:
    """Follows the section numbers of a table and says at which level each new one stands."""

    def __init__(self) -> None:
        self._levels: list[_Open] = []  # section, subsection

    def place(self, number: str) -> Level:
        """The level of this Roman numeral or capital letter; it is now the open one."""
        options: list[tuple[float, int, _Open]] = []
        for series, value in kinds(number).items():
            for depth in range(min(len(self._levels) + 1, 2)):
                options.append((self._cost(depth, series, value), depth, _Open(series, value)))
        _, depth, found = min(options, key=lambda option: option[:2])
        del self._levels[depth:]
        self._levels.append(found)
        return Level.SUBSECTION if depth else Level.SECTION

    def _cost(self, depth: int, series: Series, value: int) -> float:
        """0 for the next member of an open series, more for gaps, most for starting over."""
        if depth == len(self._levels):  # a series that begins here
            same = any(opened.series is series for opened in self._levels)
            return 100.0 if same else value - 0.5
        opened = self._levels[depth]
        if opened.series is not series:
            return 200.0
        gap = value - opened.value
        if series is Series.LETTER and gap == 0 and value == 5:
            return 0.0  # Đ and E share a place: some lists have Đ, most do not
        return float(gap - 1) if gap > 0 else 60.0
