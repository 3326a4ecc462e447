"""The pages of messages: what a person received, what a ward sent, and who may send again."""

from __future__ import annotations

import html
from collections.abc import Iterator
from datetime import date
from uuid import uuid4

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tasks import delivery
from tasks.inbox import waiting
from tasks.models import Channel, Message, MessageState, Part, Purpose
from tasks.reminders import sweep
from tests.factory import CENTRE, CULTURE, ECONOMY, ONGOING, deadline, make_plan, make_task, make_user, make_ward
from wards.models import Membership, Role, User, Ward

pytestmark = pytest.mark.django_db

DUE = date(2026, 5, 14)


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel("2026-05-14T08:00:00+07:00", tick=False):
        yield


@pytest.fixture
def ward() -> Ward:
    ward = make_ward()
    with time_machine.travel("2026-01-05T08:00:00+07:00", tick=False):
        make_plan(ward, [deadline(DUE), deadline(date(2026, 5, 13)), deadline(date(2026, 5, 15)), ONGOING])
        Part.objects.filter(occurrence__slot="2026-Q1").delete()
    return ward


@pytest.fixture
def officer(ward: Ward) -> User:
    return make_user(ward, Role.OFFICER, ECONOMY, username="officer", full_name="Trần Văn Thử")


@pytest.fixture
def desk(ward: Ward) -> User:
    return make_user(ward, Role.ONE_DOOR, CENTRE, username="desk")


def send(day: date = DUE) -> None:
    sweep(day)
    delivery.deliver_all(delivery.waiting(day))


def of(user: User, channel: Channel = Channel.PORTAL) -> Message:
    return Message.objects.get(recipient=user, channel=channel, purpose=Purpose.REMINDER)


def page(client: Client, user: User, name: str, *args: object, query: str = "") -> tuple[int, str]:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    response = client.get(reverse(f"tasks:{name}", args=args) + query)
    return response.status_code, response.content.decode()


def test_an_empty_list_says_where_to_go(client: Client, officer: User) -> None:
    status, text = page(client, officer, "inbox")
    assert status == 200
    assert reverse("tasks:mine") in text
    assert "Chưa" in text or "chưa" in text


def test_what_was_received_is_listed_and_opening_it_reads_it(client: Client, officer: User) -> None:
    send()
    assert waiting(officer).unread == 1
    message = of(officer)
    _status, text = page(client, officer, "inbox")
    assert reverse("tasks:message", args=[message.public_id]) in text
    assert reverse("tasks:message", args=[of(officer, Channel.EMAIL).public_id]) not in text
    status, text = page(client, officer, "message", message.public_id)
    assert status == 200
    assert [text.index(heading) for heading in ("Quá hạn", "Đến hạn hôm nay", "Sắp đến hạn")] == sorted(
        text.index(heading) for heading in ("Quá hạn", "Đến hạn hôm nay", "Sắp đến hạn")
    )
    for part in Part.objects.filter(notifications__message=message):
        assert reverse("tasks:part", args=[part.public_id]) in text
    assert waiting(officer).unread == 0


def test_the_page_of_a_message_shows_how_things_stand_now(client: Client, officer: User) -> None:
    send()
    assert "Hoàn thành" not in page(client, officer, "message", of(officer).public_id)[1]
    Part.objects.filter(occurrence__due=DUE).update(status="done", done_on=DUE, progress=100)
    assert "Hoàn thành" in page(client, officer, "message", of(officer).public_id)[1]


def test_a_line_says_its_day_once(client: Client, officer: User) -> None:
    send()
    text = html.unescape(page(client, officer, "message", of(officer).public_id)[1])
    assert ">13/05/2026<" in text and "hạn 13/05/2026" not in text.lower()


def test_all_are_read_at_one_press(client: Client, officer: User) -> None:
    send()
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(reverse("tasks:inbox_read")).url == reverse("tasks:inbox")
    assert waiting(officer).unread == 0
    assert client.get(reverse("tasks:inbox_read")).status_code == 405


def test_messages_of_tomorrow_are_not_listed_yet(client: Client, officer: User) -> None:
    send()
    Message.objects.update(state=MessageState.QUEUED)
    assert reverse("tasks:message", args=[of(officer).public_id]) not in page(client, officer, "inbox")[1]


