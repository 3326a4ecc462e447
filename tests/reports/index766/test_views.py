"""The pages of the index: what is known, what is not, and whose formula it is."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from plans import measuring
from plans.models import Plan, Target
from reports.index766.models import IndexWeight
from tests.factory import make_plan
from wards.clock import now
from wards.models import User, Ward

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    with time_machine.travel("2026-05-20T09:00:00+07:00", tick=False):
        yield


@pytest.fixture
def plan(ward: Ward) -> Plan:
    return make_plan(ward)


def target(plan: Plan, measure: str, group: str = "progress") -> Target:
    return Target.objects.create(
        ward=plan.ward, plan=plan, measure=measure, comparator=">=", value=90, unit="%", index_group=group,
        confirmed_at=now(),
    )  # fmt: skip


def address(ward: Ward, name: str = "index766") -> str:
    return reverse(f"reports:{name}", kwargs={"ward_id": ward.public_id})


def test_the_index_says_what_it_does_not_know(page: Client, ward: Ward, plan: Plan, staff: User) -> None:
    known, _blank, _other = target(plan, "đúng hạn"), target(plan, "trước hạn"), target(plan, "khác", "")
    measuring.record(known, "2026-05", measuring.Figure(Decimal(45), Decimal(100)), staff)
    answer = page.get(address(ward))
    assert answer.context["chosen"].period.name == "2026-05", "the newest month that has closed"
    assert (answer.context["score"], answer.context["unknown"], answer.context["unmapped"]) == ("5", "90", 1)
    progress = answer.context["groups"][1]
    assert [(part["score"], part["most"], part["figure"]) for part in progress["parts"]] == [
        ("5", "10", "45%"),
        (None, "10", ""),
    ]
    assert [group["score"] for group in answer.context["groups"]] == ["", "5", "", "", "", ""], "not known is not 0"
    text = answer.content.decode()
    assert "<strong>–</strong> / 18" in text
    assert "đối chiếu" in text and "Chưa có chỉ tiêu nào xếp vào nhóm này" in text


def test_months_add_up_to_a_quarter(page: Client, ward: Ward, plan: Plan, staff: User) -> None:
    known = target(plan, "đúng hạn")
    for month, numerator in (("2026-01", 10), ("2026-02", 80), ("2026-03", 90)):
        measuring.record(known, month, measuring.Figure(Decimal(numerator), Decimal(100)), staff)
    answer = page.get(address(ward), {"ky": "2026-Q1"})
    assert answer.context["groups"][1]["parts"][0]["figure"] == "60%"


def test_points_are_the_ward_s_to_set(page: Client, ward: Ward, plan: Plan, staff: User) -> None:
    first, second = target(plan, "đúng hạn"), target(plan, "trước hạn")
    measuring.record(first, "2026-05", measuring.Figure(Decimal(90), Decimal(100)), staff)

    def sent(points: str, seen: int, method: str = "goal") -> dict[str, object]:
        return {
            f"{first.public_id}-points": points,
            f"{first.public_id}-method": method,
            f"{first.public_id}-seen": seen,
            f"{second.public_id}-method": "goal",
            f"{second.public_id}-seen": 0,
        }

    weights = address(ward, "index_weights")
    for wrong in ("-1", "20,5", "hai", "1,234"):
        answer = page.post(weights, sent(wrong, 0))
        assert answer.status_code == 422 and "is-invalid" in answer.content.decode()
    assert not IndexWeight.objects.exists()
    assert page.post(weights, sent("15,5", 0, "rate")).status_code == 302
    part = page.get(address(ward)).context["groups"][1]["parts"][0]
    assert (part["most"], part["score"]) == ("15,5", "13,95")
    answer = page.post(weights, sent("12", 0))
    assert answer.status_code == 409 and "15,5" in answer.content.decode()
    assert page.post(weights, sent("12", 1)).status_code == 302
    assert IndexWeight.objects.get().points == 12
    assert page.post(weights, sent("", 2)).status_code == 302
    assert IndexWeight.objects.get().points is None


def test_a_ward_without_targets(page: Client, ward: Ward) -> None:
    assert "chưa có chỉ tiêu" in page.get(address(ward)).content.decode()
    assert "Chưa có chỉ tiêu nào xếp vào nhóm" in page.get(address(ward, "index_weights")).content.decode()
