"""`manage.py add_person`: a ward's first people, before it has an administrator who could add them."""

from __future__ import annotations

import sys
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _

from wards.models import Role, Unit, Ward
from wards.people import add_person, first_password, unit_named
from wards.setup import create_ward, system_user
from wards.text import fold

REFUSED, USAGE = 1, 2


class Command(BaseCommand):
    """Exit status: 0 done, 1 refused (the name is taken, the password will not do), 2 usage."""

    help = "Adds a person with one post or several and prints a first password, or takes one from standard input."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", metavar="USERNAME", help="the name to sign in with")
        parser.add_argument("--full-name", required=True, metavar="NAME")
        parser.add_argument("--email", default="", metavar="ADDRESS", help="where reminders go besides the portal")
        parser.add_argument(
            "--role", required=True, action="append", choices=Role.values, help="may be given several times"
        )
        parser.add_argument("--ward", action="append", default=[], metavar="NAME", help="several times for oversight")
        parser.add_argument("--unit", metavar="NAME", help="the unit of an officer or head, as a plan would write it")
        parser.add_argument("--head", action="store_true", help="the officer is the head of the unit")
        parser.add_argument("--new-ward", action="store_true", help="make the ward with its standard units if missing")
        parser.add_argument("--province", default="", metavar="NAME", help="the ward's province")
        parser.add_argument(
            "--password-stdin", action="store_true", help="take the first line of standard input as the password"
        )

    def handle(self, *args: object, **options: Any) -> None:
        password = sys.stdin.readline().rstrip("\r\n") if options["password_stdin"] else first_password()
        # A person who is refused leaves no ward behind.
        with transaction.atomic():
            newest = Ward.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
            wards = [_ward(name, options["province"], make=options["new_ward"]) for name in options["ward"]]
            try:
                user = add_person(
                    system_user(),
                    username=options["username"],
                    full_name=options["full_name"],
                    email=options["email"],
                    password=password,
                    wards=wards,
                    roles=[Role(role) for role in options["role"]],
                    unit=_unit(wards, options["unit"]),
                    head=options["head"],
                )
            except ValidationError as error:
                raise CommandError("\n".join(error.messages), returncode=REFUSED) from error
        for ward in wards:
            if ward.pk > newest:
                self.stdout.write(_("Made the ward %(ward)s with its standard units.") % {"ward": ward})
        self.stdout.write(_("Added: %(person)s (%(username)s)") % {"person": user, "username": user.username})
        if not options["password_stdin"]:
            self.stdout.write(_("First password, shown only now: %(password)s") % {"password": password})


def _ward(name: str, province: str, *, make: bool) -> Ward:
    found = Ward.objects.filter(name_folded=fold(name))
    if province:
        found = found.filter(province=province)
    wards = list(found[:2])
    if not wards and make:
        return create_ward(name, province=province)
    if len(wards) != 1:
        text = _("There is no ward %(name)s.") if not wards else _("There are several wards %(name)s.")
        raise CommandError(text % {"name": name}, returncode=USAGE)
    return wards[0]


def _unit(wards: list[Ward], name: str | None) -> Unit | None:
    """The unit of that name; where it is not clear, the error names those there are."""
    if name is None:
        return None
    found = unit_named(wards[0], name) if len(wards) == 1 else None
    if found is None:
        units = Unit.objects.filter(ward__in=wards, active=True).exclude(kind="group")
        text = _("There is no unit %(name)s. There are: %(units)s.")
        raise CommandError(text % {"name": name, "units": "; ".join(map(str, units))}, returncode=USAGE)
    return found
