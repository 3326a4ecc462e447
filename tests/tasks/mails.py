"""A mail of the day to one officer, and what the mail server's tests say of it."""

from __future__ import annotations

from datetime import date

import time_machine

from tasks.models import Channel, Message
from tasks.reminders import sweep
from tests.factory import ECONOMY, deadline, make_plan, make_user
from wards.models import Membership, Role, User, Ward

DUE = date(2026, 5, 14)
MORNING = "2026-05-14T06:45:00+07:00"


def smtp(port: int) -> dict[str, object]:
    """Django's settings for a mail server that has half a second for each answer."""
    backend = "django.core.mail.backends.smtp.EmailBackend"
    return {"EMAIL_BACKEND": backend, "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": port, "EMAIL_TIMEOUT": 0.5}


def mail(ward: Ward, **fields: object) -> Message:
    """An officer's mail of the day, recorded and not yet sent."""
    user = make_user(ward, Role.OFFICER, ECONOMY, **fields)
    if not ward.plans.exists():
        with time_machine.travel("2026-01-05T08:00:00+07:00", tick=False):
            make_plan(ward, [deadline(DUE)])
    sweep(DUE)
    return Message.objects.get(recipient=user, channel=Channel.EMAIL)


def desk(ward: Ward) -> User:
    """Who sends again by hand."""
    found = Membership.objects.filter(ward=ward, role=Role.ONE_DOOR).first()
    return found.user if found else make_user(ward, Role.ONE_DOOR)


def state(message: Message) -> tuple[str, int]:
    """The message's state and attempts as recorded."""
    message.refresh_from_db()
    return message.state, message.attempts
