"""The lines of a ward's sheet in their order, with a period's figures, and how a person arranges them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from plans import kpi
from plans.models import Target
from plans.numbers import shown, write_number
from reports.figures_year import Measured, of_year
from reports.sheet.models import SheetLine, SheetPart
from wards.clock import now
from wards.models import User, Ward
from wards.periods import Period

PARTS = (SheetPart.NUMERATOR, SheetPart.DENOMINATOR, SheetPart.RESULT)


@dataclass(frozen=True)
class Line:
    """A line: what it is called, the number as the form takes it ("" where there is none) and as people read it."""

    key: str
    target: Target
    part: SheetPart
    label: str
    own: str
    shown: bool
    plain: str = ""
    read: str = ""


@dataclass(frozen=True)
class Arranged:
    """What a person says of a line."""

    position: int
    label: str
    shown: bool


class ChangedError(Exception):
    """Somebody else arranged the sheet since it was shown; nothing was written."""


def lines(ward: Ward, period: Period) -> list[Line]:
    """Every line that the ward's targets of the period's year can have, in the ward's order: three queries."""
    stored = {(each.target_id, each.part): each for each in SheetLine.objects.filter(ward=ward)}
    every = [
        _line(each, part, stored.get((each.target.pk, part)), period)
        for each in of_year(ward, period.year)
        for part in _parts(each)
    ]
    last = max((each.position for each in stored.values()), default=0)
    order = {
        line.key: (
            stored[line.target.pk, line.part].position if (line.target.pk, line.part) in stored else last + 1,
            at,
        )
        for at, line in enumerate(every)
    }
    return sorted(every, key=lambda line: order[line.key])


def seal(found: Sequence[Line]) -> str:
    """The same for the same arrangement: what a person saw is what they change."""
    text = "\n".join(f"{line.key}|{line.own}|{line.shown}" for line in found)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def arrange(ward: Ward, period: Period, said: Mapping[str, Arranged], seen: str, user: User) -> None:
    """Writes order, words and what is left out, by the lines' keys.

    ChangedError where `seen` is not the seal of what stands there now.
    """
    with transaction.atomic():
        # Who arranges in this ward at the same moment waits here, and then sees this order.
        Ward.objects.select_for_update().get(pk=ward.pk)
        present = lines(ward, period)
        if seal(present) != seen:
            raise ChangedError
        places = {line.key: at for at, line in enumerate(present, start=1)}

        def order(line: Line) -> tuple[int, int, int]:
            """What was moved up stands before what stood at that place, what was moved down behind it."""
            before = places[line.key]
            asked = said[line.key].position if line.key in said else before
            return asked, (asked > before) - (asked < before), before

        SheetLine.objects.filter(ward=ward, target__in=[line.target for line in present]).delete()
        at = now()
        SheetLine.objects.bulk_create(
            SheetLine(
                ward=ward,
                target=line.target,
                part=line.part,
                position=position,
                label=said[line.key].label if line.key in said else line.own,
                shown=said[line.key].shown if line.key in said else line.shown,
                changed_by=user,
                changed_at=at,
            )
            for position, line in enumerate(sorted(present, key=order), start=1)
        )


def _parts(each: Measured) -> tuple[SheetPart, ...]:
    """A rate has three numbers, anything else one."""
    rate = each.target.unit == "%" and each.target.comparator != kpi.Comparator.REDUCE_BY
    return PARTS if rate else (SheetPart.RESULT,)


def _line(each: Measured, part: SheetPart, stored: SheetLine | None, period: Period) -> Line:
    target, figure = each.target, each.of(period)
    number = None
    if figure:
        number = figure.result if part is SheetPart.RESULT else getattr(figure, part.value)
    if number is not None and part is SheetPart.RESULT:
        number = round(number, 2)
    return Line(
        key=f"{target.public_id}-{part.value}",
        target=target,
        part=part,
        label=(stored.label if stored else "") or default_label(target, part),
        own=stored.label if stored else "",
        shown=stored.shown if stored else True,
        plain="" if number is None else write_number(number),
        read="" if number is None else shown(number),
    )


def default_label(target: Target, part: SheetPart) -> str:
    """What a line is called where the ward says nothing else."""
    measure = target.measure[:1].upper() + target.measure[1:]
    match part:
        case SheetPart.NUMERATOR:
            return target.numerator_label or _("%(measure)s: numerator") % {"measure": measure}
        case SheetPart.DENOMINATOR:
            return target.denominator_label or _("%(measure)s: denominator") % {"measure": measure}
        case _result:
            return f"{measure} ({target.unit})" if target.unit else measure
