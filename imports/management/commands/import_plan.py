"""`manage.py import_plan FILE`: the import without a browser."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, ProgrammingError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from imports.commit import Outcome, commit, nothing_to_do
from imports.diff import Change
from imports.grid import PlanReading, Problem
from imports.intake import keep, nothing_read, open_workbook, same_ward, understand
from imports.output import as_json
from imports.readers import UnreadableFile
from wards.models import Ward
from wards.setup import create_ward, system_user
from wards.text import fold

REFUSED, USAGE = 1, 2


def _year(text: str) -> int:
    """A plan's year from the command line."""
    year = int(text)
    if not 2000 <= year <= 2099:
        raise ArgumentTypeError(f"{year} is no year of a plan")
    return year


class Command(BaseCommand):
    """Reads a plan and commits it; exit status 0 done (warnings too), 1 refused, 2 usage."""

    help = "Reads a ward's plan from a workbook and commits it, or with --dry-run only says how it was read."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--ward", metavar="NAME", help="the plan's ward; without it, the ward named in the file")
        parser.add_argument("--year", type=_year, metavar="Y", help="the plan's year, where the file does not say it")
        parser.add_argument("--dry-run", action="store_true", help="store nothing")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(
        self, *args: object, file: Path, ward: str | None, year: int | None, dry_run: bool, **options: Any
    ) -> None:
        try:
            data = file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}", returncode=USAGE) from error
        try:
            grid = open_workbook(data)
        except UnreadableFile as unreadable:
            known, reading = None, nothing_read(unreadable, year)
        else:
            # Whose units to match is known once the file, or the person, has said whose plan it is.
            named = ward or understand(grid, ward=None, year=year).ward or ""
            known = self._ward(named, without_tables=dry_run)
            reading = _with_ward_error(understand(grid, ward=known, year=year), ward, known)
        if options["format"] == "json":
            self.stdout.write(json.dumps(as_json(reading), ensure_ascii=False, indent=1))
        self._problems(_("Error"), reading.errors)
        if reading.errors:
            sys.exit(REFUSED)
        if options["verbosity"]:
            self._problems(_("Warning"), reading.warnings)
        if options["verbosity"] and options["format"] == "text":
            self._headline(reading, dry_run=dry_run)
        if not dry_run:
            outcome = self._commit(reading, data, file.name, known, ward or reading.ward or "")
            if options["verbosity"]:
                self._report(outcome, new_ward=known is None)

    def _ward(self, name: str, *, without_tables: bool) -> Ward | None:
        """The ward of that name, with its level or without; a dry run needs no tables."""
        try:
            wards = [ward for ward in Ward.objects.all() if same_ward(name, ward)]
        except (OperationalError, ProgrammingError) as error:
            if without_tables:
                return None
            raise CommandError(_("The database has no tables yet: run “manage.py migrate” first.")) from error
        exact = [ward for ward in wards if ward.name_folded == fold(name)] or wards
        if len(exact) > 1:
            listed = ", ".join(f"{ward.name} ({ward.province})" for ward in exact)
            raise CommandError(_("Several wards have this name: %(wards)s") % {"wards": listed}, returncode=USAGE)
        return exact[0] if exact else None

    @transaction.atomic
    def _commit(self, reading: PlanReading, data: bytes, name: str, ward: Ward | None, ward_name: str) -> Outcome:
        """Makes the ward where it is unknown, keeps the file and commits it: all of it or nothing."""
        user = system_user()
        if ward is None:
            ward = create_ward(ward_name)
        upload = keep(reading, data, name=name, ward=ward, user=user)
        return commit(upload, reading, user=user)

    def _problems(self, kind: str, problems: tuple[Problem, ...]) -> None:
        for problem in problems:
            self.stderr.write(f"{kind}: {place(problem)}{problem.message}")

    def _headline(self, reading: PlanReading, *, dry_run: bool) -> None:
        """What the file is, how many rows were read, and what a person should confirm."""
        number = reading.number or _("no number yet")
        self.stdout.write(f"{reading.ward or ''} · {reading.year} · {number}: {reading.title}")
        tasks = len(reading.tasks)
        self.stdout.write(ngettext("%(count)d task read", "%(count)d tasks read", tasks) % {"count": tasks})
        for proposal in reading.proposals:
            self.stdout.write(f"{_('To confirm')}: {proposal.message}")
        if dry_run:
            self.stdout.write(_("Dry run: nothing was stored."))

    def _report(self, outcome: Outcome, *, new_ward: bool) -> None:
        """What became of the rows, to standard error so that the JSON on standard output stays whole."""
        if new_ward:
            self.stderr.write(_("New ward: %(ward)s, with the standard units.") % {"ward": outcome.plan.ward.name})
        if nothing_to_do(outcome):
            self.stderr.write(_("Nothing to change: plan “%(plan)s” already says this.") % {"plan": outcome.plan})
        else:
            text = _("Plan “%(plan)s” was made.") if outcome.created else _("Plan “%(plan)s” was updated.")
            self.stderr.write(text % {"plan": outcome.plan})
            counts = outcome.diff.counts
            self.stderr.write(
                _("Rows: %(new)d new, %(changed)d changed, %(same)d unchanged")
                % {"new": counts[Change.NEW], "changed": counts[Change.CHANGED], "same": counts[Change.SAME]}
            )
        for name in outcome.proposed_units:
            self.stderr.write(_("New unit proposed: %(unit)s") % {"unit": name})
        for row in outcome.diff.dropped:
            self.stderr.write(_("No longer in the file, kept: %(task)s") % {"task": row.content[:120]})


def place(problem: Problem) -> str:
    """ "Trang tính Kế hoạch, dòng 12, cột D: ", as far as the problem has a place."""
    parts = []
    if problem.sheet:
        parts.append(_("sheet %(sheet)s") % {"sheet": problem.sheet})
    if problem.row:
        parts.append(_("row %(row)d") % {"row": problem.row})
    if problem.column:
        parts.append(_("column %(column)s") % {"column": problem.column})
    return f"{', '.join(parts)}: " if parts else ""


def _with_ward_error(reading: PlanReading, asked: str | None, known: Ward | None) -> PlanReading:
    """Adds what `read` cannot know: nobody says whose plan it is, or the file names another ward than was asked for."""
    if not reading.tasks:
        return reading
    if not asked and not reading.ward:
        message = "Tệp không ghi tên phường, xã; hãy thêm --ward “Phường …”."
    elif asked and known is None and reading.ward and fold(reading.ward) != fold(asked):
        message = f"Tệp là kế hoạch của {reading.ward}, không phải của {asked}."
    else:
        return reading
    return replace(reading, errors=(Problem(None, None, None, message), *reading.errors))
