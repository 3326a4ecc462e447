"""Who is reminded of a part: the named officer, else the unit's officers, else its head, else the one-door centre.

Chosen from the posts of a ward, read once; the choosing itself asks nothing of the database.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from django.conf import settings

from tasks.channels.address import allows
from tasks.models import Channel, Part
from wards.models import Membership, Role, User


@dataclass(frozen=True)
class Directory:
    """The posts of one ward's active people, by the row numbers of units and users."""

    officers: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    heads: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    centre: list[int] = field(default_factory=list)
    leaders: list[int] = field(default_factory=list)
    units: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    """The units in which each person of the ward holds a post."""

    def add(self, post: Membership) -> None:
        """Enters one post."""
        held = self.units[post.user_id]
        if post.role == Role.ONE_DOOR:
            self.centre.append(post.user_id)
        elif post.role == Role.LEADER:
            self.leaders.append(post.user_id)
        elif post.unit_id is not None and post.role in {Role.OFFICER, Role.HEAD}:
            held.add(post.unit_id)
            head = post.role == Role.HEAD or post.is_head
            (self.heads if head else self.officers)[post.unit_id].append(post.user_id)

    def of_part(self, unit: int | None, officer: int | None, leads: Collection[int | None]) -> tuple[int, ...]:
        """Whom to remind of a part, each once; empty where the ward has nobody for it.

        `unit` leads the part, `officer` is named for the whole task and `leads` are all its lead units. A named
        officer of another of those units answers for that unit's part only; one who left the ward for none.
        """
        if officer in self.units:
            theirs = self.units[officer].intersection(lead for lead in leads if lead is not None)
            if not theirs or unit in theirs:
                return (officer,)
        chosen: Iterable[int] = self.centre
        if unit is not None:
            chosen = self.officers.get(unit) or self.heads.get(unit) or self.centre
        return tuple(dict.fromkeys(chosen))


def directories(wards: Collection[int]) -> dict[int, Directory]:
    """The directory of each of the wards: one query."""
    found: dict[int, Directory] = defaultdict(Directory)
    posts = Membership.objects.filter(ward__in=wards, user__is_active=True).order_by("pk")
    for post in posts.only("ward_id", "user_id", "unit_id", "role", "is_head"):
        if post.ward_id is not None:
            found[post.ward_id].add(post)
    return found


def leads_of(occurrences: Collection[int]) -> dict[int, list[int | None]]:
    """The lead units of each of the occurrences, by row numbers: one query."""
    found: dict[int, list[int | None]] = defaultdict(list)
    for occurrence, unit in Part.objects.filter(occurrence__in=occurrences).values_list("occurrence_id", "unit_id"):
        found[occurrence].append(unit)
    return found


class Way(NamedTuple):
    """A channel that reaches a person; `ward_id`: with what is owed in that ward only."""

    channel: Channel
    ward_id: int | None = None

    def takes(self, ward_id: int) -> bool:
        """Whether what is owed in the ward goes this way."""
        return self.ward_id is None or self.ward_id == ward_id


PORTAL, EMAIL = Way(Channel.PORTAL), Way(Channel.EMAIL)


def ways(people: Collection[int]) -> dict[int, tuple[Way, ...]]:
    """How each of the people is reached: one query.

    In the portal always, by e-mail where they have an address and want it, by their ward's gateway where they gave
    their name there, the gateway is in use and the operator still allows its host.
    """
    allowed = settings.NOTIFY_HOSTS
    columns = ("pk", "email", "mail_reminders", "handle__gateway__active", "handle__gateway__place", "handle__ward_id")
    found = {}
    for person, email, wanted, active, place, ward in User.objects.filter(pk__in=people).values_list(*columns):
        mail = (EMAIL,) if email and wanted else ()
        gateway = (Way(Channel.WEBHOOK, ward),) if active and allows(allowed, place) else ()
        found[person] = (PORTAL, *mail, *gateway)
    return found
