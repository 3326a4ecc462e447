"""A ward's figures in a database of its own and among a million tasks: the CPU time of the portal and of PostgreSQL."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection, connections, router
from django.test.utils import CaptureQueriesContext

from bench import reports_data
from bench.reports import compare, load, report, say
from reports.figures import figures
from wards.clock import now, today
from wards.models import Ward
from wards.periods import Rule, covering

AMONG = "among"


class Chosen:
    """Sends every query to the database that is measured just now."""

    alias = "default"

    def db_for_read(self, _model: object, **_hints: Any) -> str:
        return self.alias

    def db_for_write(self, _model: object, **_hints: Any) -> str:
        return self.alias

    def allow_relation(self, *_objects: object, **_hints: Any) -> bool:
        return True


def measure(rows: int, pairs: int) -> tuple[int, list[float]]:
    """Queries, and the ratios among to alone."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {AMONG}")
    connections.databases[AMONG] = {**connections.databases["default"], "NAME": AMONG}
    chosen = Chosen()
    wards: dict[str, Ward] = {}
    start = time.monotonic()
    # The same database twice; the province is written while it is the default one.
    for alias in ("default", AMONG):
        call_command("migrate", verbosity=0, database=alias)
    _fill(AMONG)
    router.routers = [chosen]
    for alias in ("default", AMONG):
        chosen.alias = alias
        wards[alias], _person = reports_data.make_ward_year(rows)
        with connections[alias].cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    say(f"filled in {time.monotonic() - start:.0f} s; {load()}")
    period, built = covering(today().year, Rule.CUTOFF), now()
    read: dict[str, object] = {}

    def reading(alias: str) -> None:
        chosen.alias = alias
        read[alias] = figures(wards[alias], period, built)["total"]

    with CaptureQueriesContext(connection) as queries:
        reading("default")
    reading(AMONG)
    if read["default"] != read[AMONG]:
        raise SystemExit("the two databases hold different years")
    found = compare(lambda: reading(AMONG), lambda: reading("default"), pairs, _Clock())
    ours, theirs = (1000 * sorted(side)[len(side) // 2] for side in zip(*found, strict=True))
    say(f"figures of {rows} rows, {pairs} pairs: {len(queries)} queries, {ours:.0f} ms of CPU time among "
        f"{reports_data.TASKS} tasks, {theirs:.0f} ms alone; {load()}")  # fmt: skip
    report(found)
    return len(queries), [among / alone for among, alone in found]


def _fill(alias: str) -> None:
    """Fills a database by the statements that know only the default one."""
    default = connections["default"]
    connections["default"] = connections[alias]
    try:
        reports_data.fill()
    finally:
        connections["default"] = default


class _Clock:
    """CPU seconds of this process and of PostgreSQL's processes behind both connections."""

    def __init__(self) -> None:
        self.backends = []
        for alias in ("default", AMONG):
            with connections[alias].cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                self.backends.append(cursor.fetchone()[0])

    def __call__(self) -> float:
        # The first number of schedstat: nanoseconds on a processor.
        behind = sum(
            int(Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii").split()[0]) for pid in self.backends
        )
        return time.process_time() + behind / 1e9
