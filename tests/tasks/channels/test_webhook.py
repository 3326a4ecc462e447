"""A reminder by the ward's gateway: who gets it, what it says, and what becomes of it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.test import override_settings

from tasks import gateways
from tasks.channels import outward
from tasks.delivery import deliver, deliver_all, expire, resend, waiting
from tasks.models import Channel, Gateway, Handle, Message, MessageState, Notification, Part
from tasks.reminders import sweep
from tests.factory import ECONOMY, deadline, make_plan, make_task, make_user, make_ward, unit
from tests.gateway import NAME, Hook, certificates, https_server, resolver
from wards.models import Membership, Role, User, Ward

pytestmark = pytest.mark.django_db

DUE = date(2026, 5, 14)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-05-14T06:45:00+07:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def hook(authority: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[Hook]:
    """A gateway the operator allows; for these tests alone this machine's address counts as public."""
    monkeypatch.setattr(socket, "getaddrinfo", resolver({NAME: ["127.0.0.1"]}))
    monkeypatch.setattr(outward, "is_public", lambda address: address == "127.0.0.1")
    with (
        https_server(authority[1]) as hook,
        override_settings(NOTIFY_CA_FILE=str(authority[0]), NOTIFY_HOSTS=[hook.place]),
    ):
        yield hook


def connect(ward: Ward, hook: Hook, **fields: object) -> Gateway:
    """The ward's gateway, entered by its administrator."""
    admin = make_user(ward, Role.ADMIN)
    values = {"name": "Zalo của phường", "recipient_field": "to", "text_field": "text", "active": True} | fields
    return gateways.settle(ward, admin, version=0, address=hook.address, **values)


def officer(ward: Ward, gateway: Gateway | None = None, name: str = "0901") -> User:
    """An officer of the division that leads; wants messages by the gateway."""
    user = make_user(ward, Role.OFFICER, ECONOMY)
    if gateway:
        Handle.objects.create(user=user, ward=gateway.ward, gateway=gateway, name=name)
    return user


def owe(ward: Ward, rows: int = 1) -> None:
    """Rows due today."""
    with time_machine.travel("2026-01-05T08:00:00+07:00", tick=False):
        make_plan(ward, [deadline(DUE)] * rows)


def hooked() -> Message:
    """The one message by the gateway."""
    return Message.objects.get(channel=Channel.WEBHOOK)


def test_who_wants_it_gets_one_message_with_lines_and_links(hook: Hook) -> None:
    ward = make_ward()
    user = officer(ward, connect(ward, hook))
    other = officer(ward)
    owe(ward, rows=2)
    sweep(DUE)
    assert set(deliver_all(waiting(DUE))) == {"sent"}
    (arrived,) = hook.arrived
    assert set(arrived) == {"id", "title", "to", "text"}
    assert (arrived["to"], arrived["title"]) == ("0901", "Nhắc việc ngày 14/05/2026")
    for part in Part.objects.all():
        assert f"{settings.SITE_URL}/phan-viec/{part.public_id}/" in arrived["text"]
    assert "Nhiệm vụ số 2" in arrived["text"]
    assert arrived["id"] == str(hooked().public_id) == hook.asked[0][2]
    assert {(m.recipient, m.channel) for m in Message.objects.all()} == {
        *((user, channel) for channel in Channel.values),
        *((other, channel) for channel in (Channel.PORTAL, Channel.EMAIL)),
    }
    sweep(DUE)
    assert deliver_all(waiting(DUE)) == {}


def test_the_ward_names_the_fields(hook: Hook) -> None:
    ward = make_ward()
    officer(ward, connect(ward, hook, recipient_field="chat_id"))
    owe(ward)
    sweep(DUE)
    deliver(hooked().pk)
    assert hook.arrived[0]["chat_id"] == "0901"


def test_a_long_list_says_how_much_more_there_is(hook: Hook) -> None:
    ward = make_ward()
    officer(ward, connect(ward, hook))
    owe(ward, rows=40)
    sweep(DUE)
    deliver(hooked().pk)
    text = hook.arrived[0]["text"]
    assert text.count("/phan-viec/") == 10
    assert "30" in text
    assert len(text) < 4000


def test_what_another_ward_owes_does_not_pass_through_the_gateway(hook: Hook) -> None:
    ours, theirs = make_ward(), make_ward("Phường Bên Cạnh")
    user = officer(ours, connect(ours, hook))
    Membership.objects.create(user=user, ward=theirs, role=Role.OFFICER, unit=unit(theirs, ECONOMY))
    owe(theirs)
    sweep(DUE)
    assert not Message.objects.filter(channel=Channel.WEBHOOK).exists(), "nothing of ours, no empty message"
    owe(ours)
    sweep(DUE)
    assert Notification.objects.get(channel=Channel.WEBHOOK).ward == ours
    assert Notification.objects.filter(channel=Channel.PORTAL).count() == 2
    # Chosen anew between recording and sending.
    Handle.objects.update(ward=theirs, gateway=connect(theirs, hook))
    assert deliver(hooked().pk) is MessageState.GAVE_UP
    assert hook.arrived == []


@pytest.mark.parametrize("change", ["handle", "inactive", "host"])
def test_what_was_switched_off_meanwhile_sends_nothing(hook: Hook, change: str) -> None:
    ward = make_ward()
    gateway = connect(ward, hook)
    officer(ward, gateway)
    owe(ward)
    sweep(DUE)
    if change == "handle":
        Handle.objects.all().delete()
    elif change == "inactive":
        Gateway.objects.update(active=False)
    with override_settings(NOTIFY_HOSTS=[] if change == "host" else [hook.place]):
        assert deliver(hooked().pk) is MessageState.GAVE_UP
    assert hook.arrived == []


def test_nobody_is_sent_what_the_operator_or_the_ward_switched_off(hook: Hook) -> None:
    ward = make_ward()
    gateway = connect(ward, hook)
    officer(ward, gateway)
    owe(ward)
    with override_settings(NOTIFY_HOSTS=[]):
        sweep(DUE)
    make_task(ward.plans.get(), None, deadline(DUE))
    Gateway.objects.update(active=False)
    sweep(DUE)
    assert not Message.objects.filter(channel=Channel.WEBHOOK).exists()


def test_a_gateway_that_is_down_is_tried_again_and_one_that_broke_off_waits_for_a_person(
    hook: Hook, clock: time_machine.Coordinates
) -> None:
    ward = make_ward()
    officer(ward, connect(ward, hook))
    owe(ward)
    sweep(DUE)
    hook.status = 503
    assert deliver(hooked().pk) is MessageState.FAILED
    clock.shift(360)
    hook.status = 502
    assert deliver(hooked().pk) is MessageState.UNKNOWN
    hook.status = 200
    clock.shift(86400)
    expire()
    assert hooked().pk not in waiting(date(2026, 5, 15)), "never again without a person's word"
    assert resend(hooked(), make_user(ward, Role.ONE_DOOR))
    assert deliver(hooked().pk) is MessageState.SENT
    assert len({key for _host, _path, key in hook.asked}) == 1


def test_the_gateway_of_another_name_server_is_refused_at_sending(hook: Hook, monkeypatch: pytest.MonkeyPatch) -> None:
    ward = make_ward()
    officer(ward, connect(ward, hook))
    owe(ward)
    sweep(DUE)
    monkeypatch.undo()
    monkeypatch.setattr(socket, "getaddrinfo", resolver({NAME: ["8.8.8.8", "10.0.0.7"]}))
    assert deliver(hooked().pk) is MessageState.GAVE_UP
    assert "10.0.0.7" in hooked().error
    assert hook.arrived == []
