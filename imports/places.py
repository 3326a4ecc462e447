"""Places in a workbook the way a person sees them. Pure."""

from __future__ import annotations

from functools import cache


@cache
def column_letter(index: int) -> str:
    """The letter of a column counted from 1: 1 is A, 27 is AA."""
    letters = ""
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
