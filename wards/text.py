"""Vietnamese text put into one form: for keeping, and for comparing. Pure."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# For a set in a pattern: every capital letter of Vietnamese. (À-Ỹ would hold the small letters as well.)
CAPITALS = "A-Z" + "".join(chr(code) for code in (*range(0xC0, 0x1B1), *range(0x1EA0, 0x1EFA)) if chr(code).isupper())

# Line ends of Word and Excel, all to "\n"; _x000D_ is how Excel's XML escapes a carriage return.
_LINE_ENDS = re.compile("_x000D_\n?|\r\n?|[\v\f\u0085\u2028\u2029]")
_BLANKS = re.compile(r"[^\S\n]+")
_AROUND_BREAKS = re.compile(r" ?\n ?")
_NO_TEXT = frozenset({"Cf", "Cc", "Cs", "Cn", "Co"})  # zero-width and bidi marks, controls, unassigned, private


@lru_cache(maxsize=4096)
def nfc(text: str) -> str:
    """The text in NFC with invisible characters removed, every blank a plain space, lines stripped.

    Line breaks are kept as "\\n"; blanks at the ends go. Doing it twice changes nothing.
    """
    lines = "\n" in text
    bare = text.replace("\n", "") if lines else text
    # Nearly every cell, and much faster.
    if bare.isprintable() and "_x000D_" not in text and unicodedata.is_normalized("NFC", bare):
        if "  " in text:
            text = _BLANKS.sub(" ", text)
        return (_AROUND_BREAKS.sub("\n", text) if lines else text).strip()
    text = _LINE_ENDS.sub("\n", text).replace("\t", " ")
    text = "".join(char for char in text if char == "\n" or unicodedata.category(char) not in _NO_TEXT)
    text = unicodedata.normalize("NFC", text)
    return _AROUND_BREAKS.sub("\n", _BLANKS.sub(" ", text)).strip()


class _Folds(dict[int, str]):
    """What each character folds to, worked out when first met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        category = unicodedata.category(char)
        if category == "Pd" or char in "−":  # hyphens, dashes, the minus sign
            folded = "-"
        elif category[0] == "M":
            folded = ""
        else:
            parts = unicodedata.normalize("NFD", char.casefold().replace("đ", "d"))
            folded = "".join(part for part in parts if unicodedata.category(part)[0] != "M").casefold()
        self[code] = folded
        return folded


_FOLDS = _Folds()
# What nearly every text is made of. A plain dict, because it is looked up in a quarter of the time.
_COMMON = {code: _FOLDS[code] for code in (*range(0x250), *range(0x300, 0x370), *range(0x1E00, 0x1F00), 0x2013)}


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """The text for matching: nfc, casefold, marks removed, đ to d, dashes to "-", one space between words.

    "Đơn vị  chủ trì" and "DON VI CHU TRI" fold alike. Doing it twice changes nothing.
    """
    bare = nfc(text)
    folded = bare.translate(_COMMON)
    if not folded.isascii():  # something is in it that is not common, or folds to no plain letter
        folded = unicodedata.normalize("NFC", bare.translate(_FOLDS))
    return " ".join(folded.split())
