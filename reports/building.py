"""Building a report: figures frozen, document drawn, versions kept.

A draft is rebuilt in place: nobody relies on it yet. An issued report never changes: building its period again makes
the next version, a draft that names the one it replaces, and only where the figures differ from those issued. The
figures are read and the PDF is drawn outside any transaction; until both are there, the previous version stays.
"""

from __future__ import annotations

import hashlib
import json
import logging
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any, cast

from django.core.files.base import ContentFile
from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from reports import narrative, pdf
from reports.blocks import Content
from reports.canonical import canonical, seal
from reports.changes import since
from reports.content import content
from reports.document import document, pictures
from reports.figures import figures
from reports.layouts import arrangement_of
from reports.letterhead import Signing
from reports.models import FINAL, Report, ReportState
from reports.shape import Figures
from wards.clock import now
from wards.models import Attachment, User, Ward
from wards.models.work import attachment_path
from wards.periods import Period, PeriodKind, covering
from wards.running import ExpectedError

logger = logging.getLogger(__name__)

REGULAR = (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.HALF, PeriodKind.NINE_MONTHS, PeriodKind.YEAR)
"""The periods that every year has."""

KINDS = (*REGULAR, PeriodKind.SUPPLEMENT, PeriodKind.ON_DEMAND)
"""The periods that have a report; weeks only order the work of recurring tasks."""

FIGURES, DOCUMENT, PDF, SAVING = "figures", "document", "pdf", "saving"
"""The steps of building, as a job's row names them."""

_OPEN = (ReportState.DRAFT, ReportState.SUBMITTED)
_SECONDS_A_ROW = 0.05


class Refused(ExpectedError):
    """The report cannot be built; `str()` says to the person why, and what to do."""


def build(
    ward: Ward,
    period: Period,
    letterhead: str,
    user: User,
    progress: Callable[[str, int], None] = lambda _step, _percent: None,
) -> Report:
    """Builds the ward's report of the period and answers its newest version: see above which that is.

    `letterhead` is a value of `Letterhead`. `progress` gets each step with percent; what it raises ends the building.
    Refused for a period that has no report or has not begun, or where the PDF could not be drawn or kept.
    """
    built_at = now()
    if period.kind not in KINDS:
        raise Refused(_("A week has no report: choose a month, a quarter, a half, nine months or a year."))
    begins = reckon_from(period)
    if begins > built_at.date():
        raise Refused(_("This period begins on %(day)s.") % {"day": f"{begins:%d/%m/%Y}"})
    if period.kind is PeriodKind.ON_DEMAND and period.close > built_at.date():
        raise Refused(_("Days on demand end today at the latest."))
    progress(FIGURES, 5)
    found = figures(ward, period, built_at)
    latest = _latest(ward, period, letterhead)
    if latest and latest.state == ReportState.ISSUED and _same(frozen(latest), found):
        return latest
    text = canonical(_with_changes(found, ward, period, letterhead, latest, built_at))
    texts = latest.narrative if latest else {}
    signing = Signing(title=ward.signer_title, name=ward.signer_name)
    arrangement = arrangement_of(ward, letterhead)
    drawn = draw(content(found, letterhead, texts, signing, arrangement), progress)
    progress(SAVING, 95)
    marks = narrative.mark(texts, arrangement, signing)
    return _keep(ward, period, letterhead, user, built_at, text, texts, marks, latest, drawn)


def reckon_from(period: Period) -> date:
    """The first day on which its report says anything: a supplement's is the day after the year's close."""
    if period.kind is PeriodKind.SUPPLEMENT:
        return covering(period.year, period.rule).close + timedelta(days=1)
    return period.start


def _same(old: Figures, new: Figures) -> bool:
    """Whether two versions say the same of the period; what each lists as changed is no fact of it."""
    bare: list[dict[str, object]] = [{**old}, {**new}]
    for each in bare:
        each.pop("since", None)
    return bare[0] == bare[1]


def _with_changes(
    found: Figures, ward: Ward, period: Period, letterhead: str, latest: Report | None, built_at: datetime
) -> Figures:
    """Adds what changed since the version that was issued, and in a supplement since the year's close."""
    issued = latest.replaces if latest and latest.state in _OPEN else latest
    year = covering(period.year, period.rule)
    if issued is None and period.kind is PeriodKind.SUPPLEMENT:
        issued = _versions(ward, year, letterhead).filter(state=ReportState.ISSUED).first()
    if issued is not None:
        found["since"] = since(frozen(issued), found, issued.document_number)
    elif period.kind is PeriodKind.SUPPLEMENT:
        found["since"] = since(figures(ward, year, built_at), found)
    return found


def draw(report: Content, progress: Callable[[str, int], None] = lambda _step, _percent: None) -> bytes:
    """The PDF of a document's content; Refused where it cannot be drawn."""
    progress(DOCUMENT, 30)
    return print_out(document(report), pictures(report), report.head.office, report.rows, progress)


