"""Several wards: drafts in one go, the roll-up by a job, who reads it, and that it never changes."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date, datetime

import pytest
import time_machine
from django.core.files.storage import FileSystemStorage
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from reports import building, issuing, jobs, orders
from reports.models import Report, RollUp
from reports.rollups.building import roll_up
from tests import factory
from tests.factory import deadline
from wards.clock import ZONE
from wards.models import Job, JobState, Membership, Role, User, Ward
from wards.periods import Rule, parse

pytestmark = pytest.mark.django_db

QUARTER = parse("2026-Q1", Rule.CUTOFF)
CHOSEN = {"period": "2026-Q1", "rule": "cutoff", "letterhead": "ubnd"}
PAGE = "/bao-cao/nhieu-phuong/?period=2026-Q1&rule=cutoff&letterhead=ubnd"


@pytest.fixture(autouse=True)
def _now(printer: list[str]) -> Iterator[None]:
    with time_machine.travel(datetime(2026, 3, 17, 9, tzinfo=ZONE), tick=False):
        yield


@pytest.fixture
def wards() -> list[Ward]:
    """Two wards, the first with one overdue row, the second with two."""
    found = [factory.make_ward(f"Phường {name}") for name in ("Một", "Hai")]
    for ward, rows in zip(found, (1, 2), strict=True):
        factory.make_plan(ward, [deadline(date(2026, 3, 10))] * rows)
    return found


@pytest.fixture
def person(wards: list[Ward]) -> User:
    person = factory.make_user(wards[0], Role.OVERSIGHT)
    Membership.objects.create(user=person, ward=wards[1], role=Role.OVERSIGHT)
    return person


@pytest.fixture
def client(person: User) -> Client:
    return signed_in(person)


def signed_in(person: User) -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(person)
    return client


def text(client: Client, address: str, **headers: str) -> str:
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def work() -> None:
    """What a worker does: every job that waits."""
    for job in Job.objects.filter(state=JobState.QUEUED).order_by("pk"):
        (jobs.add_up if job.kind == orders.ROLL_UP else jobs.build_report)(job.pk)


def test_one_button_drafts_every_ward_without_a_version(client: Client, wards: list[Ward], person: User) -> None:
    draft = building.build(wards[0], QUARTER, "ubnd", person)
    assert "1 ward has no draft yet" in text(client, PAGE)
    client.post(reverse("reports:build_all"), CHOSEN)
    page = text(client, PAGE)
    assert "1 draft is being built" in page
    assert page.count("<progress") == 1
    assert 'hx-trigger="every 2s"' in text(client, PAGE, **{"HX-Request": "true"})
    work()
    assert "every 2s" not in text(client, PAGE, **{"HX-Request": "true"})
    assert "Every ward has a draft" in text(client, PAGE)
    assert {report.ward for report in Report.objects.all()} == set(wards)
    draft.refresh_from_db()
    assert draft.version == 1  # what somebody drafted is left alone
    answer = client.post(reverse("reports:build_all"), CHOSEN, follow=True)
    assert "Nothing is left to be done" in answer.content.decode()
    # Drafts are for those who write them.
    assert client.get(reverse("reports:report", args=[draft.public_id])).status_code == 404


def test_what_was_asked_for_is_called_off(client: Client, wards: list[Ward]) -> None:
    client.post(reverse("reports:build_all"), CHOSEN)
    client.post(reverse("reports:build_all"), CHOSEN | {"off": "1"})
    assert set(Job.objects.values_list("state", flat=True)) == {JobState.CANCELLED}
    assert "called off" in text(client, PAGE)


def issued(ward: Ward) -> Report:
    leader = factory.make_user(ward, Role.LEADER)
    report = building.build(ward, QUARTER, "ubnd", leader)
    issuing.prepare(report, "05/BC-UBND", date(2026, 3, 17))
    report.refresh_from_db()
    issuing.issue(report, leader, lambda _step, _percent: None)
    report.refresh_from_db()
    return report


def test_a_roll_up_adds_issued_reports_and_what_the_portal_counts(
    client: Client, wards: list[Ward], printer: list[str]
) -> None:
    report = issued(wards[0])
    factory.make_task(wards[0].plans.get(), None, deadline(date(2026, 3, 9)))  # too late for what was issued
    client.post(reverse("reports:add_up"), CHOSEN)
    work()
    kept = RollUp.objects.get()
    figures = json.loads(kept.figures)
    assert [(ward["name"], ward["number"], ward["total"]["tasks"]) for ward in figures["wards"]] == [
        ("Phường Hai", "", 2),
        ("Phường Một", "05/BC-UBND", 1),
    ]
    assert figures["wards"][1]["sha256"] == report.sha256
    assert figures["total"]["dated"]["by_category"]["overdue"] == 3
    assert "BẢNG TỔNG HỢP" in printer[-1]
    page = text(client, reverse("reports:roll_up", args=[kept.public_id]))
    assert "Tổng hợp số liệu của 02 phường, xã" in page
    assert str(report.public_id) in page
    assert str(kept.public_id) in text(client, PAGE)
    job = Job.objects.get(kind=orders.ROLL_UP)
    assert str(kept.public_id) in text(client, reverse("reports:job", args=[job.public_id]))
    # Nothing differs: no other one is made.
    client.post(reverse("reports:add_up"), CHOSEN)
    work()
    assert RollUp.objects.count() == 1


def test_its_documents_come_from_what_was_frozen(client: Client, wards: list[Ward], person: User) -> None:
    kept = roll_up(wards, QUARTER, "ubnd", person)
    factory.make_task(wards[0].plans.get(), None, deadline(date(2026, 3, 9)))

    def file(kind: str) -> bytes:
        answer = client.get(reverse("reports:roll_up_file", args=[kept.public_id, kind]))
        assert answer["Content-Disposition"] == f'attachment; filename="tong-hop-2026-Q1.{kind}"'
        return answer.content

    assert file("pdf").startswith(b"%PDF")
    assert file("json").decode() == kept.figures
    book = load_workbook(io.BytesIO(file("xlsx")))
    assert book.sheetnames == ["Tổng hợp", "Gửi báo cáo", "Chỉ tiêu", "Chỉ tiêu theo đơn vị"]
    rows = [[cell.value for cell in row][:3] for row in book["Tổng hợp"].iter_rows()]
    assert rows[-1] == [None, "Tổng số", 3]
    assert client.get(reverse("reports:roll_up_file", args=[kept.public_id, "exe"])).status_code == 404
    newer = roll_up(wards, QUARTER, "ubnd", person)
    assert newer != kept
    assert json.loads(newer.figures)["total"]["tasks"] == 4


def test_who_oversees_only_one_of_the_wards_does_not_read_it(wards: list[Ward], person: User) -> None:
    kept = roll_up(wards, QUARTER, "ubnd", person)
    others = [factory.make_user(wards[0], Role.OVERSIGHT), factory.make_user(wards[0], Role.LEADER)]
    for other in others:
        assert signed_in(other).get(reverse("reports:roll_up", args=[kept.public_id])).status_code == 404
    assert str(kept.public_id) not in text(signed_in(others[0]), PAGE)
    assert signed_in(others[1]).get(reverse("reports:wards")).status_code == 403
    province = signed_in(factory.make_user(None, Role.PROVINCE_ADMIN))
    assert str(kept.public_id) in text(province, PAGE)


def test_the_database_refuses_to_change_it(wards: list[Ward], person: User) -> None:
    kept = roll_up(wards, QUARTER, "ubnd", person)
    with pytest.raises(IntegrityError, match="refused"), transaction.atomic():
        RollUp.objects.filter(pk=kept.pk).update(figures="{}")
    with pytest.raises(IntegrityError, match="refused"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM reports_rollup WHERE id = %s", [kept.pk])
    call_command("verify_reports")
    kept.pdf.storage.delete(str(kept.pdf.name))
    with pytest.raises(CommandError, match="the PDF is missing"):
        call_command("verify_reports")


def test_a_full_disk_leaves_nothing_behind(wards: list[Ward], person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_arguments: object, **_more: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", full)
    with pytest.raises(building.Refused):
        roll_up(wards, QUARTER, "ubnd", person)
    assert not RollUp.objects.exists()


@pytest.mark.parametrize("name", ["2026-Q2", "none"])
def test_what_cannot_be_added_up(wards: list[Ward], person: User, name: str) -> None:
    chosen = ([], QUARTER) if name == "none" else (wards, parse(name, Rule.CALENDAR))
    with pytest.raises(building.Refused):
        roll_up(*chosen, "ubnd", person)


@pytest.mark.parametrize("given", [{"period": "2026-13"}, {"rule": "moon"}, {"letterhead": "?"}, {"period": "2027"}])
def test_a_wrong_choice_is_told(client: Client, given: dict[str, str]) -> None:
    answer = client.get(reverse("reports:wards"), CHOSEN | given)
    assert answer.status_code == 200
    assert "text-danger" in answer.content.decode()
    assert client.post(reverse("reports:add_up"), CHOSEN | given).status_code == 400
    assert not Job.objects.exists()


def test_constant_queries(
    client: Client,
    wards: list[Ward],
    person: User,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    for number in range(8):
        ward = factory.make_ward(f"Xã {number}")
        Membership.objects.create(user=person, ward=ward, role=Role.OVERSIGHT)
        orders.ask(ward, QUARTER, "ubnd", person)
    kept = roll_up(wards, QUARTER, "ubnd", person)
    for address, most in ((PAGE, 14), (reverse("reports:roll_up", args=[kept.public_id]), 7)):
        client.get(address)
        with django_assert_max_num_queries(most):
            client.get(address)
