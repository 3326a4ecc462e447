"""Bulk writes to records that keep a history: Django's own bulk methods skip it, so they are never called for those."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from django.db.models import Model
from simple_history import utils as simple_history

from wards.models import User

Row = TypeVar("Row", bound=Model)

# Rows a statement: the history of a wide row stays well under the parameters that SQLite takes.
BATCH = 500


def bulk_create_with_history(rows: Iterable[Row], *, user: User, reason: str = "") -> list[Row]:
    """Creates the rows and their first entries of history as `user`, in a few statements; returns them with their keys.

    `save()` is not called: what it derives (folded columns) is for the caller to fill.
    """
    made = list(rows)
    if not made:
        return []
    created: list[Row] = simple_history.bulk_create_with_history(
        made, type(made[0]), batch_size=BATCH, default_user=user, default_change_reason=reason or None
    )
    return created


def bulk_update_with_history(rows: Sequence[Row], fields: Iterable[str], *, user: User, reason: str = "") -> None:
    """Writes those fields of the rows and an entry of history for each, as `user`."""
    if rows:
        simple_history.bulk_update_with_history(
            rows,
            type(rows[0]),
            list(fields),
            batch_size=BATCH,
            default_user=user,
            default_change_reason=reason or None,
        )


def bulk_delete_with_history(rows: Iterable[Row], *, user: User) -> None:
    """Deletes the rows, each with its last entry of history as `user`; a statement or two for each."""
    for row in rows:
        row._history_user = user  # type: ignore[attr-defined]
        row.delete()


def layers(count: int, above: Callable[[int], int | None]) -> Iterator[list[int]]:
    """The numbers below `count` in groups, each after the group with what stands above its members.

    What stands above a row needs its key in the database first.
    """
    done: set[int] = set()
    left = list(range(count))
    while left:
        ready = [index for index in left if (up := above(index)) is None or up in done]
        if not ready:
            raise ValueError("rows stand above one another")
        yield ready
        done.update(ready)
        left = [index for index in left if index not in done]
