"""The plan as its document shows it, with live status: a constant number of queries, however many rows.

Rows come from `tasks.rows`; here they find their place, and what is not asked for is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from plans.models import Annex, Plan, Section
from tasks.asked import Query, number_of, one_of, search_of, unit_of
from tasks.lateness import RowState
from tasks.models import Part, Task
from tasks.readiness import Clear, Readiness, RowFacts, names, readiness, row_facts
from tasks.rows import PartNow, RowNow, ongoing_state, parts_of, row_now, rows_of
from tasks.words import Tone
from wards import clock
from wards.models import Unit
from wards.text import fold

ROWS_AT_ONCE = 200
"""So many tasks come with the page; the next ones when the reader gets there."""

STATES = {
    "late": _("Overdue"),
    "soon": _("Due within 7 days"),
    "in_progress": _("In progress"),
    "not_started": _("Not started"),
    "confirm": _("Awaiting confirmation"),
    "done": _("Done"),
    "set_aside": _("Paused or no longer to be done"),
    "reported": _("Ongoing: reported"),
    "unreported": _("Ongoing: not yet reported"),
    "no_date": _("Awaiting a date"),
}
"""What the page can be filtered by."""


@dataclass(frozen=True)
class PlanFilters:
    """What the address of a plan's page asks for; anything unknown in it is as if it were not there."""

    state: str = ""
    unit: str = ""
    search: str = ""
    lacks: str = ""
    start: int = 0

    @classmethod
    def read(cls, query: Query) -> PlanFilters:
        """The filters of an address's query."""
        return cls(
            state=one_of(query, "state", STATES),
            unit=unit_of(query),
            search=search_of(query),
            lacks=one_of(query, "lacks", [clear.value for clear in Clear]),
            start=number_of(query, "start"),
        )

    def __bool__(self) -> bool:
        return bool(self.state or self.unit or self.search or self.lacks)


@dataclass(frozen=True)
class Share:
    """One piece of the bar at the top: so many rows in a state, drawn from `x`, `width` wide, of 100."""

    name: str
    label: str
    tone: str
    count: int
    x: str = "0"
    width: str = "0"


@dataclass(frozen=True)
class PlanTable:
    """The page. `blocks` holds, in document order, dicts of `kind` annex, section or task."""

    blocks: list[dict[str, Any]]
    shown: int
    matching: int
    total: int
    next_start: int | None
    work: list[Share]
    ongoing: list[Share]
    events: int
    units: list[Unit]
    readiness: Readiness
    outline: list[dict[str, Any]]

    @property
    def work_total(self) -> int:
        """Rows that are worked on and finished."""
        return sum(share.count for share in self.work)

    @property
    def ongoing_total(self) -> int:
        """Rows that only check in."""
        return sum(share.count for share in self.ongoing)


def plan_table(plan: Plan, filters: PlanFilters) -> PlanTable:
    """The plan's table under the filters: ROWS_AT_ONCE rows from `filters.start` on."""
    facts, rows, units, matching = _find(plan, filters)
    tasks = plan.tasks.order_by("position")
    lacking = {pk: names(row.lacks) for pk, row in facts.items()}
    chosen = matching[filters.start : filters.start + ROWS_AT_ONCE]
    # Without a filter they are a stretch of the document: that is said faster than which they are.
    stretch = plan.tasks.filter(pk__in=chosen) if filters else tasks[filters.start : filters.start + ROWS_AT_ONCE]
    end = filters.start + len(chosen)
    annexes, sections = list(plan.annexes.all()), list(plan.sections.all())
    before = _place(tasks, matching[filters.start - 1]) if filters.start and chosen else None
    return PlanTable(
        blocks=_blocks(annexes, sections, rows_of(stretch, chosen, rows, lacking), before),
        shown=len(chosen),
        matching=len(matching),
        total=len(facts),
        next_start=end if end < len(matching) else None,
        work=work_shares(Counter(row.state.value for row in rows.values() if row.sort == "work")),
        ongoing=_shares(_ONGOING, Counter(ongoing_state(row) for row in rows.values() if row.sort == "ongoing")),
        events=sum(row.sort == "event" for row in rows.values()),
        units=units,
        readiness=readiness(facts.values()),
        outline=[{"id": section.pk, "title": str(section)} for section in sections if section.level == 1],
    )


def plan_standing(plan: Plan, filters: PlanFilters) -> PlanTable:
    """The same without its rows: what stands above them."""
    return plan_table(plan, replace(filters, start=_BEYOND))


_BEYOND = 10**8
"""More rows than a plan has."""


def matching_rows(plan: Plan, filters: PlanFilters) -> list[dict[str, Any]]:
    """Every row under the filters as `tasks.rows.rows_of` has it, in document order: for who takes them elsewhere."""
    found = _find(plan, filters)
    lacking = {pk: names(row.lacks) for pk, row in found.facts.items()}
    return rows_of(plan.tasks.filter(pk__in=found.matching), found.matching, found.rows, lacking)


