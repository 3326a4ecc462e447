"""The lists and the plan's table: what they show, and that their queries do not grow with the rows."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plans.models import Plan, Target
from tasks import work
from tasks.lines import PER_PAGE
from tasks.models import TargetTask
from tasks.own_work import Filters, work_list
from tasks.plan_table import ROWS_AT_ONCE, PlanFilters, plan_table
from tasks.status import PartStatus
from tests import factory
from tests.factory import CENTRE, CULTURE, ECONOMY, EXTERNAL, MONTHLY, ON_EVENT, ONGOING
from wards.models import Role, User, Ward

pytestmark = pytest.mark.django_db
P = PartStatus

QUERIES = {"mine": 8, "plans": 9, "plan": 15, "task": 15, "part": 13}
"""For each page, how many queries it takes however many rows there are."""


@pytest.fixture(autouse=True)
def day() -> Any:
    """10 March 2026, 09:00 in Vietnam."""
    with time_machine.travel("2026-03-10 02:00:00+00:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def ward() -> Ward:
    return factory.make_ward()


@pytest.fixture
def plan(ward: Ward) -> Plan:
    return factory.make_plan(ward)


@pytest.fixture
def officer(ward: Ward) -> User:
    return factory.make_user(ward, Role.OFFICER, ECONOMY)


@pytest.fixture
def one_door(ward: Ward) -> User:
    return factory.make_user(ward, Role.ONE_DOOR, CENTRE)


def filters(query: str = "") -> Filters:
    return Filters.read(QueryDict(query))


def contents(user: User, query: str = "") -> list[str]:
    return [line["content"] for line in work_list(user, filters(query)).lines]


def rows(plan: Plan, query: str = "") -> list[str]:
    table = plan_table(plan, PlanFilters.read(QueryDict(query)))
    return [block["content"] for block in table.blocks if block["kind"] == "task"]


def test_late_first_then_by_due_day_then_without_a_date(plan: Plan, officer: User) -> None:
    for content, timing in (
        ("sau", factory.deadline(date(2026, 6, 30))),
        ("chờ", EXTERNAL),
        ("trễ", factory.deadline(date(2026, 3, 9))),
        ("hôm nay", factory.deadline(date(2026, 3, 10))),
    ):
        factory.make_task(plan, None, timing, content=content)
    assert contents(officer) == ["trễ", "hôm nay", "sau", "chờ"]
    assert contents(officer, "state=late") == ["trễ"]
    assert contents(officer, "state=soon") == ["hôm nay"]
    assert work_list(officer, filters()).counts["late"] == 1


@pytest.mark.parametrize(("due", "soon"), [(date(2026, 3, 17), True), (date(2026, 3, 18), False)])
def test_due_soon_is_seven_days(plan: Plan, officer: User, due: date, soon: bool) -> None:
    factory.make_task(plan, None, factory.deadline(due))
    assert bool(contents(officer, "state=soon")) == soon


def test_what_has_not_opened_waits_under_all(plan: Plan, officer: User) -> None:
    factory.make_task(plan, None, factory.window(date(2026, 4, 1), date(2026, 6, 30)), content="quý II")
    assert contents(officer) == []
    assert contents(officer, "state=all") == ["quý II"]


def test_what_was_reported_leaves_the_list(plan: Plan, officer: User) -> None:
    part = factory.part_of(factory.make_task(plan, None, factory.deadline(date(2026, 3, 31)), content="việc"))
    work.report(part, officer, status=P.AWAITING_CONFIRMATION, text="Đã xong")
    assert contents(officer) == []
    assert contents(officer, "state=confirm") == ["việc"]
    assert contents(officer, "state=done") == ["việc"]


def test_dropped_rows_and_retired_occurrences_are_not_asked_for(plan: Plan, officer: User) -> None:
    gone = factory.make_task(plan, None, factory.deadline(date(2026, 3, 31)))
    gone.dropped_on, gone.dropped_by_document = date(2026, 3, 1), "3/QĐ-UBND"
    gone.save()
    kept = factory.make_task(plan, None, factory.deadline(date(2026, 3, 31)))
    kept.occurrences.update(retired=True)
    assert contents(officer, "state=all") == []


def test_the_centre_narrows_the_ward_to_a_unit(ward: Ward, plan: Plan, one_door: User, officer: User) -> None:
    factory.make_task(plan, None, factory.deadline(date(2026, 3, 31)), content="kinh tế")
    factory.make_task(plan, None, factory.deadline(date(2026, 3, 31)), content="văn hóa", lead=CULTURE)
    culture = factory.unit(ward, CULTURE).public_id
    assert sorted(contents(one_door)) == ["kinh tế", "văn hóa"]
    assert contents(one_door, f"unit={culture}") == ["văn hóa"]
    # The filter never widens what a person sees.
    assert contents(officer, f"unit={culture}") == []


def test_pages_do_not_run_past_the_end(plan: Plan, officer: User) -> None:
    for _ in range(3):
        factory.make_task(plan, None, factory.deadline(date(2026, 3, 31)))
    found = work_list(officer, filters("page=7"))
    assert (found.page, found.pages, len(found.lines)) == (1, 1, 3)
    assert PER_PAGE > 3


def test_the_plan_filters_rows_by_state_unit_and_words(ward: Ward, plan: Plan, officer: User) -> None:
    late = factory.make_task(plan, None, factory.deadline(date(2026, 3, 9)), content="Trễ hạn")
    factory.make_task(plan, None, ONGOING, content="Thường xuyên", lead=CULTURE)
    factory.make_task(plan, None, ON_EVENT, content="Đột xuất")
    done = factory.make_task(plan, None, factory.deadline(date(2026, 3, 31)), content="Xong")
    work.report(factory.part_of(done), factory.make_user(ward, Role.ONE_DOOR, CENTRE), status=P.DONE, text="Đã xong")
    assert rows(plan) == ["Trễ hạn", "Thường xuyên", "Đột xuất", "Xong"]
    assert rows(plan, "state=late") == [late.content]
    assert rows(plan, "state=done") == ["Xong"]
    assert rows(plan, "state=unreported") == ["Thường xuyên"]
    assert rows(plan, f"unit={factory.unit(ward, CULTURE).public_id}") == ["Thường xuyên"]
    assert rows(plan, "q=dot xuat") == ["Đột xuất"]


def test_check_ins_are_counted_apart(plan: Plan) -> None:
    factory.make_task(plan, None, ONGOING)
    factory.make_task(plan, None, ON_EVENT)
    factory.make_task(plan, None, factory.deadline(date(2026, 3, 9)))
    factory.make_task(plan, None, (factory.deadline(date(2026, 3, 31)), ONGOING))
    table = plan_table(plan, PlanFilters())
    assert {share.name: share.count for share in table.work} == {"late": 1, "not_started": 1}
    assert {share.name: share.count for share in table.ongoing} == {"unreported": 1}
    assert (table.work_total, table.ongoing_total, table.events, table.total) == (2, 1, 1, 4)


def test_the_bars_pieces_fill_it(plan: Plan) -> None:
    for due in (9, 9, 31):
        factory.make_task(plan, None, factory.deadline(date(2026, 3, due)))
    pieces = plan_table(plan, PlanFilters()).work
    assert sum(float(piece.width) for piece in pieces) == pytest.approx(100, abs=0.01)
    assert float(pieces[1].x) == pytest.approx(float(pieces[0].width), abs=0.01)


def test_rows_come_in_document_order_under_headings_that_have_rows(plan: Plan) -> None:
    section = plan.sections.get()
    annex = section.annex
    empty = plan.sections.create(ward=plan.ward, annex=annex, level=1, stt="II", title="Trống", path="II", position=5)
    group = plan.sections.create(
        ward=plan.ward, annex=annex, level=2, stt="A", title="Nhóm", path="I.A", position=6, parent=section
    )
    factory.make_task(plan, section, ONGOING, content="một")
    factory.make_task(plan, group, ONGOING, content="hai")
    shown = [block.get("content") or block["title"] for block in plan_table(plan, PlanFilters()).blocks]
    assert shown[1:] == ["Nhiệm vụ chung", "một", "Nhóm", "hai"]
    assert empty.title not in shown


def test_further_rows_do_not_repeat_their_headings(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        factory.make_task(plan, None, ONGOING, content=str(number))
    monkeypatch.setattr("tasks.plan_table.ROWS_AT_ONCE", 2)
    table = plan_table(plan, PlanFilters(start=2))
    assert [block["kind"] for block in table.blocks] == ["task", "task"]
    assert table.next_start == 4
    assert plan_table(plan, PlanFilters(start=4)).next_start is None


def test_a_row_says_its_dates_as_understood(plan: Plan, officer: User) -> None:
    task = factory.make_task(plan, None, (factory.deadline(date(2026, 3, 31)), EXTERNAL, MONTHLY))
    waiting = task.occurrences.get(slot="X1")
    waiting.due = date(2026, 5, 20)
    waiting.save()
    [row] = [block for block in plan_table(plan, PlanFilters()).blocks if block["kind"] == "task"]
    assert row["chips"][:2] == ["31/03/2026", "20/05/2026"]
    assert row["leads"] == [ECONOMY]


def _grow(plan: Plan, up_to: int, officer: User) -> None:
    timings = (factory.deadline(date(2026, 3, 31)), ONGOING, MONTHLY, EXTERNAL, ON_EVENT)
    for number in range(plan.tasks.count(), up_to):
        task = factory.make_task(plan, None, timings[number % 5], partner=[CULTURE])
        target = Target.objects.create(
            ward=plan.ward, plan=plan, measure="tỷ lệ hồ sơ đúng hạn", comparator=">=", value=90, unit="%"
        )
        TargetTask.objects.create(ward=plan.ward, target=target, task=task)
        if number % 5 == 0:
            work.report(factory.part_of(task), officer, status=P.IN_PROGRESS, progress=10)


def _count(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_no_page_takes_more_queries_for_more_rows(plan: Plan, officer: User, client: Client) -> None:
    client.force_login(officer)
    measured: list[dict[str, int]] = []
    for size in (20, ROWS_AT_ONCE + 20):
        _grow(plan, size, officer)
        task = plan.tasks.get(position=0)
        addresses = {
            "mine": reverse("tasks:mine"),
            "plans": reverse("tasks:plans", kwargs={"ward_id": plan.ward.public_id}),
            "plan": reverse("tasks:plan", kwargs={"public_id": plan.public_id}),
            "task": reverse("tasks:task", kwargs={"public_id": task.public_id}),
            "part": reverse("tasks:part", kwargs={"public_id": factory.part_of(task).public_id}),
        }
        measured.append({name: _count(client, address) for name, address in addresses.items()})
    assert measured == [QUERIES, QUERIES]
