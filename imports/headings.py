"""Heading rows of a plan's table, recognised by what they mean. Pure.

Column order and wording differ in every office, so each heading is looked up in a table of synonyms
that a ward can extend; what no synonym explains is kept as a note, never dropped.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from imports.grid import Role
from imports.heading_words import DEFAULT_SYNONYMS, Synonyms
from imports.places import column_letter
from wards.text import fold

_IN_BRACKETS = re.compile(r"\([^)]*\)")
_NOT_WORDS = re.compile(r"[^a-z0-9]+")
_COLUMN_NUMBER = re.compile(r"^\(?(?:\d{1,2}|[a-z])\)?$")
_LONGEST_OF_NUMBERS = 12  # "Số thứ tự"
_LONGEST = 80  # characters; a longer cell is no heading
_NUMBERS = {"stt", "tt"}
# Beside another column of content these say where the task belongs, not what it is.
_FIELDS = re.compile(r"^(?:ten )?(?:linh vuc|nhom|muc tieu)\b")
_PEOPLE = re.compile(r"^(?:ro nguoi|nguoi (?:chiu trach nhiem|phu trach))\b")
# Columns of ticks: "Quý I", "T3", "Tháng 3", and "I" or "3" under "Quý" or "Tháng".
_PERIOD = re.compile(r"^(?:(?:quy|q) ?(?:i{1,3}|iv|[1-4])|(?:thang|t) ?(?:0?[1-9]|1[0-2]))$")
_NUMBER_OF_PERIOD = re.compile(r"^(?:i{1,3}|iv|0?[1-9]|1[0-2])$")
_OVER_NUMBERS = re.compile(r"\b(?P<unit>quy|thang)\b")
_UNITS_AND_TIMES = {Role.LEAD, Role.PARTNER, Role.TIME, Role.START, Role.FINISH}


@dataclass(frozen=True)
class Column:
    """A column of a table: its place from 0, what it holds, and its heading as printed."""

    index: int
    role: Role
    heading: str

    @property
    def period(self) -> str:
        """The period that a tick in this column names, "Quý I"; blank where the cells say the time themselves."""
        return period_of(self.heading) if self.role is Role.TIME else ""


@dataclass(frozen=True)
class Heading:
    """The heading of a table: its columns, how many rows it takes, and headings that no synonym explains."""

    columns: tuple[Column, ...]
    height: int
    unknown: tuple[Column, ...] = ()

    @cached_property
    def first(self) -> int:
        """The place of the first column."""
        return min((column.index for column in self.columns), default=0)

    @cached_property
    def places(self) -> frozenset[int]:
        """The places of all columns."""
        return frozenset(column.index for column in self.columns)

    @cached_property
    def cells(self) -> tuple[tuple[Column, str, bool], ...]:
        """Each column with its letter, and whether its text is the task's as it stands: no note and no tick."""
        noted = {Role.NOTE, Role.TARGET}
        read = (column for column in self.columns if column.role is not Role.IGNORE)
        return tuple(
            (column, column_letter(column.index + 1), column.role not in noted and not column.period) for column in read
        )

    @cached_property
    def letters(self) -> Mapping[Role, str]:
        """The letter of each role's first column."""
        return {column.role: column_letter(column.index + 1) for column in reversed(self.columns)}

    def has(self, *roles: Role) -> bool:
        """Whether a column of any of these roles is there."""
        return any(column.role in roles for column in self.columns)


@dataclass(frozen=True)
class _Found:
    role: Role
    share: float  # of the heading's letters that the synonym explains


