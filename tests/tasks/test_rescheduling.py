"""Cadence and timing changed in the portal: what changes is shown first, what was reported is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from plans.models import Plan
from tasks import reminders, rescheduling, work
from tasks.models import Notification, Part, Task
from tasks.occurrences import Effect, make_occurrences
from tasks.status import PartStatus
from tests import factory
from tests.factory import CENTRE, ECONOMY, MONTHLY, ONGOING
from wards.calendar_days import load_calendar
from wards.models import Cadence, Role, User, Ward

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def day() -> Any:
    """10 April 2026, 09:00 in Vietnam: three months and one quarter are closed."""
    with time_machine.travel("2026-04-10 02:00:00+00:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def ward() -> Ward:
    return factory.make_ward()


@pytest.fixture
def plan(ward: Ward) -> Plan:
    made = factory.make_plan(ward, issued_on=date(2026, 1, 20), number="07/KH-UBND")
    factory.make_task(made, None, ONGOING)
    factory.make_task(made, None, factory.deadline(date(2026, 6, 30)))
    return made


@pytest.fixture
def row(plan: Plan) -> Task:
    return plan.tasks.get(position=0)


@pytest.fixture
def people(ward: Ward) -> dict[str, User]:
    return {
        "admin": factory.make_user(ward, Role.ADMIN),
        "one_door": factory.make_user(ward, Role.ONE_DOOR, CENTRE),
        "leader": factory.make_user(ward, Role.LEADER),
        "officer": factory.make_user(ward, Role.OFFICER, ECONOMY),
        "elsewhere": factory.make_user(factory.make_ward("Phường Khác"), Role.ADMIN),
    }


def client(person: User) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


def asked(task: Task) -> list[str]:
    return sorted(task.occurrences.filter(retired=False).values_list("slot", flat=True))


QUARTERS = ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]
MONTHS = [f"2026-{month:02}" for month in range(2, 13)]


def test_months_take_the_place_of_quarters_and_what_was_reported_stays(
    plan: Plan, row: Task, people: dict[str, User]
) -> None:
    entry = work.report(factory.part_of(row, "2026-Q1"), people["officer"], status=PartStatus.REPORTED, text="Đã xong")
    effect = rescheduling.set_cadence(plan, people["one_door"], cadence=Cadence.MONTHLY, version=1)
    assert effect == Effect(added=11, removed=3, kept=1, late=2)
    assert asked(row) == MONTHS
    entry.refresh_from_db()
    assert entry.part.occurrence.retired
    back = rescheduling.set_cadence(plan, people["one_door"], cadence=Cadence.QUARTERLY, version=2)
    assert back == Effect(added=3, moved=1, removed=11)
    assert asked(row) == QUARTERS


def test_looking_changes_nothing(plan: Plan, row: Task, people: dict[str, User]) -> None:
    rescheduling.set_cadence(plan, people["admin"], cadence=Cadence.MONTHLY, version=1, dry_run=True)
    plan.refresh_from_db()
    assert (plan.cadence, plan.version, asked(row)) == (Cadence.QUARTERLY, 1, QUARTERS)


def test_a_row_keeps_its_own_cadence(plan: Plan, row: Task, people: dict[str, User]) -> None:
    rescheduling.set_row_cadence(row, people["one_door"], cadence=Cadence.MONTHLY, version=1)
    assert asked(row) == MONTHS
    assert rescheduling.set_cadence(plan, people["admin"], cadence=Cadence.QUARTERLY, version=1) == Effect()
    rescheduling.set_row_cadence(row, people["one_door"], cadence="", version=2)
    assert asked(row) == QUARTERS


@pytest.mark.parametrize(
    ("since", "months"),
    [(date(2026, 1, 14), 12), (date(2026, 1, 15), 11), (date(2026, 4, 14), 9), (date(2026, 4, 15), 8)],
)
def test_an_administrator_asks_from_another_day_on(
    plan: Plan, row: Task, people: dict[str, User], since: date, months: int
) -> None:
    rescheduling.set_cadence(plan, people["admin"], cadence=Cadence.MONTHLY, version=1, check_ins_from=since)
    assert len(asked(row)) == months


def test_rows_added_later_are_not_asked_about_before_they_were_there(plan: Plan, people: dict[str, User]) -> None:
    later = factory.make_task(plan, None, ONGOING, in_force_from=date(2026, 4, 1))
    since = date(2026, 1, 1)
    rescheduling.set_cadence(plan, people["admin"], cadence=Cadence.QUARTERLY, version=1, check_ins_from=since)
    assert asked(later) == QUARTERS[1:]


def test_a_timing_in_other_words_moves_the_date_and_keeps_the_report(plan: Plan, people: dict[str, User]) -> None:
    task = plan.tasks.get(position=1)
    entry = work.report(factory.part_of(task), people["officer"], status=PartStatus.IN_PROGRESS, progress=40)
    effect = rescheduling.reword(task, people["admin"], phrase="Trước ngày 15/8/2026", version=1)
    assert effect == Effect(moved=1)
    task.refresh_from_db()
    part = factory.part_of(task)
    assert (entry.part_id, part.progress) == (part.pk, 40)
    assert part.occurrence.due == task.read_timings()[0].due
    assert task.timing_text == "Trước ngày 15/8/2026"
    rescheduling.reword(task, people["admin"], phrase="Thường xuyên", version=2)
    assert asked(task) == QUARTERS
    assert task.occurrences.get(slot="T1").retired


def test_what_was_reminded_of_is_retired_as_the_preview_said(
    plan: Plan, row: Task, people: dict[str, User], day: Any
) -> None:
    day.move_to("2026-06-15 02:00:00+00:00")
    reminders.sweep(date(2026, 6, 15))
    told = Notification.objects.filter(part__occurrence__task=row, channel="portal").select_related("part__occurrence")
    assert {each.part.occurrence.slot for each in told} == set(QUARTERS[:2])
    reword = {"phrase": "Trước ngày 15/8/2026", "version": 1}
    shown = rescheduling.reword(row, people["admin"], **reword, dry_run=True)
    assert shown == rescheduling.reword(row, people["admin"], **reword) == Effect(added=1, removed=2, kept=2)
    assert asked(row) == ["T1"]
    assert all(each.part.occurrence.retired for each in told.all())
    # Months do without the quarters' names, so the plan's cadence meets the same occurrence again.
    rescheduling.reword(row, people["admin"], phrase="Thường xuyên", version=2)
    rescheduling.set_cadence(plan, people["admin"], cadence=Cadence.MONTHLY, version=1)
    assert asked(row) == MONTHS


def test_a_row_that_turns_recurring_is_not_begun_rather_than_not_reported(row: Task, people: dict[str, User]) -> None:
    rescheduling.reword(row, people["admin"], phrase="Hằng quý", version=1)
    parts = Part.objects.filter(occurrence__task=row, occurrence__retired=False)
    assert {(part.occurrence.kind, part.status) for part in parts} == {("recurring", PartStatus.NOT_STARTED)}


def test_what_applies_from_a_day_on_leaves_earlier_periods_as_they_were(
    plan: Plan, row: Task, people: dict[str, User], day: Any
) -> None:
    day.move_to("2026-11-22 02:00:00+00:00")
    work.report(factory.part_of(row, "2026-Q1"), people["officer"], status=PartStatus.REPORTED, text="Đã xong")
    monthly: dict[str, Any] = {"phrase": "Hằng tháng", "version": 1}
    whole_year = rescheduling.reword(row, people["admin"], **monthly, dry_run=True)
    assert (whole_year.added, whole_year.late) == (11, 10)
    assert rescheduling.default_start(plan) == date(2026, 11, 22)
    effect = rescheduling.reword(row, people["admin"], **monthly, asked_from=date(2026, 11, 22))
    assert effect == Effect(added=1, removed=1)
    assert asked(row) == ["2026-12", *QUARTERS[:3]]
    # It stays so whenever dates are made again, and until another day is given.
    row.refresh_from_db()
    make_occurrences([row], today=date(2026, 11, 22), calendar=load_calendar())
    assert asked(row) == ["2026-12", *QUARTERS[:3]]
    rescheduling.reword(row, people["admin"], phrase="Hằng tháng", version=2, asked_from=date(2026, 1, 1))
    assert asked(row) == MONTHS
    assert row.occurrences.get(slot="2026-Q1").retired


@pytest.mark.parametrize(
    ("since", "slots"),
    [(date(2026, 11, 14), ["2026-11", "2026-12"]), (date(2026, 11, 15), ["2026-12"])],
)
def test_a_period_that_closes_on_the_day_is_still_asked_for(
    row: Task, people: dict[str, User], since: date, slots: list[str]
) -> None:
    months = {"cadence": Cadence.MONTHLY, "version": 1, "asked_from": since}
    rescheduling.set_row_cadence(row, people["one_door"], **months)
    assert asked(row) == sorted([*QUARTERS[:3], *slots])
    with pytest.raises(work.Refused):
        rescheduling.set_row_cadence(row, people["one_door"], **months | {"version": 2, "asked_from": date(2025, 1, 1)})


@pytest.mark.parametrize("phrase", ["", "ngày 31/2/2026", "xanh lá"])
def test_words_that_say_no_timing_are_refused(row: Task, people: dict[str, User], phrase: str) -> None:
    with pytest.raises(work.Refused):
        rescheduling.reword(row, people["admin"], phrase=phrase, version=1)
    assert asked(row) == QUARTERS


def test_of_two_people_the_second_is_told(plan: Plan, row: Task, people: dict[str, User]) -> None:
    changes: tuple[Callable[[], Effect], ...] = (
        lambda: rescheduling.set_cadence(plan, people["admin"], cadence=Cadence.MONTHLY, version=9),
        lambda: rescheduling.set_row_cadence(row, people["admin"], cadence=Cadence.MONTHLY, version=9),
        lambda: rescheduling.reword(row, people["admin"], phrase="Quý II", version=9),
    )
    for change in changes:
        with pytest.raises(work.Refused):
            change()


# Through the pages


def address(name: str, thing: Plan | Task) -> str:
    return reverse(f"tasks:{name}", kwargs={"public_id": thing.public_id})


@pytest.mark.parametrize(
    ("name", "allowed"),
    [("plan_cadence", {"admin", "one_door"}), ("row_cadence", {"admin", "one_door"}), ("timing", {"admin"})],
)
def test_who_may(plan: Plan, row: Task, people: dict[str, User], name: str, allowed: set[str]) -> None:
    thing = plan if name == "plan_cadence" else row
    page = address("plan" if name == "plan_cadence" else "task", thing)
    for who, person in people.items():
        expected = 200 if who in allowed else 404 if who == "elsewhere" else 403
        browser = client(person)
        assert browser.get(address(name, thing)).status_code == expected, who
        assert browser.post(address(name, thing)).status_code == (422 if expected == 200 else expected), who
        if expected != 404:
            assert (address(name, thing) in browser.get(page).content.decode()) == (expected == 200), who


def test_a_row_that_checks_in_nowhere_has_no_cadence(plan: Plan, people: dict[str, User]) -> None:
    assert client(people["admin"]).get(address("row_cadence", plan.tasks.get(position=1))).status_code == 403


def test_only_the_administrator_moves_the_first_day(plan: Plan, people: dict[str, User]) -> None:
    data = {"version": 1, "cadence": "quarterly", "check_ins_from": "2026-01-05"}
    for who, moved in (("one_door", False), ("admin", True)):
        browser = client(people[who])
        seen = browser.post(address("plan_cadence", plan), data).context["form"]["seen"].value()
        browser.post(address("plan_cadence", plan), data | {"seen": seen, "save": "1"})
        plan.refresh_from_db()
        assert (plan.check_ins_from == date(2026, 1, 5)) == moved
        data["version"] = plan.version


def test_the_effect_is_shown_before_it_is_saved(plan: Plan, row: Task, people: dict[str, User]) -> None:
    browser, to = client(people["one_door"]), address("plan_cadence", plan)
    data: dict[str, Any] = {"version": 1, "cadence": "monthly"}
    # Saving what was never looked at shows it first.
    shown = browser.post(to, data | {"save": "1"})
    assert shown.status_code == 200
    assert len(shown.context["asked"].effects) == 3
    assert asked(row) == QUARTERS
    seen = shown.context["form"]["seen"].value()
    changed = browser.post(to, {"version": 1, "cadence": "quarterly", "seen": seen, "save": "1"})
    assert changed.status_code == 200
    assert browser.post(to, data | {"seen": seen, "save": "1"}).status_code == 302
    assert asked(row) == MONTHS


def test_how_words_are_read_is_shown_before_they_are_saved(row: Task, people: dict[str, User]) -> None:
    browser, to = client(people["admin"]), address("timing", row)
    data = {"version": 1, "phrase": "Quý II", "asked_from": "2026-04-10"}
    shown = browser.post(to, data)
    assert "01/04 – 30/06/2026" in shown.content.decode()
    seen = shown.context["form"]["seen"].value()
    assert browser.post(to, data | {"phrase": "lung tung", "seen": seen, "save": "1"}).status_code == 422
    assert browser.post(to, data | {"seen": seen, "save": "1"}).status_code == 302
    assert asked(row) == ["2026-Q1", "T1"]


def test_recurring_rows_are_no_ongoing_rows(plan: Plan) -> None:
    assert not rescheduling.is_ongoing(factory.make_task(plan, None, MONTHLY))


def test_a_date_before_the_year_and_what_is_late_at_once_are_said_first(row: Task, people: dict[str, User]) -> None:
    data = {"version": 1, "phrase": "Trước ngày 01/01/2026", "asked_from": "2026-04-10"}
    said = " ".join(client(people["admin"]).post(address("timing", row), data).context["asked"].effects)
    assert "31/12/2025" in said and "2026" in said
    assert row.occurrences.count() == 4
