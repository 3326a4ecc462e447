"""What is asked of the workers in this room: which job is for what, how it is called off, what it has made."""

from __future__ import annotations

from reports.models import Report
from wards import background
from wards.clock import now
from wards.models import Job, JobState, User, Ward
from wards.periods import Period

BUILD, ISSUE = KINDS = ("reports.jobs.build_report", "reports.jobs.issue_report")
ROLL_UP = "reports.jobs.roll_up"
OPEN = (JobState.QUEUED, JobState.RUNNING)


def object_of(period: Period, letterhead: str, ward: Ward) -> str:
    """What a building job is for, so that a report is built once at a time."""
    return f"{ward.pk}:{period.rule.value}:{period.name}:{letterhead}"


def ask(ward: Ward, period: Period, letterhead: str, user: User) -> Job:
    """The open job that builds this report: a new one, or the one already under way."""
    return background.ask(BUILD, object_of(period, letterhead, ward), ward=ward, user=user)


def ask_to_issue(report: Report, leader: User) -> Job:
    """The open job that issues this report."""
    return background.ask(ISSUE, str(report.pk), ward=report.ward, user=leader)


def ask_to_roll_up(period: Period, letterhead: str, user: User) -> Job:
    """The open job that adds up the wards which this person oversees."""
    object_id = f"{user.pk}:{period.rule.value}:{period.name}:{letterhead}"
    return background.ask(ROLL_UP, object_id, ward=None, user=user)


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
