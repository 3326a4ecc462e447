"""What is owed on a day and to whom: the milestones of parts, and the week's late list to leaders."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple, Protocol

from django.db.models import Count, Exists, OuterRef, QuerySet

from tasks.candidates import candidates, decided, open_parts
from tasks.milestones import Reckoning
from tasks.models import Notification, Part, Purpose
from tasks.recipients import directories
from wards.calendar import WorkingCalendar
from wards.models import Membership, Role

DIGEST_DAYS = 7
"""The digest lists what is late by so many days."""


class Owed(NamedTuple):
    """A milestone of a part, owed to these people; to nobody where the ward has nobody for it."""

    part_id: int
    ward_id: int
    due: date | None
    key: str
    people: tuple[int, ...]


class Source(Protocol):
    """A reason to write to people. Both methods leave out what was told already."""

    purpose: Purpose

    def counts(self) -> Counter[int]:
        """About how many parts of each ward are owed, by the ward's row number."""

    def owed(self, wards: Sequence[int]) -> Iterator[Owed]:
        """What is owed in these wards."""


class Milestones:
    """The milestones reached on a day."""

    purpose = Purpose.REMINDER

    def __init__(self, reckoning: Reckoning) -> None:
        self.reckoning = reckoning

    def counts(self) -> Counter[int]:
        """Two SELECTs."""
        counts: Counter[int] = Counter()
        for parts in candidates(self.reckoning):
            counts.update(_by_ward(parts))
        return counts

    def owed(self, wards: Sequence[int]) -> Iterator[Owed]:
        """Four SELECTs, however many parts."""
        found = list(decided(wards, self.reckoning))
        people = directories({part.ward_id for part in found})
        leads: dict[int, list[int | None]] = defaultdict(list)
        shared = {part.occurrence_id for part in found if part.officer_id}
        for occurrence, unit in Part.objects.filter(occurrence__in=shared).values_list("occurrence_id", "unit_id"):
            leads[occurrence].append(unit)
        for part in found:
            chosen = people[part.ward_id].of_part(part.unit_id, part.officer_id, leads[part.occurrence_id])
            yield Owed(part.part_id, part.ward_id, part.due, part.key, chosen)


class Digest:
    """To a ward's leaders, once a week: what is 7 or more days late on the week's first working day."""

    purpose = Purpose.DIGEST

    def __init__(self, today: date, calendar: WorkingCalendar) -> None:
        year, week, weekday = today.isocalendar()
        self.key = f"digest:{year}-W{week:02}"
        self.today = today
        self.day = calendar.on_or_after(today - timedelta(weekday - 1))

    def counts(self) -> Counter[int]:
        """One SELECT; none before the week's first working day."""
        return _by_ward(self._parts()) if self.today >= self.day else Counter()

    def owed(self, wards: Sequence[int]) -> Iterator[Owed]:
        """Two SELECTs."""
        people = directories(wards)
        late = self._parts().filter(ward__in=wards).order_by("pk")
        for part, ward, due in late.values_list("pk", "ward_id", "due_now"):
            yield Owed(part, ward, due, self.key, tuple(dict.fromkeys(people[ward].leaders)))

    def _parts(self) -> QuerySet[Any]:
        leaders = Membership.objects.filter(ward=OuterRef("ward"), role=Role.LEADER, user__is_active=True)
        told = Notification.objects.filter(ward=OuterRef("ward"), milestone=self.key)
        late = open_parts(self.today).filter(due_now__lte=self.day - timedelta(DIGEST_DAYS))
        return late.filter(Exists(leaders), ~Exists(told))


def _by_ward(parts: QuerySet[Any]) -> Counter[int]:
    return Counter(dict(parts.order_by().values_list("ward_id").annotate(Count("pk"))))
