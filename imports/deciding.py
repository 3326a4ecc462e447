"""Which row of the plan a row of the file is, where a person said so."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from django.db import transaction

from imports.diff import Diff, Row
from imports.grid import PlanReading
from imports.models import PlanImport
from imports.said import hold
from plans.models import Plan
from tasks.models import Task
from wards.bulk import bulk_update_with_history
from wards.models import User


def decided_rows(upload: PlanImport, reading: PlanReading) -> dict[int, str]:
    """What was decided here: for the index of a row the key of the stored row that it is, "" for a new one."""
    at = {(sheet, row): key for sheet, row, key in upload.pairs}
    if not at:
        return {}
    return {index: at[task.sheet, task.row] for index, task in enumerate(reading.tasks) if (task.sheet, task.row) in at}


@transaction.atomic
def decide(upload: PlanImport, *, sheet: str, row: int, key: str | None) -> None:
    """Keeps which stored row (by its key, "" for none) the row is; None leaves it to the portal again."""
    hold(upload)
    others = [each for each in upload.pairs if each[:2] != [sheet, row]]
    upload.pairs = others if key is None else [*others, [sheet, row, key]]
    upload.save(update_fields=["pairs"])


def free_keys(plan: Plan, rows: Sequence[Row], diff: Diff, user: User) -> None:
    """Takes a key away from each stored row whose key another row is going to have.

    A row left without one is found again by its content.
    """
    if not diff.crossed:
        return
    holders = {row.key: change.pk for row, change in zip(rows, diff.rows, strict=True)}
    in_the_way = [task for task in Task.objects.filter(plan=plan) if holders.get(task.row_key, task.pk) != task.pk]
    for task in in_the_way:
        task.row_key = hashlib.sha256(f"{task.row_key}/{task.pk}".encode()).hexdigest()
    bulk_update_with_history(in_the_way, ["row_key"], user=user)
