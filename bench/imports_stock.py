"""The reference of the import: the same rows flat, through django-import-export with its own defaults."""

from __future__ import annotations

import tablib
from import_export import resources

from bench.flat.models import FlatTask
from imports.diff import rows_of
from imports.grid import PlanReading
from imports.printed import Words


class FlatTaskResource(resources.ModelResource):  # type: ignore[misc]
    """As the documentation begins: known by its code, unchanged rows left alone, all or nothing."""

    class Meta:
        model = FlatTask
        import_id_fields = ("code",)
        fields = ("code", *(name.value for name in Words if name is not Words.NOTES))
        skip_unchanged = True
        use_transactions = True


def dataset(reading: PlanReading) -> tablib.Dataset:
    """The rows of a reading with the words that the portal's own diff compares."""
    fields = FlatTaskResource._meta.fields
    table = tablib.Dataset(headers=fields)
    for at, row in enumerate(rows_of(reading)):
        table.append([f"{at:05}", *(row.words[name] for name in Words if name.value in fields)])
    return table


def stock_import(table: tablib.Dataset) -> None:
    """A dry run with its diff, then the import, both with every row's outcome."""
    for dry_run in (True, False):
        result = FlatTaskResource().import_data(table, dry_run=dry_run)
        if result.has_errors() or result.has_validation_errors():
            raise SystemExit("the reference did not take the rows")
