"""The tests' own database and broker: private, and emptied without losing the protection of the records."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from celery import current_app
from django.conf import settings
from django.db import connection

from tests.environment import FOREIGN, OWN
from tests.services import ServiceError, _binary
from wards.triggers import all_triggers


def existing_triggers() -> set[str]:
    catalogue = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }
    with connection.cursor() as cursor:
        cursor.execute(catalogue[connection.vendor])
        return {name for (name,) in cursor.fetchall()}


def test_everything_written_goes_to_a_temporary_folder() -> None:
    assert Path(tempfile.gettempdir()) in settings.VAR_DIR.parents
    assert settings.VAR_DIR in settings.MEDIA_ROOT.parents


@pytest.mark.services
@pytest.mark.django_db
def test_database_and_broker_are_private(request: pytest.FixtureRequest) -> None:
    private = request.config.getoption("services")
    assert connection.vendor == ("postgresql" if private else "sqlite")
    folder = Path(connection.settings_dict["HOST"] if private else connection.settings_dict["NAME"])
    assert Path(tempfile.gettempdir()) in folder.parents
    broker = urlsplit(current_app.conf.broker_url)
    if private:
        assert (broker.hostname, broker.port == 6379, bool(broker.password)) == ("127.0.0.1", False, True)
    else:
        assert broker.scheme == "filesystem"


@pytest.mark.services
@pytest.mark.django_db
def test_broker_delivers() -> None:
    with current_app.connection_for_write() as broker, broker.SimpleQueue("tests") as queue:
        queue.put({"answer": 42})
        message = queue.get(timeout=10)
        message.ack()
        assert message.payload == {"answer": 42}


@pytest.mark.services
@pytest.mark.django_db
def test_every_protection_is_in_the_database() -> None:
    """SQLite builds an altered table anew: the migration that alters it must make its triggers again."""
    declared = {protection.name for protection in all_triggers()}
    assert declared
    assert declared <= existing_triggers()


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("run", [1, 2])
def test_protections_survive_the_emptying_after_a_transactional_test(run: int) -> None:
    assert {protection.name for protection in all_triggers()} <= existing_triggers()


def test_a_missing_server_is_an_error_that_names_its_package(tmp_path: Path) -> None:
    with pytest.raises(ServiceError, match="Debian's package redis-server"):
        _binary("redis-server", str(tmp_path / "redis-server"), "redis-server")


def test_every_setting_is_written_down_and_not_inherited_by_tests() -> None:
    """The names that the code reads, those of the table in docs/operating.md, and those that the tests replace."""
    code = "".join(path.read_text(encoding="utf-8") for path in (settings.BASE_DIR / "portal").rglob("*.py"))
    read = set(re.findall(r'\benv\.\w+\("(\w+)"', code))
    table = (settings.BASE_DIR / "docs" / "operating.md").read_text(encoding="utf-8")
    assert read == set(re.findall(r"^\| `([A-Z_]+)`", table, re.MULTILINE))
    assert read == {*FOREIGN, *OWN, "VAR_DIR"}


def test_the_developers_settings_are_not_inherited(request: pytest.FixtureRequest) -> None:
    assert ("DATABASE_URL" in os.environ) == request.config.getoption("services")
    assert "EMAIL_URL" not in os.environ
