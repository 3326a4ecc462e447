"""How long the server takes for a plan's page, held against Django admin's list of the same rows with their units.

Both are asked in one process through Django's test client, in turns; SQLite works in that process too. What counts is
the process's own time on the processor: what else the machine does meanwhile stays out of it. The figure is the median
of the pairs' ratios. Exit status 1 where the page of 150 rows takes more than half of the admin's time.
"""

from __future__ import annotations

import gc
import sys
from statistics import median
from time import process_time

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - models exist only after django.setup()
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402

from bench.rows import make_plan, make_ward  # noqa: E402
from plans.models import Plan  # noqa: E402

PAIRS = 15
WARM_UP = 3
MOST = 0.5
COMPARED = 150
LENGTHS = (20, COMPARED, 2000)


def main() -> int:
    """Fills a new database, measures, and says what it found."""
    call_command("migrate", verbosity=0)
    ward, person = make_ward()
    # Without Django's test environment: its instrumented templates would be measured too.
    client = Client(SERVER_NAME="localhost")
    client.force_login(person)
    plans = {rows: make_plan(ward, rows, person) for rows in LENGTHS}
    ratio = _compare(client, _page(plans[COMPARED]), _admin(plans[COMPARED]))
    for rows, plan in plans.items():
        seconds = median(_seconds(client, _page(plan)) for _each in range(PAIRS))
        _say(f"plan page of {rows} rows: {seconds * 1000:.0f} ms, {_queries(client, _page(plan))} queries")
    further = f"{_page(plans[2000])}?start=1000"
    seconds = median(_seconds(client, further, {"HX-Request": "true"}) for _each in range(PAIRS))
    _say(f"its rows from the 1,001st on, as they are loaded: {seconds * 1000:.0f} ms")
    if ratio > MOST:
        _say(f"The page takes more than {MOST} of the admin's time.")
    return int(ratio > MOST)


def _compare(client: Client, page: str, admin: str) -> float:
    """The median ratio of the page's time to the admin's, over pairs in which each goes first in turn."""
    for address in (page, admin):
        shown = client.get(address).content.decode()
        # Both show every row, or the comparison means nothing.
        missing = [number for number in range(1, COMPARED + 1) if f"nhóm {number}<" not in shown]
        if missing:
            raise SystemExit(f"{address} lacks {len(missing)} of {COMPARED} rows")
    pairs: list[tuple[float, float]] = []
    for at in range(WARM_UP + PAIRS):
        if at % 2:
            second, first = _seconds(client, admin), _seconds(client, page)
        else:
            first, second = _seconds(client, page), _seconds(client, admin)
        pairs.append((first, second))
    pairs = pairs[WARM_UP:]
    ratios = sorted(ours / theirs for ours, theirs in pairs)
    ours, theirs = (median(times) * 1000 for times in zip(*pairs, strict=True))
    _say(
        f"{COMPARED} rows, {len(pairs)} pairs: page {ours:.0f} ms ({_queries(client, page)} queries), "
        f"Django admin {theirs:.0f} ms ({_queries(client, admin)} queries)"
    )
    _say(f"ratio {median(ratios):.2f} (lowest {ratios[0]:.2f}, highest {ratios[-1]:.2f}; at most {MOST} is asked)")
    return median(ratios)


def _seconds(client: Client, address: str, headers: dict[str, str] | None = None) -> float:
    gc.collect()
    start = process_time()
    answer = client.get(address, headers=headers)
    taken = process_time() - start
    if answer.status_code != 200:
        raise SystemExit(f"{address} answers {answer.status_code}")
    return taken


def _queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


def _page(plan: Plan) -> str:
    return reverse("tasks:plan", kwargs={"public_id": plan.public_id})


def _admin(plan: Plan) -> str:
    return f"{reverse('admin:tasks_task_changelist')}?plan__id__exact={plan.pk}"


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
