"""What the progress page of a long file shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from imports import jobs, steps
from imports.models import PlanImport
from imports.steps import Step
from wards.models import Job, JobState


def progress(job: Job, upload: PlanImport | None) -> dict[str, Any]:
    """A job for its page: steps done, current and to come with counts, what it ended with."""
    commits = job.kind == jobs.COMMIT
    names = steps.COMMIT if commits else steps.READ
    step, done, of = _said(job.step)
    at = names.index(step) if step in names else -1
    is_open = job.state in jobs.OPEN
    return {
        "job": job,
        "ward": job.ward,
        "upload": upload,
        "commits": commits,
        "is_open": is_open,
        "done": job.state == JobState.DONE and upload is not None,
        "failed": job.state == JobState.FAILED,
        "said": job.error.splitlines(),
        # What is being written is one transaction: it ends by itself, wholly or not at all.
        "may_cancel": is_open and step is not Step.WRITING and not job.cancel_requested,
        "steps": tuple(_steps(names, at, done, of)),
    }


def _steps(names: tuple[Step, ...], at: int, done: int, of: int) -> Iterator[tuple[str, str, str]]:
    """Each step's name, what was counted in it, and whether it is "done", "current" or to come ("")."""
    for place, name in enumerate(names):
        counted = (
            f"{done}/{of}" if place == at and of and name is not Step.WRITING else str(of) if place == at and of else ""
        )
        yield steps.label(name), counted, "done" if place < at else "current" if place == at else ""


def _said(text: str) -> tuple[Step | None, int, int]:
    name, _blank, counts = text.partition(" ")
    if name not in set(Step):
        return None, 0, 0
    done, _blank, of = counts.partition(" ")
    return Step(name), int(done), int(of)
