"""How a ward's targets earn the points of the index."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from plans.models import Target
from wards.models.base import Versioned, WardOwned


class IndexMethod(models.TextChoices):
    """How a figure earns its target's points: `reports.index766.scoring.Method`."""

    GOAL = "goal", _("in proportion to the target")
    RATE = "rate", _("as its percentage says")
    MET = "met", _("all where the target is met")


class IndexWeight(WardOwned, Versioned):
    """The points of one target in its group; without them what the others leave is shared out evenly."""

    target = models.OneToOneField(Target, on_delete=models.CASCADE, related_name="+")
    points = models.DecimalField(_("points"), max_digits=6, decimal_places=2, null=True)
    method = models.CharField(_("way of scoring"), max_length=4, choices=IndexMethod.choices, default=IndexMethod.GOAL)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        app_label = "reports"
        constraints = [
            models.CheckConstraint(condition=Q(points__isnull=True) | Q(points__gte=0), name="points_not_negative")
        ]

    def __str__(self) -> str:
        return f"{self.target_id}: {self.points}"
