"""What every test shares."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.db.backends.sqlite3.base import DatabaseOperations  # not from operations: they import each other
from django.test import Client

from tests.factory import make_user, make_ward
from wards.models import Role, User, Ward

# A busy machine is slow, not wrong: properties are judged by their results alone.
hypothesis.settings.register_profile("portal", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("portal")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """SQLite in a file, as installed: other threads and processes meet its real locks."""
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database["TEST"]["NAME"] = str(Path(settings.VAR_DIR) / "test.sqlite3")


@pytest.fixture(autouse=True, scope="session")
def flush_despite_triggers() -> Iterator[None]:
    """Emptying all tables after a transactional test: on SQLite the records' DELETE triggers are lifted meanwhile.

    (PostgreSQL's TRUNCATE runs no row triggers.)
    """
    execute: Callable[..., None] = DatabaseOperations.execute_sql_flush

    def execute_without_triggers(self: DatabaseOperations, statements: list[str]) -> None:
        with self.connection.cursor() as cursor:
            triggers = cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
            for name, _ in triggers:
                cursor.execute(f'DROP TRIGGER "{name}"')
            execute(self, statements)
            for _, sql in triggers:
                cursor.execute(sql)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", execute_without_triggers)
        yield


@pytest.fixture
def ward() -> Ward:
    """A ward with its units."""
    return make_ward()


@pytest.fixture
def staff(ward: Ward) -> User:
    """Somebody of the ward's one-door centre."""
    return make_user(ward, Role.ONE_DOOR)


@pytest.fixture
def page(client: Client, staff: User) -> Client:
    """Their browser, signed in."""
    client.force_login(staff)
    return client
