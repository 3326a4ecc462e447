"""What a rule refuses, in words for the person."""

from __future__ import annotations

from collections.abc import Mapping


class Refused(Exception):
    """It cannot be written; `str()` says why, to the person. `field` is the input it concerns, or "".

    `fresh` holds the hidden inputs with which it can be tried again, once the person knows what changed meanwhile.
    """

    def __init__(self, message: str, field: str = "", fresh: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.field, self.fresh = field, fresh or {}

    def shown(self) -> str:
        """What a form shows of it: plain text, or safe HTML where there is more to show."""
        return str(self)
