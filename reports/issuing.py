"""The life of a report after it was built: submitted, sent back, issued with number and date, superseded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from plans.models import PeriodClosing
from reports import narrative
from reports.building import SAVING, Refused, discard, draw, frozen, keep_file
from reports.content import content
from reports.letterhead import Signing
from reports.models import Report, ReportState
from reports.verifying import code
from wards.clock import now, today
from wards.models import User
from wards.periods import Period, PeriodKind, Rule, parse

OPEN = (ReportState.DRAFT, ReportState.SUBMITTED)


def move(report: Report, *, submitted: bool) -> None:
    """Submits a draft to the leaders, or sends it back to its authors; Refused where it is neither."""
    source, target = OPEN if submitted else reversed(OPEN)
    if not Report.objects.filter(pk=report.pk, state=source).update(state=target):
        raise Refused(_("This report has meanwhile been moved on: look at it again."))


def prepare(report: Report, number: str, issued_on: date) -> None:
    """Writes number and date into the draft, after looking whether it can be issued; Refused says why it cannot."""
    _check(report, issued_on)
    changed = Report.objects.filter(pk=report.pk, state__in=OPEN, version=report.version).update(
        document_number=number, issued_on=issued_on
    )
    if not changed:
        raise Refused(_("Somebody changed this report meanwhile: look at it, then issue it."))


def issue(report: Report, leader: User, progress: Callable[[str, int], None]) -> None:
    """Draws the signed form of a prepared report from its frozen figures and issues it for good.

    The version it replaces becomes superseded, and the period is closed: later entries dated into it are for the
    one-door centre. Days on demand close nothing. Refused leaves the draft as it was.
    """
    if report.issued_on is None or not report.document_number:
        raise Refused(_("Give the report its number and date first."))
    _check(report, report.issued_on)
    ward, texts = report.ward, narrative.texts(report.narrative)
    signing = Signing(report.document_number, report.issued_on, ward.signer_title, ward.signer_name)
    arrangement = narrative.arrangement(report.narrative)
    printed = code(report) if arrangement.code else None
    drawn = draw(content(frozen(report), report.letterhead, texts, signing, arrangement, code=printed), progress)
    progress(SAVING, 95)
    attachment = keep_file(ward, leader, drawn, f"bao-cao-{report.period}.pdf")
    try:
        with transaction.atomic():
            # The older version first: of one period at most one version is in force.
            if report.replaces_id:
                Report.objects.filter(pk=report.replaces_id, state=ReportState.ISSUED).update(
                    state=ReportState.SUPERSEDED
                )
            present = Report.objects.select_for_update().get(pk=report.pk)
            same_texts = narrative.texts(present.narrative) == texts
            if present.state not in OPEN or present.version != report.version or not same_texts:
                raise Refused(_("Somebody changed this report meanwhile: look at it, then issue it."))
            present.state, present.issued_by, present.pdf = ReportState.ISSUED, leader, attachment
            present.narrative = texts | narrative.mark(texts, arrangement, signing)
            present.save(update_fields=["state", "issued_by", "pdf", "narrative"])
            if period_of(report).kind is not PeriodKind.ON_DEMAND:
                PeriodClosing.objects.get_or_create(
                    ward=ward,
                    period=report.period,
                    rule=report.rule,
                    reopened_at=None,
                    defaults={"closed_at": now(), "closed_by": leader},
                )
    except BaseException:
        discard(attachment)
        raise
    if report.pdf:
        discard(report.pdf)


def period_of(report: Report) -> Period:
    """The period that a report is of."""
    return parse(report.period, Rule(report.rule))


def _check(report: Report, issued_on: date) -> None:
    if report.state not in OPEN:
        raise Refused(_("This report is issued already."))
    # What was asked for in a hurry goes out the same day; what is recorded later that day makes a new version.
    on_demand = period_of(report).kind is PeriodKind.ON_DEMAND
    earliest = report.closed_on if on_demand else report.closed_on + timedelta(days=1)
    if earliest > today():
        message = _("The figures close at the end of %(day)s: a report is issued after that.")
        raise Refused(message % {"day": f"{report.closed_on:%d/%m/%Y}"})
    if frozen(report)["period"]["as_of"] != report.closed_on.isoformat():
        raise Refused(_("These figures are from before the close: build the report again, then issue it."))
    if not earliest <= issued_on <= today():
        raise Refused(_("The date lies between the close and today."))
