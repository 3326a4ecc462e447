"""Requests to a gateway: only to public addresses of the allowed host, and what each answer means."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from tasks.channels import Result, outward
from tasks.channels.address import Target, read
from tests.gateway import NAME, Hook, certificates, https_server, resolver

PRIVATE = (
    *("127.0.0.1", "127.255.255.254", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.0.1", "169.254.169.254"),  # noqa: S104
    *("100.64.0.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"),
    *("::1", "::", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "fe80::1", "fe80::1%lo", "fc00::1", "fec0::1"),
    *("ff02::1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "2002:7f00:1::", "2002:a00:1::1", "2001:db8::1"),
)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def hook(authority: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[Hook]:
    """The gateway, whose name leads to this machine; for these tests alone its address counts as public."""
    monkeypatch.setattr(socket, "getaddrinfo", resolver({NAME: ["127.0.0.1"]}))
    monkeypatch.setattr(outward, "is_public", lambda address: address == "127.0.0.1")
    with https_server(authority[1]) as hook, override_settings(NOTIFY_CA_FILE=str(authority[0])):
        yield hook


def target(hook: Hook) -> Target:
    return read(hook.address, [hook.place])


def post(to: Target) -> outward.Outcome:
    return outward.post(to, {"text": "Xin chào"}, key="one")


@pytest.fixture
def connections(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every address to which a connection was tried; none gets anywhere."""
    tried: list[Any] = []

    class Refusing(socket.socket):
        def connect(self, address: Any) -> None:
            tried.append(address)
            raise ConnectionRefusedError

    monkeypatch.setattr(socket, "socket", Refusing)
    return tried


def test_a_message_arrives_at_the_host_by_its_name(hook: Hook) -> None:
    assert post(target(hook)).result is Result.SENT
    assert hook.arrived == [{"text": "Xin chào"}]
    assert hook.asked == [(hook.place, "/hook/very-secret?key=hidden", "one")]


@pytest.mark.parametrize("private", PRIVATE)
@pytest.mark.parametrize("others", [[], ["8.8.8.8"], ["2606:4700::1111", "8.8.4.4"]])
def test_a_name_with_a_private_address_is_refused_whatever_its_others(
    private: str, others: list[str], monkeypatch: pytest.MonkeyPatch, connections: list[Any]
) -> None:
    for answers in ([private, *others], [*others, private]):
        monkeypatch.setattr(socket, "getaddrinfo", resolver({NAME: answers}))
        outcome = post(Target(NAME, 443, "/very-secret"))
        assert outcome.result is Result.FAILED_FOR_GOOD
        assert private in outcome.error
        assert "secret" not in outcome.error
    assert connections == []


def test_public_addresses_are_tried_in_turn_and_no_more_than_a_few(
    monkeypatch: pytest.MonkeyPatch, connections: list[Any]
) -> None:
    public = ["2606:4700::1111", *(f"8.8.8.{n}" for n in range(1, 30))]
    monkeypatch.setattr(socket, "getaddrinfo", resolver({NAME: public}))
    assert post(Target(NAME, 443, "/")).result is Result.FAILED_FOR_NOW
    assert [address[0] for address in connections] == public[: outward.MOST_ADDRESSES]


def test_a_name_that_changes_its_address_meanwhile_gains_nothing(
    monkeypatch: pytest.MonkeyPatch, connections: list[Any]
) -> None:
    """Rebinding: public when it is checked, private a moment later. It is asked once, and that answer is used."""
    answers = iter([["8.8.8.8"], ["127.0.0.1"], ["127.0.0.1"]])
    asked = []

    def getaddrinfo(host: str, port: int, *how: object) -> list[Any]:
        asked.append(host)
        return resolver({host: next(answers)})(host, port, *how)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    post(Target(NAME, 443, "/"))
    assert asked == [NAME]
    assert connections == [("8.8.8.8", 443)]


def test_an_unknown_name_may_be_known_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", resolver({}))
    assert post(Target(NAME, 443, "/")).result is Result.FAILED_FOR_NOW


@pytest.mark.parametrize(
    "to", ["https://127.0.0.1/", "http://127.0.0.1:6379/", "https://localhost/", "https://other.example.net/"]
)
def test_a_redirect_is_not_followed(hook: Hook, to: str) -> None:
    for hook.status in (301, 302, 307, 308):
        hook.headers = {"Location": to}
        outcome = post(target(hook))
        assert outcome.result is Result.FAILED_FOR_NOW
    assert len(hook.arrived) == 4


def test_a_proxy_of_the_environment_is_not_used(hook: Hook, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert post(target(hook)).result is Result.SENT


def test_a_certificate_that_nobody_trusts_or_of_another_name_stops_the_message(
    hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    with override_settings(NOTIFY_CA_FILE=""):
        assert post(target(hook)).result is Result.FAILED_FOR_NOW
    monkeypatch.setattr(socket, "getaddrinfo", resolver({"other.example.net": ["127.0.0.1"]}))
    assert post(Target("other.example.net", hook.port, "/")).result is Result.FAILED_FOR_NOW
    assert hook.arrived == []


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        *((status, Result.SENT) for status in (200, 201, 202, 204)),
        *((status, Result.FAILED_FOR_NOW) for status in (304, 401, 403, 404, 408, 425, 429, 503)),
        *((status, Result.FAILED_FOR_GOOD) for status in (400, 405, 410, 413, 422)),
        *((status, Result.UNKNOWN) for status in (500, 502, 504)),
    ],
)
def test_what_each_answer_means(hook: Hook, status: int, expected: Result) -> None:
    hook.status = status
    outcome = post(target(hook))
    assert outcome.result is expected
    assert expected is Result.SENT or str(status) in outcome.error


def test_a_gateway_that_takes_it_and_falls_silent_or_breaks_off_leaves_it_unknown(
    hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outward, "READ_SECONDS", 0.3)
    hook.before = lambda handler: time.sleep(1)
    assert post(target(hook)).result is Result.UNKNOWN
    hook.before = lambda handler: handler.connection.shutdown(socket.SHUT_RDWR)
    assert post(target(hook)).result is Result.UNKNOWN


def test_an_answer_that_comes_letter_by_letter_or_never_ends_is_cut(
    hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outward, "WHOLE_SECONDS", 0.6)

    def drip(handler: Any) -> None:
        for _ in range(40):
            handler.wfile.write(b"HTTP/1.1 200 OK"[:1])
            time.sleep(0.1)

    hook.before = drip
    began = time.monotonic()
    assert post(target(hook)).result is Result.UNKNOWN
    assert time.monotonic() - began < 3

    def flood(handler: Any) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(100_000):
            handler.wfile.write(b"x" * 1000)

    hook.before = flood
    assert post(target(hook)).result is Result.SENT


def test_nothing_was_sent_where_the_handshake_hangs_or_is_no_handshake(
    hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outward, "CONNECT_SECONDS", 0.3)
    monkeypatch.setattr(outward, "READ_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        outcome = post(Target(NAME, silent.getsockname()[1], "/"))
    assert outcome.result is Result.FAILED_FOR_NOW


def test_the_secret_address_is_in_no_error_and_no_log(hook: Hook, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    errors = []
    for hook.status in (302, 400, 500, 503):
        errors.append(post(target(hook)).error)
    with override_settings(NOTIFY_CA_FILE=""):
        errors.append(post(target(hook)).error)
    hook.before = lambda handler: handler.connection.shutdown(socket.SHUT_RDWR)
    errors.append(post(target(hook)).error)
    assert all(errors)
    for text in (*errors, caplog.text):
        assert "secret" not in text
        assert "hidden" not in text
