"""The page that compares: months, years, units and, for who sees several, wards."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from plans import measuring
from plans.models import Plan, PlanState, Target
from tests.factory import CULTURE, ECONOMY, make_plan, make_user, make_ward, unit
from wards.clock import now
from wards.models import Membership, Role, User, Ward

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    with time_machine.travel("2026-05-20T09:00:00+07:00", tick=False):
        yield


def target(ward: Ward, year: int = 2026, lead: str | None = None, measure: str = "hồ sơ đúng hạn") -> Target:
    plan = ward.plans.filter(year=year).first() or make_plan(ward, year=year)
    return Target.objects.create(
        ward=ward, plan=plan, measure=measure, comparator=">=", value=90, unit="%",
        lead=unit(ward, lead) if lead else None, position=plan.targets.count(), confirmed_at=now(),
    )  # fmt: skip


def put(each: Target, user: User, **figures: tuple[int, int]) -> Target:
    for month, (numerator, denominator) in figures.items():
        name = f"{each.plan.year}-{month[1:]}"
        measuring.record(each, name, measuring.Figure(Decimal(numerator), Decimal(denominator)), user)
    return each


def texts(client: Client, ward: Ward, **query: str) -> dict[str, list[str]]:
    answer = client.get(reverse("reports:compare", kwargs={"ward_id": ward.public_id}), query)
    assert answer.status_code == 200
    found = answer.context["found"]
    rows = {line.name: [cell.text for cell in line.cells] for line in found.lines}
    return rows | ({found.total.name: [cell.text for cell in found.total.cells]} if found.total else {})


def test_months_and_their_year_from_sums(client: Client, ward: Ward, staff: User) -> None:
    client.force_login(staff)
    first = put(target(ward), staff, m01=(9, 10), m02=(100, 1000))
    rows = texts(client, ward)
    assert rows["Hồ sơ đúng hạn"] == ["90%", "10%", *[""] * 10, "10,79%"], "109 of 1,010, not the mean of 50 %"
    page = client.get(
        reverse("reports:compare", kwargs={"ward_id": ward.public_id}), {"target": str(first.public_id)}
    ).content.decode()
    assert "<svg" in page and "style=" not in page


def test_years_set_the_same_measure_beside_itself(client: Client, ward: Ward, staff: User) -> None:
    client.force_login(staff)
    put(target(ward, 2025), staff, m03=(1, 4))
    put(target(ward, 2026), staff, m01=(3, 4), m02=(3, 4))
    target(ward, 2025, measure="chỉ năm 2025")
    rows = texts(client, ward, by="years")
    assert rows == {"Hồ sơ đúng hạn": ["25%", "75%"], "Chỉ năm 2025": ["", ""]}


def test_units_count_what_is_met(client: Client, ward: Ward, staff: User) -> None:
    client.force_login(staff)
    put(target(ward, lead=ECONOMY), staff, m05=(9, 10))
    put(target(ward, lead=ECONOMY, measure="b"), staff, m05=(8, 10))
    target(ward, lead=CULTURE, measure="c")
    rows = texts(client, ward, by="units", ky="2026-05")
    assert rows == {
        ECONOMY: ["2", "1", "1", "0", "50%"],
        CULTURE: ["1", "0", "0", "1", ""],
        "Cộng": ["3", "1", "1", "1", "50%"],
    }


def test_wards_for_who_sees_several(client: Client, ward: Ward, staff: User) -> None:
    other, strange = make_ward("Phường Khác"), make_ward("Phường Lạ")
    for each, numerator in ((ward, 5), (other, 600), (strange, 1)):
        put(target(each), staff, m05=(numerator, 10 if each == ward else 1000))
    client.force_login(staff)
    assert list(texts(client, ward, by="wards")) == ["Hồ sơ đúng hạn"], "who sees one ward compares its months"
    watcher = make_user(ward, Role.OVERSIGHT)
    Membership.objects.create(user=watcher, ward=other, role=Role.OVERSIGHT)
    client.force_login(watcher)
    assert texts(client, ward, by="wards", ky="2026-05") == {
        "Phường Khác": ["1", "0", "1", "0", "0%"],
        "Phường Thử Nghiệm": ["1", "0", "1", "0", "0%"],
        "Cộng": ["2", "0", "2", "0", "0%"],
    }
    rows = texts(client, ward, by="wards", ky="2026-05", measure="ho so dung han|%")
    assert rows == {
        "Phường Khác": ["600", "1.000", "60%"],
        "Phường Thử Nghiệm": ["5", "10", "50%"],
        "Cộng": ["605", "1.010", "59,9%"],
    }
    assert "Cộng" in texts(client, ward, by="wards", measure="không có|%")


def test_what_nobody_confirmed_or_issued_is_no_target(client: Client, ward: Ward, staff: User) -> None:
    put(target(ward), staff, m05=(9, 10))
    proposal = target(ward, measure="đề xuất")
    Target.objects.filter(pk=proposal.pk).update(confirmed_at=None)
    copy = make_plan(ward, year=2027, number="")
    Plan.objects.filter(pk=copy.pk).update(waits_for_issue=True, state=PlanState.DRAFT)
    target(ward, 2027)
    client.force_login(make_user(ward, Role.OVERSIGHT))
    Membership.objects.create(user=User.objects.latest("pk"), ward=make_ward("Phường Khác"), role=Role.OVERSIGHT)
    assert texts(client, ward, by="wards", ky="2026-05")["Phường Thử Nghiệm"] == ["1", "1", "0", "0", "100%"]
    assert list(texts(client, ward, by="months", ky="2026-05")) == ["Hồ sơ đúng hạn"]
    assert texts(client, ward, by="years")["Hồ sơ đúng hạn"] == ["90%", ""]
    put(proposal, staff, m05=(1, 10))
    assert "Đề xuất" in texts(client, ward, by="months", ky="2026-05"), "it has figures"


def test_a_ward_without_targets(client: Client, ward: Ward, staff: User) -> None:
    client.force_login(staff)
    answer = client.get(reverse("reports:compare", kwargs={"ward_id": ward.public_id}))
    assert "Chưa có gì để so sánh" in answer.content.decode()
