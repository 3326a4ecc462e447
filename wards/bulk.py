"""Bulk writes, with the history of those records that keep one: Django's own bulk methods skip it, so they are never
called for those.

The rows go to the driver's `executemany` as they are. Django's bulk methods build an expression for every value, which
was two thirds of the time of writing a long plan.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Any, TypeVar

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
) -> None:
    """Creates rows of a table from bare values, by the names of its columns; what is not named has its default.

    With `user` the first entries of their history too. For tables of which a plan fills tens of thousands of rows:
    making an object of each takes longer than writing it.
    """
    made = list(rows)
    if not made:
        return
    with transaction.atomic(savepoint=False):
        keys = _keys(model, len(made))
        for at in range(0, len(made), _AT_ONCE):
            some = made[at : at + _AT_ONCE]
            given = dict(zip(names, zip(*some, strict=True), strict=True))
            columns = [
                keys[at : at + _AT_ONCE]
                if field.primary_key
                else _prepared(field, given.get(field.attname) or [field.get_default() for _row in some])
                for field in model._meta.concrete_fields
            ]
            values = list(zip(*columns, strict=True))
            _insert(model._meta.db_table, _columns(model._meta.concrete_fields), values)
            if user is not None:
                _write_history(model, "+", user, "", values)


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
                _write_history(type(made[0]), "+", user, reason, _create(made[at : at + _AT_ONCE]))
    return made


def bulk_update_with_history(rows: Sequence[Row], fields: Iterable[str], *, user: User, reason: str = "") -> None:
    """Writes those fields of the rows and an entry of history for each, as `user`."""
    if rows:
        with transaction.atomic(savepoint=False):
            _update(rows, fields)
            _write_history(type(rows[0]), "~", user, reason, _values(rows, rows[0]._meta.concrete_fields))


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
        _write_history(model, "-", user, "", _values(every, model._meta.concrete_fields))
        _delete(every)


def give_keys(rows: Sequence[Model]) -> None:
    """Gives rows not yet created keys that no other row gets. On SQLite only inside the transaction that creates them,
    and once for a table until then: there nobody else can write meanwhile."""
    if rows:
        for row, key in zip(rows, _keys(type(rows[0]), len(rows)), strict=True):
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


def _keys(model: type[Model], count: int) -> Sequence[int]:
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
    database = connections[DEFAULT_DB_ALIAS]
    plain, prepare = _PLAIN.get(field.get_internal_type()), field.get_db_prep_save
    return [value if value is None or type(value) is plain else prepare(value, database) for value in values]


def _create(rows: Sequence[Model]) -> list[tuple[Any, ...]]:
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
        values = _values(rows, fields)
        _insert(rows[0]._meta.db_table, _columns(fields), values)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias
    return values


def _write_history(model: type[Model], kind: str, user: User, reason: str, values: Sequence[tuple[Any, ...]]) -> None:
    """An entry for each row: its own columns, which the history has by the same names, and who, when and why.

    What the history leaves out (a password) is left out here.
    """
    history = model.history.model  # type: ignore[attr-defined]
    left_out = set(history._history_excluded_fields)
    fields = list(model._meta.concrete_fields)
    if left_out:
        kept = [at for at, field in enumerate(fields) if field.name not in left_out]
        fields, values = [fields[at] for at in kept], [tuple(row[at] for at in kept) for row in values]
    at = connection.ops.adapt_datetimefield_value(now())
    said = (kind, at, reason or None, user.pk)
    columns = [*_columns(fields), "history_type", "history_date", "history_change_reason", "history_user_id"]
    _insert(history._meta.db_table, columns, [(*row, *said) for row in values])


def _insert(table: str, columns: Sequence[str], values: Sequence[tuple[Any, ...]]) -> None:
    names = ", ".join(map(connection.ops.quote_name, columns))
    marks = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {connection.ops.quote_name(table)} ({names}) VALUES ({marks})", values)  # noqa: S608


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
