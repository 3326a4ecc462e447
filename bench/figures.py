"""What a ward's year of figures costs with nothing else in the database, and among those of 3,300 wards.

Two databases of one private PostgreSQL hold the same ward: 40 targets with the figures of 24 periods, one in ten of
them corrected. What is measured is the targets' page without its template: read, added up, judged. CPU time of this
process and of PostgreSQL's behind it; pairs in which each goes first in turn; the figure is the median of their ratios.
Exit status 1 where the limit is passed.
"""

from __future__ import annotations

import os
import sys
import time
from statistics import median

import django

from bench.reports import compare, load, over, report, say
from tests.services import ServiceError, private_database

WARDS, TARGETS, PAIRS, ROUNDS = 3_300, 40, 7, 10
YEAR, PERIODS = 2026, 24
"""The twelve months and four quarters of the year, and the eight months before them that a page of years reads."""
MOST = 1.3
AMONG = "among"
_NAMES = (
    "(ARRAY['2026-01','2026-02','2026-03','2026-04','2026-05','2026-06','2026-07','2026-08','2026-09','2026-10',"
    "'2026-11','2026-12','2026-Q1','2026-Q2','2026-Q3','2026-Q4','2025-05','2025-06','2025-07','2025-08','2025-09',"
    "'2025-10','2025-11','2025-12'])"
)


def main() -> int:
    """Starts the database, and measures in it."""
    try:
        with private_database() as url:
            os.environ["DATABASE_URL"] = url
            django.setup()
            return int(_measure())
    except ServiceError as error:
        raise SystemExit(str(error)) from error


def _measure() -> bool:
    """Fills both databases and measures; whether the limit was passed."""
    from django.core.management import call_command
    from django.db import connection, connections
    from django.test.utils import CaptureQueriesContext

    from bench.reports_figures import ServerClock
    from plans.board import Filters, board
    from wards.models import Ward
    from wards.periods import Rule, covering

    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {AMONG}")
    connections.databases[AMONG] = {**connections.databases["default"], "NAME": AMONG}
    apart = {alias: connections[alias] for alias in ("default", AMONG)}
    apart[AMONG].alias = "default"
    start = time.monotonic()
    for alias, connected in apart.items():
        # What the portal calls its database is one or the other: all of its code knows only one.
        connections["default"] = connected
        call_command("migrate", verbosity=0)
        _fill(WARDS if alias == AMONG else 1)
    say(f"filled in {time.monotonic() - start:.0f} s; {load()}")
    year = covering(YEAR, Rule.CUTOFF)
    seen: dict[str, list[str]] = {}

    def reading(alias: str) -> None:
        connections["default"] = apart[alias]
        ward = Ward.objects.order_by("-pk")[0]
        for _round in range(ROUNDS):
            found = board(ward, year, Filters())
        seen[alias] = [line.now.value for _plan, lines in found.plans for line in lines]

    with CaptureQueriesContext(apart["default"]) as queries:
        reading("default")
    reading(AMONG)
    if seen["default"] != seen[AMONG] or len(seen[AMONG]) != TARGETS:
        raise SystemExit("the two databases hold different years")
    pairs = compare(lambda: reading(AMONG), lambda: reading("default"), PAIRS, ServerClock(apart.values()))
    ours, theirs = (median(side) * 1000 / ROUNDS for side in zip(*pairs, strict=True))
    counted = (len(queries) - 1) // ROUNDS
    say(
        f"{TARGETS} targets x {PERIODS} periods, {PAIRS} pairs of {ROUNDS}: {counted} queries, {ours:.1f} ms of "
        f"CPU time among {WARDS} wards, {theirs:.1f} ms alone; {load()}"
    )
    return over(f"among {WARDS} wards", report(pairs), MOST)


def _fill(wards: int) -> None:
    """So many wards with the same figures; the last one is looked at."""
    from bench.filling import insert, unconstrained
    from plans.models import Measurement, Plan, Target
    from wards.models import User, Ward

    one = f"generate_series(1, {wards}) w"
    issued = "date '2026-01-05'"
    with unconstrained(User, Ward, Plan, Target):
        insert(
            User,
            "generate_series(1, 1) u",
            id="u",
            username="'n'",
            full_name="'n'",
            password="'!'",  # noqa: S106 nobody signs in
            date_joined="now()",
        )
        insert(Ward, one, id="w", name="'Phường ' || w", name_folded="'phuong ' || w", province="'Tỉnh Thí Điểm'")
        insert(
            Plan,
            one,
            id="w",
            ward="w",
            title="'Kế hoạch'",
            title_folded="'ke hoach'",
            number="'01/KH-UBND'",
            issued_on=issued,
            year=f"{YEAR}",
            state="'issued'",
            imported_on=issued,
            check_ins_from=issued,
            created_by="1",
        )
        insert(
            Target,
            f"{one}, generate_series(0, {TARGETS - 1}) t",
            id=f"(w - 1) * {TARGETS} + t + 1",
            ward="w",
            plan="w",
            measure="'chỉ tiêu ' || t",
            measure_folded="'chi tieu ' || t",
            comparator="'>='",
            value="90",
            unit="'%'",
            position="t",
        )
        figures = f"plans_target t, generate_series(0, {PERIODS - 1}) p, generate_series(1, 2) n"
        insert(
            Measurement, f"{figures} WHERE n = 1 OR (t.position + p) % 10 = 0", ward="t.ward_id", target="t.id",
            period=f"{_NAMES}[p + 1]", number="n", numerator="80 + (t.position + p + n) % 20", denominator="100",
            author="1", written_at="now()",
        )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
