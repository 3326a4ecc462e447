"""A real https server on this machine that stands for a ward's gateway: it counts what arrives and answers as told."""

from __future__ import annotations

import json
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

NAME = "gateway.example.net"


@dataclass
class Hook:
    """The server's side: what arrived, and how it answers. `before` runs once the request is read."""

    port: int = 0
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    before: Callable[[Any], None] = lambda handler: None
    arrived: list[dict[str, Any]] = field(default_factory=list)
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    """Host, path and Idempotency-Key of each request."""

    @property
    def place(self) -> str:
        return f"{NAME}:{self.port}"

    @property
    def address(self) -> str:
        return f"https://{self.place}/hook/very-secret?key=hidden"


def certificates(folder: Path, name: str = NAME) -> tuple[Path, Path]:
    """A private authority and a certificate of it for the name: the authority's file, and key with certificate."""
    authority, key = folder / "authority.pem", folder / "authority.key"
    own, request, both = folder / "own.pem", folder / "own.csr", folder / "both.pem"

    def openssl(*arguments: str | Path) -> None:
        subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)

    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    openssl("req", "-x509", *curve, "-keyout", key, "-out", authority, "-subj", "/CN=Test authority", "-days", "36500")
    openssl("req", *curve, "-keyout", both, "-out", request, "-subj", f"/CN={name}")
    names = folder / "names"
    names.write_text(f"subjectAltName=DNS:{name}\n")
    signing = ("-CA", authority, "-CAkey", key, "-CAcreateserial", "-days", "36500", "-extfile", names)
    openssl("x509", "-req", "-in", request, *signing, "-out", own)
    both.write_text(both.read_text() + own.read_text())
    return authority, both


@contextmanager
def https_server(certificate: Path) -> Iterator[Hook]:
    """The server, until the block ends."""
    hook = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            hook.arrived.append(json.loads(body))
            hook.asked.append((self.headers["Host"], self.path, self.headers["Idempotency-Key"]))
            hook.before(self)
            self.send_response(hook.status)
            for name, value in hook.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, *_arguments: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_arguments: object) -> None:
            """A connection that the other side gives up is part of the tests."""

    server = Server(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    hook.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield hook
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def resolver(answers: dict[str, list[str]]) -> Callable[..., list[Any]]:
    """A name server that knows these names only."""

    def getaddrinfo(host: str, port: int, *_how: object) -> list[Any]:
        if host not in answers:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        return [
            (
                socket.AF_INET6 if ":" in address else socket.AF_INET,
                socket.SOCK_STREAM,
                6,
                "",
                (address, port, 0, 0) if ":" in address else (address, port),
            )
            for address in answers[host]
        ]

    return getaddrinfo
