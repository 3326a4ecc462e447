"""A plan written out in the office's layout and read again: every row is the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from imports import commit as committing
from imports import intake
from imports.diff import Change, Diff, rows_of
from imports.export.document import Heading
from imports.export.plans import document_of
from imports.export.workbook import workbook
from imports.grid import Grid, PlanReading, Sheet
from imports.stored import destination
from plans.models import Plan
from tests.factory import ECONOMY, ONGOING, deadline, make_plan, make_task, make_user, make_ward
from tests.imports.files import PLANS
from tests.imports.readings import plan as plan_reading
from tests.imports.readings import row, section
from tests.imports.test_other_offices import OFFICES, cells
from tests.imports.variations import Vary, converted, more_columns, pasted, vary
from wards.models import Role, User, Ward
from wards.setup import create_ward

pytestmark = pytest.mark.django_db

GIVEN = Path(__file__).resolve().parents[4] / "shared" / "plans"
WORKBOOKS = sorted(PLANS.glob("*.xlsx")) + sorted(GIVEN.glob("*.xlsx"))


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    with time_machine.travel("2026-03-02T09:00:00+07:00", tick=False):
        yield


def put(reading: PlanReading, ward: Ward, admin: User, data: bytes = b"a file") -> Plan:
    upload = intake.keep(reading, data, name="ke-hoach.xlsx", ward=ward, user=admin)
    return committing.commit(upload, reading, user=admin).plan


def again(plan: Plan) -> tuple[PlanReading, Diff]:
    """The plan written out and read, and what a commit of that would do."""
    reading = intake.read(workbook(document_of(plan)), ward=plan.ward)
    rows = rows_of(reading)
    goal = destination(plan.ward, reading, rows, None)
    assert goal.plan == plan
    return reading, committing.difference(reading, rows, goal.plan)


def assert_same(plan: Plan) -> None:
    reading, diff = again(plan)
    changes = [
        (reading.tasks[each.index].stt, reading.tasks[each.index].content[:40], each.change, each.fields)
        for each in diff.rows
        if each.change is not Change.SAME
    ]
    assert changes == []
    assert diff.dropped == ()
    assert len(diff.rows) == plan.tasks.count()
    assert [each.message for each in reading.errors] == []
    assert (reading.number or "", reading.issued_on, reading.year) == (plan.number, plan.issued_on, plan.year)
    assert reading.title == plan.title
    assert [each.number for each in reading.annexes] == [annex.code for annex in plan.annexes.all()]
    assert [each.title for each in reading.annexes] == [annex.title for annex in plan.annexes.all()]
    headings = plan.sections.order_by("annex__position", "position")
    assert [(each.number, each.title) for each in reading.sections] == [(each.stt, each.title) for each in headings]


@pytest.mark.parametrize("path", WORKBOOKS, ids=lambda path: f"{path.parent.parent.name}-{path.stem}")
def test_a_plan_as_its_office_keeps_it(path: Path) -> None:
    data = path.read_bytes()
    reading = intake.read(data, ward=None)
    assert reading.ward
    ward = create_ward(reading.ward)
    admin = make_user(ward, Role.ADMIN)
    plan = put(intake.read(data, ward=ward), ward, admin, data)
    assert_same(plan)


@pytest.mark.parametrize("path", OFFICES, ids=lambda path: path.stem)
def test_a_plan_of_another_office(path: Path) -> None:
    rows, _, _expected = path.read_text("utf-8").partition("== read\n")
    grid = Grid((Sheet("Kế hoạch", tuple(map(cells, rows.splitlines()[1:]))),))
    reading = intake.understand(grid, ward=None)
    ward = create_ward(reading.ward or "Phường Thử Nghiệm")
    reading = intake.understand(grid, ward=ward, year=reading.year or 2026)
    plan = put(reading, ward, make_user(ward, Role.ADMIN))
    got, diff = again(plan)
    differs = [
        (got.tasks[each.index].content[:40], each.fields) for each in diff.rows if each.change is not Change.SAME
    ]
    assert differs == []
    assert diff.dropped == ()


@pytest.mark.parametrize("change", [more_columns, converted(3), pasted], ids=["more columns", "pages", "pasted"])
@pytest.mark.parametrize("name", ["dong-nguyen-2026", "tran-lieu-2026"])
def test_a_plan_in_another_layout(name: str, change: Vary) -> None:
    grid = vary(intake.open_workbook((PLANS / f"{name}.xlsx").read_bytes()), change)
    ward = create_ward(intake.understand(grid, ward=None).ward or "")
    plan = put(intake.understand(grid, ward=ward), ward, make_user(ward, Role.ADMIN))
    _reading, diff = again(plan)
    assert [each for each in diff.rows if each.change is not Change.SAME] == []
    assert diff.dropped == ()


@pytest.fixture
def ward() -> Ward:
    return make_ward()


@pytest.fixture
def admin(ward: Ward) -> User:
    return make_user(ward, Role.ADMIN)


SECTIONS = (section("I", "Cải cách thủ tục"), section("II", "Rà soát"), section("III", "Kiểm tra"))
FIRST = plan_reading(
    row("Công khai thủ tục", "1", heading=0),
    row("Tập huấn nghiệp vụ", "1", heading=1),
    row("Sơ kết công tác", "2", heading=1),
    row("Kiểm tra đột xuất", "1", heading=2),
    sections=SECTIONS,
)


def test_rows_that_a_newer_version_left_out_stand_under_their_headings(ward: Ward, admin: User) -> None:
    plan = put(FIRST, ward, admin)
    newer = plan_reading(
        row("Kiểm tra đột xuất", "1", heading=0),
        row("Công khai thủ tục", "1", heading=1),
        sections=(section("I", "Kiểm tra"), section("II", "Cải cách thủ tục")),
    )
    put(newer, ward, admin, b"a newer file")
    assert plan.tasks.count() == 4
    _reading, diff = again(plan)
    assert [each.change for each in diff.rows] == [Change.SAME] * 4
    assert diff.dropped == ()
    titles = [line.title for line in document_of(plan).tables[0].lines if isinstance(line, Heading)]
    assert sorted(titles) == ["Cải cách thủ tục", "Kiểm tra", "Rà soát"]


def test_equal_rows_that_changed_places_keep_what_is_their_own(ward: Ward, admin: User) -> None:
    quarter, monthly = (
        row("Báo cáo định kỳ", "1", timing="Quý IV/2026"),
        row("Báo cáo định kỳ", "2", timing="Hằng tháng"),
    )
    plan = put(plan_reading(quarter, monthly), ward, admin)
    pks = dict(plan.tasks.values_list("timing_text", "pk"))
    put(plan_reading(replace(monthly, stt="1"), replace(quarter, stt="2")), ward, admin, b"a newer file")
    assert dict(plan.tasks.values_list("timing_text", "pk")) == pks
    assert list(plan.tasks.values_list("stt", "timing_text")) == [("1", "Hằng tháng"), ("2", "Quý IV/2026")]
    assert_same_rows(plan)


def test_a_dropped_row_is_printed_struck_through(ward: Ward, admin: User) -> None:
    plan = put(FIRST, ward, admin)
    plan.tasks.filter(content="Sơ kết công tác").update(dropped_on=date(2026, 3, 1), dropped_by_document="12/QĐ-UBND")
    page = load_workbook(BytesIO(workbook(document_of(plan)))).worksheets[0]
    struck = [cell.value for line in page.iter_rows() for cell in line if cell.value and cell.font.strike]
    assert "Sơ kết công tác" in struck and "Tập huấn nghiệp vụ" not in struck
    assert_same_rows(plan)


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+84 là số điện thoại", "-1", "@SUM(A1)", "=1+1 việc"])
def test_a_text_is_never_a_formula(text: str, ward: Ward, admin: User) -> None:
    plan = put(plan_reading(row(text, "1"), row(f"Việc {text}", "2.10")), ward, admin)
    page = load_workbook(BytesIO(workbook(document_of(plan)))).worksheets[0]
    assert not [cell for line in page.iter_rows() for cell in line if cell.data_type == "f"]
    assert_same_rows(plan)


def test_windows_in_two_cells_keep_their_columns(ward: Ward, admin: User) -> None:
    rows = [
        ("STT", "Nội dung", "Chủ trì", "Bắt đầu", "Hoàn thành", "Sản phẩm"),
        ("1", "Việc thứ nhất", ECONOMY, "01/3", "30/7", "Báo cáo"),
        ("2", "Việc thứ hai", ECONOMY, "Thường xuyên", "", "Báo cáo"),
        ("3", "Việc thứ ba", ECONOMY, "", "30/9/2026", "- Báo cáo\n- Danh mục"),
        ("4", "Việc thứ tư", ECONOMY, "Trước 28/02/2026", "Tháng 12", ""),
    ]
    plan = put(intake.understand(Grid((Sheet("Kế hoạch", tuple(rows)),)), ward=ward, year=2026), ward, admin)
    reading, diff = again(plan)
    assert [each.change for each in diff.rows] == [Change.SAME] * 4
    stored = [task.read_timings() for task in plan.tasks.order_by("position")]
    assert [task.timings for task in reading.tasks] == stored


def test_two_timings_of_one_row_take_two_lines(ward: Ward, admin: User) -> None:
    rows = [
        ("STT", "Nội dung", "Chủ trì", "Thời gian", "Sản phẩm"),
        ("1", "Việc thứ nhất", ECONOMY, "Trước 30/6/2026", "Báo cáo"),
        ("", "", "", "Quý IV/2026", ""),
        ("2", "Việc thứ hai", ECONOMY, "Thường xuyên", "Báo cáo"),
    ]
    plan = put(intake.understand(Grid((Sheet("Kế hoạch", tuple(rows)),)), ward=ward, year=2026), ward, admin)
    assert plan.tasks.get(stt="1").timing_text == "Trước 30/6/2026 | Quý IV/2026"
    assert_same_rows(plan)


def test_six_queries_however_many_rows(ward: Ward) -> None:
    plan = make_plan(ward, [ONGOING, deadline(date(2026, 5, 29))])
    with CaptureQueriesContext(connection) as few:
        document_of(plan)
    for number in range(30):
        make_task(plan, None, ONGOING, stt=str(number + 3))
    with CaptureQueriesContext(connection) as many:
        document_of(plan)
    assert len(few) == len(many) <= 6


def assert_same_rows(plan: Plan) -> None:
    _reading, diff = again(plan)
    assert [each.fields for each in diff.rows if each.change is not Change.SAME] == []
    assert len(diff.rows) == plan.tasks.count()
    assert diff.dropped == ()


def test_a_row_is_as_high_as_its_longest_cell(ward: Ward, admin: User) -> None:
    long = "Rà soát, cập nhật danh mục thủ tục hành chính " * 5
    plan = put(
        plan_reading(row("Ngắn"), row(long.strip(), "2"), row("Nhiều", "3", deliverables=("a", "b", "c"))), ward, admin
    )
    page = load_workbook(BytesIO(workbook(document_of(plan)))).worksheets[0]
    heights = {line[1].value: page.row_dimensions[line[0].row].height for line in page.iter_rows(max_col=2)}
    assert heights[long.strip()] >= 5 * 16 and heights["Nhiều"] >= 3 * 16
    assert heights["Ngắn"] < heights["Nhiều"] < heights[long.strip()]


def test_the_page_is_a4_across_with_the_heading_on_every_page(ward: Ward, admin: User) -> None:
    page = load_workbook(BytesIO(workbook(document_of(put(FIRST, ward, admin))))).worksheets[0]
    assert (page.page_setup.orientation, int(page.page_setup.paperSize)) == ("landscape", 9)
    assert page.print_title_rows
    fonts = {cell.font.name for line in page.iter_rows() for cell in line if cell.value is not None}
    assert fonts == {"Times New Roman"}
