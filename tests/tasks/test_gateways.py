"""A ward's gateway as its administrator enters it, and a person's own choice of channels."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client, override_settings
from django.urls import reverse

from tasks import gateways
from tasks.channels import Outcome, Result, webhook
from tasks.models import Gateway, Handle
from tests.factory import ECONOMY, make_user, make_ward
from wards.models import Role, User, Ward

pytestmark = pytest.mark.django_db

SECRET = "https://gateway.example.net/hook/very-secret?key=covert"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with (
        time_machine.travel("2026-05-14T08:00:00+07:00", tick=False) as traveller,
        override_settings(NOTIFY_HOSTS=["gateway.example.net"]),
    ):
        yield traveller


@pytest.fixture
def ward() -> Ward:
    return make_ward()


@pytest.fixture
def admin(ward: Ward) -> User:
    return make_user(ward, Role.ADMIN)


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def to(name: str, ward: Ward) -> str:
    return reverse(name, kwargs={"ward_id": ward.public_id})


def given(**changed: Any) -> dict[str, Any]:
    """What the form sends."""
    values = {"name": "Zalo", "hint": "", "recipient_field": "to", "text_field": "text", "active": "on"}
    return {"version": "0", "address": SECRET, **values, **changed}


def test_the_address_is_written_and_never_shown(ward: Ward, admin: User) -> None:
    client = browser(admin)
    assert client.post(to("tasks:gateway", ward), given()).status_code == 302
    gateway = Gateway.objects.get()
    assert gateway.address == SECRET
    page = client.get(to("tasks:gateway", ward)).content.decode()
    assert "secret" not in page
    assert "covert" not in page
    assert f"https://gateway.example.net/•••••• ({gateway.mark})" in page
    # An empty address keeps the one that is there; the history names neither.
    other = given(version="1", address="", name="Zalo của phường")
    assert client.post(to("tasks:gateway", ward), other).status_code == 302
    gateway.refresh_from_db()
    assert (gateway.address, gateway.name, gateway.version) == (SECRET, "Zalo của phường", 2)
    changed = given(version="2", address=SECRET + "2", name="Zalo của phường")
    assert client.post(to("tasks:gateway", ward), changed).status_code == 302
    answer = client.get(to("tasks:gateway", ward))
    entries = answer.context["changes"]
    assert [len(entry.changes) for entry in entries] == [1, 1, 0]
    assert {entry.who for entry in entries} == {str(admin)}
    assert "secret" not in answer.content.decode()
    assert "address" not in {field.name for field in Gateway.history.model._meta.fields}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"address": ""}, "address"),
        ({"address": "http://gateway.example.net/"}, "address"),
        ({"address": "jsons://gateway.example.net/"}, "address"),
        ({"address": "https://127.0.0.1/"}, "address"),
        ({"address": "https://elsewhere.example.net/"}, "address"),
        ({"recipient_field": "id"}, "recipient_field"),
        ({"recipient_field": "a b"}, "recipient_field"),
        ({"text_field": "to"}, "text_field"),
        ({"version": "7"}, "__all__"),
    ],
)
def test_what_will_not_do_is_said_at_its_field(ward: Ward, admin: User, changed: dict[str, str], field: str) -> None:
    answer = browser(admin).post(to("tasks:gateway", ward), given(**changed))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Gateway.objects.exists()


@override_settings(NOTIFY_HOSTS=[])
def test_where_the_operator_allows_nothing_the_page_says_so(ward: Ward, admin: User) -> None:
    client = browser(admin)
    page = client.get(to("tasks:gateway", ward))
    assert "NOTIFY_HOSTS" in page.content.decode()
    assert client.post(to("tasks:gateway", ward), given()).status_code == 422
    assert not Gateway.objects.exists()


def test_only_the_wards_administrator_settles_and_tries(ward: Ward, admin: User) -> None:
    gateways.settle(ward, admin, version=0, address=SECRET, name="Zalo")
    for role in (Role.ONE_DOOR, Role.LEADER, Role.VIEWER):
        user = make_user(ward, role)
        with pytest.raises(PermissionDenied):
            gateways.settle(ward, user, version=1, address="", name="X")
        with pytest.raises(PermissionDenied):
            gateways.try_out(ward, user, to="0901")
    stranger = make_user(make_ward("Phường Bên Cạnh"), Role.ADMIN)
    assert browser(stranger).get(to("tasks:gateway", ward)).status_code == 404


def test_a_trial_says_what_became_of_it_and_not_too_often(
    ward: Ward, admin: User, clock: time_machine.Coordinates
) -> None:
    client = browser(admin)
    assert client.post(to("tasks:gateway_try", ward), {"to": "0901"}).status_code == 422
    client.post(to("tasks:gateway", ward), given())
    with mock.patch.object(webhook, "deliver", return_value=Outcome(Result.SENT)) as deliver:
        assert client.post(to("tasks:gateway_try", ward), {"to": "0901"}).status_code == 302
        assert client.post(to("tasks:gateway_try", ward), {"to": "0901"}).status_code == 422
    assert deliver.call_count == 1
    assert deliver.call_args.kwargs["to"] == "0901"
    assert ward.name in deliver.call_args.kwargs["body"]
    clock.shift(30)
    broken = Outcome(Result.FAILED_FOR_NOW, "gateway.example.net answered 503.")
    with mock.patch.object(webhook, "deliver", return_value=broken):
        answer = client.post(to("tasks:gateway_try", ward), {"to": "0901"})
    assert answer.status_code == 422
    assert "answered 503" in answer.content.decode()


def test_a_person_chooses_how_to_be_reached(ward: Ward, admin: User) -> None:
    gateways.settle(ward, admin, version=0, address=SECRET, name="Zalo của phường", hint="Số điện thoại")
    user = make_user(ward, Role.OFFICER, ECONOMY)
    client, page = browser(user), reverse("tasks:own_settings")
    assert "Zalo của phường" in client.get(page).content.decode()
    chosen = {"gateway": str(ward.public_id), "name": " 0901 "}
    assert client.post(page, chosen).status_code == 302
    user.refresh_from_db()
    assert not user.mail_reminders
    assert [version.mail_reminders for version in user.history.order_by("history_id")][-1] is False
    assert Handle.objects.get().name == "0901"
    assert client.get(page).context["form"]["name"].value() == "0901"
    # The same person: still one name.
    assert client.post(page, chosen | {"name": "0902", "mail": "on"}).status_code == 302
    assert Handle.objects.get().name == "0902"
    assert client.post(page, chosen | {"name": ""}).status_code == 422
    assert client.post(page, {"mail": "on", "gateway": ""}).status_code == 302
    assert not Handle.objects.exists()


def test_a_gateway_of_another_ward_or_switched_off_cannot_be_chosen(ward: Ward, admin: User) -> None:
    gateways.settle(ward, admin, version=0, address=SECRET, name="Zalo")
    page = reverse("tasks:own_settings")
    stranger = make_user(make_ward("Phường Bên Cạnh"), Role.OFFICER, ECONOMY)
    asked = {"gateway": str(ward.public_id), "name": "0901"}
    assert "gateway" not in browser(stranger).get(page).context["form"].fields
    browser(stranger).post(page, asked)
    user = make_user(ward, Role.OFFICER, ECONOMY)
    Gateway.objects.update(active=False)
    browser(user).post(page, asked)
    Gateway.objects.update(active=True)
    with override_settings(NOTIFY_HOSTS=["other.example.net"]):
        browser(user).post(page, asked)
    assert not Handle.objects.exists()
