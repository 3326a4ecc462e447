"""A ward's monthly counts of files: written as versions, read month by month and for longer periods."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction

from plans.file_counts import Count, FieldCounts, together
from plans.models import FileCounts
from wards import clock
from wards.models import User, Ward
from wards.periods import Period, PeriodKind, parts

SOURCE_ROOM = 200


def record(ward: Ward, period: str, fields: Iterable[FieldCounts], author: User, source: str = "") -> FileCounts:
    """Adds the month's counts as the next version."""
    by_field = [
        {"name": field.name, "counts": {count.value: n for count, n in field.counts.items()}} for field in fields
    ]
    with transaction.atomic():
        # Who writes counts of this ward at the same moment waits here, and gets the next number.
        Ward.objects.select_for_update().get(pk=ward.pk)
        last = FileCounts.objects.filter(ward=ward, period=period).order_by("-number").first()
        return FileCounts.objects.create(
            ward=ward,
            period=period,
            number=last.number + 1 if last else 1,
            by_field=by_field,
            source=source[:SOURCE_ROOM],
            author=author,
            written_at=clock.now(),
        )


def of_year(ward: Ward, year: int) -> dict[str, tuple[FieldCounts, ...]]:
    """The newest counts of each month of the year, by its name. One query."""
    found = FileCounts.objects.filter(ward=ward, period__startswith=f"{year}-").order_by("number")
    return {period: _fields(records) for period, records in found.values_list("period", "by_field")}


def of_period(period: Period, months: Mapping[str, tuple[FieldCounts, ...]]) -> tuple[FieldCounts, ...]:
    """The fields of a period out of the counts of its year; none where a month of it has no counts."""
    inside = [period] if period.kind is PeriodKind.MONTH else parts(period, PeriodKind.MONTH)
    known: list[Sequence[FieldCounts]] = [months[month.name] for month in inside if month.name in months]
    return together(known) if known and len(known) == len(inside) else ()


def _fields(records: Iterable[Mapping[str, object]]) -> tuple[FieldCounts, ...]:
    return tuple(
        FieldCounts(str(record["name"]), {Count(code): int(n) for code, n in dict(record["counts"]).items()})  # type: ignore[call-overload]
        for record in records
    )
