"""A plan's reading held against the rows already stored: what is new, changed, the same or gone. Pure.

Rows are compared by their words. Where a row's words stand as they stood, everything read from them stays as people
left it: dates they entered, units they chose, targets they confirmed.

A row is found again, in this order, by its key (place and content; of several equal ones that whose other words are
the same), by its content alone where the row moved, and by likeness where somebody edited its text: at the same number,
or very much alike in the same place.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum
from functools import cached_property, lru_cache

from imports.grid import MAIN_ANNEX, PlanReading, TaskReading
from tasks.row_key import row_key
from wards.text import fold
from wards.unit_names import Match

# At the same number a text may change a good deal and still be the same row; elsewhere hardly.
ALIKE_AT_ITS_NUMBER = 0.6
ALIKE_IN_ITS_PLACE = 0.85
# Beyond this many leftover rows in one place, likeness is sought only at the same number.
MOST_COMPARED = 60


class Words(StrEnum):
    """The parts of a row whose words are compared, in the order of a table."""

    PLACE = "place"
    STT = "stt"
    CONTENT = "content"
    LEADS = "leads"
    PARTNERS = "partners"
    TIMING = "timing"
    DELIVERABLES = "deliverables"
    TARGETS = "targets"  # no words of their own: only a person's correction changes them apart
    NOTES = "notes"


_NOTHING: frozenset[Words] = frozenset()


class Change(StrEnum):
    """What a commit would do with a row of the file."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    INVALID = "invalid"


@dataclass(frozen=True)
class Row:
    """One side of a comparison: a row of the file, or a stored one (then with its `pk`).

    `path` is its place in folded words: annex, headings, parent row. `open_units` are the places ("leads", 0) of
    names that no unit is known for. `settled` are parts a person corrected: they count as changed though their words
    stand. `out`: a document has dropped the stored row already.
    """

    key: str
    path: tuple[str, ...]
    content: str
    words: Mapping[Words, str]
    open_units: frozenset[tuple[str, int]] = frozenset()
    settled: frozenset[Words] = frozenset()
    pk: int | None = None
    out: bool = False

    @cached_property
    def base(self) -> tuple[str, ...]:
        """What equal rows share."""
        return (*self.path, self.content)


@dataclass(frozen=True)
class RowChange:
    """What becomes of one row of the file: `index` in PlanReading.tasks, `pk` of the stored row it is found to be.

    `fields` are the parts whose words differ, with the words before and after. `unsure`: found by likeness or among
    several equal rows, for a person to look at. `decided`: a person said which row it is, or that it is a new one.
    """

    index: int
    key: str
    change: Change
    pk: int | None = None
    fields: tuple[tuple[Words, str, str], ...] = ()
    unsure: bool = False
    decided: bool = False


@dataclass(frozen=True)
class Diff:
    """What a commit would do: a change for each row of the file, in order; `dropped` stored rows no longer in it."""

    rows: tuple[RowChange, ...]
    dropped: tuple[Row, ...] = ()
    counts: Mapping[Change, int] = field(default_factory=dict)
    crossed: bool = False
    """Whether a row is going to have the key of a stored one that it is not."""


def compare(
    new: Sequence[Row],
    stored: Sequence[Row],
    invalid: Iterable[int] = (),
    decided: Mapping[int, str] | None = None,
) -> Diff:
    """Holds the file's rows against the stored ones; `invalid` are the indexes of rows with an error.

    `decided` is what a person said: for the index of a row the key of the stored row that it is, "" for a new row.
    """
    said = _said(stored, decided or {})
    equal_new, equal_stored = Counter(row.base for row in new), Counter(row.base for row in stored)
    several = {base for base, rows in (equal_new | equal_stored).items() if rows > 1}
    pairs = _pairs(new, stored, said, several)
    broken = set(invalid)
    changes = []
    for index, row in enumerate(new):
        old, by_likeness = pairs.get(index, (None, False))
        fields = _different(old, row) if old else ()
        if index in broken:
            change = Change.INVALID
        elif old is None:
            change = Change.NEW
        else:
            change = Change.CHANGED if fields else Change.SAME
        among_equals = bool(equal_stored[row.base]) and equal_new[row.base] != equal_stored[row.base]
        unsure = index not in said and (by_likeness or among_equals)
        changes.append(
            RowChange(index, row.key, change, old.pk if old else None, fields, unsure, decided=index in said)
        )
    found = {old.pk for old, _by_likeness in pairs.values()}
    dropped = tuple(row for row in stored if row.pk not in found and not row.out)
    holders = {row.key: row.pk for row in stored}
    crossed = any(holders.get(change.key, change.pk) != change.pk for change in changes)
    return Diff(tuple(changes), dropped, Counter(change.change for change in changes), crossed)


