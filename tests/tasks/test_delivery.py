"""Messages on their way to a real mail server that refuses, drops, hangs, or outlives the worker."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
import time_machine
from django.conf import settings as django_settings
from django.db import OperationalError, connection
from django.test import override_settings
from django.utils import translation

from tasks import delivery, work
from tasks.delivery import LEASE, MOST_ATTEMPTS, deliver, deliver_all, expire, pause, resend, waiting
from tasks.models import Channel, Message, MessageState, Part
from tasks.status import PartStatus
from tests.factory import ECONOMY, make_user, make_ward
from tests.smtp import Post, free_port, mail_server
from tests.tasks.mails import DUE, MORNING, desk, mail, smtp, state
from tests.workers import database_url
from wards.models import Membership, Role, User, Ward

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def post() -> Iterator[Post]:
    with mail_server() as post, override_settings(**smtp(post.port)):
        yield post


@pytest.fixture
def ward() -> Ward:
    return make_ward()


def test_a_mail_arrives_once_with_text_html_and_links(ward: Ward, post: Post) -> None:
    message = mail(ward, full_name="Trần Văn Thử", email="thu@example.com")
    assert deliver(message.pk) is MessageState.SENT
    assert deliver(message.pk) is None
    (arrived,) = post.arrived
    assert arrived["To"] == "thu@example.com"
    assert arrived["Message-ID"] == f"<{message.public_id}@127.0.0.1>"
    assert arrived["Auto-Submitted"] == "auto-generated"
    text, html = (arrived.get_body((kind,)).get_content() for kind in ("plain", "html"))
    link = f"{django_settings.SITE_URL}/phan-viec/{Part.objects.get().public_id}/"
    for body in (text, html):
        assert link in body
        assert "Nhiệm vụ số 1" in body
        assert "14/05/2026" in body
        assert "Trần Văn Thử" in body
    message.refresh_from_db()
    assert message.sent_at is not None and message.claimed_until is None and message.error == ""


def test_the_message_in_the_portal_needs_no_mail_server(ward: Ward) -> None:
    mail(ward)
    portal = Message.objects.get(channel=Channel.PORTAL)
    with override_settings(**smtp(free_port())):
        assert deliver(portal.pk) is MessageState.SENT


@pytest.mark.services
def test_a_server_that_is_down_is_tried_again(ward: Ward, post: Post, clock: time_machine.Coordinates) -> None:
    message = mail(ward)
    with override_settings(EMAIL_PORT=free_port()):
        assert deliver(message.pk) is MessageState.FAILED
        assert deliver(message.pk) is None, "not before the pause is over"
    assert "ConnectionRefused" in Message.objects.get(pk=message.pk).error
    clock.shift(pause(1) - timedelta(seconds=1))
    assert message.pk not in waiting(DUE)
    clock.shift(timedelta(seconds=1))
    assert message.pk in waiting(DUE)
    assert deliver(message.pk) is MessageState.SENT
    assert state(message) == ("sent", 2)
    assert len(post.arrived) == 1


def test_pauses_grow_and_end(ward: Ward, clock: time_machine.Coordinates) -> None:
    assert [pause(n) for n in (1, 2, 3, 4, 5, MOST_ATTEMPTS)] == [
        timedelta(minutes=n) for n in (5, 15, 45, 135, 360, 360)
    ]
    assert sum((pause(n) for n in range(1, MOST_ATTEMPTS)), timedelta()) > timedelta(days=9), "longer than Tết"
    message = mail(ward)
    with override_settings(**smtp(free_port())):
        for _ in range(MOST_ATTEMPTS - 1):
            assert deliver(message.pk) is MessageState.FAILED
            clock.shift(timedelta(hours=6))
        assert deliver(message.pk) is MessageState.GAVE_UP
        assert deliver(message.pk) is None


@pytest.mark.services
def test_a_server_that_hangs_at_the_greeting_got_nothing(ward: Ward) -> None:
    message = mail(ward)
    with socket.create_server(("127.0.0.1", 0)) as silent, override_settings(**smtp(silent.getsockname()[1])):
        assert deliver(message.pk) is MessageState.FAILED


@pytest.mark.services
@pytest.mark.parametrize("fault", ["drop", "hang"])
def test_broken_off_after_the_body_nobody_knows(
    ward: Ward, post: Post, fault: str, clock: time_machine.Coordinates
) -> None:
    message = mail(ward)
    setattr(post, fault, True)
    assert deliver(message.pk) is MessageState.UNKNOWN
    setattr(post, fault, False)
    clock.shift(timedelta(days=1))
    expire()
    assert deliver_all(waiting(DUE + timedelta(1))).keys() <= {"sent"}
    assert state(message) == ("unknown", 1)
    assert len(post.arrived) == 1, "never again without a person's word"
    assert resend(message, desk(ward))
    assert deliver(message.pk) is MessageState.SENT
    assert [each["Message-ID"] for each in post.arrived] == [post.arrived[0]["Message-ID"]] * 2


@pytest.mark.services
@pytest.mark.parametrize(
    ("answer", "expected"),
    [("451 try later", MessageState.FAILED), ("554 not such mail", MessageState.GAVE_UP)],
)
def test_the_body_refused(ward: Ward, post: Post, answer: str, expected: MessageState) -> None:
    message = mail(ward)
    post.answer = answer
    assert deliver(message.pk) is expected
    assert post.arrived == []
    assert answer[4:] in Message.objects.get(pk=message.pk).error


@pytest.mark.services
def test_one_bad_address_among_many(ward: Ward, post: Post) -> None:
    bad = {
        "gone@example.com": ("550 no such user", MessageState.GAVE_UP),
        "full@example.com": ("452 mailbox full", MessageState.FAILED),
    }
    people = {address: make_user(ward, Role.OFFICER, ECONOMY, email=address) for address in bad}
    broken = make_user(ward, Role.OFFICER, ECONOMY, email="a\nb@example.com")
    for _ in range(3):
        make_user(ward, Role.OFFICER, ECONOMY)
    post.refuse = {address: answer for address, (answer, _state) in bad.items()}
    mail(ward)
    counts = deliver_all(waiting(DUE))
    assert counts == {"sent": 4 + 7, "gave_up": 2, "failed": 1}
    assert len(post.arrived) == 4
    mails = Message.objects.filter(channel=Channel.EMAIL)
    for address, (_answer, expected) in bad.items():
        assert mails.get(recipient=people[address]).state == expected
    assert mails.get(recipient=broken).state == MessageState.GAVE_UP


def test_an_address_taken_away_meanwhile(ward: Ward, post: Post) -> None:
    message = mail(ward)
    User.objects.filter(pk=message.recipient_id).update(email="")
    assert deliver(message.pk) is MessageState.GAVE_UP


@pytest.mark.services
def test_a_letter_that_cannot_be_written_stops_no_other(
    ward: Ward, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = make_user(ward, Role.OFFICER, ECONOMY)
    first = mail(ward)
    read = delivery.read

    def broken(message: Message, **how: object) -> object:
        if message.pk == first.pk:
            raise ValueError("a template error")
        return read(message, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(delivery, "read", broken)
    assert deliver_all(waiting(DUE)) == {"failed": 1, "sent": 3}
    assert [mail["To"] for mail in post.arrived] == [second.email]
    assert "a template error" in Message.objects.get(pk=first.pk).error


@pytest.mark.services
@pytest.mark.parametrize("lost", ["_claim", "read"])
def test_a_database_that_goes_away_before_the_sending_is_no_failed_attempt(
    ward: Ward, post: Post, lost: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the claim was written and only its answer was lost."""
    message = mail(ward)
    real = getattr(delivery, lost)

    def gone(*given: object, **named: object) -> object:
        real(*given, **named)
        raise OperationalError("server closed the connection unexpectedly")

    with monkeypatch.context() as patch:
        patch.setattr(delivery, lost, gone)
        with pytest.raises(OperationalError):
            deliver(message.pk)
    assert state(message) == ("queued", 0)
    assert deliver(message.pk) is MessageState.SENT
    assert len(post.arrived) == 1


