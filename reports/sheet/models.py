"""The lines of a ward's sheet."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from plans.file_counts import LABELS
from plans.models import Target
from wards.models.base import WardOwned


class SheetPart(models.TextChoices):
    """Which number of a target's figure a line has."""

    NUMERATOR = "numerator", _("numerator")
    DENOMINATOR = "denominator", _("denominator")
    RESULT = "result", _("result")


class SheetLine(WardOwned):
    """A line that the ward moved, named or left out; what it says nothing of stands behind, in the plan's order.

    `part` is a `SheetPart` of the target or, without a target, a `plans.file_counts.Count`. `position` counts from 1; a
    blank `label` leaves the portal's own words.
    """

    target = models.ForeignKey(Target, on_delete=models.CASCADE, related_name="+", null=True)
    part = models.CharField(
        max_length=15, choices=[*SheetPart.choices, *((count.value, label) for count, label in LABELS.items())]
    )
    position = models.PositiveSmallIntegerField()
    label = models.CharField(_("label"), max_length=300, blank=True)
    shown = models.BooleanField(default=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        app_label = "reports"
        constraints = [
            models.UniqueConstraint(fields=["ward", "target", "part"], name="sheet_line_once"),
            # In SQL two empty values are never equal.
            models.UniqueConstraint(
                fields=["ward", "part"], name="sheet_line_of_counts_once", condition=Q(target__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.label}"
