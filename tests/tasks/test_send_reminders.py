"""`manage.py send_reminders`, the morning's job, and a year of both on a plan."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command

from portal.celery import app
from tasks import delivery, jobs, owed
from tasks.models import Channel, Message, MessageState, Notification, Part
from tasks.reminders import sweep
from tasks.schedule import SlotKind
from tests.factory import (
    CENTRE,
    CULTURE,
    ECONOMY,
    EXTERNAL,
    MONTHLY,
    OFFICE,
    ON_EVENT,
    ONGOING,
    deadline,
    make_plan,
    make_task,
    make_user,
    make_ward,
    window,
)
from wards.calendar_days import load_calendar
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


def year_of_work(ward: Ward) -> dict[str, Counter[tuple[int, int]]]:
    """A year of sweeps in which units do what is due on its day; messages by person and (year, month)."""
    calendar = load_calendar()
    received: dict[str, Counter[tuple[int, int]]] = defaultdict(Counter)
    day = date(2026, 1, 5)
    while day.year == 2026:
        sweep(day, ward=ward)
        Message.objects.filter(state=MessageState.QUEUED).update(state=MessageState.SENT)
        # In the evening what is due today is done, and reported what is asked for.
        due = Part.objects.filter(occurrence__due__lt=calendar.add(day, 1))
        due.exclude(occurrence__kind=SlotKind.CHECK_IN).update(status="done", done_on=day)
        due.filter(occurrence__kind=SlotKind.CHECK_IN).update(status="reported")
        day = calendar.add(day, 1)
    for message in Message.objects.filter(channel=Channel.PORTAL).select_related("recipient"):
        received[message.recipient.username][message.day.year, message.day.month] += 1
    return received


def test_a_year_of_a_plan_of_75_rows_is_quiet(ward: Ward) -> None:
    """Mostly ongoing rows: two messages a month at most where nothing dated falls due, never two on one day."""
    with time_machine.travel(JANUARY, tick=False):
        ward = make_ward("Phường Một Năm")
        units = (CENTRE, ECONOMY, CULTURE, OFFICE)
        for name in units:
            make_user(ward, Role.OFFICER, name, username=name)
        plan = make_plan(ward)
        for n in range(60):
            make_task(plan, timings=ONGOING, lead=units[n % 4])
        for n in range(9):
            make_task(plan, timings=(MONTHLY, EXTERNAL, ON_EVENT)[n % 3], lead=units[n % 4])
        dated = [deadline(date(2026, 4, 20)), window(date(2026, 3, 1), date(2026, 7, 30)), deadline(date(2026, 9, 30))]
        for n, timing in enumerate(dated * 2):
            make_task(plan, timings=timing, lead=units[n % 4])
    received = year_of_work(ward)
    assert set(received) == set(units)
    busy = {3, 4, 6, 7, 8, 9}  # months of the dated rows' own milestones
    for name, months in received.items():
        quiet = {month: count for (_year, month), count in months.items() if month not in busy}
        assert all(count <= 2 for count in quiet.values()), (name, months)
        assert 12 <= sum(months.values()) <= 36, (name, months)
    assert Notification.objects.filter(milestone__startswith="+").count() == 0
