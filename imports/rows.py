"""A grid read into a plan: every row with its units, timings, products and targets. Pure.

Messages are Vietnamese: they quote a Vietnamese document to the person importing it. Every problem is
listed at once; none hides another.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, TypeVar

from imports.columns import Given
from imports.front_matter import FrontMatter, read_front_matter
from imports.grid import (
    Grid,
    PlanReading,
    Problem,
    Proposal,
    ProposalKind,
    Role,
    SectionReading,
    TaskReading,
)
from imports.heading_words import Synonyms
from imports.layout import TIMES, Layout, Row, lay_out
from imports.named_roles import named_roles
from imports.outline import Placed, outline
from imports.prose import read_prose
from imports.targets import read_targets
from tasks.timing import Every, Kind, PhraseReading, Timing, read_phrase
from wards.calendar import WorkingCalendar
from wards.standard_units import standard_units
from wards.text import CAPITALS
from wards.unit_names import KnownUnit, Match, UnitIndex, UnitReading

T = TypeVar("T")
_NEW_ITEM = re.compile(
    rf"\n(?=\s*[-–—+•*]\s)|(?<!,)\n(?=\s*[{CAPITALS}0-9])|(?<=[.;:])\s+[-–—+•*]\s+(?=[{CAPITALS}0-9])"
)
_BULLET = re.compile(r"^\s*[-–—+•*]\s*")
_YEARS = re.compile(r"\b20\d\d\b")
SAMPLE = "Ví dụ (xóa khi dùng):"
"""How the content of a sample row begins in the workbook that an office begins with."""
_TOLD_EVERY = 250  # rows
_FARTHEST = 1  # years after the plan's own; a later date is more often a slip (2062 for 2026) than a programme
_DAYS_OF_PLANS = range(36_526, 73_051)  # 2000 to 2099, in days as Excel counts them
_DAY_NOUGHT = date(1899, 12, 30)
_EVERY_WORDS = {
    Every.WEEKLY: "hằng tuần",
    Every.MONTHLY: "hằng tháng",
    Every.QUARTERLY: "hằng quý",
    Every.HALF_YEARLY: "6 tháng",
    Every.YEARLY: "hằng năm",
}


def read_plan(
    grid: Grid,
    known_units: Iterable[KnownUnit] | UnitIndex | None = None,
    synonyms: Synonyms | None = None,
    given: Sequence[Given] = (),
    year: int | None = None,
    is_working: Callable[[date], bool] | None = None,
    said: Callable[[int, int], None] | None = None,
) -> PlanReading:
    """Read a plan from its grid.

    `known_units` are the ward's (standard units where None), `synonyms` the ward's own column headings,
    `given` what a person said of this file's tables, `year` overrules what the file says, `is_working`
    tells working days (public holidays without the office's overrides where None). `said` is told now and
    then how many of how many rows are read.
    Never raises for what a file holds; what is wrong is in `errors` and `warnings`.
    """
    layout = lay_out(grid, synonyms, given)
    front = read_front_matter(layout.lines, _years(layout.rows))
    index = _index(known_units, front.ward)
    sections, placed = outline(layout.rows, lambda name: index.find(name) is not None)
    return _Reader(layout, front, sections, index, year, is_working or WorkingCalendar().is_working).read(placed, said)


def _years(rows: Iterable[Row]) -> Counter[int]:
    times = (row.texts[role] for row in rows for role in TIMES if role in row.texts)
    return Counter(int(year) for cell in times for year in _YEARS.findall(cell))


def _index(known: Iterable[KnownUnit] | UnitIndex | None, ward: str | None) -> UnitIndex:
    """These units made ready for matching; the standard ones of the ward's level where None."""
    if known is None:
        known = standard_units((ward or "Phường").split(" ")[0])
    return known if isinstance(known, UnitIndex) else UnitIndex(known)


class _Reader:
    def __init__(
        self,
        layout: Layout,
        front: FrontMatter,
        sections: list[SectionReading],
        index: UnitIndex,
        year: int | None,
        is_working: Callable[[date], bool],
    ) -> None:
        self.layout, self.front, self.sections, self.index = layout, front, sections, index
        self.year = year or front.year or 0
        self.is_working = is_working
        self.errors, self.warnings = list(layout.errors), list(layout.warnings)
        self.proposals: list[Proposal] = []
        self.quiet: dict[object, Any] = {}
        self.proposed: set[str] = set()

    def read(self, placed: list[Placed], said: Callable[[int, int], None] | None = None) -> PlanReading:
        if not self.year:
            self._whole_file(
                "Không tìm thấy năm của kế hoạch trong tiêu đề, ngày ban hành hay cột thời gian. "
                "Hãy ghi năm vào tiêu đề, hoặc tải tệp lên lại và cho biết năm."
            )
        elif self.front.year_guessed and self.year == self.front.year and self.front.issued_on:
            day = self.front.issued_on
            self.warnings.append(
                Problem(
                    None,
                    None,
                    None,
                    f"Tệp không ghi năm của kế hoạch; đã hiểu là năm {self.year} theo ngày ban hành {day:%d/%m/%Y}.",
                )
            )
        if self.front.others:
            numbers = " và ".join(f"số {number}" for number in (self.front.number, *self.front.others))
            self._whole_file(f"Tệp có nhiều kế hoạch: {numbers}. Hãy tách mỗi kế hoạch thành một tệp riêng.")
        if self.front.ward is None:
            self.warnings.append(Problem(None, None, None, "Không tìm thấy tên phường, xã trong tệp."))
        if not placed and not self.layout.errors:
            self._whole_file(
                "Tìm thấy tiêu đề bảng nhưng bên dưới không có nhiệm vụ nào. Hãy kiểm tra xem đã chọn đúng tệp chưa."
            )
        tasks = tuple(self._tasks(placed, said))
        proposals = read_prose(self.layout.lines, self.year or 2000, tasks, self.index.mentioned)
        self._numbers_twice(tasks)
        if self.front.others:  # rows of two plans under one number would be wrong in every way
            self.sections, tasks = [], ()
        return PlanReading(
            number=self.front.number,
            issued_on=self.front.issued_on,
            year=self.year,
            ward=self.front.ward,
            title=self.front.title,
            annexes=tuple(self.layout.annexes),
            sections=tuple(self.sections),
            tasks=tasks,
            proposals=(*self.proposals, *proposals),
            errors=tuple(self.errors),
            warnings=tuple(self.warnings),
            signer=self.front.signer,
            signer_post=self.front.post,
        )

    def _tasks(self, placed: list[Placed], said: Callable[[int, int], None] | None) -> Iterator[TaskReading]:
        for done, item in enumerate(placed):
            if said is not None and done % _TOLD_EVERY == 0:
                said(done, len(placed))
            yield self._task(item)

    def _whole_file(self, message: str) -> None:
        self.errors.append(Problem(None, None, None, message))

    def _task(self, item: Placed) -> TaskReading:
        draft, row = item.draft, item.draft.first
        content = draft.texts.get(Role.CONTENT, "")
        deliverables = split_items(draft.texts.get(Role.PRODUCT, ""))
        targeted = tuple(part for part in (*deliverables, draft.texts.get(Role.TARGET, "")) if part)
        timings = self._timings(item, content, deliverables)
        if not content:
            self._error(item, Role.CONTENT, "Dòng này không có nội dung công việc. Hãy ghi nội dung, hoặc bỏ qua dòng.")
        elif content.startswith(SAMPLE):
            self._warn(item, Role.CONTENT, "Dòng này là ví dụ của tệp mẫu. Hãy ghi việc của cơ quan, hoặc bỏ qua dòng.")
        elif draft.borrowed:
            self._warn(item, Role.CONTENT, "Dòng không có nội dung; đã lấy nội dung của dòng trên.")
        if draft.doubtful:
            rows = ", ".join(map(str, draft.doubtful))
            self._warn(item, Role.CONTENT, f"Dòng {rows} không có số thứ tự và không đủ cột nên được nối vào việc này.")
        leads, partners = self._who(item)
        if not leads and Role.LEAD not in row.columns:
            leads = self._of_section(item)
        if not leads:
            self._warn(item, Role.LEAD, "Việc này không có đơn vị chủ trì.")
        return TaskReading(
            annex=row.annex,
            section=item.section,
            subsection=item.subsection,
            group=item.group,
            parent=item.parent,
            stt=row.stt or None,
            content=content,
            leads=leads,
            partners=partners,
            timing=_shown(tuple(draft.times)),
            timings=timings,
            deliverables=deliverables,
            targets=read_targets(content, targeted, self.year or 2000),
            notes=tuple(draft.notes),
            heading=item.heading,
            sheet=row.sheet,
            row=row.number,
            cells=tuple(draft.cells),
        )

    # Units

    def _who(self, item: Placed) -> tuple[tuple[UnitReading, ...], tuple[UnitReading, ...]]:
        """Leads and partners: by the columns, and by what a cell says itself ("Chủ trì: …; Phối hợp: …")."""
        texts = item.draft.texts
        return self._read_once((texts.get(Role.LEAD), texts.get(Role.PARTNER)), lambda: self._named(item))

    def _of_section(self, item: Placed) -> tuple[UnitReading, ...]:
        """In a table without a column for it, the lead that alone is named by the title of a section or the annex."""
        titles, at = [], item.heading
        while at is not None:
            titles.append(self.sections[at].title)
            at = self.sections[at].above
        titles += [annex.title for annex in self.layout.annexes if annex.number == item.draft.first.annex]
        for title in titles:
            named = self.index.split(title) if self.index.find(title) else self.index.mentioned(title)
            if len(named) == 1:
                self._warn(item, Role.LEAD, f"Bảng không có cột đơn vị chủ trì; đã lấy từ tiêu đề “{title}”.")
                return named
        return ()

    def _named(self, item: Placed) -> tuple[tuple[UnitReading, ...], tuple[UnitReading, ...]]:
        leads: list[UnitReading] = []
        partners: list[UnitReading] = []
        for column, own, called in (
            (Role.LEAD, leads, "đơn vị chủ trì"),
            (Role.PARTNER, partners, "đơn vị phối hợp"),
        ):
            cell = item.draft.texts.get(column, "")
            if (named := named_roles(cell)) is None:
                own += self._units(item, column, called, cell)
            else:
                leads += self._units(item, column, "đơn vị chủ trì", named[0])
                partners += self._units(item, column, "đơn vị phối hợp", named[1])
        return tuple(dict.fromkeys(leads)), tuple(dict.fromkeys(partners))

    def _units(self, item: Placed, role: Role, called: str, names: str) -> tuple[UnitReading, ...]:
        readings = self.index.split(names)
        for reading in readings:
            if reading.match is Match.AMBIGUOUS:
                options = " hay ".join(f"“{name}”" for name in reading.candidates)
                self._warn(item, role, f"“{reading.text}” ở cột {called} chưa rõ là đơn vị nào: {options}?")
            elif reading.match is Match.UNKNOWN:
                self._propose_unit(item, role, reading)
        return readings

    def _propose_unit(self, item: Placed, role: Role, reading: UnitReading) -> None:
        if reading.unsure:
            self._warn(item, role, f"“{reading.text}” có thể gồm nhiều đơn vị; hãy tách bằng dấu chấm phẩy.")
        if reading.text.casefold() in self.proposed:
            return
        self.proposed.add(reading.text.casefold())
        row = item.draft.first
        message = f"“{reading.text}” chưa có trong danh sách đơn vị; đề nghị thêm mới hoặc nối với đơn vị đã có."
        self.proposals.append(Proposal(ProposalKind.UNIT, reading.text, message, row.sheet, row.number))

    # Timings

    def _timings(self, item: Placed, content: str, deliverables: tuple[str, ...]) -> tuple[Timing, ...]:
        year = self.year or 2000
        if not item.draft.times:
            self._warn(item, Role.TIME, "Ô thời gian để trống; cần bổ sung thời hạn.")
            return (Timing(Kind.UNSPECIFIED),)
        return self._read_once(
            ("times", *item.draft.times), lambda: self._all_timings(item, year, content, deliverables)
        )

    def _all_timings(self, item: Placed, year: int, content: str, deliverables: tuple[str, ...]) -> tuple[Timing, ...]:
        timings: list[Timing] = []
        for start, finish in item.draft.times:
            reading = read_phrase(start, year, finish)
            self._say(item, reading, " - ".join(text for text in (start, finish) if text))
            timings += reading.timings
        return tuple(self._with_cadence(item, timing, content, deliverables) for timing in timings)

    def _say(self, item: Placed, reading: PhraseReading, phrase: str) -> None:
        phrase = phrase.replace("\n", " ")
        for problem in reading.problems:
            self._error(item, Role.TIME, f"“{phrase}”: {problem}. Hãy ghi lại thời gian.")
        for note in reading.notes:
            self._warn(item, Role.TIME, f"“{phrase}”: {note}.{_as_day(phrase)}")
        issued = self.front.issued_on
        for timing in reading.timings:
            if timing.due is None or timing.kind not in {Kind.DEADLINE, Kind.WINDOW}:
                continue
            if issued and timing.due < issued:
                self._warn(item, Role.TIME, f"Hạn {timing.due:%d/%m/%Y} trước ngày ban hành {issued:%d/%m/%Y}.")
            elif self.year and not self.year <= timing.due.year <= self.year + _FARTHEST:
                self._warn(item, Role.TIME, f"Hạn {timing.due:%d/%m/%Y} cách xa năm {self.year} của kế hoạch.")
            if timing.kind is Kind.DEADLINE and not self.is_working(timing.due):
                self._warn(item, Role.TIME, f"Hạn {timing.due:%d/%m/%Y} rơi vào ngày nghỉ.")

    def _with_cadence(self, item: Placed, timing: Timing, content: str, deliverables: tuple[str, ...]) -> Timing:
        """ "Định kỳ" alone takes the cadence its product or content names, for a person to confirm."""
        if timing.kind is not Kind.RECURRING or timing.every:
            return timing
        every = next((found for text in (*deliverables, content) if (found := _cadence(text))), ())
        row = item.draft.first
        if not every:
            self._warn(item, Role.TIME, f"“{timing.text}” không nói rõ bao lâu một lần; cần chọn chu kỳ.")
            return timing
        words = ", ".join(_EVERY_WORDS[value] for value in every)
        message = f"“{timing.text}” được hiểu là {words}, theo sản phẩm hoặc nội dung của dòng; cần xác nhận."
        self.proposals.append(Proposal(ProposalKind.CADENCE, ",".join(every), message, row.sheet, row.number))
        return Timing(timing.kind, timing.start, timing.due, every, timing.text, proposed=True)

    def _read_once(self, cells: object, read: Callable[[], T]) -> T:
        """What `read` makes of these cells; not read again in another row where nothing had to be said of them."""
        if cells in self.quiet:
            known: T = self.quiet[cells]
            return known
        said = len(self.errors) + len(self.warnings) + len(self.proposals)
        found = read()
        if said == len(self.errors) + len(self.warnings) + len(self.proposals):
            self.quiet[cells] = found
        return found

    # Saying

    def _numbers_twice(self, tasks: tuple[TaskReading, ...]) -> None:
        seen: dict[tuple[object, ...], int] = {}
        for task in tasks:
            if task.stt is None:
                continue
            place = (task.annex, task.heading, task.parent, task.sheet, task.stt)
            if place in seen:
                message = f"Số thứ tự {task.stt} đã dùng ở dòng {seen[place]} cùng mục."
                if "." in task.stt and task.stt.endswith("1"):  # Excel drops the last zero of a number
                    message += f" Nếu là {task.stt}0, hãy định dạng ô là văn bản (Text) rồi gõ lại."
                column = next((cell.column for cell in task.cells if cell.role is Role.STT), None)
                self.warnings.append(Problem(task.sheet, task.row, column, message))
            seen.setdefault(place, task.row)

    def _place(self, item: Placed, role: Role) -> tuple[str, int, str | None]:
        """The cell of a role in the row's own cells; the row alone where it has none."""
        roles = TIMES if role in TIMES else (role,)
        cell = next((cell for cell in item.draft.cells if cell.role in roles), None)
        row = item.draft.first
        if cell:
            return row.sheet, cell.row, cell.column
        return row.sheet, row.number, next((row.columns[role] for role in roles if role in row.columns), None)

    def _warn(self, item: Placed, role: Role, message: str) -> None:
        self.warnings.append(Problem(*self._place(item, role), message))

    def _error(self, item: Placed, role: Role, message: str) -> None:
        self.errors.append(Problem(*self._place(item, role), message))


@lru_cache(maxsize=4096)
def _shown(times: tuple[tuple[str, str | None], ...]) -> str:
    """The time cells on one line."""
    return " | ".join(text.replace("\n", " ") for pair in times for text in pair if text)


def _as_day(phrase: str) -> str:
    """What a bare number in a time cell may be: a day that has lost its format."""
    if not phrase.isascii() or not phrase.isdigit() or len(phrase) > 5 or int(phrase) not in _DAYS_OF_PLANS:
        return ""
    day = _DAY_NOUGHT + timedelta(days=int(phrase))
    return f" Có thể là ngày {day:%d/%m/%Y} đã mất định dạng; hãy định dạng lại ô là ngày, hoặc gõ ngày vào ô."


@lru_cache(maxsize=4096)
def _cadence(text: str) -> tuple[Every, ...]:
    """Cadences a text names outright ("định kỳ hằng quý"); none where it only says "định kỳ"."""
    folded = text.casefold()
    if not any(word in folded for word in ("hằng", "hàng", "định kỳ", "lần", "mỗi", "báo cáo")):
        return ()
    found = [timing.every for timing in read_phrase(text, 2000).timings if timing.kind is Kind.RECURRING]
    return tuple(dict.fromkeys(every for cadences in found for every in cadences))


@lru_cache(maxsize=4096)
def split_items(text: str) -> tuple[str, ...]:
    """The items of a product cell: at bullets and at lines that begin anew; bullets removed."""
    items = (_BULLET.sub("", item).replace("\n", " ").strip() for item in _NEW_ITEM.split(text))
    return tuple(item for item in items if item)
