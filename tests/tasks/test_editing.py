"""Rows in other words and with other units, officers of several rows, and drafts deleted."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from plans.models import Plan
from tasks import deleting, reminders, work
from tasks.copying import copy_to_next_year
from tasks.editing import edit
from tasks.models import Part, Task, TaskUnit, UnitRole
from tasks.officers import name_officer
from tasks.status import PartStatus
from tests import factory
from tests.factory import CENTRE, CULTURE, DIVISIONS, ECONOMY, OFFICE, ONGOING
from wards.models import Role, User, Ward

pytestmark = pytest.mark.django_db
P = PartStatus


@pytest.fixture(autouse=True)
def day() -> Any:
    """10 April 2026, 09:00 in Vietnam: the first quarter is closed."""
    with time_machine.travel("2026-04-10 02:00:00+00:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def ward() -> Ward:
    return factory.make_ward()


@pytest.fixture
def people(ward: Ward) -> dict[str, User]:
    return {
        "admin": factory.make_user(ward, Role.ADMIN),
        "one_door": factory.make_user(ward, Role.ONE_DOOR, CENTRE),
        "officer": factory.make_user(ward, Role.OFFICER, ECONOMY),
        "head": factory.make_user(ward, Role.HEAD, ECONOMY),
        "culture": factory.make_user(ward, Role.OFFICER, CULTURE),
        "leader": factory.make_user(ward, Role.LEADER),
        "elsewhere": factory.make_user(factory.make_ward("Phường Khác"), Role.ADMIN),
    }


@pytest.fixture
def plan(ward: Ward, people: dict[str, User]) -> Plan:
    return factory.make_plan(ward, [factory.deadline(date(2026, 6, 30)), ONGOING], number="07/KH-UBND")


@pytest.fixture
def row(plan: Plan) -> Task:
    return plan.tasks.get(position=0)


def words(task: Task, **changes: Any) -> dict[str, Any]:
    """The row as it is, with some of it changed."""
    task.refresh_from_db()
    units = {role: [each.unit for each in task.task_units.filter(role=role) if each.unit] for role in UnitRole}
    given: dict[str, Any] = {
        "content": task.content,
        "products": "Báo cáo kết quả",
        "leads": units[UnitRole.LEAD],
        "partners": units[UnitRole.PARTNER],
        "document_number": "12/QĐ-UBND",
        "version": task.version,
    }
    return given | changes


def units(ward: Ward, *names: str) -> list[Any]:
    return [factory.unit(ward, name) for name in names]


def led_by(task: Task, **conditions: Any) -> set[str]:
    return set(Part.objects.filter(occurrence__task=task, **conditions).values_list("unit__name", flat=True))


def client(person: User) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


def test_words_and_products_change_and_the_history_says_by_which_document(
    row: Task, plan: Plan, people: dict[str, User]
) -> None:
    child = factory.make_task(plan, None, ONGOING, parent=row)
    keys = row.row_key, child.row_key
    edit(row, people["one_door"], **words(row, content="Rà soát lại toàn bộ", products="Quyết định\nDanh mục"))
    row.refresh_from_db()
    child.refresh_from_db()
    assert (row.content, row.content_folded, row.version) == ("Rà soát lại toàn bộ", "ra soat lai toan bo", 2)
    assert list(row.deliverables.values_list("text", flat=True)) == ["Quyết định", "Danh mục"]
    assert row.row_key != keys[0] and child.row_key != keys[1]
    page = client(people["admin"]).get(reverse("tasks:task", kwargs={"public_id": row.public_id}))
    entry = page.context["details"].changes[0]
    said = " ".join(f"{change.old} {change.new}" for change in entry.changes)
    assert entry.who == str(people["one_door"])
    for text in ("Nhiệm vụ số 1", "Rà soát lại toàn bộ", "12/QĐ-UBND", "Báo cáo kết quả → Quyết định; Danh mục"):
        assert text in said


def test_a_new_lead_gets_its_part_and_the_old_one_is_asked_no_more(
    row: Task, plan: Plan, ward: Ward, people: dict[str, User], day: Any
) -> None:
    part = factory.part_of(row)
    work.report(part, people["officer"], status=P.IN_PROGRESS, progress=40, text="Đang làm")
    edit(row, people["admin"], **words(row, leads=units(ward, CULTURE)))
    assert (led_by(row, retired=False), led_by(row, retired=True)) == ({CULTURE}, {ECONOMY})
    part.refresh_from_db()
    assert work.statuses(part, people["officer"]) == frozenset()
    mine = client(people["officer"]).get(reverse("tasks:mine")).context["list"].lines
    assert str(part.public_id) not in {str(line["public_id"]) for line in mine}
    assert client(people["officer"]).get(reverse("tasks:task", kwargs={"public_id": row.public_id})).status_code == 200
    # It comes back as it was.
    edit(row, people["admin"], **words(row, leads=units(ward, ECONOMY)))
    part.refresh_from_db()
    assert (part.retired, part.status, part.progress) == (False, P.IN_PROGRESS, 40)
    assert led_by(row) == {ECONOMY}


def test_what_was_reminded_of_is_retired_too(row: Task, ward: Ward, people: dict[str, User], day: Any) -> None:
    day.move_to("2026-06-30 02:00:00+00:00")
    reminders.sweep(date(2026, 6, 30))
    edit(row, people["admin"], **words(row, leads=units(ward, CULTURE)))
    assert (led_by(row, retired=False), led_by(row, retired=True)) == ({CULTURE}, {ECONOMY})


def test_who_comes_to_lead_answers_for_no_period_that_is_past(plan: Plan, ward: Ward, people: dict[str, User]) -> None:
    ongoing = plan.tasks.get(position=1)
    edit(ongoing, people["admin"], **words(ongoing, leads=units(ward, ECONOMY, CULTURE)))
    assert led_by(ongoing, occurrence__slot="2026-Q1") == {ECONOMY}
    assert led_by(ongoing, occurrence__slot="2026-Q2") == {ECONOMY, CULTURE}
    # Where nobody is left to answer, the new one does.
    edit(ongoing, people["admin"], **words(ongoing, leads=units(ward, CULTURE)))
    assert led_by(ongoing, occurrence__slot="2026-Q1", retired=False) == {CULTURE}


def test_what_is_finished_stays_finished(row: Task, ward: Ward, people: dict[str, User]) -> None:
    work.report(factory.part_of(row), people["officer"], status=P.AWAITING_CONFIRMATION, text="Đã ban hành")
    edit(row, people["admin"], **words(row, leads=units(ward, CULTURE)))
    assert led_by(row, retired=False) == {ECONOMY}


def test_an_unclear_name_gives_way_to_a_unit_and_an_officer_to_its_unit(
    row: Task, ward: Ward, people: dict[str, User]
) -> None:
    TaskUnit.objects.create(ward=ward, task=row, role=UnitRole.LEAD, position=1, text="Trung tâm", unit=None)
    name_officer(row, people["head"], people["officer"], version=1)
    group = units(ward, DIVISIONS)
    done = edit(row, people["admin"], **words(row, partners=group, drop_unclear=False))
    assert done.released is None
    assert row.task_units.filter(unit=None).exists()
    done = edit(row, people["admin"], **words(row, leads=units(ward, OFFICE), drop_unclear=True))
    assert done.released == people["officer"]
    row.refresh_from_db()
    assert row.officer is None
    assert set(row.task_units.values_list("role", "text")) == {("lead", OFFICE), ("partner", DIVISIONS)}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"content": " "}, "content"),
        ({"leads": []}, "leads"),
        ({"document_number": " "}, "reason"),
        ({"version": 9}, ""),
    ],
)
def test_what_is_not_written(row: Task, people: dict[str, User], changes: dict[str, Any], field: str) -> None:
    with pytest.raises(work.Refused) as refused:
        edit(row, people["admin"], **words(row, **changes))
    assert refused.value.field == field


def test_a_unit_is_not_lead_and_partner_at_once(row: Task, ward: Ward, people: dict[str, User]) -> None:
    with pytest.raises(work.Refused):
        edit(row, people["admin"], **words(row, partners=units(ward, ECONOMY)))
    with pytest.raises(PermissionDenied):
        edit(row, people["head"], **words(row))


def test_through_its_form(row: Task, ward: Ward, people: dict[str, User]) -> None:
    to = reverse("tasks:edit", kwargs={"public_id": row.public_id})
    page = reverse("tasks:task", kwargs={"public_id": row.public_id})
    for who, status in (("officer", 403), ("head", 403), ("leader", 403), ("elsewhere", 404), ("one_door", 200)):
        browser = client(people[who])
        assert browser.get(to).status_code == status
        if status != 404:
            assert (to in browser.get(page).content.decode()) == (status == 200)
    chosen = [str(each.pk) for each in units(ward, ECONOMY, CULTURE)]
    data = {"version": 1, "content": "Rà soát", "products": "", "leads": chosen, "partners": []}
    assert browser.post(to, data).status_code == 422
    assert browser.post(to, data | {"reason": "Đọc sai tệp"}).status_code == 302
    row.refresh_from_db()
    assert (row.content, led_by(row)) == ("Rà soát", {ECONOMY, CULTURE})


def test_a_head_names_an_officer_for_several_rows(plan: Plan, ward: Ward, people: dict[str, User]) -> None:
    factory.make_task(plan, None, ONGOING, lead=CULTURE)
    to = reverse("tasks:officers", kwargs={"public_id": plan.public_id})
    for who, status in (("officer", 403), ("admin", 403), ("elsewhere", 404)):
        assert client(people[who]).get(to).status_code == status
    browser = client(people["head"])
    page = browser.get(to).context["page"]
    assert ([unit.name for unit in page.units], len(page.rows)) == ([ECONOMY], 2)
    assert set(page.officers) == {people["officer"], people["head"]}
    ticked = [str(task.public_id) for task in page.rows]
    versions = {f"version-{row}": "1" for row in ticked}
    data = {"unit": str(page.unit.public_id), "officer": str(people["officer"].public_id), **versions}
    assert browser.post(to, data).status_code == 422
    assert browser.post(to, data | {"row": ticked, "officer": str(people["culture"].public_id)}).status_code == 422
    # One of them was changed by somebody else.
    Task.objects.filter(public_id=ticked[1]).update(version=2)
    assert browser.post(to, data | {"row": ticked}).status_code == 302
    assert list(plan.tasks.order_by("position").values_list("officer", flat=True)) == [people["officer"].pk, None, None]
    first = plan.tasks.get(position=0)
    assert first.history.latest().history_user == people["head"]
    assert [task.public_id for task in browser.get(to).context["page"].rows] == [plan.tasks.get(position=1).public_id]
    assert len(client(people["one_door"]).get(to).context["page"].units) == 2


def test_a_draft_nobody_worked_on_is_deleted(plan: Plan, people: dict[str, User]) -> None:
    factory.make_task(plan, None, ONGOING, parent=plan.tasks.get(position=0))
    draft = copy_to_next_year(plan, people["admin"])
    to = reverse("tasks:delete_plan", kwargs={"public_id": draft.public_id})
    for who, status in (("leader", 403), ("one_door", 403), ("elsewhere", 404), ("admin", 200)):
        browser = client(people[who])
        assert browser.get(to).status_code == status
    assert browser.post(to, {"version": 9}).status_code == 422
    assert browser.post(to, {"version": 1, "delete": "1"}).status_code == 302
    assert list(Plan.objects.values_list("pk", flat=True)) == [plan.pk]
    assert Task.history.filter(plan_id=draft.pk, history_type="-").count() == 3


def test_an_issued_plan_or_one_with_work_stays(ward: Ward, plan: Plan, people: dict[str, User]) -> None:
    with pytest.raises(work.Refused):
        deleting.delete(plan, people["admin"], version=1)
    draft = factory.make_plan(ward, [factory.deadline(date(2026, 6, 30))], number="", issued_on=None)
    work.report(factory.part_of(draft.tasks.get()), people["officer"], status=P.IN_PROGRESS, progress=10)
    with pytest.raises(work.Refused):
        deleting.delete(draft, people["admin"], version=1)
    with pytest.raises(PermissionDenied):
        deleting.delete(draft, people["leader"], version=1)
