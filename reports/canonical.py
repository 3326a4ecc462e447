"""Figures as bytes that never differ for the same figures, and their seal. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def canonical(figures: Mapping[str, Any]) -> str:
    """The figures as canonical JSON: keys in order, no blanks, letters as they are, no floating-point numbers.

    TypeError for what is not plain data, ValueError for a floating-point number: its digits depend on how it was
    computed.
    """
    _check(figures)
    return json.dumps(figures, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


def seal(text: str) -> str:
    """SHA-256 of the canonical JSON, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def _check(value: object) -> None:
    match value:
        case float():
            raise ValueError(f"{value!r}: exact numbers are written as texts")
        case Mapping():
            for key, each in value.items():
                if not isinstance(key, str):
                    raise TypeError(f"{key!r} is no key of JSON")
                _check(each)
        case list():
            for each in value:
                _check(each)
        case _:
            if value is not None and not isinstance(value, str | int):
                raise TypeError(f"{type(value).__name__} is no plain data")
