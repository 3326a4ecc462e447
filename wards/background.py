"""The life of a Job row: asked for, run with a heartbeat, ended. The row is the truth, the broker only a doorbell."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

import kombu.exceptions
from celery import current_app
from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from wards.clock import now
from wards.models import Job, JobState, User, Ward
from wards.running import PASSING, ExpectedError, when_database_answers

logger = logging.getLogger(__name__)

# A worker that says nothing for this long is taken for dead, and its job is queued again.
HEARTBEAT_LOST = timedelta(minutes=3)
# A job that has killed its worker this often is given up, so that it does not go round for ever.
MOST_ATTEMPTS = 3


class CancelledError(Exception):
    """The person who asked for the job has called it off."""


class Progress:
    """What a running job calls between its steps: writes the step and the heartbeat, hears of a cancellation."""

    def __init__(self, job_id: int, attempt: int) -> None:
        self.job_id, self.attempt = job_id, attempt

    def __call__(self, step: str, percent: int) -> None:
        """Records the step; raises CancelledError when the job was cancelled or taken over by another worker."""
        mine = Job.objects.filter(pk=self.job_id, attempt=self.attempt, state=JobState.RUNNING, cancel_requested=False)
        if not mine.update(step=step, progress=percent, heartbeat=now()):
            raise CancelledError


def ask(kind: str, object_id: str, *, ward: Ward | None, user: User) -> Job:
    """The open job of this kind for the object: a new one, or the one that is already waiting or running."""
    try:
        with transaction.atomic():
            job = Job.objects.create(kind=kind, object_id=object_id, ward=ward, created_by=user)
    except IntegrityError:
        return Job.objects.get(kind=kind, object_id=object_id, state__in=[JobState.QUEUED, JobState.RUNNING])
    transaction.on_commit(lambda: ring(job))
    return job


def ring(job: Job) -> None:
    """Tells the broker; a broker that is down loses nothing, because beat rings again."""
    try:
        current_app.send_task(job.kind, args=[job.pk])
    except (OSError, kombu.exceptions.OperationalError):
        logger.warning("The broker did not take job %s; beat will queue it again", job.pk)


def run(job_id: int, work: Callable[[Job, Progress], None]) -> None:
    """Runs `work` for the job if it still waits; its end, good or bad, is written in the row.

    Raises what was to be expected (ExpectedError), and what passes: then the job waits again.
    """
    claimed = Job.objects.filter(pk=job_id, state=JobState.QUEUED).update(
        state=JobState.RUNNING, attempt=F("attempt") + 1, heartbeat=now(), error=""
    )
    if not claimed:
        return
    job = Job.objects.get(pk=job_id)
    try:
        work(job, Progress(job.pk, job.attempt))
    except CancelledError:
        _end(job, JobState.CANCELLED)
    except PASSING:
        # Where the database stays away, the row is found by its heartbeat, which has stopped.
        with suppress(*PASSING):
            when_database_answers(lambda: _mine(job).update(state=JobState.QUEUED))
        raise
    except ExpectedError as error:
        _end(job, JobState.FAILED, error=str(error))
        raise
    except Exception as error:
        logger.exception("Job %s failed", job_id)
        _end(job, JobState.FAILED, error=str(error) or type(error).__name__)
    else:
        _end(job, JobState.DONE, progress=100)


def _end(job: Job, state: JobState, **fields: object) -> None:
    when_database_answers(lambda: _mine(job).update(state=state, finished_at=now(), **fields))


def _mine(job: Job) -> QuerySet[Job]:
    """The row, as long as no other worker has taken the job over."""
    return Job.objects.filter(pk=job.pk, attempt=job.attempt, state=JobState.RUNNING)


def requeue_stalled(silent_since: datetime | None = None) -> int:
    """Queues again the jobs whose heartbeat stopped and those the broker never delivered; returns how many.

    `silent_since`: where it is known that no worker lives, the moment before which every heartbeat is a dead one's.
    """
    lost = silent_since or now() - HEARTBEAT_LOST
    stalled = Job.objects.filter(
        Q(state=JobState.RUNNING, heartbeat__lt=lost) | Q(state=JobState.QUEUED, created_at__lt=lost)
    )
    lost_for_good = _("The worker was lost on every attempt. Tell the administrator, then try again.")
    stalled.filter(attempt__gte=MOST_ATTEMPTS).update(
        state=JobState.FAILED,
        finished_at=now(),
        error=lost_for_good,
    )
    jobs = list(stalled.filter(attempt__lt=MOST_ATTEMPTS))
    for job in jobs:
        # The condition stands again in the update: a worker may have come back since the list was read.
        if Job.objects.filter(pk=job.pk, state=job.state, attempt=job.attempt).update(state=JobState.QUEUED):
            ring(job)
    return len(jobs)
