"""Returning a reported result: the history says so, and those who owe it are told in their messages."""

from __future__ import annotations

from django.db import transaction

from tasks import work
from tasks.delivery import ring, waiting
from tasks.letter import RETURNED
from tasks.models import Notification, Part, Purpose, StatusUpdate
from tasks.owed import Owed
from tasks.recipients import directories, leads_of
from tasks.reminders import record
from wards import clock
from wards.calendar_days import load_calendar
from wards.models import User, Ward


@transaction.atomic
def send_back(part: Part, author: User, *, reason: str, version: int | None = None) -> StatusUpdate:
    """The result is returned as `tasks.work.send_back` does, and the part's people find it in today's message.

    Where today's has gone out already, in the next working day's.
    """
    update = work.send_back(part, author, reason=reason, version=version)
    day, ward = clock.today(), part.ward
    # The sweep's lock: messages of the ward are written by one at a time.
    Ward.objects.select_for_update(no_key=True).get(pk=ward.pk)
    times = Notification.objects.filter(ward=ward, part=part, milestone__startswith=RETURNED)
    number = times.values("milestone").distinct().count() + 1
    leads = leads_of([part.occurrence_id])[part.occurrence_id]
    people = directories([ward.pk])[ward.pk].of_part(part.unit_id, part.occurrence.task.officer_id, leads)
    due = part.occurrence.extended_due or part.occurrence.due
    record([Owed(part.pk, ward.pk, due, f"{RETURNED}{number}", people)], day, load_calendar(), Purpose.MANUAL)
    transaction.on_commit(lambda: ring(waiting(day, ward=ward)))
    return update
