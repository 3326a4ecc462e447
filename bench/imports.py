"""How long a plan of 10,000 rows takes to come in, each step held against a reference of the same run.

Reading and interpreting the file against openpyxl merely reading its cells; and against a file of 1,000 rows.
Review with its differences and the commit against django-import-export's dry run and import of the same rows as flat
lines, for a new plan, the same rows again, and one row in twenty changed. Time is the processor's, of this process and
of the child that opens the file, SQLite's work included; the figure is the median of the pairs' ratios. Exit status 1
where one is past what is promised.
"""

from __future__ import annotations

import gc
import resource
import sys
from collections.abc import Callable
from functools import partial
from io import BytesIO
from statistics import median

import django

django.setup()

import openpyxl  # noqa: E402 - models exist only after django.setup()
from django.core.management import call_command  # noqa: E402

from bench.flat.models import FlatTask  # noqa: E402
from bench.imports_file import plan_file  # noqa: E402
from bench.imports_stock import dataset, stock_import  # noqa: E402
from bench.rows import make_ward  # noqa: E402
from imports import intake  # noqa: E402
from imports.commit import commit  # noqa: E402
from imports.diff import Change  # noqa: E402
from imports.grid import PlanReading  # noqa: E402
from imports.models import PlanImport  # noqa: E402
from imports.preview import preview  # noqa: E402
from imports.reviewed import compared  # noqa: E402
from wards.models import User, Ward  # noqa: E402
from wards.setup import create_ward  # noqa: E402

ROWS, FEW = 10_000, 1_000
PAIRS = 5
MOST_OF_OPENPYXL, MOST_OF_FEW, MOST_OF_STOCK = 1.0, 11.0, 0.2
MOST_MEGABYTES = 300
KINDS = ("a new plan", "the same rows again", "one row in twenty changed")


def main() -> int:
    """Measures, and says what it found."""
    call_command("migrate", verbosity=0, run_syncdb=True)
    _ward, person = make_ward()
    many = plan_file(ROWS)
    # Before the references have taken memory of their own.
    over = [_memory(many, person), _reading(many, plan_file(FEW))]
    over.append(_coming_in(_read(many), _read(plan_file(ROWS, changed=0.05)), person))
    return int(any(over))


def _reading(many: bytes, few: bytes) -> bool:
    steps: list[Callable[[], object]] = [partial(_read, many), partial(_openpyxl, many), partial(_read, few)]
    pairs, growth = [], []
    for at in range(PAIRS + 1):
        taken = {step: _seconds(steps[step]) for step in ((0, 1, 2) if at % 2 else (1, 0, 2))}
        if at:  # the first round warms up
            pairs.append((taken[0], taken[1]))
            growth.append((taken[0], taken[2]))
    over = _say(f"reading {ROWS} rows, against openpyxl", pairs, MOST_OF_OPENPYXL)
    return _say(f"reading {ROWS} rows, against {FEW}", growth, MOST_OF_FEW) or over


def _memory(data: bytes, person: User) -> bool:
    """Says what this process and the child that opened the file have taken at most so far."""
    ward = _elsewhere("bộ nhớ")
    _review_and_commit(person, _keep(ward, person, _read(data), b"memory"))
    own, child = (resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    sys.stdout.write(f"memory: {own:.0f} MB, the child {child:.0f} MB (under {MOST_MEGABYTES} MB is asked)\n")
    return max(own, child) >= MOST_MEGABYTES


def _coming_in(first: PlanReading, second: PlanReading, person: User) -> bool:
    pairs: dict[str, list[tuple[float, float]]] = {kind: [] for kind in KINDS}
    tables = dataset(first), dataset(first), dataset(second)
    for at in range(PAIRS):
        ward = _elsewhere(str(at))
        FlatTask._default_manager.all().delete()
        for kind, reading, table in zip(KINDS, (first, first, second), tables, strict=True):
            kept = _keep(ward, person, reading, f"{at} {kind}".encode())
            steps: list[Callable[[], None]] = [
                partial(_review_and_commit, person, kept),
                partial(stock_import, table),
            ]
            taken = {step: _seconds(steps[step]) for step in ((0, 1) if at % 2 else (1, 0))}
            pairs[kind].append((taken[0], taken[1]))
    over = False
    for kind in KINDS:
        over |= _say(f"{kind}, {ROWS} rows, against django-import-export", pairs[kind], MOST_OF_STOCK)
    return over


def _keep(ward: Ward, person: User, reading: PlanReading, data: bytes) -> int:
    return intake.keep(reading, data, name="x.xlsx", ward=ward, user=person).pk


def _review_and_commit(person: User, key: int) -> None:
    """From the kept file to the plan: its reading taken up for the review with its differences, then committed."""
    upload = PlanImport.objects.get(pk=key)
    kept = intake.reading_of(upload)
    new = _review(upload, kept)
    outcome = commit(upload, kept, user=person)
    if sum(outcome.diff.counts.values()) != ROWS or outcome.diff.counts[Change.NEW] != new:
        raise SystemExit("the rows did not come in")


def _review(upload: PlanImport, kept: PlanReading) -> int:
    held = compared(upload, kept, "")
    return preview(kept, held.diff, rows=held.rows, stored=held.stored).counts.get(Change.NEW, 0)


def _elsewhere(name: str) -> Ward:
    return create_ward(f"Phường Số {name}", province="Tỉnh Thí Điểm")


def _read(data: bytes) -> PlanReading:
    reading = intake.read(data, ward=None)
    if reading.errors:
        raise SystemExit(reading.errors[0].message)
    return reading


def _openpyxl(data: bytes) -> None:
    for sheet in openpyxl.load_workbook(BytesIO(data), read_only=True):
        for _row in sheet.iter_rows(values_only=True):
            pass


def _seconds(work: Callable[[], object]) -> float:
    gc.collect()
    start = _processor()
    work()
    return _processor() - start


def _processor() -> float:
    """Seconds of the processor, of this process and of its children that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def _say(what: str, pairs: list[tuple[float, float]], most: float) -> bool:
    """Prints the figures; whether the median of the pairs' ratios is past what is promised."""
    ratios = sorted(ours / theirs for ours, theirs in pairs)
    ours, theirs = (median(times) for times in zip(*pairs, strict=True))
    sys.stdout.write(
        f"{what}: {ours:.2f} s to {theirs:.2f} s, ratio {median(ratios):.2f} "
        f"({ratios[0]:.2f} to {ratios[-1]:.2f}, {len(pairs)} pairs; at most {most} is asked)\n"
    )
    sys.stdout.flush()
    return median(ratios) > most


if __name__ == "__main__":
    sys.exit(main())
