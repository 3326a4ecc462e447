"""The formats of django-import-export in which lists go out: no text is ever taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import tablib
from import_export.formats import base_formats
from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter

from imports.export.cells import BOLD, BORDER, CENTRE, PLAIN, TOP, lines_of, printed_landscape, put, row_height
from imports.export.workbook import saved
from plans.numbers import write_number

_RISKY = ("=", "+", "-", "@", "\t", "\r")
_WIDEST, _NARROWEST = 60, 10
_UNWRAPPED = Alignment()


class ListXLSX(base_formats.XLSX):  # type: ignore[misc]
    """A workbook with one sheet: heading in bold and kept in sight, figures as numbers, everything else as text."""

    def export_data(self, dataset: tablib.Dataset, above: Sequence[str] = (), **kwargs: Any) -> bytes:
        """The file's bytes; `above` are lines over the heading."""
        book = Workbook()
        page = book.active or book.create_sheet()
        page.title = (dataset.title or "Danh sách")[:31]
        printed_landscape(page)
        for row, line in enumerate(above, start=1):
            put(page, row, 1, line, BOLD, _UNWRAPPED)
        top = len(above) + 1
        for row, values in enumerate((dataset.headers or [], *dataset), start=top):
            for column, value in enumerate(values, start=1):
                # Four decimals, so that nobody takes the sign before three digits for one of thousands.
                exact = isinstance(value, Decimal) and value != value.to_integral_value()
                font, align = (BOLD, CENTRE) if row == top else (PLAIN, TOP)
                put(page, row, column, value, font, align, border=BORDER, shown="0.0000" if exact else "General")
        widths: list[float] = []
        for at, heading in enumerate(dataset.headers or [], start=1):
            longest = max((len(str(value or "").split("\n")[0]) for value in dataset.get_col(at - 1)), default=0)
            widths.append(min(max(longest + 2, len(heading) + 4, _NARROWEST), _WIDEST))
            page.column_dimensions[get_column_letter(at)].width = widths[-1]
        for row, values in enumerate(dataset, start=top + 1):
            lines = max(
                (lines_of(str(value or ""), width) for value, width in zip(values, widths, strict=True)), default=1
            )
            page.row_dimensions[row].height = row_height(lines)
        page.freeze_panes = f"A{top + 1}"
        page.print_title_rows = f"{top}:{top}"
        if dataset.headers:
            page.auto_filter.ref = f"A{top}:{get_column_letter(len(dataset.headers))}{len(dataset) + top}"
        return saved(book)


class ListCSV(base_formats.CSV):  # type: ignore[misc]
    """Comma-separated UTF-8 with the mark by which Excel knows it; a text like a formula gets a quote before it."""

    def export_data(self, dataset: tablib.Dataset, above: Sequence[str] = (), **kwargs: Any) -> bytes:
        """The file's bytes; `above` are lines over the heading."""
        out = io.StringIO(newline="")
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerows([_plain(line)] for line in above)
        writer.writerow([_plain(heading) for heading in dataset.headers or []])
        writer.writerows([_plain(value) for value in row] for row in dataset)
        return ("\ufeff" + out.getvalue()).encode()


FORMATS: dict[str, base_formats.Format] = {"xlsx": ListXLSX(), "csv": ListCSV()}
"""By the ending of the address."""


def _plain(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return write_number(value)
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    text = str(value)
    return f"'{text}" if text.startswith(_RISKY) else text
