"""The demonstration: wards, people and plans from fixtures/, and a year lived through the portal's own functions."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.db import transaction

from plans.models import Plan
from portal import demo_year
from portal.demo_clock import at
from tasks.models import StatusUpdate
from wards import clock
from wards.models import CalendarDay, Membership, Role, Unit, User, Ward
from wards.setup import create_ward, kind_of, system_user
from wards.text import fold

FIXTURES: Path = settings.BASE_DIR / "fixtures"
PASSWORD = "xin-chao-2026"  # noqa: S105 printed on the screen: the demonstration has no secrets


@dataclass(frozen=True)
class Account:
    """A sign-in name and what it shows; `ward` is empty for those above the wards."""

    username: str
    what: str
    ward: str


def load(say: Callable[[str], None]) -> list[Account]:
    """Makes what is missing of the demonstration and answers its accounts; a second run changes nothing."""
    content = json.loads((FIXTURES / "demo.json").read_text(encoding="utf-8"))
    system_user()
    _load_calendar()
    # One hash for all: hashing is slow on purpose, and these accounts share their password.
    password = make_password(PASSWORD)
    for record in content["wards"]:
        if not Ward.objects.filter(name=record["name"]).exists():
            _make_ward(record)
    accounts = [_make_user(record, password) for record in content["people"]]
    for record in content["wards"]:
        ward = Ward.objects.get(name=record["name"])
        # A plan imported after the day the demonstration believes it is has not come yet.
        if not record["plan"] or date.fromisoformat(record["imported_on"]) > clock.today():
            continue
        if not StatusUpdate.objects.filter(ward=ward).exists():
            say(f"{ward.name}: {record['plan']}")
            _import(ward, record)
    return accounts


def _load_calendar() -> None:
    with (FIXTURES / "calendar.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            CalendarDay.objects.get_or_create(
                date=date.fromisoformat(row["date"]),
                defaults={"working": row["working"] == "true", "note": row["note"]},
            )


def _make_ward(record: dict[str, Any]) -> None:
    ward = create_ward(record["name"], province=record["province"], code=record["code"])
    for name in record["units"]:
        if not Unit.objects.filter(ward=ward, name_folded=fold(name)).exists():
            Unit(ward=ward, name=name, kind=kind_of(name), position=99).save()


@transaction.atomic
def _make_user(record: dict[str, Any], password: str) -> Account:
    user, _made = User.objects.get_or_create(
        username=record["username"],
        defaults={"full_name": record["full_name"], "email": record["email"], "password": password},
    )
    posts = []
    for post in record["posts"]:
        ward = Ward.objects.get(name=post["ward"]) if post.get("ward") else None
        unit = Unit.objects.get(ward=ward, name_folded=fold(post["unit"])) if post.get("unit") else None
        held, _made = Membership.objects.get_or_create(
            user=user, ward=ward, unit=unit, role=post["role"], defaults={"is_head": post["role"] == Role.HEAD}
        )
        posts.append(f"{held.get_role_display()}: {unit.name}" if unit else held.get_role_display())
    wards = {post.get("ward", "") for post in record["posts"]}
    return Account(user.username, "; ".join(dict.fromkeys(posts)), wards.pop() if len(wards) == 1 else "")


def _import(ward: Ward, record: dict[str, Any]) -> None:
    """Imports the plan as its ward would have on that day, then lives the time until today."""
    workbook, day = FIXTURES / record["plan"], date.fromisoformat(record["imported_on"])
    with at(datetime.combine(day, time(9), clock.ZONE)):
        call_command("import_plan", str(workbook), ward=ward.name, verbosity=0)
    plan = Plan.objects.get(ward=ward)
    # The whole year or nothing of it: a start that is broken off begins the year again.
    with transaction.atomic():
        demo_year.live(plan, record.get("targets", []), skips_last=record.get("skips_last_figures", False))


def send_first_reminders() -> None:
    """What beat does each morning, now, so that the visitor finds a reminder."""
    from tasks.jobs import send_reminders

    send_reminders.delay()
