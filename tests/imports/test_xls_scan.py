"""The records of an old workbook: what is lost, how far it reaches, and files that cannot be followed."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.broken.old_excel import ERRORS, excel_95, excel_97, plan_cells
from imports.xls_scan import LockedError, NoWorkbookError, scan_xls


@pytest.mark.parametrize("shown", ERRORS)
def test_error_cells_are_lost(shown: str) -> None:
    scan = scan_xls(excel_97(plan_cells() | {(6, 2): shown}))["Ke hoach"]
    assert scan.lost == {(7, 3): shown}


@pytest.mark.parametrize("make", [excel_97, excel_95])
def test_the_last_cell_is_known(make: object) -> None:
    assert callable(make)
    scan = scan_xls(make({(0, 0): "x", (40_000, 200): "y"}))["Ke hoach"]
    assert (scan.last_row, scan.last_column) == (40_001, 201)


def test_a_locked_workbook_says_so() -> None:
    with pytest.raises(LockedError):
        scan_xls(excel_97(plan_cells(), locked=True))


@given(st.binary(max_size=2000), st.integers(0, 4000))
def test_no_bytes_do_harm(noise: bytes, place: int) -> None:
    data = excel_97(plan_cells())
    with suppress(NoWorkbookError, LockedError):
        scan_xls(data[:place] + noise + data[place + len(noise) :])
