"""A plan's reading as a record (JSON) and back, by the declared types of its dataclasses. Pure."""

from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from imports.grid import PlanReading

T = TypeVar("T")


def to_record(value: Any) -> Any:
    """The value in what JSON has: dataclasses as objects, days in ISO form, figures as text, tuples as lists.

    Named tuples are lists as well: a plan has thousands of cells.
    """
    if value is None or (isinstance(value, str | int | float) and not isinstance(value, Enum)):
        return value
    if isinstance(value, tuple):
        return [to_record(each) for each in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return {field.name: to_record(getattr(value, field.name)) for field in fields(value)}


def from_record(record: dict[str, Any]) -> PlanReading:
    """The reading of a record that `to_record` made; KeyError or ValueError where it is of another make."""
    reading: PlanReading = _reader(PlanReading)(record)
    return reading


def value_of(kind: type[T], record: Any) -> T:
    """The value of that dataclass in a record; KeyError or ValueError where it is of another make."""
    value: T = _reader(cast("Any", kind))(record)
    return value


@cache
def _reader(kind: Any) -> Callable[[Any], Any]:
    """A function from a record to a value of the kind; made once for each kind, because plans have many cells."""
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        make: Callable[..., Any] = kind  # type: ignore[assignment]
        readers = [(field.name, _reader(hints[field.name])) for field in fields(kind)]
        return lambda record: make(**{name: read(record[name]) for name, read in readers})
    if get_origin(kind) is tuple:
        return _tuple_reader(get_args(kind))
    if hasattr(kind, "_fields"):
        parts = [_reader(get_type_hints(kind)[name]) for name in kind._fields]
        return lambda record: kind(*(read(part) for read, part in zip(parts, record, strict=True)))
    if get_origin(kind) in (Union, types.UnionType):
        (inner,) = (_reader(each) for each in get_args(kind) if each is not types.NoneType)
        return lambda record: None if record is None else inner(record)
    if issubclass(kind, date):
        return date.fromisoformat
    return kind if issubclass(kind, Enum | Decimal) else lambda record: record


def _tuple_reader(inside: tuple[Any, ...]) -> Callable[[Any], Any]:
    read = _reader(inside[0])
    return lambda record: tuple(read(each) for each in record)
