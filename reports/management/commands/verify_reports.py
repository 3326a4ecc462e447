"""Looks whether every issued report still is what was issued: its figures, and the bytes of its PDF."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.canonical import seal
from reports.models import FINAL, Report


class Command(BaseCommand):
    """`verify_reports`; exit status 1 names every report that differs from its seal."""

    help = "Compares issued reports with their seals."

    def handle(self, *args: Any, **options: Any) -> None:
        looked, wrong = 0, []
        reports = Report.objects.filter(state__in=FINAL).select_related("ward", "pdf").order_by("pk")
        for report in reports.iterator(chunk_size=20):
            looked += 1
            wrong += [f"{report.ward} {report.document_number}: {problem}" for problem in problems(report)]
        if wrong:
            raise CommandError("\n".join(wrong))
        self.stdout.write(f"{looked} reports are as they were issued")


def problems(report: Report) -> list[str]:
    """What differs from what was issued."""
    found = [] if seal(report.figures) == report.sha256 else ["the figures do not match their seal"]
    if report.pdf is None:
        return [*found, "the PDF is missing"]
    try:
        with report.pdf.file.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return [*found, "the PDF is missing"]
    return found if digest == report.pdf.sha256 else [*found, "the PDF is not the one that was issued"]
