"""A period's figures of all targets on one page, read in a few queries; `plans.saving` saves it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from plans import closing, entry, kpi, measuring, words
from plans.entry import Cell, Line, Typed
from plans.models import FigureEvidence, Measurement, PeriodClosing, PlanState, Target
from wards import clock
from wards.models import Ward
from wards.periods import Period, previous
from wards.uploads import Checked


@dataclass(frozen=True)
class Box:
    """An input of a row: what is typed there, what is wrong with it, what it counts."""

    kind: Cell
    name: str
    label: str
    text: str
    problem: str
    words: str
    shown: bool


@dataclass
class Row:
    """A target of the grid. `typed`, `source`, `note` and `proof` are what its cells hold; `seen` is the version that
    the page shows, 0 for none; `theirs` what somebody else recorded meanwhile; `asks` the question about a jump."""

    target: Target
    line: Line
    depth: int
    stored: Measurement | None = None
    before: Measurement | None = None
    typed: Typed = field(default_factory=Typed)
    source: str = ""
    note: str = ""
    proof: str = ""
    files: list[Checked] = field(default_factory=list)
    seen: int = 0
    proofs: list[FigureEvidence] = field(default_factory=list)
    reading: entry.Reading = field(default_factory=entry.Reading)
    problems: dict[str, str] = field(default_factory=dict)
    asks: str = ""
    confirms: str = ""
    confirmed: bool = False
    theirs: Measurement | None = None

    @property
    def key(self) -> str:
        """By which the row's inputs are called."""
        return str(self.target.public_id)

    @property
    def has_fraction(self) -> bool:
        """Whether the target is given as a numerator and a denominator; a count or a level is a bare value."""
        return kpi.is_rate(self.line.goal) or (self.line.stored is not None and self.line.stored.value is None)

    @property
    def goal(self) -> str:
        """What the target asks, in words."""
        return words.goal(self.target)

    @property
    def theirs_said(self) -> str:
        """What somebody else recorded."""
        return figure_words(self.theirs, self.target) if self.theirs else ""

    @property
    def cells(self) -> list[Box]:
        """The row's inputs, from left to right."""
        labels = {Cell.NUMERATOR: _("Numerator"), Cell.DENOMINATOR: _("Denominator"), Cell.VALUE: _("Or value")}
        if not self.has_fraction:
            labels[Cell.VALUE] = _("Value")
        counted = {Cell.NUMERATOR: self.target.numerator_label, Cell.DENOMINATOR: self.target.denominator_label}
        return [
            Box(
                cell,
                f"{cell}-{self.key}",
                label,
                getattr(self.typed, cell.value),
                self.problems.get(cell.value, ""),
                counted.get(cell, ""),
                self.has_fraction or cell is Cell.VALUE,
            )
            for cell, label in labels.items()
        ]

    @property
    def opens(self) -> bool:
        """Whether source, note and evidence are shown at once."""
        return bool(self.note or self.proof or self.proofs or {"source", "proof", "files"} & self.problems.keys())

    @property
    def percent(self) -> str:
        """What the figure comes to, before anything is typed."""
        if self.reading.figure is None or self.reading.figure.value is not None:
            return ""
        result = self.reading.figure.result
        return words.amount(result, "%") if result is not None else ""

    @property
    def last(self) -> str:
        """The figure of the period before, in words."""
        return figure_words(self.before, self.target) if self.before else ""

    @property
    def is_new(self) -> bool:
        """Whether saving adds a version."""
        kept = self.stored is None or (self.source, self.note) == (self.stored.source, self.stored.note)
        return self.reading.changed or (self.reading.figure is not None and not kept)


@dataclass
class Grid:
    """The page. `closed` are the closings that keep it from being changed, `refused` says why nothing was saved."""

    ward: Ward
    period: Period
    rows: list[Row]
    closed: list[PeriodClosing]
    begun: bool
    refused: str = ""
    source: str = ""

    @property
    def open(self) -> bool:
        """Whether figures can be written."""
        return self.begun and not self.closed

    @property
    def faults(self) -> int:
        """Cells that cannot be saved."""
        return sum(len(row.problems) for row in self.rows)

    @property
    def asking(self) -> list[Row]:
        """Rows whose figure must be confirmed."""
        return [row for row in self.rows if row.asks and not row.confirmed]

    @property
    def unsaved(self) -> bool:
        """Whether what was typed is shown again because it was not saved."""
        return bool(self.refused or self.faults or self.asking or self.outdated)

    @property
    def outdated(self) -> list[Row]:
        """Rows that somebody else changed meanwhile."""
        return [row for row in self.rows if row.theirs]


