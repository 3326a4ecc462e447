"""Looks whether every issued report and every roll-up still is what it was: its figures, and the bytes of its PDF."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models.fields.files import FieldFile

from reports.canonical import seal
from reports.models import FINAL, Report, RollUp


class Command(BaseCommand):
    """`verify_reports`; exit status 1 names every report that differs from its seal."""

    help = "Compares issued reports with their seals."

    def handle(self, *args: Any, **options: Any) -> None:
        looked, wrong = 0, []
        reports = Report.objects.filter(state__in=FINAL).select_related("ward", "pdf").order_by("pk")
        for report in reports.iterator(chunk_size=20):
            looked += 1
            wrong += [f"{report.ward} {report.document_number}: {problem}" for problem in problems(report)]
        for roll_up in RollUp.objects.order_by("pk").iterator(chunk_size=20):
            looked += 1
            found = _figures(roll_up) + _file(roll_up.pdf, roll_up.pdf_sha256)
            wrong += [f"{roll_up}: {problem}" for problem in found]
        if wrong:
            raise CommandError("\n".join(wrong))
        self.stdout.write(f"{looked} reports are as they were issued")


def problems(report: Report) -> list[str]:
    """What differs from what was issued."""
    found = _figures(report)
    if report.pdf is None:
        return [*found, "the PDF is missing"]
    return found + _file(report.pdf.file, report.pdf.sha256)


def _figures(kept: Report | RollUp) -> list[str]:
    return [] if seal(kept.figures) == kept.sha256 else ["the figures do not match their seal"]


def _file(kept: FieldFile, sha256: str) -> list[str]:
    try:
        with kept.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return ["the PDF is missing"]
    return [] if digest == sha256 else ["the PDF is not the one that was issued"]
