"""The histories of a plan and of a target: who changed what, with old and new value."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import translation

from plans.models import Plan, Target
from tasks.changes import changes_of_plan, changes_of_target
from tasks.rescheduling import set_cadence
from tests import factory
from tests.factory import ECONOMY
from wards.models import Cadence, Role, User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def day() -> Any:
    """10 March 2026, 09:00 in Vietnam."""
    with time_machine.travel("2026-03-10 02:00:00+00:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def plan() -> Plan:
    return factory.make_plan(factory.make_ward())


@pytest.fixture
def target(plan: Plan) -> Target:
    return Target.objects.create(
        ward=plan.ward, plan=plan, measure="Tỷ lệ hồ sơ trực tuyến", comparator=">=", value=Decimal(80), unit="%"
    )


@pytest.fixture
def viewer(plan: Plan) -> User:
    return factory.make_user(plan.ward, Role.VIEWER)


def client(person: User) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


def test_a_plans_change_has_its_author_and_both_values(plan: Plan) -> None:
    admin = factory.make_user(plan.ward, Role.ADMIN)
    to = reverse("tasks:plan_cadence", kwargs={"public_id": plan.public_id})
    data = {"version": 1, "cadence": "monthly", "check_ins_from": plan.check_ins_from.isoformat()}
    seen = client(admin).post(to, data).context["form"]["seen"].value()
    client(admin).post(to, data | {"seen": seen, "save": "1"})
    with translation.override("en"):
        latest, first = changes_of_plan(plan)
    assert (latest.who, [(change.old, change.new) for change in latest.changes]) == (
        str(admin),
        [("every quarter", "every month")],
    )
    assert first.changes == []


def test_what_a_reader_does_not_follow_is_no_entry(plan: Plan) -> None:
    admin = factory.make_user(plan.ward, Role.ADMIN)
    set_cadence(plan, admin, cadence=Cadence.QUARTERLY, version=1)
    assert len(changes_of_plan(plan)) == 1


def test_a_targets_change_names_people_and_units(target: Target, viewer: User) -> None:
    target.value, target.lead, target.confirmed_by = Decimal("82.5"), factory.unit(target.ward, ECONOMY), viewer
    target.save()
    changes = changes_of_target(target)[0].changes
    assert [(change.old, change.new) for change in changes] == [
        ("80", "82,5"),
        ("", ECONOMY),
        ("", viewer.full_name),
    ]


def test_everybody_of_the_ward_reads_them_and_nobody_else(plan: Plan, target: Target, viewer: User) -> None:
    of_plan = reverse("tasks:plan_history", kwargs={"public_id": plan.public_id})
    of_target = reverse("tasks:target_history", kwargs={"public_id": target.public_id})
    stranger = client(factory.make_user(factory.make_ward("Phường Khác"), Role.ADMIN))
    for address, leads_to in ((of_plan, of_target), (of_target, of_plan)):
        assert leads_to in client(viewer).get(address).content.decode()
        assert stranger.get(address).status_code == 404
        assert client(viewer).post(address).status_code == 405
    page = reverse("tasks:plan", kwargs={"public_id": plan.public_id})
    assert of_plan in client(viewer).get(page).content.decode()


@pytest.mark.parametrize("name", ["plan_history", "target_history"])
def test_a_longer_history_takes_no_more_queries(
    plan: Plan, target: Target, viewer: User, name: str, django_assert_max_num_queries: Any
) -> None:
    for value in range(30):
        target.value, plan.title = Decimal(value), f"Kế hoạch {value}"
        target.save()
        plan.save()
    thing = plan if name == "plan_history" else target
    browser = client(viewer)
    with django_assert_max_num_queries(12):
        body = browser.get(reverse(f"tasks:{name}", kwargs={"public_id": thing.public_id})).content.decode()
    assert body.count('class="entry"') == 31
