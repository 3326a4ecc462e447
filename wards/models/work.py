"""The calendar's own days, uploaded files and jobs."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from wards.models.base import Addressed, WardOwned, history


class CalendarDay(models.Model):
    """A day on which offices differ from the public holidays: a swap, a day off by decision. Shared by all wards."""

    date = models.DateField(_("day"), unique=True)
    working = models.BooleanField(_("working day"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    history = history(found_by=["date"])

    class Meta:
        ordering = ["date"]

    def __str__(self) -> str:
        return self.date.isoformat()


def attachment_path(attachment: Attachment, _filename: str) -> str:
    """Stored under its ward and its own id: a name that people chose never reaches the file system."""
    return f"{attachment.ward_id}/{attachment.public_id}"


class Attachment(Addressed, WardOwned):
    """A file somebody gave to the ward, kept as it came; `sha256` says which bytes they were."""

    file = models.FileField(upload_to=attachment_path)
    name = models.CharField(_("file name"), max_length=255)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class JobState(models.TextChoices):
    """Where a job stands. The row is the truth; the broker only rings the bell."""

    QUEUED = "queued", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


class Job(Addressed):
    """One piece of background work, its progress and its end."""

    ward = models.ForeignKey("wards.Ward", on_delete=models.PROTECT, related_name="+", null=True)
    kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.QUEUED)
    step = models.CharField(max_length=80, blank=True)
    progress = models.PositiveSmallIntegerField(default=0, help_text="percent")
    attempt = models.PositiveSmallIntegerField(default=0)
    heartbeat = models.DateTimeField(null=True)
    cancel_requested = models.BooleanField(default=False)
    error = models.TextField(blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "heartbeat"], name="job_by_heartbeat")]
        constraints = [
            # Two presses of a button, or two beats, make one piece of work.
            models.UniqueConstraint(
                fields=["kind", "object_id"],
                condition=models.Q(state__in=["queued", "running"]),
                name="one_open_job_per_object",
            ),
            models.CheckConstraint(condition=models.Q(progress__lte=100), name="job_progress_is_percent"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class Heartbeat(models.Model):
    """The last signs of life of the schedule and of those who do what it asks: one row for the installation."""

    rung_at = models.DateTimeField(null=True, help_text="beat rang")
    heard_at = models.DateTimeField(null=True, help_text="a worker heard it")

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_heartbeat")]

    def __str__(self) -> str:
        return f"{self.rung_at} > {self.heard_at}"
