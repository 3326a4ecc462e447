"""Each address x role x ward: who is let in, who is refused, and for whom the object does not exist.

addresses.csv is the table: a row for each address and method, a column for each role, with the status that a
person of the same ward gets; an object of another ward is 404 for everyone but the province. Officers and heads are
of the unit that leads the rows; addresses_elsewhere.csv has what those of a unit without a part in them get instead.
A new page fails this test until it has its rows.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.factory import CULTURE, make_user
from tests.portal.world import UNIT_OF, Place, make_place, message_to
from wards.models import Role

pytestmark = pytest.mark.django_db

TABLE = Path(__file__).with_name("addresses.csv")
ELSEWHERE = Path(__file__).with_name("addresses_elsewhere.csv")
METHODS = ("GET", "POST")
# What an address asks for beside its object.
ALSO = {
    "reports:download": {"kind": "pdf"},
    "reports:late_list": {"kind": "docx"},
    "reports:roll_up_file": {"kind": "pdf"},
    "reports:verify": {"digest": "0" * 64},
    "plans:chart": {"drawing": "of-other-figures"},
    "imports:list": {"slug": "don-vi"},
    "imports:list_file": {"slug": "don-vi", "ending": "csv"},
    "imports:task_list_file": {"ending": "csv"},
    "imports:calendar_file": {"ending": "csv"},
    "imports:plans_file": {"ending": "csv"},
    "imports:tasks_file": {"ending": "csv"},
    "tasks:feed": {"token": "unknown"},
    "set_password": {"uidb64": "MQ", "token": "long-used"},
}
ASKING = {"reports:rows": "?number=tasks"}


def names(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[str]:
    """The names of all addresses, with their name space; an address without a name is an error."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else space
            yield from names(pattern.url_patterns, inner)
        else:
            assert pattern.name, pattern
            yield space + pattern.name


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def table() -> list[dict[str, str]]:
    return read(TABLE)


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel("2026-03-02 08:00+07:00", tick=False):
        yield


def address(row: dict[str, str], place: Place, message: object) -> str:
    """The row's address, leading to the place's object."""
    if not row["object"]:
        return reverse(row["address"], kwargs=ALSO.get(row["address"], {}))
    key = "ward_id" if row["object"] == "ward" else "public_id"
    wanted = message if row["object"] == "message" else place.objects[row["object"]]
    name = row["address"]
    return reverse(name, kwargs={key: wanted} | ALSO.get(name, {})) + ASKING.get(name, "")


def status(client: Client, row: dict[str, str], to: str) -> int:
    """The status of an empty request; what it changed is undone, signing out included."""
    signed_in = client.cookies.copy()
    with transaction.atomic():
        answer = client.generic(row["method"], to)
        transaction.set_rollback(True)
    client.cookies = signed_in
    return answer.status_code


def test_the_table_has_every_address_once(table: list[dict[str, str]]) -> None:
    listed = [(row["address"], row["method"]) for row in table]
    assert sorted(listed) == sorted((name, method) for name in names(get_resolver().url_patterns) for method in METHODS)


@pytest.mark.parametrize("role", Role)
def test_each_role_in_its_own_ward_and_in_another(role: Role, table: list[dict[str, str]]) -> None:
    ours, theirs = make_place("Tỉnh Một", [role]), make_place("Tỉnh Hai", [Role.VIEWER])
    user = ours.people[role]
    own_message, others_message = message_to(user), message_to(theirs.people[Role.VIEWER])
    client = Client(raise_request_exception=False)
    client.force_login(user)
    wrong = []
    for row in table:
        got = status(client, row, address(row, ours, own_message))
        if str(got) != row[role.value]:
            wrong.append(f"{row['address']} {row['method']}: {got}, expected {row[role.value]}")
        if not row["object"] or (role == Role.PROVINCE_ADMIN and row["object"] != "message"):
            continue
        # A method that the address does not know is refused before anything is looked up.
        expected = {404, 405} if row[role.value] == "405" else {404}
        got = status(client, row, address(row, theirs, others_message))
        if got not in expected:
            wrong.append(f"{row['address']} {row['method']} of another ward: {got}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", UNIT_OF)
def test_a_unit_without_a_part_in_a_row(role: Role, table: list[dict[str, str]]) -> None:
    place = make_place("Tỉnh Một", [])
    user = make_user(place.ward, role, CULTURE)
    message = message_to(user)
    other = {(row["address"], row["method"]): row[role.value] for row in read(ELSEWHERE)}
    client = Client(raise_request_exception=False)
    client.force_login(user)
    expected = {(row["address"], row["method"]): row[role.value] for row in table} | other
    got = {(row["address"], row["method"]): str(status(client, row, address(row, place, message))) for row in table}
    assert {key: each for key, each in got.items() if each != expected[key]} == {}


def test_nobody_gets_in_without_signing_in(table: list[dict[str, str]]) -> None:
    place = make_place("Tỉnh Một", [Role.VIEWER])
    message = message_to(place.people[Role.VIEWER])
    open_to_all = {"login", "health", "health_web", "language", "set_password", "tasks:feed", "reports:verify"}
    for row in table:
        if row["address"] in open_to_all:
            continue
        answer = Client().generic(row["method"], address(row, place, message))
        # The sign-out page answers the method before it asks who is there.
        assert answer.status_code == 405 or answer["Location"].startswith("/dang-nhap/"), row
