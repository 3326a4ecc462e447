"""How a plan's reading is kept, and what people say of it as records (JSON): by the declared types. Pure."""

from __future__ import annotations

import hashlib
import zlib
from typing import Any, TypeVar

import msgspec

from imports.grid import PlanReading

T = TypeVar("T")

# Types that have changed since are another form: what was kept in it is not taken for this one.
_FORM = hashlib.sha256(msgspec.json.encode(msgspec.json.schema(PlanReading))).digest()[:8]
_FAST = 1  # of the levels of compression: a long plan is a tenth of its length, in a twentieth of a second
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(PlanReading).decode


def packed(reading: PlanReading) -> bytes:
    """The reading as it is kept: compressed, because the one of a long plan is written and read again and again."""
    return _FORM + zlib.compress(_encode(reading), _FAST)


def unpacked(kept: bytes | memoryview) -> PlanReading:
    """The reading that `packed` kept; ValueError where it was kept by an earlier release, or nothing was."""
    if bytes(kept[: len(_FORM)]) != _FORM:
        raise ValueError("a reading of another form")
    return _decode(zlib.decompress(kept[len(_FORM) :]))


def to_record(value: Any) -> Any:
    """The value in what JSON can say: days in ISO form, figures as text, dataclasses by the names of their fields."""
    return msgspec.to_builtins(value)


def value_of(kind: type[T], record: Any) -> T:
    """The value of that dataclass in a record that `to_record` made; ValueError where it is of another make.

    What a record of an earlier release does not say is as the dataclass has it by itself.
    """
    return msgspec.convert(record, kind)