@pytest.mark.parametrize(
    ("role", "unit", "expected"),
    [
        (Role.ONE_DOOR, CENTRE, 200),
        (Role.ADMIN, None, 200),
        (Role.LEADER, None, 404),
        (Role.HEAD, ECONOMY, 404),
        (Role.OFFICER, CULTURE, 404),
        (Role.VIEWER, None, 404),
        (Role.OVERSIGHT, None, 404),
        (Role.PROVINCE_ADMIN, None, 404),
    ],
)
def test_who_sees_what_was_sent_to_another(
    client: Client, ward: Ward, officer: User, role: Role, unit: str | None, expected: int
) -> None:
    send()
    reader = make_user(None if role == Role.PROVINCE_ADMIN else ward, role, unit)
    message = of(officer, Channel.EMAIL)
    assert page(client, reader, "message", message.public_id)[0] == expected
    assert page(client, reader, "outbox", ward.public_id)[0] == (200 if expected == 200 else 403)
    client.force_login(reader, backend="django.contrib.auth.backends.ModelBackend")
    Message.objects.update(state=MessageState.UNKNOWN)
    response = client.post(reverse("tasks:message_resend", args=[message.public_id]))
    assert response.status_code == (302 if expected == 200 else 404)
    message.refresh_from_db()
    assert message.state == ("queued" if expected == 200 else "unknown")


def test_another_wards_staff_find_nothing(client: Client, ward: Ward, officer: User) -> None:
    send()
    stranger = make_user(make_ward("Phường Bên Cạnh"), Role.ONE_DOOR)
    assert page(client, stranger, "message", of(officer).public_id)[0] == 404
    assert page(client, stranger, "outbox", ward.public_id)[0] == 404
    assert page(client, stranger, "message", uuid4())[0] == 404


def test_the_reader_does_not_send_to_themselves_again(client: Client, officer: User) -> None:
    send()
    Message.objects.update(state=MessageState.GAVE_UP)
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(reverse("tasks:message_resend", args=[of(officer).public_id])).status_code == 403


def test_staff_see_only_their_wards_lines_of_a_message_over_two_wards(
    client: Client, ward: Ward, officer: User, desk: User
) -> None:
    other = make_ward("Phường Bên Cạnh")
    Membership.objects.create(user=officer, ward=other, role=Role.ONE_DOOR)
    with time_machine.travel("2026-01-05T08:00:00+07:00", tick=False):
        make_task(make_plan(other), timings=deadline(DUE), content="Việc của phường bên cạnh")
    send()
    own = page(client, officer, "message", of(officer).public_id)[1]
    assert "Việc của phường bên cạnh" in own and "Phường Bên Cạnh" in own
    theirs = page(client, desk, "message", of(officer).public_id)[1]
    assert "Nhiệm vụ số 1" in theirs
    assert "Việc của phường bên cạnh" not in theirs
    assert page(client, desk, "outbox", ward.public_id)[1].count("3 việc cần thực hiện") == 2


def test_who_left_a_ward_reads_no_more_of_it(client: Client, officer: User) -> None:
    send()
    assert "Nhiệm vụ số 1" in page(client, officer, "message", of(officer).public_id)[1]
    Membership.objects.filter(user=officer).update(ward=make_ward("Phường Bên Cạnh"), unit=None, role=Role.VIEWER)
    status, text = page(client, officer, "message", of(officer).public_id)
    assert status == 200 and "Nhiệm vụ số 1" not in text


