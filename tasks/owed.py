"""What is owed on a day and to whom: the milestones of parts, and the week's late list to leaders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from heapq import merge
from typing import Any, NamedTuple, Protocol

from django.db.models import Exists, OuterRef, QuerySet

from tasks.candidates import candidates, decided, open_parts
from tasks.milestones import Reckoning
from tasks.models import Notification, Purpose
from tasks.recipients import directories, leads_of
from wards.calendar import WorkingCalendar
from wards.models import Membership, Role, Ward

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

    def reached(self, ward: Ward | None = None) -> Iterable[tuple[int, int]]:
        """Row numbers of ward and part of what may be owed, in the order of wards; of one ward only, where given.

        The one look at all parts: little is asked of each, and nothing of the rest.
        """

    def owed(self, wards: Sequence[int], parts: Sequence[int]) -> Iterator[Owed]:
        """What is owed of these parts of these wards."""


class Milestones:
    """The milestones reached on a day."""

    purpose = Purpose.REMINDER

    def __init__(self, reckoning: Reckoning, wards: Mapping[str, object]) -> None:
        """`wards`: the settings of the wards that keep the reckoning's scheme."""
        self.reckoning, self.wards = reckoning, wards

    def reached(self, ward: Ward | None = None) -> Iterable[tuple[int, int]]:
        """Two SELECTs."""
        return merge(*(_by_ward(parts, ward) for parts in candidates(self.reckoning, self.wards)))

    def owed(self, wards: Sequence[int], parts: Sequence[int]) -> Iterator[Owed]:
        """Five SELECTs, however many parts."""
        found = list(decided(wards, parts, self.reckoning))
        people = directories({part.ward_id for part in found})
        leads = leads_of({part.occurrence_id for part in found if part.officer_id})
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

    def reached(self, ward: Ward | None = None) -> Iterable[tuple[int, int]]:
        """One SELECT; none before the week's first working day."""
        return _by_ward(self._parts(), ward) if self.today >= self.day else ()

    def owed(self, wards: Sequence[int], parts: Sequence[int]) -> Iterator[Owed]:
        """Two SELECTs."""
        people = directories(wards)
        late = self._parts().filter(ward__in=wards, pk__in=parts).order_by("pk")
        for part, ward, due in late.values_list("pk", "ward_id", "due_now"):
            yield Owed(part, ward, due, self.key, tuple(dict.fromkeys(people[ward].leaders)))

    def _parts(self) -> QuerySet[Any]:
        leaders = Membership.objects.filter(ward=OuterRef("ward"), role=Role.LEADER, user__is_active=True)
        told = Notification.objects.filter(ward=OuterRef("ward"), milestone=self.key)
        late = open_parts(self.today).filter(due_now__lte=self.day - timedelta(DIGEST_DAYS))
        return late.filter(Exists(leaders), ~Exists(told))


def _by_ward(parts: QuerySet[Any], ward: Ward | None) -> QuerySet[Any, tuple[int, int]]:
    wanted = parts.filter(ward=ward) if ward else parts
    return wanted.order_by("ward_id").values_list("ward_id", "pk")
