"""Database triggers for records that must never change, the same on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import StateApps

_Step = Callable[[StateApps, BaseDatabaseSchemaEditor], None]

REGISTRY: list[Protection] = []


@dataclass(frozen=True)
class Protection:
    """Refuses `event` ("UPDATE" or "DELETE") on `table` wherever the SQL condition `when` over OLD and NEW holds."""

    table: str
    event: str
    when: str = ""

    @property
    def name(self) -> str:
        return f"{self.table}_no_{self.event.lower()}"

    def create(self, vendor: str) -> str:
        message = f"{self.table}: {self.event.lower()} refused, the record is kept as it was written"
        when = f"WHEN ({self.when})" if self.when else ""
        if vendor == "sqlite":
            return (
                f'CREATE TRIGGER "{self.name}" BEFORE {self.event} ON "{self.table}" FOR EACH ROW {when} '
                f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
            )
        return (
            f'CREATE FUNCTION "{self.name}"() RETURNS trigger LANGUAGE plpgsql AS '
            f"$$ BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END $$; "
            f'CREATE TRIGGER "{self.name}" BEFORE {self.event} ON "{self.table}" FOR EACH ROW {when} '
            f'EXECUTE FUNCTION "{self.name}"()'
        )

    def drop(self, vendor: str) -> str:
        if vendor == "sqlite":
            return f'DROP TRIGGER IF EXISTS "{self.name}"'
        return f'DROP TRIGGER IF EXISTS "{self.name}" ON "{self.table}"; DROP FUNCTION IF EXISTS "{self.name}"()'


def protect(table: str, *events: str, when: str = "") -> migrations.RunPython:
    """A reversible migration step that makes rows of `table` refuse the `events`."""
    protections = [Protection(table, event, when) for event in events]
    REGISTRY.extend(protections)
    return migrations.RunPython(*_steps(protections))


def lifted(*protections: Protection, during: Sequence[Operation]) -> list[Operation]:
    """Migration steps that alter columns of protected tables: the protections are away meanwhile, and come back.

    PostgreSQL alters no column that a trigger names, and SQLite makes the table anew, without its triggers.
    """
    create, drop = _steps(protections)
    return [migrations.RunPython(drop, create), *during, migrations.RunPython(create, drop)]


def _steps(protections: Sequence[Protection]) -> tuple[_Step, _Step]:
    def create(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        for each in protections:
            editor.execute(each.create(editor.connection.vendor), params=None)

    def drop(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        for each in protections:
            editor.execute(each.drop(editor.connection.vendor), params=None)

    return create, drop


def all_triggers() -> Iterator[Protection]:
    """Every protection that the loaded migrations declare (tests that empty tables lift them for that moment)."""
    return iter(REGISTRY)
