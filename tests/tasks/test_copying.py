"""A plan copied to the next year."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from imports import intake
from imports.commit import commit
from imports.diff import rows_of
from imports.grid import PlanReading
from plans import editing, measuring
from plans.models import Comparator, Measurement, Plan, PlanState, Relation, Section, Target
from tasks import dates, rescheduling, work
from tasks.copying import AlreadyCopied, copy_to_next_year
from tasks.issuing import issue
from tasks.models import Occurrence, Part, StatusUpdate, TargetTask, Task, TaskUnit
from tasks.next_year import day_next_year
from tasks.plan_table import PlanFilters, plan_table
from tests import factory
from tests.factory import CENTRE, CULTURE, DIVISIONS, ECONOMY, MONTHLY, OFFICE, ON_EVENT, ONGOING
from wards.models import Cadence, Membership, Role, User

pytestmark = pytest.mark.django_db

WORKBOOK = Path(settings.BASE_DIR) / "fixtures" / "plans" / "thu-nghiem-2026.xlsx"


@pytest.fixture(autouse=True)
def day() -> Any:
    """1 December 2026, 09:00 in Vietnam."""
    with time_machine.travel("2026-12-01 02:00:00+00:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def plan() -> Plan:
    """A plan with a row led by two units, a child under it, an ongoing, a monthly and an on-event row."""
    plan = factory.make_plan(factory.make_ward(), cadence=Cadence.MONTHLY)
    first = factory.make_task(
        plan,
        None,
        factory.deadline(date(2026, 9, 15)),
        lead=[CULTURE, OFFICE],
        partner=[DIVISIONS],
        stt="1",
        content="Rà soát thủ tục hành chính",
        notes={"Kinh phí": "10 triệu"},
    )
    factory.make_task(plan, None, ONGOING, stt="1.1", parent=first, cadence=Cadence.QUARTERLY)
    factory.make_task(plan, None, MONTHLY, stt="2", lead=CENTRE)
    factory.make_task(plan, None, ON_EVENT, stt="3")
    return plan


@pytest.fixture
def admin(plan: Plan) -> User:
    return factory.make_user(plan.ward, Role.ADMIN)


def issued(plan: Plan, author: User, day: date) -> Plan:
    return issue(plan, author, number="09/KH-UBND", issued_on=day, despite_gaps=True, version=plan.version)


def task(plan: Plan, stt: str) -> Task:
    return plan.tasks.get(stt=stt)


def test_the_copy_is_a_draft_of_the_next_year_without_number(plan: Plan, admin: User) -> None:
    made = copy_to_next_year(plan, admin)
    assert (made.year, made.title) == (2027, "Kế hoạch kiểm soát thủ tục hành chính năm 2027")
    assert (made.state, made.number, made.issued_on, made.source) == (PlanState.DRAFT, "", None, None)
    assert (made.cadence, made.check_ins_from, made.imported_on) == ("monthly", date(2027, 1, 1), date(2026, 12, 1))
    assert (made.copied_from, made.created_by, made.version) == (plan, admin, 1)


def test_rows_come_with_place_units_products_and_notes(plan: Plan, admin: User) -> None:
    made = copy_to_next_year(plan, admin)
    columns = ("stt", "content", "position", "cadence", "notes", "annex__code", "section__path", "parent__stt")
    assert list(made.tasks.values_list(*columns)) == list(plan.tasks.values_list(*columns))
    assert not set(made.tasks.values_list("parent__plan", flat=True)) - {made.pk, None}
    assert list(made.sections.values_list("stt", "title", "path", "level", "annex__plan")) == [
        ("I", "Nhiệm vụ chung", "I", 1, made.pk)
    ]
    for related in ("task_units__role", "task_units__text"), ("task_units__unit",), ("deliverables__text",):
        assert list(made.tasks.order_by("position", related[0]).values_list(*related)) == list(
            plan.tasks.order_by("position", related[0]).values_list(*related)
        )
    first = task(made, "1")
    assert (first.timing_text, first.timings[0]["due"]) == ("Chậm nhất ngày 15/09/2027", "2027-09-15")
    assert (first.version, first.in_force_from, first.source_sheet, first.source_row) == (1, date(2027, 1, 1), "", None)


def test_occurrences_are_made_anew_and_nothing_done_is_taken_along(plan: Plan, admin: User) -> None:
    part = factory.part_of(task(plan, "1"), unit_name=CULTURE)
    StatusUpdate.objects.create(
        ward=plan.ward,
        part=part,
        status="done",
        progress=100,
        effective_on=date(2026, 9, 10),
        author=admin,
        written_on=date(2026, 9, 10),
        written_at="2026-09-10T02:00Z",
    )
    Part.objects.filter(pk=part.pk).update(status="done", done_on=date(2026, 9, 10))
    made = copy_to_next_year(plan, admin)
    assert not Occurrence.objects.filter(task__plan=made).exists()
    made = issued(made, admin, date(2026, 12, 1))
    assert (made.check_ins_from, made.in_force) == (date(2027, 1, 1), True)
    new = Occurrence.objects.filter(task__plan=made)
    parts = Part.objects.filter(occurrence__task__plan=made)
    assert set(parts.values_list("status", flat=True)) == {"not_started", "not_reported"}
    assert not StatusUpdate.objects.filter(part__in=parts).exists()
    assert StatusUpdate.objects.filter(part=part).count() == 1
    assert list(new.filter(task=task(made, "1")).values_list("slot", "due", "made_on")) == [
        ("T1", date(2027, 9, 15), date(2026, 12, 1))
    ]
    assert parts.filter(occurrence__task=task(made, "1")).count() == 2
    ongoing = new.filter(task=task(made, "1.1")).order_by("due")
    assert list(ongoing.values_list("slot", flat=True)) == ["2027-Q1", "2027-Q2", "2027-Q3", "2027-Q4"]
    assert ongoing[0].opens_on == date(2027, 1, 1)
    assert new.filter(task=task(made, "2")).count() == 12
    assert not new.filter(task=task(made, "3")).exists()


def test_a_copy_made_within_the_year_asks_for_nothing_that_closed_before(plan: Plan, admin: User, day: Any) -> None:
    day.move_to("2027-04-01 02:00:00+00:00")
    made = copy_to_next_year(plan, admin)
    assert made.check_ins_from == date(2027, 4, 1)
    issued(made, admin, date(2027, 4, 1))
    ongoing = Occurrence.objects.filter(task=task(made, "1.1")).order_by("due")
    assert list(ongoing.values_list("slot", flat=True)) == ["2027-Q2", "2027-Q3", "2027-Q4"]


def test_until_it_is_issued_the_copy_asks_for_nothing_whatever_is_changed(plan: Plan, admin: User, day: Any) -> None:
    made = copy_to_next_year(plan, admin)
    rescheduling.set_cadence(made, admin, cadence=Cadence.QUARTERLY, version=1)
    rescheduling.reword(task(made, "2"), admin, phrase="Quý II", version=1)
    with pytest.raises(work.Refused):
        dates.record_event(
            task(made, "3"), factory.make_user(plan.ward, Role.ONE_DOOR), text="Có đoàn", due=date(2027, 2, 1)
        )
    assert not Occurrence.objects.filter(task__plan=made).exists()
    assert {row["label"] for row in plan_table(made, PlanFilters()).blocks if row["kind"] == "task"} == {
        "Chưa có hiệu lực"
    }
    day.move_to("2027-01-20 02:00:00+00:00")
    made.refresh_from_db()
    made = issued(made, admin, date(2027, 1, 20))
    # January's month closed before the plan was there.
    ongoing = Occurrence.objects.filter(task=task(made, "1.1")).order_by("due")
    assert ongoing[0].opens_on == made.check_ins_from == date(2027, 1, 20)
    assert Occurrence.objects.filter(task=task(made, "2")).count() == 1


def test_a_leap_day_and_a_window_over_two_years(admin: User, plan: Plan, day: Any) -> None:
    day.move_to("2028-12-01 02:00:00+00:00")
    leap = factory.make_plan(plan.ward, year=2028, number="02/KH-UBND")
    factory.make_task(leap, None, factory.deadline(date(2028, 2, 29)), stt="1")
    factory.make_task(leap, None, factory.window(date(2028, 10, 1), date(2029, 6, 30)), stt="2")
    made = issued(copy_to_next_year(leap, admin), admin, date(2028, 12, 1))
    columns = "task__timing_text", "start", "due"
    assert list(Occurrence.objects.filter(task__plan=made).order_by("task__position").values_list(*columns)) == [
        ("Chậm nhất ngày 28/02/2029", None, date(2029, 2, 28)),
        ("Từ 01/10/2029 đến 30/06/2030", date(2029, 10, 1), date(2030, 6, 30)),
    ]


def test_rows_dropped_by_a_document_stay_behind(plan: Plan, admin: User) -> None:
    plan.tasks.filter(stt="1").update(dropped_on=date(2026, 6, 1), dropped_by_document="9/QĐ-UBND")
    made = copy_to_next_year(plan, admin)
    assert list(made.tasks.values_list("stt", "parent")) == [("1.1", None), ("2", None), ("3", None)]


def test_officers_stay_while_they_hold_a_post(plan: Plan, admin: User) -> None:
    stays, left, locked = (factory.make_user(plan.ward, Role.OFFICER, ECONOMY) for _ in range(3))
    for stt, officer in zip(("1", "2", "3"), (stays, left, locked), strict=True):
        plan.tasks.filter(stt=stt).update(officer=officer)
    Membership.objects.filter(user=left).delete()
    User.objects.filter(pk=locked.pk).update(is_active=False)
    made = copy_to_next_year(plan, admin)
    assert [task(made, stt).officer for stt in ("1", "2", "3")] == [stays, None, None]


def test_targets_come_as_proposals_without_figures(plan: Plan, admin: User) -> None:
    # The part stands before what it is part of, as an edited plan may have it.
    fields = {"ward": plan.ward, "plan": plan, "comparator": Comparator.AT_LEAST, "unit": "%"}
    labels = {"index_group": "online", "numerator_label": "hồ sơ", "denominator_label": "tất cả"}
    whole = Target.objects.create(
        measure="Hồ sơ trực tuyến", value=90, position=2, baseline_year=2025, **labels, **fields
    )
    share = Target.objects.create(
        measure="Trả trước hạn", value=60, position=1, part_of=whole, relation=Relation.SHARE_OF, **fields
    )
    TargetTask.objects.create(ward=plan.ward, target=whole, task=task(plan, "2"))
    editing.confirm([whole], admin)
    measuring.record(whole, "2026-03", measuring.Figure(Decimal(9), Decimal(10)), admin)
    made = copy_to_next_year(plan, admin)
    new_share, new_whole = made.targets.order_by("position")
    assert (new_whole.measure, new_whole.value, new_whole.baseline_year) == ("Hồ sơ trực tuyến", 90, 2025)
    assert {name: getattr(new_whole, name) for name in labels} == labels
    assert (new_share.part_of, new_share.relation) == (new_whole, share.relation)
    assert (new_whole.confirmed_by, new_whole.confirmed_at, new_whole.version) == (None, None, 1)
    assert not Measurement.objects.filter(target__plan=made).exists()
    assert [each.measure for each in task(made, "2").targets.all()] == ["Hồ sơ trực tuyến"]


def test_every_row_begins_its_history_with_who_copied_it(plan: Plan, admin: User) -> None:
    made = copy_to_next_year(plan, admin)
    histories = [
        *Plan.history.filter(id=made.pk),  # type: ignore[attr-defined]
        *Task.history.filter(plan=made),  # type: ignore[attr-defined]
        *TaskUnit.history.filter(task__in=made.tasks.all()),  # type: ignore[attr-defined]
    ]
    assert len(histories) == 1 + 4 + 6
    assert {(entry.history_type, entry.history_user) for entry in histories} == {("+", admin)}


def test_a_draft_copy_stands_once(plan: Plan, admin: User) -> None:
    made = copy_to_next_year(plan, admin)
    with pytest.raises(AlreadyCopied) as refused:
        copy_to_next_year(plan, admin)
    assert refused.value.draft == made
    assert Plan.objects.count() == 2
    Plan.objects.filter(pk=made.pk).update(number="1/KH-UBND", issued_on=date(2026, 12, 1), state=PlanState.ISSUED)
    assert copy_to_next_year(plan, admin).pk != made.pk


def import_plan(workbook: Path) -> tuple[Plan, PlanReading, User]:
    """The plan of a workbook in a ward of its own, as its administrator commits it."""
    reading = intake.understand(intake.open_workbook(workbook.read_bytes()), ward=None)
    ward = factory.make_ward(reading.ward or "", province="Tỉnh Hai")
    user = factory.make_user(ward, Role.ADMIN)
    upload = intake.keep(reading, workbook.read_bytes(), name=workbook.name, ward=ward, user=user)
    return commit(upload, reading, user=user).plan, reading, user


@pytest.mark.parametrize("name", ["dong-nguyen", "my-hao", "tran-lieu", "thu-nghiem"])
def test_every_row_of_a_given_plan_goes_on_by_a_year(name: str, day: Any) -> None:
    day.move_to("2026-01-05 02:00:00+00:00")
    source, _reading, user = import_plan(WORKBOOK.with_name(f"{name}-2026.xlsx"))
    day.move_to("2026-12-01 02:00:00+00:00")
    made = issued(copy_to_next_year(source, user), user, date(2026, 12, 1))

    def of(plan: Plan, *columns: str) -> list[Any]:
        return list(plan.tasks.order_by("position", *columns[1:]).values_list(*columns))

    assert of(made, "position", "content", "stt", "annex__code", "section__path", "notes") == of(
        source, "position", "content", "stt", "annex__code", "section__path", "notes"
    )
    for related in ("task_units__role", "task_units__position", "task_units__text", "task_units__unit"):
        assert sorted(of(made, "position", related), key=str) == sorted(of(source, "position", related), key=str)
    assert of(made, "position", "deliverables__text") == of(source, "position", "deliverables__text")
    for old, new in zip(source.tasks.order_by("position"), made.tasks.order_by("position"), strict=True):
        shifted = [
            (each.kind, each.every, each.start and day_next_year(each.start), each.due and day_next_year(each.due))
            for each in old.read_timings()
        ]
        assert [(each.kind, each.every, each.start, each.due) for each in new.read_timings()] == shifted, (
            new.timing_text
        )
        assert "2026" not in new.timing_text
        dated = {slot: day_next_year(due) for slot, due in slots(old, "T")}
        assert dict(slots(new, "T")) == dated
        assert dict(slots(new, "X")) == dict(slots(old, "X"))
        # Nothing closed before the year begins, so every period of it is asked for, whenever the first plan came.
        periodic = [slot for slot, _due in slots(new, "2027")]
        assert len(periodic) >= len(slots(old, "2026"))
    assert not Occurrence.objects.filter(task__plan=made, due__lt=date(2027, 1, 1)).exists()
    columns = ("measure", "comparator", "value", "unit", "relation", "baseline_year", "part_of__measure", "position")
    assert list(made.targets.order_by("position").values_list(*columns)) == list(
        source.targets.order_by("position").values_list(*columns)
    )
    # This plan promises no numbers.
    assert source.targets.exists() is (name != "my-hao")
    assert not made.targets.exclude(confirmed_at=None).exists()


def slots(task: Task, start: str) -> list[tuple[str, Any]]:
    """The slots of a task that begin so, with their due days."""
    return list(task.occurrences.filter(slot__startswith=start).values_list("slot", "due"))


def test_an_import_of_the_same_rows_finds_them_in_the_copy() -> None:
    imported, reading, user = import_plan(WORKBOOK)
    made = copy_to_next_year(imported, user)
    expected = [row.key for row in rows_of(reading)]
    assert list(imported.tasks.order_by("position").values_list("row_key", flat=True)) == expected
    # Headings and contents of this workbook name no year.
    assert list(made.tasks.order_by("position").values_list("row_key", flat=True)) == expected


def test_as_many_queries_for_many_rows_as_for_few(plan: Plan, admin: User) -> None:
    def counted(source: Plan) -> int:
        with CaptureQueriesContext(connection) as queries:
            made = copy_to_next_year(source, User.objects.get(pk=admin.pk))
        assert made.tasks.count() == source.tasks.count()
        return len(queries)

    few = counted(plan)
    Plan.objects.filter(copied_from=plan).update(copied_from=None)
    section = Section.objects.get(plan=plan)
    for _each in range(8):
        parent = factory.make_task(plan, section, factory.deadline(date(2026, 5, 29)))
        factory.make_task(plan, section, ON_EVENT, parent=parent)
    assert counted(plan) == few


def test_only_the_administrator_copies(plan: Plan) -> None:
    for role in (Role.VIEWER, Role.ONE_DOOR, Role.LEADER):
        with pytest.raises(PermissionDenied):
            copy_to_next_year(plan, factory.make_user(plan.ward, role))


def test_through_the_page(plan: Plan, admin: User, client: Client) -> None:
    address = reverse("tasks:copy", kwargs={"public_id": plan.public_id})
    plan_page = reverse("tasks:plan", kwargs={"public_id": plan.public_id})
    client.force_login(factory.make_user(plan.ward, Role.LEADER))
    assert address not in client.get(plan_page).content.decode()
    assert client.post(address).status_code == 403
    client.force_login(admin)
    assert address in client.get(plan_page).content.decode()
    asked = client.get(address)
    assert "2027" in asked.content.decode()
    assert not plan.copies.exists()
    made_page = client.post(address).headers["Location"]
    assert made_page == reverse("tasks:plan", kwargs={"public_id": plan.copies.get().public_id})
    assert "năm 2027" in client.get(made_page).content.decode()
    refused = client.post(address)
    assert refused.status_code == 422
    for answer in (refused, client.get(address)):
        assert f'href="{made_page}"' in answer.content.decode()
        assert 'name="copy"' not in answer.content.decode()
    assert plan.copies.count() == 1
