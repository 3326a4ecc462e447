"""Runs the whole portal on this machine with the demonstration wards: `manage.py demo`."""

from __future__ import annotations

import fcntl
import os
import socket
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand

from portal import demo
from portal.demo_clock import MARK, set_day
from portal.env import env
from portal.processes import Processes
from wards import background
from wards.clock import now

# Its control socket would stand in the user's home, shared by all demonstrations of one user.
GUNICORN = ("--no-control-socket",)


class Command(BaseCommand):
    help = "Migrates, loads the demonstration wards, and serves web, worker and beat at 127.0.0.1 until Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument(
            "--on", type=date.fromisoformat, metavar="YYYY-MM-DD", help="the day the demonstration believes it is"
        )
        parser.add_argument("--load-only", action="store_true", help="load the demonstration and serve nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        port = options["port"]
        self._refuse_foreign_database()
        self._look_for_translations()
        with self._alone(port):
            try:
                set_day(Path(settings.VAR_DIR), options["on"])
            except ValueError as error:
                message = f"{error} Give that day or a later one, or set VAR_DIR to an empty folder."
                raise CommandError(message) from None
            self.stdout.write("Preparing the database and the demonstration wards …")
            call_command("migrate", verbosity=0)
            call_command("collectstatic", verbosity=0, interactive=False)
            loaded = demo.load(lambda line: self.stdout.write(f"  {line}"))
            if not options["load_only"]:
                self._run(port, loaded)

    def _run(self, port: int, loaded: list[demo.Account]) -> None:
        processes = Processes(Path(settings.VAR_DIR) / "log")
        processes.catch_signals()
        # Nobody else works on this installation, so what is still "running" was cut off when the last one stopped.
        background.requeue_stalled(silent_since=now())
        died = None
        try:
            died = self._serve(processes, port)
            if died is None and not processes.stopped:
                demo.send_first_reminders()
                self._announce(port, loaded)
                died = processes.wait()
        finally:
            self.stdout.write("Stopping …")
            processes.end()
        if died:
            raise CommandError(f"The process {died!r} ended; its log says:\n{processes.tail(died)}")

    @contextmanager
    def _alone(self, port: int) -> Iterator[None]:
        """Holds the installation for this process, and makes sure of the port before anything is loaded."""
        with (Path(settings.VAR_DIR) / "demo.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                message = f"A demonstration is running in {settings.VAR_DIR} already: stop it, or set another VAR_DIR."
                raise CommandError(message) from None
            if not 1 <= port <= 65535:
                raise CommandError(f"{port} is no port: give one from 1 to 65535.", returncode=2)
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind(("127.0.0.1", port))
                except OSError as error:
                    message = f"Port {port} cannot be used ({error.strerror}): choose another with --port."
                    raise CommandError(message) from None
            yield

    def _refuse_foreign_database(self) -> None:
        """The demonstration's passwords are known to all: they never enter a database made for anything else."""
        if env.str("DATABASE_URL", default=""):
            raise CommandError("DATABASE_URL is set: the demonstration runs only on a database of its own.")
        database = Path(settings.DATABASES["default"]["NAME"])
        if database.exists() and not (Path(settings.VAR_DIR) / MARK).exists():
            raise CommandError(
                f"{database} was not made by the demonstration: set VAR_DIR to an empty folder, or move it away."
            )

    def _look_for_translations(self) -> None:
        """Texts are compiled, not committed: without them the pages speak English, which nobody would expect."""
        for source in (path for folder in settings.LOCALE_PATHS for path in Path(folder).glob("*/LC_MESSAGES/*.po")):
            compiled = source.with_suffix(".mo")
            if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
                self.stderr.write(f"The texts of {source.name} are not compiled, so pages may be in English: ")
                self.stderr.write("run script/bootstrap, then start again.")

    def _serve(self, processes: Processes, port: int) -> str | None:
        address = f"127.0.0.1:{port}"
        python = sys.executable
        # Links in mails lead to the port that was chosen.
        os.environ.setdefault("SITE_URL", f"http://{address}")
        gunicorn = ("--bind", address, "--workers", "2", "--threads", "4", "--access-logfile", "-", *GUNICORN)
        processes.start("web", python, "-m", "gunicorn", "portal.wsgi", *gunicorn)
        worker = ("--loglevel", "INFO", "--concurrency", "2", "--without-gossip", "--without-mingle")
        processes.start("worker", python, "-m", "celery", "-A", "portal", "worker", *worker)
        processes.start("beat", python, "-m", "celery", "-A", "portal", "beat", "--loglevel", "INFO")
        try:
            return processes.wait(lambda: _answers(f"http://{address}/health/web/"))
        except TimeoutError:
            raise CommandError(f"The pages do not answer:\n{processes.tail('web')}") from None

    def _announce(self, port: int, accounts: list[demo.Account]) -> None:
        wards = list(dict.fromkeys(account.ward for account in accounts if account.ward))
        shown = [account for account in accounts if account.ward in ("", wards[0])]
        width = max(len(account.username) for account in shown)
        self.stdout.write(
            f"\nThe portal is at http://127.0.0.1:{port}/\n\nAccounts, all with the password {demo.PASSWORD}:"
        )
        for account in shown:
            self.stdout.write(f"  {account.username:<{width}}  {account.what}")
        self.stdout.write(f"These are of {wards[0]}. The other wards have the same, under a prefix of their own:")
        for ward in wards[1:]:
            first = next(account for account in accounts if account.ward == ward)
            self.stdout.write(f"  {first.username.split('.')[0]}.…  {ward}")
        folder = getattr(settings, "EMAIL_FILE_PATH", "")
        mail = f"Mails are files in {folder}" if folder else f"Mails go to the server {settings.EMAIL_HOST}"
        self.stdout.write(f"\n{mail}; logs in {settings.VAR_DIR / 'log'}. Ctrl-C stops everything.")
        self.stdout.flush()


def _answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=2) as answer:  # noqa: S310 our own address at 127.0.0.1
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False
