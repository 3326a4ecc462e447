"""Writing what units say of a month's late files: every change is a further version, all of a page or nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from plans import closing
from reports.late_files.models import LateFiles
from wards.clock import now
from wards.models import Unit, UnitKind, User, Ward
from wards.periods import Period


@dataclass(frozen=True)
class Said:
    """What a unit says of a month: how many files were late, why, and how people were apologised to."""

    count: int
    explanation: str = ""
    letters: int = 0
    document_number: str = ""
    apologised_on: date | None = None


HANDLERS = frozenset({UnitKind.OFFICE, UnitKind.DIVISION, UnitKind.ONE_DOOR, UnitKind.SERVICE})
"""Kinds of units that handle files, so that their silence is something; any other unit may record as well."""
_OF_THE_PARTY = "dang uy"  # its office and boards are no administrative units


@dataclass(frozen=True)
class UnitMonth:
    """A unit with every version of a month, the oldest first."""

    unit: Unit
    versions: Sequence[LateFiles] = field(default_factory=tuple)

    @property
    def present(self) -> LateFiles | None:
        """The version that holds."""
        return self.versions[-1] if self.versions else None

    @property
    def is_asked(self) -> bool:
        """Whether the unit is among those that a month is asked of."""
        handles = self.unit.kind in HANDLERS and _OF_THE_PARTY not in self.unit.name_folded
        return bool(self.versions) or handles


class ChangedError(Exception):
    """Somebody else recorded for these units since the page was shown; nothing was written."""

    def __init__(self, units: Mapping[int, LateFiles]) -> None:
        super().__init__()
        self.units = units


def month(ward: Ward, period: Period) -> list[UnitMonth]:
    """The ward's units, and whatever other unit recorded something, with their versions: two queries."""
    versions: dict[int, list[LateFiles]] = defaultdict(list)
    for each in LateFiles.objects.filter(ward=ward, period=period.name).select_related("author").order_by("number"):
        versions[each.unit_id].append(each)
    units = Unit.objects.filter(ward=ward).exclude(kind__in=[UnitKind.GROUP, UnitKind.NEIGHBOURHOOD])
    return [
        UnitMonth(unit, versions[unit.pk])
        for unit in units
        if (unit.active and not unit.proposed) or unit.pk in versions
    ]


def is_closed(ward: Ward, period: Period) -> bool:
    """Whether the month takes no record any more: its report is issued, or that of a longer period around it."""
    return bool(closing.covering(period, closing.closings_in_force(ward)))


def said(version: LateFiles) -> Said:
    """What a version says."""
    return Said(version.count, version.explanation, version.letters, version.document_number, version.apologised_on)


def record(ward: Ward, period: Period, units: Mapping[int, tuple[Said, int]], author: User) -> list[LateFiles]:
    """Adds a version for each unit (by row number) that says something else than before; `int` is the number of the
    version that was shown, 0 for none.

    ChangedError where a unit that would change has another version by now: then nothing is written.
    """
    with transaction.atomic():
        # Who records in this ward at the same moment waits here, and then sees these versions.
        Ward.objects.select_for_update().get(pk=ward.pk)
        present = _present(ward, period)
        wanted = {
            unit: (what, seen)
            for unit, (what, seen) in units.items()
            if unit not in present or said(present[unit]) != what
        }
        late = {
            unit: present[unit]
            for unit, (_what, seen) in wanted.items()
            if unit in present and present[unit].number != seen
        }
        if late:
            raise ChangedError(late)
        return [
            LateFiles.objects.create(
                ward=ward,
                unit_id=unit,
                period=period.name,
                number=present[unit].number + 1 if unit in present else 1,
                count=what.count,
                explanation=what.explanation,
                letters=what.letters,
                document_number=what.document_number,
                apologised_on=what.apologised_on,
                author=author,
                written_at=now(),
            )
            for unit, (what, _seen) in wanted.items()
        ]


def _present(ward: Ward, period: Period) -> dict[int, LateFiles]:
    versions = LateFiles.objects.filter(ward=ward, period=period.name).select_related("author").order_by("number")
    return {each.unit_id: each for each in versions}