def print_out(html: str, shown: Mapping[str, str], what: str, rows: int, progress: Callable[[str, int], None]) -> bytes:
    """The PDF of a document of so many rows; Refused where it cannot be drawn.

    `shown` has the SVG of its pictures by name; `what` names the document in the log.
    """
    progress(PDF, 40)
    begun, expected = time.monotonic(), 4 + _SECONDS_A_ROW * rows

    def tick() -> None:
        progress(PDF, min(90, 40 + int(50 * (time.monotonic() - begun) / expected)))

    try:
        return pdf.render(html, shown, tick=tick)
    except pdf.RenderError as error:
        logger.exception("A report of %s was not drawn", what)
        raise Refused(explained(error.reason)) from error


def explained(reason: str) -> str:
    """What to tell a person where a PDF was not drawn or not kept: see `pdf.RenderError`."""
    match reason:
        case "time":
            return _("Drawing the PDF took too long. Build it again when the server is less busy.")
        case "memory":
            return _("The server has too little memory to draw this PDF. Tell the administrator.")
        case "disk":
            return _("The server's disk is full. Tell the administrator, then build the report again.")
        case _:
            return _("The document could not be drawn; the previous version is unchanged. Tell the administrator.")


def frozen(report: Report) -> Figures:
    """The figures of a report as they were frozen; Refused where they no longer match their seal."""
    if seal(report.figures) != report.sha256:
        raise Refused(_("The figures of this report do not match their seal. Tell the administrator."))
    return cast(Figures, json.loads(report.figures))


def content_of(report: Report) -> Content:
    """The content of a report as its PDF shows it, with the texts as they are now; Refused as `frozen`."""
    title, name = narrative.signer(report.narrative)
    number = report.document_number if report.state in FINAL else ""
    signing = Signing(number, report.issued_on if number else None, title, name)
    texts, arrangement = narrative.texts(report.narrative), narrative.arrangement(report.narrative)
    return content(frozen(report), report.letterhead, texts, signing, arrangement)


def _latest(ward: Ward, period: Period, letterhead: str, *, locked: bool = False) -> Report | None:
    versions = _versions(ward, period, letterhead)
    return (versions.select_for_update() if locked else versions).first()


def _versions(ward: Ward, period: Period, letterhead: str) -> QuerySet[Report]:
    """The versions of a report, the newest first."""
    versions = Report.objects.filter(ward=ward, period=period.name, rule=period.rule.value, letterhead=letterhead)
    return versions.order_by("-number_in_period")


def _keep(
    ward: Ward,
    period: Period,
    letterhead: str,
    user: User,
    built_at: datetime,
    text: str,
    texts: dict[str, Any],
    marks: dict[str, Any],
    latest: Report | None,
    drawn: bytes,
) -> Report:
    """Writes the new version, or the draft again, in one transaction."""
    attachment = keep_file(ward, user, drawn, f"bao-cao-{period.name}.pdf")
    try:
        with transaction.atomic():
            # Whoever builds in this ward at the same moment waits here, and then sees this version.
            Ward.objects.select_for_update().get(pk=ward.pk)
            present = _latest(ward, period, letterhead, locked=True)
            if (present and (present.pk, present.version)) != (latest and (latest.pk, latest.version)):
                raise Refused(_("Somebody changed this report meanwhile: look at it, then build it again."))
            report, old = _version(ward, period, letterhead, present)
            report.closed_on, report.built_at, report.built_by = period.close, built_at, user
            report.figures, report.sha256, report.schema_version = text, seal(text), json.loads(text)["schema"]
            # What people wrote while the PDF was drawn stays, and the page says that the PDF does not show it yet.
            written = present.narrative if present else texts
            report.narrative = narrative.texts(written) | marks
            report.state, report.pdf = ReportState.DRAFT, attachment
            report.save()
    except BaseException:
        discard(attachment)
        raise
    if old:
        discard(old)
    return report


def _version(ward: Ward, period: Period, letterhead: str, latest: Report | None) -> tuple[Report, Attachment | None]:
    """The row to write: the open draft, with the PDF it had, or the next version."""
    if latest and latest.state in _OPEN:
        latest.version += 1
        return latest, latest.pdf
    report = Report(ward=ward, period=period.name, rule=period.rule.value, letterhead=letterhead, replaces=latest)
    report.number_in_period = latest.number_in_period + 1 if latest else 1
    return report, None


def keep_file(ward: Ward, user: User, content: bytes, name: str) -> Attachment:
    """Keeps a document's bytes with their seal; Refused where the disk takes no more."""
    attachment = Attachment(
        ward=ward,
        name=name,
        content_type="application/pdf",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        uploaded_by=user,
    )
    try:
        attachment.file.save(name, ContentFile(content), save=True)
    except OSError as error:
        logger.exception("%s was not kept", name)
        with suppress(OSError):  # what was written of it would fill the disk further
            attachment.file.storage.delete(attachment_path(attachment, name))
        raise Refused(explained("disk")) from error
    return attachment


def discard(attachment: Attachment) -> None:
    """Removes a draft's PDF that nothing names any more; the bytes only once the row is gone for good.

    A file that stays behind does no harm, so what fails here is logged and undoes nothing.
    """
    file = attachment.file
    try:
        with transaction.atomic():
            attachment.delete()
            transaction.on_commit(lambda: file.storage.delete(str(file.name)))
    except (DatabaseError, OSError):
        logger.exception("%s was not removed", file.name)
