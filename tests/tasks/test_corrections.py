"""Correcting an entry: a further entry takes its place, and the mistake stays visible."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from plans.models import PeriodClosing, Plan
from tasks import work
from tasks.models import Part, StatusUpdate, UpdateKind
from tasks.status import PartStatus
from tests import factory
from tests.factory import CENTRE, CULTURE, ECONOMY, ONGOING
from wards import clock
from wards.models import Role, User, Ward

pytestmark = pytest.mark.django_db
P = PartStatus
DUE = date(2026, 3, 31)


@pytest.fixture(autouse=True)
def day() -> Any:
    """16 March 2026, 09:00 in Vietnam: the first quarter is closed."""
    with time_machine.travel("2026-03-16 02:00:00+00:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def ward() -> Ward:
    return factory.make_ward()


@pytest.fixture
def plan(ward: Ward) -> Plan:
    return factory.make_plan(ward, issued_on=date(2026, 1, 20), number="07/KH-UBND")


@pytest.fixture
def people(ward: Ward) -> dict[str, User]:
    return {
        "officer": factory.make_user(ward, Role.OFFICER, ECONOMY),
        "stranger": factory.make_user(ward, Role.OFFICER, CULTURE),
        "viewer": factory.make_user(ward, Role.VIEWER),
        "one_door": factory.make_user(ward, Role.ONE_DOOR, CENTRE),
        "leader": factory.make_user(ward, Role.LEADER),
        "elsewhere": factory.make_user(factory.make_ward("Phường Khác"), Role.ONE_DOOR, CENTRE),
    }


@pytest.fixture
def part(plan: Plan) -> Part:
    return factory.part_of(factory.make_task(plan, None, factory.deadline(DUE)))


@pytest.fixture
def entry(part: Part, people: dict[str, User]) -> StatusUpdate:
    return work.report(part, people["officer"], status=P.AWAITING_CONFIRMATION, text="Nhầm dòng khác")


def client(person: User) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


def address(entry: StatusUpdate) -> str:
    return reverse("tasks:correct", kwargs={"public_id": entry.public_id})


def filled(part: Part, **changes: object) -> dict[str, object]:
    part.refresh_from_db()
    return {
        "version": part.version,
        "status": P.IN_PROGRESS.value,
        "progress": "40",
        "text": "Mới xong dự thảo",
        "document_number": "",
        "effective_on": "2026-03-16",
    } | changes


@pytest.mark.parametrize(
    ("who", "seen", "saved"),
    [
        ("officer", 200, 302),
        ("one_door", 200, 302),
        ("stranger", 403, 403),
        ("viewer", 403, 403),
        ("leader", 403, 403),
        ("elsewhere", 404, 404),
    ],
)
def test_who_corrects(
    entry: StatusUpdate, part: Part, people: dict[str, User], who: str, seen: int, saved: int
) -> None:
    browser = client(people[who])
    assert browser.get(address(entry)).status_code == seen
    assert browser.post(address(entry), filled(part)).status_code == saved
    assert StatusUpdate.objects.filter(corrects=entry).exists() == (saved == 302)


def test_the_form_begins_with_what_the_entry_says(entry: StatusUpdate, people: dict[str, User]) -> None:
    body = client(people["officer"]).get(address(entry)).content.decode()
    assert "Nhầm dòng khác</textarea>" in body
    assert 'value="2026-03-16"' in body


def test_the_correction_counts_and_both_are_tied_together(
    entry: StatusUpdate, part: Part, people: dict[str, User]
) -> None:
    browser = client(people["officer"])
    browser.post(address(entry), filled(part))
    part.refresh_from_db()
    assert (part.status, part.progress, part.done_on) == (P.IN_PROGRESS, 40, None)
    later = StatusUpdate.objects.get(corrects=entry)
    body = browser.get(reverse("tasks:part", kwargs={"public_id": part.public_id})).content.decode()
    assert f'class="entry corrected" id="entry-{entry.public_id}"' in body
    assert f'href="#entry-{later.public_id}"' in body
    assert f'href="#entry-{entry.public_id}"' in body
    assert address(entry) not in body
    assert address(later) in body


def test_evidence_comes_with_the_correction(
    entry: StatusUpdate, part: Part, people: dict[str, User], settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    browser = client(people["officer"])
    scan = SimpleUploadedFile("Dự thảo.pdf", b"%PDF-1.7")
    data = filled(part, link="https://example.com/van-ban", document_number="12/BC-UBND")
    assert browser.post(address(entry), data | {"proofs": [scan]}).status_code == 302
    later = StatusUpdate.objects.get(corrects=entry)
    assert [each.link or each.attachment.name for each in later.evidence.all()] == [
        "Dự thảo.pdf",
        "https://example.com/van-ban",
    ]
    assert (later.document_number, entry.evidence.count()) == ("12/BC-UBND", 0)


def test_files_are_asked_for_again_where_nothing_was_saved(
    entry: StatusUpdate, part: Part, people: dict[str, User]
) -> None:
    scan = SimpleUploadedFile("a.pdf", b"%PDF-1.7")
    stale = filled(part)
    work.report(part, people["one_door"], status=P.IN_PROGRESS, text="Trung tâm ghi thêm")
    for data, status in ((stale, 409), (filled(part, text="", status="awaiting_confirmation"), 422)):
        response = client(people["officer"]).post(address(entry), data | {"proofs": [scan]})
        assert response.status_code == status
        assert "chọn lại" in response.context["correction"].errors["proofs"][0]
        scan.seek(0)


def test_an_entry_is_corrected_once(entry: StatusUpdate, part: Part, people: dict[str, User]) -> None:
    browser = client(people["officer"])
    browser.post(address(entry), filled(part))
    assert browser.post(address(entry), filled(part)).status_code == 422
    assert StatusUpdate.objects.filter(corrects=entry).count() == 1


def test_only_reports_are_corrected(entry: StatusUpdate, part: Part, people: dict[str, User]) -> None:
    said = work.comment(part, people["officer"], text="Đã gửi")
    assert client(people["officer"]).get(address(said)).status_code == 403


def test_a_check_in_is_withdrawn(plan: Plan, people: dict[str, User]) -> None:
    part = factory.part_of(factory.make_task(plan, None, ONGOING), "2026-Q1")
    entry = work.report(part, people["officer"], status=P.REPORTED, text=work.SMOOTH)
    browser = client(people["officer"])
    assert "progress" not in browser.get(address(entry)).context["correction"].fields
    data = filled(part, status=P.NOT_REPORTED.value, text="Báo nhầm đơn vị", effective_on="2026-03-14")
    assert browser.post(address(entry), data).status_code == 302
    part.refresh_from_db()
    assert part.status == P.NOT_REPORTED


def test_what_an_issued_report_printed_is_corrected_by_the_centre_only(
    plan: Plan, part: Part, people: dict[str, User]
) -> None:
    entry = work.report(part, people["officer"], status=P.IN_PROGRESS, effective_on=date(2026, 3, 12))
    PeriodClosing.objects.create(
        ward=plan.ward, period="2026-Q1", rule="cutoff", closed_at=clock.now(), closed_by=people["leader"]
    )
    assert client(people["officer"]).post(address(entry), filled(part)).status_code == 422
    assert client(people["one_door"]).post(address(entry), filled(part)).status_code == 302


def test_of_two_people_correcting_one_entry_the_second_sees_both(
    entry: StatusUpdate, part: Part, people: dict[str, User]
) -> None:
    stale = filled(part, text="Bản sửa của tôi")
    work.report(part, people["one_door"], status=P.IN_PROGRESS, text="Trung tâm ghi thêm")
    response = client(people["officer"]).post(address(entry), stale)
    assert response.status_code == 409
    body = response.content.decode()
    assert "Bản sửa của tôi" in body
    assert "Trung tâm ghi thêm" in body


@pytest.mark.parametrize(("who", "status"), [("leader", 403), ("stranger", 403), ("officer", 422), ("one_door", 422)])
def test_a_delay_is_explained_by_the_unit_or_the_centre(
    part: Part, people: dict[str, User], day: Any, who: str, status: int
) -> None:
    day.move_to("2026-04-02 02:00:00+00:00")
    browser = client(people[who])
    explain = reverse("tasks:explain", kwargs={"public_id": part.public_id})
    assert browser.post(explain, {"text": ""}).status_code == status
    page = browser.get(reverse("tasks:part", kwargs={"public_id": part.public_id})).content.decode()
    assert (explain in page or 'name="explanation"' in page) == (status == 422)
    assert not part.updates.filter(kind=UpdateKind.EXPLAIN).exists()
