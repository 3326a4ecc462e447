"""`manage.py send_reminders`, the morning's job, and a year of both on a plan."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command

from portal.celery import app
from tasks import delivery, jobs, owed
from tasks.models import Message, MessageState, Notification
from tests.factory import (
    ECONOMY,
    deadline,
    make_plan,
    make_user,
    make_ward,
)
from wards.models import Job, Role, Ward

pytestmark = pytest.mark.django_db

DUE = date(2026, 5, 14)
JANUARY = "2026-01-05T08:00:00+07:00"


@pytest.fixture(autouse=True)
def morning() -> Iterator[time_machine.Traveller]:
    """14 May 2026, 07:00 in Vietnam, when that is still the 14th in UTC."""
    with time_machine.travel("2026-05-14T07:00:00+07:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def ward() -> Ward:
    with time_machine.travel(JANUARY, tick=False):
        ward = make_ward()
        make_user(ward, Role.OFFICER, ECONOMY, full_name="Trần Văn Thử")
        make_plan(ward, [deadline(DUE)])
    return ward


def run(*arguments: str) -> tuple[str, str]:
    """What the command says on its two ways out."""
    out, errors = StringIO(), StringIO()
    call_command("send_reminders", *arguments, stdout=out, stderr=errors)
    return out.getvalue(), errors.getvalue()


def test_it_records_and_sends(ward: Ward, mailoutbox: list) -> None:
    out, _errors = run("--on", "2026-05-14")
    assert "14/05/2026" in out and "Trần Văn Thử" in out
    assert Message.objects.filter(state=MessageState.SENT).count() == 2
    assert len(mailoutbox) == 1
    run("--on", "2026-05-14")
    assert len(mailoutbox) == 1


def test_today_is_the_day_when_none_is_given(ward: Ward) -> None:
    with time_machine.travel("2026-05-13T23:30:00+00:00", tick=False):  # 14 May, 06:30 in Việt Nam
        run()
    assert set(Message.objects.values_list("day", flat=True)) == {DUE}


def test_a_dry_run_says_and_stores_nothing(ward: Ward, mailoutbox: list) -> None:
    out, _errors = run("--on", "2026-05-14", "--dry-run")
    assert "Trần Văn Thử" in out
    assert not Message.objects.exists() and not Notification.objects.exists()
    assert mailoutbox == []


@pytest.mark.parametrize(
    ("moment", "refused"),
    [("2026-05-13T23:59:59+07:00", True), ("2026-05-14T00:00:00+07:00", False), ("2026-05-15T09:00:00+07:00", False)],
)
def test_nothing_is_sent_for_a_day_to_come(
    ward: Ward, morning: time_machine.Traveller, moment: str, refused: bool
) -> None:
    morning.move_to(moment)
    if refused:
        with pytest.raises(CommandError, match=r"14/05/2026.*--dry-run") as raised:
            run("--on", "2026-05-14")
        assert raised.value.returncode == 2
        assert not Message.objects.exists() and not Notification.objects.exists()
        assert "Trần Văn Thử" in run("--on", "2026-05-14", "--dry-run")[0]
    else:
        run("--on", "2026-05-14")
        assert Notification.objects.exists()


def test_one_ward_only(ward: Ward) -> None:
    with time_machine.travel(JANUARY, tick=False):
        other = make_ward("Phường Bên Cạnh")
        make_user(other, Role.ONE_DOOR)
        make_plan(other, [deadline(DUE)])
    run("--on", "2026-05-14", "--ward", "PHƯỜNG bên cạnh")
    assert set(Notification.objects.values_list("ward", flat=True)) == {other.pk}


@pytest.mark.parametrize("arguments", [["--on", "14/05/2026"], ["--on", "2026-02-30"], ["--ward", "Phường Không Có"]])
def test_usage_errors(ward: Ward, arguments: list[str]) -> None:
    with pytest.raises(CommandError) as raised:
        run(*arguments)
    assert raised.value.returncode in {1, 2}
    if arguments[0] == "--ward":
        assert raised.value.returncode == 2
        assert "Phường Không Có" in str(raised.value)
    assert not Message.objects.exists()


def test_a_ward_that_fails_is_named_and_the_others_are_done(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    with time_machine.travel(JANUARY, tick=False):
        broken = make_ward("Phường Hỏng")
        make_user(broken, Role.ONE_DOOR)
        make_plan(broken, [deadline(DUE)])
    directories = owed.directories

    def fail(wards: set[int]) -> object:
        if broken.pk in wards:
            raise ValueError
        return directories(wards)

    monkeypatch.setattr(owed, "directories", fail)
    with pytest.raises(CommandError, match="Phường Hỏng") as raised:
        run("--on", "2026-05-14")
    assert raised.value.returncode == 1
    assert set(Notification.objects.values_list("ward", flat=True)) == {ward.pk}
    assert Message.objects.filter(state=MessageState.SENT).count() == 2


def test_nobody_to_tell_is_said(ward: Ward) -> None:
    ward.memberships.all().delete()
    assert run("--on", "2026-05-14")[1] != ""


def test_the_mornings_job_records_and_asks_for_delivery(
    ward: Ward, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    asked: list[tuple[str, list[int]]] = []
    monkeypatch.setattr(app, "send_task", lambda name, args: asked.append((name, args)))
    with time_machine.travel("2026-05-14T06:45:00+07:00", tick=False):
        with django_capture_on_commit_callbacks(execute=True):
            jobs.send_reminders()
        assert [name for name, _arguments in asked] == ["tasks.jobs.sweep"]
        jobs.sweep(*asked.pop()[1])
        assert sorted(asked) == [("tasks.jobs.deliver", [pk]) for pk in sorted(delivery.waiting(DUE))]
        for _name, arguments in asked:
            jobs.deliver(*arguments)
    assert Message.objects.filter(state=MessageState.SENT).count() == 2


def test_a_broker_that_is_down_loses_nothing(
    ward: Ward, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    def down(name: str, args: list[int]) -> None:
        raise OSError

    monkeypatch.setattr(app, "send_task", down)
    with time_machine.travel("2026-05-14T06:45:00+07:00", tick=False):
        with django_capture_on_commit_callbacks(execute=True):
            jobs.send_reminders()
        jobs.sweep(Job.objects.get().pk)
        assert len(delivery.waiting(DUE)) == 2
