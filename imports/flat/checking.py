"""What a file would change in a list, row by row: the library's dry run as values that a page shows and a row keeps."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any

import tablib
from django.db.models import Model
from import_export.results import Result, RowResult

from imports.flat.base import FlatResource
from imports.flat.files import open_list
from imports.flat.table import Table, TableRow
from imports.grid import Problem
from imports.readers import UnreadableFile


class Change(StrEnum):
    """What becomes of a row of the file."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    GONE = "gone"
    INVALID = "invalid"


_CHANGES = {
    RowResult.IMPORT_TYPE_NEW: Change.NEW,
    RowResult.IMPORT_TYPE_UPDATE: Change.CHANGED,
    RowResult.IMPORT_TYPE_SKIP: Change.SAME,
    RowResult.IMPORT_TYPE_DELETE: Change.GONE,
    RowResult.IMPORT_TYPE_INVALID: Change.INVALID,
}


@dataclass(frozen=True)
class RowCheck:
    """A row that would change something: its number in the sheet, what it is called, (column, before, after)."""

    row: int
    name: str
    change: Change
    cells: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class Check:
    """What the whole file would do. Nothing of it is written while `errors` is not empty."""

    counts: Mapping[str, int] = field(default_factory=dict)
    rows: tuple[RowCheck, ...] = ()
    errors: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    moves: tuple[str, ...] = ()
    """What else the changes would move, a sentence each; not sealed, for it follows from them and from the day."""

    @property
    def changes(self) -> int:
        """How many rows would change something."""
        return sum(self.counts.get(change, 0) for change in (Change.NEW, Change.CHANGED, Change.GONE))

    @property
    def seal(self) -> str:
        """The same for the same changes: what a person has seen is what is committed."""
        sealed = to_record(replace(self, moves=()))
        return hashlib.sha256(json.dumps(sealed, sort_keys=True).encode()).hexdigest()


def check(data: bytes, resource: FlatResource) -> Check:
    """Reads the file and holds it against what is stored; writes nothing."""
    table, unread = read_table(data, resource)
    return unread or run(table, resource, dry_run=True)


def read_table(data: bytes, resource: FlatResource) -> tuple[Table, Check | None]:
    """The list in the file; or why there is none that could be held against what is stored."""
    try:
        table = resource.read(open_list(data))
    except UnreadableFile as unreadable:
        return Table(""), Check(errors=unreadable.problems)
    if table.errors:
        return table, Check(errors=table.errors, warnings=table.warnings)
    if not table.rows:
        message = "Dưới dòng tiêu đề không có dòng nào. Vui lòng kiểm tra xem đã chọn đúng tệp chưa."
        return table, Check(errors=(Problem(table.sheet, None, None, message),), warnings=table.warnings)
    return table, None


def run(table: Table, resource: FlatResource, *, dry_run: bool) -> Check:
    """The library's import of the table, in one transaction that an error undoes."""
    rows = [row for row in table.rows if not resource.is_empty(row.texts)]
    headings = list(table.columns)
    dataset = tablib.Dataset(*[[row.texts[name] for name in headings] for row in rows], headers=headings)
    resource.places = [row.number for row in rows]
    resource.take(table)
    beside = [
        RowCheck(each.row, each.name, Change.NEW if each.is_new else Change.CHANGED, each.cells)
        for each in resource.beside()
    ]
    result: Result = resource.import_data(
        dataset, dry_run=dry_run, use_transactions=True, rollback_on_validation_errors=True
    )
    for each in result.row_errors():
        raise each[1][0].error
    found = [*_rows(result, resource), *beside]
    errors = (*_invalid(result, resource, table, rows), *_late(resource, table, rows))
    counts = Counter(each.change.value for each in found)
    counts[Change.SAME.value] += len(table.rows) - len(rows)
    return Check(
        counts=dict(counts),
        rows=tuple(row for row in found if row.change not in {Change.SAME, Change.INVALID}),
        errors=tuple(sorted(errors, key=lambda problem: (problem.row or 0, problem.column or ""))),
        warnings=table.warnings,
        moves=resource.moves,
    )


def _rows(result: Result, resource: FlatResource) -> list[RowCheck]:
    return [
        RowCheck(
            place,
            row.object_repr or "",
            _CHANGES[row.import_type],
            tuple(row.diff or ()) if row.import_type != RowResult.IMPORT_TYPE_SKIP else (),
        )
        for place, row in zip(resource.places, result.rows, strict=True)
    ]


def _invalid(result: Result, resource: FlatResource, table: Table, rows: Sequence[TableRow]) -> list[Problem]:
    """Every error of every row, at its cell."""
    return [
        _problem(resource, table, rows[invalid.number - 1], attribute, str(message))
        for invalid in result.invalid_rows
        for attribute, messages in invalid.error_dict.items()
        for message in messages
    ]


def _late(resource: FlatResource, table: Table, rows: Sequence[TableRow]) -> list[Problem]:
    return [
        _problem(resource, table, _row_of(instance, resource, rows), attribute, message)
        for instance, attribute, message in resource.late_errors()
    ]


def _row_of(instance: Model, resource: FlatResource, rows: Sequence[TableRow]) -> TableRow | None:
    number = resource.numbers.get(id(instance))
    return rows[number - 1] if number else None


def _problem(resource: FlatResource, table: Table, row: TableRow | None, attribute: str, message: str) -> Problem:
    if row is None:
        return Problem(table.sheet, None, None, message)
    heading = next((f.column_name for f in resource.fields.values() if f.attribute == attribute), "")
    number, letter = row.cells.get(heading, (row.number, table.columns.get(heading) or None))
    return Problem(table.sheet, number, letter, message)


def to_record(found: Check) -> dict[str, Any]:
    """The check in what JSON has."""
    record: dict[str, Any] = json.loads(json.dumps(asdict(found)))
    return record


def from_record(record: Mapping[str, Any]) -> Check:
    """The check of a record that `to_record` made."""
    return Check(
        counts=record.get("counts", {}),
        rows=tuple(
            RowCheck(each["row"], each["name"], Change(each["change"]), tuple(map(tuple, each["cells"])))
            for each in record.get("rows", ())
        ),
        errors=tuple(Problem(**each) for each in record.get("errors", ())),
        warnings=tuple(Problem(**each) for each in record.get("warnings", ())),
        moves=tuple(record.get("moves", ())),
    )
