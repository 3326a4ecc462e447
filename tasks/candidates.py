"""The parts that may owe a reminder today, narrowed by the database; `tasks.milestones` has the last word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import (
    Case,
    CharField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan, LessThanOrEqual

from tasks.milestones import Course, Ladder, Owing, Reckoning
from tasks.models import Notification, OccurrenceKind, Part
from tasks.schedule import SlotKind
from tasks.status import SETTLED, PartStatus

OPEN = sorted(set(PartStatus) - SETTLED)


class Candidate(NamedTuple):
    """A part that may owe a milestone, as the database gives it."""

    part_id: int
    ward_id: int
    unit_id: int | None
    occurrence_id: int
    officer_id: int | None
    key: str
    kind: str
    due: date | None
    begins: date
    opens_on: date
    made_on: date


_COLUMNS = (
    "pk",
    "ward_id",
    "unit_id",
    "occurrence_id",
    "occurrence__task__officer_id",
    "milestone",
    "occurrence__kind",
    "due_now",
    "begins",
    "occurrence__opens_on",
    "occurrence__made_on",
)


def decided(wards: Sequence[int], parts: Sequence[int], reckoning: Reckoning) -> Iterator[Candidate]:
    """Those of the parts, all of the wards, that owe their milestone."""
    for reached in candidates(reckoning):
        found = reached.filter(ward__in=wards, pk__in=parts).order_by("pk")
        for row in found.values_list(*_COLUMNS):
            part = Candidate(*row)
            owing = Owing(SlotKind(part.kind), part.due, part.begins, part.opens_on, part.made_on)
            milestone = reckoning.owed(owing)
            if milestone and milestone.key == part.key:
                yield part


def open_parts(today: date) -> QuerySet[Any]:
    """Parts of which something is owed, of windows that have opened, with `due_now` and what `begins` counts from."""
    task, plan = "occurrence__task__", "occurrence__task__plan__"
    in_force = Q(**{f"{task}dropped_on": None}) | Q(**{f"{task}dropped_on__gt": today})
    return Part.objects.filter(
        in_force,
        status__in=OPEN,
        retired=False,
        occurrence__retired=False,
        occurrence__no_date=False,
        occurrence__opens_on__lte=today,
        occurrence__made_on__lte=today,
    ).annotate(
        due_now=Coalesce("occurrence__extended_due", "occurrence__due"),
        begins=Coalesce("occurrence__start", f"{plan}issued_on", f"{plan}imported_on"),
    )


def candidates(reckoning: Reckoning) -> tuple[QuerySet[Any], QuerySet[Any]]:
    """Open parts with the `milestone` they have reached and nobody was told: those with a due day, those without.

    A little wider than what is owed: milestones dated before an occurrence was made are still among them.
    """
    asked = reckoning.asked
    parts = open_parts(reckoning.today).filter(ward__period_rule=reckoning.scheme.rule)
    told = Notification.objects.filter(ward=OuterRef("ward"), part=OuterRef("pk"), milestone=OuterRef("milestone"))
    not_known_then = Q(occurrence__made_on__gt=asked.on) | Q(occurrence__opens_on__gt=asked.on)
    dated = (
        parts.filter(_near_or_long(reckoning), due_now__isnull=False)
        .annotate(milestone=_milestone(reckoning))
        .exclude(milestone="")
        .exclude(not_known_then, milestone=asked.key)
        .filter(~Exists(told.filter(due=OuterRef("due_now"))))
    )
    awaiting = (
        parts.filter(due_now__isnull=True)
        .annotate(milestone=Value(asked.key))
        .exclude(not_known_then)
        .filter(~Exists(told.filter(due__isnull=True)))
    )
    return dated, awaiting


def _near_or_long(reckoning: Reckoning) -> Q:
    """What leaves out most parts by their occurrence alone, before the database looks at anything beside it.

    Only long windows owe something that early; where nothing says when a window begins, its plan is asked later.
    """
    soon = max(last for course, each in reckoning.ladders.items() if not each.beyond for last, _key in each.rungs)
    window = ExpressionWrapper(F("due_now") - F("occurrence__start"), output_field=DurationField())
    long = GreaterThan(window, timedelta(reckoning.scheme.long_days))
    early = ~Q(occurrence__kind=OccurrenceKind.CHECK_IN) & (Q(occurrence__start=None) | Q(long))
    return Q(due_now__lte=soon) | early


def _milestone(reckoning: Reckoning) -> Case:
    """`Reckoning.course` and `Ladder.key` as one expression over parts with a due day."""
    window = ExpressionWrapper(F("due_now") - F("begins"), output_field=DurationField())
    long = GreaterThan(window, timedelta(reckoning.scheme.long_days))
    soon_again = LessThanOrEqual(window, timedelta(reckoning.scheme.repeated_days))
    repeated = Q(soon_again, occurrence__kind=OccurrenceKind.RECURRING)
    ladders = reckoning.ladders
    # What is late is late alike in all three courses: said once, because the expression is long.
    late = [(last, key) for last, key in ladders[Course.SHORT].rungs if key.startswith("+")]
    ahead = {course: Ladder(ladder.rungs[len(late) :], ladder.beyond) for course, ladder in ladders.items()}
    return Case(
        When(occurrence__kind=OccurrenceKind.CHECK_IN, then=_rungs(ladders[Course.CHECK_IN])),
        *_whens(late),
        When(repeated, then=_rungs(ahead[Course.REPEATED])),
        When(long, then=_rungs(ahead[Course.LONG])),
        default=_rungs(ahead[Course.SHORT]),
    )


def _rungs(ladder: Ladder) -> Case:
    return Case(*_whens(ladder.rungs), default=Value(ladder.beyond), output_field=CharField())


def _whens(rungs: Sequence[tuple[date, str]]) -> list[When]:
    return [When(due_now__lte=last, then=Value(key)) for last, key in rungs]
