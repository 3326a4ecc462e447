"""Uploads of plans: the file as it came, how it was read, what became of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from imports.flat.models import FlatUpload as FlatUpload  # a model of this app, found by Django here
from imports.statistics.models import StatisticsFormula as StatisticsFormula  # another
from plans.models import Plan
from tasks.models import Task
from wards.models import Attachment
from wards.models.base import Addressed, WardOwned


class ImportState(models.TextChoices):
    """Where an upload stands."""

    WAITING = "waiting", _("kept, not read yet")
    COLUMNS = "columns", _("waiting to be told its columns")
    READ = "read", _("read, waiting for review")
    REFUSED = "refused", _("cannot be committed")
    COMMITTED = "committed", _("committed")


class PlanImport(Addressed, WardOwned):
    """One upload. `reading` is what the reader understood, `corrections` what a person says otherwise
    (records of `imports.corrections.Correction`); committing reads the same stored file again, by its hash.

    `reading` is kept as `imports.records` packs it; `year` and `rows` are the plan's year and how many tasks it has.
    Until the file is read there is no reading, and `year` is what a person gave, 0 where none.

    `columns` is what a person says of the file's tables (records of `imports.columns.Given`), `answers` of what its
    text proposes (records of `imports.proposals.Answer`).

    `pairs` is which stored row each is where a person said so (sheet, row, key), `dropping` which stored rows the
    document drops (`imports.dropping`), `undo` where the tables stood around the commit (`imports.marks`).

    `asked` is what a commit was asked for: the plan chosen, and as what it and the upload were seen.
    """

    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=ImportState.choices, default=ImportState.READ)
    reading = models.BinaryField(default=b"")
    year = models.PositiveSmallIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    corrections = models.JSONField(default=list)
    columns = models.JSONField(default=list)
    answers = models.JSONField(default=list)
    pairs = models.JSONField(default=list)
    dropping = models.JSONField(default=dict)
    undo = models.JSONField(default=dict)
    asked = models.JSONField(default=dict)
    plan = models.ForeignKey(Plan, on_delete=models.SET_NULL, related_name="imports", null=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    committed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.attachment.name


class HeadingSynonym(Addressed):
    """Another way in which a ward's documents head a column; without a ward, those of every ward."""

    ward = models.ForeignKey("wards.Ward", on_delete=models.CASCADE, related_name="+", null=True)
    text = models.CharField(max_length=80)
    text_folded = models.CharField(max_length=80, editable=False)
    role = models.CharField(max_length=7)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["role", "text_folded"]
        constraints = [
            # Two constraints, because in SQL two empty values are never equal.
            models.UniqueConstraint(
                fields=["ward", "text_folded"], name="heading_means_one_thing", condition=models.Q(ward__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["text_folded"], name="heading_means_one_thing_everywhere", condition=models.Q(ward__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.text


class DropState(models.TextChoices):
    """Where a request to drop rows stands."""

    WAITING = "waiting", _("waiting for a leader")
    AGREED = "agreed", _("dropped")
    DECLINED = "declined", _("declined: the tasks stay")


class DropRequest(Addressed, WardOwned):
    """Rows that an amending document no longer has, asked to be dropped by its number; a leader decides."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="drop_requests")
    upload = models.ForeignKey(PlanImport, on_delete=models.SET_NULL, related_name="drop_requests", null=True)
    document_number = models.CharField(max_length=120)
    document_date = models.DateField(null=True)
    reason = models.TextField()
    state = models.CharField(max_length=8, choices=DropState.choices, default=DropState.WAITING)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    decided_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.document_number


class DropRequestTask(WardOwned):
    """A row that a request is for."""

    request = models.ForeignKey(DropRequest, on_delete=models.CASCADE, related_name="rows")
    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="drop_requests")

    class Meta:
        ordering = ["task__position"]
        constraints = [models.UniqueConstraint(fields=["ward", "request", "task"], name="row_once_in_its_request")]

    def __str__(self) -> str:
        return f"{self.request_id} > {self.task_id}"
