"""The monthly counts of files by field, as the statistics table of the procedure system states them."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from wards.models.base import WardOwned


class FileCounts(WardOwned):
    """One version of a month's counts: another file of the same month adds a version, nothing is overwritten.

    `by_field` is a list of records {"name": field, "counts": {code of `plans.file_counts.Count`: number}}.
    """

    period = models.CharField(max_length=8, help_text="2026-03")
    number = models.PositiveIntegerField(help_text="version of this month's counts, from 1")
    by_field = models.JSONField()
    source = models.CharField(max_length=200, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ward", "period", "number"], name="file_counts_version_once")]

    def __str__(self) -> str:
        return f"{self.period} v{self.number}"
