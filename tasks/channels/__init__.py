"""The ways a message goes out: each a small module with one function from a letter to one outcome."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Result(StrEnum):
    """How a sending ended."""

    SENT = "sent"
    FAILED_FOR_NOW = "failed_for_now"
    """Surely not delivered; trying again later may help."""
    FAILED_FOR_GOOD = "failed_for_good"
    """Surely not delivered, and trying again does not help."""
    UNKNOWN = "unknown"
    """Broken off when the other side may have taken it."""


@dataclass(frozen=True)
class Outcome:
    """The one outcome of one sending; `error` says why it failed, for the people who look after the messages."""

    result: Result
    error: str = ""
