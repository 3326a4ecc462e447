"""What a person was told and has not read yet."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from tasks.models import Channel, Message
from wards.models import User


def unread_count(user: User | AnonymousUser) -> int:
    """How many messages in the portal the person has not opened."""
    if not user.is_authenticated:
        return 0
    return Message.objects.filter(recipient=user.pk, channel=Channel.PORTAL, read_at=None).count()
