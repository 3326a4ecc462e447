"""How a ward's targets are worked out from the statistics table: told once, used for each month's file."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from plans.models import Target
from wards.models.base import Versioned, WardOwned


class StatisticsFormula(WardOwned, Versioned):
    """The formula of one target: `formula` is the record of `imports.statistics.formula.Formula`."""

    target = models.OneToOneField(Target, on_delete=models.CASCADE, related_name="+")
    formula = models.JSONField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        app_label = "imports"
        indexes = [models.Index(fields=["ward", "target"], name="formulas_of_a_ward")]

    def __str__(self) -> str:
        return f"{self.target_id}"
