"""Which targets of a year are worked out from the statistics table, and how; a formula said once serves every month."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from imports.statistics.formula import Formula, from_record, propose, to_record
from imports.statistics.models import StatisticsFormula
from plans.models import Plan, Target
from wards.clock import now
from wards.models import User, Ward


class ConflictError(Exception):
    """Somebody else changed the formula since it was shown; `present` is theirs, None where they removed it."""

    def __init__(self, present: StatisticsFormula | None) -> None:
        super().__init__()
        self.present = present


@dataclass(frozen=True)
class Mapped:
    """A target with its formula, and where it has none what is suggested."""

    target: Target
    formula: Formula | None
    suggested: Formula | None


def years(ward: Ward) -> list[int]:
    """The years of the ward's plans that have confirmed targets, the newest first."""
    found = (
        Plan.objects.filter(ward=ward, targets__confirmed_at__isnull=False).values_list("year", flat=True).distinct()
    )
    return sorted(found, reverse=True)


def mapped(ward: Ward, year: int) -> list[Mapped]:
    """The confirmed targets of the year's plans in their order: two queries, and one more where an earlier year
    helps."""
    confirmed = Target.objects.filter(ward=ward, plan__year=year, confirmed_at__isnull=False)
    targets = list(confirmed.select_related("plan").order_by("plan", "position"))
    told = dict(StatisticsFormula.objects.filter(ward=ward).values_list("target", "formula"))
    before = _before(ward, year)
    found = []
    for target in targets:
        formula = from_record(told[target.pk]) if target.pk in told else None
        suggested = before.get((target.measure_folded, target.unit)) or propose(target.measure, target.relation)
        found.append(Mapped(target, formula, None if formula else suggested))
    return found


def suggested(target: Target) -> Formula | None:
    """What a target without a formula is likely to need: that of the same measure in an earlier year, or its words'."""
    before = _before(target.ward, target.plan.year).get((target.measure_folded, target.unit))
    return before or propose(target.measure, target.relation)


def keep(target: Target, formula: Formula | None, user: User, version: int) -> None:
    """Writes the target's formula, or removes it (None); `version` is the one that was shown, 0 for none.

    ConflictError where it is another by now, and nothing is written.
    """
    with transaction.atomic():
        # The target's row is held, so that of two people who save at once the second sees the first.
        Target.objects.select_for_update().get(pk=target.pk)
        present = StatisticsFormula.objects.filter(target=target).select_related("changed_by").first()
        if (present.version if present else 0) != version:
            raise ConflictError(present)
        if formula is None:
            StatisticsFormula.objects.filter(target=target).delete()
            return
        row = present or StatisticsFormula(ward_id=target.ward_id, target=target, version=0)
        row.formula, row.changed_by, row.changed_at = to_record(formula), user, now()
        row.version += 1
        row.save()


def _before(ward: Ward, year: int) -> dict[tuple[str, str], Formula]:
    """The formulas of earlier years by measure and unit, the newest of each."""
    told = StatisticsFormula.objects.filter(ward=ward, target__plan__year__lt=year).order_by("target__plan__year")
    rows = told.values_list("target__measure_folded", "target__unit", "formula")
    return {(measure, unit): from_record(record) for measure, unit, record in rows}
