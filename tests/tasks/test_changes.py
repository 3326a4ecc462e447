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
from tasks.changes import changes_of_target
from tasks.models import TaskUnit, UnitRole
from tasks.plan_history import PER_PAGE, PLAN_MAKING, plan_history
from tasks.rescheduling import set_cadence
from tests import factory
from tests.factory import ECONOMY, ONGOING
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
        latest, first = plan_history(plan, 1).entries
    assert (latest.who, [(change.old, change.new) for change in latest.changes]) == (
        str(admin),
        [("every quarter", "every month")],
    )
    assert first.changes == []


def test_what_a_reader_does_not_follow_is_no_entry(plan: Plan) -> None:
    admin = factory.make_user(plan.ward, Role.ADMIN)
    set_cadence(plan, admin, cadence=Cadence.QUARTERLY, version=1)
    assert len(plan_history(plan, 1).entries) == 1


def test_a_plans_history_tells_of_its_rows_units_and_targets(
    plan: Plan, target: Target, viewer: User, day: Any
) -> None:
    task = factory.make_task(plan, None, ONGOING, stt="7", content="Niêm yết thủ tục")
    gone = factory.make_task(plan, None, ONGOING, content="Việc bỏ đi", lead=[])
    day.shift(PLAN_MAKING)
    task._history_user = viewer
    task.content = "Niêm yết đủ thủ tục"
    task.save()
    TaskUnit.objects.create(ward=plan.ward, task=task, role=UnitRole.PARTNER, position=0, text="VP", unit=None)
    target.value = Decimal(85)
    target.save()
    gone.occurrences.all().delete()
    gone.delete()
    later = factory.make_task(plan, None, ONGOING, content="Thêm sau")
    entries = plan_history(plan, 1).entries
    told = [(entry.about, [(change.old, change.new) for change in entry.changes]) for entry in entries]
    address = reverse("tasks:task", kwargs={"public_id": task.public_id})
    # What came with the plan, and the units that came with a later row, are no changes.
    assert sorted(told, key=str) == sorted(
        [
            ("", []),
            ("7 Niêm yết đủ thủ tục", [("Niêm yết thủ tục", "Niêm yết đủ thủ tục")]),
            ("7 Niêm yết đủ thủ tục", [("", "VP")]),
            ("Chỉ tiêu: Tỷ lệ hồ sơ trực tuyến", [("80", "85")]),
            ("Việc bỏ đi", []),
            (later.content, []),
        ],
        key=str,
    )
    by_about = {entry.about: entry for entry in entries}
    assert (by_about["7 Niêm yết đủ thủ tục"].address, by_about["Việc bỏ đi"].address) == (address, "")
    assert next(entry for entry in entries if entry.changes and entry.changes[0].old == "Niêm yết thủ tục").who == str(
        viewer
    )


def test_a_long_history_is_read_page_by_page(plan: Plan, viewer: User) -> None:
    for number in range(PER_PAGE):
        plan.title = f"Kế hoạch {number}"
        plan.save()
    first, second = plan_history(plan, 1), plan_history(plan, 2)
    assert (len(first.entries), first.older) == (PER_PAGE, True)
    assert (len(second.entries), second.older) == (1, False)
    assert first.entries[0].changes[0].new == f"Kế hoạch {PER_PAGE - 1}"
    address = reverse("tasks:plan_history", kwargs={"public_id": plan.public_id})
    assert "?page=2" in client(viewer).get(address).content.decode()
    assert client(viewer).get(address + "?page=9").status_code == 200
    assert client(viewer).get(address + "?page=x").status_code == 200


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


@pytest.mark.parametrize(("name", "shown"), [("plan_history", PER_PAGE), ("target_history", 31)])
def test_a_longer_history_takes_no_more_queries(
    plan: Plan, target: Target, viewer: User, name: str, shown: int, django_assert_max_num_queries: Any
) -> None:
    for value in range(30):
        target.value, plan.title = Decimal(value), f"Kế hoạch {value}"
        target.save()
        plan.save()
    thing = plan if name == "plan_history" else target
    browser = client(viewer)
    with django_assert_max_num_queries(15):
        body = browser.get(reverse(f"tasks:{name}", kwargs={"public_id": thing.public_id})).content.decode()
    assert body.count('class="entry"') == shown
