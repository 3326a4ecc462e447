"""A plan's reading as the JSON of `import_plan --format json`. Pure."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from imports.grid import Level, PlanReading, Problem, Proposal, TargetReading, TaskReading
from tasks.timing import Timing


def as_json(reading: PlanReading) -> dict[str, Any]:
    """The reading in the stable shape: plan, counts, tasks, proposals, errors, warnings; only JSON types."""
    return {
        "plan": {
            "number": reading.number,
            "issued_on": reading.issued_on.isoformat() if reading.issued_on else None,
            "year": reading.year or None,
            "ward": reading.ward,
        },
        "counts": {
            "annexes": len(reading.annexes),
            "sections": sum(section.level is Level.SECTION for section in reading.sections),
            "tasks": len(reading.tasks),
            "targets": sum(len(task.targets) for task in reading.tasks),
        },
        "tasks": [_task(task) for task in reading.tasks],
        "proposals": [_proposal(proposal) for proposal in reading.proposals],
        "errors": problems_as_json(reading.errors),
        "warnings": problems_as_json(reading.warnings),
    }


def problems_as_json(problems: tuple[Problem, ...]) -> list[dict[str, Any]]:
    """Errors or warnings, each with sheet, row, column (null where the whole file is meant) and message."""
    return [
        {"sheet": problem.sheet, "row": problem.row, "column": problem.column, "message": problem.message}
        for problem in problems
    ]


def _task(task: TaskReading) -> dict[str, Any]:
    return {
        "annex": task.annex,
        "section": task.section,
        "subsection": task.subsection,
        "group": task.group,
        "parent": task.parent,
        "stt": task.stt,
        "content": task.content,
        "leads": [unit.text for unit in task.leads],
        "partners": [unit.text for unit in task.partners],
        "timing": task.timing,
        "timings": [_timing(timing) for timing in task.timings],
        "deliverables": list(task.deliverables),
        "targets": [_target(target) for target in task.targets],
        "sheet": task.sheet,
        "row": task.row,
    }


def _timing(timing: Timing) -> dict[str, Any]:
    return {
        "kind": timing.kind.value,
        "start": timing.start.isoformat() if timing.start else None,
        "due": timing.due.isoformat() if timing.due else None,
        "every": [every.value for every in timing.every],
    }


def _target(target: TargetReading) -> dict[str, Any]:
    return {
        "measure": target.measure,
        "comparator": target.comparator.value,
        "stated": target.stated,
        "value": _number(target.value),
        "unit": target.unit,
        "part_of": target.part_of,
        "relation": target.relation.value if target.relation else None,
        "baseline_year": target.baseline_year,
    }


def _number(value: Decimal) -> int | float:
    return int(value) if value == int(value) else float(value)


def _proposal(proposal: Proposal) -> dict[str, Any]:
    """What a person decides on; one from a sentence also has what it says and how the table stands to it."""
    said = proposal.sentence
    bare = {
        "kind": proposal.kind.value,
        "value": proposal.value,
        "message": proposal.message,
        "sheet": proposal.sheet,
        "row": proposal.row,
    }
    if said is None:
        return bare
    return bare | {
        "sentence": said.text,
        "timing": said.phrase,
        "timings": [_timing(timing) for timing in said.timings],
        "target": _target(said.target) if said.target else None,
        "leads": [unit.text for unit in said.leads],
        "partners": [unit.text for unit in said.partners],
        "about": {"sheet": said.about.sheet, "row": said.about.row} if said.about else None,
        "standing": said.standing.value,
        "stated": said.stated,
    }
