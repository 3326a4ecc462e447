"""The values that pass along the import line: a grid of texts in, a plan's reading out. Pure.

Every place is named the way a person sees it in the workbook: the sheet by its name, rows from 1,
columns by letter.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from plans.kpi import Comparator, Relation
from tasks.timing import Timing
from wards.unit_names import UnitReading

MAIN_ANNEX = "main"  # an annex without a number, or a plan of one table


@dataclass(frozen=True)
class Problem:
    """One thing wrong (an error) or doubtful (a warning) in a file, in Vietnamese, with its place.

    `sheet`, `row` (from 1) and `column` (a letter) are None where the problem is the whole file's.
    """

    sheet: str | None
    row: int | None
    column: str | None
    message: str


@dataclass(frozen=True)
class Merge:
    """A merged area: first and last row and column, from 1, inclusive."""

    top: int
    left: int
    bottom: int
    right: int


class Part(StrEnum):
    """What a sheet of the grid was: a workbook's sheet, a table of a document, or the paragraphs around its tables."""

    SHEET = "sheet"
    TABLE = "table"
    TEXT = "text"


@dataclass(frozen=True)
class Sheet:
    """One sheet as texts: `rows[0]` is row 1, `rows[0][0]` is A1; rows may differ in length.

    Percentages read "95%", dates "dd/mm/yyyy", whole numbers have no decimals, blanks are "".
    `lost` maps (row, column) from 1 of cells whose value the file does not hold (a formula never
    calculated, an error such as #REF!) to what stands there instead.
    """

    name: str
    rows: tuple[tuple[str, ...], ...]
    merges: tuple[Merge, ...] = ()
    lost: dict[tuple[int, int], str] = field(default_factory=dict)
    part: Part = Part.SHEET


@dataclass(frozen=True)
class Grid:
    """A whole workbook, its visible sheets in order, or a document's tables and the paragraphs between them, which
    are sheets of one column; `warnings` of the reader (a hidden sheet)."""

    sheets: tuple[Sheet, ...]
    warnings: tuple[Problem, ...] = ()


class Role(StrEnum):
    """What a column holds."""

    STT = "stt"
    CONTENT = "content"
    LEAD = "lead"
    PARTNER = "partner"
    TIME = "time"
    START = "start"
    FINISH = "finish"
    PRODUCT = "product"
    TARGET = "target"
    NOTE = "note"
    IGNORE = "ignore"  # only where a person says so


class Cell(NamedTuple):
    """One filled cell of a row as it stands in the file, under the heading printed above it.

    A named tuple, because a long plan has a hundred thousand of them.
    """

    row: int
    column: str
    role: Role
    heading: str
    text: str


class Level(StrEnum):
    """How deep a heading row stands: section (I or A), subsection (A or I), group (numbered heading)."""

    SECTION = "section"
    SUBSECTION = "subsection"
    GROUP = "group"


@dataclass(frozen=True)
class AnnexReading:
    """An annex: its number as printed ("I", "2") or `main`, its title, the sheet it begins on."""

    number: str
    title: str
    sheet: str
    row: int


@dataclass(frozen=True)
class SectionReading:
    """A heading row. `above` is the index, in PlanReading.sections, of the heading it stands under."""

    annex: str
    level: Level
    number: str
    title: str
    above: int | None
    sheet: str
    row: int


@dataclass(frozen=True)
class TargetReading:
    """A target found in a row: a proposal until someone confirms it.

    `value` is in `unit` ("%" or a counted thing, "mô hình"); `part_of` is the index of another target
    of the same row; `stated` is what the words say ("=" where no word compares); `text` is the clause.
    """

    measure: str
    comparator: Comparator
    value: Decimal
    unit: str
    part_of: int | None = None
    relation: Relation | None = None
    baseline_year: int | None = None
    stated: str = "="
    text: str = ""


@dataclass(frozen=True)
class TaskReading:
    """One task as read. Texts are as printed (NFC, blanks tidied, line breaks kept).

    `annex`, `section`, `subsection`, `group`, `parent` are numbers as printed; `heading` is the index,
    in PlanReading.sections, of the deepest heading above the row. `leads` and `partners` keep the names
    as printed beside the unit each was matched to. `timing` joins the time cells with " | ". `notes`
    are (heading, text) of the other columns. `cells` is the original, every row that went into the task.
    """

    annex: str
    section: str | None
    subsection: str | None
    group: str | None
    parent: str | None
    stt: str | None
    content: str
    leads: tuple[UnitReading, ...]
    partners: tuple[UnitReading, ...]
    timing: str
    timings: tuple[Timing, ...]
    deliverables: tuple[str, ...]
    targets: tuple[TargetReading, ...]
    notes: tuple[tuple[str, str], ...]
    heading: int | None
    sheet: str
    row: int
    cells: tuple[Cell, ...]


class ProposalKind(StrEnum):
    """What a person is asked to confirm."""

    UNIT = "unit"
    CADENCE = "cadence"
    TASK = "task"
    TARGET = "target"


class Standing(StrEnum):
    """How a sentence stands to the table: it says something new, the same as a row, or something else than a row."""

    NEW = "new"
    SAME = "same"
    OTHER = "other"


class Place(NamedTuple):
    """A row by its sheet and number."""

    sheet: str
    row: int


@dataclass(frozen=True)
class Sentence:
    """What a sentence of the text around the tables says, for a person to take over or to leave.

    `key` names it in every version of the file: a person's answer is kept by it. A task has the words of its timing,
    `phrase`, and its `timings`, and the units that the sentence names; a target has `target`. `about` is the row of a
    table that it seems to speak of, `stated` what that row says of it, as printed.
    """

    key: str
    text: str
    standing: Standing = Standing.NEW
    phrase: str = ""
    timings: tuple[Timing, ...] = ()
    leads: tuple[UnitReading, ...] = ()
    partners: tuple[UnitReading, ...] = ()
    target: TargetReading | None = None
    about: Place | None = None
    stated: str = ""


@dataclass(frozen=True)
class Proposal:
    """Something read that a person decides on: a new unit, a cadence found elsewhere in the row, a
    task or a target in the text around the tables (then `sentence` says it in full). `value` is the bare
    reading ("monthly", a name, the first due day)."""

    kind: ProposalKind
    value: str
    message: str
    sheet: str
    row: int
    sentence: Sentence | None = None


@dataclass(frozen=True)
class PlanReading:
    """Everything read from one file. Nothing may be stored while `errors` is not empty.

    `year` is 0 where the file does not say it (then `errors` does). `ward` reads "Phường Mỹ Hào". `signer` and
    `signer_post` are printed under the signature, "" where they are not. `columns_open`: what the columns of a table
    hold could not be told, so a person is to say it.
    """

    number: str | None
    issued_on: date | None
    year: int
    ward: str | None
    title: str
    annexes: tuple[AnnexReading, ...]
    sections: tuple[SectionReading, ...]
    tasks: tuple[TaskReading, ...]
    proposals: tuple[Proposal, ...]
    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    signer: str = ""
    signer_post: str = ""
    columns_open: bool = False
