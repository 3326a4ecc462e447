"""The morning's sweep as a job: asked for once a day, and found again when its bell or its worker was lost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from unittest import mock

import pytest
import time_machine
from django.db import OperationalError
from django.test import Client, override_settings

from tasks import delivery, jobs, morning, owed, reminders
from tasks.delivery import pause
from tasks.models import Channel, Message, MessageState, Notice, Notification
from tests.factory import ECONOMY, deadline, make_plan, make_user, make_ward
from tests.smtp import Post, mail_server
from wards import background
from wards.background import HEARTBEAT_LOST
from wards.models import Job, JobState, Membership, Role, Ward
from wards.running import ExpectedError

pytestmark = [pytest.mark.django_db, pytest.mark.services]

DUE = date(2026, 5, 14)
BELL = "2026-05-14T06:45:00+07:00"
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture(autouse=True)
def heard() -> Iterator[list[tuple[str, list[int]]]]:
    """What the broker was given; nobody takes it from there."""
    asked: list[tuple[str, list[int]]] = []
    with (
        mock.patch.object(background, "ring", lambda job: asked.append((job.kind, [job.pk]))),
        mock.patch.object(
            delivery, "ring", lambda messages: asked.extend(("tasks.jobs.deliver", [pk]) for pk in messages)
        ),
    ):
        yield asked


@pytest.fixture(autouse=True)
def ward() -> Ward:
    with time_machine.travel("2026-01-05T08:00:00+07:00", tick=False):
        ward = make_ward()
        make_user(ward, Role.OFFICER, ECONOMY)
        make_plan(ward, [deadline(DUE)])
    return ward


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(BELL, tick=False) as traveller:
        yield traveller


def last() -> Job:
    return Job.objects.latest("pk")


def told() -> int:
    return Notification.objects.count()


def test_however_often_the_bell_rings_the_day_is_swept_once() -> None:
    for _ in range(3):
        jobs.send_reminders()
    jobs.sweep(last().pk)
    assert (last().state, last().object_id, told()) == (JobState.DONE, "2026-05-14", 2)
    for _ in range(7):
        jobs.send_reminders()
        jobs.deliver_waiting()
    assert Job.objects.count() == 1


def test_a_bell_that_nobody_heard_is_rung_again_but_not_before_the_morning(clock: time_machine.Coordinates) -> None:
    clock.shift(-MINUTE)
    jobs.deliver_waiting()
    assert not Job.objects.exists()
    clock.shift(5 * MINUTE)
    jobs.deliver_waiting()
    jobs.sweep(last().pk)
    assert told() == 2


def test_four_days_without_schedule_over_tet_end_in_one_message(clock: time_machine.Coordinates, ward: Ward) -> None:
    """From the last working day before the holiday to the second after it."""
    with time_machine.travel("2026-01-05T08:00:00+07:00", tick=False):
        make_plan(ward, [deadline(date(2026, 2, day)) for day in (13, 18, 25)], number="02/KH-UBND")
    clock.move_to("2026-02-24T07:30:00+07:00")
    jobs.deliver_waiting()
    jobs.sweep(last().pk)
    assert dict(Notification.objects.filter(channel="portal").values_list("due", "milestone")) == {
        date(2026, 2, 13): "+7",
        date(2026, 2, 18): "+1",
        date(2026, 2, 25): "-1",
    }
    assert Message.objects.count() == 2


def test_a_worker_lost_in_its_sweep_is_followed_by_another(clock: time_machine.Coordinates) -> None:
    jobs.send_reminders()
    with mock.patch.object(reminders, "record", side_effect=SystemExit), suppress(SystemExit):
        jobs.sweep(last().pk)
    assert (last().state, told()) == (JobState.RUNNING, 0)
    clock.shift(HEARTBEAT_LOST + MINUTE)
    assert background.requeue_stalled() == 1
    jobs.sweep(last().pk)
    assert (last().state, last().attempt, told()) == (JobState.DONE, 2, 2)


def test_a_sweep_waits_again_when_the_database_goes_away() -> None:
    """No ward is at fault: none is tried by itself, none is called failed."""
    jobs.send_reminders()
    with mock.patch.object(owed, "directories", side_effect=OperationalError), pytest.raises(OperationalError):
        morning_sweep()
    assert (last().state, last().error) == (JobState.QUEUED, "")
    morning_sweep()
    assert (last().state, told()) == (JobState.DONE, 2)


def morning_sweep() -> None:
    """The job as a worker calls it, without Celery's own retry."""
    background.run(last().pk, morning.sweep)


def test_the_sweep_says_at_each_batch_that_it_lives(clock: time_machine.Coordinates) -> None:
    jobs.send_reminders()
    said: list[int] = []
    with mock.patch.object(background.Progress, "__call__", lambda self, step, percent: said.append(percent)):
        morning_sweep()
    assert said == [100]


