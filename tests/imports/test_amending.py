"""A newer version of a plan: the admin says which plan it is and which row is which, a leader drops what is gone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from unittest import mock

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from imports import deciding, dropping, reviewed
from imports.commit import commit
from imports.diff import Change, rows_of
from imports.grid import PlanReading
from imports.intake import keep, reading_of
from imports.matching import compare
from imports.models import DropRequest, DropState, ImportState, PlanImport
from imports.reviewed import compared
from imports.undo import UndoError, undo, why_not
from plans.models import Plan, Target
from tasks.models import Occurrence, Part, StatusUpdate, Task
from tasks.status import PartStatus
from tests.factory import CULTURE, deadline, make_user, make_ward, part_of
from tests.imports.readings import known, percent, plan, row, unknown
from wards.clock import now
from wards.models import Membership, Role, Unit, User, Ward

pytestmark = pytest.mark.django_db

TODAY = date(2026, 2, 2)
FIRST = plan(
    row("Rà soát thủ tục hành chính đất đai", "1"),
    row("Tập huấn nghiệp vụ một cửa", "2", targets=(percent("95", "đúng hạn"),)),
    row("Niêm yết công khai thủ tục", "3"),
    row("Báo cáo tổng kết năm", "4"),
)
AMENDED = replace(
    plan(
        row("Rà soát thủ tục hành chính đất đai", "1", timings=(deadline(date(2026, 9, 30)),)),
        row("Tập huấn nghiệp vụ cho công chức", "2", leads=[known(CULTURE)]),
        row("Số hóa hồ sơ", "3", leads=[unknown("Ban Mới")]),
        row("Niêm yết công khai thủ tục", "4"),
    ),
    number="80/KH-UBND",
    issued_on=date(2026, 1, 30),
    title="Sửa đổi Kế hoạch kiểm soát thủ tục hành chính",
)


@pytest.fixture(autouse=True)
def frozen() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(f"{TODAY}T09:00:00+07:00", tick=False) as clock:
        yield clock


@pytest.fixture
def ward() -> Ward:
    return make_ward()


@pytest.fixture
def admin(ward: Ward) -> User:
    return make_user(ward, Role.ADMIN)


@pytest.fixture
def leader(ward: Ward) -> User:
    return make_user(ward, Role.LEADER)


@pytest.fixture
def first(ward: Ward, admin: User) -> Plan:
    upload = keep(FIRST, b"first", name="a.xlsx", ward=ward, user=admin)
    return commit(upload, FIRST, user=admin).plan


@pytest.fixture
def upload(ward: Ward, admin: User, first: Plan) -> PlanImport:
    return keep(AMENDED, b"amended", name="b.xlsx", ward=ward, user=admin)


@pytest.fixture
def page(client: Client, admin: User) -> Client:
    client.force_login(admin)
    return client


def at(name: str, upload: PlanImport) -> str:
    return reverse(f"imports:{name}", kwargs={"public_id": upload.public_id})


def put(upload: PlanImport, plan_: Plan, admin: User, reading: PlanReading = AMENDED) -> PlanImport:
    """What the page does once the stored file was read again."""
    with mock.patch.object(reviewed, "read_again", lambda _upload, said: reading):
        reviewed.commit_upload(upload, admin, choice=str(plan_.public_id), seen_version=plan_.version)
    upload.refresh_from_db()
    plan_.refresh_from_db()
    return upload


def stand(plan_: Plan) -> list[tuple[Any, ...]]:
    """Everything of the plan that a file says."""
    return [
        (
            task.pk,
            task.row_key,
            task.stt,
            task.content,
            task.timing_text,
            task.timings,
            task.position,
            task.source_row,
            [(unit.role, unit.text) for unit in task.task_units.order_by("role", "position")],
            [each.text for each in task.deliverables.all()],
            sorted(task.occurrences.filter(retired=False).values_list("slot", "due")),
            sorted(task.targets.values_list("measure", "value")),
        )
        for task in plan_.tasks.order_by("position")
    ]


class TestWhichPlan:
    def test_another_number_is_another_plan_unless_the_admin_says_so(
        self, page: Client, upload: PlanImport, first: Plan
    ) -> None:
        held = compared(upload, AMENDED, "")
        assert held.goal.plan is None and [each.plan for each in held.goal.candidates] == [first]
        shown = page.get(at("review", upload), {"plan": str(first.public_id)}).content.decode()
        assert "không còn trong tệp" in shown and "Kế hoạch mới" in shown

    def test_the_amended_plan_keeps_its_own_number_and_name(self, upload: PlanImport, first: Plan, admin: User) -> None:
        put(upload, first, admin)
        assert (first.number, first.issued_on, first.title) == ("05/KH-UBND", date(2026, 1, 12), FIRST.title)
        assert Plan.objects.count() == 1


class TestWhichRow:
    def test_a_person_says_that_a_row_is_an_old_one(self, page: Client, upload: PlanImport, first: Plan) -> None:
        old = first.tasks.get(stt="4")
        diff = compared(upload, AMENDED, str(first.public_id)).diff
        assert diff is not None and diff.rows[2].change is Change.NEW
        address = at("review", upload)
        shown = page.get(address, {"plan": str(first.public_id), "show": "new"}).content.decode()
        assert f'value="{old.row_key}"' in shown, "what is left over is offered"
        said = {"sheet": AMENDED.tasks[2].sheet, "row": AMENDED.tasks[2].row, "key": old.row_key, "show": "new"}
        assert "show=new" in page.post(at("pair", upload), said)["Location"]
        upload.refresh_from_db()
        diff = compared(upload, AMENDED, str(first.public_id)).diff
        assert diff is not None
        assert (diff.rows[2].pk, diff.rows[2].change, diff.rows[2].decided) == (old.pk, Change.CHANGED, True)
        assert (
            "Bạn đã xác định dòng này là"
            in page.get(address, {"plan": str(first.public_id), "show": "changed"}).content.decode()
        )
        page.post(at("pair", upload), said | {"key": "?"})
        upload.refresh_from_db()
        assert upload.pairs == []

    def test_a_row_found_by_likeness_can_be_a_new_one(self, upload: PlanImport, first: Plan, admin: User) -> None:
        place = {"sheet": AMENDED.tasks[1].sheet, "row": AMENDED.tasks[1].row}
        diff = compared(upload, AMENDED, str(first.public_id)).diff
        assert diff is not None and diff.rows[1].unsure
        deciding.decide(upload, **place, key="")
        diff = compared(upload, AMENDED, str(first.public_id)).diff
        assert diff is not None and diff.rows[1].change is Change.NEW and not diff.rows[1].unsure
        old = first.tasks.get(stt="2")
        put(upload, first, admin)
        assert first.tasks.count() == 6
        old.refresh_from_db()
        assert old.content == "Tập huấn nghiệp vụ một cửa"

    def test_rows_can_change_places(self, upload: PlanImport, first: Plan, admin: User) -> None:
        """The hardest case for the keys: each of two rows is said to be the other."""
        one, three = first.tasks.get(stt="1"), first.tasks.get(stt="3")
        deciding.decide(upload, sheet=AMENDED.tasks[0].sheet, row=AMENDED.tasks[0].row, key=three.row_key)
        deciding.decide(upload, sheet=AMENDED.tasks[3].sheet, row=AMENDED.tasks[3].row, key=one.row_key)
        put(upload, first, admin)
        one.refresh_from_db()
        three.refresh_from_db()
        assert (one.content, three.content) == (AMENDED.tasks[3].content, AMENDED.tasks[0].content)

    def test_a_row_whose_key_another_one_takes_stays(self, upload: PlanImport, first: Plan, admin: User) -> None:
        one, two = first.tasks.get(stt="1"), first.tasks.get(stt="2")
        deciding.decide(upload, sheet=AMENDED.tasks[0].sheet, row=AMENDED.tasks[0].row, key=two.row_key)
        put(upload, first, admin)
        assert first.tasks.filter(pk=one.pk).exists()
        keys = [task.row_key for task in first.tasks.all()]
        assert len(set(keys)) == len(keys)

    def test_one_old_row_is_one_new_row(self) -> None:
        stored = [replace(each, pk=at) for at, each in enumerate(rows_of(FIRST), start=1)]
        diff = compare(rows_of(AMENDED), stored, decided={0: stored[3].key, 2: stored[3].key, 1: "gone"})
        assert [change.pk for change in diff.rows] == [4, 2, None, 3]
        assert [change.decided for change in diff.rows] == [True, False, False, False]


class TestWhatIsGone:
    def note(self, upload: PlanImport, plan_: Plan, number: str = "80/KH-UBND") -> None:
        keys = list(plan_.tasks.filter(stt="4").values_list("row_key", flat=True))
        dropping.plan_to_drop(upload, keys=keys, number=number, issued_on=date(2026, 1, 30), reason="Không còn")

    def test_the_documents_own_number_and_date_are_offered(self, page: Client, upload: PlanImport, first: Plan) -> None:
        shown = page.get(at("review", upload), {"plan": str(first.public_id), "show": "gone"}).content.decode()
        assert 'value="80/KH-UBND"' in shown and 'value="2026-01-30"' in shown

    @pytest.mark.parametrize(
        ("said", "kept"),
        [
            ({"number": "", "reason": "x"}, False),
            ({"number": "80", "reason": ""}, False),
            ({"number": "80", "reason": "x", "issued_on": "30/1/26x"}, False),
            ({"number": "80", "reason": "x", "issued_on": "30/01/2026"}, True),
        ],
    )
    def test_rows_are_dropped_by_a_document_and_for_a_reason(
        self, page: Client, upload: PlanImport, first: Plan, said: dict[str, str], kept: bool
    ) -> None:
        page.post(at("drop", upload), said | {"key": [first.tasks.get(stt="4").row_key]})
        upload.refresh_from_db()
        assert bool(upload.dropping) is kept

    def test_the_rows_stay_until_a_leader_agrees(
        self, client: Client, upload: PlanImport, first: Plan, admin: User, leader: User
    ) -> None:
        self.note(upload, first)
        put(upload, first, admin)
        request = DropRequest.objects.get()
        gone = Task.objects.get(drop_requests__request=request)
        assert gone.content == "Báo cáo tổng kết năm" and gone.dropped_on is None
        listed = reverse("imports:requests", kwargs={"ward_id": upload.ward.public_id})
        decide = reverse("imports:decide", kwargs={"public_id": request.public_id})
        client.force_login(admin)
        assert decide not in client.get(listed).content.decode()
        assert client.post(decide, {"act": "agree"}).status_code == 403
        client.force_login(leader)
        assert decide in client.get(listed).content.decode()
        client.post(decide, {"act": "agree", "note": "Đồng ý"})
        gone.refresh_from_db()
        request.refresh_from_db()
        assert (gone.dropped_on, gone.dropped_by_document) == (TODAY, "80/KH-UBND")
        assert part_of(gone).status == PartStatus.DROPPED
        assert (request.state, request.decided_by, request.note) == (DropState.AGREED, leader, "Đồng ý")
        client.post(decide, {"act": "decline"})
        request.refresh_from_db()
        assert request.state == DropState.AGREED, "decided once"

    def test_the_leader_s_menu_counts_what_waits(
        self, client: Client, upload: PlanImport, first: Plan, admin: User, leader: User
    ) -> None:
        listed = reverse("imports:requests", kwargs={"ward_id": upload.ward.public_id})
        start = reverse("tasks:plans", kwargs={"ward_id": upload.ward.public_id})
        self.note(upload, first)
        put(upload, first, admin)
        assert dropping.waiting_for(upload) == 1
        client.force_login(admin)
        assert listed not in client.get(start).content.decode()
        client.force_login(leader)
        (item,) = [each for each in client.get(start).context["shell_menu"]() if each.address == listed]
        assert item.badge == 1 and not item.current
        dropping.decide(DropRequest.objects.get(), leader, agreed=False)
        assert listed not in client.get(start).content.decode()

    def test_declined_they_stay(self, upload: PlanImport, first: Plan, admin: User, leader: User) -> None:
        self.note(upload, first)
        put(upload, first, admin)
        dropping.decide(DropRequest.objects.get(), leader, agreed=False)
        assert not Task.objects.exclude(dropped_on=None).exists()

    def test_a_leader_who_commits_decides_with_it(self, upload: PlanImport, first: Plan, admin: User) -> None:
        Membership.objects.create(user=admin, ward=upload.ward, role=Role.LEADER)
        self.note(upload, first)
        put(upload, first, admin)
        assert Task.objects.get(stt="4", dropped_on=TODAY).content == "Báo cáo tổng kết năm"
        assert DropRequest.objects.get().state == DropState.AGREED
        assert "kể từ đó" in why_not(upload), "a decision was taken"

    def test_a_row_that_came_back_is_not_asked_for(self, upload: PlanImport, first: Plan, admin: User) -> None:
        self.note(upload, first)
        key = first.tasks.get(stt="4").row_key
        deciding.decide(upload, sheet=AMENDED.tasks[2].sheet, row=AMENDED.tasks[2].row, key=key)
        put(upload, first, admin)
        assert not DropRequest.objects.exists()


class TestUndo:
    def test_an_update_is_taken_back_to_what_the_file_before_it_said(
        self, upload: PlanImport, first: Plan, admin: User
    ) -> None:
        StatusUpdate.objects.create(
            ward=first.ward,
            part=part_of(first.tasks.get(stt="1")),
            status="in_progress",
            effective_on=TODAY,
            author=admin,
            written_on=TODAY,
            written_at=now(),
        )
        before = stand(first)
        put(upload, first, admin)
        assert stand(first) != before and why_not(upload) == ""
        undo(upload, user=admin)
        first.refresh_from_db()
        assert stand(first) == before
        assert StatusUpdate.objects.count() == 1, "what was reported before the update stays"
        upload.refresh_from_db()
        assert (upload.state, upload.plan) == (ImportState.READ, None)
        assert first.source == PlanImport.objects.get(attachment__name="a.xlsx").attachment
        put(upload, first, admin)
        assert first.tasks.filter(content="Số hóa hồ sơ").count() == 1

    def test_decisions_are_taken_back_too(self, upload: PlanImport, first: Plan, admin: User) -> None:
        before = stand(first)
        one, three = first.tasks.get(stt="1"), first.tasks.get(stt="3")
        deciding.decide(upload, sheet=AMENDED.tasks[0].sheet, row=AMENDED.tasks[0].row, key=three.row_key)
        deciding.decide(upload, sheet=AMENDED.tasks[3].sheet, row=AMENDED.tasks[3].row, key=one.row_key)
        put(upload, first, admin)
        undo(upload, user=admin)
        assert stand(first) == before

    def test_a_waiting_request_goes_with_it(self, upload: PlanImport, first: Plan, admin: User) -> None:
        TestWhatIsGone().note(upload, first)
        put(upload, first, admin)
        undo(upload, user=admin)
        assert not DropRequest.objects.exists()

    @pytest.mark.parametrize("work", ["report", "officer", "target", "plan"])
    def test_what_somebody_did_since_forbids_it(self, upload: PlanImport, first: Plan, admin: User, work: str) -> None:
        put(upload, first, admin)
        task = first.tasks.get(stt="1")
        if work == "report":
            StatusUpdate.objects.create(
                ward=first.ward,
                part=part_of(task),
                status="in_progress",
                effective_on=TODAY,
                author=admin,
                written_on=TODAY,
                written_at=now(),
            )
        elif work == "officer":
            task.officer = admin
            task.save()
        elif work == "target":
            Target.objects.create(ward=first.ward, plan=first, measure="x", comparator=">", value=1, unit="%")
        else:
            first.version += 1
            first.save()
        assert why_not(upload)
        with pytest.raises(UndoError):
            undo(upload, user=admin)

    def test_only_the_last_one_can_be_taken_back(
        self, upload: PlanImport, first: Plan, admin: User, frozen: time_machine.Traveller
    ) -> None:
        frozen.shift(60)
        put(upload, first, admin)
        made = PlanImport.objects.get(attachment__name="a.xlsx")
        assert "lấy lại" in why_not(made)
        undo(upload, user=admin)
        made.refresh_from_db()
        assert why_not(made) == "", "nobody has worked on what was changed and changed back"
        undo(made, user=admin)
        assert not Plan.objects.exists()

    @pytest.mark.parametrize("when", ["before", "after"])
    def test_work_around_an_update_taken_back_counts(
        self, upload: PlanImport, first: Plan, admin: User, when: str
    ) -> None:
        def name_officer() -> None:
            task = first.tasks.get(stt="1")
            task.officer = admin
            task.save()

        if when == "before":
            name_officer()
        put(upload, first, admin)
        undo(upload, user=admin)
        if when == "after":
            name_officer()
        assert "kể từ đó" in why_not(PlanImport.objects.get(attachment__name="a.xlsx"))

    def test_new_units_and_rows_leave_nothing_behind(self, upload: PlanImport, first: Plan, admin: User) -> None:
        counts = [model.objects.count() for model in (Task, Occurrence, Part, Target)]
        put(upload, first, admin)
        assert Unit.objects.filter(name="Ban Mới").exists()
        undo(upload, user=admin)
        assert [model.objects.count() for model in (Task, Occurrence, Part, Target)] == counts
        assert len(reading_of(upload).tasks) == 4, "the file waits for review again"
