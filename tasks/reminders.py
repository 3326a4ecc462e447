"""What is owed on a day, written down as notifications, each in one message to a person: `sweep`.

The database narrows the open parts to those that have reached a milestone nobody was told yet (`tasks.candidates`);
`tasks.milestones` decides; recipients are chosen (`tasks.owed`); messages and notifications are inserted under their
unique keys. Sending is `tasks.delivery`'s work. A sweep may run any number of times, also two at once: what is
recorded is no longer owed. When nothing is owed it costs its few SELECTs and nothing else.
"""

from __future__ import annotations

import logging
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from tasks import schemes
from tasks.milestones import Reckoning
from tasks.models import Channel, Message, MessageState, Notification, Purpose
from tasks.owed import Digest, Milestones, Owed, Source
from tasks.recipients import ways
from wards.calendar import WorkingCalendar
from wards.calendar_days import load_calendar
from wards.models import Ward
from wards.running import PASSING

logger = logging.getLogger(__name__)

BATCH = 1000
"""About how many parts are decided and recorded in one transaction; a ward is never divided."""

NOT_YET_SENT = (MessageState.QUEUED, MessageState.FAILED)
"""States in which a message still takes on what is owed."""


@dataclass
class Swept:
    """What a sweep found: `told` counts parts by person and channel."""

    parts: int = 0
    told: Counter[tuple[int, str]] = field(default_factory=Counter)
    unheard: Counter[int] = field(default_factory=Counter)
    """Parts for which nobody of their ward could be told, by the ward's row number."""
    failed: list[int] = field(default_factory=list)
    """Row numbers of the wards whose sweep failed; the others are done."""

    def __iadd__(self, other: Swept) -> Swept:
        self.parts += other.parts
        self.told += other.told
        self.unheard += other.unheard
        self.failed += other.failed
        return self


def sweep(
    day: date, *, ward: Ward | None = None, dry_run: bool = False, said: Callable[[int, int], None] | None = None
) -> Swept:
    """Records what is owed on the day, in all wards or one; in a dry run it only says what would be recorded.

    `said` hears after each batch how many of how many are done; what it raises ends the sweep there.
    """
    calendar, swept = load_calendar(), Swept()
    sources: list[Source] = [
        Milestones(Reckoning(day, calendar, scheme), wards) for wards, scheme in schemes.in_use(ward)
    ]
    for source in (*sources, Digest(day, calendar)):
        batches = list(_batches(source.reached(ward)))
        for done, parts in enumerate(batches, start=1):
            swept += _sweep_apart(source, parts, _Day(day, calendar, dry_run))
            if said:
                said(done, len(batches))
    return swept


class _Day(NamedTuple):
    """What a sweep is told."""

    day: date
    calendar: WorkingCalendar
    dry_run: bool


Batch = dict[int, "array[int]"]
"""Row numbers of parts by that of their ward: eight bytes each, for on a quarter's close half of all are there."""


def _batches(reached: Iterable[tuple[int, int]]) -> Iterator[Batch]:
    """What may be owed, some wards at a time, so that each time about BATCH parts are handled."""
    batch: Batch = {}
    size = 0
    for ward, parts in groupby(reached, key=itemgetter(0)):
        batch[ward] = array("q", (part for _ward, part in parts))
        size += len(batch[ward])
        if size >= BATCH:
            yield batch
            batch, size = {}, 0
    if batch:
        yield batch


def _sweep_apart(source: Source, batch: Batch, given: _Day) -> Swept:
    """Sweeps the wards together; when that fails, each by itself, so that one stops no other."""
    try:
        return _sweep_batch(source, batch, given)
    except PASSING:
        # No fault of a ward: the sweep as a whole is tried again when the database is back.
        raise
    except Exception:
        if len(batch) == 1:
            logger.exception("The reminders of ward %s failed", *batch)
            return Swept(failed=list(batch))
    swept = Swept()
    for ward, parts in batch.items():
        swept += _sweep_apart(source, {ward: parts}, given)
    return swept


