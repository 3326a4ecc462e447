"""A plan's rows held against those already stored: what is new, changed, the same or gone. Pure.

A row is found again, in this order, by its key (place and content; of several equal ones that whose other words are
the same), by its content alone where the row moved, and by likeness where somebody edited its text: at the same number,
or very much alike in the same place.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from difflib import SequenceMatcher

from imports.diff import Change, Diff, Row, RowChange
from imports.printed import Words
from wards.text import fold

# At the same number a text may change a good deal and still be the same row; elsewhere hardly.
ALIKE_AT_ITS_NUMBER = 0.6
ALIKE_IN_ITS_PLACE = 0.85
# Beyond this many leftover rows in one place, likeness is sought only at the same number.
MOST_COMPARED = 60


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
    broken = set(invalid)
    if not stored:
        return _all_new(new, broken, said)
    equal_new, equal_stored = Counter(row.base for row in new), Counter(row.base for row in stored)
    several = {base for base, rows in (equal_new | equal_stored).items() if rows > 1}
    pairs = _pairs(new, stored, said, several)
    found = {old.pk for old, _by_likeness in pairs.values()}
    dropped = tuple(row for row in stored if row.pk not in found and not row.out)
    left = [index for index in range(len(new)) if index not in pairs and index not in said]
    resembling = _resembling(new, left, dropped)
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
        unsure = index not in said and (by_likeness or among_equals or index in resembling)
        changes.append(
            RowChange(index, row.key, change, old.pk if old else None, fields, unsure, decided=index in said)
        )
    holders = {row.key: row.pk for row in stored}
    crossed = any(holders.get(change.key, change.pk) != change.pk for change in changes)
    return Diff(tuple(changes), dropped, Counter(change.change for change in changes), crossed)


def _all_new(new: Sequence[Row], broken: Collection[int], decided: Collection[int]) -> Diff:
    changes = [
        RowChange(at, row.key, Change.INVALID if at in broken else Change.NEW, decided=at in decided)
        for at, row in enumerate(new)
    ]
    wrong = len(broken)
    return Diff(tuple(changes), (), Counter({Change.NEW: len(new) - wrong, Change.INVALID: wrong}))


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
            scored += [(_likeness(new[index], old, _least(new[index], old)), index, old) for old in possible]
    taken_new: set[int] = set()
    taken_old: set[int | None] = set()
    for likeness, index, old in sorted(scored, key=lambda each: (-each[0], each[1])):
        if likeness and index not in taken_new and old.pk not in taken_old:
            taken_new.add(index)
            taken_old.add(old.pk)
            yield index, old


def _resembling(new: Sequence[Row], left: Sequence[int], gone: Sequence[Row]) -> set[int]:
    """New rows somewhat like one that is gone from their place: renumbered and reworded at once, or another task."""
    olds: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for old in gone:
        olds[old.path].append(old)
    return {
        index
        for index in left
        if len(olds[new[index].path]) <= MOST_COMPARED
        and any(_likeness(new[index], old, ALIKE_AT_ITS_NUMBER) for old in olds[new[index].path])
    }


def _least(new: Row, old: Row) -> float:
    """How alike two rows must be to be taken for one."""
    same_number = bool(new.words[Words.STT]) and new.words[Words.STT] == old.words[Words.STT]
    return ALIKE_AT_ITS_NUMBER if same_number else ALIKE_IN_ITS_PLACE


def _likeness(new: Row, old: Row, least: float) -> float:
    """How alike the contents are, from 0 to 1; 0 below `least`."""
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
    equal = old.parts == new.parts or old.words == new.words
    if equal and not new.settled and not old.open_units:
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
