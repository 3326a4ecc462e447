"""What waits for a person, as the menu counts it."""

from __future__ import annotations

from typing import NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from tasks.models import Channel, Message, MessageState
from tasks.watching import undecided
from wards.models import User, Ward


class Waiting(NamedTuple):
    """Messages in the portal that were not opened, and extension requests to decide."""

    unread: int = 0
    extensions: int = 0


def waiting(user: User | AnonymousUser, leads: Ward | None = None) -> Waiting:
    """What waits for the person; `leads` is the ward whose requests they decide. One query, as every page asks it."""
    if not user.is_authenticated:
        return Waiting()
    arrived = Message.objects.filter(channel=Channel.PORTAL, state=MessageState.SENT, read_at=None)
    unread = _counted(arrived.filter(recipient=OuterRef("pk")), "recipient")
    extensions = _counted(undecided(leads), "ward") if leads else Value(0)
    return Waiting(*User.objects.filter(pk=user.pk).values_list(unread, extensions).get())


def _counted(rows: QuerySet, all_have: str) -> Coalesce:  # type: ignore[type-arg]
    """How many rows there are, inside a larger query; they share the value of a column."""
    number = rows.order_by().values(all_have).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(number), 0, output_field=IntegerField())
