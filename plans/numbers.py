"""Figures as people type them, read exactly or refused; and as offices print them: pure.

A point or comma with exactly three digits after it may be a thousands separator or a decimal sign; nothing in the cell
says which, so it is refused rather than guessed. A blank between groups of three, several groups, or a separator
beside the other one say it.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from wards.text import nfc

MOST_DIGITS, DECIMALS = 14, 4
"""Digits before and after the comma that a figure has room for."""
COUNT_DIGITS = 9
"""Digits of a count of files."""

_CHARACTERS = re.compile(r"[+-]?[0-9][0-9., ]*")
_GROUPS = {mark: re.compile(rf"[0-9]{{1,3}}(?:{re.escape(mark)}[0-9]{{3}})+") for mark in ".,"}
_SPACED = re.compile(r"[0-9]{1,3}(?: [0-9]{3})+")
_PLAIN = re.compile(r"[0-9]+")
_COUNT = re.compile(r"[0-9]{1,3}(?:([., ])[0-9]{3})(?:\1[0-9]{3})*|[0-9]+")


class Problem(StrEnum):
    """Why a text is no figure."""

    NO_NUMBER = "no_number"
    TOO_LARGE = "too_large"
    TOO_FINE = "too_fine"
    """More digits after the comma than a figure keeps."""
    TWO_WAYS = "two_ways"
    UNCLEAR = "unclear"


class NumberError(ValueError):
    """Why a text is no figure, in Vietnamese, with what to write instead.

    `readings` are the two ways to write what a text that can be read in two ways may mean.
    """

    def __init__(self, message: str, problem: Problem, readings: tuple[str, str] | None = None) -> None:
        super().__init__(message)
        self.problem, self.readings = problem, readings


def read_number(text: str) -> Decimal:
    """The figure in a text; NumberError where there is none, or where it can be read in two ways."""
    bare = nfc(text)
    if not _CHARACTERS.fullmatch(bare):
        raise NumberError(
            f"“{_short(bare)}” không phải là số. Vui lòng chỉ ghi chữ số, ví dụ 1234 hoặc 12,5.", Problem.NO_NUMBER
        )
    sign, digits = ("-", bare[1:]) if bare[0] == "-" else ("", bare.removeprefix("+"))
    whole, decimals = _parts(digits)
    if len(whole.lstrip("0")) > MOST_DIGITS:
        raise NumberError(f"“{_short(bare)}” quá lớn: tối đa {MOST_DIGITS} chữ số.", Problem.TOO_LARGE)
    if len(decimals.rstrip("0")) > DECIMALS:
        message = f"“{_short(bare)}” có quá nhiều chữ số sau dấu phẩy: tối đa {DECIMALS}. Vui lòng làm tròn."
        raise NumberError(message, Problem.TOO_FINE)
    return Decimal(f"{sign}{whole}.{decimals.rstrip('0') or '0'}")


def read_count(text: str) -> int:
    """A count of files: whole, so a point, a comma or a blank before three digits groups thousands and nothing can be
    read in two ways. NumberError for anything else."""
    bare = nfc(text)
    digits = re.sub(r"[^0-9]", "", bare)
    if _COUNT.fullmatch(bare):
        if len(digits.lstrip("0")) > COUNT_DIGITS:
            raise NumberError(f"“{_short(bare)}” quá lớn. Vui lòng kiểm tra lại số hồ sơ.", Problem.TOO_LARGE)
        return int(digits)
    if bare[:1] in "-−" and _COUNT.fullmatch(bare[1:].strip()):
        raise NumberError(f"“{_short(bare)}” là số âm. Số hồ sơ phải từ 0 trở lên.", Problem.NO_NUMBER)
    if re.fullmatch(r"[0-9]+[.,][0-9]+", bare):
        message = f"“{_short(bare)}” không phải là số nguyên. Vui lòng ghi số hồ sơ, ví dụ 1234 hoặc 1.234."
        raise NumberError(message, Problem.TOO_FINE)
    message = f"“{_short(bare)}” không phải là số hồ sơ. Vui lòng chỉ ghi chữ số, ví dụ 1234."
    raise NumberError(message, Problem.NO_NUMBER)


def write_number(value: Decimal) -> str:
    """The figure as text that reads back the same: "1234", "12,5", and "1,2340" rather than "1,234"."""
    text = f"{value.normalize():f}"
    whole, _, decimals = text.partition(".")
    if not decimals:
        return whole
    return f"{whole},{decimals}{'0' if len(decimals) == 3 else ''}"


def shown(value: Decimal, places: int = 2) -> str:
    """The figure as offices print it, rounded half up to at most so many places: "1.234,5", "95"."""
    rounded = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) + 0  # no "-0"
    whole, _, decimals = f"{rounded:,f}".partition(".")
    decimals = decimals.rstrip("0")
    return whole.replace(",", ".") + (f",{decimals}" if decimals else "")


def _parts(text: str) -> tuple[str, str]:
    """The digits before and after the decimal sign."""
    last = max(text.rfind("."), text.rfind(","))
    if last < 0:
        return _whole(text, text), ""
    mark, other = text[last], "." if text[last] == "," else ","
    before, after = text[:last], text[last + 1 :]
    if text.count(mark) > 1:
        if other in text or not _GROUPS[mark].fullmatch(text):
            raise _unclear(text)
        return text.replace(mark, ""), ""
    if not _PLAIN.fullmatch(after):
        raise _unclear(text)
    if other in before:
        if not _GROUPS[other].fullmatch(before):
            raise _unclear(text)
        return before.replace(other, ""), after
    if len(after) == 3 and _PLAIN.fullmatch(before) and len(before) <= 3 and before.lstrip("0"):
        raise NumberError(
            f"“{text}” có thể là {before}{after} hoặc {before} phẩy {after}. "
            f"Vui lòng ghi {before}{after}, hoặc {before},{after}0 nếu là số lẻ.",
            Problem.TWO_WAYS,
            (f"{before}{after}", f"{before},{after}0"),
        )
    return _whole(before, text), after


def _whole(digits: str, text: str) -> str:
    if _PLAIN.fullmatch(digits):
        return digits
    if _SPACED.fullmatch(digits):
        return digits.replace(" ", "")
    raise _unclear(text)


def _unclear(text: str) -> NumberError:
    message = f"Không rõ “{_short(text)}” là số bao nhiêu. Vui lòng ghi liền các chữ số, ví dụ 1234567."
    return NumberError(message, Problem.UNCLEAR)


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"
