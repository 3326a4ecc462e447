"""The index of a ward for a period: its mapped targets, their figures and their weights, to scores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from plans.models import Target
from reports.figures_year import Measured, of_year
from reports.index766.models import IndexWeight
from reports.index766.scoring import Component, GroupScore, Method, scores
from wards.clock import now
from wards.models import User, Ward
from wards.periods import Period


@dataclass(frozen=True)
class Index:
    """The groups with their scores; `targets` by the keys of the components, `unmapped` those in no group."""

    groups: tuple[GroupScore, ...]
    targets: Mapping[str, Measured]
    unmapped: tuple[Measured, ...]

    @property
    def score(self) -> Decimal:
        """What is earned for certain."""
        return sum((group.score for group in self.groups), Decimal(0))

    @property
    def unknown(self) -> Decimal:
        """The points of which nothing is known yet."""
        return sum((group.unknown for group in self.groups), Decimal(0))


class ChangedError(Exception):
    """Somebody else set these points since the page was shown (`rows` by target); nothing was written."""

    def __init__(self, rows: dict[int, IndexWeight]) -> None:
        super().__init__()
        self.rows = rows


def index(ward: Ward, period: Period) -> Index:
    """The index of the ward's targets of the period's year: three queries."""
    every = of_year(ward, period.year)
    weights = {each.target_id: each for each in IndexWeight.objects.filter(ward=ward)}
    mapped = {str(each.target.public_id): each for each in every if each.target.index_group}
    components = [
        Component(
            key,
            each.target.index_group,
            each.goal,
            each.judged(period),
            weights[each.target.pk].points if each.target.pk in weights else None,
            Method(weights[each.target.pk].method) if each.target.pk in weights else Method.GOAL,
        )
        for key, each in mapped.items()
    ]
    return Index(scores(components), mapped, tuple(each for each in every if not each.target.index_group))


def keep(ward: Ward, said: Mapping[Target, tuple[Decimal | None, str, int]], user: User) -> int:
    """Writes points and method of each target where they differ; the last number is the version that was shown, 0 for
    none. Answers how many were written; ChangedError where one has another version by now, and nothing is written."""
    with transaction.atomic():
        Ward.objects.select_for_update().get(pk=ward.pk)
        present = {each.target_id: each for each in IndexWeight.objects.filter(ward=ward).select_related("changed_by")}
        differing = {
            target: (present.get(target.pk) or IndexWeight(ward=ward, target=target, version=0), points, method, seen)
            for target, (points, method, seen) in said.items()
            if (points, method) != _said(present.get(target.pk))
        }
        if late := {
            target.pk: row for target, (row, _points, _method, seen) in differing.items() if row.version != seen
        }:
            raise ChangedError(late)
        for row, points, method, _seen in differing.values():
            row.points, row.method, row.changed_by, row.changed_at = points, method, user, now()
            row.version += 1
            row.save()
        return len(differing)


def _said(row: IndexWeight | None) -> tuple[Decimal | None, str]:
    return (row.points, row.method) if row else (None, Method.GOAL.value)
