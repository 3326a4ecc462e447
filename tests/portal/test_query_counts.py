"""How many queries each page takes: recorded in query_counts.csv, and the same for four rows and for 2,000."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.rows import make_plan
from tests.portal.test_addresses import TABLE, address
from tests.portal.world import Place, make_place, message_to
from wards.models import Membership, Role

pytestmark = pytest.mark.django_db

COUNTS = Path(__file__).with_name("query_counts.csv")
MOST = 15
HELD = (Role.ONE_DOOR, Role.LEADER, Role.ADMIN)
ROWS = 2_000


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel("2026-03-02 08:00+07:00", tick=False):
        yield


@pytest.fixture
def place() -> Place:
    """A ward whose one-door officer is leader and admin as well, and so sees all that a page can show."""
    place = make_place("Tỉnh Một", [Role.ONE_DOOR])
    for role in HELD[1:]:
        Membership.objects.create(user=place.people[Role.ONE_DOOR], ward=place.ward, role=role)
    place.objects["message"] = message_to(place.people[Role.ONE_DOOR])
    return place


def counted(place: Place, *, warm: bool) -> dict[str, int]:
    """Queries of each page that opens, by its address's name; not `warm`, each is opened once before it is counted."""
    client = Client()
    client.force_login(place.people[Role.ONE_DOOR])
    counts = {}
    with TABLE.open(encoding="utf-8", newline="") as file:
        pages = [
            row for row in csv.DictReader(file) if row["method"] == "GET" and "200" in (row[role] for role in HELD)
        ]
    for row in pages:
        to = address(row, place, place.objects["message"])
        if not warm:
            client.get(to)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(to)
        if answer.status_code == 200:
            counts[row["address"]] = len(queries)
    return counts


def test_each_page_takes_its_recorded_queries_however_many_rows_there_are(place: Place) -> None:
    few = counted(place, warm=False)
    place.objects["plan"] = make_plan(place.ward, ROWS, place.people[Role.ONE_DOOR]).public_id
    assert counted(place, warm=True) == few
    with COUNTS.open(encoding="utf-8", newline="") as file:
        recorded = {row["address"]: int(row["queries"]) for row in csv.DictReader(file)}
    assert few == recorded, "a page takes other queries than recorded: see whether it must, then record it"
    assert not {name: count for name, count in few.items() if count > MOST}
