"""All check-ins of one unit for one period on one screen: read in a few queries, saved row by row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from tasks import words, work
from tasks.lateness import DUE_SOON_DAYS, dated_back, report_delay
from tasks.lines import current_parts, unknown_unit
from tasks.models import OccurrenceKind, Part, StatusUpdate, UpdateKind
from tasks.schedule import SlotKind
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
    of the period before, which may well go on. `before` is what was said then; `conflict` what somebody else saved;
    `late` and `written` say of what is reported that it came late, or on which later day it was written."""

    part: Part
    before: str = ""
    text: str = ""
    chosen: bool = True
    error: str = ""
    conflict: StatusUpdate | None = None
    late: str = ""
    written: str = ""

    @property
    def reported(self) -> bool:
        """Whether this period's check-in is there already."""
        return self.part.status == PartStatus.REPORTED


@dataclass
class Sheet:
    """The screen: `rows` in the order of the documents, `day` from which the entries hold.

    `due` is the period's due day; where that is past, the screen asks why.
    """

    unit: Unit | None
    period: str
    day: date
    rows: list[Row] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    due: date | None = None

    @property
    def missing(self) -> list[Row]:
        """What is still to be said."""
        return [row for row in self.rows if not row.reported]

    @property
    def reported(self) -> list[Row]:
        """What is there already, and can be said otherwise."""
        return [row for row in self.rows if row.reported]

    @property
    def shows_reported(self) -> bool:
        """Whether those stand open: something of them could not be saved, or there is nothing else."""
        return not self.missing or any(row.error or row.conflict for row in self.reported)

    @property
    def overdue(self) -> bool:
        """Whether what is saved now may come late."""
        return self.due is not None and self.due < clock.today()

    def following(self) -> Choice | None:
        """The next period that is late or due soon with something missing, once nothing of this one is."""
        if self.missing:
            return None
        soon = clock.today() + timedelta(days=DUE_SOON_DAYS)
        pressing = (each for each in self.choices if each.missing and each.due <= soon)
        return next((each for each in pressing if each.period != self.period), None)


def units_of(user: User, ward: Ward) -> list[Unit]:
    """The units for which the person checks in here: all of the ward's for one-door staff, who also see to those not
    known yet; none for who only reads."""
    held = posts(user)
    units = Unit.objects.filter(ward=ward, parts__occurrence__kind=OccurrenceKind.CHECK_IN).distinct()
    if not held.has(ward.pk, Role.ONE_DOOR):
        return list(units.filter(pk__in=held.units.get(ward.pk, frozenset())))
    unknown = Part.objects.filter(ward=ward, unit=None, occurrence__kind=OccurrenceKind.CHECK_IN)
    return [*units, unknown_unit()] if unknown.exists() else list(units)


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
    asked = Part.objects.filter(ward=ward, unit=chosen.pk, occurrence__kind=OccurrenceKind.CHECK_IN)
    parts = current_parts(asked)
    choices = _choices(parts)
    open_ = [each for each in choices if each.missing] or choices[-1:]
    now = next((each for each in choices if each.period == period), open_[0] if open_ else None)
    if now is None:
        return Sheet(chosen, "", clock.today(), units=units)
    rows = _rows(parts.filter(occurrence__period=now.period), chosen, now)
    day = work.default_day(rows[0].part, user) if rows else clock.today()
    return Sheet(chosen, now.period, day, rows, units, choices, now.due)


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
    said: dict[tuple[int, bool], _Said] = {}
    entries = StatusUpdate.objects.filter(
        part__unit=unit.pk,
        part__occurrence__kind=OccurrenceKind.CHECK_IN,
        part__occurrence__task__in=[part.occurrence.task_id for part in found],
        part__occurrence__due__lte=choice.due,
        kind=UpdateKind.REPORT,
        status=PartStatus.REPORTED,
        corrections=None,
    ).order_by("effective_on", "pk")
    columns = ("part__occurrence__task", "part__occurrence__period", "text", "effective_on", "written_on")
    for task, period, *rest in entries.values_list(*columns):
        said[task, period == choice.period] = _Said(*rest)
    return [_row(part, said) for part in found]


class _Said(NamedTuple):
    """A report as a row needs it."""

    text: str
    effective_on: date
    written_on: date


def _row(part: Part, said: Mapping[tuple[int, bool], _Said]) -> Row:
    task = part.occurrence.task_id
    now, before = said.get((task, True)), said.get((task, False))
    row = Row(part, before=before.text if before else "")
    row.chosen = not row.reported
    kept = now if row.reported else before
    row.text = kept.text if kept and kept.text != work.SMOOTH else ""
    if row.reported and now:
        due = _due(part)
        delay = report_delay(SlotKind.CHECK_IN, effective_on=now.effective_on, due=due)
        row.late = words.report_late(delay) if delay else ""
        back = dated_back(SlotKind.CHECK_IN, effective_on=now.effective_on, written_on=now.written_on, due=due)
        row.written = words.day(now.written_on) if back else ""
    return row


def _due(part: Part) -> date | None:
    return part.occurrence.extended_due or part.occurrence.due


def save(shown: Sheet, author: User, data: Mapping[str, Any], day: date, explanation: str = "") -> int:
    """Reports every chosen row of the screen; a row without words went without a difficulty. How many were saved.

    `explanation` is why they come late: kept with those that hold from a day after their due day.

    Rows stand alone: one that somebody else saved meanwhile, or that cannot be written, carries its `conflict` or
    `error` and keeps what was typed, the others are saved. So does one with new words that is not ticked.
    """
    count = 0
    for row in shown.rows:
        key = str(row.part.public_id)
        stood, row.text = row.text, str(data.get(f"text-{key}", row.text)).strip()
        row.chosen = f"chosen-{key}" in data
        if not row.chosen:
            if row.text and row.text.split() != stood.split():
                row.error = _("These words are not saved: tick the row as well.")
            continue
        version = str(data.get(f"version-{key}", ""))
        try:
            with transaction.atomic():
                saved = work.report(
                    row.part,
                    author,
                    status=PartStatus.REPORTED,
                    text=row.text or work.SMOOTH,
                    effective_on=day,
                    version=int(version) if version.isdecimal() else 0,
                )
                if explanation and report_delay(SlotKind.CHECK_IN, effective_on=day, due=_due(row.part)):
                    work.explain(row.part, author, text=explanation, effective_on=day)
        except work.Refused as refused:
            row.error = str(refused)
        except work.Conflict as conflict:
            row.part, row.conflict = conflict.part, conflict.latest
        else:
            count += 1
            # Where other rows could not be saved, the screen shows this one as it stands now.
            row.part.version, row.part.status, row.chosen = saved.part.version, saved.part.status, False
    return count
