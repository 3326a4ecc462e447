"""`manage.py send_reminders`: what the morning's job does, by hand."""

from __future__ import annotations

from argparse import ArgumentTypeError
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from tasks import delivery, reminders
from tasks.models import Channel, MessageState
from wards.clock import today
from wards.models import User, Ward
from wards.text import fold


class Command(BaseCommand):
    """Exit status: 0 done, 1 a ward failed (the others are done), 2 usage."""

    help = "Records what is owed on a day in one message a person, and sends it. May be run any number of times."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--on",
            type=day,
            metavar="YYYY-MM-DD",
            help="the day to send for; today when left out, a day to come only with --dry-run",
        )
        parser.add_argument("--ward", metavar="NAME", help="this ward only")
        parser.add_argument("--dry-run", action="store_true", help="say who would be told what; store nothing")

    def handle(self, *args: Any, on: date | None, ward: str | None, dry_run: bool, **options: Any) -> None:
        chosen, wanted = on or today(), _ward(ward)
        if chosen > today() and not dry_run:
            # It would tell people now, and on the day itself nobody: its milestones would be used up.
            message = _("%(day)s is a day to come: nothing is sent ahead of time. Use --dry-run to see what will be.")
            raise CommandError(message % {"day": f"{chosen:%d/%m/%Y}"}, returncode=2)
        swept = reminders.sweep(chosen, ward=wanted, dry_run=dry_run)
        self._print_told(chosen, swept)
        if not dry_run:
            delivery.expire()
            self._print_delivered(delivery.deliver_all(delivery.waiting(chosen, ward=wanted)))
        if swept.failed:
            names = ", ".join(Ward.objects.filter(pk__in=swept.failed).values_list("name", flat=True))
            raise CommandError(_("Failed: %(wards)s. The other wards are done.") % {"wards": names}, returncode=1)

    def _print_told(self, chosen: date, swept: reminders.Swept) -> None:
        counts = {"day": f"{chosen:%d/%m/%Y}", "parts": swept.parts, "messages": len(swept.told)}
        self.stdout.write(_("%(day)s: %(parts)s things owed, %(messages)s messages") % counts)
        people = User.objects.in_bulk({person for person, _channel in swept.told})
        for (person, channel), count in sorted(swept.told.items()):
            self.stdout.write(f"  {people[person]} · {Channel(channel).label}: {count}")
        if swept.unheard:
            self.stderr.write(_("%(count)s things owed have nobody to be told.") % {"count": swept.unheard.total()})

    def _print_delivered(self, states: dict[str, int]) -> None:
        for state, count in sorted(states.items()):
            self.stdout.write(f"{MessageState(state).label}: {count}")


def day(text: str) -> date:
    """A day as the command line gives it."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is no day: write YYYY-MM-DD") from error


def _ward(name: str | None) -> Ward | None:
    if name is None:
        return None
    found = list(Ward.objects.filter(name_folded=fold(name))[:2])
    if len(found) != 1:
        text = _("There is no ward %(name)s.") if not found else _("There are several wards %(name)s.")
        raise CommandError(text % {"name": name}, returncode=2)
    return found[0]
