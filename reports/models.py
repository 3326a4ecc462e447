"""Reports: frozen figures, and the documents drawn from them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reports.index766.models import IndexWeight as IndexWeight  # models of this app, found by Django here
from reports.late_files.models import LateFiles as LateFiles
from reports.late_files.models import LateFilesList as LateFilesList
from reports.sheet.models import SheetLine as SheetLine
from wards.models import Attachment, PeriodRule, Ward
from wards.models.base import Addressed, Versioned, WardOwned


class Letterhead(models.TextChoices):
    """Who issues the document."""

    COMMITTEE = "ubnd", _("People's Committee")
    CENTRE = "centre", _("one-door centre")


class ReportState(models.TextChoices):
    """The life of a report."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    ISSUED = "issued", _("issued")
    SUPERSEDED = "superseded", _("superseded")


FINAL = (ReportState.ISSUED, ReportState.SUPERSEDED)
"""What never changes any more."""


class Report(Addressed, WardOwned, Versioned):
    """One version of a period's report.

    `figures` is canonical JSON; `sha256` is over it, and over nothing else. A corrected report is a new version
    (`number_in_period`) that names the one it replaces. An issued report never changes: the database refuses.
    """

    period = models.CharField(max_length=24, help_text="2026-03, 2026-S or 2026-01-20--2026-03-02")
    rule = models.CharField(max_length=10, choices=PeriodRule.choices)
    letterhead = models.CharField(max_length=6, choices=Letterhead.choices, default=Letterhead.COMMITTEE)
    number_in_period = models.PositiveSmallIntegerField(default=1)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, related_name="replaced_by", null=True)
    state = models.CharField(max_length=10, choices=ReportState.choices, default=ReportState.DRAFT)
    closed_on = models.DateField()
    built_at = models.DateTimeField()
    built_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    schema_version = models.PositiveSmallIntegerField()
    figures = models.TextField()
    sha256 = models.CharField(max_length=64)
    narrative = models.JSONField(default=dict)
    pdf = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="+", null=True)
    document_number = models.CharField(_("number"), max_length=60, blank=True)
    issued_on = models.DateField(null=True, blank=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        ordering = ["-closed_on", "-number_in_period"]
        constraints = [
            models.UniqueConstraint(
                fields=["ward", "period", "rule", "letterhead", "number_in_period"], name="report_version_once"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["issued", "superseded"])
                | (~Q(document_number="") & Q(issued_on__isnull=False) & Q(issued_by__isnull=False)),
                name="issued_report_has_number_and_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period} v{self.number_in_period}"


class Layout(WardOwned, Versioned):
    """How a ward arranges the reports that it builds from now on, under one letterhead.

    `chosen` is plain data of `reports.arrangement.Arrangement`; each report keeps a copy of what it was built with.
    """

    letterhead = models.CharField(max_length=6, choices=Letterhead.choices)
    chosen = models.JSONField(default=dict)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ward", "letterhead"], name="layout_once_a_letterhead")]

    def __str__(self) -> str:
        return f"{self.ward_id} {self.letterhead}"


class SignedCopy(Addressed, WardOwned):
    """The signed file of a report, as the document system gave it back: kept beside the figures, and never changed.

    `sha256` is the seal of the figures that it was signed for; the file's own stands with the attachment. A wrong
    file is followed by the right one: the last copy counts, the others stay.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="signed_copies")
    file = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    signatures = models.PositiveSmallIntegerField(help_text="digital signatures found in the file")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.report_id} {self.file_id}"


def roll_up_path(roll_up: RollUp, _filename: str) -> str:
    """Stored under its own id, apart from the wards' files."""
    return f"roll-ups/{roll_up.public_id}.pdf"


class RollUp(Addressed):
    """A period's report over several wards: of none of them, and read by who oversees all of them.

    Written once and never changed: the database refuses. `sha256` is over the canonical figures, `pdf_sha256` over
    the bytes of the PDF drawn from them. Building it again makes another one, where the figures differ.
    """

    period = models.CharField(max_length=24)
    rule = models.CharField(max_length=10, choices=PeriodRule.choices)
    letterhead = models.CharField(max_length=6, choices=Letterhead.choices)
    wards: models.ManyToManyField[Ward, Any] = models.ManyToManyField(Ward, related_name="+")
    closed_on = models.DateField()
    built_at = models.DateTimeField()
    built_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    schema_version = models.PositiveSmallIntegerField()
    figures = models.TextField()
    sha256 = models.CharField(max_length=64)
    pdf = models.FileField(upload_to=roll_up_path)
    pdf_sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["-built_at", "-pk"]
        indexes = [models.Index(fields=["period", "rule", "letterhead"], name="roll_up_of_period")]

    def __str__(self) -> str:
        return f"{self.period} {self.built_at:%Y-%m-%d}"
