"""What the address of a list asks for: pure. Anything unknown in it is as if it were not there."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

Query = Mapping[str, str]
"""The query of an address, name to value."""


def one_of(query: Query, name: str, among: Collection[str], otherwise: str = "") -> str:
    """The value where it is one of those that there are, else `otherwise`."""
    value = query.get(name, "")
    return value if value in among else otherwise


def unit_of(query: Query) -> str:
    """The public id of the unit asked for, "" for none."""
    value = query.get("unit", "")
    return value if is_uuid(value) else ""


def search_of(query: Query) -> str:
    """The words looked for, of a length that can be looked for."""
    return query.get("q", "").strip()[:200]


def number_of(query: Query, name: str, otherwise: int = 0) -> int:
    """A count that is not negative, and not so long that nothing has so many."""
    value = query.get(name, "")
    return int(value) if value.isdecimal() and len(value) < 8 else otherwise


def page_of(query: Query) -> int:
    """The page of a list; the first where none is asked for."""
    return max(number_of(query, "page", 1), 1)


def is_uuid(text: str) -> bool:
    """Whether the text is an object's public id."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True
