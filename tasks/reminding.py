"""Reminding by hand, from what the one-door centre watches over: the sweep's messages, without its milestones.

A person hears of a part once a day at most, in one message a day: what is added after today's has gone out waits for
the next working day's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tasks.candidates import open_parts
from tasks.delivery import ring, waiting
from tasks.models import Message, Notification, Part, Purpose
from tasks.owed import Owed
from tasks.recipients import directories, leads_of
from tasks.reminders import NOT_YET_SENT, record
from wards import clock
from wards.calendar_days import load_calendar
from wards.models import User, Ward
from wards.refusal import Refused

MOST = 200
"""So many parts at once: a slip must not write to the whole ward about everything."""


@dataclass(frozen=True)
class Reminded:
    """How many people a reminder reaches now, and how many had today's message already: theirs is for `next_day`."""

    now: int
    later: int
    next_day: date


def remind(ward: Ward, author: User, parts: QuerySet[Part]) -> Reminded:
    """Tells those who owe the parts, as far as they are open.

    Refused where nothing of it is open and not yet told today, and for more than `MOST` parts.
    """
    if not author.has_perm("tasks.remind", ward):
        raise PermissionDenied
    day = clock.today()
    with transaction.atomic():
        # The sweep's lock: neither it nor a second click tells the same thing twice.
        Ward.objects.select_for_update(no_key=True).get(pk=ward.pk)
        wanted = open_parts(day).filter(ward=ward, pk__in=parts.values("pk")).select_related("occurrence__task")
        chosen = list(wanted.order_by("pk")[: MOST + 1])
        if len(chosen) > MOST:
            raise Refused(_("At most %(most)d can be reminded of at once; choose a unit first.") % {"most": MOST})
        owed = list(_owed(ward, chosen, day))
        if not owed:
            raise Refused(_("Nothing here is open and not yet reminded of today."))
        if not any(each.people for each in owed):
            raise Refused(_("Nobody in this ward can be reminded of these."))
        calendar = load_calendar()
        people = {person for person, _channel in record(owed, day, calendar, Purpose.MANUAL)}
        # Those whose message of today has not left are told in it.
        todays = Message.objects.filter(recipient__in=people, purpose=Purpose.MANUAL, day=day, state__in=NOT_YET_SENT)
        now = todays.values("recipient").distinct().count()
        transaction.on_commit(lambda: ring(waiting(day, ward=ward)))
    return Reminded(now, len(people) - now, calendar.add(day, 1))


def _owed(ward: Ward, parts: Collection[Part], day: date) -> Iterator[Owed]:
    """The parts with those who were not told by hand today; each time has a number of its own. Three queries."""
    before: dict[int, set[str]] = defaultdict(set)
    told: set[tuple[int, int]] = set()
    sent = Notification.objects.filter(ward=ward, part__in=parts, milestone__startswith="manual:")
    for notification in sent:
        before[notification.part_id].add(notification.milestone)
        if notification.created_at.astimezone(clock.ZONE).date() == day:
            told.add((notification.part_id, notification.recipient_id))
    leads = leads_of({part.occurrence_id for part in parts})
    people = directories([ward.pk])[ward.pk]
    for part in parts:
        chosen = people.of_part(part.unit_id, part.occurrence.task.officer_id, leads[part.occurrence_id])
        left = tuple(person for person in chosen if (part.pk, person) not in told)
        if left or not chosen:
            due = part.due_now  # type: ignore[attr-defined]
            yield Owed(part.pk, ward.pk, due, f"manual:{len(before[part.pk]) + 1}", left)
