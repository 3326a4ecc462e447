"""Lịch: what is due on the days of a month, for everyone who reads the ward's plans."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Substr

from tasks import words
from tasks.asked import Query, one_of, page_of, unit_of
from tasks.calendar_feed import owed_by
from tasks.lateness import standing
from tasks.lines import PER_PAGE, UNSETTLED, conditions, current_parts, lines_of
from tasks.models import Part
from tasks.own_work import KINDS
from tasks.schedule import SlotKind
from tasks.status import PartStatus
from tasks.words import Tone
from wards import clock
from wards.access import posts
from wards.calendar import WorkingCalendar
from wards.calendar_days import load_calendar
from wards.models import Role, Unit, User, Ward

SHOWN = 4
"""Things of a day that the month shows; the day's own list has the others."""

LETTERS = 120
"""Of a task's text in the month."""

STATES = ("open", "late", "done")
EARLIEST, LATEST = 2000, 2100
"""The years an address may ask for."""

_URGENT = (Tone.LATE, Tone.SOON, Tone.PROGRESS, Tone.IDLE, Tone.WAIT, Tone.OFF, Tone.DONE)
"""Of several units' parts of one thing the first of these tones is shown."""


@dataclass(frozen=True)
class MonthFilters:
    """What the address asks for; anything unknown in it is as if it were not there.

    `first` is the month's first day; `day` one of its days, whose whole list is wanted; `whose` "mine" or "all".
    """

    first: date
    day: date | None = None
    whose: str = "all"
    unit: str = ""
    kind: str = ""
    state: str = ""
    page: int = 1

    @classmethod
    def read(cls, query: Query, today: date, whose: str) -> MonthFilters:
        """The filters of an address's query; `whose` where it does not say."""
        day = _day(query.get("day", ""))
        return cls(
            first=(day or _day(f"{query.get('month', '')}-01") or today).replace(day=1),
            day=day,
            whose=one_of(query, "whose", ("mine", "all"), whose),
            unit=unit_of(query),
            kind=one_of(query, "kind", ("dated", "check_in", "event")),
            state=one_of(query, "state", STATES),
            page=page_of(query),
        )

    @property
    def last(self) -> date:
        """The month's last day."""
        return self.first.replace(day=monthrange(self.first.year, self.first.month)[1])

    @property
    def before(self) -> date:
        """The month before, by its first day."""
        return (self.first - timedelta(1)).replace(day=1)

    @property
    def after(self) -> date:
        """The month after, by its first day."""
        return self.last + timedelta(1)


@dataclass(frozen=True)
class Due:
    """A thing due on a day, with the units that owe it and how it stands."""

    part: Any
    content: str
    units: tuple[str, ...]
    label: str
    note: str
    tone: Tone


@dataclass
class Day:
    """A day of the month: whether it is worked, what it is called, and what is due."""

    date: date
    working: bool
    name: str
    today: bool
    dues: list[Due] = field(default_factory=list)

    @property
    def shown(self) -> list[Due]:
        """What the month shows of it."""
        return self.dues[:SHOWN]

    @property
    def more(self) -> int:
        """How many things are on the day's own list only."""
        return len(self.dues) - len(self.shown)


@dataclass(frozen=True)
class Month:
    """The month: its days, how many things they hold, and the units to choose from."""

    days: list[Day]
    count: int
    units: list[Unit]

    @property
    def begins(self) -> int:
        """The first day's weekday, Monday being 1."""
        return self.days[0].date.isoweekday()


@dataclass(frozen=True)
class DayList:
    """All that is due on one day, a page at a time."""

    day: Day
    lines: list[dict[str, Any]]
    page: int
    pages: int


def own_by_default(user: User, ward: Ward) -> str:
    """Whose things the page begins with: a unit's people see their own, the others all of the ward's."""
    return "mine" if posts(user).units.get(ward.pk) else "all"


def owes_here(user: User, ward: Ward) -> bool:
    """Whether the person can owe something in the ward, so that "mine" means something."""
    return bool(posts(user).units.get(ward.pk)) or posts(user).has(ward.pk, Role.ONE_DOOR)


