"""What a person may see and do in a ward: every query of every room starts here."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from rules.predicates import Predicate

from wards.models import UNIT_ROLES, Attachment, Membership, Role, User, Ward

SYSTEM_USERNAME = "system"


@dataclass(frozen=True)
class Posts:
    """A person's posts: the roles held in each ward, and the units held there, by their row numbers."""

    roles: dict[int, frozenset[str]] = field(default_factory=dict)
    units: dict[int, frozenset[int]] = field(default_factory=dict)
    headed_units: dict[int, frozenset[int]] = field(default_factory=dict)
    of_province: bool = False

    @property
    def ward_ids(self) -> frozenset[int]:
        """The wards this person sees by a post in them."""
        return frozenset(self.roles)

    def has(self, ward_id: int, *roles: str) -> bool:
        """Whether the person holds one of the roles in the ward."""
        return not self.roles.get(ward_id, frozenset()).isdisjoint(roles)


def posts(user: User | AnonymousUser) -> Posts:
    """The person's posts, read once a request: one query."""
    if not user.is_authenticated:
        return Posts()
    known: Posts | None = getattr(user, "_posts", None)
    if known is None:
        known = _read_posts(user)
        user._posts = known  # type: ignore[attr-defined]
    return known


def _read_posts(user: User) -> Posts:
    roles, units, headed = defaultdict(set), defaultdict(set), defaultdict(set)
    of_province = False
    for post in Membership.objects.filter(user=user).only("ward_id", "unit_id", "role", "is_head"):
        if post.ward_id is None:
            of_province = True
            continue
        roles[post.ward_id].add(post.role)
        if post.unit_id is not None and post.role in UNIT_ROLES:
            units[post.ward_id].add(post.unit_id)
            if post.role == Role.HEAD or post.is_head:
                headed[post.ward_id].add(post.unit_id)
    frozen = [{ward: frozenset(each) for ward, each in source.items()} for source in (roles, units, headed)]
    return Posts(frozen[0], frozen[1], frozen[2], of_province)  # type: ignore[arg-type]


def wards_seen(user: User | AnonymousUser) -> QuerySet[Ward]:
    """The wards whose plans and reports the person may read."""
    held = posts(user)
    wards = Ward.objects.all()
    return wards if held.of_province else wards.filter(pk__in=held.ward_ids)


def ward_or_404(request: HttpRequest, public_id: UUID) -> Ward:
    """The ward of an address; one the person may not see does not exist for them."""
    return get_object_or_404(wards_seen(request.user), public_id=public_id)


def attachments_seen(user: User | AnonymousUser) -> QuerySet[Attachment]:
    """Files of the wards the person sees; rooms narrow this further."""
    return Attachment.objects.filter(ward__in=wards_seen(user))


def may(user: User | AnonymousUser, ward_id: int, *roles: str) -> bool:
    """Whether the person holds one of the roles in the ward."""
    return posts(user).has(ward_id, *roles)


def holds(*roles: str) -> Predicate:
    """A predicate over (user, object of a ward or the ward itself): the person holds one of the roles there."""

    def predicate(user: User, thing: object = None) -> bool:
        ward_id = thing.pk if isinstance(thing, Ward) else getattr(thing, "ward_id", None)
        return ward_id is not None and may(user, ward_id, *roles)

    return Predicate(predicate, name=f"holds:{','.join(roles)}")
