"""Figures as somebody types them for all targets of a period: read, checked against one another, compared. Pure.

Every fault belongs to a cell. Nothing is decided here about what may be written: a grid without faults may be, one
with a jump only after its writer has confirmed that very figure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from plans.kpi import Figure, Goal, Relation, is_rate, tie_holds
from plans.numbers import NumberError, read_number, write_number

JUMP_POINTS = Decimal(10)
"""A rate that moves by so many percentage points against the period before is asked about."""
JUMP_TIMES = Decimal(2)
"""So is a number of cases that is so many times what it was, or so many times less."""
FEW = Decimal(10)
"""Numbers below this double by chance."""


class Cell(StrEnum):
    """Where something is typed."""

    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"
    VALUE = "value"


class Fault(StrEnum):
    """What is wrong with a cell. The first five are those of `plans.numbers.Problem`."""

    NO_NUMBER = "no_number"
    TOO_LARGE = "too_large"
    TOO_FINE = "too_fine"
    TWO_WAYS = "two_ways"
    UNCLEAR = "unclear"
    NEGATIVE = "negative"
    ABOVE_DENOMINATOR = "above_denominator"
    NO_NUMERATOR = "no_numerator"
    NO_DENOMINATOR = "no_denominator"
    BOTH = "both"
    """A fraction and a bare value."""
    EMPTIED = "emptied"
    """A figure that is recorded cannot be taken away, only corrected."""
    NOT_THE_PARENTS = "not_the_parents"
    """A share whose denominator is not the numerator of what it is a share of."""


@dataclass(frozen=True)
class Problem:
    """A fault at its cell; `given` is what was typed there, `expected` what would fit."""

    cell: Cell
    fault: Fault
    given: str = ""
    expected: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """A target of the grid. `stored` is its newest figure of this period, `before` that of the period before."""

    goal: Goal
    parent: int | None = None
    relation: Relation | None = None
    stored: Figure | None = None
    before: Figure | None = None


@dataclass(frozen=True)
class Typed:
    """The texts of a line's cells."""

    numerator: str = ""
    denominator: str = ""
    value: str = ""

    @property
    def empty(self) -> bool:
        return not (self.numerator.strip() or self.denominator.strip() or self.value.strip())


@dataclass(frozen=True)
class Jump:
    """A figure far from that of the period before: of its rate, or of the number of cases counted."""

    before: Decimal
    now: Decimal
    of_rate: bool


@dataclass(frozen=True)
class Reading:
    """What a line says: its figure (None where it is empty or faulty), whether that is new, what is odd about it."""

    figure: Figure | None = None
    problems: tuple[Problem, ...] = ()
    changed: bool = False
    jump: Jump | None = None


def texts(figure: Figure | None) -> Typed:
    """A figure as its cells begin with it, in a form that reads back the same."""
    if figure is None:
        return Typed()
    return Typed(*("" if part is None else write_number(part) for part in parts(figure)))


def parts(figure: Figure) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """Numerator, denominator and value."""
    return figure.numerator, figure.denominator, figure.value


def mark(figure: Figure) -> str:
    """The figure in a word, by which a confirmation names what it confirms."""
    return "/".join("" if part is None else f"{part.normalize():f}" for part in parts(figure))


def read(lines: Mapping[int, Line], typed: Mapping[int, Typed]) -> dict[int, Reading]:
    """What each line says. The blank denominator of a share is its parent's numerator, as typed or as stored."""
    figures: dict[int, Figure | None] = {}
    found: dict[int, Reading] = {}
    for key in _parents_first(lines):
        line = lines[key]
        above = figures.get(line.parent) if line.parent is not None else None
        cells = typed.get(key, Typed())
        if line.relation is Relation.SHARE_OF and cells.numerator.strip() and not cells.denominator.strip():
            if line.parent in found and found[line.parent].problems:
                # The parent's fault is told where it stands: without it this one would not be.
                figures[key], found[key] = None, Reading()
                continue
            if above is not None and above.numerator is not None:
                cells = Typed(cells.numerator, write_number(above.numerator), cells.value)
        figure, problems = _read(cells, line.stored)
        figures[key] = figure
        changed = not problems and figure != line.stored
        found[key] = Reading(
            figure, tuple(problems), changed, jump(line.goal, line.before, figure) if changed else None
        )
    for key, line in lines.items():
        above = figures.get(line.parent) if line.parent is not None else None
        figure = figures[key]
        if figure is None or above is None or line.relation is None or line.parent is None:
            continue
        touched = found[key].changed or found[line.parent].changed
        if touched and not tie_holds(line.relation, figure, above) and above.numerator is not None:
            given = "" if figure.denominator is None else write_number(figure.denominator)
            problem = Problem(Cell.DENOMINATOR, Fault.NOT_THE_PARENTS, given, (write_number(above.numerator),))
            found[key] = Reading(None, (*found[key].problems, problem))
    return found