def test_staff_see_outcomes_and_send_again(client: Client, ward: Ward, officer: User, desk: User) -> None:
    send()
    mail = of(officer, Channel.EMAIL)
    again = reverse("tasks:message_resend", args=[mail.public_id])
    assert again not in page(client, desk, "message", mail.public_id)[1]
    Message.objects.filter(pk=mail.pk).update(state=MessageState.UNKNOWN, error="bị ngắt")
    _status, text = page(client, desk, "message", mail.public_id)
    assert again in text and "bị ngắt" in text and officer.email in text
    response = client.post(again, follow=True)
    assert response.redirect_chain[-1][0] == reverse("tasks:message", args=[mail.public_id])
    mail.refresh_from_db()
    assert mail.state == MessageState.QUEUED
    assert client.post(again).status_code == 302
    told = html.unescape(page(client, desk, "message", mail.public_id)[1])
    assert f"{desk} · trước đó: chưa rõ kết quả. bị ngắt" in " ".join(told.split())
    assert told.count("trước đó:") == 1, "what is on its way already is not sent again"
    assert page(client, desk, "outbox", ward.public_id)[1].count("gửi lại theo yêu cầu") == 1
    assert mail.read_at is None, "looked at by another, it is not read"


def test_the_list_of_what_was_sent_has_filters_in_its_address(
    client: Client, ward: Ward, officer: User, desk: User
) -> None:
    assert "Chưa gửi" in page(client, desk, "outbox", ward.public_id)[1]
    send()
    Message.objects.filter(channel=Channel.EMAIL).update(state=MessageState.UNKNOWN)
    link = reverse("tasks:message", args=[of(officer, Channel.EMAIL).public_id])
    for query, there in (("", True), ("?state=unknown", True), ("?state=sent", False), ("?channel=portal", False)):
        assert (link in page(client, desk, "outbox", ward.public_id, query=query)[1]) is there
    assert page(client, desk, "outbox", ward.public_id, query="?state=nonsense&page=x")[0] == 200
    assert "bộ lọc" in page(client, desk, "outbox", ward.public_id, query="?state=claimed")[1]


@pytest.mark.parametrize("name", ["inbox", "outbox", "message"])
def test_pages_take_as_many_queries_for_many_as_for_one(
    client: Client, ward: Ward, officer: User, desk: User, name: str
) -> None:
    send()

    def queries() -> int:
        reader, args = (desk, [ward.public_id]) if name == "outbox" else (officer, [])
        if name == "message":
            args = [of(officer).public_id]
        page(client, reader, name, *args)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse(f"tasks:{name}", args=args)).status_code == 200
        return len(captured)

    few = queries()
    if name == "message":
        with time_machine.travel("2026-01-05T08:00:00+07:00", tick=False):
            for _ in range(10):
                make_task(ward.plans.get(), timings=deadline(DUE))
        Message.objects.all().update(state=MessageState.QUEUED)
    else:
        for day in (7, 8, 11):
            send(date(2026, 5, day))
            with time_machine.travel("2026-01-05T08:00:00+07:00", tick=False):
                make_task(ward.plans.get(), timings=deadline(date(2026, 5, day + 1)))
    send(DUE if name == "message" else date(2026, 5, 15))
    assert queries() == few


def test_who_watches_hears_of_messages_that_nobody_knows_about(
    client: Client, ward: Ward, officer: User, desk: User
) -> None:
    send()
    to = f"{reverse('tasks:outbox', kwargs={'ward_id': ward.public_id})}?state=unknown"
    client.force_login(desk)
    assert to not in client.get(reverse("tasks:inbox")).content.decode()
    Message.objects.filter(channel=Channel.EMAIL).update(state=MessageState.UNKNOWN)
    text = client.get(reverse("tasks:inbox")).content.decode()
    assert to in text and f"{Message.objects.filter(state='unknown').count()} thông báo" in text
    client.force_login(officer)
    assert to not in client.get(reverse("tasks:inbox")).content.decode()


def test_the_link_of_a_mail_opens_the_task_after_signing_in(ward: Ward, officer: User, mailoutbox: list) -> None:
    officer.set_password("mot-hai-ba-bon")
    officer.save()
    send()
    (mail,) = mailoutbox
    link = next(line.strip() for line in mail.body.splitlines() if "/phan-viec/" in line)
    visitor, path = Client(), link.removeprefix(settings.SITE_URL)
    asked = visitor.get(path)
    assert asked.status_code == 302
    given = {"username": "officer", "password": "mot-hai-ba-bon"}
    opened = visitor.post(asked["Location"], given, follow=True)
    assert opened.redirect_chain == [(path, 302)]
    assert opened.context["part"].public_id == Part.objects.get(public_id=path.split("/")[-2]).public_id