def test_what_was_done_before_the_mail_left_is_not_reminded_of(ward: Ward, post: Post) -> None:
    message = mail(ward)
    user = User.objects.get(pk=message.recipient_id)
    work.report(Part.objects.get(), user, status=PartStatus.AWAITING_CONFIRMATION, text="Xong", effective_on=DUE)
    assert deliver(message.pk) is MessageState.GAVE_UP
    assert post.arrived == []


def test_mail_is_vietnamese_whatever_language_is_active(ward: Ward, post: Post) -> None:
    message = mail(ward)
    with translation.override("en"):
        deliver(message.pk)
    (arrived,) = post.arrived
    assert arrived["Subject"].strip().startswith("Nhắc việc ngày 14/05/2026")
    assert "ĐẾN HẠN HÔM NAY" in arrived.get_body(("plain",)).get_content()


def test_who_left_is_told_nothing_any_more(ward: Ward, post: Post) -> None:
    """Whoever was locked out, or moved to another ward, while the mail waited."""
    locked, moved = mail(ward), mail(make_ward("Phường Bên Cạnh"))
    User.objects.filter(pk=locked.recipient_id).update(is_active=False)
    Membership.objects.filter(user=moved.recipient_id).update(ward=ward, unit=None, role=Role.VIEWER)
    assert deliver(locked.pk) is MessageState.GAVE_UP
    assert deliver(moved.pk) is MessageState.GAVE_UP
    assert post.arrived == []
    assert Message.objects.get(pk=locked.pk).error == "Tài khoản của người nhận đã bị khóa."


