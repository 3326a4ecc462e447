"""Issuing a draft plan."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from plans.models import Plan, PlanState
from tasks import work
from tasks.issuing import correct, issue
from tests import factory
from tests.factory import ECONOMY
from wards.models import Role, User

pytestmark = pytest.mark.django_db
DUE = factory.deadline(date(2026, 3, 31))


@pytest.fixture(autouse=True)
def day() -> Any:
    """10 March 2026, 09:00 in Vietnam."""
    with time_machine.travel("2026-03-10 02:00:00+00:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def draft() -> Plan:
    plan = factory.make_plan(factory.make_ward(), number="", issued_on=None)
    factory.make_task(plan, None, DUE, officer=factory.make_user(plan.ward, Role.OFFICER, ECONOMY))
    return plan


@pytest.fixture
def leader(draft: Plan) -> User:
    return factory.make_user(draft.ward, Role.LEADER)


def given(**changes: Any) -> dict[str, Any]:
    return {"number": "74/KH-UBND", "issued_on": date(2026, 3, 10), "despite_gaps": False, "version": 1} | changes


def test_a_draft_gets_its_number_and_keeps_its_work(draft: Plan, leader: User) -> None:
    before = list(draft.tasks.values_list("occurrences__slot", flat=True))
    issued = issue(draft, leader, **given())
    assert (issued.state, issued.number, issued.version) == (PlanState.ISSUED, "74/KH-UBND", 2)
    assert list(draft.tasks.values_list("occurrences__slot", flat=True)) == before
    with pytest.raises(work.Refused):
        issue(draft, leader, **given(version=2))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"number": " "}, "number"),
        ({"issued_on": date(2026, 3, 11)}, "issued_on"),
        ({"issued_on": date(2024, 12, 31)}, "issued_on"),
        ({"issued_on": date(1990, 1, 1)}, "issued_on"),
        ({"version": 9}, ""),
    ],
)
def test_what_is_not_issued(draft: Plan, leader: User, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(work.Refused) as refused:
        issue(draft, leader, **given(**changes))
    assert refused.value.field == field
    draft.refresh_from_db()
    assert draft.state == PlanState.DRAFT


def test_a_number_stands_once_in_a_year(draft: Plan, leader: User) -> None:
    factory.make_plan(draft.ward, number="74/KH-UBND")
    with pytest.raises(work.Refused) as refused:
        issue(draft, leader, **given())
    assert refused.value.field == "number"


def test_gaps_are_issued_only_knowingly(draft: Plan, leader: User) -> None:
    factory.make_task(draft, None, DUE)
    with pytest.raises(work.Refused) as refused:
        issue(draft, leader, **given())
    assert refused.value.field == "despite_gaps"
    assert issue(draft, leader, **given(despite_gaps=True)).state == PlanState.ISSUED


def test_only_leaders_and_the_administrator_issue(draft: Plan) -> None:
    for role, unit in ((Role.OFFICER, ECONOMY), (Role.VIEWER, None)):
        with pytest.raises(PermissionDenied):
            issue(draft, factory.make_user(draft.ward, role, unit), **given())
    assert issue(draft, factory.make_user(draft.ward, Role.ADMIN), **given())


def test_the_administrator_corrects_number_and_day_with_their_history(draft: Plan, leader: User) -> None:
    issue(draft, leader, **given(number="47/KH-UBND", issued_on=date(2026, 1, 3)))
    admin = factory.make_user(draft.ward, Role.ADMIN)
    browser, to = Client(), reverse("tasks:correct_plan", kwargs={"public_id": draft.public_id})
    plan_page = reverse("tasks:plan", kwargs={"public_id": draft.public_id})
    for who, status in ((leader, 403), (admin, 200)):
        browser.force_login(who)
        assert browser.get(to).status_code == status
        assert (to in browser.get(plan_page).content.decode()) == (status == 200)
    right = {"version": "2", "number": "74/KH-UBND", "issued_on": "2026-01-30"}
    for wrong in ({"number": ""}, {"issued_on": "1990-01-01"}, {"issued_on": "2026-03-11"}, {"version": "1"}):
        assert browser.post(to, right | wrong).status_code == 422
    assert browser.post(to, right).headers["Location"] == plan_page
    draft.refresh_from_db()
    assert (draft.number, draft.issued_on, draft.version) == ("74/KH-UBND", date(2026, 1, 30), 3)
    history = browser.get(reverse("tasks:plan_history", kwargs={"public_id": draft.public_id})).content.decode()
    assert all(text in history for text in ("47/KH-UBND", "74/KH-UBND", "03/01/2026", "30/01/2026", str(admin)))


def test_a_draft_has_nothing_to_correct(draft: Plan) -> None:
    admin = factory.make_user(draft.ward, Role.ADMIN)
    with pytest.raises(work.Refused):
        correct(draft, admin, number="74/KH-UBND", issued_on=date(2026, 3, 10), version=1)


def test_through_the_page(draft: Plan, leader: User, client: Client) -> None:
    address = reverse("tasks:issue", kwargs={"public_id": draft.public_id})
    client.force_login(leader)
    plan_page = reverse("tasks:plan", kwargs={"public_id": draft.public_id})
    assert address in client.get(plan_page).content.decode()
    data = {"version": "1", "number": "74/KH-UBND", "issued_on": "10/03/2026"}
    assert client.post(address, data | {"issued_on": ""}).status_code == 422
    assert client.post(address, data).headers["Location"] == plan_page
    assert address not in client.get(plan_page).content.decode()


def test_the_form_leads_to_the_rows_to_complete_and_asks_only_where_there_are_some(draft: Plan, leader: User) -> None:
    browser = Client()
    browser.force_login(leader)
    address = reverse("tasks:issue", kwargs={"public_id": draft.public_id})
    assert "despite_gaps" not in browser.get(address).context["form"].fields
    factory.make_task(draft, None, DUE)
    response = browser.get(address)
    assert "despite_gaps" in response.context["form"].fields
    rows = reverse("tasks:plan", kwargs={"public_id": draft.public_id}) + "?lacks=person"
    assert rows in response.content.decode()
    data = {"version": 1, "number": "74/KH-UBND", "issued_on": "2026-03-10"}
    assert browser.post(address, data).status_code == 422
    assert browser.post(address, data | {"despite_gaps": "on"}).status_code == 302
