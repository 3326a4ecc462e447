"""What the pages of a person's own work show: each a constant number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from tasks import words
from tasks.asked import Query, one_of, page_of, search_of, unit_of
from tasks.lateness import DUE_SOON_DAYS, Standing, dated_back, report_delay, standing
from tasks.models import (
    Extension,
    Occurrence,
    OccurrenceKind,
    Part,
    Status,
    StatusUpdate,
    TaskUnit,
    UnitRole,
    UpdateKind,
)
from tasks.schedule import SlotKind
from tasks.status import FINISHED, PartStatus
from wards import clock
from wards.access import posts
from wards.models import Role, Unit, UnitKind, User
from wards.text import fold

PER_PAGE = 50

_P = PartStatus
UNSETTLED = (_P.NOT_STARTED, _P.IN_PROGRESS, _P.NOT_REPORTED)
"""Something is owed by the unit."""

STATES = ("open", "late", "soon", "confirm", "done", "all")
KINDS = {
    "dated": (OccurrenceKind.DATED, OccurrenceKind.RECURRING),
    "check_in": (OccurrenceKind.CHECK_IN,),
    "event": (OccurrenceKind.EVENT,),
    "awaiting": (OccurrenceKind.AWAITING,),
}


NO_UNIT = str(UUID(int=0))
"""Stands in an address for what no unit is known for."""

PARTNER, NAMED = "partner", "named"


@dataclass(frozen=True)
class Filters:
    """What the address of a list asks for; anything unknown in it is as if it were not there."""

    state: str = "open"
    unit: str = ""
    kind: str = ""
    role: str = ""
    """"" for what the person's units lead, NAMED for what of it the person answers for by name, else PARTNER for what
    the units help others with."""
    search: str = ""
    page: int = 1

    @classmethod
    def read(cls, query: Query) -> Filters:
        """The filters of an address's query."""
        return cls(
            state=one_of(query, "state", STATES, "open"),
            kind=one_of(query, "kind", KINDS),
            role=one_of(query, "role", (PARTNER, NAMED)),
            unit=unit_of(query),
            search=search_of(query),
            page=page_of(query),
        )


@dataclass(frozen=True)
class WorkList:
    """One page of what a person owes. `counts` is by state, under the other filters; `units` those to choose from."""

    lines: list[dict[str, Any]]
    counts: dict[str, int]
    units: list[Unit]
    page: int
    pages: int
    check_ins: int
    """Check-ins that are open: one screen saves them together."""


def owed_parts(user: User) -> QuerySet[Part]:
    """Parts that the person reports on: of the own units; of the whole ward for one-door staff.

    Those of retired occurrences and dropped rows are left out.
    """
    held = posts(user)
    wards = [ward for ward, roles in held.roles.items() if Role.ONE_DOOR in roles]
    units = frozenset().union(*held.units.values())
    mine = Q(ward__in=wards) | Q(unit__in=units)
    return current_parts(Part.objects.filter(mine))


def assisted_parts(user: User, unit: str = "") -> QuerySet[Part]:
    """Parts of others in rows that name a unit of the person's as partner, itself or by its group.

    `unit` is the public id of that unit, "" for any of theirs. What an own unit leads is left out.
    """
    mine = frozenset().union(*posts(user).units.values())
    units = Unit.objects.filter(pk__in=mine, **({"public_id": unit} if unit else {}))
    named = Q(unit__in=units) | Q(unit__members__in=units)
    rows = TaskUnit.objects.filter(named, role=UnitRole.PARTNER).values("task")
    return current_parts(Part.objects.filter(occurrence__task__in=rows).exclude(unit__in=mine))


def current_parts(parts: QuerySet[Part]) -> QuerySet[Part]:
    """The parts still asked for, each with the day it is due now as `due_now`."""
    asked = parts.filter(retired=False, occurrence__retired=False, occurrence__task__dropped_on=None)
    return asked.annotate(due_now=Coalesce("occurrence__extended_due", "occurrence__due"))