def rows_of(reading: PlanReading, settled: Mapping[tuple[str, int], frozenset[Words]] | None = None) -> list[Row]:
    """The rows of a file, ready to be compared; `settled` are the parts that a person corrected though their words
    stand, by the row's place (sheet, row)."""
    said = settled or {}
    seen: dict[tuple[str, ...], int] = {}
    parents: dict[tuple[object, ...], str] = {}
    places: dict[tuple[str, int | None], tuple[tuple[str, ...], tuple[str, ...]]] = {}
    rows = []
    for task in reading.tasks:
        place = task.annex, task.heading
        if place not in places:
            titles = heading_titles(reading, task.heading)
            places[place] = titles, (fold(task.annex), *map(fold, titles))
        printed, path = places[place]
        content = fold(task.content)
        if task.parent and (above := parents.get((*place, task.parent))):
            path = (*path, above)
        parents[*place, task.stt] = content
        base = (*path, content)
        ordinal = seen[base] = seen.get(base, -1) + 1
        rows.append(
            Row(
                key=row_key(base, ordinal),
                path=path,
                content=content,
                words=words_of(task, printed),
                open_units=_open_units(task),
                settled=said.get((task.sheet, task.row), _NOTHING),
            )
        )
    return rows


def _open_units(task: TaskReading) -> frozenset[tuple[str, int]]:
    """The places of names that a person is asked about."""
    if all(unit.match is not Match.AMBIGUOUS for unit in (*task.leads, *task.partners)):
        return frozenset()
    return frozenset(
        (role, at)
        for role, units in ((Words.LEADS, task.leads), (Words.PARTNERS, task.partners))
        for at, unit in enumerate(units)
        if unit.match is Match.AMBIGUOUS
    )


def heading_titles(reading: PlanReading, heading: int | None) -> tuple[str, ...]:
    """The titles of the headings above a row, the highest first."""
    titles: list[str] = []
    while heading is not None:
        titles.append(reading.sections[heading].title)
        heading = reading.sections[heading].above
    return tuple(reversed(titles))


def words_of(task: TaskReading, headings: Sequence[str]) -> dict[Words, str]:
    """The words of a row of the file."""
    return row_words(
        annex=task.annex,
        headings=headings,
        stt=task.stt or "",
        content=task.content,
        leads=[unit.text for unit in task.leads],
        partners=[unit.text for unit in task.partners],
        timing=task.timing,
        deliverables=task.deliverables,
        notes=notes_of(task),
    )


def notes_of(task: TaskReading) -> dict[str, str]:
    """The other columns of a row by their headings; two of one heading are joined, none is lost."""
    notes: dict[str, str] = {}
    for heading, text in task.notes:
        notes[heading] = f"{notes[heading]}\n{text}" if heading in notes else text
    return notes


def row_words(
    *,
    annex: str,
    headings: Sequence[str],
    stt: str,
    content: str,
    leads: Sequence[str],
    partners: Sequence[str],
    timing: str,
    deliverables: Sequence[str],
    notes: Mapping[str, str],
) -> dict[Words, str]:
    """The words of a row of either side; blanks do not count, so that a Word paste equals its workbook."""
    place = headings if annex == MAIN_ANNEX else (annex, *headings)
    return {
        Words.PLACE: _joined(" / ", tuple(place)),
        Words.STT: _joined("", (stt,)),
        Words.CONTENT: " ".join(content.split()),
        Words.LEADS: _joined("; ", tuple(leads)),
        Words.PARTNERS: _joined("; ", tuple(partners)),
        Words.TIMING: _joined("", (timing,)),
        Words.DELIVERABLES: _joined("; ", tuple(deliverables)),
        Words.TARGETS: "",
        Words.NOTES: " ".join("; ".join(f"{heading}: {text}" for heading, text in notes.items()).split()),
    }


@lru_cache(maxsize=4096)
def _joined(by: str, texts: tuple[str, ...]) -> str:
    """One text without needless blanks; most parts of a row are those of other rows too."""
    return " ".join(by.join(texts).split())


def _said(stored: Sequence[Row], decided: Mapping[int, str]) -> dict[int, Row | None]:
    """What a person decided and still can be: a stored row that is there, for one row of the file only."""
    by_key = {row.key: row for row in stored}
    said: dict[int, Row | None] = {}
    for index, key in decided.items():
        row = by_key.pop(key, None) if key else None
        if row is not None or not key:
            said[index] = row
    return said


def _pairs(
    new: Sequence[Row], stored: Sequence[Row], said: Mapping[int, Row | None], several: Collection[tuple[str, ...]]
) -> dict[int, tuple[Row, bool]]:
    """For each index of `new` the stored row it is, and whether likeness alone says so.

    `several` are the bases that more than one row has, on either side.
    """
    pairs = {index: (row, False) for index, row in said.items() if row is not None}
    if several:
        free = [row for row in _free(stored, pairs) if row.base in several]
        left = [index for index, row in enumerate(new) if row.base in several and index not in said]
        pairs |= {index: (old, False) for index, old in _of_several(new, left, free)}
    by_key = {row.key: row for row in _free(stored, pairs)}
    left = [index for index in range(len(new)) if index not in pairs and index not in said]
    pairs |= {index: (by_key[new[index].key], False) for index in left if new[index].key in by_key}
    free = _free(stored, pairs)
    left = [index for index in left if index not in pairs]
    for index, old in _moved(new, left, free):
        pairs[index] = (old, False)
    free = _free(stored, pairs)
    for index, old in _alike(new, [index for index in left if index not in pairs], free):
        pairs[index] = (old, True)
    return pairs


