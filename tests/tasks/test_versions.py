"""Two people change one thing: the second is told what the first saved, loses nothing, and can save after that."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from plans.models import Plan
from tasks import dates, editing, officers, rescheduling, ward_settings
from tasks.models import Task
from tasks.versions import Stale, check_version
from tests import factory
from tests.factory import CENTRE, CULTURE, ECONOMY, EXTERNAL, ONGOING
from wards.models import Role, User, Ward

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def day() -> Any:
    """10 March 2026, 09:00 in Vietnam; the clock runs on, for it tells what came after what."""
    with time_machine.travel("2026-03-10 02:00:00+00:00", tick=True) as traveller:
        yield traveller


@pytest.fixture
def ward() -> Ward:
    return factory.make_ward()


@pytest.fixture
def plan(ward: Ward) -> Plan:
    return factory.make_plan(ward)


@pytest.fixture
def task(plan: Plan) -> Task:
    return factory.make_task(plan, None, ONGOING, content="Rà soát thủ tục")


@pytest.fixture
def first(ward: Ward) -> User:
    return factory.make_user(ward, Role.ADMIN, full_name="Trần Thị Trước")


@pytest.fixture
def second(ward: Ward, client: Client) -> Client:
    client.force_login(factory.make_user(ward, Role.ADMIN))
    return client


def units(ward: Ward, *names: str) -> list[Any]:
    return [factory.unit(ward, name) for name in names]


def test_a_row_changed_meanwhile_shows_both_and_is_saved_the_second_time(
    second: Client, ward: Ward, task: Task, first: User, day: Any
) -> None:
    day.move_to("2026-03-10 03:00:00+00:00")
    to = reverse("tasks:edit", kwargs={"public_id": task.public_id})
    seen = second.get(to).context["form"]
    leads = [unit.pk for unit in units(ward, ECONOMY, CULTURE)]
    typed = {"version": seen["version"].value(), "content": "Rà soát, công khai", "leads": leads, "reason": "Gộp việc"}
    editing.edit(
        task,
        first,
        content="Rà soát, cập nhật",
        products="Báo cáo kết quả",
        leads=units(ward, ECONOMY, CENTRE),
        partners=[],
        reason="Theo ý kiến họp",
        version=task.version,
    )
    answer = second.post(to, typed)
    body = answer.content.decode()
    assert answer.status_code == 422
    assert "Trần Thị Trước" in body
    for both in ("<del>Rà soát thủ tục</del>", "<ins>Rà soát, cập nhật</ins>", f"<ins>{CENTRE}</ins>"):
        assert both in body
    assert "Rà soát, công khai</textarea>" in body
    assert [str(value) for value in answer.context["form"]["leads"].value()] == [str(pk) for pk in leads]
    task.refresh_from_db()
    assert task.content == "Rà soát, cập nhật"

    again = typed | {"version": answer.context["form"]["version"].value()}
    assert second.post(to, again).status_code == 302
    task.refresh_from_db()
    assert task.content == "Rà soát, công khai"


def test_only_what_was_saved_since_is_told(ward: Ward, task: Task, first: User) -> None:
    kept = {"products": "", "leads": units(ward, ECONOMY), "partners": [], "reason": "x"}
    for version, content in enumerate(("Một", "Hai", "Ba"), start=1):
        editing.edit(task, first, content=content, version=version, **kept)
    task.refresh_from_db()
    told = []
    for seen in (1, 2, 3):
        with pytest.raises(Stale) as stale:
            rescheduling.set_row_cadence(task, first, cadence="monthly", version=seen)
        contents = [change.new for entry in stale.value.changes for change in entry.changes if len(change.new) < 4]
        told.append([content for content in contents if content != "x"])
    assert told == [["Ba", "Hai", "Một"], ["Ba", "Hai"], ["Ba"]]
    check_version(task, 4, lambda _thing: [])


def test_a_plans_cadence_a_wards_settings_and_an_officer(
    second: Client, ward: Ward, plan: Plan, task: Task, first: User
) -> None:
    officer = factory.make_user(ward, Role.OFFICER, ECONOMY, full_name="Lê Văn Phụ Trách")
    first.memberships.create(ward=ward, role=Role.ONE_DOOR)
    second_user = User.objects.get(pk=second.session["_auth_user_id"])
    second_user.memberships.create(ward=ward, role=Role.ONE_DOOR)
    old = {"version": 1}
    settings = {name: getattr(ward, name) for name in ward_settings.FIELDS}
    rescheduling.set_cadence(plan, first, cadence="monthly", version=1)
    ward_settings.settle(ward, first, version=1, **settings | {"sending_days": 7})
    officers.name_officer(task, first, officer, version=1)
    cases = [
        (
            "tasks:plan_cadence",
            plan,
            old | {"cadence": "quarterly", "check_ins_from": "2026-01-05"},
            "<ins>hằng tháng</ins>",
        ),
        ("tasks:ward_settings", ward, old | settings, "<ins>7</ins>"),
        ("tasks:officer", task, old | {"officer": ""}, "Lê Văn Phụ Trách</ins>"),
    ]
    for name, thing, typed, told in cases:
        to = reverse(name, args=[thing.public_id])
        answer = second.post(to, typed)
        assert answer.status_code == 422, name
        assert told in answer.content.decode(), name
        assert int(answer.context["form"]["version"].value()) == 2, name


def test_a_date_given_meanwhile_is_told_before_it_is_changed(second: Client, ward: Ward, plan: Plan) -> None:
    officer = factory.make_user(ward, Role.OFFICER, ECONOMY)
    second.force_login(factory.make_user(ward, Role.OFFICER, ECONOMY))
    part = factory.part_of(factory.make_task(plan, None, EXTERNAL), "X1")
    to = reverse("tasks:date", kwargs={"public_id": part.public_id})
    form = second.get(to).context["form"]
    dates.give_date(part, officer, due=date(2026, 5, 29))
    typed = {"seen": form["seen"].value(), "due": "2026-06-30", "given": "1"}
    answer = second.post(to, typed)
    assert "29/05/2026" in answer.context["form"].errors["due"][0]
    part.occurrence.refresh_from_db()
    assert part.occurrence.due == date(2026, 5, 29)
    assert second.post(to, typed | {"seen": answer.context["form"]["seen"].value()}).status_code == 302
    part.occurrence.refresh_from_db()
    assert part.occurrence.due == date(2026, 6, 30)
