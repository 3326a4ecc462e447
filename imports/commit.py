"""A reviewed reading becomes a plan, or the new state of one: one transaction, in which nothing is parsed.

A numbered, dated plan is issued, any other a draft. Statuses, evidence, measurements and history of an updated plan
stay; rows no longer in the file stay as they are, until a leader drops them by a document.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from imports import marks
from imports.deciding import decided_rows, free_keys
from imports.diff import Change, Diff, Row, rows_of
from imports.grid import PlanReading
from imports.matching import compare
from imports.models import ImportState, PlanImport
from imports.said import settled_rows
from imports.stored import Destination, destination, stored_rows
from imports.units import link_units
from imports.write import write_rows
from plans.models import Plan, PlanState
from tasks.issuing import put_into_force
from tasks.models import Task
from tasks.occurrences import make_first_occurrences, make_occurrences
from wards.calendar import WorkingCalendar
from wards.calendar_days import load_calendar
from wards.clock import now, today
from wards.memory import cycles_later
from wards.models import User, Ward

NEW_PLAN = "moi"


class CommitError(Exception):
    """Why nothing was written, in the reader's language."""


@dataclass(frozen=True)
class Outcome:
    """What a commit did: the plan, whether it is new, what became of each row, and the units it proposed."""

    plan: Plan
    created: bool
    diff: Diff
    proposed_units: tuple[str, ...] = ()


@cycles_later()
def commit(
    upload: PlanImport, reading: PlanReading, *, user: User, choice: str = "", seen_version: int | None = None
) -> Outcome:
    """Writes the reading of the upload's stored file, once; CommitError where it cannot be.

    `choice` names the plan to update by its public id, or is NEW_PLAN, or empty for what `destination` finds.
    `seen_version` is the version of that plan when its changes were reviewed, 0 where there was none yet.
    """
    if reading.errors:
        raise CommitError(_("The file has errors; nothing was written."))
    calendar = load_calendar()
    # The record of a long plan takes as much memory as its reading: from here on it is a deferred field.
    upload.__dict__.pop("reading", None)
    with transaction.atomic():
        # The condition and the change are one statement: of two people pressing at once, one commits.
        if not PlanImport.objects.filter(pk=upload.pk, state=ImportState.READ).update(
            state=ImportState.COMMITTED, committed_at=now()
        ):
            upload.refresh_from_db(fields=["state"])
            raise CommitError(why_not(upload))
        # Commits of one ward go one after the other, so that none compares with rows another is writing.
        ward = Ward.objects.select_for_update().get(pk=upload.ward_id)
        rows = rows_of(reading, settled_rows(upload))
        plan = chosen_plan(destination(ward, reading, rows, upload.attachment), choice)
        if seen_version is not None and seen_version != (plan.version if plan else 0):
            raise CommitError(_("Somebody has changed the plan meanwhile. Please review the changes once more."))
        diff = difference(reading, rows, plan, decided_rows(upload, reading))
        created = plan is None
        waited = plan is not None and not plan.in_force
        was = plan.version if plan else 0
        proposed: tuple[str, ...] = ()
        before = marks.taken()
        # The very file that the plan was last made from has nothing new to say, whatever people changed since.
        if plan is None or plan.source_id != upload.attachment_id:
            plan = _write_plan(ward, plan, upload, reading, user)
            units, proposed = link_units(ward, reading, user)
            free_keys(plan, rows, diff, user)
            rescheduled = write_rows(plan, reading, rows, diff, units, user)
            if created:
                make_first_occurrences(plan, rescheduled, today=today(), calendar=calendar)
            else:
                reschedule(plan, rescheduled, calendar)
            if waited and plan.in_force:
                put_into_force(plan)
        PlanImport.objects.filter(pk=upload.pk).update(
            plan=plan, undo={"before": before, "after": marks.taken(), "was": was, "version": plan.version}
        )
    return Outcome(plan, created, diff, proposed)


def reschedule(plan: Plan, tasks: Sequence[Task], calendar: WorkingCalendar) -> None:
    """Brings the occurrences of rows of a plan that was there before in step with what was written of them."""
    for task in tasks:
        # The schedule asks each task for its plan and ward: one object for all, no query.
        task.plan, task.ward = plan, plan.ward
    make_occurrences(tasks, today=today(), calendar=calendar)


def why_not(upload: PlanImport) -> str:
    """Why the upload cannot be committed or corrected any more, "" where it waits for that."""
    match upload.state:
        case ImportState.COMMITTED:
            return _("This file has been committed to the plan already.")
        case ImportState.REFUSED:
            return _("The file has errors; nothing was written.")
    return ""


def difference(
    reading: PlanReading, rows: list[Row], plan: Plan | None, decided: Mapping[int, str] | None = None
) -> Diff:
    """What the reading would change in the plan; without a plan every row is new.

    `decided` is which stored row each is, as far as a person said it: see `imports.matching.compare`.
    """
    return held_against(reading, rows, stored_rows(plan) if plan else [], decided)


def held_against(
    reading: PlanReading, rows: Sequence[Row], stored: Sequence[Row], decided: Mapping[int, str] | None = None
) -> Diff:
    """The file's rows against those stored; a row with an error is invalid."""
    wrong = {(error.sheet, error.row) for error in reading.errors if error.row is not None}
    invalid = [
        index
        for index, task in enumerate(reading.tasks if wrong else ())
        if any((task.sheet, number) in wrong for number in {task.row, *(cell.row for cell in task.cells)})
    ]
    return compare(rows, stored, invalid, decided)


def chosen_plan(found: Destination, choice: str) -> Plan | None:
    """The plan to update; CommitError where the choice is not offered."""
    if not choice or found.by_number:
        return found.plan
    if choice == NEW_PLAN:
        return None
    for candidate in found.candidates:
        if str(candidate.plan.public_id) == choice:
            return candidate.plan
    raise CommitError(_("That plan cannot be updated from this file."))


def nothing_to_do(outcome: Outcome) -> bool:
    """Whether the commit left the plan as it was."""
    return not (outcome.created or outcome.diff.counts[Change.NEW] or outcome.diff.counts[Change.CHANGED])


def _write_plan(ward: Ward, plan: Plan | None, upload: PlanImport, reading: PlanReading, user: User) -> Plan:
    day = today()
    if plan is None:
        plan = Plan(
            ward=ward,
            year=reading.year,
            cadence=ward.cadence,
            imported_on=day,
            check_ins_from=max(day, reading.issued_on or day),
            created_by=user,
        )
    else:
        plan.version += 1
    # A draft that comes again takes no number away from a plan that has one, and a document that amends a plan under
    # a number of its own gives it no other name.
    if not (plan.number and reading.number and plan.number != reading.number):
        plan.title = reading.title or plan.title or _("Plan of %(year)s") % {"year": reading.year}
        plan.number = reading.number or plan.number
        plan.issued_on = reading.issued_on or plan.issued_on
    plan.state = PlanState.ISSUED if plan.number and plan.issued_on else PlanState.DRAFT
    plan.source = upload.attachment
    plan._history_user = user  # type: ignore[attr-defined]
    plan.save()
    return plan
