"""Reminding by hand: whom it reaches, and what keeps it from flooding them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from plans.models import Plan
from tasks import delivery, reminding, work
from tasks.dates import ask_extension
from tasks.models import Message, MessageState, Notification, Part, Purpose
from tasks.status import PartStatus
from tests import factory
from tests.factory import CENTRE, CULTURE, ECONOMY
from wards.models import Role, User, Ward

pytestmark = pytest.mark.django_db
LATE = factory.deadline(date(2026, 3, 9))


@pytest.fixture(autouse=True)
def day() -> Any:
    """10 March 2026, 09:00 in Vietnam."""
    with time_machine.travel("2026-03-10 02:00:00+00:00", tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def rung(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The messages that workers are asked to deliver."""
    asked: list[int] = []
    monkeypatch.setattr(reminding, "ring", asked.extend)
    return asked


@pytest.fixture
def ward() -> Ward:
    return factory.make_ward()


@pytest.fixture
def people(ward: Ward) -> dict[str, User]:
    return {
        "officer": factory.make_user(ward, Role.OFFICER, ECONOMY),
        "culture": factory.make_user(ward, Role.OFFICER, CULTURE),
        "one_door": factory.make_user(ward, Role.ONE_DOOR, CENTRE),
        "leader": factory.make_user(ward, Role.LEADER),
        "elsewhere": factory.make_user(factory.make_ward("Phường Khác"), Role.ONE_DOOR, CENTRE),
    }


@pytest.fixture
def plan(ward: Ward, people: dict[str, User]) -> Plan:
    made = factory.make_plan(ward, issued_on=date(2026, 1, 20), number="07/KH-UBND")
    factory.make_task(made, None, LATE)
    factory.make_task(made, None, LATE, lead=CULTURE)
    return made


def told() -> set[tuple[int, str]]:
    return set(Notification.objects.values_list("recipient_id", "milestone"))


def client(person: User) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


def post(ward: Ward, person: User, **data: object) -> int:
    return client(person).post(reverse("tasks:remind", kwargs={"ward_id": ward.public_id}), data).status_code


def test_those_who_owe_it_are_told_and_the_message_is_sent_at_once(
    ward: Ward, plan: Plan, people: dict[str, User], rung: list[int], django_capture_on_commit_callbacks: Any
) -> None:
    part = factory.part_of(plan.tasks.get(position=0))
    with django_capture_on_commit_callbacks(execute=True):
        assert reminding.remind(ward, people["one_door"], Part.objects.filter(pk=part.pk)).now == 1
    assert told() == {(people["officer"].pk, "manual:1")}
    assert set(rung) == set(Message.objects.filter(purpose=Purpose.MANUAL).values_list("pk", flat=True))
    states = delivery.deliver_all(rung)
    assert states[MessageState.SENT] == len(rung)


def test_once_a_day_a_part_and_person_and_again_the_next_day(
    ward: Ward, plan: Plan, people: dict[str, User], day: Any
) -> None:
    every = Part.objects.all()
    assert reminding.remind(ward, people["one_door"], every).now == 2
    with pytest.raises(work.Refused):
        reminding.remind(ward, people["one_door"], every)
    day.move_to("2026-03-10 16:59:00+00:00")
    with pytest.raises(work.Refused):
        reminding.remind(ward, people["one_door"], every)
    day.move_to("2026-03-10 17:00:00+00:00")
    assert reminding.remind(ward, people["one_door"], every).now == 2
    assert {milestone for _person, milestone in told()} == {"manual:1", "manual:2"}


def test_one_message_a_day_also_when_more_is_added(ward: Ward, plan: Plan, people: dict[str, User]) -> None:
    more = factory.make_task(plan, None, LATE)
    for task in (plan.tasks.get(position=0), more):
        reminding.remind(ward, people["one_door"], Part.objects.filter(occurrence__task=task))
        Message.objects.update(state=MessageState.SENT)
    messages = Message.objects.filter(recipient=people["officer"], channel="portal").order_by("day")
    assert [message.day for message in messages] == [date(2026, 3, 10), date(2026, 3, 11)]


