"""The month's late tasks as a document: what it says, who may have it, and that it draws."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from io import BytesIO

import pikepdf
import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from reports import late_list
from reports.document import document
from tests.factory import ECONOMY, deadline, make_plan, make_user, make_ward
from tests.reports.sample import CULTURE, figures, part, task
from wards.models import Role, Ward


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-01-05T09:00:00+07:00", tick=False) as traveller:
        yield traveller


def test_what_it_says() -> None:
    rows = [
        task(part(explanation="Chờ <ý kiến>"), content="Ban hành kế hoạch"),
        task(part(unit=CULTURE, days=12), content="Số hóa kết quả"),
    ]
    html = document(late_list.content(figures(rows, period="2026-03")))
    for text in (
        "THÔNG BÁO",
        "/TB-TTPVHCC",
        "Danh sách nhiệm vụ quá hạn tháng 3 năm 2026",
        "số liệu đến hết ngày 14/3/2026",
        "02 nhiệm vụ quá hạn chưa hoàn thành",
        "Tổng cộng 02 trường hợp, 01 trường hợp đã có giải trình.",
        "Chi tiết tại danh sách kèm theo.",
        "DANH SÁCH NHIỆM VỤ QUÁ HẠN THÁNG 3 NĂM 2026",
        "Chờ &lt;ý kiến&gt;",
        "Chưa có giải trình",
    ):
        assert text in html
    assert html.index("Số hóa kết quả") < html.index("Ban hành kế hoạch"), "the longest late first"


def test_a_month_without_anything_late() -> None:
    found = late_list.content(figures([], period="2026-03"))
    assert found.annexes == ()
    assert "Trong kỳ không có nhiệm vụ quá hạn." in document(found)


@pytest.fixture
def ward(db: None) -> Ward:
    ward = make_ward()
    make_plan(ward, [deadline(date(2026, 2, 20)), deadline(date(2026, 4, 10))])
    return ward


def taken(ward: Ward, role: Role, kind: str = "docx", **query: str):
    client = Client()
    client.force_login(make_user(ward, role, ECONOMY if role == Role.OFFICER else None))
    return client.get(reverse("reports:late_list", kwargs={"ward_id": ward.public_id, "kind": kind}), query)


def test_the_pdf_of_a_month(ward: Ward, clock: time_machine.Traveller) -> None:
    clock.move_to("2026-03-16T09:00:00+07:00")
    answer = taken(ward, Role.LEADER, "pdf", month="2026-03")
    assert answer["Content-Disposition"] == 'attachment; filename="nhiem-vu-qua-han-2026-03.pdf"'
    with pikepdf.open(BytesIO(answer.content)) as pdf:
        wide = [page.mediabox[2] > page.mediabox[3] for page in pdf.pages]
    assert wide == [False, True], "the text upright, the list across"


def test_word_has_it_too_before_the_month_closes(ward: Ward, clock: time_machine.Traveller) -> None:
    clock.move_to("2026-03-02T09:00:00+07:00")
    assert taken(ward, Role.ONE_DOOR).content.startswith(b"PK")


@pytest.mark.parametrize("query", [{"month": "2026-04"}, {"month": "2026-Q1"}, {"month": "x"}, {"rule": "lunar"}])
def test_a_month_that_is_none(ward: Ward, query: dict[str, str], clock: time_machine.Traveller) -> None:
    clock.move_to("2026-03-02T09:00:00+07:00")
    assert taken(ward, Role.ONE_DOOR, **query).status_code == 404
    assert taken(ward, Role.ONE_DOOR, "xlsx").status_code == 404


def test_it_is_internal(ward: Ward) -> None:
    for role in (Role.VIEWER, Role.OFFICER, Role.ADMIN):
        assert taken(ward, role).status_code == 403
