"""Bulk writes, with the history of those records that keep one: Django's own bulk methods skip it, so they are never
called for those.

The rows go to the driver's `executemany` as they are. Django's bulk methods build an expression for every value, which
was two thirds of the time of writing a long plan.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from operator import attrgetter, itemgetter
from typing import Any, TypeVar
from uuid import UUID, uuid4

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.models import Field, Model
from django.db.models.deletion import Collector, ProtectedError

from wards.clock import now
from wards.models import User

Row = TypeVar("Row", bound=Model)

# Rows a statement, where the rows are named one by one: well under the parameters that SQLite takes.
BATCH = 500
_AT_ONCE = 2_000  # rows handed to the driver of which copies are made for it

# What the driver takes as it is, by kind of field; everything else the field prepares.
_PLAIN: dict[str, type] = {
    **dict.fromkeys(("CharField", "TextField"), str),
    **dict.fromkeys(("BigAutoField", "ForeignKey", "PositiveIntegerField", "PositiveSmallIntegerField"), int),
    "BooleanField": bool,
}


def create_rows(rows: Iterable[Row]) -> list[Row]:
    """Creates the rows of a table without a history, in one statement; returns them with their keys.

    `save()` is not called: what it derives (folded columns) is for the caller to fill. A row that has its key from
    `give_keys` keeps it, so that rows made together can point to one another.
    """
    made = list(rows)
    if made:
        _create(made)
    return made


def create_values(
    model: type[Model], names: Sequence[str], rows: Iterable[tuple[Any, ...]], *, user: User | None = None
) -> Sequence[int]:
    """Creates rows of a table from bare values, by the names of its columns; what is not named has its default.

    Returns their keys. Where the key is named it is one of `new_keys`.

    With `user` the first entries of their history too. For tables of which a plan fills tens of thousands of rows:
    making an object of each takes longer than writing it.
    """
    made = list(rows)
    if not made:
        return ()
    with transaction.atomic(savepoint=False):
        keys = [row[names.index("id")] for row in made] if "id" in names else new_keys(model, len(made))
        for at in range(0, len(made), _AT_ONCE):
            some = made[at : at + _AT_ONCE]
            given = dict(zip(names, zip(*some, strict=True), strict=True))
            columns = [
                keys[at : at + _AT_ONCE]
                if field.primary_key
                else _prepared(field, given.get(field.attname) or _defaults(field, len(some)))
                for field in model._meta.concrete_fields
            ]
            _insert(model._meta.db_table, _columns(model._meta.concrete_fields), zip(*columns, strict=True))
        if user is not None:
            _write_history(model, "+", user, "", keys)
    return keys


def objects_of(model: type[Row], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[Row]:
    """Rows just created from bare values as objects; what is not named is asked of the database once it is wanted."""
    known = [field.attname for field in model._meta.concrete_fields if field.attname in names]
    in_order = itemgetter(*map(names.index, known))
    among, alias = frozenset(known), connection.alias
    return [model.from_db(alias, among, in_order(row)) for row in rows]


def update_rows(rows: Sequence[Row], fields: Iterable[str]) -> None:
    """Writes those fields of rows without a history."""
    if rows:
        _update(rows, fields)


def bulk_create_with_history(rows: Iterable[Row], *, user: User, reason: str = "") -> list[Row]:
    """Like `create_rows`, with the rows' first entries of history as `user`."""
    made = list(rows)
    if made:
        with transaction.atomic(savepoint=False):
            for at in range(0, len(made), _AT_ONCE):
                _create(made[at : at + _AT_ONCE])
            _write_history(type(made[0]), "+", user, reason, [row.pk for row in made])
    return made


def bulk_update_with_history(rows: Sequence[Row], fields: Iterable[str], *, user: User, reason: str = "") -> None:
    """Writes those fields of the rows and an entry of history for each, as `user`."""
    if rows:
        with transaction.atomic(savepoint=False):
            _update(rows, fields)
            _write_history(type(rows[0]), "~", user, reason, [row.pk for row in rows])


def bulk_delete_with_history(rows: Iterable[Row], *, user: User) -> None:
    """Deletes the rows, each with its last entry of history as `user`, and what hangs on them as their models say.

    ProtectedError where something that stays needs one of them.
    """
    gone = list(rows)
    if not gone:
        return
    model, collector = type(gone[0]), Collector(using=DEFAULT_DB_ALIAS)
    with transaction.atomic(savepoint=False):
        try:
            collector.collect(gone)
        except ProtectedError as error:
            needing = [row for row in gone if row in error.protected_objects]
            if len(needing) < len(error.protected_objects) or len(needing) == len(gone):
                raise
            bulk_delete_with_history(needing, user=user)
            bulk_delete_with_history([row for row in gone if row not in error.protected_objects], user=user)
            return
        # Deleted by Django these would have their entries written one by one.
        hanging = collector.data.pop(model)
        collector.delete()
        every: list[Model] = list(dict.fromkeys([*gone, *hanging]))
        _write_history(model, "-", user, "", [row.pk for row in every])
        _delete(every)


def give_keys(rows: Sequence[Model]) -> None:
    """Gives rows not yet created keys of `new_keys`."""
    if rows:
        for row, key in zip(rows, new_keys(type(rows[0]), len(rows)), strict=True):
            row.pk = key


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