def unknown_unit() -> Unit:
    """Stands among the units of a choice for what no unit is known for, after all others; not a row of its own."""
    return Unit(name=_("Unit not known yet"), public_id=UUID(NO_UNIT), position=9999)


def conditions(today: date) -> dict[str, Q]:
    """The states of a list as conditions on parts that carry `due_now`."""
    unsettled = Q(status__in=UNSETTLED)
    soon = today + timedelta(days=DUE_SOON_DAYS)
    return {
        "open": unsettled & Q(occurrence__opens_on__lte=today),
        "late": unsettled & Q(due_now__lt=today),
        "soon": unsettled & Q(due_now__range=(today, soon)),
        "confirm": Q(status=_P.AWAITING_CONFIRMATION),
        "done": Q(status__in=(*FINISHED, _P.REPORTED, _P.NOTHING_AROSE)),
        "all": Q(),
    }


def work_list(user: User, filters: Filters) -> WorkList:
    """The page of the list that the filters ask for: late first, then by due day, without a date last."""
    today = clock.today()
    parts, wanted = _asked(user, filters), conditions(today)
    counts = state_counts(user, filters)
    pages = max(1, -(-counts[filters.state] // PER_PAGE))
    page = min(filters.page, pages)
    chosen = _in_order(parts.filter(wanted[filters.state]), filters.state, wanted["late"])
    lines = lines_of(chosen[(page - 1) * PER_PAGE : page * PER_PAGE], today)
    return WorkList(lines, counts, _units(user), page, pages, counts.pop("check_in"))


def state_counts(user: User, filters: Filters) -> dict[str, int]:
    """How long the list is in each state, under its other filters; `check_in` are the open check-ins among them."""
    parts, wanted = _asked(user, filters), conditions(clock.today())
    counted = wanted | {"check_in": wanted["open"] & Q(occurrence__kind=OccurrenceKind.CHECK_IN)}
    counts: dict[str, int] = parts.aggregate(
        **{name: Count("pk", filter=each) for name, each in counted.items() if each}
    )
    return counts | {"all": parts.count() if filters.state == "all" else 0}


def _asked(user: User, filters: Filters) -> QuerySet[Part]:
    """The parts under the filters, whatever their state."""
    parts = assisted_parts(user, filters.unit) if filters.role == PARTNER else owed_parts(user)
    if filters.role == NAMED:
        parts = parts.filter(occurrence__task__officer=user)
    if filters.unit and filters.role != PARTNER:
        parts = parts.filter(unit__public_id=filters.unit)
    if filters.kind:
        parts = parts.filter(occurrence__kind__in=KINDS[filters.kind])
    if filters.search:
        parts = parts.filter(occurrence__task__content_folded__contains=fold(filters.search))
    return parts


def _in_order(parts: QuerySet[Part], state: str, late: Q) -> QuerySet[Part]:
    if state == "done":
        return parts.order_by(F("done_on").desc(nulls_last=True), F("due_now").desc(nulls_last=True), "-pk")
    first = Case(When(late, then=Value(0)), default=Value(1), output_field=IntegerField())
    return parts.order_by(first, F("due_now").asc(nulls_last=True), "occurrence__task__position", "pk")


def _units(user: User) -> list[Unit]:
    held = posts(user)
    wards = [ward for ward, roles in held.roles.items() if Role.ONE_DOOR in roles]
    whole = Q(ward__in=wards, active=True) & ~Q(kind=UnitKind.GROUP)
    return list(Unit.objects.filter(whole | Q(pk__in=frozenset().union(*held.units.values()))))


_TASK, _PLAN = "occurrence__task__", "occurrence__task__plan__"
_COLUMNS = {
    "kind": "occurrence__kind",
    "period": "occurrence__period",
    "due": "occurrence__due",
    "extended_due": "occurrence__extended_due",
    "no_date": "occurrence__no_date",
    "unit_name": "unit__name",
    "content": f"{_TASK}content",
    "stt": f"{_TASK}stt",
    "section_stt": f"{_TASK}section__stt",
    "section_title": f"{_TASK}section__title",
    "plan_number": f"{_PLAN}number",
    "plan_title": f"{_PLAN}title",
    "officer": f"{_TASK}officer__full_name",
}


def lines_of(parts: QuerySet[Part], today: date) -> list[dict[str, Any]]:
    """Parts as the lines of a list: dicts, because templates read those fastest. One query."""
    own = ("public_id", "status", "progress", "done_on")
    asked = Extension.objects.filter(occurrence=OuterRef("occurrence")).order_by("-pk")
    # The last request for a later day: one not decided has no answer yet, but a day.
    extension = {"asked_to": Subquery(asked.values("to_due")[:1]), "agreed": Subquery(asked.values("agreed")[:1])}
    entries = entries_that_hold(StatusUpdate.objects.filter(part=OuterRef("pk")))
    reports = entries.filter(kind=UpdateKind.REPORT)
    last = {
        "last_kind": Subquery(entries.values("kind")[:1]),
        "reported_on": Subquery(reports.values("effective_on")[:1]),
        "written_on": Subquery(reports.values("written_on")[:1]),
    }
    found = parts.values(*own, **{name: F(path) for name, path in _COLUMNS.items()}, **extension, **last)
    return [_line(dict(row), today) for row in found]


def entries_that_hold(entries: QuerySet[StatusUpdate]) -> QuerySet[StatusUpdate]:
    """Those that say how a part stands and that no later one corrects, the last first."""
    said = entries.exclude(kind__in=[UpdateKind.COMMENT, UpdateKind.EXPLAIN])
    return said.filter(corrections=None).order_by("-effective_on", "-pk")


def _line(row: dict[str, Any], today: date) -> dict[str, Any]:
    kind, status = SlotKind(row["kind"]), PartStatus(row["status"])
    now = standing(
        kind,
        status,
        due=row["due"],
        extended_due=row["extended_due"],
        done_on=row["done_on"],
        no_date=row["no_date"],
        today=today,
    )
    said = words.of_part(status, now)
    section = ". ".join(filter(None, (row["section_stt"], row["section_title"])))
    return row | {
        "label": said.label,
        "status_name": str(Status(status).label),
        "tone": said.tone.value,
        # The list has a column for the day; other notes say more than it does.
        "note": words.beyond_due(said, now),
        "due_now": now.due,
        "original_due": now.original_due,
        "section": section,
        "plan": row["plan_number"] or row["plan_title"],
        "check_in": kind is SlotKind.CHECK_IN,
        "period_name": words.period(row["period"]),
        "extension": words.of_extension(row["agreed"]) if row["asked_to"] and status in UNSETTLED else None,
        "begun": words.begun(status, row["progress"], now),
        "returned": words.returned() if is_returned(status, row["last_kind"]) else None,
        **_about_report(kind, status, row, now.due),
    }


def is_returned(status: PartStatus, last_kind: str | None) -> bool:
    """Whether the last thing said of a part is that its result was returned."""
    return status is _P.IN_PROGRESS and last_kind == UpdateKind.RETURN


def _about_report(kind: SlotKind, status: PartStatus, row: dict[str, Any], due: date | None) -> dict[str, Any]:
    """What the day and the writing of the last report add: a check-in that came late, an entry dated back."""
    if status not in (*FINISHED, _P.REPORTED) or row["reported_on"] is None:
        return {}
    effective_on, written_on = row["reported_on"], row["written_on"]
    delay = report_delay(kind, effective_on=effective_on, due=due)
    flagged = dated_back(kind, effective_on=effective_on, written_on=written_on, due=due)
    return {
        "report_late": words.report_late(delay) if delay else "",
        "written": words.day(written_on) if flagged else "",
    }


def standing_of(part: Part, today: date | None = None) -> Standing:
    """How a part stands now; its occurrence comes with it."""
    occurrence: Occurrence = part.occurrence
    return standing(
        SlotKind(occurrence.kind),
        PartStatus(part.status),
        due=occurrence.due,
        extended_due=occurrence.extended_due,
        done_on=part.done_on,
        no_date=occurrence.no_date,
        today=today or clock.today(),
    )