def month(user: User, ward: Ward, filters: MonthFilters) -> Month:
    """The month under these filters: three queries, however much is due."""
    today, calendar = clock.today(), load_calendar()
    days = [_named(filters.first + timedelta(n), calendar, today) for n in range(filters.last.day)]
    dues = _dues(_parts(user, ward, filters).filter(due_now__range=(filters.first, filters.last)), today)
    for day, due in dues:
        days[day.day - 1].dues.append(due)
    units = list(Unit.objects.filter(ward=ward, parts__isnull=False).distinct())
    return Month(days, len(dues), units)


def day_list(user: User, ward: Ward, filters: MonthFilters, day: date) -> DayList:
    """All that is due on the day under the other filters."""
    today = clock.today()
    parts = _parts(user, ward, filters).filter(due_now=day)
    pages = max(1, -(-parts.count() // PER_PAGE))
    page = min(filters.page, pages)
    ordered = parts.order_by("occurrence__task__plan", "occurrence__task__position", "pk")
    lines = lines_of(ordered[(page - 1) * PER_PAGE : page * PER_PAGE], today)
    return DayList(_named(day, load_calendar(), today), lines, page, pages)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if EARLIEST <= day.year <= LATEST else None


def _named(day: date, calendar: WorkingCalendar, today: date) -> Day:
    return Day(day, calendar.is_working(day), calendar.holiday_name(day) or "", day == today)


def _parts(user: User, ward: Ward, filters: MonthFilters) -> QuerySet[Any]:
    parts = owed_by(user) if filters.whose == "mine" else current_parts(Part.objects.all())
    parts = parts.filter(ward=ward).exclude(status=PartStatus.DROPPED)
    if filters.unit:
        parts = parts.filter(unit__public_id=filters.unit)
    if filters.kind:
        parts = parts.filter(occurrence__kind__in=KINDS[filters.kind])
    # What is not yet open is still to be done on its day.
    states = conditions(clock.today()) | {"open": Q(status__in=UNSETTLED)}
    return parts.filter(states[filters.state]) if filters.state else parts


_COLUMNS = {
    "occurrence": F("occurrence_id"),
    "kind": F("occurrence__kind"),
    "due": F("occurrence__due"),
    "extended_due": F("occurrence__extended_due"),
    "no_date": F("occurrence__no_date"),
    "content": Substr("occurrence__task__content", 1, LETTERS),
    "unit_name": F("unit__name"),
}


def _dues(parts: QuerySet[Any], today: date) -> list[tuple[date, Due]]:
    """Each thing once with its day, in the order of the documents; several units of one thing together. One query."""
    ordered = parts.order_by("due_now", "occurrence__task__plan", "occurrence__task__position", "pk")
    found: dict[int, tuple[date, Due]] = {}
    rows = ordered.annotate(**{f"{name}_": column for name, column in _COLUMNS.items()})
    columns = ("public_id", "status", "done_on", "due_now", *(f"{name}_" for name in _COLUMNS))
    for (
        public_id,
        status,
        done_on,
        day,
        occurrence,
        kind,
        due,
        extended_due,
        no_date,
        content,
        unit,
    ) in rows.values_list(*columns):
        dates = {"due": due, "extended_due": extended_due, "done_on": done_on, "no_date": no_date}
        now = standing(SlotKind(kind), PartStatus(status), today=today, **dates)
        said = words.of_part(PartStatus(status), now)
        units = (unit,) if unit else ()
        one = Due(public_id, content, units, said.label, words.beyond_due(said, now), said.tone)
        found[occurrence] = (day, _together(found[occurrence][1], one) if occurrence in found else one)
    return list(found.values())


def _together(first: Due, second: Due) -> Due:
    """One thing of two units: it stands as the part that asks for more."""
    units = tuple(dict.fromkeys((*first.units, *second.units)))
    return replace(min(first, second, key=lambda due: _URGENT.index(due.tone)), units=units)
