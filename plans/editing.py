"""Targets by hand: added, changed, confirmed, taken back, deleted; each with its author in the history."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from plans.grid import goal_of
from plans.kpi import is_rate
from plans.models import Comparator, Measurement, Plan, Relation, Target
from wards import clock
from wards.bulk import bulk_delete_with_history, bulk_update_with_history
from wards.models import User
from wards.refusal import Refused
from wards.text import fold, nfc

FIELDS = (
    "measure",
    "comparator",
    "value",
    "unit",
    "part_of",
    "relation",
    "baseline_year",
    "baseline_value",
    "lead",
    "index_group",
    "numerator_label",
    "denominator_label",
)
"""What a person gives of a target."""


class Changed(Refused):
    """Somebody saved the target meanwhile: nothing was written. `target` is as it stands now."""

    def __init__(self, target: Target) -> None:
        super().__init__(_("Somebody changed this target meanwhile. Look at both, then save again."))
        self.target = target


@transaction.atomic
def save(
    target: Target, author: User, given: Mapping[str, Any], *, tasks: Collection[Any], version: int, confirm: bool
) -> Target:
    """Writes the fields of `FIELDS` and the tasks that the target came from; a new target has no key yet.

    Refused says at which field what is wrong; Changed where `version` is not the present one.
    """
    if not author.has_perm("plans.edit_targets", target.plan):
        raise PermissionDenied
    if not target._state.adding:
        present = Target.objects.select_for_update(of=("self",)).select_related("plan", "ward").get(pk=target.pk)
        if present.version != version:
            raise Changed(present)
        target = present
        target.version += 1
    else:
        last = Target.objects.filter(plan=target.plan).aggregate(last=Max("position"))["last"]
        target.position = 0 if last is None else last + 1
    known_as = (target.measure_folded, target.unit)
    for name in FIELDS:
        value = given[name]
        setattr(target, name, nfc(value) if isinstance(value, str) else value)
    _check(target, known_as)
    if confirm and target.confirmed_at is None:
        target.confirmed_by, target.confirmed_at = author, clock.now()
    target._history_user = author  # type: ignore[attr-defined]
    target.save()
    target.tasks.set(tasks, through_defaults={"ward_id": target.ward_id})
    return target


def _check(target: Target, known_as: tuple[str, str]) -> None:
    """What no single field can say; `known_as` are its folded measure and its unit before."""
    measured = (fold(target.measure), target.unit)
    same = Target.objects.filter(plan=target.plan, measure_folded=measured[0], unit=measured[1])
    if measured != known_as and same.exclude(pk=target.pk).exists():
        raise Refused(_("This plan measures the same thing already: change that target instead."), "measure")
    if target.unit == "%" and target.value > 100:
        raise Refused(_("A percentage is at most 100."), "value")
    if target.comparator == Comparator.REDUCE_BY:
        if target.baseline_year is None:
            raise Refused(_("Say against which year it is reduced."), "baseline_year")
        if target.baseline_year >= target.plan.year:
            raise Refused(_("The baseline year lies before the plan's year."), "baseline_year")
        if target.baseline_value == 0:
            raise Refused(_("Nothing can be reduced from 0: give the value of the baseline year."), "baseline_value")
        if target.value > 100:
            raise Refused(_("A reduction is at most 100 percent."), "value")
    if target.part_of is None:
        target.relation = ""
        return
    if not target.relation:
        raise Refused(_("Say how it is tied to the other target."), "relation")
    if target.part_of.plan_id != target.plan_id:
        raise Refused(_("A target is tied to one of its own plan."), "part_of")
    above: Target | None = target.part_of
    while above is not None:
        if above.pk == target.pk:
            raise Refused(_("That target hangs on this one already."), "part_of")
        above = above.part_of
    if target.relation == Relation.SHARE_OF and not _is_fraction(target):
        raise Refused(_("A share is a percentage: give the unit %."), "unit")
    if target.relation == Relation.SHARE_OF and not _is_fraction(target.part_of):
        raise Refused(_("Only a target in percent has a numerator to be a share of."), "part_of")


def _is_fraction(target: Target) -> bool:
    return is_rate(goal_of(target))


@transaction.atomic
def confirm(targets: Iterable[Target], author: User) -> int:
    """A person accepts targets that an import proposed; how many there were."""
    chosen = _locked(targets, author)
    proposals = [each for each in chosen if each.confirmed_at is None]
    for each in proposals:
        each.confirmed_by, each.confirmed_at = author, clock.now()
        each.version += 1
    bulk_update_with_history(proposals, ["confirmed_by", "confirmed_at", "version"], user=author)
    return len(proposals)


@transaction.atomic
def take_back(target: Target, author: User) -> None:
    """Makes a confirmed target a proposal again; Refused once it has figures."""
    (present,) = _locked([target], author)
    if Measurement.objects.filter(target=present).exists():
        raise Refused(_("This target has figures: it stays confirmed. Change it where it is wrong."))
    present.confirmed_by, present.confirmed_at = None, None
    present.version += 1
    bulk_update_with_history([present], ["confirmed_by", "confirmed_at", "version"], user=author)


@transaction.atomic
def delete(targets: Iterable[Target], author: User) -> int:
    """Deletes targets that have no figures and on which no other hangs; Refused names those that have."""
    chosen = _locked(targets, author)
    check_deletable(chosen)
    # What hangs on another goes before it.
    depth = {each.pk: _depth(each, chosen) for each in chosen}
    bulk_delete_with_history(sorted(chosen, key=lambda each: -depth[each.pk]), user=author)
    return len(chosen)


def check_deletable(chosen: Collection[Target]) -> None:
    """Refused where one of the targets has figures, or where one that stays hangs on it. Two queries."""
    keys = {each.pk for each in chosen}
    measured = set(Measurement.objects.filter(target__in=keys).values_list("target_id", flat=True))
    holding = set(Target.objects.filter(part_of__in=keys).exclude(pk__in=keys).values_list("part_of_id", flat=True))
    if kept := [each.measure for each in chosen if each.pk in measured]:
        raise Refused(_("It has figures, so it stays: %(targets)s.") % {"targets": "; ".join(kept)})
    if kept := [each.measure for each in chosen if each.pk in holding]:
        raise Refused(_("Other targets are tied to it, so it stays: %(targets)s.") % {"targets": "; ".join(kept)})


def _locked(targets: Iterable[Target], author: User) -> list[Target]:
    keys = [target.pk for target in targets]
    locked = list(
        Target.objects.select_for_update(of=("self",)).select_related("ward").filter(pk__in=keys).order_by("pk")
    )
    if not all(author.has_perm("plans.edit_targets", each) for each in locked):
        raise PermissionDenied
    return locked


def _depth(target: Target, chosen: list[Target]) -> int:
    by_key = {each.pk: each for each in chosen}
    depth, above = 0, by_key.get(target.part_of_id or 0)
    while above is not None and depth <= len(chosen):
        depth, above = depth + 1, by_key.get(above.part_of_id or 0)
    return depth


def blank(plan: Plan) -> Target:
    """A new target of the plan, not stored yet."""
    return Target(ward=plan.ward, plan=plan, comparator=Comparator.AT_LEAST, value=Decimal(0), unit="%")
