"""Messages on their way: claimed, sent, recorded; nothing is sent twice without a person's word.

A message is claimed by a conditional update, so of two workers one sends it. The claim runs out after `LEASE`: who
claimed it may have died before sending or after, so it becomes unknown and waits for a person. A sending that
surely failed is tried again with growing pauses.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date, datetime, timedelta

import kombu.exceptions
from celery import current_app
from django.db import transaction
from django.db.models import F, Q
from django.utils import translation
from django.utils.translation import gettext as _

from tasks.access import wards_read
from tasks.channels import Outcome, Result, email, portal, webhook
from tasks.letter import Letter, read
from tasks.models import Channel, Message, MessageState, Resending
from wards.clock import now
from wards.models import User, Ward
from wards.running import PASSING, when_database_answers

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)
"""Longer than any one sending: the mail server's timeout applies to each of its answers."""

FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=5), timedelta(hours=6)
"""After the first failure and after many: the pauses between treble."""

MOST_ATTEMPTS = 45
"""With these pauses about ten days: a mail server that is down over Tết loses nothing."""

CHANNELS: dict[str, Callable[[Letter], Outcome]] = {
    Channel.PORTAL: portal.send,
    Channel.EMAIL: email.send,
    Channel.WEBHOOK: webhook.send,
}

STATES = {
    Result.SENT: MessageState.SENT,
    Result.FAILED_FOR_NOW: MessageState.FAILED,
    Result.FAILED_FOR_GOOD: MessageState.GAVE_UP,
    Result.UNKNOWN: MessageState.UNKNOWN,
}

RESENDABLE = (MessageState.FAILED, MessageState.GAVE_UP, MessageState.UNKNOWN)


def waiting(day: date, *, ward: Ward | None = None) -> list[int]:
    """The messages up to that day whose time to be sent has come, by row number, the oldest first."""
    ready = Q(try_after=None) | Q(try_after__lte=now())
    messages = Message.objects.filter(ready, state__in=[MessageState.QUEUED, MessageState.FAILED], day__lte=day)
    if ward:
        messages = messages.filter(notifications__ward=ward).distinct()
    return list(messages.order_by("pk").values_list("pk", flat=True))


def ring(messages: Iterable[int]) -> None:
    """Asks workers to deliver the messages; a broker that is down loses nothing, because beat asks again."""
    try:
        for message_id in messages:
            current_app.send_task("tasks.jobs.deliver", args=[message_id])
    except (OSError, kombu.exceptions.OperationalError):
        logger.warning("The broker does not take messages to deliver; beat will ask again")


def deliver_all(messages: Iterable[int]) -> Counter[str]:
    """Delivers the messages here and now; returns how many came to which state."""
    return Counter(state for message_id in messages if (state := deliver(message_id)))


def deliver(message_id: int) -> MessageState | None:
    """Sends the message if it still waits, and records the outcome; None where another has it.

    Where the database goes away before anything is sent, the message waits again, and the error is raised for the
    job to be run again. What was sent is recorded when the database is back.
    """
    lease = now() + LEASE
    try:
        message = _claim(message_id, lease)
        if message is None:
            return None
        outcome = _send(message)
    except PASSING:
        # Nothing has left: the channels themselves answer with an outcome. The claim may be there all the same.
        with suppress(*PASSING):
            when_database_answers(lambda: _give_back(message_id, lease))
        raise
    return when_database_answers(lambda: _record(message, outcome))


def expire() -> int:
    """Claims that ran out become unknown; those in the portal, which reach nobody twice, wait again."""
    lost = Message.objects.filter(state=MessageState.CLAIMED, claimed_until__lt=now())
    again = lost.filter(channel=Channel.PORTAL).update(state=MessageState.QUEUED, claimed_until=None)
    with translation.override("vi"):
        error = _("Broken off between sending and recording: nobody knows whether it arrived.")
    # The claim keeps its name: its worker may only be slow, and then tells what became of the message after all.
    return again + lost.update(state=MessageState.UNKNOWN, error=error)


@transaction.atomic
def resend(message: Message, author: User) -> bool:
    """A person's word: the message is sent again, whatever became of it, which is kept; False where it is sent or on
    its way."""
    mine = Message.objects.filter(pk=message.pk, state__in=RESENDABLE)
    before = mine.select_for_update().first()
    if before is None:
        return False
    Resending.objects.create(message=before, author=author, state=before.state, error=before.error)
    mine.update(state=MessageState.QUEUED, attempts=0, try_after=None, claimed_until=None, error="")
    transaction.on_commit(lambda: ring([message.pk]))
    return True


def pause(attempts: int) -> timedelta:
    """How long to wait after that many failures, from 1."""
    longer: int = 3 ** min(attempts - 1, 10)
    return min(FIRST_PAUSE * longer, LONGEST_PAUSE)


def _claim(message_id: int, lease: datetime) -> Message | None:
    """`lease` is when the claim runs out; to the microsecond it is also the claim's name."""
    ready = Q(try_after=None) | Q(try_after__lte=lease - LEASE)
    mine = Message.objects.filter(ready, pk=message_id, state__in=[MessageState.QUEUED, MessageState.FAILED])
    if not mine.update(state=MessageState.CLAIMED, claimed_until=lease, attempts=F("attempts") + 1):
        return None
    return Message.objects.select_related("recipient").get(pk=message_id)


def _give_back(message_id: int, lease: datetime) -> None:
    mine = Message.objects.filter(pk=message_id, state=MessageState.CLAIMED, claimed_until=lease)
    mine.update(state=MessageState.QUEUED, claimed_until=None, attempts=F("attempts") - 1)


def _send(message: Message) -> Outcome:
    try:
        with translation.override("vi"):
            if not message.recipient.is_active:
                return Outcome(Result.FAILED_FOR_GOOD, _("The person's account is locked."))
            # Who left a ward since is told nothing of it any more.
            letter = read(message, today=message.day, wards=wards_read(message.recipient)).open()
            if not letter.count:
                return Outcome(Result.FAILED_FOR_GOOD, _("Nothing in it was owed any more."))
            return CHANNELS[message.channel](letter)
    except PASSING:
        raise
    except Exception as error:
        logger.exception("Message %s cannot be written", message.pk)
        return Outcome(Result.FAILED_FOR_NOW, f"{type(error).__name__}: {error}")


def _record(message: Message, outcome: Outcome) -> MessageState:
    """Writes the outcome, also where the claim ran out meanwhile: then it is known after all.

    Nothing is written where a person sent the message again meanwhile: then it is another claim's.
    """
    state = STATES[outcome.result]
    if state is MessageState.FAILED and message.attempts >= MOST_ATTEMPTS:
        state = MessageState.GAVE_UP
    moment = now()
    Message.objects.filter(
        pk=message.pk, claimed_until=message.claimed_until, state__in=[MessageState.CLAIMED, MessageState.UNKNOWN]
    ).update(
        state=state,
        error=outcome.error,
        claimed_until=None,
        try_after=moment + pause(message.attempts) if state is MessageState.FAILED else None,
        sent_at=moment if state is MessageState.SENT else None,
    )
    if state is not MessageState.SENT:
        logger.warning("Message %s: %s %s", message.pk, state.value, outcome.error)
    return state
