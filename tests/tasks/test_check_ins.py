"""All check-ins of a unit for a period on one screen."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plans.models import Plan
from tasks import check_ins, work
from tasks.models import Part
from tasks.status import PartStatus
from tests import factory
from tests.factory import CENTRE, CULTURE, ECONOMY, ONGOING
from wards.models import Role, User, Ward

pytestmark = pytest.mark.django_db
P = PartStatus


@pytest.fixture(autouse=True)
def day() -> Any:
    """6 January 2026, the day after the plan was issued."""
    with time_machine.travel("2026-01-06 02:00:00+00:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def ward() -> Ward:
    return factory.make_ward()


@pytest.fixture
def officer(ward: Ward) -> User:
    return factory.make_user(ward, Role.OFFICER, ECONOMY)


@pytest.fixture
def plan(ward: Ward, officer: User) -> Plan:
    return factory.make_plan(ward, [ONGOING, ONGOING, ONGOING])


def parts(plan: Plan, period: str) -> list[Part]:
    return list(Part.objects.filter(occurrence__period=period).order_by("occurrence__task__position"))


def address(ward: Ward) -> str:
    return reverse("tasks:check_ins", kwargs={"ward_id": ward.public_id})


def posted(shown: check_ins.Sheet, **texts: str) -> dict[str, str]:
    """What the screen sends when it is saved as it stands, with words in some rows ("row0")."""
    data = {"unit": str(shown.unit.public_id) if shown.unit else "", "period": shown.period}
    data["effective_on"] = shown.day.isoformat()
    for number, row in enumerate(shown.rows):
        key = str(row.part.public_id)
        data[f"version-{key}"] = str(row.part.version)
        data[f"text-{key}"] = texts.get(f"row{number}", row.text)
        if row.chosen:
            data[f"chosen-{key}"] = "1"
    return data


def test_one_save_reports_all_without_a_difficulty(
    client: Client, ward: Ward, plan: Plan, officer: User, day: Any
) -> None:
    day.move_to("2026-03-16 02:00:00+00:00")
    client.force_login(officer)
    shown = check_ins.sheet(officer, ward)
    assert (shown.period, shown.day, len(shown.rows)) == ("2026-Q1", date(2026, 3, 14), 3)
    response = client.post(address(ward), posted(shown, row1="Thiếu máy quét"))
    assert response.status_code == 302
    entries = [part.updates.get() for part in parts(plan, "2026-Q1")]
    assert [entry.text for entry in entries] == [work.SMOOTH, "Thiếu máy quét", work.SMOOTH]
    assert {entry.effective_on for entry in entries} == {date(2026, 3, 14)}


def test_a_row_not_ticked_is_left_alone(client: Client, ward: Ward, plan: Plan, officer: User) -> None:
    client.force_login(officer)
    shown = check_ins.sheet(officer, ward)
    data = posted(shown)
    del data[f"chosen-{shown.rows[0].part.public_id}"]
    client.post(address(ward), data)
    assert [part.status for part in parts(plan, "2026-Q1")] == [P.NOT_REPORTED, P.REPORTED, P.REPORTED]


def test_the_next_period_begins_with_what_was_said_last_time(ward: Ward, plan: Plan, officer: User, day: Any) -> None:
    first, second, _third = parts(plan, "2026-Q1")
    work.report(first, officer, status=P.REPORTED, text="Thiếu máy quét")
    work.report(second, officer, status=P.REPORTED, text=work.SMOOTH)
    day.move_to("2026-06-10 02:00:00+00:00")
    rows = check_ins.sheet(officer, ward, period="2026-Q2").rows
    assert [(row.text, row.before) for row in rows] == [
        ("Thiếu máy quét", "Thiếu máy quét"),
        ("", work.SMOOTH),
        ("", ""),
    ]


def test_the_earliest_period_with_something_missing_comes_first(
    ward: Ward, plan: Plan, officer: User, day: Any
) -> None:
    day.move_to("2026-06-10 02:00:00+00:00")
    shown = check_ins.sheet(officer, ward)
    assert shown.period == "2026-Q1"
    assert [(each.period, each.missing, each.total) for each in shown.choices] == [("2026-Q1", 3, 3), ("2026-Q2", 3, 3)]
    for part in parts(plan, "2026-Q1"):
        work.report(part, officer, status=P.REPORTED, text="Đã xong")
    assert check_ins.sheet(officer, ward).period == "2026-Q2"


def test_a_row_somebody_saved_meanwhile_shows_both_and_the_others_are_saved(
    client: Client, ward: Ward, plan: Plan, officer: User
) -> None:
    client.force_login(officer)
    data = posted(check_ins.sheet(officer, ward), row0="Của tôi")
    first = parts(plan, "2026-Q1")[0]
    work.report(first, factory.make_user(ward, Role.ONE_DOOR, CENTRE), status=P.REPORTED, text="Của Trung tâm")
    response = client.post(address(ward), data)
    body = response.content.decode()
    assert response.status_code == 409
    assert "Của tôi" in body
    assert "Của Trung tâm" in body
    assert [part.updates.count() for part in parts(plan, "2026-Q1")] == [1, 1, 1]
    assert first.updates.get().text == "Của Trung tâm"


def test_a_day_to_come_is_refused_and_nothing_saved(client: Client, ward: Ward, plan: Plan, officer: User) -> None:
    client.force_login(officer)
    data = posted(check_ins.sheet(officer, ward)) | {"effective_on": "2026-01-07"}
    assert client.post(address(ward), data).status_code == 409
    assert {part.status for part in parts(plan, "2026-Q1")} == {P.NOT_REPORTED}


def test_a_unit_of_another_is_not_to_be_chosen(ward: Ward, plan: Plan) -> None:
    stranger = factory.make_user(ward, Role.OFFICER, CULTURE)
    shown = check_ins.sheet(stranger, ward, unit=str(factory.unit(ward, ECONOMY).public_id))
    assert shown.rows == []
    centre = factory.make_user(ward, Role.ONE_DOOR, CENTRE)
    assert len(check_ins.sheet(centre, ward, unit=str(factory.unit(ward, ECONOMY).public_id)).rows) == 3


@pytest.mark.parametrize(("role", "status"), [(Role.VIEWER, 403), (Role.LEADER, 403), (Role.ONE_DOOR, 200)])
def test_who_opens_the_screen(client: Client, ward: Ward, plan: Plan, role: Role, status: int) -> None:
    client.force_login(factory.make_user(ward, role, CENTRE if role == Role.ONE_DOOR else None))
    assert client.get(address(ward)).status_code == status
    with pytest.raises(PermissionDenied):
        check_ins.sheet(factory.make_user(ward, Role.VIEWER), ward)


def test_another_wards_screen_does_not_exist(client: Client, ward: Ward) -> None:
    client.force_login(factory.make_user(factory.make_ward("Phường Khác"), Role.ONE_DOOR, CENTRE))
    assert client.get(address(ward)).status_code == 404


def test_thirty_rows_take_no_more_queries_than_three(client: Client, ward: Ward, plan: Plan, officer: User) -> None:
    client.force_login(officer)
    counts = []
    for size in (3, 30):
        for _ in range(plan.tasks.count(), size):
            factory.make_task(plan, None, ONGOING)
        with CaptureQueriesContext(connection) as queries:
            client.get(address(ward))
        counts.append(len(queries))
    assert counts == [10, 10]
