"""Writing the figures of targets: every change is a new version, nothing is overwritten."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from plans.models import Measurement, Target
from wards import clock
from wards.models import User


@dataclass(frozen=True)
class Figure:
    """A figure for one period: numerator and denominator, or a bare value where no count exists."""

    numerator: Decimal | None = None
    denominator: Decimal | None = None
    value: Decimal | None = None
    source: str = ""
    note: str = ""


def record(target: Target, period: str, figure: Figure, author: User) -> Measurement:
    """Adds the figure as the next version for the period ("2026-03"); IntegrityError where it is no figure."""
    with transaction.atomic():
        # The target's row is held, so that two people writing at once get two versions.
        Target.objects.select_for_update().get(pk=target.pk)
        last = Measurement.objects.filter(target=target, period=period).aggregate(last=Max("number"))["last"]
        return Measurement.objects.create(
            ward_id=target.ward_id,
            target=target,
            period=period,
            number=(last or 0) + 1,
            numerator=figure.numerator,
            denominator=figure.denominator,
            value=figure.value,
            source=figure.source,
            note=figure.note,
            author=author,
            written_at=clock.now(),
        )


def confirm(target: Target, author: User) -> None:
    """A person accepts a target that an import proposed."""
    target.confirmed_by, target.confirmed_at = author, clock.now()
    target.version += 1
    target.save(update_fields=["confirmed_by", "confirmed_at", "version"])
