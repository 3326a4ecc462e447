"""A person's calendar at its secret address: what stands in it, who may read it, and how it changes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from tasks import calendar_feed, dates, work
from tasks.models import CalendarFeed, Part, Task
from tasks.status import PartStatus
from tests.factory import (
    CENTRE,
    CULTURE,
    ECONOMY,
    EXTERNAL,
    ONGOING,
    deadline,
    make_plan,
    make_task,
    make_user,
    make_ward,
    part_of,
    unit,
)
from wards.models import Membership, Role, User, Ward

pytestmark = pytest.mark.django_db

TODAY = date(2026, 5, 14)
LONG = "Rà soát, đánh giá; đơn giản hóa\nthủ tục hành chính, bảo đảm 100% hồ sơ được số hóa. " * 6


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-05-14T08:00:00+07:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def ward() -> Ward:
    ward = make_ward()
    with time_machine.travel("2026-01-05T08:00:00+07:00", tick=False):
        make_plan(ward, [deadline(date(2026, 5, 29)), deadline(date(2026, 4, 30)), ONGOING, EXTERNAL])
    return ward


@pytest.fixture
def officer(ward: Ward) -> User:
    return make_user(ward, Role.OFFICER, ECONOMY)


def address(user: User) -> str:
    """A new address of the person's calendar."""
    return reverse("tasks:feed", kwargs={"token": calendar_feed.new_token(user)})


def events(user: User) -> dict[str, Any]:
    """The events by task, as a calendar program reads them."""
    read = Calendar.from_ical(calendar_feed.calendar(user, TODAY))
    return {str(event["DESCRIPTION"]).split("\n")[0]: event for event in read.walk("VEVENT")}


def test_a_calendar_program_reads_what_the_person_owes(ward: Ward, officer: User) -> None:
    task = make_task(ward.plans.get(), None, deadline(date(2026, 6, 30)), content=LONG, stt="9")
    answer = Client().get(address(officer))
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    lines = answer.content.split(b"\r\n")
    assert b"\n" not in answer.content.replace(b"\r\n", b"")
    assert max(map(len, lines)) <= 75
    read = Calendar.from_ical(answer.content)
    assert (read["VERSION"], str(read["X-WR-CALNAME"])) == ("2.0", "Việc tôi phải làm")
    assert read.errors == []
    found = {event.decoded("DTSTART"): event for event in read.walk("VEVENT")}
    event = found[date(2026, 6, 30)]
    assert event.errors == []
    assert event.decoded("DTEND") == date(2026, 7, 1)
    assert event["DTSTART"].params["VALUE"] == "DATE"
    assert str(event["SUMMARY"]).startswith("Rà soát, đánh giá; đơn giản hóa thủ tục")
    assert len(event["SUMMARY"]) == calendar_feed.LONGEST
    assert " ".join(LONG.split()) in event["DESCRIPTION"]
    link = f"{settings.SITE_URL}/phan-viec/{part_of(task).public_id}/"
    assert event["URL"] == link
    assert link in event["DESCRIPTION"]
    assert event["TRANSP"] == "TRANSPARENT"
    assert str(found[date(2026, 4, 30)]["SUMMARY"]) == "Quá hạn: Nhiệm vụ số 2"
    assert len({event["UID"] for event in found.values()}) == len(found)
    # Three check-ins of the ongoing row are still to come; what awaits its date has no day to stand on.
    assert not any("Nhiệm vụ số 4" in event["SUMMARY"] for event in found.values())


def test_an_extension_moves_the_event_and_keeps_its_name(ward: Ward, officer: User) -> None:
    before = events(officer)["Nhiệm vụ số 1"]
    leader, part = make_user(ward, Role.LEADER), Part.objects.get(occurrence__task__position=0)
    asked = dates.ask_extension(part, officer, to_due=date(2026, 6, 12), reason="Chờ ý kiến")
    assert events(officer)["Nhiệm vụ số 1"].decoded("DTSTART") == date(2026, 5, 29)
    dates.decide_extension(asked, leader, agreed=True, document_number="12/QĐ-UBND", note="")
    after = events(officer)["Nhiệm vụ số 1"]
    assert after["UID"] == before["UID"]
    assert after.decoded("DTSTART") == date(2026, 6, 12)
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert after.decoded("DTSTAMP") > before.decoded("DTSTAMP")


