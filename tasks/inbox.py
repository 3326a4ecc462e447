"""What a person was told and has not read yet."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from tasks.models import Channel, Message, MessageState
from wards.models import User


def unread_count(user: User | AnonymousUser) -> int:
    """How many messages in the portal the person has not opened."""
    if not user.is_authenticated:
        return 0
    arrived = Message.objects.filter(channel=Channel.PORTAL, state=MessageState.SENT)
    return arrived.filter(recipient=user.pk, read_at=None).count()
