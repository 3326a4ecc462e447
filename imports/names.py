"""What a person says a printed name means, kept as an alias of the ward."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from imports.grid import PlanReading
from wards.models import Unit, UnitAlias, Ward
from wards.text import fold
from wards.unit_names import Match, UnitReading

# How alike a unit's name must be to be offered before the others.
NEAR = 0.6


@dataclass(frozen=True)
class OpenName:
    """A name that means no one unit yet: `units` are all of the ward's, `near` how many of the first are likely."""

    text: str
    ambiguous: bool
    units: tuple[Unit, ...]
    near: int


def open_names(reading: PlanReading, ward: Ward) -> tuple[OpenName, ...]:
    """The unknown and ambiguous names, each once, with the ward's units, the likeliest first: one query."""
    names: dict[str, UnitReading] = {}
    for task in reading.tasks:
        for unit in (*task.leads, *task.partners):
            if unit.match in {Match.UNKNOWN, Match.AMBIGUOUS}:
                names.setdefault(fold(unit.text), unit)
    if not names:
        return ()
    units = {unit.name_folded: unit for unit in Unit.objects.filter(ward=ward, active=True)}
    return tuple(_open_name(name, units) for name in names.values())


def keep_meanings(ward: Ward, meanings: Iterable[tuple[str, str]]) -> int:
    """Keeps each (name as printed, public id of a unit) as an alias of the ward; returns how many were kept.

    An unknown id is passed over: the unit may be gone since the page was opened.
    """
    units = {str(unit.public_id): unit for unit in Unit.objects.filter(ward=ward, active=True)}
    kept = 0
    for text, public_id in meanings:
        unit = units.get(public_id)
        if unit is not None and fold(text):
            name = " ".join(text.split())[:250]
            UnitAlias.objects.update_or_create(ward=ward, text_folded=fold(name), defaults={"text": name, "unit": unit})
            kept += 1
    return kept


def _open_name(name: UnitReading, units: dict[str, Unit]) -> OpenName:
    likely = [fold(candidate) for candidate in name.candidates]
    likely += get_close_matches(fold(name.text), units, n=3, cutoff=NEAR)
    first = [units[folded] for folded in dict.fromkeys(likely) if folded in units]
    others = [unit for unit in units.values() if unit not in first]
    return OpenName(name.text, name.match is Match.AMBIGUOUS, (*first, *others), len(first))