def figure_words(figure: Measurement, target: Target) -> str:
    """A recorded figure: "940/1.000 (94%)", "12 lớp"."""
    made = kpi.Figure(figure.numerator, figure.denominator, figure.value)
    if figure.value is not None:
        return words.level(figure.value, target)
    fraction = "/".join(words.amount(part, "") for part in (figure.numerator, figure.denominator) if part is not None)
    return f"{fraction} ({words.amount(made.result, '%')})" if made.result is not None else fraction


def grid(ward: Ward, period: Period) -> Grid:
    """The period's targets, confirmed ones and those that have figures, tied ones under what they hang on.

    Four queries.
    """
    before = previous(period)
    targets = list(targets_of_year(ward, period.year).select_related("plan", "part_of"))
    kept = Measurement.objects.filter(ward=ward, target__in=targets, period__in=[period.name, before.name])
    newest = measuring.newest_figures(kept)
    proofs: dict[int, list[FigureEvidence]] = {}
    shown = [found.pk for (_key, name), found in newest.items() if name == period.name]
    for proof in FigureEvidence.objects.filter(measurement__in=shown).select_related("attachment"):
        proofs.setdefault(proof.measurement_id, []).append(proof)
    measured = {key for key, _name in newest}
    targets = [each for each in targets if each.confirmed_at or each.pk in measured]
    rows = [_row(each, depth, newest, period, before) for each, depth in nested(targets)]
    for row in rows:
        row.proofs = proofs.get(row.stored.pk, []) if row.stored else []
    closed = closing.covering(period, closing.closings_in_force(ward))
    return Grid(ward, period, rows, closed, period.start <= clock.today())


IN_FORCE = Q(plan__state=PlanState.ISSUED) | Q(plan__waits_for_issue=False)
"""Of a target: its plan asks for something, unlike a copy for next year that waits to be issued."""


def targets_of_year(ward: Ward, year: int) -> QuerySet[Target]:
    """The targets of the year's plans in force, plan by plan in document order."""
    targets = Target.objects.filter(IN_FORCE, ward=ward, plan__year=year)
    return targets.order_by("plan__issued_on", "plan", "position", "pk")


def nested(targets: list[Target]) -> Iterator[tuple[Target, int]]:
    """The targets in their order, each followed by those tied to it, with how deep they hang."""
    present = {each.pk for each in targets}
    hanging: dict[int | None, list[Target]] = {}
    for each in targets:
        hanging.setdefault(each.part_of_id if each.part_of_id in present else None, []).append(each)
    told: set[int] = set()

    def walk(above: int | None, depth: int) -> Iterator[tuple[Target, int]]:
        for each in hanging.get(above, []):
            if each.pk not in told:
                told.add(each.pk)
                yield each, depth
                yield from walk(each.pk, depth + 1)

    yield from walk(None, 0)
    # Tied in a ring they hang on nothing that was told.
    yield from ((each, 0) for each in targets if each.pk not in told)


def _row(
    target: Target, depth: int, newest: Mapping[tuple[int, str], Measurement], period: Period, before: Period
) -> Row:
    stored, last = newest.get((target.pk, period.name)), newest.get((target.pk, before.name))
    line = Line(
        goal_of(target),
        target.part_of_id,
        kpi.Relation(target.relation) if target.relation else None,
        figure_of(stored),
        figure_of(last),
    )
    row = Row(target, line, depth, stored, last, entry.texts(line.stored))
    row.reading = entry.Reading(line.stored)
    if stored:
        row.source, row.note, row.seen = stored.source, stored.note, stored.number
    return row


def goal_of(target: Target) -> kpi.Goal:
    """What the target asks, for the arithmetic."""
    return kpi.Goal(kpi.Comparator(target.comparator), target.value, target.unit, target.baseline_value)


def figure_of(stored: Measurement | None) -> kpi.Figure | None:
    """A recorded figure, for the arithmetic."""
    return kpi.Figure(stored.numerator, stored.denominator, stored.value) if stored else None
