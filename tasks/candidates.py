"""The parts that may owe a reminder today, narrowed by the database; `tasks.milestones` has the last word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
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
from wards.clock import ZONE

OPEN = sorted(set(PartStatus) - SETTLED)

_MILESTONES = (
    Q(milestone="0") | Q(milestone__startswith="-") | Q(milestone__startswith="+") | Q(milestone__startswith="ask:")
)
"""Notifications of milestones: not those by hand, nor the leaders' digest."""


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
    """Those of the parts, all of the wards, that owe their milestone. Three queries.

    One that came before the last telling is not owed: that happens where a ward changes its milestones, and what was
    said since says it too.
    """
    found: list[tuple[Candidate, date]] = []
    for reached in candidates(reckoning):
        inside = reached.filter(ward__in=wards, pk__in=parts).order_by("pk")
        for row in inside.values_list(*_COLUMNS):
            part = Candidate(*row)
            owing = Owing(SlotKind(part.kind), part.due, part.begins, part.opens_on, part.made_on)
            milestone = reckoning.owed(owing)
            if milestone and milestone.key == part.key:
                found.append((part, milestone.on))
    last = _last_told([part for part, _on in found])
    return (part for part, on in found if last.get((part.part_id, part.due), date.min) < on)


def _last_told(parts: Sequence[Candidate]) -> dict[tuple[int, date | None], date]:
    """The last day on which a milestone of each part was told, by part and due day.

    The day of the message counts where it is the earlier one: one made up for later says what held then.
    """
    told: dict[tuple[int, date | None], date] = defaultdict(lambda: date.min)
    sent = Notification.objects.filter(_MILESTONES, ward__in={part.ward_id for part in parts})
    columns = ("part_id", "due", "created_at", "message__day")
    for part, due, at, day in sent.filter(part__in=[part.part_id for part in parts]).values_list(*columns):
        told[part, due] = max(told[part, due], min(at.astimezone(ZONE).date(), day))
    return told


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


def candidates(reckoning: Reckoning, wards: Mapping[str, object] | None = None) -> tuple[QuerySet[Any], QuerySet[Any]]:
    """Open parts with the `milestone` they have reached and nobody was told: those with a due day, those without.

    `wards`: only of wards with these settings. A little wider than what is owed: milestones dated before an
    occurrence was made, or before the last telling, are still among them.
    """
    asked = reckoning.asked
    parts = open_parts(reckoning.today).filter(**{f"ward__{name}": value for name, value in (wards or {}).items()})
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
