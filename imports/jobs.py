"""Celery's entry points of this room: long files are read and committed while the person looks on."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from functools import partial

from celery import shared_task
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from imports import intake, steps
from imports.commit import CommitError
from imports.grid import Problem
from imports.intake import RefusedError, TooLongError
from imports.models import ImportState, PlanImport
from imports.reviewed import commit_upload
from imports.steps import Said, Step
from wards import background
from wards.clock import now
from wards.models import Job, JobState, User, Ward
from wards.running import PASSING, ExpectedError

READ, COMMIT = KINDS = ("imports.jobs.read_plan", "imports.jobs.commit_plan")
OPEN = (JobState.QUEUED, JobState.RUNNING)

logger = logging.getLogger(__name__)


class JobRefusedError(ExpectedError):
    """What the person is told, line by line, of work that cannot be done."""


def take_in(
    data: bytes, *, name: str, ward: Ward, user: User, year: int | None = None
) -> tuple[PlanImport, Job | None]:
    """Keeps the file and reads it: a short one at once, a long one by the job that is answered.

    RefusedError where a short one holds nothing that could be reviewed.
    """
    upload = intake.store(data, name=name, ward=ward, user=user, year=year)
    try:
        read_now(upload)
    except TooLongError:
        return upload, ask_to_read(upload, user)
    return upload, None


def read_now(upload: PlanImport) -> None:
    """Reads a short upload; TooLongError where a job must do it, RefusedError where nothing can be reviewed."""
    if upload.attachment.size > settings.IMPORT_WAIT_BYTES:
        raise TooLongError
    intake.read_stored(upload, most_rows=settings.IMPORT_WAIT_ROWS)


def ask_to_read(upload: PlanImport, user: User) -> Job:
    """The open job that reads this upload: a new one, or the one already under way."""
    return background.ask(READ, str(upload.pk), ward=upload.ward, user=user)


def ask_to_commit(upload: PlanImport, user: User, *, choice: str, seen_version: int, seen_seal: str) -> Job:
    """The open job that commits this upload to the plan chosen, if both are still as they were seen."""
    upload.asked = {"choice": choice, "seen_version": seen_version, "seen_seal": seen_seal}
    upload.save(update_fields=["asked"])
    return background.ask(COMMIT, str(upload.pk), ward=upload.ward, user=user)


def is_long(upload: PlanImport) -> bool:
    """Whether committing the upload takes longer than a page may make a person wait."""
    return bool(upload.rows > settings.IMPORT_WAIT_ROWS)


def cancel(job: Job) -> None:
    """Calls the job off: at once where it still waits, else at its next step. What is being written is not stopped."""
    waiting = Job.objects.filter(pk=job.pk, state=JobState.QUEUED)
    if not waiting.update(state=JobState.CANCELLED, finished_at=now()):
        Job.objects.filter(pk=job.pk, state=JobState.RUNNING).update(cancel_requested=True)


def latest_job(upload: PlanImport) -> Job | None:
    """The last job for the upload, however it ended: one query."""
    return Job.objects.filter(kind__in=KINDS, object_id=str(upload.pk), ward=upload.ward_id).order_by("-pk").first()


def upload_of(job: Job) -> PlanImport | None:
    """The upload that a job is for; None where it was refused and thrown away."""
    return PlanImport.objects.filter(pk=job.object_id).select_related("attachment", "plan", "ward").first()


@shared_task(name=READ)
def read_plan(job_id: int) -> None:
    """Reads the upload that the job names."""
    background.run(job_id, partial(_explained, _read))


@shared_task(name=COMMIT)
def commit_plan(job_id: int) -> None:
    """Commits the upload that the job names."""
    background.run(job_id, partial(_explained, _commit))


def _read(job: Job, said: Said) -> None:
    upload = PlanImport.objects.select_related("ward", "attachment").get(pk=job.object_id)
    if upload.state != ImportState.COMMITTED:
        intake.read_stored(upload, said=said)


def _commit(job: Job, said: Said) -> None:
    upload = PlanImport.objects.select_related("ward", "attachment").get(pk=job.object_id)
    if job.attempt > 1 and upload.state == ImportState.COMMITTED:
        return  # the worker was lost after the commit
    commit_upload(upload, job.created_by, **upload.asked, said=said)


def _explained(work: Callable[[Job, Said], None], job: Job, progress: background.Progress) -> None:
    """Runs the work; what it did not foresee goes to the log, and to the person as a job number to tell."""
    # The job row keeps the sentences, and most of the portal's people read Vietnamese.
    with translation.override(settings.LANGUAGE_CODE):
        try:
            work(job, partial(_tell, progress))
        except (background.CancelledError, *PASSING):
            raise
        except RefusedError as refused:
            raise JobRefusedError("\n".join(lines(refused.problems))) from refused
        except CommitError as refused:
            raise JobRefusedError(str(refused)) from refused
        except Exception as error:
            logger.exception("%s %s failed", job.kind, job.object_id)
            message = _("Something unexpected failed. Tell the administrator the number of this job: %(number)s.")
            raise JobRefusedError(message % {"number": job.pk}) from error


def _tell(progress: background.Progress, step: Step, done: int, of: int) -> None:
    begin, end = steps.BEGIN[step], steps.END[step]
    share = done / of if of else 0
    progress(f"{step} {done} {of}", round(begin + (end - begin) * share))


def lines(problems: Iterable[Problem]) -> Iterable[str]:
    """Each problem with its place, in Vietnamese as all that is said of a document."""
    for problem in problems:
        places = (
            f"Trang tính {problem.sheet}" if problem.sheet else "",
            f"dòng {problem.row}" if problem.row else "",
            f"cột {problem.column}" if problem.column else "",
        )
        place = ", ".join(filter(None, places))
        yield f"{place}: {problem.message}" if place else problem.message
