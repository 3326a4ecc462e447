"""A person's own calendar: an address that a telephone or Outlook reads, with a day for everything the person owes.

Nobody signs in at that address, so it is as long as a key, only its hash is kept, and a new one ends the old one.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vDuration

from tasks import words
from tasks.lines import UNSETTLED, current_parts
from tasks.models import CalendarFeed, Extension, Part, Status, StatusUpdate
from tasks.status import FINISHED, PartStatus
from wards.access import posts
from wards.clock import ZONE, now
from wards.models import UNIT_ROLES, Membership, Role, User

KEPT_DAYS = 31
"""So long after its day a thing that is done still shows, as done; then it drops out."""

REFRESH = timedelta(hours=6)
"""How often a calendar is asked to look again."""

MOST = 2000
"""Events of one calendar; a person owes far less."""

LONGEST = 120
"""Letters of a task in an event's title; the whole text stands below it."""


def new_token(user: User) -> str:
    """Makes the person's address; one made before ends. This is the only time the token is known."""
    token = secrets.token_urlsafe(32)
    CalendarFeed.objects.update_or_create(user=user, defaults={"token_hash": _hash(token), "made_at": now()})
    return token


def revoke(user: User) -> bool:
    """Ends the person's address; False where there is none."""
    return bool(CalendarFeed.objects.filter(user=user).delete()[0])


def feed_of(user: User) -> CalendarFeed | None:
    """The person's address, as far as it is known."""
    return CalendarFeed.objects.filter(user=user).first()


def reader_of(token: str) -> User | None:
    """Whose calendar the address opens; None for one that is unknown or ended, and for people who left."""
    found = CalendarFeed.objects.select_related("user").filter(token_hash=_hash(token), user__is_active=True)
    feed = found.first()
    return feed.user if feed else None


def calendar(user: User, today: date) -> bytes:
    """The person's calendar on that day, in Vietnamese: the same bytes as long as nothing changes. Two queries."""
    with translation.override("vi"):
        made = Calendar()
        made.add("prodid", "-//Ward plan portal//VI")
        made.add("version", "2.0")
        made.add("method", "PUBLISH")
        made.add("x-wr-calname", _("What I have to do"))
        made.add("x-wr-timezone", settings.TIME_ZONE)
        made.add("x-published-ttl", vDuration(REFRESH).to_ical().decode())
        made.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
        for parts in _by_occurrence(_owed(user, today)):
            made.add_component(_event(parts, today))
        return bytes(made.to_ical())


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def owed_by(user: User) -> QuerySet[Any]:
    """The parts of which the person is reminded: see `tasks.recipients`. A head sees all of the unit's as well."""
    held = posts(user)
    units: frozenset[int] = frozenset().union(*held.units.values())
    headed: frozenset[int] = frozenset().union(*held.headed_units.values())
    centres = [ward for ward, roles in held.roles.items() if Role.ONE_DOOR in roles]
    active = Membership.objects.filter(user__is_active=True)
    in_unit = active.filter(unit=OuterRef("unit"), role__in=UNIT_ROLES)
    named = Q(occurrence__task__officer=user)
    # Somebody of the unit is named for the row, so the others of the unit are not asked.
    for_another = Exists(in_unit.filter(user=OuterRef("occurrence__task__officer"))) & ~named
    own_leads = Exists(Part.objects.filter(occurrence=OuterRef("occurrence"), unit__in=units))
    mine = (
        Q(unit__in=headed)
        | (Q(unit__in=units) & ~for_another)
        | (named & Q(ward__in=held.ward_ids) & (Q(unit__in=units) | ~own_leads))
        | (Q(ward__in=centres) & ~Exists(in_unit))
    )
    return current_parts(Part.objects.filter(mine))


_TASK = "occurrence__task__"


