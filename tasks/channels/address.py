"""The address of a ward's gateway: which one a letter may be sent to. Pure.

What an address may be is said as what is allowed, letter by letter, so that no two parsers read it differently:
https, a name of letters, digits and dashes with a dot in it, never a number that stands for a machine.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

HTTPS_PORT = 443

_NAME = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])", re.ASCII)
"""The last label begins with a letter: `127.1` and `0x7f.0.0.1` are numbers, not names."""

_REST = re.compile(r"(?:/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*)?(?:\?[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*)?", re.ASCII)

_LONGEST = 500


class Reason(StrEnum):
    """Why an address is refused."""

    SCHEME = "scheme"
    CREDENTIALS = "credentials"
    FRAGMENT = "fragment"
    NUMBER = "number"
    FORM = "form"
    HOST = "host"


class NotAllowed(ValueError):
    """The address may not be sent to; `reason` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True)
class Target:
    """An allowed address. `rest` is its path and query, which are secret; `place` may be shown."""

    host: str
    port: int
    rest: str

    @property
    def place(self) -> str:
        """Host and port, the port only where it is not that of https."""
        return self.host if self.port == HTTPS_PORT else f"{self.host}:{self.port}"

    @property
    def url(self) -> str:
        """The whole address."""
        return f"https://{self.place}{self.rest}"


def read(text: str, allowed: Collection[str]) -> Target:
    """The target of an address as somebody typed it; NotAllowed where it is none.

    `allowed` are the hosts that the operator allows, each a name or `name:port`; a name alone means port 443.
    """
    text = text.strip(" ")
    scheme, mark, after = text.partition("://")
    if not mark or scheme.lower() != "https":
        raise NotAllowed(Reason.SCHEME)
    if "#" in after:
        raise NotAllowed(Reason.FRAGMENT)
    authority = re.split(r"[/?\\]", after, maxsplit=1)[0]
    if "@" in authority:
        raise NotAllowed(Reason.CREDENTIALS)
    rest = after[len(authority) :]
    name, _colon, port = authority.lower().partition(":")
    if authority.startswith("[") or re.fullmatch(r"[0-9a-fx.]*", name, re.ASCII):
        raise NotAllowed(Reason.NUMBER)
    if len(text) > _LONGEST or not _NAME.fullmatch(name) or not _REST.fullmatch(rest) or not _is_port(port):
        raise NotAllowed(Reason.FORM)
    target = Target(name, int(port or HTTPS_PORT), rest or "/")
    if not allows(allowed, target.place):
        raise NotAllowed(Reason.HOST)
    return target


def allows(allowed: Collection[str], place: str) -> bool:
    """Whether the operator allows this place (`Target.place`)."""
    return place in {each.strip().lower().removesuffix(f":{HTTPS_PORT}") for each in allowed}


def _is_port(text: str) -> bool:
    return not text or (re.fullmatch(r"[0-9]{1,5}", text, re.ASCII) is not None and 0 < int(text) < 2**16)
