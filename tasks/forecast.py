"""What will be reminded of, when and whom, if nothing is reported meanwhile: what the sweep will find, beforehand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tasks import words
from tasks.agenda import Agenda
from tasks.candidates import open_parts
from tasks.milestones import Milestone, Owing, Scheme
from tasks.models import Channel, Notification, Task
from tasks.recipients import directories, leads_of
from tasks.schedule import SlotKind
from wards.calendar_days import load_calendar
from wards.clock import today
from wards.models import User, Ward

AHEAD = timedelta(days=400)
"""A task is looked at so far: all of its year, and what is late of it."""

LATE_SHOWN = 3
"""Of the reminders of something late so many are shown; they go on in the same steps."""

MOST_TOLD = 20


@dataclass(frozen=True)
class PartAhead:
    """A part and the milestones that fall into the span, with the row numbers of those who are told."""

    part: Any
    milestones: tuple[Milestone, ...]
    people: tuple[int, ...]


def ahead(ward: Ward, scheme: Scheme, last: date, *, tasks: Collection[Task] | None = None) -> list[PartAhead]:
    """The ward's open parts, of the given tasks or all, with what falls between today and `last`. Five queries."""
    agenda = Agenda(today(), last, load_calendar(), scheme)
    # Also of windows that open only later.
    parts: QuerySet[Any] = open_parts(last).filter(ward=ward)
    if tasks is not None:
        parts = parts.filter(occurrence__task__in=tasks)
    found = list(parts.select_related("unit", "occurrence__task").order_by("due_now", "occurrence", "unit__position"))
    people = directories([ward.pk])[ward.pk]
    leads = leads_of({part.occurrence_id for part in found if part.occurrence.task.officer_id})
    # Most rows of a plan share their days with others.
    known: dict[Owing, tuple[Milestone, ...]] = {}
    rows = []
    for part in found:
        owing = _owing(part)
        if owing not in known:
            known[owing] = tuple(agenda.of(owing))
        chosen = people.of_part(part.unit_id, part.occurrence.task.officer_id, leads[part.occurrence_id])
        rows.append(PartAhead(part, known[owing], chosen))
    return rows


def _owing(part: Any) -> Owing:
    occurrence = part.occurrence
    return Owing(SlotKind(occurrence.kind), part.due_now, part.begins, occurrence.opens_on, occurrence.made_on)


def load(ward: Ward, scheme: Scheme, last: date) -> dict[date, int]:
    """How many people are written to on each day until then."""
    days: dict[date, set[int]] = defaultdict(set)
    for row in ahead(ward, scheme, last):
        for milestone in row.milestones:
            days[milestone.on].update(row.people)
    return {day: len(people) for day, people in sorted(days.items()) if people}


@dataclass(frozen=True)
class Day:
    """A day on which something is reminded of, in words."""

    on: date
    what: str
    late: bool = False


@dataclass(frozen=True)
class Recipients:
    """Whom the parts of one unit remind: nobody where the ward has nobody for them."""

    unit: str
    people: tuple[str, ...]


@dataclass(frozen=True)
class OccurrenceAhead:
    """An occurrence of a task with its days and whom they remind."""

    occurrence: Any
    due: date | None
    days: tuple[Day, ...]
    recipients: tuple[Recipients, ...]


def of_task(task: Task, scheme: Scheme) -> list[OccurrenceAhead]:
    """The days on which the task will remind, and whom, occurrence by occurrence. Seven queries."""
    rows = ahead(task.ward, scheme, today() + AHEAD, tasks=[task])
    names = {user.pk: str(user) for user in User.objects.filter(pk__in={pk for row in rows for pk in row.people})}
    grouped: dict[int, list[PartAhead]] = defaultdict(list)
    for row in rows:
        grouped[row.part.occurrence_id].append(row)
    return [
        OccurrenceAhead(
            occurrence=parts[0].part.occurrence,
            due=parts[0].part.due_now,
            days=_days(parts[0].milestones),
            recipients=tuple(
                Recipients(str(row.part.unit or ""), tuple(names[person] for person in row.people)) for row in parts
            ),
        )
        for parts in grouped.values()
        if parts[0].milestones
    ]


def _days(milestones: Sequence[Milestone]) -> tuple[Day, ...]:
    late = [each for each in milestones if each.late][LATE_SHOWN:]
    return tuple(Day(each.on, what(each.key), each.late) for each in milestones if each not in late)


def what(key: str) -> str:
    """A milestone in words: "7 days before", "due that day", "30 days late", "progress of quarter I of 2026"."""
    kind, _sep, rest = key.partition(":")
    if kind == "ask":
        return _("asks how %(quarter)s stands") % {"quarter": words.period(rest)}
    if kind == "manual":
        return _("reminded by hand")
    days = int(key)
    if days < 0:
        return ngettext("%(days)d day before", "%(days)d days before", -days) % {"days": -days}
    return words.days_late(days) if days else _("on the due day")


@dataclass(frozen=True)
class Told:
    """A reminder that was recorded: its day, what of, and to whom."""

    on: date
    what: str
    due: date | None
    people: tuple[str, ...]


def told(task: Task) -> list[Told]:
    """The last reminders of the task in the portal, the latest first. One query."""
    sent = Notification.objects.filter(part__occurrence__task=task, channel=Channel.PORTAL)
    kept = sent.exclude(milestone__startswith="digest:").exclude(milestone__startswith="return:")
    rows: dict[tuple[date, str, date | None], list[str]] = defaultdict(list)
    for each in kept.select_related("recipient", "message").order_by("-message__day", "-pk")[: 10 * MOST_TOLD]:
        rows[each.message.day, each.milestone, each.due].append(str(each.recipient))
    return [Told(day, what(key), due, tuple(dict.fromkeys(people))) for (day, key, due), people in rows.items()][
        :MOST_TOLD
    ]
