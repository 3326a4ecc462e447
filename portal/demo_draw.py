"""Chance of the demonstration: what a number comes to follows from its key, so that every demonstration is the same."""

from __future__ import annotations

import hashlib


def draw(*key: object) -> int:
    """A number from 0 to 99 that follows from the key."""
    return int.from_bytes(hashlib.sha256(repr(key).encode()).digest()[:4], "big") % 100