def test_what_failed_is_said_in_words(ward: Ward, post: Post) -> None:
    message = mail(ward, email="gone@example.com")
    post.refuse["gone@example.com"] = "550 no such person"
    deliver(message.pk)
    message.refresh_from_db()
    assert message.error == "Máy chủ thư không nhận thư cho địa chỉ này: 550 no such person"


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_many_workers_send_a_message_once(post: Post) -> None:
    messages = [mail(make_ward()).pk]
    together, errors = Barrier(4), []

    def run() -> None:
        try:
            together.wait()
            deliver_all(messages)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(post.arrived) == 1


WORKER = """
import sys, django, time_machine
django.setup()
from tasks.channels import Outcome, Result
from tasks.delivery import deliver
with time_machine.travel(sys.argv[2], tick=True):
    deliver(int(sys.argv[1]))
"""


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("stage", "arrived"), [("EHLO", 0), ("DATA", 1), ("QUIT", 1)])
def test_a_worker_killed_before_during_and_after_sending(
    post: Post, stage: str, arrived: int, clock: time_machine.Coordinates
) -> None:
    """SIGKILL from the mail server's side, at a known point of the conversation."""
    message = mail(make_ward())
    environment = os.environ | {
        "DATABASE_URL": database_url(),
        "EMAIL_URL": f"smtp://127.0.0.1:{post.port}",
        "DJANGO_SETTINGS_MODULE": "portal.settings",
    }
    command = [sys.executable, "-c", WORKER, str(message.pk), MORNING]
    root = Path(django_settings.BASE_DIR)
    worker = subprocess.Popen(command, env=environment, cwd=root)
    post.on[stage] = worker.kill
    assert worker.wait(120) == -signal.SIGKILL
    assert len(post.arrived) == arrived
    assert state(message) == ("claimed", 1)
    clock.shift(LEASE + timedelta(seconds=1))
    expire()
    deliver_all(waiting(DUE))
    assert state(message) == ("unknown", 1)
    assert len(post.arrived) == arrived


def test_messages_of_another_day_or_ward_wait(ward: Ward) -> None:
    message = mail(ward)
    other = make_ward("Phường Bên Cạnh")
    assert message.pk in waiting(DUE, ward=ward)
    assert waiting(DUE, ward=other) == []
    assert waiting(DUE - timedelta(1)) == []
