"""News: each piece told once to each person, in one message a day, by the portal and by e-mail alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine

from tasks import delivery
from tasks.letter import read
from tasks.models import Channel, Message, MessageState, Notice, Purpose
from tasks.news import News, tell
from tests import factory
from wards.models import Role, User, Ward

pytestmark = pytest.mark.django_db

FRIDAY = date(2026, 5, 15)
FIRST, SECOND = (News(name, f"Tin {name}", f"/bao-cao/{name}/") for name in ("a", "b"))


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel("2026-05-15T08:00:00+07:00", tick=False):
        yield


@pytest.fixture
def ward() -> Ward:
    return factory.make_ward()


@pytest.fixture
def staff(ward: Ward) -> User:
    return factory.make_user(ward, Role.ONE_DOOR)


def test_a_piece_is_told_once(ward: Ward, staff: User) -> None:
    assert tell(ward, [staff.pk], [FIRST], FRIDAY) == 2
    assert tell(ward, [staff.pk], [FIRST, SECOND], FRIDAY) == 2
    messages = Message.objects.filter(recipient=staff, purpose=Purpose.NEWS)
    assert sorted(messages.values_list("channel", flat=True)) == [Channel.EMAIL, Channel.PORTAL]
    assert [each.text for each in read(messages[0], today=FRIDAY).news] == ["Tin a", "Tin b"]


def test_what_comes_after_the_days_message_goes_with_the_next_working_days(ward: Ward, staff: User) -> None:
    tell(ward, [staff.pk], [FIRST], FRIDAY)
    delivery.deliver_all(delivery.waiting(FRIDAY))
    tell(ward, [staff.pk], [SECOND], FRIDAY)
    days = Message.objects.filter(channel=Channel.PORTAL).order_by("day").values_list("day", "state")
    assert list(days) == [(FRIDAY, MessageState.SENT), (date(2026, 5, 18), MessageState.QUEUED)]
    assert not delivery.waiting(FRIDAY)


def test_who_wants_no_mail_finds_it_in_the_portal(ward: Ward) -> None:
    person = factory.make_user(ward, Role.ONE_DOOR, mail_reminders=False)
    assert tell(ward, [person.pk], [FIRST], FRIDAY) == 1
    assert Notice.objects.get().channel == Channel.PORTAL


def test_two_wards_tell_their_person_in_one_message(ward: Ward, staff: User) -> None:
    for each in (ward, factory.make_ward("Phường Bên Cạnh")):
        tell(each, [staff.pk], [FIRST], FRIDAY)
    message = Message.objects.get(channel=Channel.PORTAL)
    letter = read(message, today=FRIDAY)
    assert (letter.count, letter.wards) == (2, 2)
    assert [each.ward for each in read(message, today=FRIDAY, wards=[ward.pk]).news] == [ward]
