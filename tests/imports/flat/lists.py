"""Lists as bytes, and what a file of some rows would do."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from openpyxl import Workbook

from imports.flat.checking import Check, check
from imports.flat.exporting import as_file, dataset
from imports.flat.lists import LISTS
from imports.flat.models import FlatUpload
from imports.flat.uploads import commit, take_in
from wards.models import User, Ward

Rows = Sequence[Sequence[object]]


def book(rows: Rows, title: str = "Danh sách") -> bytes:
    """A workbook of one sheet."""
    made = Workbook()
    page = made.active
    assert page is not None
    page.title = title
    for row in rows:
        page.append(list(row))
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def checked(slug: str, ward: Ward | None, user: User, data: bytes | Rows) -> Check:
    """What the file would do."""
    return check(data if isinstance(data, bytes) else book(data), LISTS[slug].resource(ward, user))


def put(slug: str, ward: Ward | None, user: User, data: bytes | Rows) -> FlatUpload:
    """The file taken in and committed as seen."""
    kept = take_in(LISTS[slug], ward, data if isinstance(data, bytes) else book(data), name="danh-sach.xlsx", user=user)
    from imports.flat.uploads import found_in

    assert found_in(kept).errors == ()
    commit(kept, user, found_in(kept).seal)
    kept.refresh_from_db()
    return kept


def taken_out(slug: str, ward: Ward | None, user: User, ending: str = "xlsx") -> bytes:
    """The list as a file."""
    data, _type = as_file(dataset(LISTS[slug].resource(ward, user), "Danh sách"), ending)
    return data


def said(found: Check) -> list[tuple[int | None, str | None, str]]:
    """Each error's row, column and message."""
    return [(problem.row, problem.column, problem.message) for problem in found.errors]
