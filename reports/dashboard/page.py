"""What the page "Tổng quan" shows: one screen with how much is in time, what is late, targets, units and wards."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from plans import kpi
from plans.models import Plan, Target
from reports.dashboard.counting import Standing, by_unit, by_ward
from reports.target_figures import reached
from tasks.watching import undecided
from wards.access import posts
from wards.models import Role, Unit, User, Ward
from wards.periods import Rule, covering

PER_PAGE = 50
"""Wards on the page, the worst first; targets are worked out for these."""


def wards_led(user: User | AnonymousUser) -> QuerySet[Ward]:
    """The wards of which the person is leader or which they oversee; all for the province's administrator."""
    held = posts(user)
    if held.of_province:
        return Ward.objects.all()
    led = [ward_id for ward_id in held.ward_ids if held.has(ward_id, Role.LEADER, Role.OVERSIGHT)]
    return Ward.objects.filter(pk__in=led)


def leads(user: User | AnonymousUser) -> bool:
    """Whether the page is for this person: without a query beyond that of their posts."""
    held = posts(user)
    return held.of_province or any(held.has(ward, Role.LEADER, Role.OVERSIGHT) for ward in held.ward_ids)


@dataclass(frozen=True)
class Targets:
    """How many confirmed targets reach their goal with the year's figures so far."""

    met: int = 0
    not_met: int = 0
    no_data: int = 0

    def __add__(self, other: Targets) -> Targets:
        return Targets(self.met + other.met, self.not_met + other.not_met, self.no_data + other.no_data)

    @property
    def all(self) -> int:
        """How many there are."""
        return self.met + self.not_met + self.no_data


@dataclass(frozen=True)
class WardRow:
    """A ward beside the others."""

    ward: Ward
    standing: Standing
    targets: Targets


@dataclass(frozen=True)
class UnitRow:
    """A unit beside the others; none for what has no unit yet."""

    unit: Unit | None
    standing: Standing


@dataclass(frozen=True)
class Dashboard:
    """The page. `ward` is the one whose units are compared; `hidden` how many wards did not find room."""

    total: Standing
    targets: Targets
    wards: list[WardRow]
    hidden: int
    ward: Ward | None
    units: list[UnitRow]
    requests: int
    years: list[int]


def dashboard(user: User, *, year: int, chosen: UUID | None, today: date) -> Dashboard:
    """The page of a year; `chosen` is the ward whose units are shown, else the only or the worst one. Seven queries."""
    scope = wards_led(user)
    wards = {ward.pk: ward for ward in scope}
    standings = by_ward(scope, year, today)
    order = sorted(wards, key=lambda pk: (*_worst_first(standings.get(pk, Standing())), wards[pk].name_folded))
    shown = [wards[pk] for pk in order[:PER_PAGE]]
    targets = _targets(shown, year)
    rows = [WardRow(ward, standings.get(ward.pk, Standing()), targets.get(ward.pk, Targets())) for ward in shown]
    ward = next((each for each in wards.values() if each.public_id == chosen), shown[0] if shown else None)
    years = Plan.objects.filter(ward__in=scope.values("pk")).values_list("year", flat=True).distinct()
    return Dashboard(
        total=sum(standings.values(), Standing()),
        targets=sum((row.targets for row in rows), Targets()),
        wards=rows,
        hidden=len(order) - len(shown),
        ward=ward,
        units=_units(ward, year, today) if ward else [],
        requests=undecided(ward).count() if ward else 0,
        years=sorted({*years, today.year}, reverse=True),
    )


def _worst_first(standing: Standing) -> tuple[int, float]:
    return -standing.late, standing.rate if standing.rate is not None else 101.0


def _units(ward: Ward, year: int, today: date) -> list[UnitRow]:
    standings = by_unit(ward, year, today)
    units = {unit.pk: unit for unit in Unit.objects.filter(ward=ward)}
    rows = [UnitRow(units.get(pk), standing) for pk, standing in standings.items()]
    return sorted(rows, key=lambda row: (*_worst_first(row.standing), row.unit.position if row.unit else 9999))


def _targets(wards: Sequence[Ward], year: int) -> dict[int, Targets]:
    """The confirmed targets of the year's plans with their figures so far, by ward: two queries."""
    rules = {ward.pk: Rule(ward.period_rule) for ward in wards}
    of_year = Q(plan__year=year, plan__waits_for_issue=False, confirmed_at__isnull=False)
    targets = list(Target.objects.filter(of_year, ward__in=list(rules)))
    states: dict[int, Counter[kpi.TargetState]] = defaultdict(Counter)
    for target, state in reached(targets, lambda each: covering(year, rules[each.ward_id])):
        states[target.ward_id][state] += 1
    return {
        ward: Targets(counted[kpi.TargetState.MET], counted[kpi.TargetState.NOT_MET], counted[kpi.TargetState.NO_DATA])
        for ward, counted in states.items()
    }