def test_a_ward_that_fails_is_named_and_tried_again_after_an_hour(clock: time_machine.Coordinates) -> None:
    with time_machine.travel("2026-01-05T08:00:00+07:00", tick=False):
        broken = make_ward("Phường Hỏng")
        make_user(broken, Role.ONE_DOOR)
        make_plan(broken, [deadline(DUE)])
    directories = owed.directories

    def fail(wards: set[int]) -> object:
        if broken.pk in wards:
            raise ValueError
        return directories(wards)

    jobs.send_reminders()
    with mock.patch.object(owed, "directories", fail), pytest.raises(ExpectedError, match="Phường Hỏng"):
        morning_sweep()
    assert last().state == JobState.FAILED
    assert "Phường Hỏng" in last().error
    assert told() == 2
    clock.shift(HOUR)
    jobs.deliver_waiting()
    assert Job.objects.count() == 1
    clock.shift(MINUTE)
    jobs.deliver_waiting()
    assert Job.objects.count() == 2
    morning_sweep()
    assert (last().state, told()) == (JobState.DONE, 4)


def test_a_job_of_yesterday_leaves_today_to_its_own(clock: time_machine.Coordinates) -> None:
    jobs.send_reminders()
    clock.shift(timedelta(days=1))
    morning_sweep()
    assert (last().state, told()) == (JobState.DONE, 0)
    jobs.send_reminders()
    morning_sweep()
    assert dict(Notification.objects.values_list("milestone", "due")) == {"+1": DUE}


def test_a_clock_set_back_an_hour_sends_once_and_loses_nothing(clock: time_machine.Coordinates) -> None:
    """After one mail has left and another was refused for now: its next try comes at the hour that was named."""
    with mail_server() as post, override_settings(**smtp(post)):
        with time_machine.travel("2026-01-05T08:00:00+07:00", tick=False):
            make_user(Ward.objects.get(), Role.OFFICER, ECONOMY, email="full@example.com")
        post.refuse = {"full@example.com": "452 mailbox full"}
        jobs.send_reminders()
        morning_sweep()
        delivery.deliver_all(delivery.waiting(DUE))
        post.refuse = {}
        clock.shift(-HOUR)
        for _ in range(2):
            jobs.send_reminders()
            jobs.deliver_waiting()
            delivery.deliver_all(delivery.waiting(DUE))
        assert len(post.arrived) == 1
        clock.shift(HOUR + pause(1))
        delivery.deliver_all(delivery.waiting(DUE))
        assert len({mail["To"] for mail in post.arrived}) == len(post.arrived) == 2
    assert Job.objects.count() == 1
    assert set(Message.objects.values_list("state", flat=True)) == {MessageState.SENT}


# A template that works for every ward but one.
LETTER = """{% for group in letter.groups %}{% for line in group.lines %}{% if line.ward == "Phường Hỏng" %}
{% include "no/such/file.html" %}{% endif %}{{ line.content }}{% endfor %}{% endfor %}"""


def test_a_template_error_for_one_ward_stops_no_other(clock: time_machine.Coordinates) -> None:
    with time_machine.travel("2026-01-05T08:00:00+07:00", tick=False):
        broken = make_ward("Phường Hỏng")
        theirs = make_user(broken, Role.OFFICER, ECONOMY)
        make_plan(broken, [deadline(DUE)])
    jobs.send_reminders()
    morning_sweep()
    loaders = [
        ("django.template.loaders.locmem.Loader", {f"emails/reminder.{kind}": LETTER for kind in ("txt", "html")})
    ]
    engine = {"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": {"loaders": loaders}}
    with mail_server() as post, override_settings(**smtp(post)):
        with override_settings(TEMPLATES=[engine]):
            delivery.deliver_all(delivery.waiting(DUE))
        assert [mail["To"] for mail in post.arrived] != [theirs.email]
        assert len(post.arrived) == 1
        failed = Message.objects.get(recipient=theirs, channel=Channel.EMAIL)
        assert failed.state == MessageState.FAILED
        assert "no/such/file.html" in failed.error
        # The template is mended; nobody need ask for the mail.
        clock.shift(pause(1))
        delivery.deliver_all(delivery.waiting(DUE))
        assert [mail["To"] for mail in post.arrived].count(theirs.email) == 1
        assert len(post.arrived) == 2


def smtp(post: Post) -> dict[str, object]:
    """Django's settings for the mail server."""
    backend = "django.core.mail.backends.smtp.EmailBackend"
    return {"EMAIL_BACKEND": backend, "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": post.port, "EMAIL_TIMEOUT": 5}


def test_a_ward_in_which_nobody_can_be_reminded_tells_its_administrator(
    ward: Ward, clock: time_machine.Coordinates
) -> None:
    """Once a week; whoever comes to answer for it is reminded the next morning."""
    admin = make_user(ward, Role.ADMIN)
    Membership.objects.filter(role=Role.OFFICER).delete()
    for _ in range(2):
        jobs.send_reminders()
        jobs.sweep(last().pk)
        clock.shift(timedelta(days=1))
    assert told() == 0
    pieces = Notice.objects.filter(channel=Channel.PORTAL)
    assert [(each.recipient, each.key) for each in pieces] == [(admin, "unheard:2026-W20")]
    assert "Có 1 việc đến ngày nhắc nhưng chưa có ai nhận" in pieces[0].text
    assert Client().get(pieces[0].address).status_code == 302
    make_user(ward, Role.OFFICER, ECONOMY)
    clock.shift(timedelta(days=2))
    jobs.send_reminders()
    jobs.sweep(last().pk)
    assert told() == 2
    assert Notice.objects.filter(channel=Channel.PORTAL).count() == 1
