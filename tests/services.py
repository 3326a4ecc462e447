"""A PostgreSQL and a Redis for the tests alone: private, unprivileged, in a temporary folder, gone afterwards."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
import redis

STARTUP_SECONDS = 60


class ServiceError(Exception):
    """A server is not installed or does not start; the text says what to do."""


@contextmanager
def private_services() -> Iterator[dict[str, str]]:
    """Starts both servers; yields DATABASE_URL and REDIS_URL; stops them and removes what they wrote.

    PostgreSQL listens on a socket in its own folder only, Redis on a free port of 127.0.0.1 with a password. Both
    end with the process that started them, however that ends.
    """
    postgres, initdb = _postgres_binary("postgres"), _postgres_binary("initdb")
    redis_server = _binary("redis-server", shutil.which("redis-server"), "redis-server")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ward-services-")))
        if os.geteuid() == 0:
            shutil.chown(folder, "nobody")
        stack.enter_context(_postgres(folder, postgres, initdb))
        redis_url = stack.enter_context(_redis(folder, redis_server))
        yield {"DATABASE_URL": f"postgres://ward@/{folder}/postgres", "REDIS_URL": redis_url}


@contextmanager
def _postgres(folder: Path, postgres: str, initdb: str) -> Iterator[None]:
    data = str(folder / "data")
    command = [initdb, "--pgdata", data, "--username=ward", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]
    made = subprocess.run(
        [*_unprivileged(), *command, "--no-sync", "--no-instructions"], cwd=folder, capture_output=True, text=True
    )
    if made.returncode:
        raise ServiceError(f"initdb failed:\n{made.stdout}{made.stderr}")
    # Nothing here outlives a crash, so nothing waits for the disk.
    settings = {"listen_addresses": "", "unix_socket_directories": folder, "fsync": "off", "full_page_writes": "off"}
    arguments = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]

    def ping() -> None:
        psycopg.connect(host=str(folder), user="ward", dbname="postgres").close()

    with _running([postgres, "-D", data, *arguments], folder, ping, psycopg.OperationalError):
        yield


@contextmanager
def _redis(folder: Path, redis_server: str) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    password = secrets.token_hex(16)
    url = f"redis://:{password}@127.0.0.1:{port}"
    command = [redis_server, "--bind", "127.0.0.1", "--port", str(port), "--requirepass", password]
    command += ["--save", "", "--appendonly", "no", "--dir", str(folder)]

    def ping() -> None:
        with redis.Redis.from_url(url) as client:
            client.ping()

    with _running(command, folder, ping, redis.ConnectionError):
        yield url


@contextmanager
def _running(command: list[str], folder: Path, ping: Callable[[], None], not_yet: type[Exception]) -> Iterator[None]:
    """Runs a server from the moment it answers `ping` until the block ends."""
    name = Path(command[0]).name
    with (folder / f"{name}.log").open("w+") as log:
        server = subprocess.Popen(
            [*_unprivileged(), *command], cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log, process_group=0
        )
        try:
            deadline = time.monotonic() + STARTUP_SECONDS
            while True:
                try:
                    ping()
                    break
                except not_yet as error:
                    if server.poll() is not None or time.monotonic() > deadline:
                        log.seek(0)
                        raise ServiceError(f"{name} does not answer: {error}\n{log.read()}") from error
                    time.sleep(0.05)
            yield
        finally:
            server.send_signal(signal.SIGINT)  # PostgreSQL closes its connections and ends, Redis ends
            server.wait(STARTUP_SECONDS)


def _unprivileged() -> list[str]:
    """What goes before a server's command: it ends with us, and as root it runs as nobody (PostgreSQL refuses root)."""
    prefix = ["setpriv", "--pdeathsig", "INT"]
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        prefix += ["--reuid", str(nobody.pw_uid), "--regid", str(nobody.pw_gid), "--clear-groups"]
    return [*prefix, "--"]


def _postgres_binary(name: str) -> str:
    """Debian keeps the servers of each version in a folder of its own, outside PATH: the newest, else PATH."""
    folders = Path("/usr/lib/postgresql").glob("*/bin")
    newest = max(folders, key=lambda folder: float(folder.parent.name), default=None)
    return _binary(name, str(newest / name) if newest else shutil.which(name), "postgresql")


def _binary(name: str, path: str | None, package: str) -> str:
    if path is None or not os.access(path, os.X_OK):
        raise ServiceError(f"{name} is missing: install Debian's package {package}, or run script/bootstrap test")
    return path
