"""What the operator's monitor and the ward's admins are told of a schedule that stands still."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from unittest import mock

import pytest
import time_machine
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from tests import factory
from wards import heartbeat
from wards.heartbeat import SILENT, Dead, Silence
from wards.models import Heartbeat, Membership, Role, User, Ward

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel("2026-05-14T07:12:00+07:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def alive() -> None:
    heartbeat.rung()
    heartbeat.heard()


def state(client: Client, name: str = "health") -> tuple[int, dict[str, str]]:
    """The answer's status and what it says of each check."""
    answer = client.get(reverse(name), {"format": "json"})
    return answer.status_code, answer.json()


def test_all_is_well_while_both_give_signs(client: Client, alive: None, clock: time_machine.Coordinates) -> None:
    assert state(client) == (200, {"Database": "OK", "Schedule": "OK"})
    clock.shift(SILENT)
    assert state(client)[0] == 200
    # A clock set back is no silence.
    clock.shift(-timedelta(hours=1))
    assert state(client)[0] == 200


def test_a_dead_beat_is_told_within_minutes(client: Client, alive: None, clock: time_machine.Coordinates) -> None:
    clock.shift(SILENT + MINUTE)
    status, said = state(client)
    assert status == 500
    assert "beat" in said["Schedule"]
    assert "2026-05-14 07:12" in said["Schedule"]
    # The pages are served none the less: nothing that restarts them helps.
    assert state(client, "health_web") == (200, {"Database": "OK"})


def test_a_dead_worker_is_told_from_a_dead_beat(client: Client, alive: None, clock: time_machine.Coordinates) -> None:
    clock.shift(SILENT + MINUTE)
    heartbeat.rung()
    assert heartbeat.listen() == Silence(Dead.WORKER, Heartbeat.objects.get().heard_at)
    assert "worker" in state(client)[1]["Schedule"]
    heartbeat.heard()
    assert state(client)[0] == 200


def test_a_schedule_that_never_ran_is_not_well(client: Client) -> None:
    assert heartbeat.listen() == Silence(Dead.BEAT, None)
    assert state(client)[0] == 500


def test_a_database_that_is_away_is_said(client: Client) -> None:
    with mock.patch.object(connection, "cursor", side_effect=OperationalError("no server")):
        status, said = state(client)
    assert status == 500
    assert "no server" in said["Database"]
    assert "no server" in said["Schedule"]


def test_a_person_sees_a_page_of_the_portals_own(client: Client, alive: None) -> None:
    body = client.get(reverse("health")).content.decode()
    assert "<dt>Bộ lập lịch</dt>" in body and "<dt>Cơ sở dữ liệu</dt>" in body
    assert "Schedule" not in body
    assert "<style" not in body


def test_a_person_reads_in_their_language_what_is_silent(
    client: Client, alive: None, clock: time_machine.Coordinates
) -> None:
    clock.shift(SILENT + MINUTE)
    answer = client.get(reverse("health"))
    assert answer.status_code == 500
    body = answer.content.decode()
    assert "Bộ lập lịch chưa chạy từ 07:12 14/05/2026" in body and "start it again" not in body


def banner(user: User) -> str:
    """What the user's page says of the schedule; empty for nothing."""
    client = Client()
    client.force_login(user)
    page = client.get(reverse("tasks:inbox")).content.decode()
    return page.split('id="silence"')[1].split("</strong>")[0] if 'id="silence"' in page else ""


@pytest.fixture
def ward() -> Ward:
    return factory.make_ward()


def test_those_who_look_after_the_ward_see_a_banner(ward: Ward, alive: None, clock: time_machine.Coordinates) -> None:
    admin = factory.make_user(ward, Role.ADMIN)
    province = factory.make_user(None, Role.PROVINCE_ADMIN)
    others = [factory.make_user(ward, role) for role in (Role.ONE_DOOR, Role.LEADER, Role.VIEWER)]
    assert not any(banner(user) for user in (admin, province, *others))
    clock.shift(SILENT + MINUTE)
    for user in (admin, province):
        assert "Bộ lập lịch chưa chạy từ 07:12 14/05/2026" in banner(user)
    assert not any(banner(user) for user in others)
    heartbeat.rung()
    assert "07:12 14/05/2026" in banner(admin)
    heartbeat.heard()
    assert banner(admin) == ""


def test_the_banner_costs_no_query(ward: Ward, alive: None) -> None:
    user = factory.make_user(ward, Role.ONE_DOOR)
    client = Client()
    client.force_login(user)
    client.get(reverse("tasks:inbox"))

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("tasks:inbox"))
        return len(captured)

    before = queries()
    Membership.objects.create(user=user, ward=ward, role=Role.ADMIN)
    assert queries() == before


def test_the_texts_are_there_in_both_languages(ward: Ward) -> None:
    with translation.override("vi"):
        assert "chưa chạy lần nào" in banner(factory.make_user(ward, Role.ADMIN))
