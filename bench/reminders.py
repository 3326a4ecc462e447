"""How long deciding and recording a morning's reminders takes, held against one statement that does the same.

A private PostgreSQL holds a million open occurrences in 3,300 wards, ten thousand of them owed. Portal and statement
go in turns, each first in turn, and what was recorded is deleted between. The figure is the median of the pairs'
ratios. Exit status 1 where a limit is passed.
"""

from __future__ import annotations

import gc
import os
import resource
import sys
from collections.abc import Callable
from statistics import median
from time import perf_counter

import django

from tests.services import ServiceError, private_database

PAIRS = 5
MOST_RECORDING, MOST_NOTHING, MORE_NOTHING = 6.0, 1.5, 0.05
MOST_MEMORY = 300 * 1024 * 1024

Row = tuple[object, ...]


def main() -> int:
    """Starts the database, and measures in it."""
    try:
        with private_database() as url:
            os.environ["DATABASE_URL"] = url
            django.setup()
            failed = _measure()
    except ServiceError as error:
        raise SystemExit(str(error)) from error
    for line in failed:
        _say(f"Too much: {line}")
    return int(bool(failed))


def _measure() -> list[str]:
    """Fills the database and measures; returns the limits that were passed."""
    from django.core.management import call_command
    from django.db import connection, connections

    from bench import reminders_data
    from bench.reminders_sql import OWED, RECORD
    from tasks.reminders import sweep

    day, values = reminders_data.DAY, {"day": reminders_data.DAY}

    def ours() -> None:
        swept = sweep(day)
        if swept.failed:
            raise SystemExit(f"{len(swept.failed)} wards failed")

    def by_hand() -> None:
        with connection.cursor() as cursor:
            cursor.execute(RECORD, values)

    def bare() -> None:
        with connection.cursor() as cursor:
            cursor.execute(OWED, values)
            if cursor.fetchall():
                raise SystemExit("the SELECT finds what was recorded already")

    call_command("migrate", verbosity=0)
    start = perf_counter()
    reminders_data.fill()
    _say(f"filled in {perf_counter() - start:.0f} s; load {os.getloadavg()[0]:.1f}")
    restore = _restorer()
    _check(ours, by_hand, restore)
    failed = []
    pairs = _pairs(ours, by_hand, restore)
    if (ratio := _report("deciding and recording", pairs, "by hand")) > MOST_RECORDING:
        failed.append(f"{ratio:.2f} times the statement by hand, at most {MOST_RECORDING} is asked")
    (_half, fewer), (_all, more) = _queries(ours, restore)
    # A batch ends with a ward, so their number is not quite that of a thousand parts each.
    if more > 1.1 * fewer:
        failed.append("queries grow with what is owed in a batch")
    ours()
    pairs = _pairs(ours, bare, lambda: None)
    _report("a second run that owes nothing", pairs, "its bare SELECT")
    over = median(first - MOST_NOTHING * second for first, second in pairs)
    _say(
        f"  {over * 1000:+.0f} ms over {MOST_NOTHING} times the SELECT; at most {MORE_NOTHING * 1000:.0f} ms are asked"
    )
    if over > MORE_NOTHING:
        failed.append(f"a second run takes {over * 1000:.0f} ms more than {MOST_NOTHING} times its SELECT")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    _say(f"memory at most {peak / 1024**2:.0f} MB")
    if peak > MOST_MEMORY:
        failed.append(f"{peak / 1024**2:.0f} MB of memory")
    connections.close_all()
    return failed


def _restorer() -> Callable[[], None]:
    """Deletes what was recorded since now."""
    from django.db import connection
    from django.db.models import Max

    from tasks.models import Message, Notification

    models = (Notification, Message)
    last = [model.objects.aggregate(last=Max("pk"))["last"] for model in models]

    def restore() -> None:
        with connection.cursor() as cursor:
            for model, pk in zip(models, last, strict=True):
                cursor.execute(f"DELETE FROM {model._meta.db_table} WHERE id > %s", [pk])  # noqa: S608 our own table

    return restore


def _check(ours: Callable[[], None], by_hand: Callable[[], None], restore: Callable[[], None]) -> None:
    """Both record the same, or the comparison means nothing."""
    from bench import reminders_data
    from tasks.models import Notification

    columns = ("part", "due", "milestone", "recipient", "channel", "message__recipient", "message__channel")
    found: list[set[Row]] = []
    for record in (ours, by_hand):
        record()
        recorded = Notification.objects.filter(message__day=reminders_data.DAY)
        found.append(set(recorded.values_list(*columns).iterator()))
        restore()
    if found[0] != found[1]:
        raise SystemExit(f"different: {len(found[0])} and {len(found[1])}, {sorted(found[0] ^ found[1], key=str)[:5]}")
    parts = {row[0] for row in found[0]}
    people = {row[3] for row in found[0]}
    if len(parts) != reminders_data.OWED:
        raise SystemExit(f"{len(parts)} parts are owed")
    _say(f"both record {len(parts)} parts for {len(people)} people in {len(found[0])} notifications")


def _pairs(
    first: Callable[[], None], second: Callable[[], None], restore: Callable[[], None]
) -> list[tuple[float, float]]:
    """Seconds of both, over pairs in which each goes first in turn; one pair to warm up."""
    pairs = []
    for at in range(PAIRS + 1):
        times = {}
        for run in (first, second) if at % 2 else (second, first):
            gc.collect()
            start = perf_counter()
            run()
            times[run] = perf_counter() - start
            restore()
        pairs.append((times[first], times[second]))
    return pairs[1:]


def _report(what: str, pairs: list[tuple[float, float]], other: str) -> float:
    ratios = sorted(ours / theirs for ours, theirs in pairs)
    ours, theirs = (median(times) * 1000 for times in zip(*pairs, strict=True))
    _say(f"{what}, {len(pairs)} pairs: {ours:.0f} ms, {other} {theirs:.0f} ms; load {os.getloadavg()[0]:.1f}")
    _say(f"  ratio {median(ratios):.2f} (lowest {ratios[0]:.2f}, highest {ratios[-1]:.2f})")
    return median(ratios)


def _queries(sweep: Callable[[], None], restore: Callable[[], None]) -> list[tuple[int, float]]:
    """How many queries a batch takes, with all that is owed and with half of it."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from bench import reminders_data
    from tasks.models import Part
    from tasks.reminders import BATCH

    step = reminders_data.OCCURRENCES // reminders_data.OWED
    owed = range(1, reminders_data.OCCURRENCES, step)
    counts = []
    # Nothing of it owed, half, and all: the rest is retired meanwhile.
    for retired in (owed, owed[::2], owed[:0]):
        Part.objects.filter(pk__in=retired).update(retired=True)
        with CaptureQueriesContext(connection) as queries:
            sweep()
        counts.append(len(queries))
        restore()
        Part.objects.filter(pk__in=retired).update(retired=False)
    found = []
    for size, count in ((len(owed) // 2, counts[1]), (len(owed), counts[2])):
        each = (count - counts[0]) / (size / BATCH)
        found.append((size, each))
        _say(f"{size} owed: {counts[0]} queries and {each:.1f} for each batch of about {BATCH}")
    return found


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
