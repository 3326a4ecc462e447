"""How a job of this room stands, for its fragment."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from reports import building, orders
from reports.rollups.access import roll_ups_seen
from wards.models import Job, JobState


def steps() -> dict[str, str]:
    """The steps of building, in order, with what a person reads."""
    return {
        building.FIGURES: _("Counting the figures"),
        building.DOCUMENT: _("Writing the document"),
        building.PDF: _("Drawing the PDF"),
        building.SAVING: _("Keeping the report"),
    }


def step(job: Job) -> str:
    """What the job is doing."""
    return steps().get(job.step, _("Waiting for its turn"))


def progress(job: Job) -> dict[str, Any]:
    """A job for its fragment: its steps done, current and to come, and where its result is once it is there."""
    names = list(steps())
    at = names.index(job.step) if job.step in names else -1
    return {
        "job": job,
        "is_open": job.state in orders.OPEN,
        "failed": job.state == JobState.FAILED,
        "cancelled": job.state == JobState.CANCELLED,
        "steps": [(label, place < at, place == at) for place, label in enumerate(steps().values())],
        "step": step(job),
        "address": _address(job) if job.state == JobState.DONE else "",
    }


def _address(job: Job) -> str:
    """The page of what the job has made; "" where it is gone."""
    if job.kind != orders.ROLL_UP:
        report = orders.report_of(job)
        return reverse("reports:report", args=[report.public_id]) if report else ""
    _user, rule, period, letterhead = job.object_id.split(":")
    same = roll_ups_seen(job.created_by).filter(period=period, rule=rule, letterhead=letterhead)
    newest = same.only("public_id").first()
    return reverse("reports:roll_up", args=[newest.public_id]) if newest else ""
