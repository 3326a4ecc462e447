"""What was reviewed is what is committed: the stored file is read once more, and must still say the same."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from imports import commit as committing
from imports import dropping
from imports.commit import CommitError, Outcome
from imports.deciding import decided_rows
from imports.diff import Diff, Row, rows_of
from imports.grid import PlanReading
from imports.intake import as_read, read_again, update_reading
from imports.models import PlanImport
from imports.said import settled_rows, with_corrections
from imports.steps import Said, Step, nobody
from imports.stored import SAME_PLAN, Destination, destination, stored_rows
from plans.models import Plan
from wards.memory import cycles_later
from wards.models import User


@dataclass(frozen=True)
class Repeated:
    """A plan that has that many rows of the file already."""

    plan: Plan
    rows: int


@dataclass(frozen=True)
class Compared:
    """A reading held against the plan it would update: `choice` is what the person chose, "" where the portal did."""

    goal: Destination = field(default_factory=lambda: Destination(None))
    choice: str = ""
    diff: Diff | None = None
    rows: tuple[Row, ...] = ()
    stored: tuple[Row, ...] = ()

    @property
    def repeats(self) -> Repeated | None:
        """The plan most of whose rows would be made once more as a new plan."""
        likest = max(self.goal.candidates, key=lambda each: each.share, default=None)
        if self.goal.plan or likest is None or likest.share < SAME_PLAN:
            return None
        return Repeated(likest.plan, round(likest.share * len(self.rows)))


@cycles_later()
def compared(upload: PlanImport, reading: PlanReading, choice: str) -> Compared:
    """What a commit would do with the plan chosen; a choice that is not offered is no choice."""
    rows = rows_of(reading, settled_rows(upload))
    goal = destination(upload.ward, reading, rows, upload.attachment)
    try:
        plan = committing.chosen_plan(goal, choice)
    except CommitError:
        plan, choice = goal.plan, ""
    stored = stored_rows(plan) if plan else []
    diff = committing.held_against(reading, rows, stored, decided_rows(upload, reading))
    return Compared(Destination(plan, goal.candidates, goal.by_number), choice, diff, tuple(rows), tuple(stored))


def to_drop(upload: PlanImport, reading: PlanReading, plan: Plan | None) -> dict[str, Any]:
    """What the page offers for the rows that are gone: what was said already, else the amending document's own
    number and date."""
    if upload.dropping:
        return dict(upload.dropping)
    amends = plan is not None and bool(reading.number) and reading.number != plan.number
    return {
        "keys": (),
        "number": reading.number if amends else "",
        "issued_on": reading.issued_on.isoformat() if amends and reading.issued_on else "",
        "reason": f"Không còn trong “{reading.title}”." if amends and reading.title else "",
    }


def seal(upload: PlanImport) -> str:
    """The same as long as nobody says anything else of the upload."""
    said = [upload.columns, upload.corrections, upload.answers, upload.pairs, upload.dropping]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def commit_upload(
    upload: PlanImport, user: User, *, choice: str, seen_version: int, seen_seal: str = "", said: Said = nobody
) -> Outcome:
    """Commits the upload as it was reviewed; CommitError, or RefusedError where the file is no longer what it was.

    `seen_seal` is that of what was said of the upload when it was reviewed, "" where nobody reviewed it.
    """
    reading = as_reviewed(upload, said)
    # From here on nothing calls the work off: it is one transaction.
    said(Step.WRITING, 0, len(reading.tasks))
    with transaction.atomic():
        # The file was read for a while; who says something of it now waits.
        now = PlanImport.objects.select_for_update().defer("reading").get(pk=upload.pk)
        if seal(now) != seal(upload) or (seen_seal and seen_seal != seal(now)):
            raise CommitError(_("Somebody has corrected this file meanwhile. Please review it once more."))
        outcome = committing.commit(upload, reading, user=user, choice=choice, seen_version=seen_version)
        dropping.ask(upload, outcome, user)
    return outcome


def as_reviewed(upload: PlanImport, said: Said = nobody) -> PlanReading:
    """The stored file's reading as corrected; where it has become another since, that one is kept to be reviewed."""
    if reason := committing.why_not(upload):
        raise CommitError(reason)
    reading = read_again(upload, said=said)
    if reading != as_read(upload):
        update_reading(upload, reading)
        raise CommitError(_("The ward's units have changed since this file was read. Please review it once more."))
    return with_corrections(upload, reading)
