"""The lines of a ward's sheet in their order, with a period's figures, and how a person arranges them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from plans import file_statistics, kpi
from plans.file_counts import LABELS, Count, FieldCounts, total
from plans.models import Target
from plans.numbers import shown, write_number
from reports.figures_year import Measured, of_year
from reports.sheet.models import SheetLine, SheetPart
from reports.wording import upper_first
from wards.clock import now
from wards.models import User, Ward
from wards.periods import Period

PARTS = (SheetPart.NUMERATOR, SheetPart.DENOMINATOR, SheetPart.RESULT)


@dataclass(frozen=True)
class Line:
    """A line: the portal's words for it and the ward's own, and its number, None where there is none.

    `part` is a number of the figure of `target` or, without a target, a count of files.
    """

    target: Target | None
    part: str
    default: str
    number: Decimal | None
    own: str = ""
    is_shown: bool = True

    @property
    def key(self) -> str:
        """By which its inputs are called."""
        return f"{self.target.public_id if self.target else 'files'}-{self.part}"

    @property
    def label(self) -> str:
        """What it is called."""
        return self.own or self.default

    @property
    def about(self) -> str:
        """The target's measure, where the words of a numerator or denominator do not say whose it is."""
        if self.target is None or self.part == SheetPart.RESULT or self.own:
            return ""
        measure = upper_first(self.target.measure)
        return "" if self.default.startswith(measure) else measure

    @property
    def plain(self) -> str:
        """The number as the form takes it; "" without one."""
        return "" if self.number is None else write_number(self.number)

    @property
    def read(self) -> str:
        """The number as people read it; "" without one."""
        return "" if self.number is None else shown(self.number)


@dataclass(frozen=True)
class Sheet:
    """Every line that the ward's year can have, in the ward's order, and the counts of each field of the period.

    `has_counts` says that the ward brings statistics in: without any in the year their lines are not asked for.
    """

    lines: tuple[Line, ...]
    fields: tuple[FieldCounts, ...]
    has_counts: bool

    @property
    def shown(self) -> list[Line]:
        """The lines that are not left out."""
        return [line for line in self.lines if line.is_shown]

    @property
    def counted(self) -> list[Line]:
        """Those of them that count files."""
        return [line for line in self.shown if line.target is None]

    @property
    def by_field(self) -> list[tuple[str, list[Line]]]:
        """Each field with the same counts; none where no count is shown."""
        columns = self.counted
        return [(each.name, [_of_field(line, each) for line in columns]) for each in self.fields if columns]


@dataclass(frozen=True)
class Arranged:
    """What a person says of a line."""

    position: int
    label: str
    shown: bool


class ChangedError(Exception):
    """Somebody else arranged the sheet since it was shown; nothing was written."""


def sheet(ward: Ward, period: Period) -> Sheet:
    """The sheet of a period: four queries."""
    stored = {(each.target_id, each.part): each for each in SheetLine.objects.filter(ward=ward)}
    months = file_statistics.of_year(ward, period.year)
    fields = file_statistics.of_period(period, months)
    every = [*(_count_lines(fields) if months else ()), *_figure_lines(of_year(ward, period.year), period)]
    last = max((each.position for each in stored.values()), default=0)
    order: dict[str, tuple[int, int]] = {}
    lines: list[Line] = []
    for at, line in enumerate(every):
        kept = stored.get((line.target.pk if line.target else None, line.part))
        order[line.key] = (kept.position if kept else last + 1, at)
        lines.append(replace(line, own=kept.label, is_shown=kept.shown) if kept else line)
    return Sheet(tuple(sorted(lines, key=lambda line: order[line.key])), fields, bool(months))


def seal(lines: Sequence[Line]) -> str:
    """The same for the same arrangement: what a person saw is what they change."""
    text = "\n".join(f"{line.key}|{line.own}|{line.is_shown}" for line in lines)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def arrange(ward: Ward, period: Period, said: Mapping[str, Arranged], seen: str, user: User) -> None:
    """Writes order, words and what is left out, by the lines' keys.

    ChangedError where `seen` is not the seal of what stands there now.
    """
    with transaction.atomic():
        # Who arranges in this ward at the same moment waits here, and then sees this order.
        Ward.objects.select_for_update().get(pk=ward.pk)
        present = sheet(ward, period).lines
        if seal(present) != seen:
            raise ChangedError
        places = {line.key: at for at, line in enumerate(present, start=1)}

        def order(line: Line) -> tuple[int, int, int]:
            """What was moved up stands before what stood at that place, what was moved down behind it."""
            before = places[line.key]
            asked = said[line.key].position if line.key in said else before
            return asked, (asked > before) - (asked < before), before

        mine = SheetLine.objects.filter(ward=ward)
        mine.filter(target__in=[line.target for line in present if line.target]).delete()
        mine.filter(target=None, part__in=[line.part for line in present if line.target is None]).delete()
        at = now()
        SheetLine.objects.bulk_create(
            SheetLine(
                ward=ward,
                target=line.target,
                part=line.part,
                position=position,
                label=said[line.key].label if line.key in said else line.own,
                shown=said[line.key].shown if line.key in said else line.is_shown,
                changed_by=user,
                changed_at=at,
            )
            for position, line in enumerate(sorted(present, key=order), start=1)
        )


def _count_lines(fields: Sequence[FieldCounts]) -> Iterator[Line]:
    """The counts of all fields together, in the order of the system's own table."""
    counts = total(fields)
    for count in Count:
        yield Line(None, count.value, LABELS[count], Decimal(counts[count]) if count in counts else None)


def _of_field(line: Line, field: FieldCounts) -> Line:
    number = field.counts.get(Count(line.part))
    return replace(line, number=None if number is None else Decimal(number))


def _figure_lines(targets: Sequence[Measured], period: Period) -> Iterator[Line]:
    for each in targets:
        figure = each.of(period)
        # A rate has three numbers, anything else one.
        for part in PARTS if kpi.is_rate(each.goal) else (SheetPart.RESULT,):
            number = getattr(figure, part.value) if figure else None
            if number is not None and part is SheetPart.RESULT:
                number = round(number, 2)
            yield Line(each.target, part.value, _label(each.target, part), number)


def _label(target: Target, part: SheetPart) -> str:
    """What a line is called where the ward says nothing else; of a reduction the level is written, not its percent."""
    measure = upper_first(target.measure)
    match part:
        case SheetPart.NUMERATOR:
            return upper_first(target.numerator_label) or _("%(measure)s: numerator") % {"measure": measure}
        case SheetPart.DENOMINATOR:
            return upper_first(target.denominator_label) or _("%(measure)s: denominator") % {"measure": measure}
        case _result:
            is_level = target.comparator == kpi.Comparator.REDUCE_BY
            return f"{measure} ({target.unit})" if target.unit and not is_level else measure
