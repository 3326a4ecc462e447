"""Names in an archive that every system unpacks: plain letters, short, none meaning anything to it. Pure."""

from __future__ import annotations

import re

from wards.text import fold

_NO_LETTER = re.compile(r"[^a-z0-9]+")
_ENDING = re.compile(r"\.[a-z0-9]{1,5}")
_LONGEST_FOLDER, _LONGEST_FILE = 40, 60


def folder_name(number: int, stt: str, content: str) -> str:
    """The folder of a row: its number in the report, its own number and the beginning of its words."""
    return "-".join([f"{number:03}", *(part for part in (slug(stt, 12), slug(content, _LONGEST_FOLDER)) if part)])


def file_name(stem: str, ending: str) -> str:
    """A file's name; an ending that is none is left away."""
    known = ending.casefold() if _ENDING.fullmatch(ending.casefold()) else ""
    return (slug(stem, _LONGEST_FILE) or "tep") + known


def slug(text: str, longest: int) -> str:
    """The text in small plain letters, digits and hyphens, cut at a word where that is possible."""
    plain = _NO_LETTER.sub("-", fold(text[:500])).strip("-")
    if len(plain) <= longest:
        return plain
    cut = plain[: longest + 1].rpartition("-")[0] or plain[:longest]
    return cut.strip("-")
