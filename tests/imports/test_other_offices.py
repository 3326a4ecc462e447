"""Plans in the manner of other offices (offices/*.txt), and what a careful person reads in them.

A file holds the rows of a sheet, cells between bars, lines of a cell between "//"; below "== read" each task as
place | content | leads | partners | timings | products | targets, a place being
annex/section/subsection/group/parent/number.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from imports.grid import Grid, Sheet, TargetReading, TaskReading
from imports.rows import read_plan
from tasks.timing import Timing

OFFICES = sorted((Path(__file__).parent / "offices").glob("*.txt"))


def cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip().replace(" // ", "\n") for cell in line.split("|"))


def timing(read: Timing) -> str:
    days = (f"{day:%d/%m/%y}" for day in (read.start, read.due) if day)
    return " ".join([read.kind, *days, *read.every])


def target(read: TargetReading) -> str:
    parts = [read.comparator, str(read.value), read.unit]
    if read.relation is not None:
        parts += [read.relation, str(read.part_of)]
    if read.baseline_year:
        parts.append(str(read.baseline_year))
    return " ".join(parts)


def line(task: TaskReading) -> str:
    place = (task.annex, task.section, task.subsection, task.group, task.parent, task.stt)
    fields = (
        "/".join(part or "-" for part in place),
        task.content.replace("\n", " "),
        "; ".join(unit.text for unit in task.leads),
        "; ".join(unit.text for unit in task.partners),
        ", ".join(map(timing, task.timings)),
        "; ".join(task.deliverables),
        ", ".join(map(target, task.targets)),
    )
    return " | ".join(fields).strip()


def test_there_are_plans() -> None:
    assert len(OFFICES) >= 8


@pytest.mark.parametrize("path", OFFICES, ids=lambda path: path.stem)
def test_read_as_a_person_reads(path: Path) -> None:
    rows, _, expected = path.read_text("utf-8").partition("== read\n")
    read = read_plan(Grid((Sheet("Kế hoạch", tuple(map(cells, rows.splitlines()[1:]))),)))
    assert read.errors == ()
    assert read.title
    assert [line(task) for task in read.tasks] == expected.splitlines()
