"""What the frozen figures of a report look like: plain data, as it is written in JSON. Pure.

Days are ISO texts, exact numbers texts ("92.5"), so that the same figures always make the same bytes. Names of
states are those of `tasks.status`, `tasks.lateness` and `Category`; what a reader sees is written by
`reports.wording`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NotRequired, TypedDict

SCHEMA_VERSION = 2
"""Raised whenever the meaning or a name below changes: frozen figures keep the version they were written in.

2: sections name their annex."""


class Category(StrEnum):
    """Where a task with a date is counted: in exactly one of these."""

    EARLY = "early"
    ON_TIME = "on_time"
    ON_TIME_EXTENDED = "on_time_extended"
    LATE = "late"
    """Finished after its date."""
    DONE_UNDATED = "done_undated"
    OVERDUE = "overdue"
    """Not finished, and its date is past."""
    IN_PROGRESS = "in_progress"
    NOT_STARTED = "not_started"
    NO_DATE = "no_date"
    PAUSED = "paused"
    DROPPED = "dropped"
    NOTHING_AROSE = "nothing_arose"


DONE = (Category.EARLY, Category.ON_TIME, Category.ON_TIME_EXTENDED, Category.LATE, Category.DONE_UNDATED)
IN_TIME = (Category.EARLY, Category.ON_TIME, Category.ON_TIME_EXTENDED)


class Counts(TypedDict):
    """Tasks with a date, or occurrences of recurring ones. `by_category` has every category and adds up to `total`.

    `due` counts what was due by the close, `due_in_time` what of it was finished in time: the two numbers of the
    rate. `awaiting_confirmation` is a part of the finished, shown apart.
    """

    total: int
    done: int
    awaiting_confirmation: int
    due: int
    due_in_time: int
    by_category: dict[str, int]


class CheckIns(TypedDict):
    """Check-ins of ongoing tasks: `asked` for periods closed by the report's close, `reported` of them, and
    `reported_ahead` for periods still running; `late` not reported although their day is past."""

    tasks: int
    asked: int
    reported: int
    not_reported: int
    late: int
    reported_ahead: int


class Group(TypedDict):
    """The counts of all tasks, of a section, or of a unit. `tasks` counts each task once, whatever its timings."""

    name: str
    tasks: int
    dated: Counts
    recurring: Counts
    check_ins: CheckIns


class SectionGroup(Group):
    """The counts of a section; `plan` is an index of the plans beside.

    `annex` is the code of the plan's annex in which it stands ("II"; "main" for a plan's only table) and `annex_title`
    its title; both absent in figures of version 1.
    """

    plan: int
    annex: str
    annex_title: str


class PlanFigures(TypedDict):
    """A plan that the report is on; `number` is empty and `issued_on` None in a draft."""

    id: str
    number: str
    issued_on: str | None
    title: str
    year: int


class PartFigures(TypedDict):
    """What one lead unit owes of one occurrence, as it stood at the close.

    `due` is the day in force, `original_due` the plan's own where an extension moved it; `belongs_on` the day by
    which it counts into reports. `days` as in `tasks.lateness.Standing`. `result` is the last text of its history and
    `document` the number of the document named with its last entry. `counted` says whether it is part of the
    period's population.
    """

    unit: str
    slot: str
    kind: str
    period: str
    opens_on: str
    due: str | None
    original_due: str | None
    belongs_on: str | None
    status: str
    progress: int
    done_on: str | None
    timeliness: str
    days: int | None
    result: str
    document: str
    explanation: str
    counted: bool


class TaskFigures(TypedDict):
    """A row of the plan. `dated` is its category among tasks with a date (None: it has none in this period);
    `due` and `in_time` are its place in the rate. `plan` and `section` are indexes of the lists beside."""

    id: str
    plan: int
    section: int
    stt: str
    content: str
    leads: list[str]
    partners: list[str]
    officer: str
    timing: str
    deliverables: list[str]
    dated: str | None
    due: bool
    in_time: bool
    parts: list[PartFigures]


class MeasuredFigures(TypedDict):
    """A target's figure for a period: `result` in the target's unit, unrounded to 4 places; None without data."""

    numerator: str | None
    denominator: str | None
    result: str | None
    state: str


class TargetFigures(TypedDict):
    """A target with its figures of this period and of the one before; `missing` is how many more units reach it.

    `so_far` stands where another figure than the period's own is held against the target: of a count the year's sum.
    The state of `figure` and `missing` are then those of `so_far`.
    """

    id: str
    plan: int
    measure: str
    comparator: str
    value: str
    unit: str
    relation: str
    baseline_year: int | None
    confirmed: bool
    figure: MeasuredFigures
    previous: MeasuredFigures
    missing: int | None
    so_far: NotRequired[MeasuredFigures]


class PeriodFigures(TypedDict):
    """The report's period. `as_of` is the close; in a report built before the close, the day it was built."""

    name: str
    kind: str
    rule: str
    start: str
    close: str
    as_of: str


class ChangeFigures(TypedDict):
    """A part that stands differently, in words; `before` or `after` is empty where one side does not count it."""

    content: str
    unit: str
    before: str
    after: str


class Since(TypedDict):
    """What stands differently than in an earlier report, or, where none was issued, than at the earlier close.

    `number` is that report's, "" where there is none; `as_of` the day its figures are of.
    """

    number: str
    as_of: str
    changes: list[ChangeFigures]


class Figures(TypedDict):
    """All figures of a report. `sections`, `units` and `officers` (those in charge of a task) hold a group each;
    `next` is the period whose due work is looked ahead to. Lists of rows are drawn from `tasks`, which hold every
    part once. `since` is there in a version that replaces an issued one, and in a year's supplement."""

    schema: int
    ward: dict[str, str]
    period: PeriodFigures
    next: PeriodFigures
    plans: list[PlanFigures]
    total: Group
    sections: list[SectionGroup]
    units: list[Group]
    officers: list[Group]
    targets: list[TargetFigures]
    tasks: list[TaskFigures]
    since: NotRequired[Since]
