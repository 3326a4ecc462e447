"""A ward's figures in a database of its own and among a million tasks: the CPU time of the portal and of PostgreSQL."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path

from django.core.management import call_command
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test.utils import CaptureQueriesContext

from bench import reports_data
from bench.reports import compare, load, report, say
from reports.figures import figures
from wards.clock import now, today
from wards.models import Ward
from wards.periods import Rule, covering

AMONG = "among"


def measure(rows: int, pairs: int) -> tuple[int, list[float]]:
    """Queries, and the ratios among to alone."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {AMONG}")
    connections.databases[AMONG] = {**connections.databases["default"], "NAME": AMONG}
    apart = {alias: connections[alias] for alias in ("default", AMONG)}
    apart[AMONG].alias = "default"
    wards: dict[str, Ward] = {}
    start = time.monotonic()
    for alias, connected in apart.items():
        # What the portal calls its database is one or the other: all of its code knows only one.
        connections["default"] = connected
        call_command("migrate", verbosity=0)
        if alias == AMONG:
            reports_data.fill()
        wards[alias], _person = reports_data.make_ward_year(rows)
        with connected.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    say(f"filled in {time.monotonic() - start:.0f} s; {load()}")
    period, built = covering(today().year, Rule.CUTOFF), now()
    read: dict[str, object] = {}

    def reading(alias: str) -> None:
        connections["default"] = apart[alias]
        read[alias] = figures(wards[alias], period, built)["total"]["tasks"]

    with CaptureQueriesContext(apart["default"]) as queries:
        reading("default")
    reading(AMONG)
    if read["default"] != read[AMONG]:
        raise SystemExit("the two databases hold different years")
    found = compare(lambda: reading(AMONG), lambda: reading("default"), pairs, ServerClock(apart.values()))
    ours, theirs = (1000 * sorted(side)[len(side) // 2] for side in zip(*found, strict=True))
    say(f"figures of {rows} rows, {pairs} pairs: {len(queries)} queries, {ours:.0f} ms of CPU time among "
        f"{reports_data.TASKS} tasks, {theirs:.0f} ms alone; {load()}")  # fmt: skip
    report(found)
    return len(queries), [among / alone for among, alone in found]


class ServerClock:
    """CPU seconds of this process and of PostgreSQL's processes behind both connections."""

    def __init__(self, connected: Iterable[BaseDatabaseWrapper]) -> None:
        self.backends = []
        for each in connected:
            with each.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                self.backends.append(cursor.fetchone()[0])

    def __call__(self) -> float:
        # The first number of schedstat: nanoseconds on a processor.
        behind = sum(
            int(Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii").split()[0]) for pid in self.backends
        )
        return time.process_time() + behind / 1e9
