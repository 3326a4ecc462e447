"""Which parts the database offers to a sweep: those, and only those, of which the plain rule says they owe."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine

from tasks.milestones import Owing, Reckoning, Scheme
from tasks.models import Notification, Occurrence, Part, Status
from tasks.reminders import sweep
from tasks.schedule import SlotKind
from tasks.timing import Every, Kind, Timing
from tests.factory import (
    ECONOMY,
    EXTERNAL,
    MONTHLY,
    ONGOING,
    deadline,
    make_plan,
    make_task,
    make_user,
    make_ward,
    window,
)
from wards.calendar_days import load_calendar
from wards.models import Role, User, Ward
from wards.periods import Rule

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
QUARTERLY, HALF_YEARLY = (Timing(Kind.RECURRING, every=(every,)) for every in (Every.QUARTERLY, Every.HALF_YEARLY))
DUE = date(2026, 5, 14)  # a Thursday
MADE = date(2026, 1, 5)


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    """The records are made on 5 January, before anything falls due."""
    with time_machine.travel("2026-01-05T08:00:00+07:00", tick=False):
        yield


@pytest.fixture
def ward() -> Ward:
    return make_ward()


@pytest.fixture
def officer(ward: Ward) -> User:
    return make_user(ward, Role.OFFICER, ECONOMY, username="officer")


@pytest.mark.parametrize(
    ("status", "reminded"),
    [
        (Status.NOT_STARTED, True),
        (Status.IN_PROGRESS, True),
        (Status.AWAITING_CONFIRMATION, False),
        (Status.DONE, False),
        (Status.PAUSED, False),
        (Status.DROPPED, False),
        (Status.NOTHING_AROSE, False),
    ],
)
def test_only_what_is_open_is_reminded_of(ward: Ward, officer: User, status: Status, reminded: bool) -> None:
    make_plan(ward, [deadline(DUE)])
    Part.objects.update(status=status, done_on=MADE)
    assert bool(sweep(DUE).parts) is reminded


def test_a_reported_check_in_is_not_reminded_of(ward: Ward, officer: User) -> None:
    make_plan(ward, [ONGOING])
    Part.objects.filter(occurrence__slot="2026-Q1").update(status=Status.REPORTED)
    assert sweep(date(2026, 3, 16)).parts == 0
    Part.objects.filter(occurrence__slot="2026-Q1").update(status=Status.NOT_REPORTED)
    assert sweep(date(2026, 3, 16)).parts == 1


@pytest.mark.parametrize(
    ("change", "reminded"),
    [
        ({"occurrence__retired": True}, False),
        ({"occurrence__task__dropped_on": DUE}, False),
        ({"occurrence__task__dropped_on": DUE + DAY}, True),
        ({"occurrence__opens_on": DUE + DAY}, False),
    ],
)
def test_what_is_dropped_retired_or_not_yet_open(
    ward: Ward, officer: User, change: dict[str, object], reminded: bool
) -> None:
    task = make_task(make_plan(ward), timings=deadline(DUE))
    for path, value in change.items():
        name = path.rpartition("__")[2]
        if "task" in path:
            type(task).objects.update(**{name: value, "dropped_by_document": "12/QĐ-UBND"})
        else:
            Occurrence.objects.update(**{name: value})
    assert bool(sweep(DUE).parts) is reminded


def test_no_date_to_come_is_not_asked_for(ward: Ward, officer: User) -> None:
    make_plan(ward, [EXTERNAL])
    assert sweep(date(2026, 3, 13), dry_run=True).parts == 1
    Occurrence.objects.update(no_date=True)
    assert sweep(date(2026, 3, 13)).parts == 0


def test_the_sweep_finds_what_the_rule_says_of_every_part(ward: Ward, officer: User) -> None:
    days = [date(2026, 1, 9) + n * timedelta(17) for n in range(20)]
    windows = [window(day, day + timedelta(n)) for n, day in zip((20, 59, 60, 61, 200), days, strict=False)]
    plan = make_plan(ward, [*map(deadline, days), *windows, ONGOING, MONTHLY, QUARTERLY, HALF_YEARLY, EXTERNAL])
    with time_machine.travel("2026-04-03T09:00:00+07:00", tick=False):
        make_task(plan, timings=deadline(date(2026, 2, 2)))
        make_task(plan, timings=(window(date(2026, 3, 1), date(2026, 7, 30)), EXTERNAL))
    calendar, said = load_calendar(), set()
    for n in range(0, 330, 5):
        day = MADE + n * DAY
        reckoning = Reckoning(day, calendar, Scheme(Rule.CUTOFF))
        expected = set()
        for part in Part.objects.select_related("occurrence__task__plan"):
            occurrence = part.occurrence
            begins = occurrence.start or plan.issued_on
            milestone = reckoning.owed(
                Owing(SlotKind(occurrence.kind), occurrence.due, begins, occurrence.opens_on, occurrence.made_on)
            )
            if milestone and (part.pk, milestone.key) not in said:
                expected.add((part.pk, milestone.key))
        sweep(day)
        told_now = Notification.objects.filter(channel="portal", milestone__gt="").values_list("part", "milestone")
        assert set(told_now) - said == expected, day
        said |= expected
    assert len(said) > 100
