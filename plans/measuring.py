"""Writing the figures of targets: every change is a new version, nothing is overwritten."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet

from plans.models import FigureEvidence, Measurement, Target
from wards import clock, uploads
from wards.bulk import create_rows
from wards.models import User
from wards.uploads import Checked


@dataclass(frozen=True)
class Figure:
    """A figure for one period: numerator and denominator, or a bare value where no count exists."""

    numerator: Decimal | None = None
    denominator: Decimal | None = None
    value: Decimal | None = None
    source: str = ""
    note: str = ""


class Outdated(Exception):
    """Somebody recorded figures meanwhile: nothing was written. `newest` are theirs, by the target's row number."""

    def __init__(self, newest: dict[int, Measurement]) -> None:
        super().__init__(f"{len(newest)} newer figures")
        self.newest = newest


def record(target: Target, period: str, figure: Figure, author: User) -> Measurement:
    """Adds the figure as the next version for the period ("2026-03"); IntegrityError where it is no figure."""
    return record_all(period, {target: figure}, author)[0]


@transaction.atomic
def record_all(
    period: str, figures: Mapping[Target, Figure], author: User, *, seen: Mapping[int, int] | None = None
) -> list[Measurement]:
    """Adds a figure of one period for each target, all or none, each as its next version. Five queries.

    `seen` are the versions the author looked at, by the target's row number, 0 for none: Outdated where somebody
    added another one meanwhile. IntegrityError where one is no figure.
    """
    # The targets' rows are held, so that two people writing at once get two versions.
    keys = sorted(target.pk for target in figures)
    list(Target.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))
    newest = newest_figures(Measurement.objects.filter(target__in=keys, period=period))
    numbers = {key: found.number for (key, _period), found in newest.items()}
    if seen is not None:
        passed = {key: newest[key, period] for key, number in numbers.items() if number != seen.get(key, 0)}
        if passed:
            raise Outdated(passed)
    written_at = clock.now()
    return create_rows(
        Measurement(
            ward_id=target.ward_id,
            target=target,
            period=period,
            number=numbers.get(target.pk, 0) + 1,
            numerator=figure.numerator,
            denominator=figure.denominator,
            value=figure.value,
            source=figure.source,
            note=figure.note,
            author=author,
            written_at=written_at,
        )
        for target, figure in figures.items()
    )


def newest_figures(versions: QuerySet[Measurement]) -> dict[tuple[int, str], Measurement]:
    """The last version of each figure, by target and period. One query."""
    found = versions.select_related("author").order_by("number")
    return {(each.target_id, each.period): each for each in found}


def prove(figure: Measurement, author: User, said: str = "", files: Iterable[Checked] = ()) -> list[FigureEvidence]:
    """Adds evidence to a version of a figure: a link or a document number, and files, each a row of its own."""
    common = {"ward_id": figure.ward_id, "measurement": figure, "author": author, "written_at": clock.now()}
    proofs = [FigureEvidence(attachment=uploads.keep(figure.ward_id, author, each), **common) for each in files]
    if is_link(said):
        proofs.append(FigureEvidence(link=said, **common))
    elif said:
        proofs.append(FigureEvidence(document_number=said, **common))
    return create_rows(proofs)


def is_link(said: str) -> bool:
    """Whether the text names a page; else it is a document number."""
    return said.startswith(("http://", "https://"))
