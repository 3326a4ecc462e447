"""News for people of a ward, such as that a report was drafted: in the portal and by e-mail, each piece told once.

A person gets one message of news a day, apart from what they are reminded of; the beat that delivers what waits sends
it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from tasks.models import Channel, Notice, Purpose
from tasks.recipients import ways
from tasks.reminders import messages_for
from wards.calendar_days import load_calendar
from wards.models import Ward

CHANNELS = (Channel.PORTAL, Channel.EMAIL)


@dataclass(frozen=True)
class News:
    """`key` names it in its ward for ever; `text` is Vietnamese, `address` a path of the portal."""

    key: str
    text: str
    address: str


@transaction.atomic
def tell(ward: Ward, people: Collection[int], news: Sequence[News], day: date) -> int:
    """Writes what each of the people has not been told yet into their messages of the day; returns how many pieces.

    Where the day's message is on its way already, they go with the next working day's.
    """
    # Whoever tells the same at the same moment waits here, and then finds it told.
    Ward.objects.select_for_update(no_key=True).get(pk=ward.pk)
    told = set(
        Notice.objects.filter(ward=ward, key__in=[each.key for each in news]).values_list(
            "key", "recipient_id", "channel"
        )
    )
    wanted = [
        (each, person, way.channel)
        for person, reached in ways(people).items()
        for way in reached
        for each in news
        if way.channel in CHANNELS and (each.key, person, way.channel) not in told
    ]
    places = {(person, channel) for _each, person, channel in wanted}
    messages = messages_for(places, day, load_calendar(), Purpose.NEWS)
    rows = [
        Notice(
            ward=ward,
            key=each.key,
            text=each.text,
            address=each.address,
            recipient_id=person,
            channel=channel,
            message_id=messages[person, channel],
        )
        for each, person, channel in wanted
        if (person, channel) in messages
    ]
    return len(Notice.objects.bulk_create(rows))
