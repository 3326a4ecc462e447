"""One request to a gateway of a ward: to the allowed host and nowhere else, whatever a name server or the gateway says.

Apprise's own policy session does it: the name is resolved once, the connection goes to the address that was approved
(a name that changes its address meanwhile gains nothing), certificates are verified, proxies of the environment are
not used. Here every answer of the name server must be public: one private address among them refuses all.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http import HTTPStatus
from threading import Timer
from typing import Any
from urllib.parse import urlsplit

from apprise.utils.http import HTTPPolicy, HTTPPolicySession, is_public_ip_address, read_bounded_response
from django.conf import settings
from django.utils.translation import gettext as _
from requests import RequestException
from requests.exceptions import SSLError

from tasks.channels import Outcome, Result
from tasks.channels.address import Target

CONNECT_SECONDS, READ_SECONDS = 5.0, 15.0
WHOLE_SECONDS = 60.0
"""All of a request: a gateway that answers a letter at a time keeps no worker longer."""

MOST_ADDRESSES = 4
"""Of a name with many addresses no more are tried."""

MOST_BYTES = 16 * 1024
"""Of an answer: what it says is not used, its status is."""

FOR_GOOD = {
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.METHOD_NOT_ALLOWED,
    HTTPStatus.GONE,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.REQUEST_URI_TOO_LONG,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
}
"""The message itself is refused. Other answers below 500 are about the gateway's key or address, which the ward may
mend before the attempts end, or about too many messages at once."""

NOBODY_KNOWS = {HTTPStatus.INTERNAL_SERVER_ERROR, HTTPStatus.BAD_GATEWAY, HTTPStatus.GATEWAY_TIMEOUT}
"""The gateway broke while it had the message: it may have passed it on before."""


def post(target: Target, payload: Mapping[str, str], *, key: str) -> Outcome:
    """Posts the payload as JSON; never raises. `key` names the message, the same at every attempt."""
    policy = Policy(target)
    with HTTPPolicySession(policy) as session:
        begun = _Begun(session)
        try:
            with begun.ended_after(WHOLE_SECONDS):
                answer = session.post(
                    target.url,
                    json=payload,
                    headers={"Idempotency-Key": key, "User-Agent": "ward-plan-portal"},
                    timeout=(CONNECT_SECONDS, READ_SECONDS),
                    allow_redirects=False,
                    stream=True,
                    verify=settings.NOTIFY_CA_FILE or True,
                )
                with suppress(Exception):
                    read_bounded_response(answer, MOST_BYTES)
        except Exception as error:
            return _broken_off(error, target, policy, begun)
    return _answered(answer.status_code, target)


class Policy(HTTPPolicy):  # type: ignore[misc]
    """Lets through the one target, by public addresses only."""

    def __init__(self, target: Target) -> None:
        super().__init__(url_filter=self._is_target, address_filter=self._check)
        self.target = target
        self.private = ""
        """The address for which the name was refused."""

    def resolve(self, host: str, port: int) -> list[Any]:
        """The approved answers, no more than are tried."""
        answers: list[Any] = super().resolve(host, port)
        return answers[:MOST_ADDRESSES]

    def _is_target(self, url: str) -> bool:
        asked = urlsplit(url)
        return (asked.scheme, asked.hostname, asked.port or 443) == ("https", self.target.host, self.target.port)

    def _check(self, address: str) -> bool:
        if not is_public(address):
            self.private = address
            # Raised, not answered False: that would only drop this address and try the others.
            raise PermissionError(address)
        return True


def is_public(address: str) -> bool:
    """Whether the IP address is an ordinary public one."""
    return bool(is_public_ip_address(address))


class _Begun:
    """Notices when the connection stands, certificate checked: from then on the message may have been taken."""

    def __init__(self, session: HTTPPolicySession) -> None:
        self.socket: socket.socket | None = None
        pool = session.get_adapter("https://").poolmanager.pool_classes_by_scheme["https"]
        begun = self

        class Watched(pool.ConnectionCls):  # type: ignore[misc, name-defined]
            def connect(self) -> None:
                super().connect()
                begun.socket = self.sock

        # The class is this session's own: the policy made it.
        pool.ConnectionCls = Watched

    def __bool__(self) -> bool:
        return self.socket is not None

    @contextmanager
    def ended_after(self, seconds: float) -> Iterator[None]:
        """Cuts the connection when the time is over: a timeout of the socket begins anew with every byte."""
        timer = Timer(seconds, self._cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _cut(self) -> None:
        if self.socket is not None:
            with suppress(OSError):
                self.socket.shutdown(socket.SHUT_RDWR)


def _broken_off(error: Exception, target: Target, policy: Policy, begun: _Begun) -> Outcome:
    """No word of the error itself: it would quote the secret address."""
    if policy.private:
        text = _("%(host)s leads to %(address)s, an address inside a network: nothing is sent there.")
        return Outcome(Result.FAILED_FOR_GOOD, text % {"host": target.host, "address": policy.private})
    where = {"host": target.place, "error": type(error).__name__}
    if begun:
        text = _("%(host)s took the connection and did not answer (%(error)s): nobody knows whether it arrived.")
        return Outcome(Result.UNKNOWN, text % where)
    if isinstance(error, SSLError):
        text = _("%(host)s has no certificate that can be trusted (%(error)s).")
    elif isinstance(error, RequestException):
        text = _("%(host)s cannot be reached (%(error)s).")
    else:
        text = _("Nothing could be sent to %(host)s (%(error)s).")
    return Outcome(Result.FAILED_FOR_NOW, text % where)


def _answered(status: int, target: Target) -> Outcome:
    if 200 <= status < 300:
        return Outcome(Result.SENT)
    where = {"host": target.place, "status": status}
    if 300 <= status < 400:
        text = _("%(host)s sends on to another address (%(status)s), which is not followed: enter the final address.")
        return Outcome(Result.FAILED_FOR_NOW, text % where)
    text = _("%(host)s answered %(status)s.") % where
    if status in FOR_GOOD:
        return Outcome(Result.FAILED_FOR_GOOD, text)
    return Outcome(Result.UNKNOWN if status in NOBODY_KNOWS else Result.FAILED_FOR_NOW, text)
