"""What a person corrects in a reading before it is committed. Pure.

A correction is kept with its upload and applied each time the stored file is read: the words of the document stay as
printed, only what is understood by them changes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from imports.grid import PlanReading, Problem, ProposalKind, Role, TaskReading
from tasks.timing import Kind, read_phrase

TIME_ROLES = frozenset({Role.TIME, Role.START, Role.FINISH})


@dataclass(frozen=True)
class Correction:
    """What is said of the row that begins at that place: its timing in other words, or that it is left out.

    `text` is how the row begins, so that one left out can still be named.
    """

    sheet: str
    row: int
    timing: str = ""
    left_out: bool = False
    text: str = ""


def corrected(reading: PlanReading, corrections: Iterable[Correction]) -> PlanReading:
    """The reading as corrected; what was wrong or doubtful in a corrected part is settled with it."""
    said = {(each.sheet, each.row): each for each in corrections}
    if not said:
        return reading
    tasks: list[TaskReading] = []
    settled: set[tuple[str | None, int | None, str | None]] = set()
    gone: set[tuple[str | None, int | None]] = set()
    retimed: set[tuple[str, int]] = set()
    for task in reading.tasks:
        correction = said.get((task.sheet, task.row))
        if correction is None:
            tasks.append(task)
        elif correction.left_out:
            gone |= {(task.sheet, row) for row in (task.row, *(cell.row for cell in task.cells))}
        else:
            settled |= {(task.sheet, cell.row, cell.column) for cell in task.cells if cell.role in TIME_ROLES}
            # A row whose time cells are blank has its remark at the row, without a column.
            settled.add((task.sheet, task.row, None))
            retimed.add((task.sheet, task.row))
            tasks.append(replace(task, timings=read_phrase(correction.timing, reading.year).timings))

    def open_still(problem: Problem) -> bool:
        return (problem.sheet, problem.row) not in gone and (
            problem.sheet,
            problem.row,
            problem.column,
        ) not in settled

    return replace(
        reading,
        tasks=tuple(tasks),
        errors=tuple(filter(open_still, reading.errors)),
        warnings=tuple(filter(open_still, reading.warnings)),
        proposals=tuple(
            each
            for each in reading.proposals
            if (each.sheet, each.row) not in gone
            and not (each.kind is ProposalKind.CADENCE and (each.sheet, each.row) in retimed)
        ),
    )


def wrong_timing(phrase: str, year: int) -> str:
    """Why the words say no timing, in Vietnamese like all that is said of a document; "" where they do."""
    found = read_phrase(phrase, year)
    if found.problems:
        return f"“{phrase}”: {'; '.join(found.problems)}."
    if any(timing.kind is Kind.UNSPECIFIED for timing in found.timings):
        return f"“{phrase}” không nói rõ thời hạn. Ví dụ: “Trước 30/6/2026”, “Quý III”, “Hằng tháng”, “Thường xuyên”."
    return ""
