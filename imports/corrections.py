"""What a person says of a row before the commit: how its parts are to be understood, or that it is left out. Pure.

A correction is kept with its upload and applied each time its reading is shown or committed: the words of the
document stay as printed, only what is understood by them changes. The next version of the plan is corrected in the
same way where its words are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from imports.diff import rows_of
from imports.grid import Level, PlanReading, Problem, ProposalKind, Role, SectionReading, TargetReading, TaskReading
from imports.printed import Words, parts_of
from tasks.timing import Kind, read_phrase
from wards.unit_names import Match, UnitReading

TIME_ROLES = frozenset({Role.TIME, Role.START, Role.FINISH})

ReadUnit = Callable[[str], UnitReading]


@dataclass(frozen=True)
class Correction:
    """What is said of the row that begins at that place: its parts in other words, or that it is left out.

    A part that is "" or None stands as it was read. `heading` is the place (sheet, row) of the heading that the row
    stands under. `text` is how the row begins, so that one left out can still be named. `carried`: taken over from
    the version before, where the person said it.
    """

    sheet: str
    row: int
    timing: str = ""
    left_out: bool = False
    text: str = ""
    content: str = ""
    leads: tuple[str, ...] | None = None
    partners: tuple[str, ...] | None = None
    deliverables: tuple[str, ...] | None = None
    targets: tuple[TargetReading, ...] | None = None
    heading: tuple[str, int] | None = None
    carried: bool = False

    @property
    def parts(self) -> frozenset[Words]:
        """The parts that are corrected."""
        said = {
            Words.TIMING: bool(self.timing),
            Words.CONTENT: bool(self.content),
            Words.LEADS: self.leads is not None,
            Words.PARTNERS: self.partners is not None,
            Words.DELIVERABLES: self.deliverables is not None,
            Words.TARGETS: self.targets is not None,
            Words.PLACE: self.heading is not None,
        }
        return frozenset(part for part, is_said in said.items() if is_said)


# The columns in which what was wrong or doubtful is settled by a correction of the part.
_ROLES: dict[Words, frozenset[Role]] = {
    Words.TIMING: TIME_ROLES,
    Words.CONTENT: frozenset({Role.CONTENT}),
    Words.LEADS: frozenset({Role.LEAD}),
    Words.PARTNERS: frozenset({Role.PARTNER}),
    Words.DELIVERABLES: frozenset({Role.PRODUCT}),
    Words.TARGETS: frozenset({Role.TARGET}),
}


def corrected(
    reading: PlanReading, corrections: Iterable[Correction], read_unit: ReadUnit | None = None
) -> PlanReading:
    """The reading as corrected; what was wrong or doubtful in a corrected part is settled with it.

    `read_unit` matches a unit's name to the ward's; without it names are unknown ones.
    """
    said = {(each.sheet, each.row): each for each in corrections}
    if not said:
        return reading
    tasks: list[TaskReading] = []
    settled: set[tuple[str | None, int | None, str | None]] = set()
    gone: set[tuple[str | None, int | None]] = set()
    retimed: set[tuple[str, int]] = set()
    letters = _letters(reading)
    for task in reading.tasks:
        correction = said.get((task.sheet, task.row))
        if correction is None:
            tasks.append(task)
        elif correction.left_out:
            gone |= {(task.sheet, row) for row in (task.row, *(cell.row for cell in task.cells))}
        else:
            settled |= set(_settled(task, correction.parts, letters))
            if correction.timing:
                retimed.add((task.sheet, task.row))
            tasks.append(_with(reading, task, correction, read_unit or _unknown))

    def open_still(problem: Problem) -> bool:
        return (problem.sheet, problem.row) not in gone and (
            problem.sheet,
            problem.row,
            problem.column,
        ) not in settled

    unknown = {unit.text for task in tasks for unit in (*task.leads, *task.partners) if unit.match is Match.UNKNOWN}
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
            and not (each.kind is ProposalKind.UNIT and each.value not in unknown)
        ),
    )


def carried(earlier: PlanReading, corrections: Iterable[Correction], new: PlanReading) -> tuple[Correction, ...]:
    """The corrections of the version before (as read, uncorrected) that hold for this one: a row is the same by its
    place and content, and a part only where its words still stand."""
    places = {row.key: task for row, task in zip(rows_of(new), new.tasks, strict=True)}
    olds = {(task.sheet, task.row): (row.key, task) for row, task in zip(rows_of(earlier), earlier.tasks, strict=True)}
    kept = []
    for each in corrections:
        key, old = olds.get((each.sheet, each.row), ("", None))
        task = places.get(key)
        if old is None or task is None:
            continue
        before, after = parts_of(old, ()).words(), parts_of(task, ()).words()
        stand = {part for part in Words if before[part] == after[part]}
        taken = replace(
            each,
            sheet=task.sheet,
            row=task.row,
            timing=each.timing if Words.TIMING in stand else "",
            leads=each.leads if Words.LEADS in stand else None,
            partners=each.partners if Words.PARTNERS in stand else None,
            deliverables=each.deliverables if Words.DELIVERABLES in stand else None,
            targets=each.targets if Words.DELIVERABLES in stand else None,
            heading=_same_heading(earlier, each.heading, new),
            left_out=each.left_out and stand == set(Words),
            carried=True,
        )
        if taken.parts or taken.left_out:
            kept.append(taken)
    return tuple(kept)


def wrong_timing(phrase: str, year: int) -> str:
    """Why the words say no timing, in Vietnamese like all that is said of a document; "" where they do."""
    found = read_phrase(phrase, year)
    if found.problems:
        return f"“{phrase}”: {'; '.join(found.problems)}."
    if any(timing.kind is Kind.UNSPECIFIED for timing in found.timings):
        return f"“{phrase}” không nói rõ thời hạn. Ví dụ: “Trước 30/6/2026”, “Quý III”, “Hằng tháng”, “Thường xuyên”."
    return ""


def _unknown(text: str) -> UnitReading:
    return UnitReading(text, Match.UNKNOWN)


def _with(reading: PlanReading, task: TaskReading, said: Correction, read_unit: ReadUnit) -> TaskReading:
    if said.timing:
        task = replace(task, timings=read_phrase(said.timing, reading.year).timings)
    if said.content:
        task = replace(task, content=said.content)
    if said.leads is not None:
        task = replace(task, leads=tuple(map(read_unit, said.leads)))
    if said.partners is not None:
        task = replace(task, partners=tuple(map(read_unit, said.partners)))
    if said.deliverables is not None:
        task = replace(task, deliverables=said.deliverables)
    if said.targets is not None:
        task = replace(task, targets=said.targets)
    at = _heading_at(reading, said.heading)
    return task if at is None or at == task.heading else _under(reading, task, at)


def _heading_at(reading: PlanReading, place: tuple[str, int] | None) -> int | None:
    if place is None:
        return None
    return next((at for at, each in enumerate(reading.sections) if (each.sheet, each.row) == tuple(place)), None)


def _same_heading(earlier: PlanReading, place: tuple[str, int] | None, new: PlanReading) -> tuple[str, int] | None:
    at = _heading_at(earlier, place)
    if at is None:
        return None
    title = earlier.sections[at].title
    return next(((each.sheet, each.row) for each in new.sections if each.title == title), None)


def _under(reading: PlanReading, task: TaskReading, at: int) -> TaskReading:
    """The row as if it stood under that heading: what it hung on there was another row's number."""
    named: dict[Level, str] = {}
    above: int | None = at
    heading: SectionReading = reading.sections[at]
    while above is not None:
        each = reading.sections[above]
        named.setdefault(each.level, each.number or each.title)
        above = each.above
    return replace(
        task,
        annex=heading.annex,
        section=named.get(Level.SECTION),
        subsection=named.get(Level.SUBSECTION),
        group=named.get(Level.GROUP),
        parent=None,
        heading=at,
    )


def _letters(reading: PlanReading) -> dict[tuple[str, Role], str]:
    """The letter of each role's column, for rows that have no cell of it."""
    return {(task.sheet, cell.role): cell.column for task in reversed(reading.tasks) for cell in task.cells}


def _settled(
    task: TaskReading, parts: Iterable[Words], letters: dict[tuple[str, Role], str]
) -> Iterator[tuple[str, int, str | None]]:
    for part in parts:
        for role in _ROLES.get(part, ()):
            yield from ((task.sheet, cell.row, cell.column) for cell in task.cells if cell.role is role)
            if letter := letters.get((task.sheet, role)):
                yield task.sheet, task.row, letter
        if part is Words.TIMING:
            # A row whose time cells are blank has its remark at the row, without a column.
            yield task.sheet, task.row, None
