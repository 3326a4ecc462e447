"""Pages are Vietnamese until the person switches."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_an_english_browser_gets_vietnamese() -> None:
    answer = Client(headers={"accept-language": "en-US,en"}).get(reverse("login"))
    assert answer["Content-Language"] == "vi"
    assert b'lang="vi"' in answer.content


def test_the_switch_is_kept() -> None:
    client = Client()
    client.post(reverse("language"), {"language": "en", "next": "/"})
    assert b'lang="en"' in client.get(reverse("login")).content


def test_an_unknown_language_is_vietnamese() -> None:
    client = Client()
    client.cookies["django_language"] = "xx"
    assert client.get(reverse("login"))["Content-Language"] == "vi"
