"""Building a roll-up: each ward's figures, added up, frozen, drawn.

A ward counts with its issued report of the period; where it has none, with what the portal counts now, and the
roll-up says so. Nothing is kept before the PDF is there.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import cast

from django.core.files.base import ContentFile
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from reports import building
from reports.building import DOCUMENT, FIGURES, SAVING, Refused
from reports.canonical import canonical, seal
from reports.figures import figures, period_figures
from reports.models import Report, ReportState, RollUp
from reports.overview import late_by
from reports.rollups.adding import rolled_up
from reports.rollups.document import document
from reports.rollups.shape import RollUpFigures, WardFigures
from wards.calendar import WorkingCalendar
from wards.calendar_days import load_calendar
from wards.clock import ZONE, now
from wards.models import User, Ward
from wards.periods import Period, sending_deadline

logger = logging.getLogger(__name__)

_ROWS_A_WARD = 15
"""About how many rows of the document a ward makes: its own, and one for each target."""


def roll_up(
    wards: Sequence[Ward],
    period: Period,
    letterhead: str,
    user: User,
    progress: Callable[[str, int], None] = lambda _step, _percent: None,
) -> RollUp:
    """Builds the roll-up of the wards, and answers the newest: the one there was where no figure differs.

    Refused without a ward, for a period that has not begun, or where the PDF could not be drawn or kept.
    """
    built_at = now()
    if not wards:
        raise Refused(_("There is no ward to add up."))
    if building.reckon_from(period) > built_at.date():
        raise Refused(_("This period begins on %(day)s.") % {"day": f"{period.start:%d/%m/%Y}"})
    calendar, reports = load_calendar(), _issued(wards, period, letterhead)
    rows = []
    for at, ward in enumerate(wards):
        progress(FIGURES, 5 + 30 * at // len(wards))
        rows.append(_ward(ward, period, built_at, reports.get(ward.pk), calendar))
    as_of = min(period.close, built_at.astimezone(ZONE).date())
    found = rolled_up(period_figures(period, as_of), rows)
    text = canonical(found)
    before = same_roll_up(wards, period, letterhead)
    if before and before.sha256 == seal(text):
        return before
    progress(DOCUMENT, 38)
    drawn = building.print_out(document(found), {}, f"{len(wards)} wards", _ROWS_A_WARD * len(wards), progress)
    progress(SAVING, 95)
    fields = {"period": period.name, "rule": period.rule.value, "letterhead": letterhead, "closed_on": period.close}
    sealed = {"figures": text, "sha256": seal(text), "schema_version": found["schema"]}
    return _keep(RollUp(**fields, **sealed, built_at=built_at, built_by=user), wards, drawn)


def same_roll_up(wards: Sequence[Ward], period: Period, letterhead: str) -> RollUp | None:
    """The newest roll-up of just these wards."""
    of_period = RollUp.objects.filter(period=period.name, rule=period.rule.value, letterhead=letterhead)
    for each in of_period.prefetch_related("wards")[:20]:
        if {ward.pk for ward in each.wards.all()} == {ward.pk for ward in wards}:
            return each
    return None


def frozen(roll_up: RollUp) -> RollUpFigures:
    """The figures of a roll-up as they were frozen; Refused where they no longer match their seal."""
    if seal(roll_up.figures) != roll_up.sha256:
        raise Refused(_("The figures of this report do not match their seal. Tell the administrator."))
    return cast(RollUpFigures, json.loads(roll_up.figures))


def _issued(wards: Sequence[Ward], period: Period, letterhead: str) -> dict[int, tuple[Report, date | None]]:
    """The newest issued report of each ward that has one, and the day the first version was sent on."""
    reports = Report.objects.filter(
        ward__in=wards,
        period=period.name,
        rule=period.rule.value,
        letterhead=letterhead,
        state__in=[ReportState.ISSUED, ReportState.SUPERSEDED],
    )
    found: dict[int, tuple[Report, date | None]] = {}
    for report in reports.defer("narrative").order_by("-number_in_period"):
        newest, _day = found.get(report.ward_id, (report, None))
        found[report.ward_id] = newest, report.issued_on
    return found


def _ward(
    ward: Ward,
    period: Period,
    built_at: datetime,
    issued: tuple[Report, date | None] | None,
    calendar: WorkingCalendar,
) -> WardFigures:
    """The ward's row: of its issued report, whose first version was sent on that day, else of what is counted now."""
    report, sent_on = issued or (None, None)
    late: int | None = None
    if report:
        counted, sha256 = building.frozen(report), report.sha256
        late = late_by(sent_on, sending_deadline(period, calendar, ward.sending_days), calendar)
    else:
        counted = figures(ward, period, built_at)
        sha256 = seal(canonical(counted))
    return WardFigures(
        id=str(ward.public_id),
        name=ward.name,
        province=ward.province,
        report=str(report.public_id) if report else "",
        number=report.document_number if report else "",
        issued_on=report.issued_on.isoformat() if report and report.issued_on else None,
        late_by=late,
        sha256=sha256,
        total=counted["total"],
        targets=[target for target in counted["targets"] if target["confirmed"]],
    )


def _keep(new: RollUp, wards: Sequence[Ward], drawn: bytes) -> RollUp:
    new.pdf_sha256 = hashlib.sha256(drawn).hexdigest()
    try:
        new.pdf.save("", ContentFile(drawn), save=False)
    except OSError as error:
        logger.exception("A roll-up was not kept")
        raise Refused(building.explained("disk")) from error
    try:
        with transaction.atomic():
            new.save()
            new.wards.set(wards)
    except DatabaseError:
        new.pdf.storage.delete(str(new.pdf.name))
        raise
    return new
