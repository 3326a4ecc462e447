"""Occurrences and parts follow timings, units and the calendar, and keep what was reported."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine

from tasks.models import Occurrence, Part, StatusUpdate, TaskUnit, UnitRole
from tasks.occurrences import make_occurrences
from tests.factory import (
    CENTRE,
    CULTURE,
    DIVISIONS,
    ECONOMY,
    EXTERNAL,
    MONTHLY,
    OFFICE,
    ON_EVENT,
    ONGOING,
    deadline,
    make_plan,
    make_task,
    make_ward,
    part_of,
    unit,
)
from wards.calendar_days import load_calendar
from wards.clock import now, today

pytestmark = [pytest.mark.django_db, pytest.mark.services]


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel("2026-01-05 08:00+07:00", tick=False):
        yield


def slots_of(task):
    return list(Occurrence.objects.filter(task=task).order_by("due", "slot").values_list("slot", flat=True))


def remake(task):
    task.refresh_from_db()
    make_occurrences([task], today=today(), calendar=load_calendar())


def test_each_kind_of_timing_has_its_slots():
    plan = make_plan(make_ward(), [deadline(date(2026, 2, 27)), ONGOING, MONTHLY, EXTERNAL, ON_EVENT])
    once, ongoing, monthly, external, event = plan.tasks.all()
    assert slots_of(once) == ["T1"]
    assert slots_of(ongoing) == ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]
    assert len(slots_of(monthly)) == 12
    assert slots_of(external) == ["X1"]
    assert slots_of(event) == []


def test_no_check_in_for_a_period_closed_before_the_plan():
    plan = make_plan(make_ward(), [ONGOING], issued_on=date(2026, 3, 15))
    assert not Occurrence.objects.filter(task__plan=plan, period="2026-Q1").exists()


def test_a_group_is_expanded_and_each_unit_has_its_part():
    plan = make_plan(make_ward())
    task = make_task(plan, None, deadline(date(2026, 6, 30)), lead=[DIVISIONS, CENTRE])
    names = set(Part.objects.filter(occurrence__task=task).values_list("unit__name", flat=True))
    assert names == {ECONOMY, CULTURE, OFFICE, CENTRE}


def test_an_unclear_name_leaves_a_part_without_unit():
    plan = make_plan(make_ward())
    task = make_task(plan, None, deadline(date(2026, 6, 30)), lead=())
    TaskUnit.objects.create(ward=plan.ward, task=task, role=UnitRole.LEAD, position=0, text="Trung tâm", unit=None)
    remake(task)
    assert part_of(task).unit is None


def test_a_changed_date_moves_the_occurrence_and_keeps_its_key():
    task = make_plan(make_ward(), [deadline(date(2026, 2, 27))]).tasks.get()
    before = Occurrence.objects.get(task=task)
    task.set_timings((deadline(date(2026, 3, 31)),))
    task.save()
    remake(task)
    after = Occurrence.objects.get(task=task)
    assert (after.pk, after.slot, after.due) == (before.pk, "T1", date(2026, 3, 31))


def test_what_was_reported_is_retired_never_deleted():
    plan = make_plan(make_ward(), [MONTHLY])
    task = plan.tasks.get()
    part = part_of(task, "2026-02")
    author = plan.created_by
    StatusUpdate.objects.create(
        ward=plan.ward,
        part=part,
        status="done",
        effective_on=today(),
        author=author,
        written_on=today(),
        written_at=now(),
    )
    task.set_timings((deadline(date(2026, 3, 31)),))
    task.save()
    remake(task)
    kept = Occurrence.objects.filter(task=task).values_list("slot", "retired")
    assert set(kept) == {("2026-02", True), ("T1", False)}


def test_a_changed_lead_unit_takes_over_what_nobody_reported():
    plan = make_plan(make_ward(), [deadline(date(2026, 2, 27))])
    task = plan.tasks.get()
    TaskUnit.objects.filter(task=task).update(unit=unit(plan.ward, CULTURE))
    remake(task)
    assert part_of(task).unit.name == CULTURE


def test_making_again_changes_nothing():
    task = make_plan(make_ward(), [(ONGOING, deadline(date(2026, 2, 27)))]).tasks.get()
    before = list(Occurrence.objects.values_list("pk", "slot", "due", "made_on"))
    parts = list(Part.objects.values_list("pk", flat=True))
    remake(task)
    assert before == list(Occurrence.objects.values_list("pk", "slot", "due", "made_on"))
    assert parts == list(Part.objects.values_list("pk", flat=True))


def test_the_number_of_queries_does_not_grow_with_the_tasks(django_assert_max_num_queries):
    plan = make_plan(make_ward(), [ONGOING] * 40)
    tasks = list(plan.tasks.select_related("plan", "ward"))
    calendar = load_calendar()
    with django_assert_max_num_queries(16):
        make_occurrences(tasks, today=today(), calendar=calendar)
