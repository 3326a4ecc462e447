"""Figures of wards added up: numerators with numerators, denominators with denominators, never a mean. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, cast

from plans import kpi
from reports import wording
from reports.measured import measured
from reports.rollups.shape import SCHEMA_VERSION, RollUpFigures, TargetSum, WardFigures
from reports.shape import Group, MeasuredFigures, PeriodFigures, TargetFigures
from wards.text import fold


def rolled_up(period: PeriodFigures, wards: Sequence[WardFigures]) -> RollUpFigures:
    """The roll-up of at least one ward."""
    return RollUpFigures(
        schema=SCHEMA_VERSION,
        period=period,
        wards=list(wards),
        total=added(ward["total"] for ward in wards),
        targets=added_targets([ward["targets"] for ward in wards]),
    )


def added(groups: Iterable[Group]) -> Group:
    """The counts of several wards in one; ValueError without any."""
    every = list(groups)
    if not every:
        raise ValueError("no ward")
    return cast(Group, {**_sum(every), "name": ""})


def _sum(every: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Adds up whole numbers, at any depth; texts are those of the first."""
    found: dict[str, Any] = {}
    for key, value in every[0].items():
        values = [each[key] for each in every]
        if isinstance(value, Mapping):
            found[key] = _sum(values)
        else:
            found[key] = sum(values) if isinstance(value, int) else value
    return found


def added_targets(of_wards: Iterable[Sequence[TargetFigures]]) -> list[TargetSum]:
    """The measures of the wards' targets in the order in which they first occur.

    Targets are the same measure where their words and units are; whether one of them is a share of another ward by
    ward makes no difference to its counts.
    """
    same: dict[tuple[str, str, bool], list[list[TargetFigures]]] = defaultdict(list)
    for targets in of_wards:
        own: dict[tuple[str, str, bool], list[TargetFigures]] = defaultdict(list)
        for target in targets:
            reduction = target["comparator"] == kpi.Comparator.REDUCE_BY
            own[fold(target["measure"]), target["unit"], reduction].append(target)
        for key, of_ward in own.items():
            same[key].append(of_ward)
    return [_target(of_measure) for of_measure in same.values()]


def _target(of_wards: Sequence[Sequence[TargetFigures]]) -> TargetSum:
    every = [target for of_ward in of_wards for target in of_ward]
    goals = list(dict.fromkeys(wording.goal(target) for target in every))
    return TargetSum(
        measure=every[0]["measure"],
        unit=every[0]["unit"],
        goals=goals,
        figure=_figure(every, one_goal=len(goals) == 1),
        wards=len(of_wards),
        measured=sum(any(_is_judged(target) for target in of_ward) for of_ward in of_wards),
        met=sum(all(target["figure"]["state"] == kpi.TargetState.MET for target in of_ward) for of_ward in of_wards),
    )


def _figure(targets: Sequence[TargetFigures], *, one_goal: bool) -> MeasuredFigures:
    goal = _goal(targets[0])
    # What a reduction is measured from is the ward's own, and levels do not add.
    counted = [] if goal.comparator is kpi.Comparator.REDUCE_BY else [each for each in targets if _has_figure(each)]
    found = measured(goal, kpi.combined(goal, [_recorded(target["figure"]) for target in counted]))
    held = kpi.combined(goal, [_recorded(target.get("so_far", target["figure"])) for target in counted])
    found["state"] = kpi.state(goal, held).value
    return found if one_goal else MeasuredFigures(**{**found, "state": ""})


def _is_judged(target: TargetFigures) -> bool:
    """Whether it is met or not: a count by the year so far, though the period itself may have no figure."""
    return target["figure"]["state"] != kpi.TargetState.NO_DATA


def _has_figure(target: TargetFigures) -> bool:
    return target["figure"]["result"] is not None


def _goal(target: TargetFigures) -> kpi.Goal:
    return kpi.Goal(kpi.Comparator(target["comparator"]), Decimal(target["value"]), target["unit"])


def _recorded(figure: MeasuredFigures) -> kpi.Figure:
    if figure["numerator"] is not None and figure["denominator"] is not None:
        return kpi.Figure(Decimal(figure["numerator"]), Decimal(figure["denominator"]))
    return kpi.Figure(value=Decimal(figure["result"] or 0))
