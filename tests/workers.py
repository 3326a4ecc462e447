"""Real workers and beats of the portal, in processes of their own that a test may kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import connection

SECONDS = 120
"""For whatever is awaited; a busy machine is slow, not wrong."""

# As `celery beat`, but every entry comes round twice a second.
BEAT = """
import sys
from portal.celery import app
for entry in app.conf.beat_schedule.values():
    entry["schedule"] = 0.5
app.Beat(schedule=sys.argv[1], loglevel="INFO", max_interval=0.1).run()
"""
WORKER = ("worker", "--concurrency", "2", "--loglevel", "INFO", "--without-gossip", "--without-mingle")


def until(condition: Callable[[], object], what: str = "") -> None:
    """Waits for the condition."""
    deadline = time.monotonic() + SECONDS
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {SECONDS} s in vain {what}")
        time.sleep(0.05)


@dataclass
class Crew:
    """Workers and beats on the test's database, broker and mail server; all end with `end`."""

    folder: Path
    mail_port: int
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def worker(self) -> subprocess.Popen[bytes]:
        """A worker with two hands, once it listens."""
        process, log = self._start([sys.executable, "-m", "celery", "--app", "portal", *WORKER])
        self._await(process, log, " ready.")
        return process

    def beat(self) -> Callable[[], int]:
        """A beat that rings everything twice a second; answers how often it has rung the morning's bell."""
        schedule = str(self.folder / f"schedule{len(self.running)}")
        _process, log = self._start([sys.executable, "-c", BEAT, schedule])
        return lambda: log.read_text().count("Sending due task morning-reminders")

    def end(self) -> None:
        """Kills what still runs."""
        for process in self.running:
            kill(process)

    def logs(self) -> str:
        """The end of everybody's log, for a test that failed."""
        return "\n".join(path.read_text()[-3000:] for path in sorted(self.folder.glob("*.log")))

    def _start(self, command: list[str]) -> tuple[subprocess.Popen[bytes], Path]:
        path = self.folder / f"{len(self.running)}.log"
        environment = os.environ | {
            "DATABASE_URL": database_url(),
            "EMAIL_URL": f"smtp://127.0.0.1:{self.mail_port}",
            # While a test holds the mail server still, its other clients wait too: for as long as the test may take.
            "EMAIL_TIMEOUT": str(2 * SECONDS),
            "DJANGO_SETTINGS_MODULE": "portal.settings",
        }
        with path.open("wb") as log:
            # A group of its own: a worker's hands are killed with it.
            process = subprocess.Popen(
                command, env=environment, cwd=settings.BASE_DIR, stdout=log, stderr=log, start_new_session=True
            )
        self.running.append(process)
        return process, path

    def _await(self, process: subprocess.Popen[bytes], log: Path, sign: str) -> None:
        def there() -> bool:
            if process.poll() is not None:
                raise AssertionError(f"ended:\n{log.read_text()}")
            return sign in log.read_text()

        until(there, f"for {sign!r} in {log.read_text()}")


def kill(process: subprocess.Popen[bytes]) -> None:
    """SIGKILL to the process and all it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def kill_hands(worker: subprocess.Popen[bytes]) -> None:
    """SIGKILL to the processes in which a worker runs its jobs, as the kernel does when memory runs out."""
    children = Path(f"/proc/{worker.pid}/task/{worker.pid}/children").read_text().split()
    for pid in children:
        os.kill(int(pid), signal.SIGKILL)


def database_url() -> str:
    """The test database's address, for another process."""
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{given['NAME']}"
    return f"postgres://{given['USER']}@/{given['HOST']}/{given['NAME']}"