class _Found(NamedTuple):
    """A plan's rows as they stand, and the row numbers of those under the filters."""

    facts: dict[int, RowFacts]
    rows: dict[int, RowNow]
    units: list[Unit]
    matching: list[int]


def _find(plan: Plan, filters: PlanFilters) -> _Found:
    today = clock.today()
    parts = parts_of(Part.objects.filter(occurrence__task__plan=plan), today)
    tasks = plan.tasks.order_by("position")
    if filters.search:
        found = set(tasks.filter(content_folded__contains=fold(filters.search)).values_list("pk", flat=True))
    facts = row_facts(tasks)
    rows = {
        pk: row_now(parts.get(pk, ()), dropped=row.dropped_on is not None, in_force=plan.in_force)
        for pk, row in facts.items()
    }
    units = _units(parts)
    unit_id = next((unit.pk for unit in units if str(unit.public_id) == filters.unit), None)
    matching = [
        pk
        for pk, row in rows.items()
        if (not filters.state or filters.state in row.facets)
        and (not filters.unit or any(part.unit_id == unit_id for part in row.parts))
        and (not filters.search or pk in found)
        and (not filters.lacks or filters.lacks in facts[pk].lacks)
    ]
    return _Found(facts, rows, units, matching)


_WORK = (
    (RowState.DONE.value, "done", _("Done"), Tone.DONE),
    (RowState.IN_PROGRESS.value, "in_progress", _("In progress"), Tone.PROGRESS),
    (RowState.OVERDUE.value, "late", _("Overdue"), Tone.LATE),
    (RowState.NOT_STARTED.value, "not_started", _("Not started"), Tone.IDLE),
    (RowState.PAUSED.value, "set_aside", _("Paused"), Tone.OFF),
    (RowState.DROPPED.value, "set_aside", _("No longer to be done"), Tone.OFF),
)
_ONGOING = (
    ("reported", "reported", _("Reported"), Tone.DONE),
    ("late", "late", _("Not yet reported, overdue"), Tone.LATE),
    ("unreported", "unreported", _("Not yet reported"), Tone.SOON),
    ("later", "", _("Nothing asked yet"), Tone.IDLE),
)


def work_shares(counts: Mapping[str, int]) -> list[Share]:
    """The bar of rows that are worked on and finished, from how many are in each state."""
    return _shares(_WORK, counts)


def _shares(sorts: Any, counts: Mapping[str, int]) -> list[Share]:
    total, x, shares = sum(counts.values()), 0.0, []
    for key, name, label, tone in sorts:
        if count := counts.get(key, 0):
            width = 100 * count / total
            # Written with a point whatever the reader's language: these are coordinates.
            shares.append(Share(name, str(label), tone.value, count, f"{x:.3f}", f"{width:.3f}"))
            x += width
    return shares


def _units(parts: Mapping[int, Collection[PartNow]]) -> list[Unit]:
    return list(Unit.objects.filter(pk__in={part.unit_id for each in parts.values() for part in each if part.unit_id}))


def _place(tasks: QuerySet[Task], pk: int) -> tuple[int, int | None]:
    place: tuple[int, int | None] = tasks.values_list("annex_id", "section_id").get(pk=pk)
    return place


def _blocks(
    annexes: Sequence[Annex],
    sections: Sequence[Section],
    rows: Sequence[dict[str, Any]],
    before: tuple[int, int | None] | None,
) -> list[dict[str, Any]]:
    """Rows under their annex's and sections' headings; headings without a row to show are left out.

    `before` is the place (annex, section) of the row shown before the first of these: its headings stand already.
    """
    annex_by_id, section_by_id = {annex.pk: annex for annex in annexes}, {each.pk: each for each in sections}
    stood = set(_path(section_by_id, before[1])) if before else set()
    annex_id = before[0] if before else None
    blocks: list[dict[str, Any]] = []
    for row in rows:
        if row["annex_id"] != annex_id:
            annex_id = row["annex_id"]
            annex = annex_by_id[annex_id]
            blocks.append({"kind": "annex", "code": annex.code, "title": annex.title, "plain": annex.code == "main"})
        for section_id in _path(section_by_id, row["section_id"]):
            if section_id not in stood:
                stood.add(section_id)
                section = section_by_id[section_id]
                blocks.append(
                    {
                        "kind": "section",
                        "id": section_id,
                        "level": section.level,
                        "stt": section.stt,
                        "title": section.title,
                    }
                )
        blocks.append(row)
    return blocks


def _path(sections: Mapping[int, Section], section_id: int | None) -> list[int]:
    """The section and those around it, outermost first."""
    path: list[int] = []
    while section_id is not None:
        path.insert(0, section_id)
        section_id = sections[section_id].parent_id
    return path
