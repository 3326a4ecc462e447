"""Lịch: the days of a month with what is due, and the list of one day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tasks import work
from tasks.models import Occurrence, Part
from tasks.month import SHOWN, MonthFilters
from tasks.status import PartStatus
from tests.factory import CULTURE, ECONOMY, ONGOING, deadline, make_plan, make_task, make_user, make_ward, unit
from wards.models import CalendarDay, Role, User, Ward

pytestmark = pytest.mark.django_db

TODAY = date(2026, 4, 15)


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel("2026-04-15T08:00:00+07:00", tick=False):
        yield


@pytest.fixture
def ward() -> Ward:
    ward = make_ward()
    with time_machine.travel("2026-01-05T08:00:00+07:00", tick=False):
        make_plan(ward, [deadline(date(2026, 4, 10)), deadline(date(2026, 4, 29)), ONGOING])
    return ward


@pytest.fixture
def viewer(ward: Ward) -> User:
    return make_user(ward, Role.VIEWER)


def opened(user: User, ward: Ward, query: str = "") -> Any:
    """The page's context."""
    client = Client()
    client.force_login(user)
    answer = client.get(reverse("tasks:month", kwargs={"ward_id": ward.public_id}) + query)
    assert answer.status_code == 200
    return answer.context


def due(user: User, ward: Ward, query: str = "") -> dict[int, list[str]]:
    """What the month shows, by day."""
    days = opened(user, ward, query)["month"].days
    return {day.date.day: [due.content for due in day.dues] for day in days if day.dues}


def test_the_month_of_today_and_others_by_their_address(ward: Ward, viewer: User) -> None:
    assert due(viewer, ward) == {10: ["Nhiệm vụ số 1"], 29: ["Nhiệm vụ số 2"]}
    assert due(viewer, ward, "?month=2026-05") == {}
    assert due(viewer, ward, "?month=2026-06") == {15: ["Nhiệm vụ số 3"]}
    for odd in ("?month=2026-13", "?month=x", "?day=2026-02-30", "?month=0001-01", "?unit=x&kind=x&state=x&whose=x"):
        assert due(viewer, ward, odd) == due(viewer, ward)


def test_a_day_in_force_after_an_extension(ward: Ward, viewer: User) -> None:
    Occurrence.objects.filter(task__position=1).update(extended_due=date(2026, 4, 22))
    assert due(viewer, ward) == {10: ["Nhiệm vụ số 1"], 22: ["Nhiệm vụ số 2"]}


def test_filters(ward: Ward, viewer: User) -> None:
    task = make_task(ward.plans.get(), None, deadline(date(2026, 4, 24)), lead=CULTURE, content="Của văn hóa")
    part = Part.objects.get(occurrence__task=task)
    author = make_user(ward, Role.OFFICER, CULTURE)
    work.report(part, author, status=PartStatus.AWAITING_CONFIRMATION, text="Xong", effective_on=TODAY)
    culture = unit(ward, CULTURE).public_id
    assert due(viewer, ward, f"?unit={culture}") == {24: ["Của văn hóa"]}
    assert due(viewer, ward, "?state=open") == {10: ["Nhiệm vụ số 1"], 29: ["Nhiệm vụ số 2"]}
    assert due(viewer, ward, "?state=late") == {10: ["Nhiệm vụ số 1"]}
    assert due(viewer, ward, "?month=2026-06&kind=dated") == {}
    assert due(viewer, ward, "?month=2026-06&kind=check_in") == {15: ["Nhiệm vụ số 3"]}


def test_whose(ward: Ward, viewer: User) -> None:
    make_task(ward.plans.get(), None, deadline(date(2026, 4, 24)), lead=CULTURE, content="Của văn hóa")
    officer = make_user(ward, Role.OFFICER, CULTURE)
    assert due(officer, ward) == {24: ["Của văn hóa"]}, "a unit's people begin with their own"
    assert set(due(officer, ward, "?whose=all")) == {10, 24, 29}
    assert opened(officer, ward)["own"]
    assert not opened(viewer, ward)["own"]
    assert due(viewer, ward, "?whose=mine") == {}


def test_days_worked_and_days_off(ward: Ward, viewer: User) -> None:
    CalendarDay.objects.create(date=date(2026, 4, 25), working=True, note="Làm bù")
    days = {day.date.day: day for day in opened(viewer, ward)["month"].days}
    assert len(days) == 30
    assert opened(viewer, ward)["month"].begins == 3
    assert [day for day in days if not days[day].working] == [4, 5, 11, 12, 18, 19, 26, 27, 30]
    assert days[30].name.startswith("Ngày Chiến thắng")
    assert (days[15].today, days[14].today) == (True, False)
    page = Client()
    page.force_login(viewer)
    text = page.get(reverse("tasks:month", kwargs={"ward_id": ward.public_id})).content.decode()
    assert text.count("ngày làm việc") == 1


def test_several_units_of_one_thing_stand_together(ward: Ward, viewer: User) -> None:
    make_task(ward.plans.get(), None, deadline(date(2026, 4, 24)), lead=[ECONOMY, CULTURE], content="Chung")
    done = Part.objects.get(occurrence__task__content="Chung", unit__name=CULTURE)
    author = make_user(ward, Role.OFFICER, CULTURE)
    work.report(done, author, status=PartStatus.AWAITING_CONFIRMATION, text="Xong", effective_on=TODAY)
    (thing,) = opened(viewer, ward)["month"].days[23].dues
    assert set(thing.units) == {ECONOMY, CULTURE}
    assert thing.part == Part.objects.get(occurrence__task__content="Chung", unit__name=ECONOMY).public_id


def test_a_full_day_leads_to_its_own_list(ward: Ward, viewer: User) -> None:
    for _ in range(60):
        make_task(ward.plans.get(), None, deadline(date(2026, 4, 24)))
    day = opened(viewer, ward)["month"].days[23]
    assert (len(day.shown), day.more) == (SHOWN, 60 - SHOWN)
    found = opened(viewer, ward, "?day=2026-04-24")
    assert (len(found["list"].lines), found["list"].pages) == (50, 2)
    assert len(opened(viewer, ward, "?day=2026-04-24&page=2")["list"].lines) == 10
    assert found["filters"].first == date(2026, 4, 1)
    assert opened(viewer, ward, "?day=2026-04-23")["list"].lines == []


def test_queries_do_not_grow(ward: Ward, viewer: User) -> None:
    counts = []
    for _round in range(2):
        for query in ("", "?day=2026-04-24"):
            opened(viewer, ward, query)
            with CaptureQueriesContext(connection) as queries:
                opened(viewer, ward, query)
            counts.append(len(queries))
        for _row in range(20):
            make_task(ward.plans.get(), None, deadline(date(2026, 4, 24)), lead=[ECONOMY, CULTURE])
    assert counts[:2] == counts[2:]


@pytest.mark.parametrize(
    ("asked", "first", "before", "after"),
    [
        ("2026-01", date(2026, 1, 1), date(2025, 12, 1), date(2026, 2, 1)),
        ("2028-02", date(2028, 2, 1), date(2028, 1, 1), date(2028, 3, 1)),
        ("2026-12", date(2026, 12, 1), date(2026, 11, 1), date(2027, 1, 1)),
    ],
)
def test_the_months_beside(asked: str, first: date, before: date, after: date) -> None:
    filters = MonthFilters.read(QueryDict(f"month={asked}"), TODAY, "all")
    assert (filters.first, filters.before, filters.after) == (first, before, after)
