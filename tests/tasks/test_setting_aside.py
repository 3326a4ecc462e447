"""A leader pauses or drops a whole task by a document, and takes it up again."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from plans.models import Plan
from tasks import setting_aside, work
from tasks.models import Part, Task, UpdateKind
from tasks.status import PartStatus
from tests import factory
from tests.factory import CENTRE, CULTURE, ECONOMY, MONTHLY, ONGOING
from wards.models import Role, User, Ward

pytestmark = pytest.mark.django_db
P = PartStatus
GIVEN: dict[str, Any] = {"reason": "Chờ tỉnh", "document_number": "5/TB-UBND"}


@pytest.fixture(autouse=True)
def day() -> Any:
    """10 April 2026, 09:00 in Vietnam."""
    with time_machine.travel("2026-04-10 02:00:00+00:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def ward() -> Ward:
    return factory.make_ward()


@pytest.fixture
def plan(ward: Ward) -> Plan:
    return factory.make_plan(ward, issued_on=date(2026, 1, 20), number="07/KH-UBND")


@pytest.fixture
def people(ward: Ward) -> dict[str, User]:
    return {
        "leader": factory.make_user(ward, Role.LEADER),
        "one_door": factory.make_user(ward, Role.ONE_DOOR, CENTRE),
        "officer": factory.make_user(ward, Role.OFFICER, ECONOMY),
        "elsewhere": factory.make_user(factory.make_ward("Phường Khác"), Role.LEADER),
    }


@pytest.fixture
def task(plan: Plan, people: dict[str, User]) -> Task:
    """Two units by two days; the first unit has begun, and is done with the first day."""
    days = (factory.deadline(date(2026, 3, 31)), factory.deadline(date(2026, 6, 30)))
    made = factory.make_task(plan, None, days, lead=[ECONOMY, CULTURE])
    work.report(factory.part_of(made, "T1", ECONOMY), people["one_door"], status=P.DONE, text="Đã xong")
    work.report(factory.part_of(made, "T2", ECONOMY), people["officer"], status=P.IN_PROGRESS, progress=30)
    return made


def stands(task: Task) -> list[str]:
    parts = Part.objects.filter(occurrence__task=task, occurrence__retired=False)
    return list(parts.order_by("occurrence__slot", "pk").values_list("status", flat=True))


def test_all_open_parts_are_paused_and_go_on_as_they_were(task: Task, people: dict[str, User]) -> None:
    before = stands(task)
    setting_aside.pause(task, people["leader"], version=1, **GIVEN)
    assert stands(task) == [P.DONE, P.PAUSED, P.PAUSED, P.PAUSED]
    task.refresh_from_db()
    assert task.dropped_on is None
    setting_aside.resume(task, people["leader"], reason="", document_number="", version=2)
    assert stands(task) == before == [P.DONE, P.NOT_STARTED, P.IN_PROGRESS, P.NOT_STARTED]


def test_a_dropped_task_says_since_when_by_which_document(task: Task, people: dict[str, User]) -> None:
    setting_aside.drop(task, people["leader"], version=1, **GIVEN)
    task.refresh_from_db()
    assert (task.dropped_on, task.dropped_by_document) == (date(2026, 4, 10), "5/TB-UBND")
    assert stands(task) == [P.DONE, P.DROPPED, P.DROPPED, P.DROPPED]
    setting_aside.resume(task, people["leader"], reason="Tỉnh đã trả lời", document_number="", version=2)
    task.refresh_from_db()
    assert (task.dropped_on, task.dropped_by_document) == (None, "")
    assert stands(task) == [P.DONE, P.NOT_STARTED, P.IN_PROGRESS, P.NOT_STARTED]


@pytest.mark.parametrize("whole", [setting_aside.pause, setting_aside.drop])
@pytest.mark.parametrize("alone", [UpdateKind.PAUSE, UpdateKind.DROP])
def test_what_was_set_aside_on_its_own_stays_so(
    task: Task, people: dict[str, User], whole: Any, alone: UpdateKind
) -> None:
    work.decide(
        factory.part_of(task, "T2", CULTURE), people["leader"], alone, reason="Đã giao tỉnh", document_number="3"
    )
    before = stands(task)
    whole(task, people["leader"], version=1, **GIVEN)
    assert stands(task)[3] == before[3]
    setting_aside.resume(task, people["leader"], reason="", document_number="", version=2)
    assert stands(task) == before


def test_what_was_taken_up_and_set_aside_again_on_its_own_stays_so(task: Task, people: dict[str, User]) -> None:
    setting_aside.pause(task, people["leader"], version=1, **GIVEN)
    alone = factory.part_of(task, "T2", ECONOMY)
    work.decide(alone, people["leader"], UpdateKind.RESUME)
    work.decide(alone, people["leader"], UpdateKind.PAUSE, **GIVEN)
    setting_aside.resume(task, people["leader"], reason="", document_number="", version=2)
    assert stands(task) == [P.DONE, P.NOT_STARTED, P.PAUSED, P.NOT_STARTED]
    with pytest.raises(work.Refused):
        setting_aside.resume(task, people["leader"], reason="", document_number="", version=3)


def test_a_paused_task_that_is_dropped_comes_back_paused(task: Task, people: dict[str, User]) -> None:
    """Each decision is undone by itself: the row first, then its pause."""
    before = stands(task)
    setting_aside.pause(task, people["leader"], version=1, **GIVEN)
    setting_aside.drop(task, people["leader"], version=2, **GIVEN)
    setting_aside.resume(task, people["leader"], reason="", document_number="", version=3)
    assert stands(task) == [P.DONE, P.PAUSED, P.PAUSED, P.PAUSED]
    setting_aside.resume(task, people["leader"], reason="", document_number="", version=4)
    assert stands(task) == before


@pytest.mark.parametrize("timing", [ONGOING, MONTHLY])
def test_a_dropped_row_makes_no_further_dates(plan: Plan, people: dict[str, User], timing: Any) -> None:
    task = factory.make_task(plan, None, timing)
    slots = task.occurrences.count()
    setting_aside.drop(task, people["leader"], version=1, **GIVEN)
    assert not task.occurrences.filter(opens_on__gt=date(2026, 4, 10)).exists()
    assert not task.occurrences.filter(due__gte=date(2026, 4, 10)).exists()
    setting_aside.resume(task, people["leader"], reason="", document_number="", version=2)
    assert task.occurrences.count() == slots


@pytest.mark.parametrize("missing", ["reason", "document_number"])
def test_dropping_needs_a_reason_and_a_document(task: Task, people: dict[str, User], missing: str) -> None:
    for decide in (setting_aside.drop, setting_aside.pause):
        with pytest.raises(work.Refused):
            decide(task, people["leader"], version=1, **GIVEN | {missing: " "})
    assert stands(task) == [P.DONE, P.NOT_STARTED, P.IN_PROGRESS, P.NOT_STARTED]


def test_what_cannot_be(plan: Plan, task: Task, people: dict[str, User]) -> None:
    ongoing = factory.make_task(plan, None, ONGOING)
    with pytest.raises(work.Refused):
        setting_aside.pause(ongoing, people["leader"], version=1, **GIVEN)
    with pytest.raises(work.Refused):
        setting_aside.resume(task, people["leader"], version=1, **GIVEN)
    with pytest.raises(work.Refused):
        setting_aside.drop(task, people["leader"], version=7, **GIVEN)
    for who in ("one_door", "officer", "elsewhere"):
        with pytest.raises(PermissionDenied):
            setting_aside.drop(task, people[who], version=1, **GIVEN)


@pytest.mark.parametrize(("who", "status"), [("leader", 200), ("one_door", 403), ("officer", 403), ("elsewhere", 404)])
def test_who_decides_through_the_page(task: Task, people: dict[str, User], who: str, status: int) -> None:
    browser = Client()
    browser.force_login(people[who])
    to = reverse("tasks:decide_task", kwargs={"public_id": task.public_id})
    assert browser.get(to).status_code == status
    assert browser.post(to).status_code == (422 if status == 200 else status)
    page = browser.get(reverse("tasks:task", kwargs={"public_id": task.public_id}))
    assert (to in page.content.decode()) == (status == 200)
    data = {"version": 1, "text": "Chờ tỉnh", "document_number": "5/TB-UBND", "drop": "1"}
    assert browser.post(to, data).status_code == (302 if status == 200 else status)
    task.refresh_from_db()
    assert bool(task.dropped_on) == (status == 200)
