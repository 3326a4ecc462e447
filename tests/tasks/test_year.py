"""A simulated year of each sample plan: how many messages each person gets, month by month.

Units do what is due on its day, and report what is asked for. A quiet month of a person is one in which nothing of
theirs with a date falls due or is announced; what is left are check-ins, recurring tasks and the quarter's asking.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.core.management import call_command

from tasks import schemes
from tasks.forecast import ahead
from tasks.models import Channel, Message, MessageState, Notification, Part, Task
from tasks.reminders import sweep
from tasks.schedule import SlotKind
from tests.imports.files import PLANS
from wards.clock import today
from wards.models import Membership, Role, Unit, UnitKind, User, Ward

pytestmark = pytest.mark.django_db

Months = dict[str, Counter[int]]
"""Messages by person and month."""


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-01-05T08:00:00+07:00", tick=False) as traveller:
        yield traveller


def brought_in(name: str, clock: time_machine.Traveller, issued_on: date) -> Ward:
    """The plan's ward on the day it was issued, with an officer in each unit, one-door staff and a leader."""
    clock.move_to(f"{issued_on}T08:00:00+07:00")
    call_command("import_plan", str(PLANS / f"{name}.xlsx"), verbosity=0)
    ward = Ward.objects.get()
    for unit in Unit.objects.filter(ward=ward).exclude(kind=UnitKind.GROUP):
        _post(ward, unit.name, Role.OFFICER, unit)
    for role in (Role.ONE_DOOR, Role.LEADER):
        _post(ward, role.value, role, None)
    return ward


def _post(ward: Ward, name: str, role: Role, unit: Unit | None) -> None:
    user = User.objects.create(username=name[:150], full_name=name, email="x@example.com")
    Membership.objects.create(user=user, ward=ward, role=role, unit=unit)


def year_of_work(ward: Ward, clock: time_machine.Traveller) -> tuple[Months, Months]:
    """Sweeps on all days on which something may be owed, and on the first of each month.

    Returns all messages, and what is owed by its own date and not by a period's.
    """
    first = today()
    last = date(first.year, 12, 31)
    days = {date(first.year, month, 1) for month in range(first.month + 1, 13)}
    for row in ahead(ward, schemes.of_ward(ward), last):
        days.update(milestone.on for milestone in row.milestones if not milestone.late)
    for day in sorted(days):
        # What was due since the last sweep was done in time, and reported what was asked for.
        due = Part.objects.filter(occurrence__due__lt=day, status__in=["not_started", "not_reported"])
        due.exclude(occurrence__kind=SlotKind.CHECK_IN).update(status="done", done_on=day)
        due.filter(occurrence__kind=SlotKind.CHECK_IN).update(status="reported")
        clock.move_to(f"{day}T06:45:00+07:00")
        sweep(day)
        Message.objects.filter(state=MessageState.QUEUED).update(state=MessageState.SENT)
    messages: Months = defaultdict(Counter)
    for name, day in Message.objects.filter(channel=Channel.PORTAL).values_list("recipient__username", "day"):
        messages[name][day.month] += 1
    busy: Months = defaultdict(Counter)
    dated = Notification.objects.filter(channel=Channel.PORTAL, part__occurrence__kind=SlotKind.DATED)
    for name, day in dated.exclude(milestone__startswith="ask:").values_list("recipient__username", "message__day"):
        busy[name][day.month] += 1
    return messages, busy


@pytest.mark.parametrize(
    ("name", "issued_on", "tasks"),
    [
        ("dong-nguyen-2026", date(2026, 2, 26), 75),
        ("my-hao-2026", date(2026, 1, 5), 19),
        ("thu-nghiem-2026", date(2026, 1, 20), 23),
        ("tran-lieu-2026", date(2026, 3, 10), 25),
    ],
)
def test_a_year_of_a_plan_is_quiet(name: str, issued_on: date, tasks: int, clock: time_machine.Traveller) -> None:
    ward = brought_in(name, clock, issued_on)
    assert Task.objects.count() == tasks
    messages, busy = year_of_work(ward, clock)
    for person, months in sorted(messages.items()):
        print(f"{name}: {person}: {sum(months.values())} messages, {sorted(months.items())}")
        quiet = {month: count for month, count in months.items() if not busy[person][month]}
        assert all(count <= 2 for count in quiet.values()), (person, quiet)
        assert sum(months.values()) <= 52, "once a week in the busiest plan"
    assert Role.LEADER.value not in messages, "nothing was late"
    assert not Notification.objects.filter(milestone__startswith="+").exists()
