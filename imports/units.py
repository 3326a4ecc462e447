"""Names in a plan to units of its ward: known ones linked, unknown ones proposed, spellings kept as aliases."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from imports.grid import PlanReading
from wards.bulk import bulk_create_with_history
from wards.models import Unit, UnitAlias, User, Ward
from wards.setup import kind_of
from wards.text import fold
from wards.unit_names import Match, UnitReading

FindUnit = Callable[[UnitReading], Unit | None]


def link_units(ward: Ward, reading: PlanReading, user: User) -> tuple[FindUnit, tuple[str, ...]]:
    """A function from a printed name to its unit (None while it is ambiguous), and the names newly proposed.

    Nothing is dropped: an unknown name becomes a unit marked `proposed`. A spelling that was matched by the rules of
    names is kept as an alias, so that it means the same unit when those rules or the unit's name change.
    """
    units = {unit.name_folded: unit for unit in Unit.objects.filter(ward=ward)}
    aliases = {alias.text_folded: alias.unit_id for alias in UnitAlias.objects.filter(ward=ward)}
    by_pk = {unit.pk: unit for unit in units.values()}

    def find(name: UnitReading) -> Unit | None:
        if name.match is Match.AMBIGUOUS:
            return None
        known = fold(name.name or name.text)
        return units.get(known) or by_pk.get(aliases.get(known, 0))

    named = list(_names(reading))
    unknown = {fold(name.text): " ".join(name.text.split()) for name in named if name.match is Match.UNKNOWN}
    last = max((unit.position for unit in units.values()), default=0)
    proposed = bulk_create_with_history(
        (
            Unit(ward=ward, name=text, name_folded=folded, kind=kind_of(text), proposed=True, position=last + at)
            for at, (folded, text) in enumerate(unknown.items(), start=1)
            if folded not in units and folded not in aliases
        ),
        user=user,
    )
    units |= {unit.name_folded: unit for unit in proposed}
    _keep_spellings(ward, named, units, aliases)
    return find, tuple(unit.name for unit in proposed)


def _keep_spellings(ward: Ward, named: Iterable[UnitReading], units: dict[str, Unit], aliases: dict[str, int]) -> None:
    spellings: dict[str, UnitAlias] = {}
    for name in named:
        folded = fold(name.text)
        if not name.name or folded in units or folded in aliases or folded in spellings:
            continue
        if (unit := units.get(fold(name.name))) is not None:
            spellings[folded] = UnitAlias(ward=ward, unit=unit, text=" ".join(name.text.split()), text_folded=folded)
    UnitAlias.objects.bulk_create(spellings.values())


def _names(reading: PlanReading) -> Iterable[UnitReading]:
    for task in reading.tasks:
        yield from task.leads
        yield from task.partners
