"""6 rõ: which of the six things a row lacks."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.http import QueryDict

from plans.models import Plan
from tasks.models import Task
from tasks.plan_table import PlanFilters, plan_table
from tasks.readiness import Clear, readiness, row_facts
from tests import factory
from tests.factory import CENTRE, ECONOMY, EXTERNAL, ON_EVENT, ONGOING
from wards.models import Role, Unit, User, Ward

pytestmark = pytest.mark.django_db
DUE = factory.deadline(date(2026, 3, 31))


@pytest.fixture(autouse=True)
def day() -> Any:
    """10 March 2026, 09:00 in Vietnam."""
    with time_machine.travel("2026-03-10 02:00:00+00:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def plan() -> Plan:
    return factory.make_plan(factory.make_ward())


@pytest.fixture
def officer(plan: Plan) -> User:
    return factory.make_user(plan.ward, Role.OFFICER, ECONOMY)


def lacks(task: Task) -> set[Clear]:
    return set(row_facts(Task.objects.filter(pk=task.pk))[task.pk].lacks)


def test_a_whole_row_lacks_nothing(plan: Plan, officer: User) -> None:
    assert lacks(factory.make_task(plan, None, DUE, officer=officer)) == set()


@pytest.mark.parametrize(
    ("timings", "clear"), [(ONGOING, True), (ON_EVENT, True), (EXTERNAL, False), ((DUE, EXTERNAL), False), ((), False)]
)
def test_time_is_clear_when_nothing_of_it_waits(plan: Plan, officer: User, timings: Any, clear: bool) -> None:
    assert (Clear.TIME not in lacks(factory.make_task(plan, None, timings, officer=officer))) == clear


@pytest.mark.parametrize("given", [{"due": date(2026, 5, 1)}, {"no_date": True}])
def test_a_given_date_or_its_absence_ends_the_wait(plan: Plan, officer: User, given: dict[str, Any]) -> None:
    task = factory.make_task(plan, None, EXTERNAL, officer=officer)
    task.occurrences.update(**given)
    assert lacks(task) == set()


def test_what_is_missing_is_named(plan: Plan) -> None:
    task = factory.make_task(plan, None, DUE)
    task.deliverables.all().delete()
    task.task_units.update(unit=None)
    assert lacks(task) == {Clear.PERSON, Clear.PRODUCT, Clear.RESPONSIBILITY}


def test_without_a_centre_nobody_confirms_unless_nobody_has_to(plan: Plan, officer: User) -> None:
    task = factory.make_task(plan, None, DUE, officer=officer)
    Unit.objects.filter(ward=plan.ward, name=CENTRE).update(active=False)
    assert lacks(task) == {Clear.AUTHORITY}
    Ward.objects.filter(pk=plan.ward_id).update(confirmation=False)
    assert lacks(task) == set()


def test_the_plan_says_how_ready_it_is_and_leads_to_the_gaps(plan: Plan, officer: User) -> None:
    factory.make_task(plan, None, DUE, officer=officer, content="đủ")
    factory.make_task(plan, None, DUE, content="thiếu người")
    gone = factory.make_task(plan, None, DUE, content="thôi", dropped_on=date(2026, 3, 1), dropped_by_document="1/QĐ")
    table = plan_table(plan, PlanFilters.read(QueryDict("lacks=person")))
    assert table.readiness[:2] == (2, 1)
    assert [(code, count) for code, _name, count in table.readiness.missing] == [("person", 1)]
    shown = [block["content"] for block in table.blocks if block["kind"] == "task"]
    assert shown == ["thiếu người", gone.content]


def test_an_empty_plan_is_no_error(plan: Plan) -> None:
    assert readiness(row_facts(plan.tasks.all()).values()) == (0, 0, [])
