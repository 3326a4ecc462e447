"""Dated occurrences of a task, a part of them per lead unit, and the history of each part."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tasks.models.task import Task
from tasks.schedule import SlotKind
from tasks.status import PartStatus
from wards.models import Attachment, Unit
from wards.models.base import Addressed, FoundByWard, Versioned, WardOwned


class Status(models.TextChoices):
    """`tasks.status.PartStatus` with its labels."""

    NOT_STARTED = PartStatus.NOT_STARTED.value, _("not started")
    IN_PROGRESS = PartStatus.IN_PROGRESS.value, _("in progress")
    AWAITING_CONFIRMATION = PartStatus.AWAITING_CONFIRMATION.value, _("awaiting confirmation")
    DONE = PartStatus.DONE.value, _("done")
    PAUSED = PartStatus.PAUSED.value, _("paused")
    DROPPED = PartStatus.DROPPED.value, _("no longer to be done")
    NOTHING_AROSE = PartStatus.NOTHING_AROSE.value, _("nothing arose in the period")
    NOT_REPORTED = PartStatus.NOT_REPORTED.value, _("not yet reported for this period")
    REPORTED = PartStatus.REPORTED.value, _("reported for this period")


class OccurrenceKind(models.TextChoices):
    """Which lifecycle an occurrence has."""

    DATED = SlotKind.DATED.value, _("dated")
    RECURRING = SlotKind.RECURRING.value, _("recurring")
    CHECK_IN = SlotKind.CHECK_IN.value, _("check-in")
    EVENT = SlotKind.EVENT.value, _("event")
    AWAITING = SlotKind.AWAITING.value, _("awaiting a date")


class Occurrence(Addressed, FoundByWard):
    """One dated piece of a task. `slot` never changes; recalculating moves `due` only.

    `extended_due` caches the last agreed extension; the original day stays in `due` and in every Extension.
    `made_on` is the day this row came to be: a reminder dated before it is never owed.
    """

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="occurrences")
    slot = models.CharField(max_length=36)
    kind = models.CharField(max_length=9, choices=OccurrenceKind.choices)
    timing_index = models.PositiveSmallIntegerField(default=0)
    start = models.DateField(null=True, help_text="first day of the window or period")
    opens_on = models.DateField()
    due = models.DateField(null=True)
    extended_due = models.DateField(null=True)
    period = models.CharField(max_length=8, blank=True, help_text="the reporting period that a check-in is for")
    no_date = models.BooleanField(default=False, help_text="somebody stated that there will be no date")
    retired = models.BooleanField(default=False, help_text="no longer asked for, kept for what was reported")
    made_on = models.DateField()

    class Meta:
        ordering = ["due", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["ward", "task", "slot"], name="slot_once_in_its_task"),
            models.CheckConstraint(
                condition=Q(kind="awaiting") | Q(due__isnull=False), name="only_awaiting_without_due_date"
            ),
        ]
        indexes = [models.Index(fields=["ward", "due"], name="occurrence_by_due")]

    def __str__(self) -> str:
        return self.slot


class Part(Addressed, FoundByWard, Versioned):
    """What one lead unit owes of an occurrence; `status` and the days cache its last entries.

    `unit` is empty where the plan's name for it is ambiguous: the one-door centre sees to those.
    """

    occurrence = models.ForeignKey(Occurrence, on_delete=models.CASCADE, related_name="parts")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="parts", null=True)
    status = models.CharField(max_length=22, choices=Status.choices)
    progress = models.PositiveSmallIntegerField(default=0)
    done_on = models.DateField(null=True)
    confirmed_on = models.DateField(null=True)
    retired = models.BooleanField(default=False, help_text="its unit leads the row no longer, kept for what was said")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["ward", "occurrence", "unit"], name="part_once_per_unit", condition=Q(unit__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["ward", "occurrence"], name="one_part_without_unit", condition=Q(unit__isnull=True)
            ),
            models.CheckConstraint(condition=Q(progress__lte=100), name="part_progress_is_percent"),
        ]
        indexes = [models.Index(fields=["ward", "unit", "status"], name="part_by_unit")]

    def __str__(self) -> str:
        return f"{self.occurrence_id} · {self.unit_id}"


class UpdateKind(models.TextChoices):
    """What an entry does."""

    REPORT = "report", _("report")
    CONFIRM = "confirm", _("confirmation")
    RETURN = "return", _("returned")
    EXPLAIN = "explain", _("delay explanation")
    PAUSE = "pause", _("paused")
    RESUME = "resume", _("resumed")
    DROP = "drop", _("dropped")
    COMMENT = "comment", _("comment")


class StatusUpdate(Addressed, WardOwned):
    """An entry in the history of a part: only ever added. A mistake is mended by a further entry.

    `effective_on` is the day the fact holds from, never in the future; `written_on` the office's day of writing.
    `status` and `progress` are those after the entry.
    """

    part = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="updates")
    kind = models.CharField(max_length=8, choices=UpdateKind.choices, default=UpdateKind.REPORT)
    status = models.CharField(max_length=22, choices=Status.choices)
    progress = models.PositiveSmallIntegerField(default=0)
    text = models.TextField(_("result"), blank=True)
    document_number = models.CharField(_("document number"), max_length=120, blank=True)
    effective_on = models.DateField(_("effective on"))
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, related_name="corrections", null=True)
    # Null instead of False: a column without a default is added without copying the protected table.
    whole_task = models.BooleanField(null=True, help_text="by a leader's decision on the whole task")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_on = models.DateField()
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["effective_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(effective_on__lte=F("written_on")), name="entry_not_in_the_future"),
            models.CheckConstraint(condition=Q(progress__lte=100), name="entry_progress_is_percent"),
            models.CheckConstraint(
                condition=~Q(kind__in=["pause", "drop"]) | ~Q(document_number=""), name="pause_and_drop_by_document"
            ),
        ]
        indexes = [models.Index(fields=["part", "effective_on", "id"], name="entry_as_of")]

    def __str__(self) -> str:
        return f"{self.effective_on}: {self.status}"


class Evidence(Addressed, WardOwned):
    """Proof of a result: a file, a link or a document number."""

    part = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="evidence")
    update = models.ForeignKey(StatusUpdate, on_delete=models.PROTECT, related_name="evidence", null=True)
    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="+", null=True)
    link = models.URLField(blank=True)
    document_number = models.CharField(max_length=120, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(attachment__isnull=False) | ~Q(link="") | ~Q(document_number=""),
                name="evidence_is_something",
            ),
        ]

    def __str__(self) -> str:
        return self.link or self.document_number or str(self.attachment_id)


class Extension(Addressed, WardOwned):
    """A request for a later day: who asked, who agreed, why, by which document; both days stay."""

    occurrence = models.ForeignKey(Occurrence, on_delete=models.PROTECT, related_name="extensions")
    from_due = models.DateField()
    to_due = models.DateField(_("new due date"))
    reason = models.TextField(_("reason"))
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_on = models.DateField()
    agreed = models.BooleanField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    decided_on = models.DateField(null=True)
    document_number = models.CharField(_("document number"), max_length=120, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(to_due__gt=F("from_due")), name="extension_is_later"),
            models.CheckConstraint(
                condition=Q(agreed__isnull=True, decided_on__isnull=True, decided_by__isnull=True)
                | Q(agreed__isnull=False, decided_on__isnull=False, decided_by__isnull=False),
                name="decided_extension_says_by_whom",
            ),
            models.UniqueConstraint(
                fields=["ward", "occurrence"], condition=Q(agreed__isnull=True), name="one_open_request"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_due} > {self.to_due}"
