"""A file comes in: read, held against its ward, kept once."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings

from imports.fit import too_long
from imports.grid import PlanReading
from imports.intake import RefusedError, keep, other_ward, read, read_again, reading_of, same_ward, take_in
from imports.models import ImportState, PlanImport
from imports.records import packed, to_record, unpacked, value_of
from plans.models import Plan
from tests.factory import make_user, make_ward
from tests.imports.files import DONG_NGUYEN, TRAN_LIEU
from tests.imports.readings import error, known, percent, plan, row
from wards.models import Attachment, CalendarDay, Role, Unit, UnitAlias, User, Ward
from wards.setup import create_ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward() -> Ward:
    return create_ward("Phường Đồng Nguyên")


@pytest.fixture
def admin(ward: Ward) -> User:
    return make_user(ward, Role.ADMIN)


def test_a_good_file_is_kept_with_its_reading_and_nothing_else_is_written(ward: Ward, admin: User) -> None:
    data = DONG_NGUYEN.read_bytes()
    kept = take_in(data, name="Kế hoạch 74.xlsx", ward=ward, user=admin)
    assert (kept.state, kept.plan, kept.created_by) == (ImportState.READ, None, admin)
    assert kept.attachment.file.read() == data
    assert (kept.attachment.size, kept.attachment.name) == (len(data), "Kế hoạch 74.xlsx")
    assert unpacked(PlanImport.objects.get().reading) == read(data, ward=ward)
    assert not Plan.objects.exists()


def test_the_same_bytes_are_kept_once_and_taken_up_again(ward: Ward, admin: User) -> None:
    data = DONG_NGUYEN.read_bytes()
    first = take_in(data, name="a.xlsx", ward=ward, user=admin)
    again = take_in(data, name="b.xlsx", ward=ward, user=admin)
    assert again.pk == first.pk and Attachment.objects.count() == 1
    PlanImport.objects.update(state=ImportState.COMMITTED)
    third = take_in(data, name="c.xlsx", ward=ward, user=admin)
    assert third.pk != first.pk and third.attachment == first.attachment


@pytest.mark.parametrize(
    "name", ["../../etc/ke-hoach.xlsx", "C:\\Users\\lan\\ke-hoach.xlsx", "ke-hoach.xlsx", "\u202eke-hoach.xlsx"]
)
def test_a_name_never_leads_out_of_the_folder(name: str, ward: Ward, admin: User) -> None:
    kept = take_in(DONG_NGUYEN.read_bytes(), name=name, ward=ward, user=admin)
    assert kept.attachment.name == "ke-hoach.xlsx"
    stored = Path(kept.attachment.file.path).resolve()
    assert stored.is_relative_to(Path(settings.MEDIA_ROOT).resolve())
    assert str(kept.attachment.public_id) in stored.name


def test_a_plan_of_another_ward_is_refused_with_both_names(ward: Ward, admin: User) -> None:
    with pytest.raises(RefusedError) as refused:
        take_in(TRAN_LIEU.read_bytes(), name="x.xlsx", ward=ward, user=admin)
    assert "Phường Trần Liễu" in str(refused.value) and "Phường Đồng Nguyên" in str(refused.value)
    assert not PlanImport.objects.exists() and not Attachment.objects.exists()


@pytest.mark.parametrize(
    ("named", "same"),
    [
        ("Phường Mỹ Hào", True),
        ("PHƯỜNG MỸ HÀO", True),
        ("Mỹ Hào", True),
        ("phuong my hao", True),
        ("Xã Mỹ Hào", False),
        ("Phường Mỹ", False),
        (None, True),
    ],
)
def test_whose_plan_it_is(named: str | None, same: bool) -> None:
    ward = Ward(name="Phường Mỹ Hào", name_folded="phuong my hao")
    assert (other_ward(plan(row("Một"), ward=named), ward) == ()) is same
    assert named is None or same_ward(named, ward) is same


def test_the_wards_own_units_and_aliases_are_matched(ward: Ward) -> None:
    centre = Unit.objects.get(ward=ward, name__startswith="Trung tâm Phục vụ")
    Unit.objects.filter(pk=centre.pk).update(name="Trung tâm Một cửa", name_folded="trung tam mot cua")
    UnitAlias.objects.filter(unit=centre).delete()
    data = DONG_NGUYEN.read_bytes()
    assert "Trung tâm Một cửa" not in {unit.name for task in read(data, ward=ward).tasks for unit in task.leads}
    UnitAlias(ward=ward, unit=centre, text="Trung tâm Phục vụ hành chính công").save()
    assert "Trung tâm Một cửa" in {unit.name for task in read(data, ward=ward).tasks for unit in task.leads}


def test_a_file_changed_on_the_disk_is_not_read_again(ward: Ward, admin: User) -> None:
    kept = take_in(DONG_NGUYEN.read_bytes(), name="x.xlsx", ward=ward, user=admin)
    assert read_again(kept) == unpacked(kept.reading)
    Path(kept.attachment.file.path).write_bytes(TRAN_LIEU.read_bytes())
    with pytest.raises(RefusedError):
        read_again(kept)


def test_a_reading_of_an_earlier_release_is_read_anew(ward: Ward, admin: User) -> None:
    kept = take_in(DONG_NGUYEN.read_bytes(), name="x.xlsx", ward=ward, user=admin)
    whole = kept.reading
    PlanImport.objects.update(reading=b"12345678" + whole[8:])
    kept.refresh_from_db()
    assert reading_of(kept) == unpacked(whole)
    kept.refresh_from_db()
    assert bytes(kept.reading) == whole


def test_a_reading_with_a_row_error_is_kept_as_refused(ward: Ward, admin: User) -> None:
    kept = keep(plan(row("Một"), errors=(error(10),)), b"bytes", name="x.xlsx", ward=ward, user=admin)
    assert kept.state == ImportState.REFUSED


def test_records_give_the_reading_back() -> None:
    for path in (DONG_NGUYEN, TRAN_LIEU):
        reading = read(path.read_bytes(), ward=None)
        assert reading.tasks and unpacked(packed(reading)) == reading
        assert value_of(PlanReading, json.loads(json.dumps(to_record(reading)))) == reading


@pytest.mark.parametrize(
    ("reading", "column"),
    [
        (plan(row("Một", "1" * 21)), "A"),
        (plan(row("Một", leads=[known("x" * 251)])), None),
        (plan(row("Một", targets=(percent("1e15", "m"),))), "B"),
        (plan(row("Một", targets=(replace(percent("1", "m"), unit="u" * 41),))), "B"),
        (plan(row("Một", targets=(replace(percent("1", "m"), value=Decimal("NaN")),))), "B"),
    ],
)
def test_what_no_record_can_hold_is_an_error_with_its_place(reading: object, column: str | None) -> None:
    (problem,) = too_long(reading)  # type: ignore[arg-type]
    assert (problem.sheet, problem.row, problem.column) == ("Kế hoạch", 10, column)


def test_a_long_number_is_an_error_of_the_file() -> None:
    assert len(too_long(plan(row("Một"), number="9" * 61))) == 1
    assert too_long(plan(row("Một"))) == ()


def test_the_offices_own_working_days_decide_what_is_a_rest_day(ward: Ward) -> None:
    def rest_days() -> int:
        return sum("nghỉ" in warning.message for warning in read(DONG_NGUYEN.read_bytes(), ward=ward).warnings)

    before = rest_days()
    for each in range(1, 29):
        CalendarDay.objects.create(date=f"2026-02-{each:02}", working=False)
    assert rest_days() > before


def test_an_unknown_ward_gets_the_units_of_its_level() -> None:
    reading = read(DONG_NGUYEN.read_bytes(), ward=None)
    assert {"Phòng Kinh tế, Hạ tầng và Đô thị"} <= {unit.name for task in reading.tasks for unit in task.leads}


def test_a_small_ward_without_its_units_proposes_them() -> None:
    reading = read(DONG_NGUYEN.read_bytes(), ward=make_ward("Phường Đồng Nguyên"))
    assert reading.proposals
