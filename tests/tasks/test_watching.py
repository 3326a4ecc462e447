"""What the one-door centre watches over, and what it takes along: a text to copy and a workbook."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from plans.models import Plan
from tasks import watching, words, work
from tasks.lateness import Timeliness
from tasks.lines import NO_UNIT, standing_of
from tasks.models import Part, UpdateKind
from tasks.rows import one_row
from tasks.status import PartStatus
from tests import factory
from tests.factory import CENTRE, CULTURE, ECONOMY, EXTERNAL, ONGOING
from wards.models import Role, User, Ward

pytestmark = pytest.mark.django_db
P = PartStatus
LATE, SOON = factory.deadline(date(2026, 3, 9)), factory.deadline(date(2026, 3, 12))


@pytest.fixture(autouse=True)
def day() -> Any:
    """10 March 2026, 09:00 in Vietnam."""
    with time_machine.travel("2026-03-10 02:00:00+00:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def ward() -> Ward:
    return factory.make_ward()


@pytest.fixture
def centre(ward: Ward) -> User:
    return factory.make_user(ward, Role.ONE_DOOR, CENTRE)


@pytest.fixture
def plan(ward: Ward, centre: User) -> Plan:
    return factory.make_plan(ward)


def listed(ward: Ward, query: str) -> list[str]:
    return [line["content"] for line in watching.watch(ward, watching.WatchFilters.read(QueryDict(query))).lines]


def test_units_with_the_most_late_work_stand_first(ward: Ward, plan: Plan) -> None:
    for lead, timing in ((ECONOMY, SOON), (CULTURE, LATE), (CULTURE, LATE), (ECONOMY, LATE)):
        factory.make_task(plan, None, timing, lead=lead)
    units = watching.watch(ward, watching.WatchFilters()).units
    assert [(str(row.unit), row.late, row.soon, row.open) for row in units] == [(CULTURE, 2, 0, 2), (ECONOMY, 1, 1, 2)]


def test_each_list_holds_what_it_names(ward: Ward, plan: Plan, centre: User) -> None:
    officer = factory.make_user(ward, Role.OFFICER, ECONOMY)
    late = factory.make_task(plan, None, LATE, content="trễ")
    factory.make_task(plan, None, SOON, content="sắp", officer=officer)
    factory.make_task(plan, None, EXTERNAL, content="chờ", officer=officer)
    reported = factory.make_task(plan, None, LATE, content="báo trễ", officer=officer)
    work.report(factory.part_of(reported), officer, status=P.AWAITING_CONFIRMATION, text="Đã xong")
    assert listed(ward, "view=late") == ["trễ"]
    assert listed(ward, "view=soon") == ["sắp"]
    assert listed(ward, "view=confirm") == ["báo trễ"]
    assert listed(ward, "view=unexplained") == ["trễ", "báo trễ"]
    assert listed(ward, "view=no_officer") == ["trễ"]
    assert listed(ward, "view=no_date") == ["chờ"]
    work.explain(factory.part_of(late), centre, text="Chờ số liệu")
    assert listed(ward, "view=unexplained") == ["báo trễ"]


def test_what_was_finished_late_does_not_read_like_what_is_still_open(ward: Ward, plan: Plan) -> None:
    officer = factory.make_user(ward, Role.OFFICER, ECONOMY)
    task = factory.make_task(plan, None, LATE, officer=officer)
    with translation.override("vi"):
        filters = watching.WatchFilters.read(QueryDict("view=unexplained"))
        assert [line["label"] for line in watching.watch(ward, filters).lines] == ["quá hạn 1 ngày"]
        work.report(factory.part_of(task), officer, status=P.AWAITING_CONFIRMATION, text="Đã xong")
        assert [line["note"] for line in watching.watch(ward, filters).lines] == ["hoàn thành quá hạn 1 ngày"]


def test_the_text_is_vietnamese_grouped_by_unit_whatever_the_reader_speaks(ward: Ward, plan: Plan) -> None:
    factory.make_task(plan, None, LATE, content="Ban hành\nquy chế")
    factory.make_task(plan, None, SOON, content="Niêm yết", lead=CULTURE)
    factory.make_task(plan, None, factory.deadline(date(2026, 6, 1)), content="Chưa đến hạn")
    with translation.override("en"):
        text = watching.reminder_text(ward)
    assert "1. Ban hành quy chế (hạn 09/03/2026" in text
    assert ECONOMY.upper() in text
    assert text.index(ECONOMY.upper()) < text.index("Niêm yết")
    assert "Chưa đến hạn" not in text
    factory.make_task(plan, None, ONGOING, content="Cập nhật")
    assert "2. Cập nhật (quý I/2026, hạn 16/03/2026, còn 6 ngày)" in watching.reminder_text(ward)
    only = watching.reminder_text(ward, unit=str(factory.unit(ward, CULTURE).public_id))
    assert "Ban hành" not in only


@pytest.mark.parametrize("content", ['=HYPERLINK("http://example.com")', "+1+1", "@SUM(A1)", "-2", " =1", "a\x0bb"])
def test_the_workbook_holds_text_never_formulas(ward: Ward, plan: Plan, content: str) -> None:
    factory.make_task(plan, None, LATE, content=content)
    sheet = load_workbook(BytesIO(watching.workbook(ward, watching.WatchFilters()))).active
    assert sheet is not None
    assert sheet.max_row == 2
    cell = sheet.cell(row=2, column=3)
    assert (cell.value, cell.data_type) == (content.replace("\x0b", " "), "s")
    # Also when somebody edits the cell.
    assert cell.quotePrefix is (content != "a\x0bb")


def test_the_workbook_holds_the_whole_list_as_the_page_does(client: Client, ward: Ward, plan: Plan) -> None:
    officer = factory.make_user(ward, Role.OFFICER, ECONOMY, full_name="Trần Văn Thử")
    for number in range(60):
        factory.make_task(plan, None, LATE, content=f"Việc {number}", officer=officer)
    factory.make_task(plan, None, ONGOING, lead=CULTURE, content="Cập nhật")
    factory.make_task(plan, None, SOON, content="Chưa trễ")
    client.force_login(factory.make_user(ward, Role.LEADER))
    address = reverse("tasks:watch_workbook", kwargs={"ward_id": ward.public_id})
    answer = client.get(address, {"view": "late"})
    assert 'filename="theo-doi-phuong-thu-nghiem-2026-03-10.xlsx"' in answer.headers["Content-Disposition"]
    book = load_workbook(BytesIO(answer.content))
    head, *rows = book.worksheets[0].iter_rows(values_only=True)
    assert head[1:3] == ("Đơn vị", "Nội dung")
    assert [row[0] for row in rows] == list(range(1, 61))
    assert {row[2] for row in rows} == {f"Việc {number}" for number in range(60)}
    assert {(row[1], row[5], row[7].date()) for row in rows} == {(ECONOMY, "Trần Văn Thử", date(2026, 3, 9))}
    # The status is a status; how late it is stands beside it.
    assert {row[8:10] for row in rows} == {("Chưa thực hiện", "Quá hạn 1 ngày")}
    # The chosen list comes first, then the others that have anything.
    assert book.sheetnames == ["Quá hạn", "Sắp đến hạn (7 ngày)", "Chưa giải trình chậm", "Chưa phân công người"]
    # Narrowed to a unit, and to another list.
    soon = client.get(address, {"view": "soon", "unit": str(factory.unit(ward, CULTURE).public_id)})
    _head, *rows = load_workbook(BytesIO(soon.content)).worksheets[0].iter_rows(values_only=True)
    assert [(row[2], row[6], row[7].date()) for row in rows] == [
        ("Cập nhật", words.period("2026-Q1"), date(2026, 3, 16))
    ]


@pytest.mark.parametrize("name", ["watch", "watch_text", "watch_workbook"])
def test_only_the_centre_and_leaders_watch(client: Client, ward: Ward, plan: Plan, name: str) -> None:
    address = reverse(f"tasks:{name}", kwargs={"ward_id": ward.public_id})
    other = factory.make_ward("Phường Khác")
    for user, status in (
        (factory.make_user(ward, Role.ONE_DOOR, CENTRE), 200),
        (factory.make_user(ward, Role.LEADER), 200),
        (factory.make_user(ward, Role.OFFICER, ECONOMY), 403),
        (factory.make_user(ward, Role.VIEWER), 403),
        (factory.make_user(other, Role.ONE_DOOR, CENTRE), 404),
    ):
        client.force_login(user)
        assert client.get(address).status_code == status, user


def test_a_longer_list_takes_no_more_queries(client: Client, ward: Ward, plan: Plan, centre: User) -> None:
    client.force_login(centre)
    address = reverse("tasks:watch", kwargs={"ward_id": ward.public_id})
    counts = []
    for size in (5, 60):
        for _ in range(plan.tasks.count(), size):
            factory.make_task(plan, None, LATE)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counts.append(len(queries))
    assert counts == [11, 11]


def test_a_pause_does_not_hide_that_the_day_is_past(client: Client, ward: Ward, plan: Plan) -> None:
    leader = factory.make_user(ward, Role.LEADER)
    given: dict[str, Any] = {"reason": "Chờ tỉnh", "document_number": "5/TB-UBND"}
    late, later = (factory.make_task(plan, None, timing, content=timing.text) for timing in (LATE, SOON))
    for task in (late, later):
        work.decide(factory.part_of(task), leader, UpdateKind.PAUSE, **given)
    found = watching.watch(ward, watching.WatchFilters.read(QueryDict("view=paused")))
    assert [(line["content"], line["tone"], "09/03/2026" in line["note"]) for line in found.lines] == [
        (LATE.text, "off", True)
    ]
    assert "09/03/2026" in one_row(late)["note"]
    client.force_login(factory.make_user(ward, Role.ONE_DOOR))
    address = reverse("tasks:watch", kwargs={"ward_id": ward.public_id})
    assert "view=paused" in client.get(address).content.decode()
    # Taken up again it is as late as it is, and finished it stays late.
    work.decide(factory.part_of(late), leader, UpdateKind.RESUME)
    assert listed(ward, "view=late") == [LATE.text]
    assert "view=paused" not in client.get(address).content.decode()
    work.report(factory.part_of(late), factory.make_user(ward, Role.ONE_DOOR), status=P.DONE, text="Đã xong")
    assert standing_of(factory.part_of(late)).state is Timeliness.LATE


def test_what_no_unit_is_known_for_is_a_choice_of_its_own(client: Client, ward: Ward, plan: Plan, centre: User) -> None:
    for content in ("Chưa rõ ai làm", "Rõ người làm"):
        task = factory.make_task(plan, None, factory.deadline(date(2026, 2, 27)), content=content)
        if content.startswith("Chưa"):
            Part.objects.filter(occurrence__task=task).update(unit=None)
    client.force_login(centre)
    page = client.get(reverse("tasks:watch", kwargs={"ward_id": ward.public_id}), {"unit": NO_UNIT})
    assert f"unit={NO_UNIT}" in page.content.decode()
    assert [line["content"] for line in page.context["list"].lines] == ["Chưa rõ ai làm"]
    text = watching.reminder_text(ward, unit=NO_UNIT)
    assert ("Chưa rõ ai làm" in text, "Rõ người làm" in text) == (True, False)


@pytest.mark.parametrize("view", watching.VIEWS)
def test_reminders_are_offered_for_what_units_owe(
    client: Client, ward: Ward, plan: Plan, centre: User, view: str
) -> None:
    client.force_login(centre)
    address = reverse("tasks:watch", kwargs={"ward_id": ward.public_id})
    assert client.get(address, {"view": view}).context["reminds"] == (view not in {"confirm", "paused"})