def jump(goal: Goal, before: Figure | None, now: Figure | None) -> Jump | None:
    """How far the figure is from the period before, where that is worth a question; None where it is not."""
    if before is None or now is None:
        return None
    then, this = before.result, now.result
    rate = is_rate(goal)
    if rate and then is not None and this is not None and abs(this - then) >= JUMP_POINTS:
        return Jump(then, this, of_rate=True)
    counted = (before.denominator, now.denominator) if now.denominator is not None else (before.value, now.value)
    then, this = counted
    if then is None or this is None or (rate and now.denominator is None) or max(then, this) < FEW:
        return None
    far = max(then, this) >= JUMP_TIMES * min(then, this)
    return Jump(then, this, of_rate=False) if far else None


def _parents_first(lines: Mapping[int, Line]) -> Sequence[int]:
    order: dict[int, None] = {}

    def visit(key: int, above: frozenset[int]) -> None:
        parent = lines[key].parent
        if parent is not None and parent in lines and parent not in order and parent not in above:
            visit(parent, above | {key})
        order.setdefault(key)

    for key in lines:
        visit(key, frozenset())
    return list(order)


def _read(cells: Typed, stored: Figure | None) -> tuple[Figure | None, list[Problem]]:
    if cells.empty:
        if stored is None:
            return None, []
        return None, [Problem(Cell.VALUE if stored.value is not None else Cell.NUMERATOR, Fault.EMPTIED)]
    numbers: dict[Cell, Decimal | None] = {}
    problems: list[Problem] = []
    for cell, text in (
        (Cell.NUMERATOR, cells.numerator),
        (Cell.DENOMINATOR, cells.denominator),
        (Cell.VALUE, cells.value),
    ):
        numbers[cell] = None
        if text.strip():
            try:
                numbers[cell] = _number(text)
            except NumberError as error:
                problems.append(Problem(cell, Fault(error.problem.value), text.strip(), error.readings or ()))
    if not problems:
        problems = list(_together(numbers, cells))
    if problems:
        return None, problems
    return Figure(numbers[Cell.NUMERATOR], numbers[Cell.DENOMINATOR], numbers[Cell.VALUE]), []


def _number(text: str) -> Decimal:
    """A figure in one form, so that 5 and 5.0 are the same mark."""
    return read_number(text).normalize() + 0


def _together(numbers: Mapping[Cell, Decimal | None], cells: Typed) -> Iterator[Problem]:
    numerator, denominator, value = (numbers[cell] for cell in Cell)
    said = {Cell.NUMERATOR: cells.numerator, Cell.DENOMINATOR: cells.denominator, Cell.VALUE: cells.value}
    negative = [cell for cell in Cell if (number := numbers[cell]) is not None and number < 0]
    if negative:
        yield from (Problem(cell, Fault.NEGATIVE, said[cell].strip()) for cell in negative)
    elif value is not None and (numerator is not None or denominator is not None):
        yield Problem(Cell.VALUE, Fault.BOTH, said[Cell.VALUE].strip())
    elif value is None and numerator is None:
        yield Problem(Cell.NUMERATOR, Fault.NO_NUMERATOR)
    elif value is None and denominator is None:
        yield Problem(Cell.DENOMINATOR, Fault.NO_DENOMINATOR)
    elif numerator is not None and denominator is not None and numerator > denominator:
        yield Problem(Cell.NUMERATOR, Fault.ABOVE_DENOMINATOR, write_number(numerator), (write_number(denominator),))
