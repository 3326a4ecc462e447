"""What was reviewed is what is committed: the stored file is read once more, and must still say the same."""

from __future__ import annotations

from django.utils.translation import gettext as _

from imports import commit as committing
from imports.commit import CommitError, Outcome
from imports.grid import PlanReading
from imports.intake import read_again, update_reading, with_corrections
from imports.models import PlanImport
from imports.records import to_record
from imports.steps import Said, Step, nobody
from wards.models import User


def commit_upload(upload: PlanImport, user: User, *, choice: str, seen_version: int, said: Said = nobody) -> Outcome:
    """Commits the upload as it was reviewed; CommitError, or RefusedError where the file is no longer what it was."""
    reading = as_reviewed(upload, said)
    # From here on nothing calls the work off: it is one transaction.
    said(Step.WRITING, 0, len(reading.tasks))
    return committing.commit(upload, reading, user=user, choice=choice, seen_version=seen_version)


def as_reviewed(upload: PlanImport, said: Said = nobody) -> PlanReading:
    """The stored file's reading as corrected; where it has become another since, that one is kept to be reviewed."""
    if reason := committing.why_not(upload):
        raise CommitError(reason)
    reading = read_again(upload, said=said)
    if to_record(reading) != upload.reading:
        update_reading(upload, reading)
        raise CommitError(_("The ward's units have changed since this file was read. Please review it once more."))
    return with_corrections(upload, reading)
