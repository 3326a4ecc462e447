"""Whether a report still is what was issued, and the page on which anyone who holds it can see so."""

from __future__ import annotations

import hashlib
import hmac
import io
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import segno
from django.conf import settings
from django.db.models.fields.files import FieldFile
from django.urls import reverse

from reports import signed
from reports.blocks import Code
from reports.canonical import seal
from reports.models import FINAL, Report, ReportState, RollUp
from wards.models import Attachment


def problems(report: Report) -> list[str]:
    """What differs from what was issued: the figures, the PDF, a signed copy; reads the kept files."""
    found = _figures(report) + (_kept(report.pdf, "the PDF") if report.pdf else ["the PDF is missing"])
    for copy in report.signed_copies.select_related("file"):
        found += _kept(copy.file, "a signed copy")
    return found


def roll_up_problems(roll_up: RollUp) -> list[str]:
    """What differs from the roll-up as it was built."""
    return _figures(roll_up) + _file(roll_up.pdf, roll_up.pdf_sha256, "the PDF")


def _figures(kept: Report | RollUp) -> list[str]:
    return [] if seal(kept.figures) == kept.sha256 else ["the figures do not match their seal"]


def _kept(attachment: Attachment, what: str) -> list[str]:
    return _file(attachment.file, attachment.sha256, what)


def _file(kept: FieldFile, sha256: str, what: str) -> list[str]:
    try:
        with kept.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return [f"{what} is missing"]
    return [] if digest == sha256 else [f"{what} is not the one that was issued"]


def code(report: Report) -> Code:
    """The square that leads to the report's page of verification."""
    path = reverse("reports:verify", kwargs={"public_id": report.public_id, "digest": report.sha256})
    address = f"{settings.SITE_URL}{path}"
    drawing = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawing, kind="svg", border=2, xmldecl=False, omitsize=True)
    return Code(drawing.getvalue().decode(), address)


@dataclass(frozen=True)
class Verdict:
    """What the page of verification says of an issued report, and all that it says.

    `pdf` and `signed` are the SHA-256 of the portal's file and of the digitally signed one, "" where there is none.
    """

    number: str
    issued_on: date
    ward: str
    figures: str
    pdf: str
    signed: str
    in_force: bool


def verdict(public_id: UUID, digest: str) -> Verdict | None:
    """The issued report with these figures; None where there is none, or where they are no longer what was issued."""
    reports = Report.objects.filter(public_id=public_id, state__in=FINAL).select_related("ward", "pdf")
    report = reports.first()
    if report is None or not hmac.compare_digest(report.sha256, digest) or seal(report.figures) != report.sha256:
        return None
    copies = signed.copies(report)
    assert report.issued_on is not None  # noqa: S101 the database holds it of every issued report
    return Verdict(
        number=report.document_number,
        issued_on=report.issued_on,
        ward=report.ward.name,
        figures=report.sha256,
        pdf=report.pdf.sha256 if report.pdf else "",
        signed=copies[0].file.sha256 if copies else "",
        in_force=report.state == ReportState.ISSUED,
    )
