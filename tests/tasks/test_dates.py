"""Events, awaited dates, extensions and the responsible officer."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from plans.models import PeriodClosing, Plan
from tasks import dates, work
from tasks.lateness import Timeliness
from tasks.lines import standing_of
from tasks.models import Part, Task
from tasks.occurrences import make_occurrences
from tasks.status import PartStatus
from tests import factory
from tests.factory import CENTRE, CULTURE, ECONOMY, EXTERNAL, ON_EVENT, ONGOING
from wards.calendar_days import load_calendar
from wards.clock import now
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


def test_an_event_is_owed_by_every_lead_unit_by_its_own_day(event_row: Task, people: dict[str, User]) -> None:
    occurrence = dates.record_event(event_row, people["officer"], text="Đoàn kiểm tra của tỉnh", due=LATER)
    assert (occurrence.due, occurrence.parts.count()) == (LATER, 2)
    assert {part.status for part in occurrence.parts.all()} == {P.NOT_STARTED}
    assert all("Đoàn kiểm tra" in part.updates.get().text for part in occurrence.parts.all())


def test_events_survive_rescheduling(event_row: Task, people: dict[str, User]) -> None:
    occurrence = dates.record_event(event_row, people["officer"], text="Đoàn kiểm tra", due=LATER)
    make_occurrences([event_row], today=date(2026, 3, 10), calendar=load_calendar())
    assert list(event_row.occurrences.values_list("pk", "due")) == [(occurrence.pk, LATER)]


@pytest.mark.parametrize(("text", "due", "field"), [(" ", LATER, "text"), ("Có đoàn", date(2025, 12, 31), "due")])
def test_an_event_has_words_and_a_day_of_the_plan(
    event_row: Task, people: dict[str, User], text: str, due: date, field: str
) -> None:
    with pytest.raises(work.Refused) as refused:
        dates.record_event(event_row, people["officer"], text=text, due=due)
    assert refused.value.field == field
    assert not event_row.occurrences.exists()


def test_nothing_arose_is_said_once_a_period_by_who_speaks_for_all(event_row: Task, people: dict[str, User]) -> None:
    with pytest.raises(PermissionDenied):
        dates.nothing_arose(event_row, people["officer"])
    occurrence = dates.nothing_arose(event_row, people["one_door"])
    assert occurrence.period == "2026-Q1"
    assert {part.status for part in occurrence.parts.all()} == {P.NOTHING_AROSE}
    with pytest.raises(work.Refused):
        dates.nothing_arose(event_row, people["one_door"])


def test_an_event_recorded_late_is_late_at_once(event_row: Task, people: dict[str, User]) -> None:
    occurrence = dates.record_event(event_row, people["officer"], text="Có đoàn", due=date(2026, 3, 6))
    assert (occurrence.due, occurrence.opens_on) == (date(2026, 3, 6), date(2026, 3, 6))
    assert {standing_of(part).state for part in occurrence.parts.all()} == {Timeliness.OVERDUE}
    PeriodClosing.objects.create(
        ward=event_row.ward, period="2026-02", rule="cutoff", closed_at=now(), closed_by=people["leader"]
    )
    late = {"text": "Có đoàn", "due": date(2026, 2, 10)}
    with pytest.raises(work.Refused) as refused:
        dates.record_event(event_row, people["officer"], **late)
    assert refused.value.field == "due"
    assert dates.record_event(event_row, people["one_door"], **late).due == date(2026, 2, 10)


def test_pressed_twice_an_event_is_one(event_row: Task, people: dict[str, User]) -> None:
    browser = Client()
    browser.force_login(people["officer"])
    to = reverse("tasks:event", kwargs={"public_id": event_row.public_id})
    key = browser.get(to).context["form"]["key"].value()
    data = {"text": "Có đoàn", "due": "2026-03-31", "key": str(key), "arose": "1"}
    assert [browser.post(to, data).status_code for _ in range(3)] == [302, 302, 302]
    assert event_row.occurrences.count() == 1
    again = browser.get(to).context["form"]["key"].value()
    assert again != key
    browser.post(to, data | {"key": str(again)})
    assert event_row.occurrences.count() == 2


def test_nothing_arose_cannot_be_said_of_a_period_with_an_event(event_row: Task, people: dict[str, User]) -> None:
    event = dates.record_event(event_row, people["officer"], text="Có đoàn", due=LATER)
    with pytest.raises(work.Refused):
        dates.nothing_arose(event_row, people["one_door"])
    event.parts.update(status=P.NOTHING_AROSE)
    assert dates.nothing_arose(event_row, people["one_door"]).period == "2026-Q1"


def test_an_event_takes_back_that_nothing_arose_in_its_period(
    event_row: Task, people: dict[str, User], day: Any
) -> None:
    said = dates.nothing_arose(event_row, people["one_door"])
    day.move_to("2026-03-20 02:00:00+00:00")
    dates.record_event(event_row, people["officer"], text="Việc của quý sau", due=LATER)
    said.refresh_from_db()
    assert not said.retired
    dates.record_event(event_row, people["officer"], text="Có đoàn từ trước", due=date(2026, 3, 13))
    said.refresh_from_db()
    assert said.retired
    assert "Có đoàn từ trước" in said.parts.first().updates.last().text


def test_events_belong_to_rows_that_ask_for_them(part: Part, event_row: Task, people: dict[str, User]) -> None:
    with pytest.raises(PermissionDenied):
        dates.record_event(part.occurrence.task, people["officer"], text="Có đoàn", due=LATER)
    with pytest.raises(PermissionDenied):
        dates.record_event(event_row, people["viewer"], text="Có đoàn", due=LATER)


def test_rows_for_events_have_a_place_before_anything_arises(
    plan: Plan, event_row: Task, people: dict[str, User], client: Client
) -> None:
    led = factory.make_task(plan, None, (ONGOING, ON_EVENT), lead=factory.DIVISIONS)
    factory.make_task(plan, None, ON_EVENT, lead=CENTRE, dropped_on=DUE, dropped_by_document="1/QĐ")
    factory.make_task(plan, None, ONGOING)
    shown = {}
    for who in ("officer", "one_door", "viewer", "elsewhere"):
        client.force_login(people[who])
        shown[who] = [row.pk for row in client.get(reverse("tasks:arising")).context["list"].rows]
    assert shown == {
        "officer": [event_row.pk, led.pk],
        "one_door": [event_row.pk, led.pk],
        "viewer": [],
        "elsewhere": [],
    }
    dates.record_event(event_row, people["officer"], text="Có đoàn", due=LATER)
    client.force_login(people["officer"])
    assert "15/04/2026" in client.get(reverse("tasks:arising")).content.decode()
    assert reverse("tasks:arising") in client.get(reverse("tasks:mine")).content.decode()


# Awaited dates


def test_an_awaited_date_counts_once_somebody_gives_it(plan: Plan, people: dict[str, User], day: Any) -> None:
    part = factory.part_of(factory.make_task(plan, None, EXTERNAL), "X1")
    assert standing_of(part).state is Timeliness.AWAITING_DATE
    dates.give_date(part, people["officer"], due=DUE, document_number="20/KH-UBND")
    part = Part.objects.get(pk=part.pk)
    assert standing_of(part).state is Timeliness.IN_TIME
    assert part.updates.get().document_number == "20/KH-UBND"
    day.move_to("2026-04-01 02:00:00+00:00")
    assert standing_of(part).state is Timeliness.OVERDUE


@pytest.mark.parametrize(("given", "taken"), [(date(2028, 12, 31), True), (date(2029, 1, 1), False)])
def test_a_mistyped_year_is_refused(plan: Plan, people: dict[str, User], given: date, taken: bool) -> None:
    officer = people["officer"]
    awaited = factory.part_of(factory.make_task(plan, None, EXTERNAL), "X1")
    dated = factory.part_of(factory.make_task(plan, None, factory.deadline(date(2026, 6, 30))))
    event = factory.make_task(plan, None, ON_EVENT)
    for give in (
        lambda: dates.give_date(awaited, officer, due=given),
        lambda: dates.ask_extension(dated, officer, to_due=given, reason="Chờ sở"),
        lambda: dates.record_event(event, officer, text="Có phản ánh", due=given),
    ):
        if taken:
            give()
        else:
            with pytest.raises(work.Refused, match="2026"):
                give()


def test_no_date_to_come_ends_the_waiting(plan: Plan, people: dict[str, User]) -> None:
    part = factory.part_of(factory.make_task(plan, None, EXTERNAL), "X1")
    dates.give_date(part, people["one_door"], due=None)
    assert standing_of(Part.objects.get(pk=part.pk)).state is Timeliness.NOT_MEASURED
    dates.give_date(part, people["one_door"], due=DUE)
    assert standing_of(Part.objects.get(pk=part.pk)).state is Timeliness.IN_TIME


def test_only_the_unit_and_the_centre_give_dates_and_only_to_what_awaits_one(
    plan: Plan, part: Part, people: dict[str, User]
) -> None:
    waiting = factory.part_of(factory.make_task(plan, None, EXTERNAL), "X1")
    with pytest.raises(PermissionDenied):
        dates.give_date(waiting, people["stranger"], due=DUE)
    with pytest.raises(work.Refused):
        dates.give_date(part, people["officer"], due=LATER)


# Extensions
