"""What the review page shows of a reading: each row beside its original, what was understood, what to look at."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.core.paginator import Paginator
from django.utils.translation import gettext as _

from imports.choices import Choice, choices
from imports.corrections import Correction
from imports.diff import Change, Diff, Row, RowChange
from imports.grid import PlanReading, Problem, Proposal, Role, TaskReading
from imports.places import anchor
from imports.printed import Words
from imports.wording import Chip, change_label, role_label, target_chip, timing_chip, unit_chip, words_label
from tasks.timing import Kind, Timing
from wards.unit_names import Match, UnitReading

ROWS_A_PAGE = 50


class Show(StrEnum):
    """Which rows the page shows; the value stands in its address."""

    ALL = ""
    LOOK = "look"
    UNSURE = "unsure"
    INVALID = "invalid"
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    GONE = "gone"


@dataclass(frozen=True)
class Line:
    """One part of a row: its original cells (row of the sheet, text) beside what was understood.

    `same` says that the words were taken over as they stand.
    """

    label: str
    column: str
    original: tuple[tuple[int, str], ...]
    chips: tuple[Chip, ...] = ()
    texts: tuple[str, ...] = ()
    same: bool = False


@dataclass(frozen=True)
class RowView:
    """One row of the page; `carried`: its correction is that of the version before.

    `heading` is set on the first row of a page and wherever the heading changes.
    """

    task: TaskReading
    place: str
    change: Change | None
    label: str
    lines: tuple[Line, ...]
    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    proposals: tuple[Proposal, ...]
    fields: tuple[tuple[str, str, str], ...]
    unsure: bool
    decided: bool
    choices: tuple[Choice, ...]
    look: bool
    corrected: bool
    carried: bool
    heading: str | None

    @property
    def anchor(self) -> str:
        """The id of the row on its page."""
        return anchor(self.task.sheet, self.task.row)


@dataclass(frozen=True)
class Preview:
    """The review page. `tabs` are (value, label, rows); `list` carries `page` and `pages` for the pages' links."""

    rows: tuple[RowView, ...]
    tabs: tuple[tuple[Show, str, int], ...]
    show: Show
    page: int
    pages: int
    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    counts: Mapping[Change, int]
    gone: tuple[Row, ...]
    look: int
    targets: int

    @property
    def mostly_gone(self) -> bool:
        """Whether the file lacks more than half of the plan's rows: it is another plan's, or a part of this one."""
        return len(self.gone) > self.counts[Change.SAME] + self.counts[Change.CHANGED]


@dataclass
class _Notes:
    """What is said of one row."""

    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)


def page_of(index: int) -> int | None:
    """The page of all rows on which that row stands; None for the first one, which an address does not name."""
    return index // ROWS_A_PAGE + 1 if index >= ROWS_A_PAGE else None


def preview(
    reading: PlanReading,
    diff: Diff | None,
    *,
    retimed: Mapping[tuple[str, int], str] | None = None,
    corrected: Mapping[tuple[str, int], Correction] | None = None,
    rows: Sequence[Row] = (),
    stored: Sequence[Row] = (),
    show: str = "",
    page: str = "1",
) -> Preview:
    """The page of that filter and number; a number or filter that does not exist shows the nearest that does.

    Without a diff (the upload is committed) no row is called new or changed. `retimed` are the timings that a
    person gave in other words, and `corrected` all corrections, by the row's place (sheet, row). `rows` are the
    file's rows as compared, `stored` those of the plan.
    """
    notes, loose = _notes(reading)
    changes = {change.index: change for change in diff.rows} if diff else {}
    look = [index for index in range(len(reading.tasks)) if _to_look_at(index, reading, notes, changes)]
    wanted = Show(show) if show in set(Show) else Show.ALL
    pages = Paginator(_shown(wanted, reading, look, changes), ROWS_A_PAGE)
    current = pages.get_page(page)
    counts = diff.counts if diff else Counter()
    gone = diff.dropped if diff else ()

    def offered(index: int) -> tuple[Choice, ...]:
        return choices(rows[index], changes[index], diff, stored) if diff and stored else ()

    return Preview(
        rows=tuple(
            _rows(current.object_list, reading, notes, changes, set(look), retimed or {}, corrected or {}, offered)
        ),
        tabs=_tabs(len(reading.tasks), len(look), counts, len(gone), sum(each.unsure for each in changes.values())),
        show=wanted,
        page=current.number,
        pages=pages.num_pages,
        errors=tuple(loose.errors),
        warnings=tuple(loose.warnings),
        counts=counts,
        gone=gone,
        look=len(look),
        targets=sum(len(task.targets) for task in reading.tasks),
    )


