"""What people were told: notifications, and the messages that carried them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tasks.models.occurrence import Part
from wards.models.base import Addressed, WardOwned


class Channel(models.TextChoices):
    """How a message reaches its reader."""

    PORTAL = "portal", _("in the portal")
    EMAIL = "email", _("e-mail")
    WEBHOOK = "hook", _("ward's gateway")


class Purpose(models.TextChoices):
    """Why a message is written; one a day, person, channel and purpose."""

    REMINDER = "reminder", _("reminder")
    DIGEST = "digest", _("weekly digest")
    MANUAL = "manual", _("reminder sent by hand")
    NEWS = "news", _("news")


class MessageState(models.TextChoices):
    """`unknown`: a claim ran out between sending and recording; a person decides, nothing is resent silently."""

    QUEUED = "queued", _("waiting")
    CLAIMED = "claimed", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed, will be tried again")
    GAVE_UP = "gave_up", _("given up")
    UNKNOWN = "unknown", _("outcome unknown")


class Message(Addressed):
    """One message to one person on one day: not of a ward, because a person of two wards gets one."""

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="messages")
    channel = models.CharField(max_length=6, choices=Channel.choices)
    purpose = models.CharField(max_length=8, choices=Purpose.choices, default=Purpose.REMINDER)
    day = models.DateField()
    state = models.CharField(max_length=7, choices=MessageState.choices, default=MessageState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_until = models.DateTimeField(null=True)
    try_after = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-day", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "channel", "day", "purpose"], name="one_message_a_person_and_day"
            ),
        ]
        indexes = [
            models.Index(
                fields=["state", "try_after"],
                name="message_to_send",
                condition=Q(state__in=["queued", "failed", "claimed"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.channel} {self.recipient_id}"


class Resending(models.Model):
    """A person's word that a message goes out again; `state` and `error` say what had become of it before."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="resendings")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=7, choices=MessageState.choices)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.message_id} {self.created_at}"


class Notification(WardOwned):
    """One thing owed, told once: its key is claimed before the message is sent."""

    part = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="notifications")
    due = models.DateField(null=True)
    milestone = models.CharField(max_length=20, help_text="-7, 0, +30, manual:1, ask:2026-Q1")
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=6, choices=Channel.choices)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="notifications")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["due", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["ward", "part", "due", "milestone", "recipient", "channel"],
                name="told_once",
                condition=Q(due__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["ward", "part", "milestone", "recipient", "channel"],
                name="told_once_without_date",
                condition=Q(due__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part_id} {self.milestone}"


class Notice(WardOwned):
    """A piece of news, such as a report that was drafted, told once: its key is claimed before the message is sent.

    `text` is Vietnamese, as every message; `address` is a path of the portal.
    """

    key = models.CharField(max_length=60)
    text = models.CharField(max_length=400)
    address = models.CharField(max_length=200)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=6, choices=Channel.choices)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="notices")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["ward", "key", "recipient", "channel"], name="news_told_once"),
        ]

    def __str__(self) -> str:
        return self.key
