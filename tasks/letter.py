"""What a message says: its notifications as lines in groups, each thing once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext as _

from tasks import words
from tasks.lines import standing_of
from tasks.models import Message, Notice, Notification, Purpose
from tasks.schedule import SlotKind
from tasks.status import SETTLED, PartStatus

PERIODIC = (SlotKind.CHECK_IN, SlotKind.RECURRING)
"""Kinds that come round: their lines say for which period."""


RETURNED = "return:"
"""The milestone of a result that was returned begins so."""


class Group(StrEnum):
    """The groups of a message, in their order."""

    RETURNED = "returned"
    LATE = "late"
    TODAY = "today"
    SOON = "soon"
    CHECK_INS = "check_ins"
    PROGRESS = "progress"
    AWAITING = "awaiting"


@dataclass(frozen=True)
class Line:
    """One thing owed, of one or more units of the reader's.

    `days` counts from the message's day to the due day, negative when late; None while the date is awaited.
    `settled`: nothing is owed any more; `now` says how it stands today.
    """

    part: UUID
    ward: str
    plan: str
    stt: str
    content: str
    period: str
    """The period that a check-in or recurring task is for, in words; "" for others."""
    units: tuple[str, ...]
    due: date | None
    days: int | None
    when: str
    now: words.Words
    settled: bool


@dataclass(frozen=True)
class Lines:
    """A group with its title."""

    group: Group
    title: str
    lines: list[Line]


@dataclass(frozen=True)
class Letter:
    """A message as it reads today."""

    message: Message
    groups: list[Lines]
    wards: int
    """Of how many wards its lines are."""
    news: tuple[Notice, ...] = ()

    @property
    def count(self) -> int:
        """How many lines it has."""
        return sum(len(group.lines) for group in self.groups) + len(self.news)

    def open(self) -> Letter:
        """The same without what is settled meanwhile."""
        groups = [
            Lines(each.group, each.title, [line for line in each.lines if not line.settled]) for each in self.groups
        ]
        return replace(self, groups=[each for each in groups if each.lines])

    @property
    def title(self) -> str:
        """What the message is called."""
        return title(self.message)

    @property
    def subject(self) -> str:
        """The message in one line: the day and what it holds."""
        counts = "; ".join([*(f"{each.title.lower()}: {len(each.lines)}" for each in self.groups), *self._news])
        return f"{self.title} – {counts}"

    @property
    def _news(self) -> list[str]:
        """The news, as far as one line has room for it."""
        return [self.news[0].text, *(["…"] if len(self.news) > 1 else [])] if self.news else []


def title(message: Message) -> str:
    """What the message is called."""
    day = {"day": words.day(message.day)}
    if message.purpose == Purpose.NEWS:
        return _("News of %(day)s") % day
    if message.purpose == Purpose.DIGEST:
        return _("Late tasks of the week, %(day)s") % day
    return _("Reminder of %(day)s") % day


def read(message: Message, *, today: date, wards: Iterable[int] | None = None) -> Letter:
    """The message as it reads on `today`: one query. `wards` narrows it to the lines of those wards."""
    if message.purpose == Purpose.NEWS:
        news = Notice.objects.filter(message=message).select_related("ward")
        pieces = tuple(news if wards is None else news.filter(ward__in=wards))
        return Letter(message, [], len({each.ward_id for each in pieces}), pieces)
    related = ("ward", "part__unit", "part__occurrence__task__plan", "part__occurrence__task__section")
    found = Notification.objects.filter(message=message).select_related(*related).order_by("due", "pk")
    if wards is not None:
        found = found.filter(ward__in=wards)
    by_occurrence: dict[int, list[Notification]] = defaultdict(list)
    for notification in found:
        by_occurrence[notification.part.occurrence_id].append(notification)
    groups: dict[Group, list[Line]] = defaultdict(list)
    for told in by_occurrence.values():
        latest = max(told, key=lambda each: each.pk)
        groups[group_of(latest, message.day)].append(_line(latest, told, message.day, today))
    titles = group_titles()
    ordered = [Lines(group, titles[group], groups[group]) for group in Group if groups[group]]
    return Letter(message, ordered, len({notification.ward_id for notification in found}))


def group_of(notification: Notification, day: date) -> Group:
    """Under which heading a notification stands in the message of that day."""
    if notification.milestone.startswith(RETURNED):
        return Group.RETURNED
    if notification.due is None:
        return Group.AWAITING
    if notification.due < day:
        return Group.LATE
    if notification.part.occurrence.kind == SlotKind.CHECK_IN:
        return Group.CHECK_INS
    if notification.milestone.startswith("ask:"):
        return Group.PROGRESS
    return Group.TODAY if notification.due == day else Group.SOON


def group_titles() -> dict[Group, str]:
    """The headings."""
    return {
        Group.RETURNED: _("Result returned, to be reported again"),
        Group.LATE: _("Late"),
        Group.TODAY: _("Due today"),
        Group.SOON: _("Due soon"),
        Group.CHECK_INS: _("To report before the figures close"),
        Group.PROGRESS: _("Progress of the quarter to report"),
        Group.AWAITING: _("Date not fixed yet"),
    }


def _line(latest: Notification, told: list[Notification], day: date, today: date) -> Line:
    parts = list({each.part_id: each.part for each in told}.values())
    # The line leads to a part that is still owed, where there is one.
    part = next((each for each in parts if PartStatus(each.status) not in SETTLED), parts[0])
    occurrence = part.occurrence
    task = occurrence.task
    standing = standing_of(part, today)
    now = words.of_part(PartStatus(part.status), standing)
    days = (latest.due - day).days if latest.due else None
    gone = part.retired or occurrence.retired or occurrence.no_date or task.dropped_on is not None
    moved = latest.due != (occurrence.extended_due or occurrence.due)
    return Line(
        part=part.public_id,
        ward=latest.ward.name,
        plan=task.plan.number or task.plan.title,
        stt=task.stt,
        content=task.content,
        period=words.period(occurrence.period) if occurrence.kind in PERIODIC else "",
        units=tuple(dict.fromkeys(each.unit.name for each in parts if each.unit)),
        due=latest.due,
        days=days,
        when=_when(days),
        now=now._replace(note=words.beyond_due(now, standing)),
        settled=gone or moved or PartStatus(part.status) in SETTLED,
    )


def _when(days: int | None) -> str:
    """How far the due day is from the message's day."""
    if days is None:
        return _("awaiting a date")
    return words.days_late(-days) if days < 0 else words.days_left(days)
