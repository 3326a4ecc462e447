"""The pages of an import, for those who may and those who may not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from unittest import mock

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from imports.commit import NEW_PLAN, CommitError, commit
from imports.forms import CorrectionForm
from imports.grid import PlanReading
from imports.intake import keep
from imports.models import ImportState, PlanImport
from imports.reviewed import commit_upload
from imports.steps import Step
from plans.models import Plan
from tasks.models import Task
from tests.factory import CENTRE, make_user, make_ward
from tests.imports.files import DONG_NGUYEN
from tests.imports.readings import ambiguous, error, known, plan, row, section, unknown
from wards.models import Role, Unit, UnitAlias, User, Ward
from wards.setup import create_ward

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    with time_machine.travel("2026-03-02T09:00:00+07:00", tick=False):
        yield


@pytest.fixture
def ward() -> Ward:
    return create_ward("Phường Đồng Nguyên")


@pytest.fixture
def admin(ward: Ward) -> User:
    return make_user(ward, Role.ADMIN)


@pytest.fixture
def page(client: Client, admin: User) -> Client:
    client.force_login(admin)
    return client


def send(client: Client, ward: Ward, data: bytes = b"", **fields: Any) -> HttpResponse:
    file = SimpleUploadedFile("Kế hoạch.xlsx", data or DONG_NGUYEN.read_bytes())
    address = reverse("imports:upload", kwargs={"ward_id": ward.public_id})
    return client.post(address, {"file": file} | fields)  # type: ignore[return-value]


def at(name: str, upload: PlanImport) -> str:
    return reverse(f"imports:{name}", kwargs={"public_id": upload.public_id})


def text(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def made(reading: PlanReading, ward: Ward, admin: User) -> PlanImport:
    return keep(replace(reading, ward=ward.name), repr(reading).encode(), name="x.xlsx", ward=ward, user=admin)


def test_upload_review_commit(page: Client, ward: Ward) -> None:
    assert page.get(reverse("imports:upload", kwargs={"ward_id": ward.public_id})).status_code == 200
    answer = send(page, ward)
    upload = PlanImport.objects.get()
    assert answer["Location"] == at("review", upload)
    review = text(page.get(answer["Location"]))
    assert "74/KH-UBND" in review and "Tạo kế hoạch mới" in review and "27/02/2026" in review
    assert not Plan.objects.exists()
    done = page.post(at("commit", upload), {"plan": NEW_PLAN, "version": "0"})
    stored = Plan.objects.get()
    assert done["Location"] == reverse("tasks:plan", kwargs={"public_id": stored.public_id})
    assert stored.tasks.count() == 75
    assert "Đã ghi lúc" in text(page.get(at("review", upload)))
    assert "đã ghi" in text(page.get(reverse("imports:upload", kwargs={"ward_id": ward.public_id})))


def test_a_commit_says_what_became_of_the_rows(page: Client, ward: Ward) -> None:
    send(page, ward)
    upload = PlanImport.objects.get()
    page.post(at("correct", upload), {"sheet": "Phụ lục I", "row": "14", "act": "leave_out"})
    done = text(page.post(at("commit", upload), {"plan": NEW_PLAN, "version": "0"}, follow=True))
    assert "Đã tạo kế hoạch với 74 dòng." in done and "Đã bỏ qua 1 dòng của tệp." in done


def test_rows_with_errors_say_the_ways_on(page: Client, ward: Ward, admin: User) -> None:
    reading = plan(row("Một"), row("Hai"), ward=ward.name)
    upload = made(replace(reading, errors=(error(11),)), ward, admin)
    shown = text(page.get(at("review", upload)))
    assert "1 dòng có lỗi: chưa ghi được kế hoạch" in shown and "bỏ qua dòng đó" in shown
    assert len(page.get(at("review", upload), {"show": "invalid"}).context["preview"].rows) == 1


def test_a_new_plan_of_rows_that_a_plan_has_is_doubted(page: Client, ward: Ward, admin: User) -> None:
    reading = plan(row("Một"), row("Hai"), row("Ba"), ward=ward.name, number="10/KH-UBND")
    commit(made(reading, ward, admin), reading, user=admin)
    newer = plan(row("Một"), row("Hai"), row("Bốn"), ward=ward.name, number="80/KH-UBND")
    upload = made(newer, ward, admin)
    assert "2 dòng của tệp này đã có trong kế hoạch" in text(page.get(at("review", upload)))
    chosen = {"plan": str(Plan.objects.get().public_id)}
    assert "đã có trong kế hoạch" not in text(page.get(at("review", upload), chosen))
    other = made(plan(row("Bốn"), row("Năm"), ward=ward.name, number="81/KH-UBND"), ward, admin)
    assert "đã có trong kế hoạch" not in text(page.get(at("review", other)))


def test_the_same_upload_is_committed_once(page: Client, ward: Ward) -> None:
    send(page, ward)
    upload = PlanImport.objects.get()
    for _press in range(2):
        page.post(at("commit", upload), {"plan": NEW_PLAN, "version": "0"})
    assert Plan.objects.count() == 1 and Task.objects.count() == 75
    assert "Tệp này đã được ghi vào kế hoạch rồi." in text(page.get(at("review", upload)))


def test_units_changed_since_the_review_are_shown_before_a_commit(page: Client, ward: Ward) -> None:
    send(page, ward)
    upload = PlanImport.objects.get()
    Unit.objects.filter(ward=ward, name=CENTRE).update(name="Trung tâm Một cửa", name_folded="trung tam mot cua")
    UnitAlias.objects.filter(ward=ward).delete()
    answer = page.post(at("commit", upload), {"plan": NEW_PLAN, "version": "0"}, follow=True)
    assert not Plan.objects.exists()
    assert "Danh sách đơn vị của phường đã thay đổi" in text(answer)
    page.post(at("commit", upload), {"plan": NEW_PLAN, "version": "0"})
    assert Plan.objects.count() == 1


def test_what_somebody_said_of_the_file_since_the_review_is_shown_before_a_commit(page: Client, ward: Ward) -> None:
    send(page, ward)
    upload = PlanImport.objects.get()
    asked = {"plan": NEW_PLAN, "version": "0", "seal": page.get(at("review", upload)).context["seal"]}
    page.post(at("correct", upload), {"sheet": "Phụ lục I", "row": "14", "act": "leave_out"})
    assert "đã có người sửa tệp này" in text(page.post(at("commit", upload), asked, follow=True))
    assert not Plan.objects.exists()
    page.post(at("commit", upload), asked | {"seal": page.get(at("review", upload)).context["seal"]})
    assert Plan.objects.get().tasks.count() == 74


def test_what_is_said_while_a_file_is_committed_is_reviewed_first(page: Client, ward: Ward, admin: User) -> None:
    send(page, ward)
    upload = PlanImport.objects.get()
    fields = {"sheet": "Phụ lục I", "row": "14", "act": "leave_out"}

    def said(step: Step, _done: int, _of: int) -> None:
        if step is Step.WRITING:
            page.post(at("correct", upload), fields)

    with pytest.raises(CommitError, match="đã có người sửa tệp này"):
        commit_upload(upload, admin, choice=NEW_PLAN, seen_version=0, said=said)
    assert not Plan.objects.exists()


def test_a_correction_that_comes_after_the_commit_leaves_it_committed(page: Client, ward: Ward, admin: User) -> None:
    send(page, ward)
    upload = PlanImport.objects.get()

    def committed_meanwhile(form: object, *_args: object) -> None:
        commit_upload(PlanImport.objects.get(), admin, choice=NEW_PLAN, seen_version=0)

    fields = {"sheet": "Phụ lục I", "row": "14", "act": "leave_out"}
    with mock.patch.object(CorrectionForm, "correction", committed_meanwhile):
        answer = page.post(at("correct", upload), fields, follow=True)
    assert "Tệp này đã được ghi vào kế hoạch rồi." in text(answer)
    upload.refresh_from_db()
    assert (upload.state, upload.plan) == (ImportState.COMMITTED, Plan.objects.get()) and upload.undo


def test_a_plan_changed_since_the_review_is_shown_before_a_commit(page: Client, ward: Ward, admin: User) -> None:
    reading = plan(row("Một"), ward=ward.name)
    commit(made(reading, ward, admin), reading, user=admin)
    upload = made(plan(row("Một"), row("Hai"), ward=ward.name), ward, admin)
    assert 'name="version" value="1"' in page.get(at("review", upload)).content.decode()
    Plan.objects.update(version=2)
    assert 'name="version" value="2"' in page.get(at("review", upload)).content.decode()


def test_a_file_that_cannot_be_read_says_why_and_is_not_kept(page: Client, ward: Ward) -> None:
    answer = send(page, ward, b"no workbook")
    assert answer.status_code == 422 and "không phải là bảng tính" in text(answer)
    assert not PlanImport.objects.exists()


def test_no_file_and_a_wrong_year_are_errors_of_the_form(page: Client, ward: Ward) -> None:
    address = reverse("imports:upload", kwargs={"ward_id": ward.public_id})
    assert page.post(address, {}).status_code == 422
    assert send(page, ward, year="26").status_code == 422


def test_row_errors_are_shown_at_their_rows_and_forbid_the_commit(page: Client, ward: Ward, admin: User) -> None:
    wrong = made(plan(row("Một"), row("Hai"), errors=(error(11, "Không đọc được ô này"),)), ward, admin)
    review = page.get(at("review", wrong))
    assert "Không đọc được ô này" in text(review) and at("commit", wrong) not in review.content.decode()
    page.post(at("commit", wrong), {"plan": NEW_PLAN, "version": "0"})
    assert not Plan.objects.exists()
    assert "Hai" in text(page.get(at("review", wrong), {"show": "invalid"}))


def test_what_needs_a_look_can_be_shown_alone(page: Client, ward: Ward, admin: User) -> None:
    rows = [
        row("Rõ ràng"),
        row("Chưa rõ", "2", leads=[ambiguous("Trung tâm", "A", "B")]),
        row("Đơn vị lạ", "3", leads=[unknown("Ban Mới")]),
    ]
    upload = made(plan(*rows), ward, admin)
    everything, look = (text(page.get(at("review", upload), {"show": show})) for show in ("", "look"))
    assert "Rõ ràng" in everything and "Rõ ràng" not in look
    assert "Chưa rõ" in look and "có thể là: A, B" in look
    assert "Ban Mới" in look and "sẽ thêm thành đơn vị mới" in look


def test_a_filter_or_page_nobody_knows_shows_the_nearest(page: Client, ward: Ward, admin: User) -> None:
    upload = made(plan(row("Một")), ward, admin)
    for query in ({"show": "nonsense"}, {"page": "99"}, {"page": "x"}, {"plan": "nonsense"}):
        assert "Một" in text(page.get(at("review", upload), query))


def test_the_review_of_a_newer_version_shows_what_changes(page: Client, ward: Ward, admin: User) -> None:
    first = plan(row("Một"), row("Hai", "2"), row("Ba", "3"), ward=ward.name)
    commit(made(first, ward, admin), first, user=admin)
    second = plan(row("Một"), row("Hai", "2", deliverables=("Kế hoạch mới",)), row("Bốn", "3"), ward=ward.name)
    upload = made(second, ward, admin)
    review = page.get(at("review", upload))
    assert "<del>Báo cáo kết quả</del> <ins>Kế hoạch mới</ins>" in review.content.decode()
    counts = text(review)
    assert (
        "1 mới" in counts and "1 thay đổi" in counts and "1 không đổi" in counts and "1 không còn trong tệp" in counts
    )
    assert "Ba" in text(page.get(at("review", upload), {"show": "gone"}))


@pytest.mark.parametrize(("kept", "told"), [(2, False), (1, True)])
def test_a_file_without_most_of_the_plans_rows_is_called_out(
    page: Client, ward: Ward, admin: User, kept: int, told: bool
) -> None:
    first = plan(row("Một"), row("Hai", "2"), row("Ba", "3"), ward=ward.name)
    commit(made(first, ward, admin), first, user=admin)
    shared = [row("Một"), row("Hai", "2")][:kept]
    second = plan(*shared, row("Tuần tra đê điều mùa lũ", "4"), ward=ward.name)
    review = text(page.get(at("review", made(second, ward, admin))))
    assert ("2 nhiệm vụ của kế hoạch không có trong tệp này" in review) == told
    assert ("hãy sửa số, ký hiệu trong tệp" in review) == told


def test_a_draft_may_be_committed_as_another_plan(page: Client, ward: Ward, admin: User) -> None:
    draft = plan(row("Một"), ward=ward.name, number=None, issued_on=None)
    first = commit(made(draft, ward, admin), draft, user=admin).plan
    upload = made(replace(draft, title="Bản khác"), ward, admin)
    review = page.get(at("review", upload)).content.decode()
    assert f'value="{first.public_id}" selected' in review
    assert "1 mới" in text(page.get(at("review", upload), {"plan": NEW_PLAN}))


def test_text_of_the_file_is_only_ever_text(page: Client, ward: Ward, admin: User) -> None:
    bad = "<script>alert(1)</script>"
    everywhere = plan(
        row(bad, bad, leads=[unknown(bad)], deliverables=(bad,), notes=((bad, bad),)),
        sections=(section(bad, bad),),
        title=bad,
    )
    answer = page.get(at("review", made(everywhere, ward, admin)))
    assert bad not in answer.content.decode() and "&lt;script&gt;" in answer.content.decode()


def test_the_file_is_given_back_as_it_came_and_never_shown(page: Client, ward: Ward) -> None:
    send(page, ward)
    answer: Any = page.get(at("source", PlanImport.objects.get()))
    assert b"".join(answer.streaming_content) == DONG_NGUYEN.read_bytes()
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.ADMIN, Role.PROVINCE_ADMIN}])
def test_others_of_the_ward_are_refused(role: Role, client: Client, ward: Ward, admin: User) -> None:
    upload = made(plan(row("Một")), ward, admin)
    client.force_login(make_user(ward, role, CENTRE if role in {Role.OFFICER, Role.HEAD} else None))
    assert send(client, ward).status_code == 403
    assert client.get(at("review", upload)).status_code == client.get(at("source", upload)).status_code == 403
    assert client.post(at("commit", upload)).status_code == 403
    upload.refresh_from_db()
    assert upload.state == ImportState.READ


def test_for_another_wards_admin_nothing_of_it_exists(client: Client, ward: Ward, admin: User) -> None:
    upload = made(plan(row("Một")), ward, admin)
    client.force_login(make_user(make_ward("Phường Khác"), Role.ADMIN))
    assert send(client, ward).status_code == 404
    assert client.get(at("review", upload)).status_code == client.get(at("source", upload)).status_code == 404
    assert client.post(at("commit", upload)).status_code == 404


def test_two_thousand_rows_stay_usable(page: Client, ward: Ward, admin: User) -> None:
    """A page of 50 rows and the same few queries, however long the plan is."""
    taken = []
    for count in (60, 2000):
        reading = plan(*(row(f"Việc {at}", str(at), leads=[known(CENTRE)]) for at in range(count)), ward=ward.name)
        commit(made(reading, ward, admin), reading, user=admin)
        upload = made(replace(reading, title=f"Bản mới {count}"), ward, admin)
        with CaptureQueriesContext(connection) as queries:
            answer = page.get(at("review", upload), {"page": "2"})
        assert answer.content.count(b'<article class="reading') == min(50, count - 50)
        taken.append(len(queries))
    # A prefetch of two thousand rows goes in several statements on SQLite.
    assert taken[0] <= 14 and taken[1] <= taken[0] + 8, taken