@transaction.atomic
def _sweep_batch(source: Source, batch: Batch, given: _Day) -> Swept:
    # One sweep at a time in a ward: the other one waits here, then finds nothing owed.
    wards = list(batch)
    list(Ward.objects.select_for_update(no_key=True).filter(pk__in=wards).order_by("pk").values_list("pk"))
    owed = list(source.owed(wards, [part for parts in batch.values() for part in parts]))
    heard = [each for each in owed if each.people]
    told = record(heard, given.day, given.calendar, source.purpose)
    if given.dry_run:
        transaction.set_rollback(True)
    if len(heard) < len(owed):
        logger.warning("%s parts in wards %s have nobody to remind", len(owed) - len(heard), wards)
    return Swept(len(heard), told, Counter(each.ward_id for each in owed if not each.people))


def record(
    owed: Sequence[Owed], day: date, calendar: WorkingCalendar, purpose: Purpose = Purpose.REMINDER
) -> Counter[tuple[int, str]]:
    """Writes the notifications, each in its person's message of the day; returns how many by person and channel.

    To be called in a transaction.
    """
    reached = ways({person for each in owed for person in each.people})
    told = [
        (each, person, way.channel)
        for each in owed
        for person in each.people
        for way in reached[person]
        if way.takes(each.ward_id)
    ]
    messages = messages_for({(person, channel) for _each, person, channel in told}, day, calendar, purpose)
    rows = [
        Notification(
            ward_id=each.ward_id,
            part_id=each.part_id,
            due=each.due,
            milestone=each.key,
            recipient_id=person,
            channel=channel,
            message_id=messages[person, channel],
        )
        for each, person, channel in told
        if (person, channel) in messages
    ]
    Notification.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    return Counter((row.recipient_id, row.channel) for row in rows)


def messages_for(
    wanted: Set[tuple[int, Channel]], day: date, calendar: WorkingCalendar, purpose: Purpose
) -> dict[tuple[int, Channel], int]:
    """The message of the day for each person and channel, by row number, locked until the transaction ends.

    Where today's is already on its way, what is new goes with the next working day's: a person gets one a day.
    """
    messages = _messages(wanted, day, purpose)
    return messages | _messages(wanted - messages.keys(), calendar.add(day, 1), purpose)


def _messages(wanted: Set[tuple[int, Channel]], day: date, purpose: Purpose) -> dict[tuple[int, Channel], int]:
    """The messages of the day that still wait to be sent, made where missing, locked until the transaction ends.

    One of an earlier day that could not be sent yet becomes the day's: after an outage a person gets one message.
    """
    if not wanted:
        return {}
    theirs = Message.objects.filter(_to(wanted), purpose=purpose)
    same = Message.objects.filter(
        recipient=OuterRef("recipient"), channel=OuterRef("channel"), purpose=purpose, day__lte=day
    )
    waiting = theirs.filter(day__lt=day, state__in=NOT_YET_SENT)
    newer = same.filter(day__gt=OuterRef("day")).filter(Q(day=day) | Q(state__in=NOT_YET_SENT))
    waiting.filter(~Exists(newer)).update(day=day, state=MessageState.QUEUED, attempts=0, try_after=None)
    missing = wanted - set(theirs.filter(day=day).values_list("recipient_id", "channel"))
    # Sorted, so that two sweeps that make the same messages wait for each other in one order.
    Message.objects.bulk_create(
        [
            Message(recipient_id=person, channel=channel, purpose=purpose, day=day)
            for person, channel in sorted(missing)
        ],
        batch_size=BATCH,
        ignore_conflicts=True,
    )
    locked = theirs.filter(day=day, state__in=NOT_YET_SENT).select_for_update(of=("self",)).order_by("pk")
    return {(row.recipient_id, Channel(row.channel)): row.pk for row in locked.only("recipient_id", "channel")}


def _to(wanted: Set[tuple[int, Channel]]) -> Q:
    """Exactly these: what waits on another channel of the same person keeps its day."""
    to = Q()
    for channel in sorted({channel for _person, channel in wanted}):
        to |= Q(channel=channel, recipient__in=sorted(person for person, way in wanted if way == channel))
    return to
