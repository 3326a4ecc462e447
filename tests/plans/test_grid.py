"""The grid of a period's figures: saved all together or not at all, with every reason at its cell."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plans import closing, grid, measuring, saving
from plans.models import FigureEvidence, Measurement, PeriodClosing, Plan, Relation, Target
from tests.factory import make_plan, make_user
from wards.clock import now
from wards.models import Role, User, Ward
from wards.periods import Rule, parse

pytestmark = pytest.mark.django_db
MARCH = parse("2026-03", Rule.CUTOFF)


@pytest.fixture(autouse=True)
def day() -> Iterator[None]:
    with time_machine.travel("2026-03-20T09:00:00+07:00", tick=False):
        yield


@pytest.fixture
def leader(ward: Ward) -> User:
    return make_user(ward, Role.LEADER)


@pytest.fixture
def plan(ward: Ward, staff: User) -> Plan:
    return make_plan(ward)


def make_target(plan: Plan, measure: str, **fields: Any) -> Target:
    given = {
        "comparator": ">",
        "value": Decimal(95),
        "unit": "%",
        "confirmed_at": now(),
        "position": plan.targets.count(),
    }
    return Target.objects.create(ward=plan.ward, plan=plan, measure=measure, **given | fields)


@pytest.fixture
def whole(plan: Plan) -> Target:
    return make_target(plan, "Hồ sơ trả đúng hạn", numerator_label="hồ sơ đúng hạn")


@pytest.fixture
def share(plan: Plan, whole: Target) -> Target:
    return make_target(plan, "Trước hạn", comparator=">=", value=Decimal(60), part_of=whole, relation=Relation.SHARE_OF)


@pytest.fixture
def count(plan: Plan) -> Target:
    return make_target(plan, "Lớp tập huấn", comparator=">=", value=Decimal(2), unit="lớp")


def cells(target: Target, numerator: str = "", denominator: str = "", value: str = "", **more: str) -> dict[str, str]:
    typed = {"numerator": numerator, "denominator": denominator, "value": value} | more
    return {f"{name}-{target.public_id}": text for name, text in typed.items()}


def save(ward: Ward, author: User, *rows: dict[str, str], **more: str) -> tuple[grid.Grid, int]:
    shown = grid.grid(ward, MARCH)
    data = more | {name: text for row in rows for name, text in row.items()}
    return shown, saving.save(shown, author, data)


def problems(shown: grid.Grid) -> dict[str, list[str]]:
    return {row.target.measure: sorted(row.problems) for row in shown.rows if row.problems}


def test_all_rows_are_saved_together(ward: Ward, staff: User, whole: Target, share: Target, count: Target) -> None:
    shown, saved = save(
        ward,
        staff,
        cells(whole, "1.234,5", "1.300,5", note="Sổ theo dõi"),
        cells(share, "800", ""),
        cells(count, value="1"),
        source="Hệ thống thông tin",
    )
    assert (saved, problems(shown)) == (3, {})
    found = {each.target.measure: each for each in Measurement.objects.all()}
    assert (found[whole.measure].numerator, found[whole.measure].denominator) == (Decimal("1234.5"), Decimal("1300.5"))
    # The blank denominator of a share is its parent's numerator.
    assert found[share.measure].denominator == Decimal("1234.5")
    assert found[count.measure].value == 1
    assert {each.source for each in found.values()} == {"Hệ thống thông tin"}
    assert (found[whole.measure].note, found[whole.measure].author) == ("Sổ theo dõi", staff)
    kept = {"seen": "1", "source": "Hệ thống thông tin"}
    same = (cells(whole, "1234,5", "1300,5", note="Sổ theo dõi", **kept), cells(share, "800", "1234,5", **kept))
    assert save(ward, staff, *same, cells(count, value="1,0", **kept))[1] == 0
    # Another source of the same figure is a further version.
    assert save(ward, staff, *same, cells(count, value="1", seen="1", source="Sổ"))[1] == 1
    assert measuring.newest_figures(Measurement.objects.all())[count.pk, "2026-03"].number == 2


@pytest.mark.parametrize(
    ("typed", "cell"),
    [
        (("101", "100"), "numerator"),
        (("-1", "100"), "numerator"),
        (("chín", "100"), "numerator"),
        (("90", "1.234"), "denominator"),
        (("90", ""), "denominator"),
        (("", "", "1,234"), "value"),
    ],
)
def test_nothing_is_stored_by_halves(
    typed: tuple[str, ...], cell: str, ward: Ward, staff: User, whole: Target, count: Target
) -> None:
    shown, saved = save(ward, staff, cells(whole, *typed), cells(count, value="1"))
    assert (saved, problems(shown)) == (0, {whole.measure: [cell]})
    assert not Measurement.objects.exists()


def test_a_share_that_does_not_fit_its_parent(ward: Ward, staff: User, whole: Target, share: Target) -> None:
    shown, _saved = save(ward, staff, cells(whole, "940", "1000"), cells(share, "600", "1000"))
    assert problems(shown) == {share.measure: ["denominator"]}
    assert "940" in shown.rows[1].problems["denominator"]
    assert not Measurement.objects.exists()


def test_a_figure_that_jumps_is_saved_once_it_is_confirmed(ward: Ward, staff: User, whole: Target) -> None:
    measuring.record(whole, "2026-02", measuring.Figure(Decimal(950), Decimal(1000)), staff)
    shown, saved = save(ward, staff, cells(whole, "500", "1000"))
    assert (saved, len(shown.asking)) == (0, 1)
    assert "95%" in shown.rows[0].asks and "50%" in shown.rows[0].asks
    sure = shown.rows[0].confirms
    # The confirmation is of that figure and of no other.
    _shown, saved = save(ward, staff, cells(whole, "400", "1000", sure=sure))
    assert saved == 0
    _shown, saved = save(ward, staff, cells(whole, "500", "1000", sure=sure))
    assert saved == 1


def test_who_was_overtaken_sees_both_and_adds_a_version(ward: Ward, staff: User, whole: Target, count: Target) -> None:
    first, other = cells(whole, "900", "1000", seen="0"), make_user(ward, Role.ONE_DOOR)
    save(ward, other, cells(whole, "910", "1000", seen="0"))
    shown, saved = save(ward, staff, first, cells(count, value="1", seen="0"))
    assert (saved, Measurement.objects.count()) == (0, 1)
    (row,) = shown.outdated
    assert row.theirs and (row.theirs.author, row.theirs.numerator, row.typed.numerator) == (other, 910, "900")
    assert (row.theirs_said, row.seen) == ("910/1.000 (91%)", 1)
    _shown, saved = save(
        ward, staff, cells(whole, "900", "1000", seen=str(row.seen)), cells(count, value="1", seen="0")
    )
    assert saved == 2
    versions = Measurement.objects.filter(target=whole).order_by("number").values_list("number", "numerator")
    assert list(versions) == [(1, 910), (2, 900)]


@pytest.mark.parametrize("closed", ["2026-03", "2026-Q1", "2026-H1", "2026"])
def test_a_closed_period_takes_nothing_until_a_leader_reopens_it(
    closed: str, ward: Ward, staff: User, leader: User, whole: Target
) -> None:
    PeriodClosing.objects.create(ward=ward, period=closed, rule="cutoff", closed_at=now(), closed_by=leader)
    shown, saved = save(ward, staff, cells(whole, "900", "1000"))
    assert (saved, shown.open) == (0, False)
    assert shown.refused
    assert not Measurement.objects.exists()
    assert closing.reopen(ward, MARCH, leader, "Đối chiếu lại") == 1
    _shown, saved = save(ward, staff, cells(whole, "900", "1000"))
    assert saved == 1
    assert [each.reason for each in closing.reopened(ward, MARCH)] == ["Đối chiếu lại"]


def test_another_periods_report_closes_nothing_here(ward: Ward, leader: User, whole: Target) -> None:
    for name in ("2026-02", "2026-Q2"):
        PeriodClosing.objects.create(ward=ward, period=name, rule="cutoff", closed_at=now(), closed_by=leader)
    PeriodClosing.objects.create(ward=ward, period="2026-03", rule="calendar", closed_at=now(), closed_by=leader)
    assert grid.grid(ward, MARCH).open


def test_a_period_that_has_not_begun(ward: Ward, staff: User, whole: Target) -> None:
    shown = grid.grid(ward, parse("2026-05", Rule.CUTOFF))
    assert saving.save(shown, staff, cells(whole, "1", "2")) == 0
    assert "15/04/2026" in shown.refused


def test_what_is_asked_for(ward: Ward, plan: Plan, whole: Target, staff: User) -> None:
    proposed = make_target(plan, "Chưa xác nhận", confirmed_at=None)
    waiting = make_plan(ward, number="", issued_on=None, waits_for_issue=True)
    make_target(waiting, "Bản sao chờ ban hành")
    make_target(make_plan(ward, year=2025, number="09/KH"), "Năm trước")
    assert [row.target for row in grid.grid(ward, MARCH).rows] == [whole]
    measuring.record(proposed, "2026-02", measuring.Figure(Decimal(1), Decimal(2)), staff)
    assert [row.target for row in grid.grid(ward, MARCH).rows] == [whole, proposed]


def test_tied_targets_stand_under_what_they_hang_on(ward: Ward, plan: Plan, whole: Target) -> None:
    between = make_target(plan, "Khác")
    part = make_target(plan, "Lĩnh vực đất đai", part_of=whole, relation=Relation.SUBSET)
    assert [(row.target, row.depth) for row in grid.grid(ward, MARCH).rows] == [(whole, 0), (part, 1), (between, 0)]


@pytest.fixture
def client(staff: User, client: Client) -> Client:
    client.force_login(staff)
    return client


def page(ward: Ward) -> str:
    return reverse("plans:grid", kwargs={"ward_id": ward.public_id})


def test_evidence_proves_the_version_it_came_with(client: Client, ward: Ward, whole: Target) -> None:
    key = str(whole.public_id)
    sent = SimpleUploadedFile("anh.pdf", b"%PDF-1.7\n%")
    typed = cells(whole, "900", "1000", proof="https://example.vn/so-lieu") | {f"files-{key}": sent, "ky": "2026-03"}
    assert client.post(page(ward), typed).status_code == 302
    proofs = FigureEvidence.objects.order_by("pk")
    assert [each.link or each.attachment.name for each in proofs if each.attachment or each.link] == [
        "anh.pdf",
        "https://example.vn/so-lieu",
    ]
    # A further proof of the same figure is no further version.
    shown = cells(whole, "900", "1000", seen="1", proof="12/BC-UBND")
    assert client.post(page(ward), shown | {"ky": "2026-03"}).status_code == 302
    assert (Measurement.objects.count(), proofs.all().count()) == (1, 3)
    kept = client.get(reverse("plans:figure_evidence", kwargs={"public_id": proofs[0].public_id}))
    assert b"".join(kept.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    bad = cells(whole, "900", "1000", seen="1") | {f"files-{key}": SimpleUploadedFile("a.exe", b"MZ"), "ky": "2026-03"}
    assert client.post(page(ward), bad).status_code == 422


@pytest.mark.parametrize(
    ("asked", "status", "says"),
    [
        ("2026-03", 302, ""),
        ("2027-03", 422, "không có kế hoạch năm 2027"),
        ("tháng ba", 422, "không phải là kỳ báo cáo"),
        ("2026-W07", 422, "tháng hoặc kỳ dài hơn"),
    ],
)
def test_a_period_outside_the_plan_is_answered_at_its_field(
    asked: str, status: int, says: str, client: Client, ward: Ward, whole: Target
) -> None:
    answer = client.post(page(ward), cells(whole, "900", "1000") | {"ky": asked})
    assert answer.status_code == status
    assert says in answer.content.decode()
    assert Measurement.objects.count() == (1 if status == 302 else 0)


def test_the_page_shows_each_reason_at_its_cell(client: Client, ward: Ward, whole: Target) -> None:
    answer = client.post(page(ward), cells(whole, "1001", "1000") | {"ky": "2026-03"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="numerator-{whole.public_id}-error"' in text
    assert 'value="1001"' in text and "Chưa lưu gì: có 1 ô cần sửa." in text


def test_the_page_takes_as_many_queries_however_many_shares_there_are(
    client: Client, ward: Ward, plan: Plan, staff: User, whole: Target, django_assert_num_queries: Any
) -> None:
    measuring.record(whole, "2026-03", measuring.Figure(Decimal(1), Decimal(2)), staff)
    client.get(page(ward))
    with CaptureQueriesContext(connection) as few:
        client.get(page(ward))
    for number in range(5):
        share = make_target(plan, f"phần {number}", part_of=whole, relation=Relation.SHARE_OF)
        measuring.record(share, "2026-03", measuring.Figure(Decimal(1), Decimal(1)), staff)
    with django_assert_num_queries(len(few)):
        client.get(page(ward))


def test_only_a_leader_reopens_and_only_with_a_reason(client: Client, ward: Ward, leader: User, whole: Target) -> None:
    PeriodClosing.objects.create(ward=ward, period="2026-03", rule="cutoff", closed_at=now(), closed_by=leader)
    address = reverse("plans:reopen", kwargs={"ward_id": ward.public_id})
    assert client.post(address, {"ky": "2026-03", "reason": "x"}).status_code == 403
    client.force_login(leader)
    assert client.post(address, {"ky": "2026-03", "reason": " "}).status_code == 422
    assert PeriodClosing.objects.filter(reopened_at=None).exists()
    assert client.post(address, {"ky": "2026-03", "reason": "Sai số liệu"}).status_code == 302
    lifted = PeriodClosing.objects.get()
    assert (lifted.reopened_by, lifted.reason, lifted.reopened_at) == (leader, "Sai số liệu", now())
    assert client.post(address, {"ky": "2026-03", "reason": "Lần nữa"}).status_code == 422
    assert "Sai số liệu" in client.get(address, {"ky": "2026-03"}).content.decode()


def test_the_month_that_ended_last_is_asked_for(client: Client, ward: Ward, whole: Target) -> None:
    assert client.get(page(ward)).context["grid"].period == MARCH
    with time_machine.travel(date(2027, 2, 1), tick=False):
        client.force_login(make_user(ward, Role.ONE_DOOR))
        assert client.get(page(ward)).context["grid"].period.name == "2026-12"
