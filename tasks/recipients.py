"""Who is reminded of a part: the named officer, else the unit's officers, else its head, else the one-door centre.

Chosen from the posts of a ward, read once; the choosing itself asks nothing of the database.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from tasks.models import Channel
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


def channels(people: Collection[int]) -> dict[int, tuple[Channel, ...]]:
    """How each of the people is reached: in the portal always, by e-mail where they have an address and want it."""
    rows = User.objects.filter(pk__in=people).values_list("pk", "email", "mail_reminders")
    return {
        person: (Channel.PORTAL, Channel.EMAIL) if email and wanted else (Channel.PORTAL,)
        for person, email, wanted in rows
    }
