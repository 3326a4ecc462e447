"""What is owed to whom: several lead units, and the leaders' weekly list."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine

from tasks import delivery
from tasks.models import Notification, Purpose
from tasks.reminders import sweep
from tests.factory import (
    CENTRE,
    CULTURE,
    DIVISIONS,
    ECONOMY,
    OFFICE,
    deadline,
    make_plan,
    make_task,
    make_user,
    make_ward,
)
from wards.models import Role, User, Ward

pytestmark = pytest.mark.django_db

DUE = date(2026, 5, 14)  # a Thursday


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    """The records are made on 5 January, before anything falls due."""
    with time_machine.travel("2026-01-05T08:00:00+07:00", tick=False):
        yield


@pytest.fixture
def ward() -> Ward:
    return make_ward()


@pytest.fixture
def officer(ward: Ward) -> User:
    return make_user(ward, Role.OFFICER, ECONOMY, username="officer")


def deliver(day: date) -> None:
    delivery.deliver_all(delivery.waiting(day))


def test_each_lead_units_people_are_told_of_their_part(ward: Ward, officer: User) -> None:
    culture, desk = (make_user(ward, role, unit) for role, unit in ((Role.HEAD, CULTURE), (Role.ONE_DOOR, CENTRE)))
    make_task(make_plan(ward), timings=deadline(DUE), lead=DIVISIONS, officer=officer)
    sweep(DUE)
    by_unit = dict(Notification.objects.filter(channel="portal").values_list("part__unit__name", "recipient"))
    assert by_unit == {ECONOMY: officer.pk, CULTURE: culture.pk, OFFICE: desk.pk}


def test_leaders_get_the_late_list_once_a_week(ward: Ward, officer: User, mailoutbox: list) -> None:
    leader = make_user(ward, Role.LEADER, username="chair")
    make_plan(ward, [deadline(date(2026, 5, 4)), deadline(date(2026, 5, 5)), deadline(date(2026, 5, 6))])
    for day in range(8, 19):
        sweep(date(2026, 5, day))
        deliver(date(2026, 5, day))
    digests = Notification.objects.filter(recipient=leader, channel="portal").order_by("pk")
    assert list(digests.values_list("milestone", "due", "message__day", "message__purpose")) == [
        ("digest:2026-W20", date(2026, 5, 4), date(2026, 5, 11), Purpose.DIGEST),
        *(("digest:2026-W21", date(2026, 5, day), date(2026, 5, 18), Purpose.DIGEST) for day in (4, 5, 6)),
    ]
    sent = [mail for mail in mailoutbox if mail.to == [leader.email]]
    assert len(sent) == 2


def test_the_late_list_waits_for_the_first_working_day(ward: Ward) -> None:
    make_user(ward, Role.LEADER)
    make_plan(ward, [deadline(date(2026, 2, 2))])
    # The week of 27/4/2026 begins with a day off; that of 16/2 has no working day at all.
    for day in (date(2026, 2, 16), date(2026, 2, 20), date(2026, 4, 27)):
        assert digest_keys(day) == []
    assert digest_keys(date(2026, 4, 28)) == ["digest:2026-W18"]


def digest_keys(day: date) -> list[str]:
    sweep(day)
    return list(
        Notification.objects.filter(message__purpose="digest", channel="portal").values_list("milestone", flat=True)
    )
