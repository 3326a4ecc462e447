"""Celery's entry points of this room."""

from __future__ import annotations

import logging
from collections.abc import Callable

from celery import shared_task
from django.utils.translation import gettext as _

from reports import building, issuing
from reports.models import Report
from wards import background
from wards.clock import now
from wards.models import Job, JobState, User, Ward
from wards.periods import Period, Rule, parse
from wards.running import PASSING

BUILD, ISSUE = KINDS = ("reports.jobs.build_report", "reports.jobs.issue_report")
OPEN = (JobState.QUEUED, JobState.RUNNING)

logger = logging.getLogger(__name__)


def object_of(period: Period, letterhead: str, ward: Ward) -> str:
    """What a building job is for, so that a report is built once at a time."""
    return f"{ward.pk}:{period.rule.value}:{period.name}:{letterhead}"


def ask(ward: Ward, period: Period, letterhead: str, user: User) -> Job:
    """The open job that builds this report: a new one, or the one already under way."""
    return background.ask(BUILD, object_of(period, letterhead, ward), ward=ward, user=user)


def ask_to_issue(report: Report, leader: User) -> Job:
    """The open job that issues this report."""
    return background.ask(ISSUE, str(report.pk), ward=report.ward, user=leader)


def cancel(job: Job) -> None:
    """Calls the job off: at once where it still waits, else at its next step."""
    waiting = Job.objects.filter(pk=job.pk, state=JobState.QUEUED)
    if not waiting.update(state=JobState.CANCELLED, finished_at=now()):
        Job.objects.filter(pk=job.pk, state=JobState.RUNNING).update(cancel_requested=True)


def report_of(job: Job) -> Report | None:
    """The report that a job has made or issued: the newest version."""
    if job.kind == ISSUE:
        return Report.objects.filter(pk=job.object_id).first()
    ward_id, rule, period, letterhead = job.object_id.split(":")
    versions = Report.objects.filter(ward=int(ward_id), rule=rule, period=period, letterhead=letterhead)
    return versions.order_by("-number_in_period").first()


@shared_task(name=BUILD)
def build_report(job_id: int) -> None:
    """Builds the report that the job names."""
    background.run(job_id, lambda job, progress: _explained(_build, job, progress))


@shared_task(name=ISSUE)
def issue_report(job_id: int) -> None:
    """Issues the report that the job names."""
    background.run(job_id, lambda job, progress: _explained(_issue, job, progress))


def _build(job: Job, progress: background.Progress) -> None:
    ward_id, rule, period, letterhead = job.object_id.split(":")
    ward = Ward.objects.get(pk=ward_id)
    building.build(ward, parse(period, Rule(rule)), letterhead, job.created_by, progress)


def _issue(job: Job, progress: background.Progress) -> None:
    report = Report.objects.select_related("ward", "pdf").get(pk=job.object_id)
    issuing.issue(report, job.created_by, progress)


def _explained(work: Callable[[Job, background.Progress], None], job: Job, progress: background.Progress) -> None:
    """Runs the work; what it did not foresee goes to the log, and to the person as a job number to tell."""
    try:
        work(job, progress)
    except (building.Refused, background.CancelledError, *PASSING):
        raise
    except Exception as error:
        logger.exception("%s %s failed", job.kind, job.object_id)
        message = _("Something unexpected failed. Tell the administrator the number of this job: %(number)s.")
        raise building.Refused(message % {"number": job.pk}) from error
