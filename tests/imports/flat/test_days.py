"""The shared calendar as a list."""

from __future__ import annotations

from datetime import date

import pytest

from imports.flat.checking import Change
from imports.flat.days import DATE, NOTE, REMOVE, WORKING
from tests.factory import make_user
from tests.imports.flat.lists import checked, put, said, taken_out
from wards.models import CalendarDay, Role, User

pytestmark = pytest.mark.django_db
HEAD = (DATE, WORKING, NOTE, REMOVE)


@pytest.fixture
def province() -> User:
    return make_user(None, Role.PROVINCE_ADMIN)


@pytest.fixture(autouse=True)
def _days() -> None:
    CalendarDay.objects.create(date=date(2026, 1, 2), working=False, note="Nghỉ hoán đổi")
    CalendarDay.objects.create(date=date(2026, 1, 10), working=True, note="=làm bù")


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_what_goes_out_comes_in_unchanged(ending: str, province: User) -> None:
    found = checked("lich", None, province, taken_out("lich", None, province, ending))
    assert found.errors == () and found.counts == {"same": 2}


def test_added_changed_and_removed(province: User) -> None:
    rows = [
        HEAD,
        ("2026-04-27", "Không", "Nghỉ bù", ""),
        (date(2026, 1, 2), "Có", "Nghỉ hoán đổi", ""),
        ("10/1/2026", "Có", "", "x"),
    ]
    found = checked("lich", None, province, rows)
    assert [(row.change, row.row) for row in found.rows] == [(Change.NEW, 2), (Change.CHANGED, 3), (Change.GONE, 4)]
    assert CalendarDay.objects.count() == 2
    kept = put("lich", None, province, rows)
    assert list(CalendarDay.objects.values_list("date", "working", "note")) == [
        (date(2026, 1, 2), True, "Nghỉ hoán đổi"),
        (date(2026, 4, 27), False, "Nghỉ bù"),
    ]
    assert kept.committed_by == province and kept.found["counts"] == {"new": 1, "changed": 1, "gone": 1, "same": 0}
    assert checked("lich", None, province, rows[:3]).counts == {"same": 2}


def test_every_error_at_its_cell(province: User) -> None:
    rows = [
        HEAD,
        ("02/13/2026", "Có", "", ""),
        ("", "Có", "ghi chú", ""),
        ("03/02/2026", "", "", "gì đó"),
        ("04/02/2026", "Có", "dài" * 70, ""),
        ("05/02/2026", "Có", "", "x"),
        ("06/02/1926", "Có", "", ""),
        ("2/1/2026", "Không", "Nghỉ hoán đổi", ""),
        ("02.01.2026", "Không", "Nghỉ hoán đổi", ""),
    ]
    places = [(row, column) for row, column, _message in said(checked("lich", None, province, rows))]
    assert places == [(2, "A"), (3, "A"), (4, "B"), (4, "D"), (5, "C"), (6, "D"), (7, "A"), (9, "A")]
