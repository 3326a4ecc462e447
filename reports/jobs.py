"""Celery's entry points of this room."""

from __future__ import annotations

import logging
from collections.abc import Callable

from celery import shared_task
from django.utils.translation import gettext as _

from reports import building, issuing, scheduled
from reports.models import Report
from reports.orders import BUILD, ISSUE, ROLL_UP
from reports.rollups.access import overseen
from reports.rollups.building import roll_up
from wards import background
from wards.models import Job, Ward
from wards.periods import Rule, parse
from wards.running import PASSING

logger = logging.getLogger(__name__)


@shared_task(name="reports.jobs.look_after_drafts", soft_time_limit=120, time_limit=180)
def look_after_drafts() -> None:
    """The drafts of the morning after a close."""
    scheduled.look_after()


@shared_task(name=BUILD)
def build_report(job_id: int) -> None:
    """Builds the report that the job names."""
    background.run(job_id, lambda job, progress: _explained(_build, job, progress))


@shared_task(name=ISSUE)
def issue_report(job_id: int) -> None:
    """Issues the report that the job names."""
    background.run(job_id, lambda job, progress: _explained(_issue, job, progress))


@shared_task(name=ROLL_UP)
def add_up(job_id: int) -> None:
    """Builds the roll-up that the job names."""
    background.run(job_id, lambda job, progress: _explained(_roll_up, job, progress))


def _build(job: Job, progress: background.Progress) -> None:
    ward_id, rule, period, letterhead = job.object_id.split(":")
    ward = Ward.objects.get(pk=ward_id)
    building.build(ward, parse(period, Rule(rule)), letterhead, job.created_by, progress)


def _issue(job: Job, progress: background.Progress) -> None:
    report = Report.objects.select_related("ward", "pdf").get(pk=job.object_id)
    issuing.issue(report, job.created_by, progress)


def _roll_up(job: Job, progress: background.Progress) -> None:
    _user, rule, period, letterhead = job.object_id.split(":")
    wards = list(overseen(job.created_by))
    roll_up(wards, parse(period, Rule(rule)), letterhead, job.created_by, progress)


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
