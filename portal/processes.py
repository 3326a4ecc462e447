"""The processes of an embedded installation, started and ended together."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

GRACE_SECONDS = 15


@dataclass
class Processes:
    """Children in process groups of their own, each writing its log; the first that dies ends all."""

    logs: Path
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    _stop: threading.Event = field(default_factory=threading.Event)

    def catch_signals(self) -> None:
        """INT and TERM end the installation in order, whoever sends them."""

        def stop(_signal: int, _frame: FrameType | None) -> None:
            self._stop.set()

        signal.signal(signal.SIGINT, stop)
        signal.signal(signal.SIGTERM, stop)

    def start(self, name: str, *command: str) -> None:
        """Starts a child; a group of its own keeps the terminal's Ctrl-C for us, who end the children in order."""
        self.logs.mkdir(parents=True, exist_ok=True)
        with (self.logs / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )

    def wait(self, ready: Callable[[], bool] | None = None, seconds: float = 60) -> str | None:
        """Waits for a signal (answers None) or for a child's death (answers its name).

        With `ready` it also returns None as soon as that is true, and raises TimeoutError when it takes longer
        than `seconds`.
        """
        waited = 0.0
        while not self._stop.is_set():
            dead = next((name for name, child in self.running.items() if child.poll() is not None), None)
            if dead or (ready and ready()):
                return dead
            if ready and waited > seconds:
                raise TimeoutError
            self._stop.wait(0.25)
            waited += 0.25
        return None

    @property
    def stopped(self) -> bool:
        """Whether a signal asked for the end."""
        return self._stop.is_set()

    def end(self) -> None:
        """Asks every child to end, last started first; kills what has not ended in time, with all its own children."""
        children = list(reversed(self.running.values()))
        for child in children:
            _signal_group(child, signal.SIGTERM)
        for child in children:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(GRACE_SECONDS)
            # What is left of its group ends too, whether the child itself has gone or not.
            _signal_group(child, signal.SIGKILL)
            child.wait()

    def tail(self, name: str, lines: int = 15) -> str:
        """The end of a child's log."""
        return "\n".join(
            (self.logs / f"{name}.log").read_text(encoding="utf-8", errors="replace").splitlines()[-lines:]
        )


def _signal_group(child: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, number)
