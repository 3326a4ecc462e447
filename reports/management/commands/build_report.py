"""Builds a ward's report and writes its document: the same as the button in the page."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from reports.building import KINDS, Refused, build
from reports.models import Letterhead
from reports.output import SUFFIXES, written
from wards.models import Ward
from wards.periods import Rule, parse
from wards.setup import system_user
from wards.text import fold

USAGE = 2
_PERIODS = "2026-03, 2026-Q1, 2026-H1, 2026-9M, 2026, 2026-S (supplement) or DAY--DAY"


class Command(BaseCommand):
    """`build_report --ward NAME --period 2026-03 --output FILE.pdf`; exit status 1 refused, 2 usage."""

    help = "Builds a ward's report of a period and writes its document or its frozen figures."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--ward", required=True, metavar="NAME")
        parser.add_argument(
            "--period", required=True, help="2026-03, 2026-Q1, 2026-H1, 2026-9M, 2026, 2026-S (supplement) or DAY--DAY"
        )
        parser.add_argument("--rule", choices=[rule.value for rule in Rule], help="default: the ward's own")
        parser.add_argument("--letterhead", choices=Letterhead.values, default=Letterhead.COMMITTEE.value)
        parser.add_argument("--output", required=True, type=_output, metavar=f"FILE{'|'.join(SUFFIXES)}")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("vi"):
            self._build(options)

    def _build(self, options: dict[str, Any]) -> None:
        ward = self._ward(options["ward"])
        try:
            period = parse(options["period"], Rule(options["rule"] or ward.period_rule))
        except ValueError as error:
            raise CommandError(str(error), returncode=USAGE) from error
        if period.kind not in KINDS:
            raise CommandError(f"{options['period']}: a week has no report", returncode=USAGE)
        output: Path = options["output"]
        try:
            report = build(ward, period, options["letterhead"], system_user())
            output.write_bytes(written(report, output.suffix.lower()))
        except Refused as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{output}: {error.strerror or error}") from error
        facts = {"file": output, "version": report.number_in_period, "seal": report.sha256}
        self.stdout.write(_("%(file)s: version %(version)s, SHA-256 of the figures %(seal)s") % facts)

    def _ward(self, name: str) -> Ward:
        found = list(Ward.objects.filter(name_folded=fold(name))[:2])
        if len(found) == 1:
            return found[0]
        if found:
            raise CommandError(f"{name}: several provinces have a ward of this name", returncode=USAGE)
        known = ", ".join(Ward.objects.values_list("name", flat=True)[:20]) or "none"
        raise CommandError(f"{name}: no such ward (known: {known})", returncode=USAGE)


def _output(text: str) -> Path:
    path = Path(text)
    if path.suffix.lower() not in SUFFIXES:
        raise argparse.ArgumentTypeError(f"{text}: the file's name must end in {', '.join(SUFFIXES)}")
    if not path.parent.is_dir():
        raise argparse.ArgumentTypeError(f"{text}: there is no folder {path.parent}")
    return path
