"""The pages of the lists, from the file to fill in to the commit, and what goes out as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from imports.flat.models import FlatState, FlatUpload
from imports.flat.uploads import found_in
from imports.models import PlanImport
from plans.models import Plan
from tests.factory import CENTRE, ECONOMY, ONGOING, deadline, make_plan, make_task, make_user, make_ward
from tests.imports.flat.lists import book
from wards.models import CalendarDay, Role, Unit, User, Ward

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    with time_machine.travel("2026-03-02T09:00:00+07:00", tick=False):
        yield


@pytest.fixture
def ward() -> Ward:
    return make_ward()


@pytest.fixture
def admin(ward: Ward) -> User:
    return make_user(ward, Role.ADMIN)


@pytest.fixture
def page(client: Client, admin: User) -> Client:
    client.force_login(admin)
    return client


def send(client: Client, ward: Ward, slug: str, data: bytes, name: str = "danh-sach.xlsx") -> HttpResponse:
    address = reverse("imports:list", kwargs={"ward_id": ward.public_id, "slug": slug})
    return client.post(address, {"file": SimpleUploadedFile(name, data)})  # type: ignore[return-value]


def commit(client: Client, upload: FlatUpload, seal: str | None = None) -> HttpResponse:
    address = reverse("imports:list_commit", kwargs={"public_id": upload.public_id})
    return client.post(address, {"seal": found_in(upload).seal if seal is None else seal})  # type: ignore[return-value]


def test_a_file_is_seen_before_it_is_written(page: Client, ward: Ward, admin: User) -> None:
    answer = send(page, ward, "don-vi", book([("Tên đơn vị",), ("Tổ <b>mới</b>",), (ECONOMY,)]), "../../đơn vị.xlsx")
    upload = FlatUpload.objects.get()
    shown = page.get(answer["Location"])
    assert "Tổ &lt;b&gt;mới&lt;/b&gt;" in shown.content.decode()
    assert not Unit.objects.filter(name__startswith="Tổ").exists()
    assert (upload.name, upload.state, upload.created_by) == ("đơn vị.xlsx", FlatState.READ, admin)
    assert commit(page, upload).status_code == 302
    assert Unit.objects.filter(ward=ward, name="Tổ <b>mới</b>").exists()
    upload.refresh_from_db()
    assert (upload.state, upload.committed_by) == (FlatState.COMMITTED, admin)
    commit(page, upload)
    assert Unit.objects.filter(name__startswith="Tổ").count() == 1, "pressed twice, written once"
    source = page.get(reverse("imports:list_source", kwargs={"public_id": upload.public_id}))
    assert "attachment" in source["Content-Disposition"]


def test_a_file_with_errors_is_shown_whole_and_not_written(page: Client, ward: Ward) -> None:
    answer = send(page, ward, "don-vi", book([("Tên đơn vị", "Loại"), ("Tổ A", "Lạ"), ("", "Văn phòng"), ("Tổ B", "")]))
    text = page.get(answer["Location"]).content.decode()
    assert "Lạ" in text and text.count("problem-place") == 2
    upload = FlatUpload.objects.get()
    assert upload.state == FlatState.REFUSED
    commit(page, upload)
    assert not Unit.objects.filter(name__startswith="Tổ").exists()


def test_what_changed_meanwhile_is_shown_again(page: Client, ward: Ward) -> None:
    send(page, ward, "don-vi", book([("Tên đơn vị", "Đang dùng"), (ECONOMY, "Không")]))
    upload = FlatUpload.objects.get()
    Unit.objects.filter(ward=ward, name=ECONOMY).update(active=False)
    seen = found_in(upload).seal
    commit(page, upload, seen)
    upload.refresh_from_db()
    assert upload.state == FlatState.READ and found_in(upload).changes == 0
    assert Unit.objects.get(ward=ward, name=ECONOMY).version == 1


def test_a_stored_file_that_was_tampered_with_is_refused(page: Client, ward: Ward) -> None:
    send(page, ward, "don-vi", book([("Tên đơn vị",), ("Tổ mới",)]))
    upload = FlatUpload.objects.get()
    FlatUpload.objects.filter(pk=upload.pk).update(sha256="0" * 64)
    commit(page, upload)
    assert not Unit.objects.filter(name="Tổ mới").exists()


def test_a_file_that_is_no_list_and_one_too_large(page: Client, ward: Ward) -> None:
    answer = send(page, ward, "don-vi", b"%PDF-1.7 not a list", "danh-sach.xlsx")
    assert "PDF" in page.get(answer["Location"]).content.decode()
    assert send(page, ward, "don-vi", b"x" * (2 * 1024 * 1024 + 1)).status_code == 422


def test_the_calendar_is_the_provinces(client: Client, page: Client, ward: Ward) -> None:
    assert page.get(reverse("imports:calendar")).status_code == 403
    assert page.get(reverse("imports:calendar_file", kwargs={"ending": "csv"})).status_code == 200
    province = make_user(None, Role.PROVINCE_ADMIN)
    client.force_login(province)
    data = "Ngày,Làm việc,Ghi chú\n27/4/2026,Không,Nghỉ bù\n".encode()
    client.post(reverse("imports:calendar"), {"file": SimpleUploadedFile("lich.csv", data)})
    upload = FlatUpload.objects.get()
    assert commit(client, upload)["Location"] == reverse("imports:calendar")
    assert CalendarDay.objects.get().date == date(2026, 4, 27)
    client.force_login(make_user(ward, Role.ADMIN))
    assert client.get(reverse("imports:list_upload", kwargs={"public_id": upload.public_id})).status_code == 404


def test_an_unknown_list_does_not_exist(page: Client, ward: Ward) -> None:
    for slug in ("lich", "khong-co"):
        assert page.get(reverse("imports:list", kwargs={"ward_id": ward.public_id, "slug": slug})).status_code == 404


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_a_list_of_tasks_leads_to_the_usual_review(ending: str, page: Client, ward: Ward) -> None:
    inside = {"ward_id": ward.public_id}
    form = page.get(reverse("imports:task_list_file", kwargs=inside | {"ending": ending}))
    file = SimpleUploadedFile(f"nhiem-vu.{ending}", form.content)
    answer = page.post(reverse("imports:task_list", kwargs=inside), {"file": file, "year": "2026"})
    upload = PlanImport.objects.get()
    assert answer["Location"] == reverse("imports:review", kwargs={"public_id": upload.public_id})
    assert page.get(answer["Location"]).status_code == 200
    assert Plan.objects.count() == 0


def test_a_list_of_tasks_that_is_none_is_told(page: Client, ward: Ward) -> None:
    address = reverse("imports:task_list", kwargs={"ward_id": ward.public_id})
    answer = page.post(address, {"file": SimpleUploadedFile("a.csv", b"a,b\n1,2\n")})
    assert answer.status_code == 422 and not PlanImport.objects.exists()


def read_csv(answer: HttpResponse) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_tasks_go_out_under_the_filters_of_the_page(page: Client, ward: Ward) -> None:
    plan = make_plan(ward, [ONGOING, deadline(date(2026, 2, 20)), deadline(date(2026, 9, 30))])
    make_task(plan, None, ONGOING, stt="4", lead=CENTRE, content="=cmd|' /C calc'!A0")
    address = reverse("imports:tasks_file", kwargs={"public_id": plan.public_id, "ending": "csv"})
    assert len(read_csv(page.get(address))) == 4
    (late,) = read_csv(page.get(address, {"state": "late"}))
    assert (late["STT"], late["Tình trạng"]) == ("2", "quá hạn 10 ngày")
    unit = Unit.objects.get(ward=ward, name=CENTRE)
    (own,) = read_csv(page.get(address, {"unit": str(unit.public_id)}))
    assert own["Nội dung công việc"] == "'=cmd|' /C calc'!A0"
    workbook = page.get(reverse("imports:tasks_file", kwargs={"public_id": plan.public_id, "ending": "xlsx"}))
    cells = [cell for row in load_workbook(io.BytesIO(workbook.content)).worksheets[0].iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]


def test_plans_go_out_by_year(page: Client, ward: Ward) -> None:
    make_plan(ward, [ONGOING])
    make_plan(ward, year=2025, number="02/KH-UBND", issued_on=date(2025, 1, 5))
    address = reverse("imports:plans_file", kwargs={"ward_id": ward.public_id, "ending": "csv"})
    assert [row["Năm"] for row in read_csv(page.get(address))] == ["2026", "2025"]
    (row,) = read_csv(page.get(address, {"year": "2026"}))
    assert (row["Số"], row["Ngày ban hành"], row["Số việc"]) == ("01/KH-UBND", "05/01/2026", "1")


def test_the_plan_as_printed_and_the_workbook_to_begin_with(page: Client, ward: Ward) -> None:
    plan = make_plan(ward, [ONGOING])
    printed = page.get(reverse("imports:plan_file", kwargs={"public_id": plan.public_id}))
    assert load_workbook(io.BytesIO(printed.content)).sheetnames == ["Kế hoạch"]
    begin = page.get(reverse("imports:template", kwargs={"ward_id": ward.public_id}))
    assert load_workbook(io.BytesIO(begin.content)).sheetnames == ["Kế hoạch", "Đơn vị", "Hướng dẫn"]


def test_files_take_the_same_queries_for_few_rows_and_for_many(page: Client, ward: Ward) -> None:
    plan = make_plan(ward, [ONGOING, deadline(date(2026, 5, 29))])
    addresses = [
        reverse("imports:tasks_file", kwargs={"public_id": plan.public_id, "ending": "csv"}),
        reverse("imports:plan_file", kwargs={"public_id": plan.public_id}),
        reverse("imports:plans_file", kwargs={"ward_id": ward.public_id, "ending": "csv"}),
        reverse("imports:list_file", kwargs={"ward_id": ward.public_id, "slug": "don-vi", "ending": "csv"}),
        reverse("imports:list_file", kwargs={"ward_id": ward.public_id, "slug": "nguoi-dung", "ending": "csv"}),
    ]

    def counts() -> list[int]:
        found = []
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                assert page.get(address).status_code == 200
            found.append(len(queries))
        return found

    counts()
    few = counts()
    for number in range(20):
        make_task(plan, None, ONGOING, stt=str(number + 3), lead=f"Tổ dân phố {number}")
        make_user(ward, Role.OFFICER, f"Tổ dân phố {number}")
    assert counts() == few
    assert max(few) <= 15
