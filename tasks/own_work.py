"""Việc của tôi: what a person owes, and what their units help others with. A constant number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When

from tasks.asked import Query, one_of, page_of, search_of, unit_of
from tasks.lines import PER_PAGE, conditions, current_parts, lines_of
from tasks.models import OccurrenceKind, Part, TaskUnit, UnitRole
from wards import clock
from wards.access import posts
from wards.models import Role, Unit, UnitKind, User
from wards.text import fold

STATES = ("open", "late", "soon", "confirm", "done", "all")
KINDS = {
    "dated": (OccurrenceKind.DATED, OccurrenceKind.RECURRING),
    "check_in": (OccurrenceKind.CHECK_IN,),
    "event": (OccurrenceKind.EVENT,),
    "awaiting": (OccurrenceKind.AWAITING,),
}

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
