"""Drafts of many wards by real workers: Celery, Redis and PostgreSQL."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command

from bench.reports import say
from bench.rows import make_plan
from reports import orders
from reports.models import Report
from wards.clock import today
from wards.models import Job, JobState, User, Ward
from wards.periods import Rule, covering
from wards.setup import create_ward

_ENDED = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


def measure(wards: int, rows: int, pairs: int) -> list[tuple[float, float]]:
    """Seconds of one worker and of two, in pairs in which each goes first in turn."""
    call_command("migrate", verbosity=0)
    person = User.objects.create(username="do", full_name="Nguyễn Thị Mẫu")
    every = [create_ward(f"Phường {number}", province="Tỉnh Thí Điểm") for number in range(wards)]
    for ward in every:
        make_plan(ward, rows, person)
    say(f"{wards} wards of {rows} rows")
    found = []
    for at in range(pairs):
        taken = {}
        for number in (1, 2) if at % 2 else (2, 1):
            with _workers(number):
                _drafted(every[:1], person)  # a worker that has just started has much to load
                if number > 1:
                    _drafted(every[:number], person)
                start = time.monotonic()
                _drafted(every, person)
                taken[number] = time.monotonic() - start
        found.append((taken[1], taken[2]))
        say(f"  one worker {taken[1]:.1f} s, two {taken[2]:.1f} s")
    return found


def _drafted(wards: list[Ward], person: User) -> None:
    """Asks for the drafts and waits for them."""
    Report.objects.all().delete()
    period = covering(today().year, Rule.CUTOFF)
    jobs = [orders.ask(ward, period, "ubnd", person).pk for ward in wards]
    while Job.objects.filter(pk__in=jobs).exclude(state__in=_ENDED).exists():
        time.sleep(0.1)
    if failed := Job.objects.filter(pk__in=jobs).exclude(state=JobState.DONE).first():
        raise SystemExit(f"a draft failed: {failed.error}")


@contextmanager
def _workers(number: int) -> Iterator[None]:
    command = [sys.executable, "-m", "celery", "--app", "portal", "worker", f"--concurrency={number}"]
    command += ["--loglevel=ERROR", "--without-gossip", "--without-mingle"]
    worker = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        worker.terminate()
        worker.wait(60)
