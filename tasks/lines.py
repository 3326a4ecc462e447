"""Parts as the lines of lists: which are still asked for, in which states a list finds them, and how each reads."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from tasks import words
from tasks.lateness import DUE_SOON_DAYS, Standing, dated_back, report_delay, standing
from tasks.models import Extension, Occurrence, Part, Status, StatusUpdate, UpdateKind
from tasks.schedule import SlotKind
from tasks.status import FINISHED, PartStatus
from wards import clock
from wards.models import Unit

PER_PAGE = 50

UNSETTLED = (PartStatus.NOT_STARTED, PartStatus.IN_PROGRESS, PartStatus.NOT_REPORTED)
"""Something is owed by the unit."""

NO_UNIT = str(UUID(int=0))
"""Stands in an address for what no unit is known for."""


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
        "confirm": Q(status=PartStatus.AWAITING_CONFIRMATION),
        "done": Q(status__in=(*FINISHED, PartStatus.REPORTED, PartStatus.NOTHING_AROSE)),
        "all": Q(),
    }


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
    return status is PartStatus.IN_PROGRESS and last_kind == UpdateKind.RETURN


def _about_report(kind: SlotKind, status: PartStatus, row: dict[str, Any], due: date | None) -> dict[str, Any]:
    """What the day and the writing of the last report add: a check-in that came late, an entry dated back."""
    if status not in (*FINISHED, PartStatus.REPORTED) or row["reported_on"] is None:
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
