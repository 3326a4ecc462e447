"""What the resources of all lists share: one transaction, history with author, every error at its cell.

The library reads, compares and shows the rows (`import_data` with its dry run); writing goes through `wards.bulk`,
because the library's own bulk methods keep no history. Nothing is written before every row has been read, so a dry run
writes nothing at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import tablib
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils.encoding import force_str
from import_export import resources
from import_export.results import Result, RowResult

from imports.flat.table import Column, Table, find_table
from imports.grid import Grid
from wards.bulk import bulk_create_with_history, bulk_update_with_history
from wards.models import User, Ward

Row = Mapping[str, str]
Errors = dict[str, Any]


@dataclass(frozen=True)
class Beside:
    """What a file changes beside the rows of its list: its row of the sheet, what it is called, (column, before,
    after); `is_new` where there was nothing before."""

    row: int
    name: str
    cells: tuple[tuple[str, str, str], ...]
    is_new: bool


class CellDiff(resources.Diff):  # type: ignore[misc]
    """The cells of a row before and after, as texts; the page draws them, so no HTML is made here."""

    def as_html(self) -> list[tuple[str, str, str]]:
        """(column, before, after) of each cell that differs; a new row has nothing before."""
        return [
            (column, "" if self.new else before, after)
            for column, before, after in zip(self.columns, self._left, self._right, strict=True)
            if (self.new and after) or (not self.new and before != after)
        ]

    def __init__(self, resource: FlatResource, instance: Model, new: bool) -> None:
        super().__init__(resource, instance, new)
        fields = resource.get_import_fields()
        self.columns = [field.column_name for field in fields]
        self._left = [_shown(value) for value in self.left]
        self._right: list[str] = [""] * len(fields)

    def compare_with(self, resource: FlatResource, instance: Model | None) -> None:
        """Notes the row as it will be."""
        super().compare_with(resource, instance)
        self._right = [_shown(value) for value in self.right]


class FlatResource(resources.ModelResource):  # type: ignore[misc]
    """A list of a ward: `ward` is None for what all wards share. One object serves one import or export."""

    columns: tuple[Column, ...] = ()
    key_column = ""
    written_fields: tuple[str, ...] = ()

    class Meta:
        use_bulk = True
        batch_size = None
        use_transactions = True
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = False

    def __init__(self, ward: Ward | None, user: User, reason: str = "") -> None:
        super().__init__()
        self.ward, self.user, self.reason = ward, user, reason
        self.written: list[Any] = []
        self.moves: tuple[str, ...] = ()  # what else the changes move, a sentence each
        # Of the library: what it would write itself.
        self.create_instances: list[Any] = []
        self.update_instances: list[Any] = []
        self.delete_instances: list[Any] = []
        self.places: list[int] = []  # the row of the sheet of each row of the dataset
        self.numbers: dict[int, int] = {}  # the number in the dataset of each row read, by identity
        self._first: dict[object, int] = {}

    @classmethod
    def get_diff_class(cls) -> type[CellDiff]:
        """The cells instead of HTML."""
        return CellDiff

    # What a list says of itself

    def read(self, grid: Grid) -> Table:
        """The list in an opened file, with what is wrong with it as a table."""
        return find_table(grid, self.columns)

    def take(self, table: Table) -> None:
        """Notes what the table says beside its rows."""

    def beside(self) -> Iterable[Beside]:
        """What of that would change."""
        return ()

    def present(self) -> Iterable[Any] | QuerySet[Any]:
        """The rows that there are, in the order of the list; a few queries, however many."""
        raise NotImplementedError

    def keys_of(self, instance: Any) -> tuple[object, ...]:
        """What two rows of a file must not have in common."""
        raise NotImplementedError

    def find(self, row: Row) -> Any:
        """The stored row that a row of the file is; None where it is new."""
        raise NotImplementedError

    def begin(self, row: Row) -> Any:
        """A new row, not yet stored."""
        raise NotImplementedError

    def check(self, instance: Any, row: Row, errors: Errors) -> None:
        """Adds what is wrong with a row to `errors`, by attribute."""

    def check_change(self, instance: Any, errors: Errors) -> None:
        """The same, of a row that would change something."""

    def late_errors(self) -> Iterable[tuple[Any, str, str]]:
        """(row, attribute, message) of what can be told only when all rows are read."""
        return ()

    def is_empty(self, row: Row) -> bool:
        """Whether a row of the file says nothing, such as one of a form that nobody has filled in."""
        return False

    def label(self, row: Row) -> str:
        """What a row of the file is called."""
        return row.get(self.key_column, "")

    def write_beside(self, instances: list[Any]) -> None:
        """Writes what hangs on the rows, once these are stored."""

    # How the library asks

    def get_import_id_fields(self) -> list[str]:
        return [name for name, field in self.fields.items() if field.column_name == self.key_column]

    def get_instance(self, instance_loader: object, row: Row) -> Any:
        return self.find(row)

    def init_instance(self, row: Row | None = None) -> Any:
        return self.begin(row or {})

    def import_instance(self, instance: Any, row: Row, **kwargs: Any) -> None:
        """Every error of the row, those of single cells and those between them."""
        errors: Errors = {}
        try:
            super().import_instance(instance, row, **kwargs)
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        number = kwargs["row_number"]
        self.numbers[id(instance)] = number
        first = min((self._first.setdefault(key, number) for key in self.keys_of(instance)), default=number)
        if first != number:
            message = f"Trùng với dòng {self.places[first - 1]} của tệp. Vui lòng giữ lại một dòng."
            say(errors, self._key_attribute(), message)
        self.check(instance, row, errors)
        if errors:
            raise ValidationError(errors)

    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        """Called by the library for the rows that change something."""
        errors = dict(import_validation_errors or {})
        self.check_change(instance, errors)
        if errors:
            raise ValidationError(errors)

    def after_import_row(self, row: Row, row_result: RowResult, **kwargs: Any) -> None:
        row_result.object_repr = self.label(row)

    def after_save_instance(self, instance: Any, row: Row, **kwargs: Any) -> None:
        self.written.append(instance)

    def bulk_create(self, using_transactions: bool, dry_run: bool, raise_errors: bool, **kwargs: Any) -> None:
        """Creates the new rows with their first entry of history, by the person who imports."""
        if not dry_run:
            bulk_create_with_history(self.create_instances, user=self.user, reason=self.reason)
        self.create_instances = []

    def bulk_update(self, using_transactions: bool, dry_run: bool, raise_errors: bool, **kwargs: Any) -> None:
        """Writes the changed rows with an entry of history each."""
        if not dry_run:
            bulk_update_with_history(self.update_instances, self.written_fields, user=self.user, reason=self.reason)
        self.update_instances = []

    def after_import(self, dataset: tablib.Dataset, result: Result, **kwargs: Any) -> None:
        """The rows are stored: now what hangs on them, unless something was wrong."""
        if not kwargs.get("dry_run") and not result.has_validation_errors() and not result.has_errors():
            self.write_beside(self.written)

    def handle_import_error(self, result: Result, error: Exception, raise_errors: bool = False) -> None:
        """A failure that is no row's is nobody's typing error: it is not shown as one."""
        raise error

    def _key_attribute(self) -> str:
        return str(next(f.attribute for f in self.fields.values() if f.column_name == self.key_column))


def say(errors: Errors, attribute: str, message: str) -> None:
    """Adds an error at an attribute's cell."""
    errors.setdefault(attribute, []).append(ValidationError(message))


def _shown(value: object) -> str:
    """A cell as the page shows it."""
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", ",")
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else force_str(value)