def test_who_had_todays_message_is_said_to_be_told_later(
    ward: Ward, plan: Plan, people: dict[str, User], day: Any
) -> None:
    """Friday's second reminder goes on Monday: it is not said that somebody was reminded now."""
    made = [factory.make_task(plan, None, LATE, lead=unit) for unit in (ECONOMY, ECONOMY, CULTURE)]
    first, second, other = (str(factory.part_of(task).public_id) for task in made)
    day.move_to("2026-03-13 02:00:00+00:00")
    address, browser = reverse("tasks:remind", kwargs={"ward_id": ward.public_id}), client(people["one_door"])
    assert "Đã nhắc 1 người." in browser.post(address, {"part": first}, follow=True).content.decode()
    Message.objects.update(state=MessageState.SENT)
    text = browser.post(address, {"part": [second, other]}, follow=True).content.decode()
    later = "1 người hôm nay đã nhận tin nhắc trực tiếp; việc này sẽ nhắc vào ngày 16/03/2026."
    assert f"Đã nhắc 1 người. {later}" in text


def test_what_is_settled_is_not_reminded_of(ward: Ward, plan: Plan, people: dict[str, User]) -> None:
    part = factory.part_of(plan.tasks.get(position=0))
    work.report(part, people["officer"], status=PartStatus.AWAITING_CONFIRMATION, text="Đã xong")
    with pytest.raises(work.Refused):
        reminding.remind(ward, people["one_door"], Part.objects.filter(pk=part.pk))
    assert not told()


@pytest.mark.parametrize(("most", "refused"), [(1, True), (2, False)])
def test_a_slip_does_not_write_to_the_whole_ward(
    ward: Ward, plan: Plan, people: dict[str, User], monkeypatch: pytest.MonkeyPatch, most: int, refused: bool
) -> None:
    monkeypatch.setattr(reminding, "MOST", most)
    if refused:
        with pytest.raises(work.Refused):
            reminding.remind(ward, people["one_door"], Part.objects.all())
    else:
        assert reminding.remind(ward, people["one_door"], Part.objects.all()).now == 2


def test_only_the_centre_and_only_in_its_ward(ward: Ward, plan: Plan, people: dict[str, User]) -> None:
    for who in ("leader", "officer", "elsewhere"):
        with pytest.raises(PermissionDenied):
            reminding.remind(ward, people[who], Part.objects.all())
        assert post(ward, people[who], all="1") == (404 if who == "elsewhere" else 403)
    theirs = factory.make_plan(Ward.objects.exclude(pk=ward.pk).get(), [LATE], issued_on=date(2026, 1, 20), number="1")
    assert post(ward, people["one_door"], part=str(factory.part_of(theirs.tasks.get()).public_id)) == 302
    assert not told()


def test_the_ticked_ones_or_the_list_of_a_unit(ward: Ward, plan: Plan, people: dict[str, User]) -> None:
    assert post(ward, people["one_door"]) == 302
    assert post(ward, people["one_door"], part=["nonsense"]) == 302
    assert not told()
    unit = factory.unit(ward, CULTURE)
    assert post(ward, people["one_door"], view="late", unit=str(unit.public_id), all="1") == 302
    assert told() == {(people["culture"].pk, "manual:1")}
    part = factory.part_of(plan.tasks.get(position=0))
    assert post(ward, people["one_door"], part=[str(part.public_id)]) == 302
    assert (people["officer"].pk, "manual:1") in told()


@pytest.mark.parametrize(("who", "offered"), [("one_door", True), ("leader", False)])
def test_ticks_stand_only_where_they_help(
    ward: Ward, plan: Plan, people: dict[str, User], who: str, offered: bool
) -> None:
    body = client(people[who]).get(reverse("tasks:watch", kwargs={"ward_id": ward.public_id})).content.decode()
    assert ('form="remind"' in body) == offered


# Extension requests


def test_open_requests_are_listed_with_their_number(ward: Ward, plan: Plan, people: dict[str, User]) -> None:
    leader = client(people["leader"])
    watch = reverse("tasks:watch", kwargs={"ward_id": ward.public_id})
    listed = reverse("tasks:extensions", kwargs={"ward_id": ward.public_id})
    assert "empty-title" in leader.get(listed).content.decode()
    part = factory.part_of(plan.tasks.get(position=0))
    ask_extension(part, people["officer"], to_due=date(2026, 4, 1), reason="Chờ thẩm định giá")
    assert listed in leader.get(watch).content.decode()
    body = leader.get(listed).content.decode()
    assert "Chờ thẩm định giá" in body
    assert reverse("tasks:part", kwargs={"public_id": part.public_id}) in body


@pytest.mark.parametrize(("who", "status"), [("leader", 200), ("one_door", 200), ("officer", 403), ("elsewhere", 404)])
def test_who_sees_the_requests(ward: Ward, people: dict[str, User], who: str, status: int) -> None:
    listed = reverse("tasks:extensions", kwargs={"ward_id": ward.public_id})
    assert client(people[who]).get(listed).status_code == status
