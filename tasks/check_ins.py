"""All check-ins of one unit for one period on one screen: read in a few queries, saved row by row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, Q, QuerySet

from tasks import work
from tasks.models import OccurrenceKind, Part, StatusUpdate, UpdateKind
from tasks.queries import current_parts
from tasks.status import PartStatus
from wards import clock
from wards.access import posts
from wards.models import Role, Unit, UnitKind, User, Ward


@dataclass(frozen=True)
class Choice:
    """A period that can be chosen, and how many of its check-ins are still missing."""

    period: str
    due: date
    missing: int
    total: int


@dataclass
class Row:
    """One check-in of the screen. `text` is what its field begins with: what was said this period, else a difficulty
    of the period before, which may well go on. `before` is what was said then; `conflict` what somebody else saved."""

    part: Part
    before: str = ""
    text: str = ""
    chosen: bool = True
    error: str = ""
    conflict: StatusUpdate | None = None

    @property
    def reported(self) -> bool:
        """Whether this period's check-in is there already."""
        return self.part.status == PartStatus.REPORTED


@dataclass
class Sheet:
    """The screen: `rows` missing ones first, else in the order of the documents, `day` from which the entries hold."""

    unit: Unit | None
    period: str
    day: date
    rows: list[Row] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)


def units_of(user: User, ward: Ward) -> list[Unit]:
    """The units for which the person checks in here: all of the ward's for one-door staff; none for who only reads."""
    held = posts(user)
    units = Unit.objects.filter(ward=ward, parts__occurrence__kind=OccurrenceKind.CHECK_IN)
    if not held.has(ward.pk, Role.ONE_DOOR):
        units = units.filter(pk__in=held.units.get(ward.pk, frozenset()))
    return list(units.distinct())


def sheet(user: User, ward: Ward, *, unit: str = "", period: str = "") -> Sheet:
    """The screen for the unit (its public id) and period asked for, else for the first unit and what is due next.

    PermissionDenied for who reports for no unit of this ward.
    """
    held = posts(user)
    if not held.has(ward.pk, Role.ONE_DOOR) and not held.units.get(ward.pk):
        raise PermissionDenied
    units = units_of(user, ward)
    chosen = next((each for each in units if str(each.public_id) == unit), _own(units, user, ward))
    if chosen is None:
        return Sheet(None, "", clock.today(), units=units)
    parts = current_parts(Part.objects.filter(unit=chosen, occurrence__kind=OccurrenceKind.CHECK_IN))
    choices = _choices(parts)
    open_ = [each for each in choices if each.missing] or choices[-1:]
    now = next((each for each in choices if each.period == period), open_[0] if open_ else None)
    if now is None:
        return Sheet(chosen, "", clock.today(), units=units)
    rows = _rows(parts.filter(occurrence__period=now.period), chosen, now)
    day = work.default_day(rows[0].part) if rows else clock.today()
    return Sheet(chosen, now.period, day, rows, units, choices)


def _own(units: list[Unit], user: User, ward: Ward) -> Unit | None:
    """The unit the person most likely comes for: an own one, for one-door staff the centre."""
    mine = posts(user).units.get(ward.pk, frozenset())
    own = [unit for unit in units if unit.pk in mine or (not mine and unit.kind == UnitKind.ONE_DOOR)]
    return next(iter(own or units), None)


def _choices(parts: QuerySet[Part]) -> list[Choice]:
    """Periods that have begun, the earliest due first."""
    begun = parts.filter(occurrence__opens_on__lte=clock.today())
    missing = Count("pk", filter=Q(status=PartStatus.NOT_REPORTED))
    by_period = begun.values(period=F("occurrence__period"), due=F("occurrence__due"))
    counted = by_period.annotate(missing=missing, total=Count("pk"))
    found: dict[str, Choice] = {}
    for row in counted.order_by("due"):
        name, due = row["period"], row["due"]
        earlier = found.get(name, Choice(name, due, 0, 0))
        found[name] = Choice(name, due, earlier.missing + row["missing"], earlier.total + row["total"])
    return list(found.values())


def _rows(parts: QuerySet[Part], unit: Unit, choice: Choice) -> list[Row]:
    related = ("ward", "unit", "occurrence__task__plan", "occurrence__task__section")
    order = ("occurrence__task__plan", "occurrence__task__position")
    found = list(parts.select_related(*related).order_by(*order))
    said: dict[tuple[int, bool], str] = {}
    entries = StatusUpdate.objects.filter(
        part__unit=unit,
        part__occurrence__kind=OccurrenceKind.CHECK_IN,
        part__occurrence__task__in=[part.occurrence.task_id for part in found],
        part__occurrence__due__lte=choice.due,
        kind=UpdateKind.REPORT,
        status=PartStatus.REPORTED,
    ).order_by("effective_on", "pk")
    for task, period, text in entries.values_list("part__occurrence__task", "part__occurrence__period", "text"):
        said[task, period == choice.period] = text
    # What is there already moves to the end; the sort keeps the documents' order within both.
    return sorted((_row(part, said) for part in found), key=lambda row: row.reported)


def _row(part: Part, said: Mapping[tuple[int, bool], str]) -> Row:
    task = part.occurrence.task_id
    now, before = said.get((task, True), ""), said.get((task, False), "")
    row = Row(part, before=before)
    row.chosen = not row.reported
    kept = now if row.reported else before
    row.text = "" if kept == work.SMOOTH else kept
    return row


def save(shown: Sheet, author: User, data: Mapping[str, Any], day: date) -> int:
    """Reports every chosen row of the screen; a row without words went without a difficulty. How many were saved.

    Rows stand alone: one that somebody else saved meanwhile, or that cannot be written, carries its `conflict` or
    `error` and keeps what was typed, the others are saved.
    """
    count = 0
    for row in shown.rows:
        key = str(row.part.public_id)
        row.chosen, row.text = f"chosen-{key}" in data, str(data.get(f"text-{key}", row.text)).strip()
        if not row.chosen:
            continue
        version = str(data.get(f"version-{key}", ""))
        try:
            work.report(
                row.part,
                author,
                status=PartStatus.REPORTED,
                text=row.text or work.SMOOTH,
                effective_on=day,
                version=int(version) if version.isdecimal() else 0,
            )
        except work.Refused as refused:
            row.error = str(refused)
        except work.Conflict as conflict:
            row.part, row.conflict = conflict.part, conflict.latest
        else:
            count += 1
    return count