def _owed(user: User, today: date) -> list[dict[str, Any]]:
    """The dated parts to show, as dicts: one query, and one for the posts."""
    kept = Q(due_now__gte=today - timedelta(KEPT_DAYS)) & ~Q(status=PartStatus.DROPPED)
    agreed = Extension.objects.filter(occurrence=OuterRef("occurrence"), agreed=True).order_by().values("occurrence")
    entries = StatusUpdate.objects.filter(part=OuterRef("pk")).order_by().values("part")
    shown = owed_by(user).filter(Q(status__in=UNSETTLED) | kept, due_now__isnull=False)
    found = shown.order_by("due_now", "occurrence_id", "pk").values(
        "public_id",
        "status",
        "due_now",
        event=F("occurrence__public_id"),
        made_on=F("occurrence__made_on"),
        period=F("occurrence__period"),
        content=F(f"{_TASK}content"),
        stt=F(f"{_TASK}stt"),
        plan=F(f"{_TASK}plan__number"),
        plan_title=F(f"{_TASK}plan__title"),
        unit_name=F("unit__name"),
        moved=Subquery(agreed.annotate(number=Count("pk")).values("number")),
        moved_on=Subquery(agreed.annotate(last=Max("decided_on")).values("last")),
        written_at=Subquery(entries.annotate(last=Max("written_at")).values("last")),
    )
    return list(found[:MOST])


def _by_occurrence(rows: Iterable[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Each thing once, also where two units of the person's owe a part of it."""
    found: dict[Any, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["event"], []).append(row)
    return list(found.values())


def _event(parts: list[dict[str, Any]], today: date) -> Event:
    # What is still owed leads the event and gives its link.
    row = next((each for each in parts if each["status"] in UNSETTLED), parts[0])
    status, due = PartStatus(row["status"]), row["due_now"]
    link = settings.SITE_URL + reverse("tasks:part", kwargs={"public_id": row["public_id"]})
    content = " ".join(row["content"].split())
    short = content if len(content) <= LONGEST else f"{content[: LONGEST - 1].rstrip()}…"
    about = [content, _said(status, due, today)]
    about += [capfirst(words.period(row["period"]))] if row["period"] else []
    about += [" · ".join(dict.fromkeys(each["unit_name"] for each in parts if each["unit_name"]))]
    about += [" · ".join(filter(None, (row["plan"] or row["plan_title"], row["stt"])))]
    event = Event()
    event.add("uid", f"{row['event']}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}")
    event.add("dtstamp", _changed(parts))
    event.add("sequence", row["moved"] or 0)
    event.add("dtstart", due)
    event.add("dtend", due + timedelta(1))
    event.add("summary", f"{_mark(status, due, today)}{short}")
    event.add("description", "\n".join([*filter(None, about), link]))
    event.add("url", link)
    event.add("status", "CONFIRMED")
    # A day on which something is due is no day on which one is away.
    event.add("transp", "TRANSPARENT")
    return event


def _said(status: PartStatus, due: date, today: date) -> str:
    label = capfirst(str(Status(status).label))
    if status in UNSETTLED and due < today:
        late = _("overdue")
        label = f"{label} ({late})"
    return _("%(status)s. Due %(day)s.") % {"status": label, "day": words.day(due)}


def _mark(status: PartStatus, due: date, today: date) -> str:
    """What a glance at the calendar must tell."""
    if status is PartStatus.AWAITING_CONFIRMATION:
        return _("Awaiting confirmation: ")
    if status is PartStatus.PAUSED:
        return _("Paused: ")
    if status in FINISHED or status in {PartStatus.REPORTED, PartStatus.NOTHING_AROSE}:
        return "✓ "
    return _("Overdue: ") if due < today else ""


def _changed(parts: Iterable[dict[str, Any]]) -> datetime:
    """When the event last became what it is, as far as that is told by the hour."""
    days = [day for each in parts for day in (each["made_on"], each["moved_on"]) if day]
    moments = [datetime.combine(max(days), time(), ZONE)]
    moments += [each["written_at"] for each in parts if each["written_at"]]
    return max(moments).astimezone(UTC)
