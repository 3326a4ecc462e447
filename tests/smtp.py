"""A real mail server on this machine that counts what arrives and misbehaves as told."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Post:
    """The server's side: what arrived, and what to do on the way.

    `refuse` maps an address to the answer it gets. `drop` and `hang` take the body, count it, and then break the
    connection off, or never answer. `on` calls a function at a stage ("EHLO", "DATA", "QUIT").
    """

    def __init__(self) -> None:
        self.arrived: list[EmailMessage] = []
        self.refuse: dict[str, str] = {}
        self.answer = ""
        self.drop = self.hang = False
        self.on: dict[str, Callable[[], None]] = {}
        self.port = 0

    def reach(self, stage: str) -> None:
        """Called at each stage."""
        self.on.get(stage, lambda: None)()

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.reach("EHLO")
        session.host_name = hostname
        return responses

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[Any]
    ) -> str:
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.answer:
            return self.answer
        assert isinstance(envelope.content, bytes)
        self.arrived.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        self.reach("DATA")
        if self.hang:
            await asyncio.Event().wait()
        if self.drop:
            assert server.transport is not None
            server.transport.abort()
        return "250 taken"

    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.reach("QUIT")
        return "221 bye"


def free_port() -> int:
    """A port of 127.0.0.1 on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def mail_server() -> Iterator[Post]:
    """The server, until the block ends."""
    post = Post()
    post.port = free_port()
    controller = Controller(post, hostname="127.0.0.1", port=post.port)
    controller.start()
    try:
        yield post
    finally:
        controller.stop(no_assert=True)
