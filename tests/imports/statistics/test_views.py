"""The pages of the statistics table: the mapping said once, then each month's file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from imports.flat.models import FlatUpload
from imports.flat.uploads import found_in
from imports.statistics.models import StatisticsFormula
from plans.models import Measurement, PeriodClosing, Target
from tests.factory import make_plan
from tests.imports.flat.lists import book
from tests.imports.statistics.tables import WHOLE
from wards.clock import now
from wards.models import Ward

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    with time_machine.travel("2026-05-20T09:00:00+07:00", tick=False):
        yield


@pytest.fixture
def target(ward: Ward) -> Target:
    plan = make_plan(ward)
    return Target.objects.create(
        ward=ward, plan=plan, measure="hồ sơ trả đúng hạn", comparator=">", value=95, unit="%", confirmed_at=now()
    )


def test_from_the_mapping_to_the_figures(page: Client, ward: Ward, target: Target) -> None:
    upload = reverse("imports:statistics", kwargs={"ward_id": ward.public_id})
    formula = reverse("imports:formula", kwargs={"public_id": target.public_id})
    assert "Gợi ý" in page.get(reverse("imports:formulas", kwargs={"ward_id": ward.public_id})).content.decode()
    suggested = page.get(formula).context["form"].initial
    assert suggested["numerator"] == ["early", "on_time"] and suggested["version"] == 0
    assert page.post(formula, suggested).status_code == 302
    form = page.get(upload).context["form"]
    assert form["month"].value() == "2026-05", "the last month that is over: it closed on 14 May"
    sent = page.post(upload, {"month": "2026-03", "file": SimpleUploadedFile("thong-ke.xlsx", book(WHOLE))})
    shown = page.get(sent["Location"]).content.decode()
    assert "Tháng 3/2026" in shown and "1090" in shown
    assert not Measurement.objects.exists()
    kept = FlatUpload.objects.get()
    page.post(reverse("imports:list_commit", kwargs={"public_id": kept.public_id}), {"seal": found_in(kept).seal})
    assert Measurement.objects.get().denominator == 1100
    assert "Tháng 3/2026" in page.get(upload).content.decode()


def test_a_month_outside_the_plan_or_closed_is_refused_at_its_field(page: Client, ward: Ward, target: Target) -> None:
    upload = reverse("imports:statistics", kwargs={"ward_id": ward.public_id})
    PeriodClosing.objects.create(
        ward=ward, period="2026-03", rule=ward.period_rule, closed_at=now(), closed_by=target.plan.created_by
    )
    for month in ("2025-03", "2026-12", "2026-03", "2026-Q1", ""):
        answer = page.post(upload, {"month": month, "file": SimpleUploadedFile("a.xlsx", book(WHOLE))})
        assert answer.status_code == 422 and list(answer.context["form"].errors) == ["month"]
    assert not FlatUpload.objects.exists()


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"numerator": ["early"]}, "denominator"),
        ({"denominator": ["resolved"]}, "numerator"),
        ({"numerator": ["early", "resolved"], "denominator": ["resolved"]}, "numerator"),
        ({"numerator": ["unknown"], "denominator": ["resolved"]}, "numerator"),
    ],
)
def test_a_formula_that_says_nothing_is_refused_at_its_field(
    given: dict[str, list[str]], wrong: str, page: Client, target: Target
) -> None:
    answer = page.post(reverse("imports:formula", kwargs={"public_id": target.public_id}), {"version": 0, **given})
    assert answer.status_code == 422 and list(answer.context["form"].errors) == [wrong]
    assert not StatisticsFormula.objects.exists()


def test_two_people_save_a_formula(page: Client, target: Target) -> None:
    address = reverse("imports:formula", kwargs={"public_id": target.public_id})
    first = {"numerator": ["early"], "denominator": ["resolved"], "version": 0}
    page.post(address, first)
    second = page.post(address, first | {"numerator": ["on_time"]})
    assert second.status_code == 409
    assert "Đã giải quyết: trước hạn / Đã giải quyết" in second.content.decode()
    page.post(address, first | {"numerator": ["on_time"], "version": second.context["form"]["version"].value()})
    assert StatisticsFormula.objects.get().formula["numerator"]["counts"] == ["on_time"]
    page.post(address, {"remove": "1", "version": 2})
    assert not StatisticsFormula.objects.exists()


def test_the_statistics_have_no_file_to_take_out(page: Client, ward: Ward) -> None:
    address = reverse("imports:list_file", kwargs={"ward_id": ward.public_id, "slug": "thong-ke", "ending": "xlsx"})
    assert page.get(address).status_code == 403
    lists = page.get(reverse("imports:lists", kwargs={"ward_id": ward.public_id})).content.decode()
    assert "danh-sach/thong-ke/" in lists and "thong-ke.xlsx" not in lists