class HeadingFinder:
    """Looks for headings by the table of synonyms and those of the ward's own; made once for a file.

    A heading that is one of the ward's own means what the ward says, whatever the table makes of its words.
    """

    def __init__(self, own: Synonyms | None = None) -> None:
        self._own = {_words(phrase): role for role, phrases in (own or {}).items() for phrase in phrases}
        entries = {_words(phrase): role for role, phrases in DEFAULT_SYNONYMS.items() for phrase in phrases}
        # One word of the ward's own would be found inside too many other headings.
        entries |= {words: role for words, role in self._own.items() if " " in words}
        longest_first = sorted(entries.items(), key=lambda entry: -len(entry[0]))
        # By first word, because every short row of a plan is asked about and few of their words begin a synonym.
        self._entries: dict[str, list[tuple[int, str, Role]]] = defaultdict(list)
        for rank, (phrase, role) in enumerate(longest_first):
            self._entries[phrase.split(" ")[0]].append((rank, phrase, role))
        self._role = lru_cache(maxsize=1024)(self._look_up)

    def _look_up(self, text: str) -> _Found | None:
        words = _words(_IN_BRACKETS.sub(" ", text)) or _words(text)
        if (together := words.replace(" ", "")) in _NUMBERS:  # "S", "T", "T" in a narrow column
            words = together
        if not words or len(text) > _LONGEST:
            return None
        if words in self._own:
            return _Found(self._own[words], 1)
        among = f" {words} "
        found = [
            entry
            for word in words.split(" ")
            for entry in self._entries.get(word, ())
            if f" {entry[1]} " in among and (entry[2] is not Role.STT or entry[1] == words)
        ]
        if not found:
            return None
        rank, phrase, role = min(found)
        if phrase not in (named := words.partition(" cua ")[0]):  # "Sản phẩm của nhiệm vụ" is a product
            heads = [entry for entry in found if f" {entry[1]} " in f" {named} "]
            rank, phrase, role = min(heads, default=(rank, phrase, role))
        return _Found(role, len(phrase) / len(words))

    def role(self, text: str) -> Role | None:
        """What a column under this heading holds, None where no synonym explains it."""
        found = self._role(text)
        return found.role if found else None

    def at(self, rows: Sequence[Sequence[str]], index: int) -> Heading | None:
        """The heading that begins at this row, None where none does.

        A heading names the content and a unit, a time or a product, beside "STT" or in words that are
        nothing but headings: a task "Nhiệm vụ khác" of "Các cơ quan, đơn vị" is no heading.
        """
        row = rows[index]
        filled = [(place, text) for place, text in enumerate(row) if text]
        # Nearly every row of a plan is told by this: a number before it, or two cells without "STT".
        if len(filled) < 2 or filled[0][1][0].isdigit() or max(map(len, row)) > _LONGEST:
            return None
        if len(filled) == 2 and all(
            self.role(text) is not Role.STT for _, text in filled if len(text) < _LONGEST_OF_NUMBERS
        ):
            return None
        found = {place: hit for place, text in filled if (hit := self._role(text))}
        roles = {hit.role for hit in found.values()}
        sure = sum(hit.share >= 0.75 for hit in found.values())
        if Role.CONTENT not in roles and not _is_of_targets(roles):
            return None
        if not roles & {*_UNITS_AND_TIMES, Role.PRODUCT}:
            return None
        if Role.STT not in roles and (sure < 3 or len(found) < len(filled) * 0.6):
            return None
        height = 1
        below: Sequence[str] = ()
        if index + 1 < len(rows) and self._is_second_row(row, rows[index + 1], found):
            below, height = rows[index + 1], 2
        if index + height < len(rows) and is_numbering(rows[index + height]):
            height += 1
        return self._heading(row, below, height)

    def is_foreign(self, row: Sequence[str]) -> bool:
        """Whether this row, no plan's heading itself, heads a table of other things: "STT" among short titles."""
        filled = [text for text in row if text]
        if len(filled) < 3 or filled[0][0].isdigit() or max(map(len, filled)) > _LONGEST:
            return False
        return any(self.role(text) is Role.STT for text in filled if len(text) <= _LONGEST_OF_NUMBERS)

    def _is_second_row(self, above: Sequence[str], below: Sequence[str], found: Mapping[int, _Found]) -> bool:
        """Chủ trì | Phối hợp, Bắt đầu | Hoàn thành under merged headings; nothing under STT and content."""
        filled = [(place, text) for place, text in enumerate(below) if text]
        held = {place for place, hit in found.items() if hit.role in {Role.STT, Role.CONTENT}}
        if not filled or any(place in held for place, _ in filled):
            return False
        if sum(bool(period_of(f"{_over(above, place)} - {text}")) for place, text in filled) > 1:
            return True
        named = [self.role(text) for _, text in filled]
        return any(role in _UNITS_AND_TIMES for role in named) and all(len(text) <= _LONGEST for _, text in filled)

    def _heading(self, above: Sequence[str], below: Sequence[str], height: int) -> Heading:
        columns: list[Column] = []
        unknown: list[Column] = []
        over = ""
        for place in range(max(len(above), len(below))):
            top = above[place] if place < len(above) else ""
            under = below[place] if place < len(below) else ""
            over = top or (over if under else "")
            text = f"{over} - {under}" if over and under else top or under
            if not text:
                continue
            role = self._own.get(_words(text)) or (self.role(under) if under else None) or self.role(over)
            if role is None and period_of(text):
                role = Role.TIME
            if role is None:
                unknown.append(Column(place, Role.NOTE, text))
            columns.append(Column(place, role or Role.NOTE, text))
        return Heading(_settle(columns), height, tuple(unknown))


