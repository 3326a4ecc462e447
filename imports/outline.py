"""Rows of a table into sections and tasks: numbers followed, continuations joined. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from imports.grid import Cell, Level, Role, SectionReading
from imports.numbering import Outline, Series, as_heading, counts_from_one_below, kinds, split_title
from imports.table_rows import TIMES, Row
from tasks.timing import Kind, read_phrase

_BULLET = re.compile(r"^[-–—+•*]\s")
_SENTENCE_END = re.compile(r"[.;:!?]$")
_DANGLING = re.compile(
    r"(?:\b(?:từ|đến|trước|ngày|tháng|quý|năm|và|hoặc|của|theo|trong|hết|nhất|thành|khi|có|kế hoạch)|[,/–-])$",
    re.IGNORECASE,
)
_NAME_EDGES = re.compile(r"\s*[;\n]\s*[-–—+•*]?\s*")
_DITTO = re.compile(r"^\W*(?:n/?t|như trên)\W*$|^[\s-]*(?:[\"”“″〃]|//|,,|'')[\s-]*$", re.IGNORECASE)
_LONGEST_DITTO = 20  # "--- như trên ---"
_UNITS = (Role.LEAD, Role.PARTNER)
_FILLED_DOWN = (*_UNITS, *TIMES, Role.PRODUCT)


Knows = Callable[[str], bool]  # whether a text is the name of a unit


@dataclass
class Draft:
    """A task being put together: its first row, its texts joined, its times one by one."""

    first: Row
    texts: dict[Role, str]
    times: list[tuple[str, str | None]]
    cells: list[Cell]
    notes: list[tuple[str, str]]
    doubtful: list[int] = field(default_factory=list)  # rows joined that could have been tasks of their own
    borrowed: bool = False  # the content is that of the row above

    @classmethod
    def of(cls, row: Row) -> Draft:
        """A task that begins with this row."""
        return cls(
            row, dict(row.texts), [_time(row)] if _time(row) != ("", None) else [], list(row.cells), row.notes[:]
        )

    def go_on(self, row: Row, knows: Knows) -> None:
        """Join a row that continues this task; a whole time phrase of its own is a second timing."""
        flow = row.after_heading
        for role, text in row.texts.items():
            if role in TIMES or role is Role.STT or not text:
                continue
            above = self.texts.get(role, "")
            new = flow and role in _UNITS and _is_next_name(above, text, knows)
            self.texts[role] = _join(above, text, flow and not new)
        self.cells += row.cells
        self.notes += row.notes
        start, finish = _time(row)
        if not start and not finish:
            return
        if self.times and (flow or not is_second_time(_last(self.times), start or finish or "")):
            before, end = self.times[-1]
            self.times[-1] = (
                f"{before} {start}".strip(),
                f"{end or ''} {finish or ''}".strip() if finish or end else end,
            )
        else:
            self.times.append((start, finish))


@dataclass(frozen=True)
class Placed:
    """A task with its place in the outline, numbers as printed; `heading` indexes the sections."""

    draft: Draft
    section: str | None
    subsection: str | None
    group: str | None
    parent: str | None
    heading: int | None


@dataclass
class _Open:
    """The headings open at a row, by level, as indexes of the sections read so far."""

    section: int | None = None
    subsection: int | None = None
    groups: list[int] = field(default_factory=list)
    nested: int = 0  # the last plain number under an innermost group whose tasks begin at 1 again
    numbers: set[str] = field(default_factory=set)  # of the tasks in this section
    top: str | None = None  # a task with a Roman numeral or letter: the parent of what follows


def outline(rows: Sequence[Row], knows: Knows = lambda name: False) -> tuple[list[SectionReading], list[Placed]]:
    """Sections and tasks of all tables, in order. `knows` tells names of units: they show where one was cut."""
    sections: list[SectionReading] = []
    placed: list[Placed] = []
    first = 0
    while first < len(rows):
        last = first
        while last < len(rows) and rows[last].table == rows[first].table:
            last += 1
        _Table(rows[first:last], sections, placed, knows).run()
        first = last
    return sections, placed


class _Table:
    def __init__(self, rows: Sequence[Row], sections: list[SectionReading], placed: list[Placed], knows: Knows) -> None:
        self.rows, self.sections, self.placed, self.knows = rows, sections, placed, knows
        self.numbers = Outline()
        self.open = _Open()
        self.draft: Draft | None = None
        # A table that begins with a title without a number: its other rows of one cell are titles too.
        self.titled = bool(rows) and self._is_title(rows, 0)

    def run(self) -> None:
        for index, row in enumerate(self.rows):
            if row.stt or self.draft is None or not self.draft.first.stt:
                _fill_down(row)
            self._as_above(row)
            heading = self._heading(index, row)
            if heading is not None:
                self._begin_section(row, *heading)
            elif row.stt:
                if row.get(Role.CONTENT) or row.has_own:
                    self._begin_task(row)
            elif self.draft is not None and self._continues(row, self.draft):
                self.draft.go_on(row, self.knows)
            elif self.draft is None and not row.has_own and self.sections and not row.stt:
                self._extend_title(row)
            else:
                self._begin_task(row)

    def _as_above(self, row: Row) -> None:
        """Write out "-nt-" (như trên): the unit, time or product of the task above."""
        for role in _FILLED_DOWN:
            text = row.texts.get(role)
            if text and len(text) <= _LONGEST_DITTO and _DITTO.match(text) and self.placed:
                above = self.placed[-1].draft
                start, finish = above.times[-1] if above.times else ("", None)
                time = (finish if role is Role.FINISH else start) or ""
                row.texts[role] = time if role in TIMES else above.texts.get(role, "")

    # Headings

    @staticmethod
    def _is_title(rows: Sequence[Row], index: int) -> bool:
        """Whether a row of one cell stands like a title over a row with a unit or a time."""
        row = rows[index]
        text = row.get(Role.CONTENT) if row.texts.keys() == {Role.CONTENT} else ""
        if not text or text[0].islower() or _BULLET.match(text) or _SENTENCE_END.search(text) or split_title(text):
            return False
        below = rows[index + 1] if index + 1 < len(rows) else None
        if below is None or (Role.STT in row.columns and not below.stt):
            return False
        return bool(below.get(Role.LEAD, *TIMES))

    def _heading(self, index: int, row: Row) -> tuple[str, str] | None:
        """Number and title of a section row (rule 2): a number, a title, and no unit, time or product."""
        if row.has_own:
            return None
        if self.titled and self._is_title(self.rows, index):
            return "", row.get(Role.CONTENT)
        if row.alone:
            split = split_title(row.alone)
            if split:
                return split
            in_first = row.texts.get(Role.STT) == row.alone and not row.stt
            return ("", row.alone) if in_first and not (row.alone[0].islower() or row.after_heading) else None
        content = row.get(Role.CONTENT)
        if row.stt and content:
            series = kinds(row.stt)
            if Series.ROMAN in series or Series.LETTER in series or self._has_children(index, row.stt):
                return row.stt, content
        elif content and not row.texts.get(Role.STT):
            split = split_title(content)
            if split and not row.after_heading and {Series.ROMAN, Series.LETTER} & kinds(split[0]).keys():
                return split
        return None

    def _has_children(self, index: int, number: str) -> bool:
        """Whether tasks stand under this number: deeper numbers, tasks without numbers, or a count from 1 again."""
        for row in self.rows[index + 1 :]:
            if row.stt:
                series = kinds(row.stt)
                if Series.ARABIC not in series:
                    return Series.SUB_LETTER in series and Series.SUB_LETTER not in kinds(number)
                if row.stt.startswith(f"{number}."):
                    return True
                return row.stt == "1" and row.has_own and counts_from_one_below(number)
            if row.alone and split_title(row.alone):
                return False
            content = row.get(Role.CONTENT)
            lead, time = row.get(Role.LEAD), row.get(*TIMES)
            # "- Báo cáo quý" with both is a task of its own.
            own = (lead and time) or not _BULLET.match(content)
            if content and (lead or time) and own and not content[0].islower():
                return True
        return False

    def _begin_section(self, row: Row, number: str, title: str) -> None:
        number = as_heading(number)
        series = kinds(number)
        now = self.open
        if series and not {Series.ROMAN, Series.LETTER} & series.keys():
            level = Level.GROUP
            now.groups = [index for index in now.groups if number.startswith(f"{self.sections[index].number}.")]
            above = now.groups[-1] if now.groups else self._deepest_section()
        else:
            level = self.numbers.place(number) if series else Level.SECTION
            above = now.section if level is Level.SUBSECTION else None
        self.sections.append(SectionReading(row.annex, level, number, title, above, row.sheet, row.number))
        index = len(self.sections) - 1
        if level is Level.GROUP:
            now.groups.append(index)
            now.nested = 0
        elif level is Level.SUBSECTION:
            self.open = _Open(now.section, index)
        else:
            self.open = _Open(index)
        self.draft = None

    def _extend_title(self, row: Row) -> None:
        last = self.sections[-1]
        text = row.alone or row.get(Role.CONTENT)
        self.sections[-1] = SectionReading(
            last.annex, last.level, last.number, f"{last.title} {text}".strip(), last.above, last.sheet, last.row
        )

    def _deepest_section(self) -> int | None:
        return self.open.section if self.open.subsection is None else self.open.subsection

    # Tasks

    def _continues(self, row: Row, draft: Draft) -> bool:
        """Whether a row without a number belongs to the task above (rules 3, 4, 5 and 8 of a plan's rows)."""
        lead, time, content = row.get(Role.LEAD), row.get(*TIMES), row.get(Role.CONTENT)
        if row.after_heading:
            return not (lead and time) or self._goes_on(row, draft)
        if lead and time:  # "hành chính công phường": cells wrapped into this row
            wrapped = content[0].islower() if content else lead[0].islower()
            return wrapped and (not content or self._goes_on(row, draft))
        begins = content and not _BULLET.match(content) and not content[0].islower()
        if begins and lead and not draft.first.stt and Role.STT not in row.merged:
            return False  # among tasks without numbers, one whose time was left blank
        draft.doubtful = draft.doubtful or ([row.number] if begins and (lead or time) else [])
        return True

    def _goes_on(self, row: Row, draft: Draft) -> bool:
        """Whether the cells of a row with lead and time are the ends of cells cut at a page break or wrapped."""
        content, lead, time = row.get(Role.CONTENT), row.get(Role.LEAD), row.get(*TIMES)
        if content and row.after_heading and (content[0].islower() or _BULLET.match(content)):
            return content[0].islower()
        whole = _is_whole(time) and not (draft.times and _DANGLING.search(_last(draft.times)))
        return not whole or not _is_next_name(draft.texts.get(Role.LEAD, ""), lead, self.knows)

    def _begin_task(self, row: Row) -> None:
        draft = Draft.of(row)
        if not row.get(Role.CONTENT) and self.draft is not None and not row.stt:
            draft.texts[Role.CONTENT] = row.merged.get(Role.CONTENT) or self.draft.texts.get(Role.CONTENT, "")
            draft.borrowed = True
        self.draft = draft
        self._close_groups(row.stt)
        now = self.open
        number = self._number(now.section), self._number(now.subsection)
        group = now.groups[-1] if now.groups else None
        heading = group if group is not None else self._deepest_section()
        self.placed.append(Placed(draft, *number, self._number(group), self._parent(row.stt), heading))
        if row.stt:
            now.numbers.add(row.stt)
            if Series.ARABIC not in kinds(row.stt) and Series.SUB_LETTER not in kinds(row.stt):
                now.top = row.stt

    def _number(self, index: int | None) -> str | None:
        """A heading's number as printed, its title where it has none."""
        return None if index is None else self.sections[index].number or self.sections[index].title

    def _close_groups(self, number: str) -> None:
        """Leave the groups that a task of this number does not stand in."""
        now = self.open
        if Series.ARABIC not in kinds(number):
            return
        while now.groups:
            group = self.sections[now.groups[-1]].number
            if number.startswith(f"{group}."):
                return
            if "." not in number and int(number) == now.nested + 1 and (now.nested or number == "1"):
                now.nested += 1  # "1, 2, 3" again under the numbered heading
                return
            now.groups.pop()
            now.nested = 0

    def _parent(self, number: str) -> str | None:
        """The task above that this number hangs on: 4 for 4.1, the last plain number for a, b, c."""
        now, series = self.open, kinds(number)
        if Series.ARABIC in series:
            parts = number.split(".")
            for end in range(len(parts) - 1, 0, -1):
                if ".".join(parts[:end]) in now.numbers:
                    return ".".join(parts[:end])
            return now.top if len(parts) == 1 else None
        if Series.SUB_LETTER in series and self.placed:
            for before in reversed(self.placed):
                if Series.ARABIC in kinds(before.draft.first.stt) and before.draft.first.stt in now.numbers:
                    inside = before.group == self._number(now.groups[-1] if now.groups else None)
                    return before.draft.first.stt if inside else None
        return None


def _is_next_name(above: str, below: str, knows: Knows) -> bool:
    """Whether a unit cell under a page break begins with a name of its own, not with the end of one cut in two."""
    if not above or _BULLET.match(below) or _SENTENCE_END.search(above):
        return True
    last, first = _NAME_EDGES.split(above)[-1], _NAME_EDGES.split(below)[0]
    if below[0].islower() or knows(f"{last} {first}"):
        return False
    return knows(last) or knows(first)


def _fill_down(row: Row) -> None:
    """A unit, time or product merged over several numbered rows belongs to each of them; where the number
    itself is merged, the rows are one task."""
    if (
        not row.merged
        or Role.STT in row.merged
        or row.alone
        or not row.get(Role.CONTENT)
        or _BULLET.match(row.get(Role.CONTENT))
    ):
        return
    if not (row.stt or (Role.LEAD in row.merged or Role.LEAD in row.texts)):
        return
    for role in _FILLED_DOWN:
        if role in row.merged and not row.texts.get(role):
            row.texts[role] = row.merged[role]
    row.notes += row.notes_above


def _time(row: Row) -> tuple[str, str | None]:
    if Role.START in row.texts or Role.FINISH in row.texts:
        return row.get(Role.START), row.get(Role.FINISH)
    return row.get(Role.TIME), None


def _last(times: list[tuple[str, str | None]]) -> str:
    start, finish = times[-1]
    return (finish or start).strip()


def is_second_time(above: str, text: str) -> bool:
    """Whether a time cell under another, in a row that goes on with the same task, is a timing of its own."""
    return _is_whole(text) and not _DANGLING.search(above)


def _is_whole(text: str) -> bool:
    """Whether a time cell is a phrase of its own: it begins like one and can be read alone."""
    bare = _BULLET.sub("", text).lstrip(" (")
    if not bare or not (bare[0].isupper() or bare[0].isdigit()):
        return False
    return all(timing.kind is not Kind.UNSPECIFIED for timing in read_phrase(text, 2026).timings)


def _join(above: str, below: str, flow: bool) -> str:
    """Two pieces of one cell: after a page break the sentence flows on, else each row is a paragraph."""
    if not above or not below:
        return above or below
    new = not flow or _BULLET.match(below) or (_SENTENCE_END.search(above) and not below[0].islower())
    return above + ("\n" if new else " ") + below
