"""The calendar that all wards share: what a change of it moves is shown, then done, and kept in the history."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from tasks import working_days
from tasks.calendar_change import CalendarChange, Moved
from tasks.models import Channel, Notification, Occurrence, Task
from tasks.occurrences import Effect, effect
from tasks.reminders import sweep
from tasks.timing import Every, Kind, Timing
from tasks.working_days import settle
from tests.factory import ECONOMY, EXTERNAL, MONTHLY, ONGOING, deadline, make_plan, make_user, make_ward, window
from tests.imports.flat.lists import checked, put
from wards.calendar_days import load_calendar
from wards.clock import today
from wards.models import CalendarDay, Role, User, Ward
from wards.refusal import Refused

pytestmark = pytest.mark.django_db

WEEKLY = Timing(Kind.RECURRING, every=(Every.WEEKLY,), text="Hằng tuần")
CLOSE = date(2026, 3, 16)  # Monday after the close on Saturday 14
NEXT = date(2026, 3, 17)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-03-02T09:00:00+07:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def ward() -> Ward:
    ward = make_ward()
    make_user(ward, Role.OFFICER, ECONOMY)
    return ward


@pytest.fixture
def province() -> User:
    return make_user(None, Role.PROVINCE_ADMIN, full_name="Phạm Văn Tỉnh")


def plan(ward: Ward, *rows: Timing) -> None:
    """Issued on 5 January."""
    with time_machine.travel("2026-01-05T08:00:00+07:00", tick=False):
        make_plan(ward, list(rows))


def said(day: date, working: bool | None) -> tuple[tuple[Moved, ...], tuple[Moved, ...]]:
    found = CalendarChange({day: working}).effect()
    return found.dues, found.reminders


def test_a_day_off_moves_check_ins_and_their_reminders(ward: Ward, province: User) -> None:
    plan(ward, ONGOING, ONGOING)
    expected = settle(province, CLOSE, working=False, note="Nghỉ bù", was="", dry_run=True)
    assert expected.dues == (Moved("2026-Q1", CLOSE, CLOSE, NEXT, 2),)
    assert expected.reminders == (Moved("0", CLOSE, CLOSE, NEXT, 2),), "three days before stays a Friday"
    assert not CalendarDay.objects.exists()
    assert settle(province, CLOSE, working=False, note="Nghỉ bù", was="") == expected
    assert set(Occurrence.objects.filter(slot="2026-Q1").values_list("due", flat=True)) == {NEXT}
    assert [sweep(day).parts for day in (date(2026, 3, 13), CLOSE, NEXT)] == [2, 0, 2]


def test_reminders_of_dates_move_to_the_working_day_before(ward: Ward) -> None:
    due = date(2026, 3, 12)  # a Thursday
    plan(ward, window(date(2026, 3, 1), due))
    dues, reminders = said(date(2026, 3, 11), False)
    assert dues == ()
    assert reminders == (Moved("-1", due, date(2026, 3, 11), date(2026, 3, 10), 1),)
    # Off on its due day: the reminder of the day before speaks no more for itself.
    assert said(due, False)[1] == (
        Moved("-1", due, date(2026, 3, 11), None, 1),
        Moved("0", due, due, date(2026, 3, 11), 1),
    )


def test_a_saturday_worked_takes_back_what_had_moved(ward: Ward) -> None:
    plan(ward, MONTHLY, EXTERNAL)
    dues, reminders = said(date(2026, 3, 14), True)
    assert dues == (Moved("2026-03", CLOSE, CLOSE, date(2026, 3, 14), 1),)
    assert Moved("0", CLOSE, CLOSE, date(2026, 3, 14), 1) in reminders
    # The quarter is asked about three days before its close, now a Wednesday.
    assert Moved("ask:2026-Q1", None, date(2026, 3, 13), date(2026, 3, 11), 1) in reminders


def test_what_is_due_already_stays(ward: Ward, province: User, clock: time_machine.Traveller) -> None:
    plan(ward, ONGOING, deadline(date(2026, 3, 12)))
    clock.move_to("2026-03-20T09:00:00+07:00")
    found = settle(province, CLOSE, working=False, note="", was="")
    assert found.dues == ()
    assert Occurrence.objects.get(slot="2026-Q1").due == CLOSE


@pytest.mark.parametrize(
    "days",
    [
        {CLOSE: False},
        {date(2026, 3, 6): False, date(2026, 3, 14): True},
        {date(2026, 3, 5) + timedelta(n): False for n in range(10)},
        {date(2026, 4, 13) + timedelta(n): False for n in range(4)},
    ],
)
def test_the_dates_are_those_that_rescheduling_would_give(ward: Ward, province: User, days: dict[date, bool]) -> None:
    with time_machine.travel("2026-03-02T08:00:00+07:00", tick=False):
        make_plan(ward, [ONGOING, MONTHLY, WEEKLY, deadline(date(2026, 3, 31))], check_ins_from=today())
    for day, working in days.items():
        settle(province, day, working=working, note="", was="")
    tasks = list(Task.objects.select_related("plan", "ward"))
    assert effect(tasks, load_calendar(), today()) == Effect()


def test_an_extension_that_gives_no_more_time_is_spent(ward: Ward, province: User) -> None:
    plan(ward, MONTHLY)
    Occurrence.objects.filter(slot="2026-03").update(extended_due=NEXT)
    settle(province, CLOSE, working=False, note="", was="")
    moved = Occurrence.objects.get(slot="2026-03")
    assert (moved.due, moved.extended_due) == (NEXT, None)


def test_who_changed_which_day_is_kept(province: User) -> None:
    day = date(2026, 4, 27)
    settle(province, day, working=False, note="Nghỉ bù", was="")
    settle(province, day, working=True, note="", was="False|Nghỉ bù")
    settle(province, day, working=None, note="", was="True|")
    assert not CalendarDay.objects.exists()
    assert [(entry.who, entry.about, len(entry.changes)) for entry in working_days.history(2026)] == [
        (str(province), "27/04/2026: ngày làm việc", 0),
        (str(province), "27/04/2026: ngày làm việc", 2),
        (str(province), "27/04/2026: ngày nghỉ (Nghỉ bù)", 0),
    ]
    assert working_days.history(2027) == []


def test_a_day_that_somebody_else_changed_meanwhile(province: User) -> None:
    day = date(2026, 4, 27)
    settle(province, day, working=False, note="Nghỉ bù", was="")
    with pytest.raises(Refused, match="Nghỉ bù"):
        settle(province, day, working=True, note="", was="")
    assert not CalendarDay.objects.get().working


def test_only_the_province_changes_it(ward: Ward) -> None:
    with pytest.raises(PermissionDenied):
        settle(make_user(ward, Role.ADMIN), CLOSE, working=False, note="", was="")


def page(client: Client, **query: str) -> str:
    return client.get(reverse("tasks:working_days"), query).content.decode()


def test_the_page_shows_what_moves_before_it_is_saved(ward: Ward, province: User) -> None:
    plan(ward, ONGOING)
    client, to = Client(), reverse("tasks:working_days")
    client.force_login(province)
    given: dict[str, Any] = {"day": "2026-03-16", "working": "off", "note": "Nghỉ bù", "was": "", "seen": ""}
    shown = client.post(to, given)
    text = shown.content.decode()
    assert "17/03/2026" in text and "Quý I/2026" in text and "đúng ngày đến hạn 16/03/2026" in text
    assert not CalendarDay.objects.exists()
    assert client.post(to, given | {"save": "1"}).status_code == 200, "not before it was seen"
    seen = shown.context["form"]["seen"].value()
    assert client.post(to, given | {"save": "1", "seen": seen}).status_code == 302
    assert "Nghỉ bù" in page(client)
    opened = client.get(to, {"day": "2026-03-16"}).context["form"]
    assert (opened["working"].value(), opened["was"].value()) == ("off", "False|Nghỉ bù")


@pytest.mark.parametrize("day", ["0001-01-01", "1999-12-31", "2101-01-01", "9999-12-31"])
def test_a_day_too_far_off_is_refused_at_its_field(province: User, day: str) -> None:
    client = Client()
    client.force_login(province)
    given = {"day": day, "working": "off", "note": "", "was": "", "seen": ""}
    answer = client.post(reverse("tasks:working_days"), given)
    assert answer.status_code == 422
    assert "từ năm 2000 đến năm 2100" in answer.content.decode()


def test_everybody_sees_the_days_of_a_year(ward: Ward) -> None:
    CalendarDay.objects.create(date=date(2026, 1, 10), working=True, note="Làm bù")
    client = Client()
    client.force_login(make_user(ward, Role.VIEWER))
    text = page(client, year="2026")
    assert "Làm bù" in text and "Quốc khánh" in text
    assert "<form class=" not in text.partition("<main")[2]
    assert client.post(reverse("tasks:working_days")).status_code == 403
    assert "Làm bù" not in page(client, year="2027")
    assert "Ngày làm việc năm 2026" in page(client, year="x")


def test_a_file_shows_what_it_moves_and_moves_it(ward: Ward, province: User) -> None:
    plan(ward, ONGOING)
    rows = [("Ngày", "Làm việc"), ("16/3/2026", "Không")]
    assert any("17/03/2026" in each for each in checked("lich", None, province, rows).moves)
    kept = put("lich", None, province, rows)
    assert Occurrence.objects.get(slot="2026-Q1").due == NEXT
    assert kept.found["moves"]
    assert [entry.who for entry in working_days.history(2026)] == [str(province)]


def test_nothing_that_moves_is_said_too(province: User) -> None:
    (sentence,) = working_days.sentences(CalendarChange({date(2027, 3, 16): False}).effect())
    assert sentence
    assert not Notification.objects.filter(channel=Channel.EMAIL).exists()
