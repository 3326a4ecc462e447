"""What a person says of the tasks and targets that the text around the tables proposes. Pure.

An answer is kept with its upload, by the key of the sentence, and applied each time the stored file is read: the
proposed task becomes a row behind those of the tables, the proposed target one of a row's. The sentence stands beside
it, as a note of the row under NOTE.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from imports.grid import MAIN_ANNEX, Cell, PlanReading, Proposal, Role, TaskReading
from imports.prose import figure
from tasks.timing import read_phrase
from wards.text import fold
from wards.unit_names import Match, UnitReading

NOTE = "Lời văn của văn bản"  # the heading of the note that keeps the sentence
COLUMN = "A"


class Act(StrEnum):
    """What becomes of a proposal: a row of its own, a part of the row it speaks of, or nothing."""

    TASK = "task"
    ROW = "row"
    IGNORE = "ignore"


@dataclass(frozen=True)
class Answer:
    """What a person decided of the proposal `key`.

    For a row of its own `content`, `timing` in words and `lead`, a unit's name or "", as the person left them. For a
    part of a row `sheet` and `row`, its place, and `timing` where that is what is taken over.
    """

    key: str
    act: Act
    content: str = ""
    timing: str = ""
    lead: str = ""
    sheet: str = ""
    row: int = 0


def answered(reading: PlanReading, answers: Iterable[Answer]) -> PlanReading:
    """The reading with what was taken over from its text. An answer to a sentence that is gone changes nothing."""
    said = {each.key: each for each in answers}
    if not said:
        return reading
    tasks = {(task.sheet, task.row): task for task in reversed(reading.tasks)}
    new: list[TaskReading] = []
    for proposal in reading.proposals:
        answer = said.get(proposal.sentence.key) if proposal.sentence else None
        if answer is None or answer.act is Act.IGNORE:
            continue
        if answer.act is Act.TASK:
            new.append(_task(proposal, answer, reading))
        elif (old := tasks.get((answer.sheet, answer.row))) is not None:
            tasks[old.sheet, old.row] = _with_sentence(old, proposal, answer, reading.year)
    changed = tuple(tasks.get((task.sheet, task.row), task) for task in reading.tasks)
    return replace(reading, tasks=(*_each_once(reading.tasks, changed), *new))


def _each_once(old: tuple[TaskReading, ...], changed: tuple[TaskReading, ...]) -> tuple[TaskReading, ...]:
    """Of several rows at one place only the first is changed."""
    seen: set[tuple[str, int]] = set()
    rows: list[TaskReading] = []
    for task, new in zip(old, changed, strict=True):
        place = (task.sheet, task.row)
        rows.append(task if place in seen else new)
        seen.add(place)
    return tuple(rows)


def _task(proposal: Proposal, answer: Answer, reading: PlanReading) -> TaskReading:
    said = proposal.sentence
    assert said is not None  # noqa: S101 - only sentences are answered
    content = answer.content or said.text
    phrase = answer.timing or said.phrase or f"Trong năm {reading.year}"
    leads = (UnitReading(answer.lead, Match.UNIT, answer.lead),) if answer.lead else ()
    for unit in said.leads:
        if fold(unit.text) == fold(answer.lead):
            leads = (unit,)
    return TaskReading(
        annex=reading.annexes[0].number if reading.annexes else MAIN_ANNEX,
        section=None,
        subsection=None,
        group=None,
        parent=None,
        stt=None,
        content=content,
        leads=leads,
        partners=tuple(unit for unit in said.partners if unit not in leads),
        timing=phrase,
        timings=read_phrase(phrase, reading.year).timings,
        deliverables=(),
        targets=(said.target,) if said.target else (),
        notes=((NOTE, said.text),),
        heading=None,
        sheet=proposal.sheet,
        row=proposal.row,
        cells=(Cell(proposal.row, COLUMN, Role.CONTENT, NOTE, said.text),),
    )


def _with_sentence(task: TaskReading, proposal: Proposal, answer: Answer, year: int) -> TaskReading:
    """The row with the timing or the target of a sentence, which replaces what the row says of the same thing."""
    said = proposal.sentence
    assert said is not None  # noqa: S101 - only sentences are answered
    notes = (*task.notes, (NOTE, said.text))
    if said.target is None:
        return replace(task, timings=read_phrase(answer.timing or said.phrase, year).timings, notes=notes)
    targets = list(task.targets)
    at = next((at for at, old in enumerate(targets) if figure(old) == said.stated), None)
    if at is None:
        targets.append(said.target)
    else:
        kept = targets[at]
        targets[at] = replace(said.target, measure=kept.measure, part_of=kept.part_of, relation=kept.relation)
    return replace(task, targets=tuple(targets), notes=notes)
