"""What a ward's people were sent, for those who watch over it: one-door staff and the ward's admin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest

from tasks.access import messages_seen, wards_read
from tasks.models import Channel, Message, MessageState, Notice, Notification, Resending
from wards.access import Posts, posts
from wards.models import Role, Ward

WATCHERS = (Role.ONE_DOOR, Role.ADMIN)


def wards_watched(held: Posts) -> frozenset[int]:
    """The wards whose messages these posts let a person see and send again, by row number."""
    return frozenset(ward for ward in held.ward_ids if held.has(ward, *WATCHERS))


def watched(held: Posts) -> QuerySet[Ward]:
    """Those wards, each with how many messages wait for a person to decide: `undecided`."""
    inside = Message.objects.filter(state=MessageState.UNKNOWN, notifications__ward=OuterRef("pk")).order_by()
    counted = inside.values("notifications__ward").annotate(number=Count("pk", distinct=True)).values("number")
    return Ward.objects.filter(pk__in=wards_watched(held)).annotate(undecided=Coalesce(Subquery(counted), 0))


def messages_of(ward: Ward) -> QuerySet[Message]:
    """The messages that hold something of the ward, each with how many things of it, `owed`, and `resent`."""
    news = Exists(Notice.objects.filter(message=OuterRef("pk"), ward=ward))
    again = Exists(Resending.objects.filter(message=OuterRef("pk")))
    found = Message.objects.annotate(owed=things(Q(notifications__ward=ward)), resent=again)
    found = found.filter(Q(owed__gt=0) | news)
    return found.select_related("recipient").order_by("-day", "-pk")


def things(condition: Q | None = None) -> Count:
    """How many things a message holds: a task that several units owe its reader is one, as in its lines."""
    return Count("notifications__part__occurrence", distinct=True, filter=condition)


@dataclass(frozen=True)
class Opened:
    """A message as a person may see it: whose it is decides how much of it they see."""

    message: Message
    own: bool
    wards: frozenset[int] | None
    """The wards whose lines they may see; None for all."""
    ward: Ward | None = None
    """One of those wards, where the message is another's."""


def message_or_404(request: HttpRequest, public_id: UUID) -> Opened:
    """The message of an address: one's own, or of a ward one watches over."""
    own = messages_seen(request.user).select_related("recipient").filter(public_id=public_id).first()
    if own is not None:
        return Opened(own, own=True, wards=wards_read(request.user))
    wards = wards_watched(posts(request.user))
    first: Notification | Notice | None = None
    for told in (Notification.objects.all(), Notice.objects.all()):
        inside = told.filter(ward__in=wards, message__public_id=public_id)
        first = first or inside.select_related("message__recipient", "ward").first()
    if first is None:
        raise Http404
    return Opened(first.message, own=False, wards=wards, ward=first.ward)


def resendings(message: Message) -> QuerySet[Resending]:
    """Who sent the message again, when, and what had become of it before."""
    return Resending.objects.filter(message=message).select_related("author")


def check_watches(request: HttpRequest, ward: Ward) -> None:
    """PermissionDenied where the person does not watch over the ward."""
    if ward.pk not in wards_watched(posts(request.user)):
        raise PermissionDenied


@dataclass(frozen=True)
class Filters:
    """What the address of the list asks for; anything unknown in it is as if it were not there."""

    state: str = ""
    channel: str = ""

    @classmethod
    def read(cls, query: Any) -> Filters:
        """The filters of an address's query."""
        state, channel = query.get("state", ""), query.get("channel", "")
        return cls(
            state if state in MessageState.values else "",
            channel if channel in Channel.values else "",
        )

    def apply(self, messages: QuerySet[Message]) -> QuerySet[Message]:
        """The messages that fit."""
        wanted = {key: value for key, value in (("state", self.state), ("channel", self.channel)) if value}
        return messages.filter(**wanted)
