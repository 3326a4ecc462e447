"""Vietnamese text put into one form: for keeping, and for comparing. Pure."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Dashes, minus signs and hyphens that office software puts where a person typed "-".
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣－"), "-")
# Line ends of Word and Excel, all to "\n"; _x000D_ is how Excel's XML escapes a carriage return.
_LINE_ENDS = re.compile("_x000D_\n?|\r\n?|[\v\f\u0085\u2028\u2029]")
_BLANKS = re.compile(r"[^\S\n]+")
_AROUND_BREAKS = re.compile(r" ?\n ?")
_WHITE = re.compile(r"\s+")


def _kept(char: str) -> bool:
    """Zero-width and bidi marks (Cf), controls (Cc), unassigned and private letters carry no text."""
    return char == "\n" or unicodedata.category(char) not in {"Cf", "Cc", "Cs", "Cn", "Co"}


@lru_cache(maxsize=16384)
def nfc(text: str) -> str:
    """The text in NFC with invisible characters removed, every blank a plain space, lines stripped.

    Line breaks are kept as "\\n"; blank lines at the ends go. Doing it twice changes nothing.
    """
    text = _LINE_ENDS.sub("\n", text).replace("\t", " ")
    if not text.isascii():
        text = "".join(filter(_kept, text))
    else:
        text = "".join(char for char in text if char == "\n" or char.isprintable())
    text = unicodedata.normalize("NFC", text)
    return _AROUND_BREAKS.sub("\n", _BLANKS.sub(" ", text)).strip()


@lru_cache(maxsize=16384)
def fold(text: str) -> str:
    """The text for matching: nfc, casefold, marks removed, đ to d, dashes to "-", one space between words.

    "Đơn vị  chủ trì" and "DON VI CHU TRI" fold alike. Doing it twice changes nothing.
    """
    text = nfc(text).casefold().replace("đ", "d").translate(_DASHES)
    if not text.isascii():
        text = "".join(char for char in unicodedata.normalize("NFD", text) if unicodedata.category(char)[0] != "M")
        text = unicodedata.normalize("NFC", text).translate(_DASHES)
    return _WHITE.sub(" ", text).strip()
