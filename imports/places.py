"""Places in a workbook the way a person sees them. Pure."""

from __future__ import annotations

import re
from functools import cache

from wards.text import fold

_NOT_IN_AN_ID = re.compile(r"[^a-z0-9]+")


@cache
def column_letter(index: int) -> str:
    """The letter of a column counted from 1: 1 is A, 27 is AA."""
    letters = ""
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def anchor(sheet: str, row: int) -> str:
    """The id of a row on a page, which may show rows of several sheets."""
    return f"dong-{row}-{_NOT_IN_AN_ID.sub('-', fold(sheet)).strip('-')}"
