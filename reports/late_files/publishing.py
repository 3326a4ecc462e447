"""A month's list of late files as a document: figures frozen, PDF drawn in its child process, versions kept."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from reports import building
from reports.canonical import canonical, seal
from reports.late_files.content import SCHEMA_VERSION, LateFilesFigures, UnitFigures, content
from reports.late_files.models import LateFilesList
from reports.late_files.recording import UnitMonth, month
from reports.letterhead import Signing
from wards.clock import now
from wards.models import User, Ward
from wards.periods import Period


def build(ward: Ward, period: Period, letterhead: str, user: User, signing: Signing) -> LateFilesList:
    """The list as recorded now: a further version, or the newest where that says the same under the same number.

    A draft where `signing` has no number. building.Refused where no unit recorded anything, the month has not begun,
    or the PDF could not be drawn or kept.
    """
    built_at = now()
    found = figures(ward, period, month(ward, period))
    if not found["units"]:
        raise building.Refused(_("No unit has recorded anything for this month yet."))
    text = canonical(found)
    same = _latest(ward, period)
    if same and (same.sha256, same.letterhead, same.document_number, same.issued_on) == (
        seal(text),
        letterhead,
        signing.number,
        signing.issued_on,
    ):
        return same
    drawn = building.draw(content(found, letterhead, signing))
    attachment = building.keep_file(ward, user, drawn, f"ho-so-cham-muon-{period.name}.pdf")
    try:
        with transaction.atomic():
            # Whoever builds in this ward at the same moment waits here, and gets the next number.
            Ward.objects.select_for_update().get(pk=ward.pk)
            latest = _latest(ward, period)
            return LateFilesList.objects.create(
                ward=ward,
                period=period.name,
                rule=period.rule.value,
                letterhead=letterhead,
                number=latest.number + 1 if latest else 1,
                figures=text,
                sha256=seal(text),
                pdf=attachment,
                document_number=signing.number,
                issued_on=signing.issued_on,
                built_by=user,
                built_at=built_at,
            )
    except BaseException:
        building.discard(attachment)
        raise


def figures(ward: Ward, period: Period, months: Sequence[UnitMonth]) -> LateFilesFigures:
    """What the units recorded, as plain data."""
    return LateFilesFigures(
        schema=SCHEMA_VERSION,
        ward={"name": ward.name, "level": ward.level, "province": ward.province, "place": ward.place},
        period={
            "name": period.name,
            "rule": period.rule.value,
            "start": period.start.isoformat(),
            "close": period.close.isoformat(),
        },
        units=[
            UnitFigures(
                name=each.unit.name,
                count=each.present.count,
                explanation=each.present.explanation,
                letters=each.present.letters,
                document_number=each.present.document_number,
                apologised_on=each.present.apologised_on.isoformat() if each.present.apologised_on else None,
            )
            for each in months
            if each.present
        ],
        silent=[each.unit.name for each in months if each.is_asked and not each.present],
    )


def _latest(ward: Ward, period: Period) -> LateFilesList | None:
    versions = LateFilesList.objects.filter(ward=ward, period=period.name, rule=period.rule.value)
    return versions.order_by("-number").first()