def _free(stored: Sequence[Row], pairs: Mapping[int, tuple[Row, bool]]) -> list[Row]:
    taken = {old.pk for old, _by_likeness in pairs.values()}
    return [row for row in stored if row.pk not in taken]


def _of_several(new: Sequence[Row], left: Sequence[int], free: Sequence[Row]) -> Iterable[tuple[int, Row]]:
    """Of several rows equal in place and content those whose other words are equal too, at least but for the number."""
    taken_new: set[int] = set()
    taken_old: set[int | None] = set()
    for apart in (frozenset({Words.PLACE}), frozenset({Words.PLACE, Words.STT})):
        olds: dict[tuple[object, ...], list[Row]] = defaultdict(list)
        for old in reversed(free):
            if old.pk not in taken_old:
                olds[_told(old, apart)].append(old)
        for index in left:
            if index not in taken_new and (same := olds.get(_told(new[index], apart))):
                old = same.pop()
                taken_new.add(index)
                taken_old.add(old.pk)
                yield index, old


def _told(row: Row, apart: frozenset[Words]) -> tuple[object, ...]:
    return row.base, *(text for name, text in row.words.items() if name not in apart)


def _moved(new: Sequence[Row], left: Sequence[int], free: Sequence[Row]) -> Iterable[tuple[int, Row]]:
    """Rows whose content stands elsewhere now, where only one row on either side has it."""
    olds: dict[str, list[Row]] = defaultdict(list)
    news: dict[str, list[int]] = defaultdict(list)
    for old in free:
        olds[old.content].append(old)
    for index in left:
        news[new[index].content].append(index)
    for content, indexes in news.items():
        if len(indexes) == 1 and len(olds[content]) == 1:
            yield indexes[0], olds[content][0]


def _alike(new: Sequence[Row], left: Sequence[int], free: Sequence[Row]) -> Iterable[tuple[int, Row]]:
    """Rows of one place whose text was edited, the likest first."""
    olds: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    news: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for old in free:
        olds[old.path].append(old)
    for index in left:
        news[new[index].path].append(index)
    scored = []
    for path, indexes in news.items():
        few = len(indexes) <= MOST_COMPARED and len(olds[path]) <= MOST_COMPARED
        numbered: dict[str, list[Row]] = defaultdict(list)
        for old in olds[path]:
            numbered[old.words[Words.STT]].append(old)
        for index in indexes:
            possible = olds[path] if few else numbered[new[index].words[Words.STT]][:MOST_COMPARED]
            scored += [(_likeness(new[index], old), index, old) for old in possible]
    taken_new: set[int] = set()
    taken_old: set[int | None] = set()
    for likeness, index, old in sorted(scored, key=lambda each: (-each[0], each[1])):
        if likeness and index not in taken_new and old.pk not in taken_old:
            taken_new.add(index)
            taken_old.add(old.pk)
            yield index, old


def _likeness(new: Row, old: Row) -> float:
    """How alike the contents are, from 0 to 1; 0 below what their numbers ask for."""
    same_number = bool(new.words[Words.STT]) and new.words[Words.STT] == old.words[Words.STT]
    least = ALIKE_AT_ITS_NUMBER if same_number else ALIKE_IN_ITS_PLACE
    if (edited := _added_to(old.content, new.content)) is not None:
        return edited if edited >= least else 0
    matcher = SequenceMatcher(None, old.content, new.content, autojunk=False)
    if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
        return 0
    ratio = matcher.ratio()
    return ratio if ratio >= least else 0


def _added_to(one: str, other: str) -> float | None:
    """How alike two texts are of which one is the other with words put in at one place; None where neither is."""
    shorter, longer = sorted((one, other), key=len)
    before = next((at for at, (a, b) in enumerate(zip(shorter, longer, strict=False)) if a != b), len(shorter))
    if not longer.endswith(shorter[before:]):
        return None
    return 2 * len(shorter) / (len(shorter) + len(longer)) if longer else 1.0


def _different(old: Row, new: Row) -> tuple[tuple[Words, str, str], ...]:
    if old.words == new.words and not new.settled and not old.open_units:
        return ()
    fields = [
        (name, before, after)
        for name in Words
        # A heading typed anew in capitals is no move of all its rows.
        if (before := old.words[name]) != (after := new.words[name])
        and (name is not Words.PLACE or fold(before) != fold(after))
    ]
    compared = {name for name, _before, _after in fields}
    fields += [(name, old.words[name], new.words[name]) for name in new.settled if name not in compared]
    settled = old.open_units - new.open_units
    for name in (Words.LEADS, Words.PARTNERS):
        # The same name as before, and now it is known which unit it means.
        if old.words[name] == new.words[name] and any(role == name for role, _at in settled):
            fields.append((name, f"{old.words[name]} (?)", new.words[name]))
    return tuple(fields)
