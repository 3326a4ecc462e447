"""The steps of reading and committing a file, as a job tells them while it works."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from django.utils.translation import gettext as _


class Step(StrEnum):
    """One step; the value stands in the job's row."""

    OPENING = "opening"
    READING = "reading"
    KEEPING = "keeping"
    WRITING = "writing"


# Told as work goes on: the step, and how many of how many rows are behind it (0 of 0 where rows do not count).
Said = Callable[[Step, int, int], None]

READ = (Step.OPENING, Step.READING, Step.KEEPING)
COMMIT = (Step.OPENING, Step.READING, Step.WRITING)

# Where in the bar a step begins and ends, in percent: measured shares of the time for 10,000 rows.
BEGIN = {Step.OPENING: 2, Step.READING: 30, Step.KEEPING: 85, Step.WRITING: 45}
END = {Step.OPENING: 30, Step.READING: 85, Step.KEEPING: 99, Step.WRITING: 99}


def nobody(_step: Step, _done: int, _of: int) -> None:
    """For work that nobody watches."""


def label(step: Step) -> str:
    """What a person reads."""
    return {
        Step.OPENING: _("Opening the file"),
        Step.READING: _("Reading the rows"),
        Step.KEEPING: _("Keeping what was read"),
        Step.WRITING: _("Writing the plan, all rows at once"),
    }[step]
