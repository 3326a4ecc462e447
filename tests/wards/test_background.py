"""A job is a row: asked for once, ended once, and found again when its worker died."""

from __future__ import annotations

from datetime import timedelta
from unittest import mock

import pytest
from django.db import InterfaceError, OperationalError, transaction

from tests.factory import make_user, make_ward
from wards import background, running
from wards.clock import now
from wards.models import Job, JobState, Role

pytestmark = [pytest.mark.django_db, pytest.mark.services]


@pytest.fixture
def job():
    ward = make_ward()
    return background.ask("reports.jobs.build", "7", ward=ward, user=make_user(ward, Role.ONE_DOOR))


def test_asking_twice_is_one_job(job):
    again = background.ask("reports.jobs.build", "7", ward=job.ward, user=job.created_by)
    assert again.pk == job.pk


def test_the_bell_rings_once_the_row_is_there(job, django_capture_on_commit_callbacks):
    with (
        mock.patch.object(background, "ring") as ring,
        django_capture_on_commit_callbacks(execute=True),
        transaction.atomic(),
    ):
        other = background.ask("reports.jobs.build", "8", ward=job.ward, user=job.created_by)
        ring.assert_not_called()
    ring.assert_called_once_with(other)


def test_a_run_writes_steps_and_ends_done(job):
    def work(running, progress):
        progress("figures", 40)
        assert Job.objects.values_list("state", "step", "progress").get() == ("running", "figures", 40)

    background.run(job.pk, work)
    job.refresh_from_db()
    assert (job.state, job.progress, job.attempt) == (JobState.DONE, 100, 1)
    assert job.finished_at


def test_a_job_runs_once_however_often_the_broker_delivers_it(job):
    runs = []
    for _ in range(3):
        background.run(job.pk, lambda running, progress: runs.append(running.pk))
    assert runs == [job.pk]


def test_a_failure_is_in_the_row(job):
    def work(running, progress):
        raise ValueError("the template is broken")

    background.run(job.pk, work)
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.FAILED, "the template is broken")


def test_a_cancelled_job_stops_at_its_next_step(job):
    def work(running, progress):
        Job.objects.filter(pk=running.pk).update(cancel_requested=True)
        progress("next", 50)
        pytest.fail("went on after the cancellation")

    background.run(job.pk, work)
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED


def test_a_job_whose_heartbeat_stopped_is_queued_again_and_its_old_worker_changes_nothing(job):
    def work(running, progress):
        Job.objects.filter(pk=running.pk).update(heartbeat=now() - background.HEARTBEAT_LOST - timedelta(seconds=1))
        with mock.patch.object(background, "ring") as ring:
            assert background.requeue_stalled() == 1
            ring.assert_called_once()
        progress("too late", 90)
        pytest.fail("went on after losing the job")

    background.run(job.pk, work)
    job.refresh_from_db()
    assert job.state == JobState.QUEUED
    background.run(job.pk, lambda running, progress: None)
    job.refresh_from_db()
    assert (job.state, job.attempt) == (JobState.DONE, 2)


def test_a_job_that_keeps_killing_its_worker_is_given_up(job):
    lost = now() - background.HEARTBEAT_LOST - timedelta(seconds=1)
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, attempt=background.MOST_ATTEMPTS, heartbeat=lost)
    assert background.requeue_stalled() == 0
    job.refresh_from_db()
    assert job.state == JobState.FAILED


@pytest.mark.django_db(transaction=True)
def test_the_end_of_a_job_is_written_when_the_database_is_back(job, monkeypatch):
    pauses = []
    monkeypatch.setattr(running.time, "sleep", pauses.append)
    real, answers = background._mine, iter([OperationalError, InterfaceError, None])

    def mine(job):
        if error := next(answers):
            raise error
        return real(job)

    monkeypatch.setattr(background, "_mine", mine)
    background.run(job.pk, lambda running, progress: None)
    job.refresh_from_db()
    assert (job.state, len(pauses)) == (JobState.DONE, 2)
