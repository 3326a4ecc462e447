"""Which addresses a gateway may have, and which are refused however they are written."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from urllib3.util import parse_url

from tasks.channels.address import NotAllowed, Reason, Target, read

ALLOWED = ["gateway.example.net", "bot.example.net:8443", "Other.Example.NET:443"]


@pytest.mark.parametrize(
    ("text", "place", "rest"),
    [
        ("https://gateway.example.net/hook/abc?key=1", "gateway.example.net", "/hook/abc?key=1"),
        ("  https://gateway.example.net  ", "gateway.example.net", "/"),
        ("HTTPS://Gateway.Example.Net:443/A", "gateway.example.net", "/A"),
        ("https://bot.example.net:8443/bot12:AbC-_/sendMessage", "bot.example.net:8443", "/bot12:AbC-_/sendMessage"),
        ("https://other.example.net?key=1", "other.example.net", "?key=1"),
    ],
)
def test_addresses_of_allowed_hosts(text: str, place: str, rest: str) -> None:
    target = read(text, ALLOWED)
    assert (target.place, target.rest) == (place, rest)
    assert read(target.url, ALLOWED) == target


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        # Schemes, apprise's own among them
        *((f"{scheme}://gateway.example.net/", Reason.SCHEME) for scheme in ("http", "ftp", "file", "json", "jsons")),
        *((text, Reason.SCHEME) for text in ("", "gateway.example.net", "//gateway.example.net/", "tgram://1:a/2/")),
        ("javascript:alert(1)//https://gateway.example.net", Reason.SCHEME),
        ("gopher://127.0.0.1:6379/_FLUSHALL", Reason.SCHEME),
        # Names and passwords, in which another parser may see the host
        ("https://gateway.example.net@127.0.0.1/", Reason.CREDENTIALS),
        ("https://user:word@gateway.example.net/", Reason.CREDENTIALS),
        ("https://@gateway.example.net/", Reason.CREDENTIALS),
        ("https://gateway.example.net/#@127.0.0.1", Reason.FRAGMENT),
        ("https://127.0.0.1#gateway.example.net", Reason.FRAGMENT),
        # Numbers that stand for a machine, in every notation
        *(
            (f"https://{number}/", Reason.NUMBER)
            for number in (
                *("127.0.0.1", "127.1", "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "017700000001"),
                *(
                    "0",
                    "0.0.0.0",  # noqa: S104
                    "10.0.0.1",
                    "192.168.1.1",
                    "169.254.169.254",
                    "8.8.8.8",
                    "127.0.0.1:8000",
                    "127.0.0.1.",
                ),
                *("[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[fe80::1%25eth0]", "[64:ff9b::7f00:1]"),
                *("[fc00::1]", "[::1]:443", "[2001:db8::1]", ""),
            )
        ),
        # Hosts that nobody allowed
        ("https://example.com/", Reason.HOST),
        ("https://gateway.example.net.evil.example/", Reason.HOST),
        ("https://evil-gateway.example.net/", Reason.HOST),
        ("https://sub.gateway.example.net/", Reason.HOST),
        ("https://gateway.example.net:8443/", Reason.HOST),
        ("https://bot.example.net/", Reason.HOST),
        ("https://127.0.0.1.nip.example/", Reason.HOST),
        ("https://localhost.localdomain/", Reason.HOST),
        # What parsers read differently
        ("https://localhost/", Reason.FORM),
        ("https://gateway.example.net./", Reason.FORM),
        ("https://gateway.example.net\\@127.0.0.1/", Reason.FORM),
        ("https://gateway.example.net\\.evil.example/", Reason.FORM),
        ("https://gateway.example.net%2eevil.example/", Reason.FORM),
        ("https://①②⑦.⓪.⓪.①/", Reason.FORM),
        ("https://gateway。example。net/", Reason.FORM),
        ("https://ｇateway.example.net/", Reason.FORM),
        ("https://gateway.example.net\t.evil.example/", Reason.FORM),
        ("https://gateway.example.net/\r\nHost: 127.0.0.1", Reason.FORM),
        ("https://gateway.example.net/a b", Reason.FORM),
        ("https://gateway.example.net:0/", Reason.FORM),
        ("https://gateway.example.net:65536/", Reason.FORM),
        ("https://gateway.example.net:٤٤٣/", Reason.FORM),
        ("https://gateway.example.net:443:80/", Reason.FORM),
        ("https:///gateway.example.net/", Reason.NUMBER),
        ("https://gateway.example.net/" + "a" * 500, Reason.FORM),
    ],
)
def test_other_addresses_are_refused(text: str, reason: Reason) -> None:
    with pytest.raises(NotAllowed) as refused:
        read(text, ALLOWED)
    assert refused.value.reason is reason


def test_nothing_is_allowed_where_the_operator_allows_nothing() -> None:
    with pytest.raises(NotAllowed):
        read("https://gateway.example.net/", [])


@given(
    st.text(alphabet=st.sampled_from("htps:/\\@#?.[]%0x127 gatewy.exmpl\t\nǅ。"), max_size=40)
    | st.builds("https://gateway.example.net{}".format, st.text(max_size=20))
    | st.builds("https://{}gateway.example.net/".format, st.text(max_size=10))
)
def test_what_is_allowed_means_the_same_host_to_every_parser(text: str) -> None:
    try:
        target = read(text, ["gateway.example.net"])
    except NotAllowed:
        return
    assert isinstance(target, Target)
    assert urlsplit(target.url).hostname == parse_url(target.url).host == "gateway.example.net"
    assert (urlsplit(target.url).scheme, urlsplit(target.url).username) == ("https", None)
