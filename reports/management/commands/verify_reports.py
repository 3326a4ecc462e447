"""Looks whether every issued report and every roll-up still is what it was: figures, PDF and signed copies."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.models import FINAL, Report, RollUp
from reports.verifying import problems, roll_up_problems


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
            wrong += [f"{roll_up}: {problem}" for problem in roll_up_problems(roll_up)]
        if wrong:
            raise CommandError("\n".join(wrong))
        self.stdout.write(f"{looked} reports are as they were issued")
