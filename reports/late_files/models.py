"""Late files by unit and month, and the lists published of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from wards.models import Attachment, PeriodRule, Unit
from wards.models.base import Addressed, WardOwned


class LateFiles(WardOwned):
    """One version of what a unit says of a month: a correction adds a version, nothing is overwritten.

    `letters` is how many of the `count` files were apologised for, by which document and on which day.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    period = models.CharField(max_length=8, help_text="2026-03")
    number = models.PositiveIntegerField(help_text="version of this month's record of the unit, from 1")
    count = models.PositiveIntegerField(_("late files"))
    explanation = models.TextField(_("explanation"), blank=True)
    letters = models.PositiveIntegerField(_("files apologised for"), default=0)
    document_number = models.CharField(_("document of apology"), max_length=120, blank=True)
    apologised_on = models.DateField(_("day of apology"), null=True, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        app_label = "reports"
        constraints = [
            models.UniqueConstraint(fields=["ward", "period", "unit", "number"], name="late_files_version_once"),
            models.CheckConstraint(condition=Q(letters__lte=F("count")), name="no_apology_without_a_late_file"),
        ]

    def __str__(self) -> str:
        return f"{self.period}: {self.count}"


class LateFilesList(Addressed, WardOwned):
    """One version of a month's list as a document: its frozen figures, their seal, the PDF drawn from them.

    Without `document_number` it is a draft for the leader's eyes; no version ever changes or goes.
    """

    period = models.CharField(max_length=8)
    rule = models.CharField(max_length=10, choices=PeriodRule.choices)
    letterhead = models.CharField(max_length=6)
    number = models.PositiveSmallIntegerField(help_text="version of this month's list, from 1")
    figures = models.TextField()
    sha256 = models.CharField(max_length=64)
    pdf = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="+")
    document_number = models.CharField(_("number"), max_length=60, blank=True)
    issued_on = models.DateField(null=True)
    built_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    built_at = models.DateTimeField()

    class Meta:
        app_label = "reports"
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["ward", "period", "rule", "number"], name="late_files_list_version_once"),
            models.CheckConstraint(
                condition=Q(document_number="", issued_on__isnull=True)
                | (~Q(document_number="") & Q(issued_on__isnull=False)),
                name="published_list_has_number_and_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period} v{self.number}"
