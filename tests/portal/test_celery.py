"""What holds for every job, also for those of rooms to come, and what the schedule asks for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from celery.app.task import Task
from celery.signals import beat_init
from django.conf import settings
from django.db import OperationalError

from portal.celery import HEARTBEAT, app
from portal.env import celery as broker_settings
from tasks.delivery import LEASE
from wards import heartbeat
from wards.background import HEARTBEAT_LOST
from wards.models import Heartbeat
from wards.running import ExpectedError

app.loader.import_default_modules()
OWN = sorted(name for name in app.tasks if not name.startswith("celery."))
BELLS = {
    "reports.jobs.look_after_drafts",
    "tasks.jobs.send_reminders",
    "tasks.jobs.deliver_waiting",
    "wards.jobs.requeue_stalled",
    heartbeat.JOB,
}
VISIBLE_AGAIN = 3600


def test_all_rooms_jobs_are_known() -> None:
    assert {name.split(".")[0] for name in OWN} >= {"wards", "tasks", "imports", "reports"}


@pytest.mark.parametrize("name", OWN)
def test_every_job_survives_its_worker_and_ends(name: str) -> None:
    job: Task = app.tasks[name]
    assert job.acks_late and job.reject_on_worker_lost and job.ignore_result
    assert 0 < job.soft_time_limit < job.time_limit <= 900
    assert OperationalError in job.autoretry_for
    # By name: "any exception" would also try again what is broken for good.
    assert not {Exception, BaseException} & set(job.autoretry_for)
    assert 0 < job.max_retries <= 10 and job.retry_backoff
    assert ExpectedError in job.throws


@pytest.mark.parametrize("name", OWN)
def test_jobs_are_asked_for_by_ids(name: str) -> None:
    code = app.tasks[name].__wrapped__.__code__
    names = code.co_varnames[: code.co_argcount]
    assert [each for each in names if each not in ("self", "cls") and not each.endswith("_id")] == []


def test_limits_fit_together() -> None:
    """Nobody takes over what somebody still works on."""
    assert app.tasks["tasks.jobs.deliver"].time_limit < LEASE.total_seconds()
    longest = max(app.tasks[name].time_limit for name in OWN)
    assert app.conf.broker_transport_options.get("visibility_timeout", VISIBLE_AGAIN) > longest
    assert HEARTBEAT_LOST.total_seconds() < longest, "a job that says nothing is found before its limit"
    assert app.conf.task_acks_late and app.conf.task_reject_on_worker_lost
    assert app.conf.worker_prefetch_multiplier == 1


def test_redis_gives_back_only_what_no_worker_can_still_have(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1")
    assert broker_settings()["broker_transport_options"]["visibility_timeout"] == VISIBLE_AGAIN


def test_the_schedule_is_in_code_and_names_jobs_that_exist() -> None:
    scheduled = app.conf.beat_schedule.values()
    assert {entry["task"] for entry in scheduled} == BELLS
    assert set(OWN) >= BELLS
    assert all(not entry.get("args") and not entry.get("kwargs") for entry in scheduled)
    assert app.conf.timezone == settings.TIME_ZONE


def test_what_rings_again_does_not_pile_up_while_workers_are_away() -> None:
    for entry in app.conf.beat_schedule.values():
        if entry["task"] != "tasks.jobs.send_reminders":
            assert entry["options"]["expires"] > 60
    often = app.conf.beat_schedule["heartbeat"]["schedule"]
    assert often < heartbeat.SILENT.total_seconds() / 2, "one lost bell is no alarm"


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    found: list[str] = []

    def publish(name: str, *_arguments: object, **_options: object) -> None:
        found.append(name)

    monkeypatch.setattr(app, "send_task", publish)
    yield found


def test_beat_rings_as_soon_as_it_starts(sent: list[str]) -> None:
    beat_init.send(sender=None)
    assert sent == [HEARTBEAT] == [heartbeat.JOB]


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_ringing_is_a_sign_of_beat_and_hearing_one_of_a_worker() -> None:
    app.send_task(HEARTBEAT)
    row = Heartbeat.objects.get()
    assert row.rung_at is not None and row.heard_at is None
    app.tasks[HEARTBEAT]()
    row.refresh_from_db()
    assert row.heard_at is not None
    app.control.purge()