def new_keys(model: type[Model], count: int) -> Sequence[int]:
    """Keys that no other row gets. On SQLite only inside the transaction that creates the rows, and once for a table
    until then: there nobody else can write meanwhile."""
    meta = model._meta
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sequence = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
            cursor.execute(sequence, [f'"{meta.db_table}"', meta.pk.column, count])
            return [key for (key,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [meta.db_table])
        last = cursor.fetchone()
    first = last[0] + 1 if last else 1
    return range(first, first + count)


def _columns(fields: Iterable[Field[Any, Any]]) -> list[str]:
    return [field.column or "" for field in fields]


def _values(rows: Sequence[Model], fields: Iterable[Field[Any, Any]]) -> list[tuple[Any, ...]]:
    """What the driver takes, a column of all rows at a time because that is half the work of row by row."""
    return list(zip(*(_prepared(field, map(attrgetter(field.attname), rows)) for field in fields), strict=True))


def _prepared(field: Field[Any, Any], values: Iterable[Any]) -> list[Any]:
    kind = field.get_internal_type()
    plain = _PLAIN.get(kind)
    prepare: Callable[[Any], Any] = partial(field.get_db_prep_save, connection=connections[DEFAULT_DB_ALIAS])
    if kind == "DateField":
        prepare = cache(prepare)  # a long plan has few days, each many times
    return [value if value is None or type(value) is plain else prepare(value) for value in values]


def _defaults(field: Field[Any, Any], count: int) -> list[Any]:
    if field.default is uuid4:  # asked of the system in one go
        random = os.urandom(16 * count)
        return [UUID(bytes=random[at : at + 16], version=4) for at in range(0, len(random), 16)]
    made_for_each = callable(field.default)
    return [field.get_default() for _row in range(count)] if made_for_each else [field.get_default()] * count


def _create(rows: Sequence[Model]) -> None:
    fields = rows[0]._meta.concrete_fields
    relations = [field for field in fields if field.is_relation]
    for row in rows:
        # What it points to may have got its key since.
        if any(getattr(row, field.attname) is None and field.name in row._state.fields_cache for field in relations):
            row._prepare_related_fields_for_save(operation_name="create_rows")  # type: ignore[attr-defined]
    with transaction.atomic(savepoint=False):
        give_keys([row for row in rows if row.pk is None])
        for field in fields:
            if getattr(field, "auto_now_add", False):
                for row in rows:
                    field.pre_save(row, add=True)
        _insert(rows[0]._meta.db_table, _columns(fields), _values(rows, fields))
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def _write_history(model: type[Model], kind: str, user: User, reason: str, keys: Sequence[int]) -> None:
    """An entry for each of the rows, copied inside the database as it stands there now, and who, when and why.

    The history has the columns of its table by the same names, but for what it leaves out (a password).
    """
    quote, meta = connection.ops.quote_name, model._meta
    history = model.history.model  # type: ignore[attr-defined]
    left_out = set(history._history_excluded_fields)
    columns = list(map(quote, _columns(field for field in meta.concrete_fields if field.name not in left_out)))
    about = list(map(quote, ("history_type", "history_date", "history_change_reason", "history_user_id")))
    said = [kind, connection.ops.adapt_datetimefield_value(now()), reason or None, user.pk]
    key = quote(_columns([meta.pk])[0])
    copy = (
        f"INSERT INTO {quote(history._meta.db_table)} ({', '.join([*columns, *about])}) "  # noqa: S608 - names only
        f"SELECT {', '.join([*columns, *['%s'] * len(about)])} FROM {quote(meta.db_table)}"
    )
    with connection.cursor() as cursor:
        for which, named in _named(key, sorted(set(keys))):
            cursor.execute(f"{copy} WHERE {which} ORDER BY {key}", [*said, *named])


def _named(key: str, keys: Sequence[int]) -> Iterator[tuple[str, Sequence[int]]]:
    """Conditions that hold for just the rows with those keys, which ascend: one where no other lies between them."""
    if keys[-1] - keys[0] == len(keys) - 1:
        yield f"{key} BETWEEN %s AND %s", (keys[0], keys[-1])
        return
    for at in range(0, len(keys), BATCH):
        some = keys[at : at + BATCH]
        yield f"{key} IN ({', '.join(['%s'] * len(some))})", some


def _insert(table: str, columns: Sequence[str], values: Iterable[tuple[Any, ...]]) -> None:
    names = ", ".join(map(connection.ops.quote_name, columns))
    marks = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {connection.ops.quote_name(table)} ({names}) VALUES ({marks})", list(values))  # noqa: S608


def _delete(rows: Sequence[Model]) -> None:
    meta = rows[0]._meta
    quote = connection.ops.quote_name
    sql = f"DELETE FROM {quote(meta.db_table)} WHERE {quote(_columns([meta.pk])[0])} = %s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(sql, [(row.pk,) for row in rows])


def _update(rows: Sequence[Model], names: Iterable[str]) -> None:
    meta = rows[0]._meta
    known = {name: field for field in meta.concrete_fields for name in (field.name, field.attname)}
    fields = [known[name] for name in names]
    quote = connection.ops.quote_name
    setting = ", ".join(f"{quote(column)} = %s" for column in _columns(fields))
    sql = f"UPDATE {quote(meta.db_table)} SET {setting} WHERE {quote(_columns([meta.pk])[0])} = %s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(sql, _values(rows, [*fields, meta.pk]))
