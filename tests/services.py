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
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import redis

STARTUP_SECONDS = 60


class ServiceError(Exception):
    """A server is not installed or does not start; the text says what to do."""


@dataclass
class Server:
    """A server of the tests' own, which can be ended and started again where it was."""

    command: list[str]
    folder: Path
    ping: Callable[[], None]
    """Raises `not_yet` until the server answers."""
    not_yet: type[Exception]
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts it; returns when it answers, raises ServiceError where it does not."""
        name = Path(self.command[0]).name
        path = self.folder / f"{name}.log"
        with path.open("a") as log:
            command = [*_unprivileged(), *self.command]
            self.process = subprocess.Popen(
                command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log, process_group=0
            )
        deadline = time.monotonic() + STARTUP_SECONDS
        while True:
            try:
                self.ping()
                return
            except self.not_yet as error:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise ServiceError(f"{name} does not answer: {error}\n{path.read_text()}") from error
                time.sleep(0.05)

    def stop(self) -> None:
        """Ends it as an operator would: PostgreSQL closes its connections and ends, Redis ends."""
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(STARTUP_SECONDS)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Runs it until the block ends."""
        try:
            self.start()
            yield
        finally:
            self.stop()


@dataclass(frozen=True)
class Services:
    """Both servers, and the settings by which the portal finds them."""

    postgres: Server
    redis: Server
    settings: dict[str, str]


@contextmanager
def private_services() -> Iterator[Services]:
    """Starts both servers; stops them and removes what they wrote.

    PostgreSQL listens on a socket in its own folder only, Redis on a free port of 127.0.0.1 with a password. Both
    end with the process that started them, however that ends.
    """
    with _folder() as folder:
        postgres, (redis_server, redis_url) = _postgres(folder), _redis(folder)
        settings = {"DATABASE_URL": _database_url(folder), "REDIS_URL": redis_url}
        with postgres.running(), redis_server.running():
            yield Services(postgres, redis_server, settings)


@contextmanager
def private_database() -> Iterator[str]:
    """PostgreSQL alone: its DATABASE_URL."""
    with _folder() as folder, _postgres(folder).running():
        yield _database_url(folder)


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="ward-services-") as name:
        if os.geteuid() == 0:
            shutil.chown(name, "nobody")
        yield Path(name)


def _database_url(folder: Path) -> str:
    return f"postgres://ward@/{folder}/postgres"


def _postgres(folder: Path) -> Server:
    postgres, initdb = _postgres_binary("postgres"), _postgres_binary("initdb")
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

    return Server([postgres, "-D", data, *arguments], folder, ping, psycopg.OperationalError)


def _redis(folder: Path) -> tuple[Server, str]:
    redis_server = _binary("redis-server", shutil.which("redis-server"), "redis-server")
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

    return Server(command, folder, ping, redis.ConnectionError), url


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
