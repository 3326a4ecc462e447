"""The processes of an embedded installation begin and end together."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from portal.processes import Processes

SLEEP = "import time; time.sleep(60)"
# Starts a grandchild and prints its number: the end of a child must be the end of all it started.
WITH_CHILD = (
    "import subprocess, sys, time; "
    "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']); "
    "print(child.pid, flush=True); time.sleep(60)"
)


@pytest.fixture
def processes(tmp_path):
    running = Processes(tmp_path)
    yield running
    running.end()


def gone(pid: int) -> bool:
    """Whether the process has ended; a zombie that nobody waits for has."""
    for _ in range(100):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False


def test_the_first_that_dies_is_named_with_its_log(processes):
    processes.start("steady", sys.executable, "-c", SLEEP)
    processes.start("broken", sys.executable, "-c", "print('no database'); raise SystemExit(3)")
    assert processes.wait() == "broken"
    assert "no database" in processes.tail("broken")


def test_waiting_ends_when_ready(processes):
    processes.start("steady", sys.executable, "-c", SLEEP)
    assert processes.wait(lambda: True) is None
    assert not processes.stopped


def test_waiting_too_long_is_an_error(processes):
    processes.start("steady", sys.executable, "-c", SLEEP)
    with pytest.raises(TimeoutError):
        processes.wait(lambda: False, seconds=0.3)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_wait_and_the_children_with_theirs(processes, number):
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    try:
        processes.catch_signals()
        processes.start("family", sys.executable, "-c", WITH_CHILD)
        assert processes.wait(lambda: processes.tail("family").strip().isdigit()) is None
        os.kill(os.getpid(), number)
        assert processes.wait() is None
        assert processes.stopped
    finally:
        signal.signal(signal.SIGINT, before[0])
        signal.signal(signal.SIGTERM, before[1])
    child = processes.running["family"].pid
    grandchild = int(processes.tail("family"))
    processes.end()
    assert gone(child)
    assert gone(grandchild)
