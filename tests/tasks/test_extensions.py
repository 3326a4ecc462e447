"""Extensions and the naming of officers."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation

from plans.models import Plan
from tasks import dates, work
from tasks.lateness import Timeliness
from tasks.lines import standing_of
from tasks.models import Extension, Part, Task
from tasks.officers import name_officer, officers_for
from tasks.rescheduling import reword
from tasks.status import PartStatus
from tests import factory
from tests.factory import CENTRE, CULTURE, ECONOMY, EXTERNAL, ON_EVENT, ONGOING
from wards.models import Role, User, Ward

pytestmark = pytest.mark.django_db
P = PartStatus
DUE, LATER = date(2026, 3, 31), date(2026, 4, 15)


@pytest.fixture(autouse=True)
def day() -> Any:
    """10 March 2026, 09:00 in Vietnam."""
    with time_machine.travel("2026-03-10 02:00:00+00:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def ward() -> Ward:
    return factory.make_ward()


@pytest.fixture
def people(ward: Ward) -> dict[str, User]:
    return {
        "officer": factory.make_user(ward, Role.OFFICER, ECONOMY),
        "head": factory.make_user(ward, Role.HEAD, ECONOMY),
        "stranger": factory.make_user(ward, Role.OFFICER, CULTURE),
        "viewer": factory.make_user(ward, Role.VIEWER),
        "one_door": factory.make_user(ward, Role.ONE_DOOR, CENTRE),
        "leader": factory.make_user(ward, Role.LEADER),
        "admin": factory.make_user(ward, Role.ADMIN),
        "elsewhere": factory.make_user(factory.make_ward("Phường Khác"), Role.ONE_DOOR, CENTRE),
    }


@pytest.fixture
def plan(ward: Ward, people: dict[str, User]) -> Plan:
    return factory.make_plan(ward)


@pytest.fixture
def part(plan: Plan) -> Part:
    return factory.part_of(factory.make_task(plan, None, factory.deadline(DUE)))


@pytest.fixture
def event_row(plan: Plan) -> Task:
    return factory.make_task(plan, None, ON_EVENT, lead=[ECONOMY, CULTURE])


# Events


def test_an_agreed_extension_moves_the_day_and_keeps_the_first(part: Part, people: dict[str, User], day: Any) -> None:
    asked = dates.ask_extension(part, people["officer"], to_due=LATER, reason="Chờ số liệu của tỉnh")
    with translation.override("en"):
        dates.decide_extension(asked, people["leader"], agreed=True, document_number="31/TB-UBND")
    day.move_to("2026-04-10 02:00:00+00:00")
    part = Part.objects.get(pk=part.pk)
    now = standing_of(part)
    assert (now.state, now.due, now.original_due) == (Timeliness.DUE_SOON, LATER, DUE)
    # The history speaks Vietnamese whatever the leader reads.
    assert "15/04/2026" in part.updates.get().text
    assert "Extension" not in part.updates.get().text


def test_a_declined_extension_moves_nothing(part: Part, people: dict[str, User]) -> None:
    asked = dates.ask_extension(part, people["officer"], to_due=LATER, reason="Chờ")
    dates.decide_extension(asked, people["leader"], agreed=False, note="Không đủ căn cứ")
    part.occurrence.refresh_from_db()
    assert part.occurrence.extended_due is None
    with pytest.raises(work.Refused):
        dates.decide_extension(asked, people["leader"], agreed=True, document_number="1/TB")


def test_a_second_extension_counts_from_the_first(part: Part, people: dict[str, User]) -> None:
    for to_due, number in ((LATER, "1/TB"), (date(2026, 5, 1), "2/TB")):
        asked = dates.ask_extension(Part.objects.get(pk=part.pk), people["officer"], to_due=to_due, reason="Chờ")
        dates.decide_extension(asked, people["leader"], agreed=True, document_number=number)
    assert list(Extension.objects.values_list("from_due", "to_due")) == [(DUE, LATER), (LATER, date(2026, 5, 1))]


@pytest.mark.parametrize(
    ("to_due", "reason", "field"),
    [(DUE, "Chờ", "to_due"), (date(2026, 3, 30), "Chờ", "to_due"), (LATER, " ", "reason")],
)
def test_an_extension_is_later_and_has_a_reason(
    part: Part, people: dict[str, User], to_due: date, reason: str, field: str
) -> None:
    with pytest.raises(work.Refused) as refused:
        dates.ask_extension(part, people["officer"], to_due=to_due, reason=reason)
    assert refused.value.field == field


def test_what_was_asked_before_the_plan_gave_more_time_is_declined(part: Part, people: dict[str, User]) -> None:
    asked = dates.ask_extension(part, people["officer"], to_due=LATER, reason="Chờ")
    reword(part.occurrence.task, people["admin"], phrase="Chậm nhất ngày 15/4/2026", version=1)
    with pytest.raises(work.Refused):
        dates.decide_extension(asked, people["leader"], agreed=True, document_number="1/TB")
    dates.decide_extension(asked, people["leader"], agreed=False, note="Kế hoạch đã cho thêm thời gian")


@pytest.mark.parametrize(
    ("phrase", "due"), [("Chậm nhất ngày 14/4/2026", LATER), ("Chậm nhất ngày 16/4/2026", date(2026, 4, 16))]
)
def test_the_later_of_the_plans_day_and_the_agreed_one_counts(
    part: Part, people: dict[str, User], phrase: str, due: date
) -> None:
    asked = dates.ask_extension(part, people["officer"], to_due=LATER, reason="Chờ")
    dates.decide_extension(asked, people["leader"], agreed=True, document_number="1/TB")
    reword(part.occurrence.task, people["admin"], phrase=phrase, version=1)
    assert standing_of(Part.objects.get(pk=part.pk)).due == due
    assert list(Extension.objects.values_list("from_due", "to_due")) == [(DUE, LATER)]


def test_an_extended_date_is_not_given_anew(plan: Plan, people: dict[str, User]) -> None:
    part = factory.part_of(factory.make_task(plan, None, EXTERNAL), "X1")
    dates.give_date(part, people["officer"], due=DUE)
    part = Part.objects.get(pk=part.pk)
    asked = dates.ask_extension(part, people["officer"], to_due=LATER, reason="Chờ")
    dates.decide_extension(asked, people["leader"], agreed=True, document_number="1/TB")
    for due in (date(2026, 5, 1), None):
        with pytest.raises(work.Refused):
            dates.give_date(part, people["officer"], due=due)
    assert standing_of(Part.objects.get(pk=part.pk)).due == LATER


def test_one_request_at_a_time(part: Part, people: dict[str, User]) -> None:
    first = dates.ask_extension(part, people["officer"], to_due=LATER, reason="Chờ thẩm định")
    with pytest.raises(work.Refused, match="Chờ thẩm định") as refused:
        dates.ask_extension(part, people["one_door"], to_due=LATER, reason="Chờ")
    assert refused.value.fresh == {"replaces": str(first.public_id)}
    first.pk, first.public_id = None, None
    with pytest.raises(IntegrityError), transaction.atomic():
        first.save(force_insert=True)


def test_an_open_request_is_replaced_or_withdrawn_and_the_history_tells(
    part: Part, people: dict[str, User], client: Client
) -> None:
    asked = dates.ask_extension(part, people["officer"], to_due=LATER, reason="Chờ máy quét")
    client.force_login(people["officer"])
    panel = reverse("tasks:part", kwargs={"public_id": part.public_id})
    extend = reverse("tasks:extend", kwargs={"public_id": part.public_id})
    withdraw = reverse("tasks:withdraw", kwargs={"public_id": asked.public_id})
    assert extend in client.get(panel).content.decode() and withdraw in client.get(panel).content.decode()
    form = client.get(extend).context["form"]
    assert form["to_due"].value() == LATER
    data = {"to_due": "2026-04-29", "reason": "Chờ máy quét mới"}
    assert client.post(extend, data).status_code == 422
    assert client.post(extend, data | {"replaces": str(form["replaces"].value())}).status_code == 302
    now_asked = Extension.objects.get()
    assert (now_asked.to_due, now_asked.requested_by) == (date(2026, 4, 29), people["officer"])
    withdraw = reverse("tasks:withdraw", kwargs={"public_id": now_asked.public_id})
    for who, status in (("stranger", 403), ("leader", 403), ("elsewhere", 404), ("officer", 302)):
        client.force_login(people[who])
        assert client.post(withdraw).status_code == status
    assert not Extension.objects.exists()
    said = [update.text for update in part.updates.order_by("pk")]
    assert len(said) == 2 and "Chờ máy quét mới" in said[1] and str(people["officer"]) in said[1]


def test_what_a_leader_decided_is_not_withdrawn(part: Part, people: dict[str, User]) -> None:
    asked = dates.ask_extension(part, people["officer"], to_due=LATER, reason="Chờ")
    dates.decide_extension(asked, people["leader"], agreed=True, document_number="1/TB")
    with pytest.raises(work.Refused):
        dates.withdraw_extension(asked, people["officer"])


def test_a_day_already_past_is_not_asked_for_and_declining_says_why(
    part: Part, people: dict[str, User], day: Any
) -> None:
    day.move_to("2026-04-16 02:00:00+00:00")
    with pytest.raises(work.Refused) as refused:
        dates.ask_extension(part, people["officer"], to_due=LATER, reason="Chờ")
    assert refused.value.field == "to_due"
    asked = dates.ask_extension(part, people["officer"], to_due=date(2026, 4, 16), reason="Chờ")
    with pytest.raises(work.Refused) as refused:
        dates.decide_extension(asked, people["leader"], agreed=False, note=" ")
    assert refused.value.field == "note"
    assert not dates.decide_extension(asked, people["leader"], agreed=False, note="Đủ thời gian rồi").agreed


def test_check_ins_and_settled_parts_are_not_extended(plan: Plan, part: Part, people: dict[str, User]) -> None:
    check_in = factory.part_of(factory.make_task(plan, None, ONGOING), "2026-Q1")
    with pytest.raises(work.Refused):
        dates.ask_extension(check_in, people["officer"], to_due=LATER, reason="Chờ")
    work.report(part, people["officer"], status=P.AWAITING_CONFIRMATION, text="Đã xong")
    with pytest.raises(work.Refused):
        dates.ask_extension(Part.objects.get(pk=part.pk), people["officer"], to_due=LATER, reason="Chờ")


def test_agreeing_needs_a_document(part: Part, people: dict[str, User]) -> None:
    asked = dates.ask_extension(part, people["officer"], to_due=LATER, reason="Chờ")
    with pytest.raises(work.Refused) as refused:
        dates.decide_extension(asked, people["leader"], agreed=True, document_number=" ")
    assert refused.value.field == "document_number"
    with pytest.raises(PermissionDenied):
        dates.decide_extension(asked, people["one_door"], agreed=True, document_number="1/TB")


# The responsible officer


def test_heads_and_the_centre_name_an_officer_of_a_lead_unit(part: Part, people: dict[str, User]) -> None:
    task = part.occurrence.task
    assert set(officers_for(task)) == {people["officer"], people["head"]}
    named = name_officer(task, people["head"], people["officer"], version=1)
    assert (named.officer, named.version) == (people["officer"], 2)
    with pytest.raises(work.Refused):
        name_officer(task, people["one_door"], people["head"], version=1)
    with pytest.raises(work.Refused):
        name_officer(task, people["one_door"], people["stranger"], version=2)
    with pytest.raises(PermissionDenied):
        name_officer(task, people["officer"], people["officer"], version=2)


def test_where_the_centre_leads_its_staff_are_named(plan: Plan, people: dict[str, User]) -> None:
    task = factory.make_task(plan, None, factory.deadline(DUE), lead=CENTRE)
    assert list(officers_for(task)) == [people["one_door"]]


# Through their addresses

WHO = ("officer", "head", "one_door", "leader", "stranger", "viewer", "elsewhere")


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("date", {"officer", "head", "one_door"}),
        ("extend", {"officer", "head", "one_door"}),
        ("event", {"officer", "head", "one_door"}),
        ("officer", {"head", "one_door"}),
    ],
)
def test_who_opens_the_small_forms(plan: Plan, people: dict[str, User], name: str, allowed: set[str]) -> None:
    task = factory.make_task(plan, None, (EXTERNAL, ON_EVENT))
    about = task.public_id if name in {"event", "officer"} else factory.part_of(task, "X1").public_id
    address = reverse(f"tasks:{name}", kwargs={"public_id": about})
    for who in WHO:
        client = Client()
        client.force_login(people[who])
        expected = 200 if who in allowed else 404 if who == "elsewhere" else 403
        assert client.get(address).status_code == expected, who


def test_dates_through_the_pages(plan: Plan, part: Part, people: dict[str, User], client: Client) -> None:
    task = factory.make_task(plan, None, (EXTERNAL, ON_EVENT))
    waiting = factory.part_of(task, "X1")
    client.force_login(people["officer"])

    def at(name: str, public_id: object) -> str:
        return reverse(f"tasks:{name}", kwargs={"public_id": public_id})

    assert client.post(at("date", waiting.public_id), {"due": "", "given": "1"}).status_code == 422
    assert client.post(at("date", waiting.public_id), {"due": "2026-05-20", "given": "1"}).status_code == 302
    assert client.post(at("extend", part.public_id), {"to_due": "2026-03-01", "reason": "Chờ"}).status_code == 422
    assert client.post(at("extend", part.public_id), {"to_due": "2026-04-15", "reason": "Chờ"}).status_code == 302
    assert client.post(at("event", task.public_id), {"nothing": "1"}).status_code == 302
    assert client.post(at("event", task.public_id), {"text": "Có đoàn", "due": "2026-04-01"}).status_code == 302
    assert client.post(at("event", task.public_id), {"nothing": "1"}).status_code == 422
    asked = Extension.objects.get()
    decision = {"agree": "1", "document_number": "31/TB-UBND", "note": ""}
    assert client.post(at("extension", asked.public_id), decision).status_code == 403
    client.force_login(people["elsewhere"])
    assert client.post(at("extension", asked.public_id), decision).status_code == 404
    client.force_login(people["leader"])
    assert client.post(at("extension", asked.public_id), decision | {"document_number": ""}).status_code == 422
    assert client.post(at("extension", asked.public_id), decision).status_code == 302
    part.occurrence.refresh_from_db()
    assert part.occurrence.extended_due == LATER
    client.force_login(people["head"])
    named = {"version": "1", "officer": str(people["officer"].pk)}
    assert client.post(at("officer", part.occurrence.task.public_id), named).status_code == 302
