"""The page on which a ward arranges its reports: errors at their fields, two people at once, reports that stay."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from reports import building, issuing, narrative
from reports.arrangement import LISTS
from reports.models import Layout, Report
from tests import factory
from tests.factory import deadline
from wards.clock import ZONE
from wards.models import Role, User, Ward
from wards.periods import Rule, parse

pytestmark = pytest.mark.django_db
MARCH = parse("2026-03", Rule.CUTOFF)


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 3, 17, 9, tzinfo=ZONE), tick=False):
        yield


@pytest.fixture
def ward(printer: list[str]) -> Ward:
    ward = factory.make_ward()
    factory.make_plan(ward, [deadline(date(2026, 3, 10))])
    return ward


@pytest.fixture
def staff(ward: Ward) -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(factory.make_user(ward, Role.ONE_DOOR))
    return client


def order(version: int = 0, **changes: object) -> dict[str, Any]:
    """A whole form as the page sends it first, with changes."""
    places = {f"{name}-{block}": at for name, blocks in LISTS.items() for at, block in enumerate(blocks, start=1)}
    return {"version": version, **places, **{key.replace("__", "-"): value for key, value in changes.items()}}


def address(ward: Ward) -> str:
    return reverse("reports:layout", args=[ward.public_id]) + "?letterhead=ubnd"


def test_the_page_shows_the_portals_own_texts_and_every_placeholder(ward: Ward, staff: Client) -> None:
    page = staff.get(address(ward)).content.decode()
    assert "Left empty: Kết quả thực hiện nhiệm vụ kiểm soát" in page
    assert "{tỷ lệ đúng hạn}" in page
    assert "Công tác chỉ đạo, điều hành" in page


def test_what_is_saved_is_followed_by_the_next_report_and_kept_by_the_one_issued(
    ward: Ward, staff: Client, printer: list[str]
) -> None:
    leader = factory.make_user(ward, Role.LEADER)
    before = issued(building.build(ward, MARCH, "ubnd", leader), leader)
    changes = {"parts__results": 1, "parts__direction": 2, "subject": "Tình hình {kỳ báo cáo}"}
    assert staff.post(address(ward), order(**changes)).status_code == 302
    quarter = building.build(ward, parse("2026-Q1", Rule.CUTOFF), "ubnd", leader)
    assert "Tình hình quý I năm 2026" in printer[-1]
    assert "I. KẾT QUẢ THỰC HIỆN" in printer[-1]
    assert [narrative.arrangement(each.narrative).parts[0] for each in (before, quarter)] == ["direction", "results"]
    page = staff.get(reverse("reports:report", args=[quarter.public_id])).content.decode()
    assert page.index("I. Kết quả thực hiện") < page.index("II. Công tác chỉ đạo, điều hành")
    # Another ward, and the other letterhead, are laid out as before.
    building.build(ward, MARCH, "centre", leader)
    assert "I. CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH" in printer[-1]


def issued(report: Report, leader: User) -> Report:
    issuing.prepare(report, "05/BC-UBND", date(2026, 3, 16))
    report.refresh_from_db()
    issuing.issue(report, leader, lambda _step, _percent: None)
    report.refresh_from_db()
    return report


def test_a_draft_says_that_its_layout_was_changed_since(ward: Ward, staff: Client) -> None:
    report = building.build(ward, MARCH, "ubnd", factory.make_user(ward, Role.LEADER))
    page = reverse("reports:report", args=[report.public_id])
    assert "layout of reports was changed" not in staff.get(page).content.decode()
    staff.post(address(ward), order(closing="Hết."))
    assert "layout of reports was changed" in staff.get(page).content.decode()


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"opening": "Thực hiện {văn bản}"}, "opening", "{văn bản} is no placeholder"),
        ({"closing": "Hết {năm"}, "closing", "A brace stands alone"),
        ({"annexes__late": 1}, "annexes-late", "Place 1 is that of"),
        ({"annexes__late": 9}, "annexes-late", "9 is not one of the available choices"),
        ({"subject": "x" * 2001}, "subject", "at most 2000 characters"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(
    ward: Ward, staff: Client, changes: dict[str, object], field: str, said: str
) -> None:
    answer = staff.post(address(ward), order(**changes))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert said in answer.content.decode()
    assert not Layout.objects.exists()


def test_two_people_at_once_see_both_values_and_lose_neither(ward: Ward, staff: Client) -> None:
    assert staff.post(address(ward), order(closing="Của người thứ nhất.")).status_code == 302
    answer = staff.post(address(ward), order(closing="Của người thứ hai."))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "saved here: Của người thứ nhất." in page
    assert "Của người thứ hai." in page
    assert answer.context["form"]["version"].value() == "1"
    assert Layout.objects.get().chosen["texts"] == {"closing": "Của người thứ nhất."}
    assert staff.post(address(ward), order(1, closing="Của cả hai.")).status_code == 302
    assert Layout.objects.get().chosen["texts"] == {"closing": "Của cả hai."}
