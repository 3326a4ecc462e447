"""The key under which a row of a plan is stored. Pure."""

from __future__ import annotations

import hashlib


def row_key(base: tuple[str, ...], ordinal: int) -> str:
    """SHA-256 of a row's folded place and content, and its number among equals from 0.

    `base` is the row's annex, headings from the highest down, content of its parent row where it has one, and content.
    """
    return hashlib.sha256("\x1f".join((*base, str(ordinal))).encode()).hexdigest()
