"""How wards and units stand today, counted by the database: parts of one year's plans.

Live, unlike a report: what is recorded now shows at once. A part is what one lead unit owes of one date.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from tasks.lines import conditions, current_parts
from tasks.models import OccurrenceKind, Part
from tasks.status import FINISHED, PartStatus
from wards.models import Ward

DATED = (OccurrenceKind.DATED, OccurrenceKind.RECURRING, OccurrenceKind.EVENT)
_SET_ASIDE = (PartStatus.PAUSED, PartStatus.DROPPED, PartStatus.NOTHING_AROSE)


@dataclass(frozen=True)
class Standing:
    """How the parts of a ward, of a unit, or of all stand. `due` are those whose day has come, `in_time` what of
    them was finished in time; `asked` and `reported` the same of check-ins. What a leader set aside is in none."""

    due: int = 0
    in_time: int = 0
    done_late: int = 0
    late: int = 0
    soon: int = 0
    confirm: int = 0
    asked: int = 0
    reported: int = 0

    def __add__(self, other: Standing) -> Standing:
        return Standing(*(mine + theirs for mine, theirs in zip(self._values(), other._values(), strict=True)))

    def _values(self) -> tuple[int, ...]:
        return tuple(getattr(self, name) for name in self.__dataclass_fields__)

    @property
    def rate(self) -> float | None:
        """Percent of what was due that was finished in time; None where nothing was due."""
        return 100 * self.in_time / self.due if self.due else None

    @property
    def reported_rate(self) -> float | None:
        """Percent of the check-ins asked for that were reported; None where none was."""
        return 100 * self.reported / self.asked if self.asked else None


def _parts(wards: Collection[int] | QuerySet[Any, Any], year: int) -> QuerySet[Part]:
    plans = Q(occurrence__task__plan__year=year, occurrence__task__plan__waits_for_issue=False)
    return current_parts(Part.objects.filter(plans, ward__in=wards))


def _numbers(today: date) -> dict[str, Count]:
    by_state = conditions(today)
    come = Q(due_now__lte=today)
    dated = Q(occurrence__kind__in=DATED) & ~Q(status__in=_SET_ASIDE)
    check_in = Q(occurrence__kind=OccurrenceKind.CHECK_IN)
    finished = Q(status__in=FINISHED)
    wanted = {
        "due": dated & come,
        "in_time": dated & come & finished & Q(done_on__lte=F("due_now")),
        "done_late": dated & finished & Q(done_on__gt=F("due_now")),
        "late": by_state["late"],
        "soon": by_state["soon"],
        "confirm": by_state["confirm"],
        "asked": check_in & come & ~Q(status__in=_SET_ASIDE),
        "reported": check_in & come & Q(status=PartStatus.REPORTED),
    }
    return {name: Count("pk", filter=condition) for name, condition in wanted.items()}


def by_ward(wards: QuerySet[Ward], year: int, today: date) -> dict[int, Standing]:
    """How each ward stands, by its row number; one without parts is not there. One query."""
    return _grouped(_parts(wards.values("pk"), year), "ward", today)


def by_unit(ward: Ward, year: int, today: date) -> dict[int, Standing]:
    """How each unit of the ward stands, by its row number; 0 for parts without a unit. One query."""
    return _grouped(_parts([ward.pk], year), "unit", today)


def _grouped(parts: QuerySet[Part], column: str, today: date) -> dict[int, Standing]:
    numbers = _numbers(today)
    rows = parts.order_by().values(column).annotate(**numbers).values_list(column, *numbers)
    return {key or 0: Standing(*counted) for key, *counted in rows}
