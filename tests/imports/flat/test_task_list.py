"""A flat list of tasks: read as the plan that it is, its places those of the file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine

from imports import commit as committing
from imports import intake
from imports.diff import Change, rows_of
from imports.export.lists import lines_above, sample_list, task_list
from imports.flat.exporting import as_file
from imports.flat.files import as_workbook
from imports.flat.task_list import ANNEX, SECTION, unfold
from imports.grid import Grid, Sheet
from imports.stored import destination
from plans.models import Plan
from tasks.plan_table import PlanFilters
from tests.factory import CENTRE, CULTURE, ECONOMY, make_user, make_ward
from tests.imports.files import PLANS
from wards.models import Role, Ward
from wards.setup import create_ward

pytestmark = pytest.mark.django_db
HEAD = (ANNEX, SECTION, "STT", "Nội dung", "Chủ trì", "Phối hợp", "Thời gian", "Sản phẩm", "Kinh phí")
GIVEN = Path(__file__).resolve().parents[4] / "shared" / "plans"


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    with time_machine.travel("2026-03-02T09:00:00+07:00", tick=False):
        yield


def listed(*rows: tuple[str, ...]) -> Grid:
    return Grid((Sheet("Nhiệm vụ", (("KẾ HOẠCH",), ("Cải cách năm 2026",), HEAD, *rows)),))


def test_annexes_and_sections_become_rows_of_their_own() -> None:
    ward = make_ward()
    reading = intake.understand(
        listed(
            ("I: Việc chung", "I. Chỉ đạo\n1. Kế hoạch", "1.1", "Ban hành", CENTRE, "", "Quý I/2026", "Kế hoạch", "5"),
            ("I: Việc chung", "I. Chỉ đạo\n2. Báo cáo", "2.1", "Tổng hợp", ECONOMY, "", "Hằng quý", "Báo cáo", ""),
            ("II", "30 thủ tục", "1", "Rà soát", CULTURE, CENTRE, "Trước 30/6/2026\nQuý IV/2026", "- A\n- B", ""),
        ),
        ward=ward,
    )
    assert reading.errors == ()
    assert [(each.number, each.title) for each in reading.annexes] == [("I", "Việc chung"), ("II", "")]
    assert [(each.number, each.title) for each in reading.sections] == [
        ("I", "Chỉ đạo"),
        ("1", "Kế hoạch"),
        ("2", "Báo cáo"),
        ("", "30 thủ tục"),
    ]
    assert [(task.annex, task.section, task.group, task.stt) for task in reading.tasks] == [
        ("I", "I", "1", "1.1"),
        ("I", "I", "2", "2.1"),
        ("II", "30 thủ tục", None, "1"),
    ]
    assert [task.row for task in reading.tasks] == [4, 5, 6], "rows of the file that came in"
    assert {cell.column for cell in reading.tasks[0].cells} == {"C", "D", "E", "G", "H", "I"}
    assert reading.tasks[2].timing == "Trước 30/6/2026 | Quý IV/2026"
    assert reading.tasks[2].deliverables == ("A", "B")
    assert reading.tasks[0].notes == (("Kinh phí", "5"),)


def test_a_problem_names_the_cell_of_the_list() -> None:
    reading = intake.understand(
        listed(("", "I. Chỉ đạo", "1", "Ban hành", "Phòng Lạ", "", "Trước 31/02/2026", "", "")), ward=make_ward()
    )
    (error,) = reading.errors
    assert (error.sheet, error.row, error.column) == ("Nhiệm vụ", 4, "G")


def test_an_office_table_is_left_as_it_is() -> None:
    grid = Grid((Sheet("Kế hoạch", (("STT", "Mục", "Nội dung", "Chủ trì", "Thời gian"), ("1", "", "a", "b", "c"))),))
    assert unfold(grid).grid is grid


FILES = sorted(PLANS.glob("*-2026.xlsx")) + sorted(GIVEN.glob("*-2026.xlsx"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.parent.name}-{path.stem}")
@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_what_goes_out_comes_in_unchanged(path: Path, ending: str) -> None:
    data = path.read_bytes()
    ward = create_ward(intake.read(data, ward=None).ward or "")
    plan = _put(data, ward)
    out, _type = as_file(task_list(plan, PlanFilters(), states=True), ending, above=lines_above(plan))
    reading = intake.read(as_workbook(out) if ending == "csv" else out, ward=ward)
    rows = rows_of(reading)
    goal = destination(ward, reading, rows, None).plan
    assert goal == plan
    diff = committing.difference(reading, rows, goal)
    assert [(reading.tasks[each.index].stt, each.fields) for each in diff.rows if each.change is not Change.SAME] == []
    assert diff.dropped == () and len(diff.rows) == plan.tasks.count()
    assert reading.errors == ()


def _put(data: bytes, ward: Ward) -> Plan:
    admin = make_user(ward, Role.ADMIN)
    upload = intake.take_in(data, name="ke-hoach.xlsx", ward=ward, user=admin)
    return committing.commit(upload, intake.reading_of(upload), user=admin).plan


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_the_samples_read_without_error(ending: str) -> None:
    out, _type = as_file(sample_list(2026), ending)
    reading = intake.read(as_workbook(out) if ending == "csv" else out, ward=make_ward(), year=2026)
    assert reading.errors == () and len(reading.tasks) == 3
