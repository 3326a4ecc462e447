"""How people are reached outside the portal: a ward's gateway, a person's name there and their calendar's address."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from wards.models.base import Versioned, WardOwned, history


class Gateway(WardOwned, Versioned):
    """Where a ward sends messages that its people want by Zalo, Telegram or the like: a webhook of its own.

    `address` is secret: no page shows it and the history leaves it out. `place` is its host, `mark` tells one secret
    from another without giving it away.
    """

    name = models.CharField(_("name"), max_length=60)
    hint = models.CharField(_("what people enter"), max_length=150, blank=True)
    address = models.CharField(_("address"), max_length=500)
    place = models.CharField(max_length=260)
    mark = models.CharField(max_length=8)
    recipient_field = models.CharField(_("field of the recipient"), max_length=40, default="to")
    text_field = models.CharField(_("field of the text"), max_length=40, default="text")
    active = models.BooleanField(_("in use"), default=True)
    tried_at = models.DateTimeField(null=True)
    history = history(excluded_fields=["address", "tried_at"])

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ward"], name="one_gateway_in_a_ward")]

    def __str__(self) -> str:
        return self.name


class Handle(WardOwned):
    """Under which name a ward's gateway knows a person who wants its messages.

    One a person, also with posts in two wards: they get one message a day by this channel.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="handle")
    gateway = models.ForeignKey(Gateway, on_delete=models.CASCADE, related_name="handles")
    name = models.CharField(max_length=100)

    def __str__(self) -> str:
        return self.name


class CalendarFeed(models.Model):
    """The secret address of a person's calendar: only its hash is kept, so that no copy of the database opens one."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feed")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.user_id)
