"""What a rule refuses, in words for the person."""

from __future__ import annotations


class Refused(Exception):
    """It cannot be written; `str()` says why, to the person. `field` is the input it concerns, or ""."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field
