"""A database filled by itself: rows by the million from one statement, without a model's instance for each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.models import NOT_PROVIDED, DateTimeField, Field, Model, UUIDField

from plans.models import Annex, Plan
from tasks.models import Task


@contextmanager
def unconstrained(*numbered: type[Model]) -> Iterator[None]:
    """Meanwhile no constraint is looked at, for the rows are right by the way they are made.

    `numbered` are the models whose rows got their keys from the statement: theirs go on after the highest.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        yield
        cursor.execute("SET session_replication_role = DEFAULT")
        for model in numbered:
            table = model._meta.db_table
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"  # noqa: S608
            )
        cursor.execute("VACUUM ANALYZE")


def plans(wards: str, tasks: str, ward: str, *, issued: str, year: int, **of_task: str) -> None:
    """An issued plan for each ward of the source `wards` (w from 0) and the tasks of the source `tasks` (t from 0).

    `ward` is a task's ward, which has the row number of its plan and annex too; `of_task` are further columns.
    """
    insert(
        Plan,
        wards,
        id="w + 1",
        ward="w + 1",
        title="'Kế hoạch'",
        title_folded="'ke hoach'",
        number="'01/KH-UBND'",
        issued_on=issued,
        year=f"{year}",
        state="'issued'",
        imported_on=issued,
        check_ins_from=issued,
        created_by="1",
    )
    insert(Annex, wards, id="w + 1", ward="w + 1", plan="w + 1", code="'main'", position="0")
    insert(
        Task,
        tasks,
        id="t + 1",
        ward=ward,
        plan=ward,
        annex=ward,
        content="'Nhiệm vụ ' || t",
        content_folded="'nhiem vu ' || t",
        row_key="md5(t::text)",
        position="t",
        in_force_from=issued,
        **of_task,
    )


def insert(model: type[Model], source: str, **columns: str) -> None:
    """INSERT … SELECT from the source, with SQL for each named field; what is not given has the model's own default.

    Where rows have no key of their own, the database gives one.
    """
    values = {field.column: _value(field, columns) for field in model._meta.concrete_fields}
    chosen = {column: value for column, value in values.items() if value is not None}
    names = ", ".join(f'"{column}"' for column in chosen)
    with connection.cursor() as cursor:
        expressions = ", ".join(chosen.values())
        cursor.execute(f"INSERT INTO {model._meta.db_table} ({names}) SELECT {expressions} FROM {source}")  # noqa: S608


def _value(field: Field[Any, Any], given: dict[str, str]) -> str | None:
    if field.name in given:
        return given[field.name]
    if field.primary_key:
        return None
    if isinstance(field, UUIDField) and not field.null:
        return "gen_random_uuid()"
    if isinstance(field, DateTimeField) and field.auto_now_add:
        return "now()"
    if field.default is not NOT_PROVIDED:
        default = field.get_default()
        if isinstance(default, list | dict):
            return f"'{'[]' if isinstance(default, list) else '{}'}'"
        return "NULL" if default is None else f"'{default}'"
    return None if field.null else "''"
