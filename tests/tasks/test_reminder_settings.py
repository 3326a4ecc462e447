"""The milestones of a ward: its own, changed on a page that shows what they do, and shown for any task."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tasks import schemes, ward_settings
from tasks.milestones import read_days
from tasks.models import Channel, Message, MessageState, Notification, Part, Task
from tasks.reminders import sweep
from tests.factory import (
    CULTURE,
    ECONOMY,
    EXTERNAL,
    ONGOING,
    deadline,
    make_plan,
    make_task,
    make_user,
    make_ward,
    window,
)
from wards.models import Role, User, Ward

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
DUE = date(2026, 5, 14)  # a Thursday
Clock = time_machine.Traveller


@pytest.fixture(autouse=True)
def clock() -> Iterator[Clock]:
    with time_machine.travel("2026-01-05T08:00:00+07:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def ward() -> Ward:
    return make_ward()


@pytest.fixture
def officer(ward: Ward) -> User:
    return make_user(ward, Role.OFFICER, ECONOMY, full_name="Trần Thị Thử")


@pytest.fixture
def admin(ward: Ward) -> User:
    return make_user(ward, Role.ADMIN)


def browser_of(user: User) -> Client:
    """Signed in now: a session does not outlast the months between a plan and its days."""
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def browser(admin: User) -> Client:
    return browser_of(admin)


def page(ward: Ward) -> str:
    return reverse("tasks:reminder_settings", kwargs={"ward_id": ward.public_id})


def told(ward: Ward) -> list[tuple[str, date]]:
    rows = Notification.objects.filter(ward=ward, channel=Channel.PORTAL).order_by("pk")
    return list(rows.values_list("milestone", "message__day"))


def sweep_daily(clock: Clock, first: date, last: date) -> None:
    while first <= last:
        clock.move_to(f"{first}T06:45:00+07:00")
        sweep(first)
        Message.objects.update(state=MessageState.SENT)
        first += DAY


def given(ward: Ward, **changed: Any) -> dict[str, Any]:
    return {"version": ward.version, **{name: getattr(ward, name) for name in schemes.DAYS}} | changed


def test_each_ward_is_reminded_on_its_own_days(ward: Ward, officer: User, clock: Clock) -> None:
    other = make_ward("Phường Bên Cạnh", remind_before="10, 2", remind_late="4", remind_check_in="5")
    make_user(other, Role.OFFICER, ECONOMY)
    for each in (ward, other):
        make_plan(each, [window(DUE - timedelta(20), DUE)])
    sweep_daily(clock, DUE - timedelta(14), DUE + timedelta(8))
    assert [key for key, _day in told(ward)] == ["-7", "-3", "-1", "0", "+1", "+7"]
    assert told(other) == [("-10", date(2026, 5, 4)), ("-2", date(2026, 5, 12)), ("+4", date(2026, 5, 18))]


@pytest.mark.parametrize("broken", [{"remind_late": ""}, {"remind_before": "bảy"}, {"remind_check_in": " "}])
def test_settings_that_cannot_be_read_stop_nobody(
    ward: Ward, officer: User, broken: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    other = make_ward("Phường Hỏng", **broken)
    make_user(other, Role.OFFICER, ECONOMY)
    for each in (ward, other):
        make_plan(each, [deadline(DUE)])
    assert sweep(DUE).parts == 2
    assert "cannot be read" in caplog.text


def test_a_change_tells_nothing_again_that_was_told(ward: Ward, officer: User, admin: User, clock: Clock) -> None:
    """Seven days before was told; ten days before would lie before that, five lies after it."""
    make_plan(ward, [window(due - timedelta(20), due) for due in (DUE, DUE - timedelta(14))])
    sweep_daily(clock, DUE - timedelta(7), DUE - timedelta(7))
    assert [key for key, _day in told(ward)] == ["-7", "+7"]
    changed = {"remind_before": "10, 5, 0", "remind_late": "3, 10"}
    ward_settings.settle(ward, admin, **given(ward, **changed))
    sweep_daily(clock, DUE - timedelta(7), DUE)
    assert told(ward)[2:] == [
        ("-5", date(2026, 5, 8)),  # a Saturday's, on Friday
        ("+10", date(2026, 5, 11)),  # a Sunday's, on Monday
        ("0", DUE),
    ]


def test_what_saving_does_is_shown_before_it_is_saved(ward: Ward, officer: User, admin: User, clock: Clock) -> None:
    make_plan(ward, [deadline(DUE)])
    clock.move_to("2026-05-04T09:00:00+07:00")
    browser = browser_of(admin)
    wanted = given(ward, remind_before="0, 9", seen="")
    shown = browser.post(page(ward) + "?q=1", wanted)
    text = shown.content.decode()
    assert "05/05/2026: 1 người thay vì 0" in text and "07/05/2026: 0 người thay vì 1" in text
    assert "9 ngày trước hạn" in text, "the days of the task are those typed"
    ward.refresh_from_db()
    assert ward.remind_before == "7, 3, 1, 0"
    seen = shown.context["form"]["seen"].value()
    assert browser.post(page(ward) + "?q=1", wanted | {"save": "1", "seen": seen}).status_code == 302
    ward.refresh_from_db()
    assert ward.remind_before == "9, 0"
    assert "7, 3, 1, 0" in browser.get(page(ward)).content.decode(), "the history keeps what it was"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("remind_before", ""),
        ("remind_before", "bảy"),
        ("remind_before", "-3"),
        ("remind_before", "400"),
        ("remind_before", "1,2,3,4,5,6,7,8,9"),
        ("remind_late", "0"),
        ("remind_late", ""),
        ("remind_late_every", "3"),
        ("remind_check_in", ""),
        ("remind_check_in_late", "0"),
    ],
)
def test_wrong_days_are_named_at_their_field(ward: Ward, browser: Client, field: str, value: str) -> None:
    answer = browser.post(page(ward), given(ward, **{field: value}))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]


def test_two_administrators_at_once(ward: Ward, browser: Client) -> None:
    Ward.objects.update(version=5)
    answer = browser.post(page(ward), given(ward, remind_before="5"))
    assert answer.status_code == 422 and answer.context["form"].non_field_errors()


def test_days_are_read_however_they_are_written() -> None:
    assert read_days(" 3;7, 1 0,3") == (0, 1, 3, 7)
    with pytest.raises(ValueError, match="3-1"):
        read_days("3-1")


def days_of(client: Client, task: Task) -> str:
    return client.get(reverse("tasks:reminders", kwargs={"public_id": task.public_id})).content.decode()


def test_a_task_shows_the_days_on_which_it_will_remind_whom(
    ward: Ward, officer: User, admin: User, clock: Clock
) -> None:
    plan = make_plan(ward, [ONGOING])
    task = make_task(plan, timings=deadline(DUE), lead=[ECONOMY, CULTURE])
    clock.move_to("2026-05-11T06:45:00+07:00")
    sweep(date(2026, 5, 11))
    text = days_of(browser_of(admin), task)
    for shown in ("13/05/2026", "14/05/2026", "15/05/2026", "21/05/2026", "Trần Thị Thử", "3 ngày trước hạn"):
        assert shown in text
    assert "chưa có ai trong phường" in text, "the other unit has nobody, and there is no one-door staff"
    assert "15/06/2026" in days_of(browser_of(officer), Task.objects.get(position=0))


def test_what_one_unit_has_reported_makes_its_officer_answer_for_no_other(
    ward: Ward, officer: User, admin: User, clock: Clock
) -> None:
    """As the sweep has it: a named officer of one lead unit answers for that unit's part."""
    other = make_user(ward, Role.OFFICER, CULTURE, full_name="Lê Văn Mẫu")
    task = make_task(make_plan(ward, []), timings=deadline(DUE), lead=[ECONOMY, CULTURE], officer=officer)
    done = Part.objects.filter(unit__name=ECONOMY)
    assert done.update(status="done", done_on=date(2026, 1, 5)) == 1
    text = days_of(browser_of(admin), task)
    assert str(other) in text and str(officer) not in text
    clock.move_to("2026-05-14T06:45:00+07:00")
    sweep(DUE)
    assert {each.recipient for each in Notification.objects.all()} == {other}


def test_a_task_of_which_nothing_is_owed_says_so(ward: Ward, browser: Client) -> None:
    draft = make_plan(ward, [EXTERNAL], number="", issued_on=None, waits_for_issue=True)
    assert "chưa được ban hành" in days_of(browser, draft.tasks.get())
    text = browser.get(page(ward), {"q": "không có việc này"}).content.decode()
    assert "Không có nhiệm vụ nào" in text
