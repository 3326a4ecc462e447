"""Without a session: nothing typed is swapped away, and who signs in again finds a page."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tests import factory
from wards.models import Role

pytestmark = pytest.mark.django_db
PART = {"public_id": uuid4()}


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_panel_gets_a_401_instead_of_the_sign_in_page(client: Client, method: str) -> None:
    response = getattr(client, method)(reverse("tasks:part", kwargs=PART), headers={"HX-Request": "true"})
    assert response.status_code == 401
    assert response.content == b""


@pytest.mark.parametrize(
    ("referer", "next_"),
    [
        ("http://testserver/viec-cua-toi/?state=late", "/viec-cua-toi/?state=late"),
        ("https://elsewhere.example/viec-cua-toi/", "/"),
        ("", "/"),
    ],
)
def test_a_form_posted_without_a_session_leads_back_to_the_page_it_stood_on(
    client: Client, referer: str, next_: str
) -> None:
    response = client.post(reverse("tasks:answer", kwargs=PART), headers={"Referer": referer})
    assert response.status_code == 302
    address = urlsplit(response.headers["Location"])
    assert address.path == reverse("login")
    assert parse_qs(address.query)["next"] == [next_]


def test_an_address_that_only_takes_forms_says_so(client: Client) -> None:
    user = factory.make_user(factory.make_ward(), Role.VIEWER)
    client.force_login(user)
    response = client.get(reverse("tasks:answer", kwargs=PART))
    assert response.status_code == 405
    assert response.headers["Allow"] == "POST"
    body = response.content.decode()
    assert "Địa chỉ này không có gì để xem" in body
    assert reverse("home") in body


def test_only_pages_explain_themselves(client: Client) -> None:
    """A script that asks with the wrong method gets the plain answer."""
    client.force_login(factory.make_user(factory.make_ward(), Role.VIEWER))
    assert client.get(reverse("tasks:answer", kwargs=PART), headers={"HX-Request": "true"}).content == b""
    assert client.put(reverse("tasks:mine")).content == b""