def _over(above: Sequence[str], place: int) -> str:
    """The title over this place: its own, or the one that reaches to it from the left."""
    return next((text for text in reversed(above[: place + 1]) if text), "")


def _settle(columns: list[Column]) -> tuple[Column, ...]:
    """One column for each role but products, notes and ticks; a finish without a start is the time, and a time
    beside a start the finish."""
    columns = _with_lead(_one_kind_of_time(_one_content(_with_content(columns))))
    roles = {column.role for column in columns}
    change: dict[Role, Role] = {}
    if Role.START in roles and Role.FINISH not in roles and Role.TIME in roles:
        change = {Role.TIME: Role.FINISH}
    elif Role.START not in roles and Role.FINISH in roles:
        change = {Role.FINISH: Role.TIME if Role.TIME not in roles else Role.NOTE}
    elif Role.START in roles and Role.FINISH not in roles:
        change = {Role.START: Role.TIME}
    seen: set[Role] = set()
    settled: list[Column] = []
    for column in columns:
        role = change.get(column.role, column.role)
        if role in seen and role not in {Role.PRODUCT, Role.NOTE, Role.TARGET} and not column.period:
            role = Role.NOTE
        seen.add(role)
        settled.append(Column(column.index, role, column.heading))
    return tuple(settled)


def _one_content(columns: list[Column]) -> list[Column]:
    """Of "Lĩnh vực" and "Tên thủ tục" the second is the content, whichever comes first."""
    contents = [column for column in columns if column.role is Role.CONTENT]
    fields = {column for column in contents if _FIELDS.match(_words(column.heading))}
    if len(fields) == len(contents):
        return columns
    return [Column(column.index, Role.NOTE, column.heading) if column in fields else column for column in columns]


def _is_of_targets(roles: set[Role]) -> bool:
    """Whether a heading is that of targets which units are to reach by some time: each is a row of its own."""
    return {Role.STT, Role.TARGET, Role.LEAD} <= roles and bool(roles & {Role.TIME, Role.START, Role.FINISH})


def _with_content(columns: list[Column]) -> list[Column]:
    """Where no column is the content, the first of targets is: "STT | Chỉ tiêu | Đơn vị chủ trì | Thời gian"."""
    if any(column.role is Role.CONTENT for column in columns):
        return columns
    first = next((column for column in columns if column.role is Role.TARGET), None)
    return [replace(column, role=Role.CONTENT) if column is first else column for column in columns]


def _with_lead(columns: list[Column]) -> list[Column]:
    """Where no column names a unit, who is responsible does it: "Rõ người", "Người phụ trách"."""
    if any(column.role is Role.LEAD for column in columns):
        return columns
    people = [column for column in columns if column.role is Role.NOTE and _PEOPLE.match(_words(column.heading))]
    return [replace(column, role=Role.LEAD) if column in people[:1] else column for column in columns]


def _one_kind_of_time(columns: list[Column]) -> list[Column]:
    """Ticks are times where two columns have them and no other column holds a time; else they are notes."""
    ticks = {column for column in columns if column.period}
    others = any(column.role in {Role.TIME, Role.START, Role.FINISH} for column in columns if column not in ticks)
    if not ticks or (len(ticks) > 1 and not others):
        return columns
    return [Column(column.index, Role.NOTE, column.heading) if column in ticks else column for column in columns]


@lru_cache(maxsize=1024)
def period_of(heading: str) -> str:
    """The period that stands as a column's heading, "Quý I"; blank where it is none.

    Under a merged title the heading reads "Thời gian thực hiện - Quý I", or "Tháng - 3".
    """
    over, _, last = heading.rpartition(" - ")
    if _period(last):
        return last
    unit = _OVER_NUMBERS.search(_words(over)) if over else None
    if unit and _NUMBER_OF_PERIOD.match(_words(last)):
        return f"{'Quý' if unit['unit'] == 'quy' else 'Tháng'} {last}"
    return ""


def _period(text: str) -> bool:
    return len(text) < _LONGEST_OF_NUMBERS and bool(_PERIOD.match(_words(text)))


def is_numbering(row: Sequence[str]) -> bool:
    """The row of column numbers, (1) (2) (3), that some offices put under the heading."""
    filled = [fold(text) for text in row if text]
    return len(filled) >= 3 and all(_COLUMN_NUMBER.match(text) for text in filled) and len(set(filled)) == len(filled)


@lru_cache(maxsize=2048)
def _words(text: str) -> str:
    return _NOT_WORDS.sub(" ", fold(text)).strip()