def test_what_is_done_shows_as_done_and_then_drops_out(
    ward: Ward, officer: User, clock: time_machine.Coordinates
) -> None:
    part = Part.objects.get(occurrence__task__position=1)
    work.report(part, officer, status=PartStatus.AWAITING_CONFIRMATION, text="Xong", effective_on=TODAY)
    event = events(officer)["Nhiệm vụ số 2"]
    assert str(event["SUMMARY"]) == "Chờ xác nhận: Nhiệm vụ số 2"
    assert event.decoded("DTSTAMP") == datetime(2026, 5, 14, 8, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    part.refresh_from_db()
    work.confirm(part, make_user(ward, Role.ONE_DOOR))
    assert str(events(officer)["Nhiệm vụ số 2"]["SUMMARY"]) == "✓ Nhiệm vụ số 2"
    later = date(2026, 4, 30) + timedelta(calendar_feed.KEPT_DAYS + 1)
    assert "Nhiệm vụ số 2".encode() not in calendar_feed.calendar(officer, later)


def names(user: User) -> set[str]:
    """The tasks in a fresh reading of the person's calendar."""
    return set(events(User.objects.get(pk=user.pk)))


def test_a_calendar_holds_what_its_owner_is_reminded_of(ward: Ward, officer: User) -> None:
    plan = ward.plans.get()
    colleague, head = make_user(ward, Role.OFFICER, ECONOMY), make_user(ward, Role.HEAD, ECONOMY)
    desk, leader = make_user(ward, Role.ONE_DOOR), make_user(ward, Role.LEADER)
    due = deadline(date(2026, 6, 30))
    make_task(plan, None, due, content="Của trung tâm", lead=CENTRE)
    make_task(plan, None, due, content="Của phòng không có ai", lead=CULTURE)
    Task.objects.filter(position=0).update(officer=colleague)
    ours = {"Nhiệm vụ số 1", "Nhiệm vụ số 2", "Nhiệm vụ số 3"}
    assert names(colleague) == names(head) == ours
    assert names(officer) == ours - {"Nhiệm vụ số 1"}
    assert names(desk) == {"Của trung tâm", "Của phòng không có ai"}
    assert names(leader) == set()
    User.objects.filter(pk=colleague.pk).update(is_active=False)
    assert names(officer) == ours


def test_a_thing_of_two_own_units_stands_once_and_leads_to_what_is_still_owed(ward: Ward, officer: User) -> None:
    Membership.objects.create(user=officer, ward=ward, role=Role.OFFICER, unit=unit(ward, CULTURE))
    task = make_task(ward.plans.get(), None, deadline(date(2026, 6, 30)), lead=[ECONOMY, CULTURE], content="Chung")
    uid = events(officer)["Chung"]["UID"]
    work.report(
        part_of(task, unit_name=ECONOMY),
        officer,
        status=PartStatus.AWAITING_CONFIRMATION,
        text="Xong",
        effective_on=TODAY,
    )
    event = events(officer)["Chung"]
    assert event["UID"] == uid
    assert str(part_of(task, unit_name=CULTURE).public_id) in event["URL"]
    assert str(event["SUMMARY"]) == "Chung"


def test_the_address_is_kept_as_a_hash_and_opens_nothing_once_it_ended(officer: User) -> None:
    first = address(officer)
    token = first.rsplit("/", 1)[1].removesuffix(".ics")
    assert len(token) >= 43
    assert token not in CalendarFeed.objects.get().token_hash
    client = Client()
    assert client.get(first).status_code == 200
    second = address(officer)
    assert client.get(first).status_code == 404, "a new one ends the old one"
    assert client.get(second).status_code == 200
    User.objects.filter(pk=officer.pk).update(is_active=False)
    assert client.get(second).status_code == 404
    User.objects.filter(pk=officer.pk).update(is_active=True)
    assert calendar_feed.revoke(officer)
    assert client.get(second).status_code == 404
    assert not calendar_feed.revoke(officer)
    assert client.get(reverse("tasks:feed", kwargs={"token": "x"})).status_code == 404
    hashed = reverse("tasks:feed", kwargs={"token": "0" * 64})
    assert client.get(hashed).status_code == 404


def test_the_same_calendar_is_not_sent_again(ward: Ward, officer: User, clock: time_machine.Coordinates) -> None:
    to, client = address(officer), Client()
    first = client.get(to)
    assert first["Cache-Control"] == "private, max-age=900"
    assert not first.cookies
    clock.shift(timedelta(hours=3))
    again = client.get(to, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    head = client.head(to)
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", first["ETag"])
    make_task(ward.plans.get(), None, deadline(date(2026, 6, 30)))
    changed = client.get(to, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]
    assert client.post(to).status_code == 405


def test_its_queries_do_not_grow_with_what_is_owed(ward: Ward, officer: User) -> None:
    to, client = address(officer), Client()
    counts = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(to).status_code == 200
        counts.append(len(queries))
        for _row in range(20):
            make_task(ward.plans.get(), None, deadline(date(2026, 6, 30)), lead=[ECONOMY, CULTURE])
    assert counts == [3, 3]


def test_whoever_signed_in_makes_and_ends_the_own_address(officer: User) -> None:
    client = Client()
    client.force_login(officer)
    page = client.get(reverse("tasks:own_settings"))
    assert "lich-rieng/ngung" not in page.content.decode()
    made = client.post(reverse("tasks:feed_new"))
    shown = made.context["address"]
    assert shown in made.content.decode()
    assert made["Cache-Control"] == "no-store"
    assert Client().get(shown.removeprefix(settings.SITE_URL)).status_code == 200
    assert made.context["webcal"] == shown.replace("http:", "webcal:")
    # Never again.
    assert shown not in client.get(reverse("tasks:own_settings")).content.decode()
    assert client.post(reverse("tasks:feed_revoke")).status_code == 302
    assert Client().get(shown.removeprefix(settings.SITE_URL)).status_code == 404
