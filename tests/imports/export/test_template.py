"""The workbook to begin with: read as it is it has no error, and shows every kind of timing."""

from __future__ import annotations

from io import BytesIO

import pytest
import time_machine
from openpyxl import load_workbook

from imports import intake
from imports.export.template import UNITS_SHEET, template
from imports.rows import SAMPLE
from tasks.timing import Kind
from tests.factory import CENTRE, make_ward
from wards.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def data() -> bytes:
    ward = make_ward("Phường Mỹ Hào")
    return template(ward.name, ward.place, 2026, list(Unit.objects.filter(ward=ward).values_list("name", flat=True)))


@time_machine.travel("2026-01-05T09:00:00+07:00", tick=False)
def test_it_reads_without_error(data: bytes) -> None:
    ward = Unit.objects.first().ward  # type: ignore[union-attr]
    reading = intake.read(data, ward=ward)
    assert reading.errors == ()
    assert [each.row for each in reading.warnings] == [task.row for task in reading.tasks]
    assert all("ví dụ của tệp mẫu" in each.message for each in reading.warnings)
    assert reading.proposals == ()
    assert (reading.ward, reading.year, reading.number) == ("Phường Mỹ Hào", 2026, None)
    assert [section.number for section in reading.sections] == ["I", "II"]
    assert all(task.content.startswith(SAMPLE) for task in reading.tasks)
    kinds = {timing.kind for task in reading.tasks for timing in task.timings}
    assert kinds == set(Kind) - {Kind.UNSPECIFIED}
    assert [task.parent for task in reading.tasks if task.stt == "3.1"] == ["3"]
    assert [str(target.value) for task in reading.tasks for target in task.targets] == ["90"]
    assert {unit.name for task in reading.tasks for unit in task.leads} == {CENTRE}


def test_units_are_chosen_from_the_wards_own(data: bytes) -> None:
    book = load_workbook(BytesIO(data))
    (choice,) = book.worksheets[0].data_validations.dataValidation
    assert choice.type == "list" and choice.formula1.startswith(f"'{UNITS_SHEET}'!")
    letters = {str(cells)[0] for cells in choice.sqref.ranges}
    headings = {cell.column_letter: cell.value for row in book.worksheets[0].iter_rows() for cell in row if cell.value}
    assert letters == {"C", "D"}, headings
    names = [row[0].value for row in book[UNITS_SHEET].iter_rows()]
    assert names == list(Unit.objects.values_list("name", flat=True))


def test_a_ward_without_units_still_gets_one() -> None:
    reading = intake.read(template("Xã Mẫu", "Mẫu", 2027, ()), ward=None)
    assert reading.errors == () and reading.year == 2027