def _notes(reading: PlanReading) -> tuple[dict[int, _Notes], _Notes]:
    """What the reader said, by the row it is about; and what is about no row."""
    at: dict[tuple[str, int], int] = {}
    for index, task in enumerate(reading.tasks):
        for row in (task.row, *(cell.row for cell in task.cells)):
            at.setdefault((task.sheet, row), index)
    notes: dict[int, _Notes] = defaultdict(_Notes)
    loose = _Notes()

    def about(sheet: str | None, row: int | None) -> _Notes:
        index = at.get((sheet or "", row or 0))
        return loose if index is None else notes[index]

    for error in reading.errors:
        about(error.sheet, error.row).errors.append(error)
    for warning in reading.warnings:
        about(warning.sheet, warning.row).warnings.append(warning)
    for proposal in reading.proposals:
        # What the text around the tables proposes is shown by itself: see `imports.views.proposals`.
        if proposal.sentence is None:
            about(proposal.sheet, proposal.row).proposals.append(proposal)
    return notes, loose


def _to_look_at(
    index: int, reading: PlanReading, notes: Mapping[int, _Notes], changes: Mapping[int, RowChange]
) -> bool:
    """Whether a person should look at the row before the others: something in it is a guess or a doubt."""
    task, said = reading.tasks[index], notes.get(index)
    return bool(
        (said and (said.errors or said.warnings))
        or (index in changes and changes[index].unsure)
        or any(unit.match in {Match.AMBIGUOUS, Match.UNKNOWN} for unit in (*task.leads, *task.partners))
        or any(_doubtful(timing) for timing in task.timings)
    )


def _doubtful(timing: Timing) -> bool:
    return timing.proposed or timing.kind is Kind.UNSPECIFIED or (timing.kind is Kind.RECURRING and not timing.every)


def _shown(show: Show, reading: PlanReading, look: Sequence[int], changes: Mapping[int, RowChange]) -> Sequence[int]:
    if show is Show.LOOK:
        return look
    if show is Show.ALL:
        return range(len(reading.tasks))
    if show is Show.UNSURE:
        return [index for index, change in changes.items() if change.unsure]
    return [index for index, change in changes.items() if change.change.value == show.value]


def _tabs(
    rows: int, look: int, counts: Mapping[Change, int], gone: int, unsure: int
) -> tuple[tuple[Show, str, int], ...]:
    tabs = [(Show.ALL, _("All rows"), rows), (Show.LOOK, _("To look at"), look)]
    if unsure:
        tabs.append((Show.UNSURE, _("Which row it is"), unsure))
    tabs += [
        (Show(change.value), change_label(change), counts[change])
        for change in (Change.INVALID, Change.NEW, Change.CHANGED, Change.SAME)
        if counts.get(change)
    ]
    return (*tabs, (Show.GONE, _("No longer in the file"), gone)) if gone else tuple(tabs)


