"""What waits for a person, as the menu counts it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, DateTimeField, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from tasks.models import Channel, Message, MessageState
from tasks.watching import undecided
from wards import heartbeat
from wards.models import Heartbeat, User, Ward


class Waiting(NamedTuple):
    """Messages in the portal that were not opened; requests to decide, for a later day and of another room; the
    schedule's signs of life."""

    unread: int = 0
    extensions: int = 0
    requests: int = 0
    rung_at: datetime | None = None
    heard_at: datetime | None = None


def waiting(
    user: User | AnonymousUser,
    leads: Ward | None = None,
    *,
    requests: QuerySet[Any] | None = None,
    schedule: bool = False,
) -> Waiting:
    """What waits for the person; `leads` is the ward whose requests they decide, `requests` what else they decide.

    `schedule`: whether they look after the installation, and its signs of life are read too. One query in all, as
    every page asks it.
    """
    if not user.is_authenticated:
        return Waiting()
    arrived = Message.objects.filter(channel=Channel.PORTAL, state=MessageState.SENT, read_at=None)
    unread = _counted(arrived.filter(recipient=OuterRef("pk")), "recipient")
    extensions = _counted(undecided(leads), "ward") if leads else Value(0)
    others = Value(0) if requests is None else _counted(requests, "ward")
    signs = [_sign(name, wanted=schedule) for name in ("rung_at", "heard_at")]
    return Waiting(*User.objects.filter(pk=user.pk).values_list(unread, extensions, others, *signs).get())


def _sign(name: str, *, wanted: bool) -> Subquery | Value:
    if not wanted:
        return Value(None, output_field=DateTimeField())
    return Subquery(Heartbeat.objects.filter(pk=heartbeat.THE_ROW).values(name))


def _counted(rows: QuerySet, all_have: str) -> Coalesce:  # type: ignore[type-arg]
    """How many rows there are, inside a larger query; they share the value of a column."""
    number = rows.order_by().values(all_have).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(number), 0, output_field=IntegerField())
