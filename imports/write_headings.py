"""The annexes and headings of a plan, made or found again by their titles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from imports.diff import heading_titles
from imports.grid import Level, PlanReading
from plans.models import Annex, Plan, Section
from tasks.models import Task
from wards.bulk import create_values, new_keys, update_rows
from wards.text import fold

LEVELS = {Level.SECTION: 1, Level.SUBSECTION: 2, Level.GROUP: 3}

FIELDS = ("annex_id", "level", "stt", "title", "title_folded", "path", "position", "parent_id")

# A heading's place among its like: annex, folded titles from the highest down, ordinal among equals.
Titles = tuple[str, ...]


def write_annexes(plan: Plan, reading: PlanReading) -> dict[str, Annex]:
    """The file's annexes by their number; the first title printed for a number stands."""
    annexes = {annex.code: annex for annex in Annex.objects.filter(plan=plan)}
    titles = {annex.number: annex.title for annex in reversed(reading.annexes)}
    numbers = [annex.number for annex in reading.annexes] + [task.annex for task in reading.tasks]
    for position, number in enumerate(dict.fromkeys(numbers)):
        annex = annexes.setdefault(number, Annex(ward=plan.ward, plan=plan, code=number))
        annex.title, annex.position = titles.get(number, annex.title), position
    Annex.objects.bulk_update([annex for annex in annexes.values() if annex.pk], ["title", "position"])
    Annex.objects.bulk_create(annex for annex in annexes.values() if annex.pk is None)
    return annexes


def write_sections(plan: Plan, reading: PlanReading, annexes: dict[str, Annex]) -> list[int]:
    """The keys of the file's headings, by their index in the reading; those gone from the file stand behind the
    others."""
    stored = list(Section.objects.filter(plan=plan))
    by_titles = dict(zip(_numbered(_stored_titles(stored, annexes)), stored, strict=True))
    before = {section.pk: _values(section) for section in stored}
    last = max((section.position for section in stored), default=0)
    known = [by_titles.pop(titles, None) for titles in _numbered(_read_titles(reading))]
    new = [index for index, section in enumerate(known) if section is None]
    given = dict(zip(new, new_keys(Section, len(new)), strict=True))
    keys = [section.pk if section else given[index] for index, section in enumerate(known)]
    rows = []
    for index, section in enumerate(known):
        said = _said(reading, index, annexes, keys)
        if section is None:
            rows.append((keys[index], plan.ward_id, plan.pk, *said))
            continue
        for name, value in zip(FIELDS, said, strict=True):
            setattr(section, name, value)
    for at, section in enumerate(by_titles.values()):
        section.position = len(keys) + at
    _move(
        [section for section in stored if _values(section) != before[section.pk]],
        beyond=max(last, len(keys) + len(stored)),
    )
    create_values(Section, ("id", "ward_id", "plan_id", *FIELDS), rows)
    return keys


def _said(reading: PlanReading, index: int, annexes: dict[str, Annex], keys: Sequence[int]) -> tuple[object, ...]:
    """What a heading of the file has in `FIELDS`."""
    read = reading.sections[index]
    above = None if read.above is None else keys[read.above]
    path = ".".join(_numbers(reading, index))
    return annexes[read.annex].pk, LEVELS[read.level], read.number, read.title, fold(read.title), path, index, above


def _move(changed: list[Section], *, beyond: int) -> None:
    """Writes stored headings; two of an annex never share a position, not even between two statements: those that
    move step aside first, to positions that nobody has or gets."""
    if changed:
        places = {section.pk: section.position for section in changed}
        for at, section in enumerate(changed):
            section.position = beyond + 1 + at
        update_rows(changed, ["position"])
        for section in changed:
            section.position = places[section.pk]
        update_rows(changed, FIELDS)


def _values(section: Section) -> list[object]:
    return [getattr(section, name) for name in FIELDS]


def drop_empty_headings(plan: Plan, kept: Collection[int]) -> None:
    """Deletes the headings that are no longer in the file and have no task under them, then such annexes."""
    above = dict(Section.objects.filter(plan=plan).values_list("pk", "parent_id"))
    if len(above) > len(kept):
        needed = set(kept)
        for pk in Task.objects.filter(plan=plan, section__isnull=False).values_list("section_id", flat=True).distinct():
            up: int | None = pk
            while up is not None:
                needed.add(up)
                up = above[up]
        Section.objects.filter(plan=plan).exclude(pk__in=needed).delete()
    Annex.objects.filter(plan=plan, tasks=None, sections=None).delete()


def _numbered(places: Sequence[Titles]) -> Iterator[tuple[Titles, int]]:
    seen: Counter[Titles] = Counter()
    for titles in places:
        yield titles, seen[titles]
        seen[titles] += 1


def _read_titles(reading: PlanReading) -> list[Titles]:
    return [
        (fold(section.annex), *map(fold, heading_titles(reading, index)))
        for index, section in enumerate(reading.sections)
    ]


def _stored_titles(stored: Sequence[Section], annexes: dict[str, Annex]) -> list[Titles]:
    by_pk = {section.pk: section for section in stored}
    codes = {annex.pk: annex.code for annex in annexes.values()}

    def titles(section: Section) -> Titles:
        above = by_pk.get(section.parent_id or 0)
        return (*(titles(above) if above else (fold(codes[section.annex_id]),)), section.title_folded)

    return [titles(section) for section in stored]


def _numbers(reading: PlanReading, index: int | None) -> list[str]:
    numbers: list[str] = []
    while index is not None:
        numbers.insert(0, reading.sections[index].number)
        index = reading.sections[index].above
    return numbers
