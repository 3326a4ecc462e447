"""How long reports take: figures, the PDF, a plan of 3,000 rows, and twenty wards on one worker and on two.

`script/bench reports` measures all of it, `script/bench reports figures pdf` what is named; `--pairs N` takes fewer
pairs. Ratios are the medians of pairs in which each side goes first in turn. Exit status 1 where a limit is passed.
"""

from __future__ import annotations

import argparse
import gc
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import django

from tests.services import ServiceError, private_database, private_services

PARTS = ("figures", "pdf", "rows", "workers")
ROWS, MANY = 150, 3_000
WARDS, ROWS_OF_EACH = 20, 30
MOST_QUERIES, MOST_AMONG, MOST_PDF = 25, 1.3, 1.15
MOST_MEGABYTES, MOST_SECONDS, LEAST_FASTER = 300, 300, 1.5

Clock = Callable[[], float]


def main() -> int:
    """Measures what is asked for."""
    parser = argparse.ArgumentParser(prog="script/bench reports")
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], metavar="|".join(PARTS))
    parser.add_argument("--pairs", type=int, default=5)
    given = parser.parse_args()
    failed: list[str] = []
    for part in given.parts or PARTS:
        # A process and a folder of its own for each: each has its own database, and its memory counts from nothing.
        settings = os.environ | {"VAR_DIR": str(Path(os.environ["VAR_DIR"]) / part)}
        child = subprocess.run([sys.executable, "-m", "bench.reports", "--part", part, str(given.pairs)], env=settings)
        failed += [part] if child.returncode else []
    if failed:
        say(f"Past what is promised: {', '.join(failed)}")
    return int(bool(failed))


def figures(pairs: int) -> bool:
    """The figures of a ward's year with nothing else in the database, and among a million tasks."""
    with private_database() as url:
        os.environ["DATABASE_URL"] = url
        django.setup()
        from bench.reports_figures import measure

        queries, ratios = measure(ROWS, pairs)
    return over("queries", queries, MOST_QUERIES) | over("among a million tasks", median(ratios), MOST_AMONG)


def pdf(pairs: int) -> bool:
    """The PDF of a year's report, and WeasyPrint alone on the same HTML."""
    django.setup()
    from django.core.management import call_command

    from bench.reports_data import make_ward_year
    from bench.reports_pdf import alone, content_of_year
    from reports.document import document, pictures
    from reports.pdf import render

    call_command("migrate", verbosity=0)
    ward, _person = make_ward_year(ROWS)
    content = content_of_year(ward)
    html, shown = document(content), pictures(content)
    with tempfile.TemporaryDirectory() as name:
        bare = alone(html, shown, Path(name))
        found = compare(lambda: render(html, shown), bare, pairs, children_cpu)
    ours, theirs = (median(side) for side in zip(*found, strict=True))
    say(f"PDF of {ROWS} rows, {pairs} pairs: {ours:.1f} s of CPU time, WeasyPrint alone {theirs:.1f} s; {load()}")
    return over("PDF", report(found), MOST_PDF)


def rows(_pairs: int) -> bool:
    """A report of 3,000 rows, built as a job; the worker's memory, and that no child is left."""
    django.setup()
    from django.core.management import call_command

    from bench.reports_data import make_ward_year
    from reports import orders
    from wards.clock import today
    from wards.periods import Rule, covering

    call_command("migrate", verbosity=0)
    ward, person = make_ward_year(MANY)
    job = orders.ask(ward, covering(today().year, Rule.CUTOFF), "ubnd", person)
    start = time.monotonic()
    worker = subprocess.run(
        [sys.executable, "-m", "bench.reports_worker", str(job.pk)], stdout=subprocess.PIPE, text=True
    )
    seconds = time.monotonic() - start
    if worker.returncode:
        raise SystemExit("the worker failed")
    megabytes, child, left, cpu = (float(number) for number in worker.stdout.split())
    say(f"{MANY} rows: {seconds:.0f} s ({cpu:.0f} s of CPU time); {load()}")
    say(f"  the worker {megabytes:.0f} MB, its child {child:.0f} MB")
    passed = over("seconds", seconds, MOST_SECONDS) | over("MB of the worker", megabytes, MOST_MEGABYTES)
    return passed | over("children left", left, 0)


def workers(pairs: int) -> bool:
    """The drafts of twenty wards by one worker and by two."""
    with private_services() as services:
        os.environ.update(services.settings)
        django.setup()
        from bench.reports_workers import measure

        found = measure(WARDS, ROWS_OF_EACH, pairs)
    one, two = (median(side) for side in zip(*found, strict=True))
    say(f"{WARDS} wards, {pairs} pairs: one worker {one:.0f} s, two workers {two:.0f} s; {load()}")
    faster = report(found)
    return over("two workers", -faster, -LEAST_FASTER)


def compare(
    first: Callable[[], object], second: Callable[[], object], pairs: int, clock: Clock
) -> list[tuple[float, float]]:
    """What both take by the clock, in pairs in which each goes first in turn; one more pair to warm up."""
    found = []
    for at in range(pairs + 1):
        taken = {}
        for run in (first, second) if at % 2 else (second, first):
            gc.collect()
            start = clock()
            run()
            taken[run] = clock() - start
        found.append((taken[first], taken[second]))
    return found[1:]


def children_cpu() -> float:
    """Seconds of CPU time of this process and of the children that have ended."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def report(pairs: list[tuple[float, float]]) -> float:
    """Says and returns the median of the pairs' ratios."""
    ratios = sorted(first / second for first, second in pairs)
    say(f"  ratio {median(ratios):.2f} (lowest {ratios[0]:.2f}, highest {ratios[-1]:.2f})")
    return median(ratios)


def over(what: str, figure: float, most: float) -> bool:
    """Whether a figure is past its limit, which is then said."""
    if figure > most:
        say(f"  {what}: {abs(figure):.2f}, promised {'at most' if most >= 0 else 'at least'} {abs(most):g}")
    return figure > most


def load() -> str:
    """How busy the machine is."""
    return f"load {os.getloadavg()[0]:.1f}"


def say(line: str) -> None:
    """A line of the result."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--part"]:
        run = {"figures": figures, "pdf": pdf, "rows": rows, "workers": workers}[sys.argv[2]]
        try:
            sys.exit(int(run(int(sys.argv[3]))))
        except ServiceError as error:
            raise SystemExit(str(error)) from error
    sys.exit(main())
