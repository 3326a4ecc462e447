"""A plan's reading as a record (JSON) and back, by the declared types of its dataclasses. Pure.

What a plan has thousands of is written as the list of its values, without names. Writers and readers are made once
for each type, and none where a value stands in JSON as it is: most of a plan is text.
"""

from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from imports.grid import PlanReading, SectionReading, TargetReading, TaskReading
from tasks.timing import Timing
from wards.unit_names import UnitReading

T = TypeVar("T")
Convert = Callable[[Any], Any]

_LISTED = frozenset({TaskReading, SectionReading, TargetReading, Timing, UnitReading})


def to_record(value: Any) -> Any:
    """The value in what JSON has: days in ISO form, figures as text, tuples as lists."""
    kind: Any = type(value)
    write = _writer(kind)
    return value if write is None else write(value)


def from_record(record: dict[str, Any]) -> PlanReading:
    """The reading of a record that `to_record` made; KeyError, TypeError or ValueError where it is of another make."""
    return value_of(PlanReading, record)


def value_of(kind: type[T], record: Any) -> T:
    """The value of that dataclass in a record; KeyError, TypeError or ValueError where it is of another make."""
    make: Any = kind
    read = _reader(make)
    value: T = record if read is None else read(record)
    return value


@cache
def _writer(kind: Any) -> Convert | None:
    """A function from a value of the kind to its record, None where it is the same."""
    if is_dataclass(kind):
        names = [field.name for field in fields(kind)]
        values, inner = attrgetter(*names), _inner(kind, names, _writer)

        def write(value: Any) -> Any:
            record = list(values(value))
            for at, convert in inner:
                record[at] = convert(record[at])
            return record if kind in _LISTED else dict(zip(names, record, strict=True))

        return write
    if get_origin(kind) is tuple:
        return _each(_writer(get_args(kind)[0]), list)
    if hasattr(kind, "_fields"):
        return list
    if get_origin(kind) in (Union, types.UnionType):
        return _optional(_writer(_not_none(kind)))
    if issubclass(kind, date):
        return date.isoformat
    return str if issubclass(kind, Decimal | StrEnum) else None


@cache
def _reader(kind: Any) -> Convert | None:
    """A function from a record to a value of the kind, None where it is the same."""
    if is_dataclass(kind):
        make: Callable[..., Any] = kind  # type: ignore[assignment]
        names = [field.name for field in fields(kind)]
        inner = _inner(kind, names, _reader)

        def read(record: Any) -> Any:
            if kind not in _LISTED:
                values = [record[name] for name in names]
            elif isinstance(record, list) and len(record) == len(names):
                values = record.copy()
            else:
                raise ValueError("a record of another make")
            for at, convert in inner:
                values[at] = convert(values[at])
            return make(*values)

        return read
    if get_origin(kind) is tuple:
        return _each(_reader(get_args(kind)[0]), tuple)
    if hasattr(kind, "_fields"):
        parts = _inner(kind, kind._fields, _reader)

        new, length = tuple.__new__, len(kind._fields)

        def read_parts(record: Any) -> Any:
            values = list(record)
            if len(values) != length:
                raise ValueError("a record of another make")
            for at, convert in parts:
                values[at] = convert(values[at])
            return new(kind, values)

        return read_parts
    if get_origin(kind) in (Union, types.UnionType):
        return _optional(_reader(_not_none(kind)))
    if issubclass(kind, date):
        return date.fromisoformat
    if issubclass(kind, StrEnum):
        return {member.value: member for member in kind}.__getitem__
    return Decimal if issubclass(kind, Decimal) else None


def _inner(kind: Any, names: Any, make: Callable[[Any], Convert | None]) -> list[tuple[int, Convert]]:
    """The places of those fields that are not the same in a record, each with what converts it."""
    hints = get_type_hints(kind)
    found = ((at, make(hints[name])) for at, name in enumerate(names))
    return [(at, convert) for at, convert in found if convert is not None]


def _each(convert: Convert | None, kind: type) -> Convert:
    return kind if convert is None else lambda values: kind(map(convert, values))


def _optional(convert: Convert | None) -> Convert | None:
    return convert and (lambda value: None if value is None else convert(value))


def _not_none(kind: Any) -> Any:
    (inner,) = (each for each in get_args(kind) if each is not types.NoneType)
    return inner
