"""What a sweep records, for whom, in which message; how often it may run, and what it does after an outage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tasks import delivery, owed, reminders
from tasks.milestones import Reckoning, Scheme
from tasks.models import Channel, Message, MessageState, Notification, Occurrence
from tasks.reminders import sweep
from tests.factory import (
    ECONOMY,
    EXTERNAL,
    MONTHLY,
    ON_EVENT,
    ONGOING,
    deadline,
    make_plan,
    make_task,
    make_user,
    make_ward,
    window,
)
from wards.calendar_days import load_calendar
from wards.models import CalendarDay, Membership, PeriodRule, Role, User, Ward

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
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


ASKED = [("ask:2026-Q1", channel, DUE) for channel in ("email", "portal")]


def told(**of: object) -> list[tuple[str, str, date]]:
    """(milestone, channel, message's day) of the notifications, in the order written."""
    rows = Notification.objects.filter(**of).order_by("pk")
    return list(rows.values_list("milestone", "channel", "message__day"))


def keys(**of: object) -> list[str]:
    """The milestones told in the portal."""
    return [key for key, channel, _day in told(**of) if channel == Channel.PORTAL]


def deliver(day: date) -> Counter[str]:
    return delivery.deliver_all(delivery.waiting(day))


@pytest.mark.services
def test_ten_sweeps_record_once_and_send_once(ward: Ward, officer: User, mailoutbox: list) -> None:
    make_plan(ward, [deadline(DUE), window(MADE, DUE + timedelta(100))])
    for _ in range(10):
        sweep(DUE)
        deliver(DUE)
    assert sorted(told()) == [("0", "email", DUE), ("0", "portal", DUE), *ASKED]
    assert len(mailoutbox) == 1
    assert list(Message.objects.values_list("state", flat=True)) == ["sent", "sent"]


@pytest.mark.services
def test_one_message_holds_all_that_is_owed(ward: Ward, officer: User) -> None:
    """A dated row, a check-in, a recurring one and an awaited date, each reached on its own milestone."""
    day = date(2026, 3, 13)
    make_plan(ward, [deadline(date(2026, 3, 20)), ONGOING, MONTHLY, EXTERNAL, ON_EVENT, deadline(date(2026, 3, 12))])
    swept = sweep(day)
    assert Message.objects.filter(day=day).count() == 2
    assert Counter(keys()) == Counter(["-7", "-3", "-3", "ask:2026-Q1", "+1", "+30", "+7"])
    assert swept.told == {(officer.pk, "portal"): 7, (officer.pk, "email"): 7}
    assert list(Notification.objects.filter(milestone__startswith="ask").values_list("due", flat=True)) == [None, None]


def test_nothing_owed_makes_no_message(ward: Ward, officer: User) -> None:
    make_plan(ward, [deadline(DUE), ONGOING, EXTERNAL])
    assert sweep(date(2026, 3, 12)).parts == 0
    assert not Message.objects.exists()


def test_a_person_with_several_posts_is_told_each_thing_once(ward: Ward, officer: User) -> None:
    other = make_ward("Phường Bên Cạnh")
    for elsewhere, role, unit in (
        (ward, Role.HEAD, ECONOMY),
        (ward, Role.ONE_DOOR, None),
        (other, Role.ONE_DOOR, None),
    ):
        unit_id = elsewhere.pk and unit and officer.memberships.get(role=Role.OFFICER).unit_id
        Membership.objects.create(user=officer, ward=elsewhere, role=role, unit_id=unit_id, is_head=role == Role.HEAD)
    make_plan(ward, [deadline(DUE)])
    make_plan(other, [deadline(DUE)])
    sweep(DUE)
    assert Message.objects.count() == 2
    assert told() == [("0", "portal", DUE), ("0", "email", DUE)] * 2
    assert Notification.objects.values("ward").distinct().count() == 2


def test_a_ward_with_nobody_to_tell_owes_until_somebody_is_there(ward: Ward) -> None:
    make_user(ward, Role.ADMIN)
    make_plan(ward, [deadline(DUE)])
    assert (sweep(DUE).parts, sweep(DUE).unheard) == (0, {ward.pk: 1})
    assert not Message.objects.exists()
    make_user(ward, Role.ONE_DOOR)
    assert sweep(DUE + 4 * DAY).parts == 1


def test_an_outage_of_four_days_leaves_one_line(ward: Ward, officer: User, mailoutbox: list) -> None:
    make_plan(ward, [deadline(DUE)])
    sweep(DUE - timedelta(7))
    deliver(DUE - timedelta(7))
    # Down when -3, -1 and the day itself were due: only what holds now is told, in one line of one message.
    sweep(DUE)
    deliver(DUE)
    assert keys() == ["-7", "0"]
    assert len(mailoutbox) == 2
    assert mailoutbox[1].body.count("Nhiệm vụ số 1") == 1


@pytest.mark.services
def test_an_outage_over_tet(ward: Ward, officer: User) -> None:
    """Due on the last day before the holiday, machine down until the second working day after it."""
    make_plan(ward, [deadline(date(2026, 2, 13)), deadline(date(2026, 2, 18)), deadline(date(2026, 2, 25))])
    sweep(date(2026, 2, 24))
    assert dict(Notification.objects.filter(channel="portal").values_list("due", "milestone")) == {
        date(2026, 2, 13): "+7",
        date(2026, 2, 18): "+1",
        date(2026, 2, 25): "-1",
    }
    assert Message.objects.count() == 2


@pytest.mark.services
def test_a_mail_server_down_for_days_leaves_one_message(ward: Ward, officer: User, mailoutbox: list) -> None:
    """The message that could not be sent becomes that of the day on which something more is owed."""
    make_plan(ward, [deadline(DUE), deadline(DUE + DAY)])
    sweep(DUE - DAY)
    Message.objects.filter(channel="email").update(state=MessageState.FAILED, attempts=3)
    sweep(DUE)
    (message,) = Message.objects.filter(channel="email")
    assert (message.day, message.state, message.attempts) == (DUE, MessageState.QUEUED, 0)
    deliver(DUE)
    assert len(mailoutbox) == 1
    assert mailoutbox[0].body.count("/phan-viec/") == 2


def test_what_comes_up_after_the_days_message_goes_with_the_next_working_days(
    ward: Ward, officer: User, mailoutbox: list
) -> None:
    friday = date(2026, 5, 15)
    plan = make_plan(ward, [deadline(friday)])
    sweep(friday)
    deliver(friday)
    task = make_task(plan, timings=deadline(friday))
    sweep(friday)
    assert told(part__occurrence__task=task) == [("0", channel, date(2026, 5, 18)) for channel in ("portal", "email")]
    assert deliver(friday) == {}
    sweep(date(2026, 5, 18))
    deliver(date(2026, 5, 18))
    assert len(mailoutbox) == 2
    # The same row is one line, though its due day and the day after are both told in this message.
    assert mailoutbox[1].body.count("Nhiệm vụ số 2") == 1


def test_a_mail_that_waits_keeps_its_day_when_more_comes_up_after_the_portals_message(
    ward: Ward, officer: User, mailoutbox: list
) -> None:
    friday = date(2026, 5, 15)
    plan = make_plan(ward, [deadline(friday)])
    sweep(friday)
    deliver(friday)
    Message.objects.filter(channel="email").update(state=MessageState.FAILED, attempts=3)
    task = make_task(plan, timings=deadline(friday))
    sweep(friday)
    (mail,) = Message.objects.filter(channel="email")
    assert (mail.day, mail.attempts) == (friday, 3)
    assert told(part__occurrence__task=task) == [
        ("0", "portal", date(2026, 5, 18)),
        ("0", "email", friday),
    ]


@pytest.mark.services
def test_an_extension_reminds_anew(ward: Ward, officer: User) -> None:
    make_plan(ward, [deadline(DUE)])
    sweep(DUE)
    Occurrence.objects.update(extended_due=DUE + timedelta(14))
    moved = [sweep(DUE + timedelta(days)).parts for days in (4, 6, 7, 14)]
    assert moved == [1, 0, 1, 1]
    assert list(Notification.objects.filter(channel="portal").order_by("pk").values_list("due", "milestone")) == [
        (DUE, "0"),
        (DUE + timedelta(14), "-30"),
        (DUE + timedelta(14), "-7"),
        (DUE + timedelta(14), "0"),
    ]


def test_a_plan_imported_late_owes_one_late_notice(ward: Ward, officer: User) -> None:
    with time_machine.travel("2026-06-01T09:00:00+07:00", tick=False):
        make_plan(ward, [deadline(DUE), deadline(date(2026, 6, 4)), EXTERNAL])
    for day in range(1, 9):
        sweep(date(2026, 6, day))
    assert [
        (each["due"].day, each["milestone"]) for each in Notification.objects.filter(channel="portal").values()
    ] == [
        (14, "+7"),
        (4, "-3"),
        (4, "-1"),
        (4, "0"),
        (4, "+1"),
    ]


def test_rest_days_of_the_office_move_reminders(ward: Ward, officer: User) -> None:
    make_plan(ward, [deadline(DUE)])
    CalendarDay.objects.create(date=DUE, working=False)
    sweep(DUE - timedelta(2))
    sweep(DUE - DAY)
    sweep(DUE)
    assert keys() == ["-3", "0"]


def test_wards_close_by_their_own_rule(ward: Ward) -> None:
    other = make_ward("Phường Bên Cạnh", period_rule=PeriodRule.CALENDAR)
    for each in (ward, other):
        make_user(each, Role.ONE_DOOR)
        make_plan(each, [EXTERNAL])
    sweep(date(2026, 3, 13))
    assert keys(ward=ward) == ["ask:2026-Q1"]
    assert keys(ward=other) == []
    sweep(date(2026, 3, 27))
    assert keys(ward=other) == ["ask:2026-Q1"]


def test_one_ward_alone_and_a_dry_run(ward: Ward, officer: User) -> None:
    other = make_ward("Phường Bên Cạnh")
    make_user(other, Role.ONE_DOOR)
    make_plan(ward, [deadline(DUE)])
    make_plan(other, [deadline(DUE)])
    assert sweep(DUE, dry_run=True).parts == 2
    assert not Message.objects.exists()
    assert sweep(DUE, ward=other).parts == 1
    assert set(Notification.objects.values_list("ward", flat=True)) == {other.pk}


@pytest.mark.services
def test_a_failing_ward_stops_no_other(
    ward: Ward, officer: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    wards = [ward, make_ward("Phường Hỏng"), make_ward("Phường Bên Cạnh")]
    for each in wards:
        make_user(each, Role.ONE_DOOR)
        make_plan(each, [deadline(DUE)])
    directories = owed.directories

    def broken(of: list[int]) -> object:
        if wards[1].pk in of:
            raise ValueError("a unit that is none")
        return directories(of)

    monkeypatch.setattr(owed, "directories", broken)
    swept = sweep(DUE)
    assert (swept.parts, swept.failed) == (2, [wards[1].pk])
    assert set(Notification.objects.values_list("ward", flat=True)) == {ward.pk, wards[2].pk}
    assert "a unit that is none" in caplog.text
    monkeypatch.undo()
    assert sweep(DUE).parts == 1


def test_queries_do_not_grow_with_tasks(ward: Ward, officer: User, django_assert_max_num_queries) -> None:
    make_user(ward, Role.LEADER)
    plan = make_plan(ward, [deadline(DUE)])
    with CaptureQueriesContext(connection) as one:
        sweep(DUE, dry_run=True)
    for _ in range(30):
        make_task(plan, timings=deadline(DUE))
    with CaptureQueriesContext(connection) as many:
        assert sweep(DUE, dry_run=True).parts == 31
    assert len(many) == len(one)
    sweep(DUE)
    # Nothing owed: the calendar, the rules in use, two SELECTs for each of those, one for the digest.
    with django_assert_max_num_queries(5):
        sweep(DUE)


# Two sweeps at once: the second waits, then finds nothing owed.


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_record_once() -> None:
    wards = [make_ward(f"Phường Số {n}") for n in range(4)]
    everywhere = make_user(wards[0], Role.ONE_DOOR)
    for each in wards[1:]:
        Membership.objects.create(user=everywhere, ward=each, role=Role.ONE_DOOR)
    for each in wards:
        make_plan(each, [deadline(DUE)] * 10)
    together, found, errors = Barrier(3), [], []

    def run() -> None:
        try:
            together.wait()
            found.append(sweep(DUE))
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert sorted(swept.parts for swept in found) == [0, 0, 40]
    assert all(swept.failed == [] for swept in found)
    assert Notification.objects.count() == 80
    assert Message.objects.count() == 2


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_the_unique_keys_alone_hold_two_writers_apart() -> None:
    """Both decided before either wrote: without the ward's lock, the same notifications twice."""
    ward = make_ward()
    make_user(ward, Role.OFFICER, ECONOMY)
    make_plan(ward, [deadline(DUE), EXTERNAL])
    calendar = load_calendar()
    source = owed.Milestones(Reckoning(date(2026, 5, 14), calendar, Scheme()), {})
    decided = list(source.owed([ward.pk], [part for _ward, part in source.reached()]))
    for _ in range(2):
        with transaction.atomic():
            reminders.record(decided, DUE, calendar)
    assert Notification.objects.count() == 2 * len(decided)
