"""Celery's entry points of this room."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils.translation import gettext as _

from reports import building
from wards import background
from wards.models import Job, User, Ward
from wards.periods import Period, Rule, parse

BUILD = "reports.jobs.build_report"

logger = logging.getLogger(__name__)


def object_of(period: Period, letterhead: str, ward: Ward) -> str:
    """What a building job is for, so that a report is built once at a time."""
    return f"{ward.pk}:{period.rule.value}:{period.name}:{letterhead}"


def ask(ward: Ward, period: Period, letterhead: str, user: User) -> Job:
    """The open job that builds this report: a new one, or the one already under way."""
    return background.ask(BUILD, object_of(period, letterhead, ward), ward=ward, user=user)


@shared_task(name=BUILD, ignore_result=True)
def build_report(job_id: int) -> None:
    """Builds the report that the job names."""
    background.run(job_id, _build)


def _build(job: Job, progress: background.Progress) -> None:
    ward_id, rule, period, letterhead = job.object_id.split(":")
    ward = Ward.objects.get(pk=ward_id)
    try:
        building.build(ward, parse(period, Rule(rule)), letterhead, job.created_by, progress)
    except (building.Refused, background.CancelledError):
        raise
    except Exception as error:
        # The row's error is shown to a person: the cause goes to the log, under the job's number.
        logger.exception("Building %s failed", job.object_id)
        message = _("Something unexpected failed. Tell the administrator the number of this job: %(number)s.")
        raise building.Refused(message % {"number": job.pk}) from error
