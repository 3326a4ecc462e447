"""Claims of messages: they run out, their workers may be slow, and a person may send a message again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import override_settings

from tasks import delivery
from tasks.channels import Outcome, Result
from tasks.delivery import LEASE, deliver, expire, resend
from tasks.models import Channel, Message, MessageState, Purpose
from tests.factory import make_ward
from tests.smtp import Post, mail_server
from tests.tasks.mails import MORNING, desk, mail, smtp, state
from wards.clock import now
from wards.models import Ward

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


@pytest.mark.services
def test_a_claim_runs_out_into_unknown(ward: Ward, post: Post, clock: time_machine.Coordinates) -> None:
    message = mail(ward)
    assert delivery._claim(message.pk, now() + LEASE) is not None
    clock.shift(LEASE)
    assert expire() == 0
    clock.shift(timedelta(seconds=1))
    assert expire() == 1
    assert state(message) == ("unknown", 1)


def test_a_claim_in_the_portal_runs_out_into_waiting(ward: Ward, clock: time_machine.Coordinates) -> None:
    mail(ward)
    portal = Message.objects.get(channel=Channel.PORTAL)
    delivery._claim(portal.pk, now() + LEASE)
    clock.shift(LEASE + timedelta(seconds=1))
    expire()
    assert deliver(portal.pk) is MessageState.SENT


@pytest.mark.services
def test_a_slow_worker_still_tells_what_became_of_its_mail(
    ward: Ward, post: Post, clock: time_machine.Coordinates
) -> None:
    """The lease ran out while it sent: unknown until it comes back, then known after all."""
    message = mail(ward)
    post.on["DATA"] = lambda: clock.shift(LEASE + timedelta(minutes=1))
    post.on["QUIT"] = lambda: None
    claimed = delivery._claim(message.pk, now() + LEASE)
    assert claimed is not None
    outcome = delivery._send(claimed)
    expire()
    assert state(message) == ("unknown", 1)
    delivery._record(claimed, outcome)
    assert state(message) == ("sent", 1)


@pytest.mark.parametrize("outcome", [Outcome(Result.SENT), Outcome(Result.FAILED_FOR_NOW, "late")])
def test_a_worker_that_comes_back_late_does_not_touch_who_sends_it_again(
    ward: Ward, clock: time_machine.Coordinates, outcome: Outcome
) -> None:
    """A person's word begins the counting of attempts anew: both are the first."""
    message = mail(ward)
    old = delivery._claim(message.pk, now() + LEASE)
    assert old is not None
    clock.shift(LEASE + timedelta(minutes=1))
    expire()
    assert resend(message, desk(ward))
    new = delivery._claim(message.pk, now() + LEASE)
    assert new is not None
    delivery._record(old, outcome)
    assert state(message) == ("claimed", 1)
    delivery._record(new, Outcome(Result.SENT))
    assert state(message) == ("sent", 1)


def test_a_worker_that_comes_back_late_does_not_touch_a_newer_attempt(
    ward: Ward, post: Post, clock: time_machine.Coordinates
) -> None:
    message = mail(ward)
    old = delivery._claim(message.pk, now() + LEASE)
    assert old is not None
    clock.shift(LEASE + timedelta(minutes=1))
    expire()
    assert resend(message, desk(ward))
    assert deliver(message.pk) is MessageState.SENT
    delivery._record(old, delivery._send(old))
    assert state(message)[0] == "sent"


def test_only_what_failed_is_sent_again(ward: Ward, post: Post) -> None:
    message = mail(ward)
    assert not resend(message, desk(ward))
    deliver(message.pk)
    assert not resend(message, desk(ward))
    assert message.purpose == Purpose.REMINDER