def _rows(
    indexes: Iterable[int],
    reading: PlanReading,
    notes: Mapping[int, _Notes],
    changes: Mapping[int, RowChange],
    look: set[int],
    retimed: Mapping[tuple[str, int], str],
    corrected: Mapping[tuple[str, int], Correction],
    offered: Callable[[int], tuple[Choice, ...]],
) -> Iterable[RowView]:
    shown: object = None
    for index in indexes:
        task, said, change = reading.tasks[index], notes.get(index, _Notes()), changes.get(index)
        here = (task.annex, task.heading)
        yield RowView(
            task=task,
            place=_("sheet %(sheet)s, row %(row)d") % {"sheet": task.sheet, "row": task.row},
            change=change.change if change else None,
            label=change_label(change.change) if change else "",
            lines=tuple(_lines(task)),
            errors=tuple(said.errors),
            warnings=tuple(said.warnings),
            proposals=tuple(said.proposals),
            fields=_fields(change, retimed.get((task.sheet, task.row), "")) if change else (),
            unsure=bool(change and change.unsure),
            decided=bool(change and change.decided),
            choices=offered(index) if change else (),
            look=index in look,
            corrected=(task.sheet, task.row) in corrected,
            carried=(task.sheet, task.row) in corrected and corrected[task.sheet, task.row].carried,
            heading=None if here == shown else heading_of(reading, task.annex, task.heading),
        )
        shown = here


def _fields(change: RowChange, retimed: str) -> tuple[tuple[str, str, str], ...]:
    """The parts that differ, before and after; a corrected timing whose words stand shows the words it is read as."""
    return tuple(
        (words_label(name), before, retimed if retimed and before == after else after)
        for name, before, after in change.fields
    )


def heading_of(reading: PlanReading, annex: str, heading: int | None) -> str:
    """The headings above a row with their numbers: "Phụ lục I / IV. Thực hiện … / 2. Rà soát …"."""
    printed: list[str] = []
    while heading is not None:
        section = reading.sections[heading]
        printed.insert(0, f"{section.number}. {section.title}" if section.number else section.title)
        heading = section.above
    if annex != "main":
        printed.insert(0, _("Annex %(code)s") % {"code": annex})
    return " / ".join(printed)


_PARTS: tuple[tuple[Words, tuple[Role, ...]], ...] = (
    (Words.CONTENT, (Role.CONTENT,)),
    (Words.LEADS, (Role.LEAD,)),
    (Words.PARTNERS, (Role.PARTNER,)),
    (Words.TIMING, (Role.TIME, Role.START, Role.FINISH)),
    (Words.DELIVERABLES, (Role.PRODUCT, Role.TARGET)),
    (Words.NOTES, (Role.NOTE,)),
)


_BULLET = re.compile(r"^\s*[-–•+*]\s+", re.MULTILINE)


def _lines(task: TaskReading) -> Iterable[Line]:
    """The row's parts in the order of a table; those that the file has no cell for only where something is said."""
    understood: dict[Words, tuple[tuple[Chip, ...], tuple[str, ...]]] = {
        Words.CONTENT: (tuple(target_chip(target) for target in task.targets), (task.content,)),
        Words.LEADS: (_units(task.leads), ()),
        Words.PARTNERS: (_units(task.partners), ()),
        Words.TIMING: (tuple(timing_chip(timing) for timing in task.timings), ()),
        Words.DELIVERABLES: ((), task.deliverables),
        Words.NOTES: ((), ()),
    }
    for part, roles in _PARTS:
        cells = [cell for cell in task.cells if cell.role in roles]
        chips, texts = understood[part]
        if part is Words.PARTNERS and chips and not cells:  # "Chủ trì: …; Phối hợp: …" in one cell
            cells = [cell for cell in task.cells if cell.role is Role.LEAD]
        if not cells and not chips and not any(texts):
            continue
        headings = dict.fromkeys(" ".join(cell.heading.split()) for cell in cells if cell.heading)
        several = len(headings) > 1
        original = tuple((cell.row, f"{cell.heading}: {cell.text}" if several else cell.text) for cell in cells)
        same = bool(cells) and (not texts or _plain(texts) == _plain(text for _row, text in original))
        yield Line(
            label=" / ".join(headings) or role_label(roles[0]),
            column=", ".join(dict.fromkeys(cell.column for cell in cells)),
            original=original,
            chips=chips,
            texts=() if same else texts,
            same=same and not chips,
        )


def _plain(texts: Iterable[str]) -> str:
    """The words alone: breaks, blanks and the bullets at the beginning of a line left out."""
    return " ".join(_BULLET.sub("", "\n".join(texts)).split())


def _units(units: Sequence[UnitReading]) -> tuple[Chip, ...]:
    return tuple(unit_chip(unit) for unit in units)
