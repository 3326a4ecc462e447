"""The demonstration refuses what it must not touch, before it touches anything."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from portal.demo import Account
from portal.demo_clock import MARK, at, believe, set_day
from portal.management.commands import demo
from wards import bulk, clock


@pytest.fixture
def installation(tmp_path: Path, settings) -> Path:
    """An empty folder for an installation."""
    settings.VAR_DIR = tmp_path
    settings.DATABASES = {"default": {**settings.DATABASES["default"], "NAME": str(tmp_path / "db.sqlite3")}}
    return tmp_path


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which somebody listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_database_that_others_made_is_left_alone(installation, monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    (installation / "db.sqlite3").write_bytes(b"a ward's own")
    with pytest.raises(CommandError, match="was not made by the demonstration"):
        call_command("demo")
    assert [path.name for path in installation.iterdir()] == ["db.sqlite3"]


def test_a_named_database_is_left_alone(installation, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://127.0.0.1/ward")
    with pytest.raises(CommandError, match="DATABASE_URL"):
        call_command("demo")
    assert not list(installation.iterdir())


def test_a_taken_port_is_refused_before_anything_is_loaded(installation, monkeypatch, taken):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with pytest.raises(CommandError, match="Port"):
        call_command("demo", port=taken)
    assert not (installation / "db.sqlite3").exists()


def test_a_second_one_in_the_same_folder_is_refused(installation):
    command = demo.Command()
    with command._alone(8000 + 1), pytest.raises(CommandError, match="running"), command._alone(8000 + 2):
        pytest.fail("two at once")


def test_the_clock_is_turned_back_and_forth():
    moment = datetime(2026, 3, 2, 9, tzinfo=clock.ZONE)
    with at(moment):
        assert (clock.now(), clock.today()) == (moment, moment.date())
        assert bulk.now() == moment, "also for who took the function by its name"
    assert clock.now() > moment


@pytest.fixture
def true_time(monkeypatch) -> None:
    """The process has the true time again when the test ends."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr(clock, "ahead", timedelta(0))
    monkeypatch.setattr(timezone, "now", timezone.now)


def test_the_day_of_the_installation_goes_on_ticking_in_every_process(tmp_path, true_time):
    day = clock.today() + timedelta(days=400)
    set_day(tmp_path, day)
    clock.ahead = timedelta(0)
    believe(tmp_path)
    first = clock.now()
    assert first.date() == day
    assert clock.now() > first
    assert abs(timezone.now() - clock.now()) < timedelta(minutes=1)
    assert timezone.now().tzinfo is UTC


def test_a_start_without_a_day_keeps_it_and_time_never_runs_backwards(tmp_path, true_time):
    day = clock.today() - timedelta(days=30)
    set_day(tmp_path, day)
    set_day(tmp_path, None)
    assert clock.today() == day
    with pytest.raises(ValueError, match=day.isoformat()):
        set_day(tmp_path, day - timedelta(days=1))
    set_day(tmp_path, day + timedelta(days=1))
    assert clock.today() == day + timedelta(days=1)


def test_no_other_installation_leaves_the_true_time(tmp_path, true_time, monkeypatch):
    true = clock.today()
    believe(tmp_path)
    assert clock.today() == true
    (tmp_path / MARK).write_text("400")
    monkeypatch.setenv("DATABASE_URL", "postgres://127.0.0.1/ward")
    believe(tmp_path)
    assert clock.today() == true


def test_the_history_of_a_day_lived_again_bears_its_date():
    moment = datetime(2026, 3, 2, 9, tzinfo=clock.ZONE)
    with at(moment):
        assert timezone.now() == moment


@pytest.mark.parametrize(
    ("email", "said"),
    [
        ({"EMAIL_FILE_PATH": "/srv/demo/mail"}, "Mails are files in /srv/demo/mail"),
        ({"EMAIL_FILE_PATH": "", "EMAIL_HOST": "mail.example.vn"}, "Mails go to the server mail.example.vn"),
    ],
)
def test_it_says_where_the_mails_are(settings, email, said):
    for name, value in email.items():
        setattr(settings, name, value)
    written = StringIO()
    demo.Command(stdout=written)._announce(8000, [Account("dn.xem", "Người xem", "Phường Đồng Nguyên")])
    assert f"\n{said};" in written.getvalue()
