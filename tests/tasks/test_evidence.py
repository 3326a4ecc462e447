"""Evidence: what is kept, under which name and type, and who gets it back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tasks import evidence
from tasks.models import Evidence, Part
from tasks.status import PartStatus
from tests import factory
from tests.factory import CENTRE, CULTURE, ECONOMY
from wards.models import Attachment, Role, User, Ward

PDF, JPEG = b"%PDF-1.7\n%", b"\xff\xd8\xff\xe0 photo"


@pytest.fixture(autouse=True)
def day() -> Any:
    """10 March 2026, 09:00 in Vietnam."""
    with time_machine.travel("2026-03-10 02:00:00+00:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def ward() -> Ward:
    return factory.make_ward()


@pytest.fixture
def people(ward: Ward) -> dict[str, User]:
    return {
        "officer": factory.make_user(ward, Role.OFFICER, ECONOMY),
        "partner": factory.make_user(ward, Role.OFFICER, CULTURE),
        "viewer": factory.make_user(ward, Role.VIEWER),
        "elsewhere": factory.make_user(factory.make_ward("Phường Khác"), Role.ONE_DOOR, CENTRE),
    }


@pytest.fixture
def part(ward: Ward) -> Part:
    plan = factory.make_plan(ward)
    return factory.part_of(factory.make_task(plan, None, factory.deadline(date(2026, 3, 31)), partner=[CULTURE]))


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> Any:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def report(user: User, part: Part, *files: SimpleUploadedFile, **changes: object) -> Any:
    client = Client()
    client.force_login(user)
    data = {"version": part.version, "status": PartStatus.IN_PROGRESS.value, "effective_on": "2026-03-10"} | changes
    return client.post(reverse("tasks:part", kwargs={"public_id": part.public_id}), data | {"proofs": list(files)})


@pytest.mark.django_db
def test_files_and_a_link_come_with_the_result(part: Part, people: dict[str, User], media: Any) -> None:
    files = (SimpleUploadedFile("Báo cáo.pdf", PDF), SimpleUploadedFile("anh.jpg", JPEG))
    assert report(people["officer"], part, *files, link="https://example.com/a").status_code == 302
    update = part.updates.get()
    assert {each.link or each.attachment.name for each in update.evidence.all()} == {
        "Báo cáo.pdf",
        "anh.jpg",
        "https://example.com/a",
    }
    # Stored under the ward and an id: no name that people chose reaches the file system.
    assert not [path for path in media.rglob("*") if "anh" in path.name or "Báo" in path.name]


@pytest.mark.django_db
def test_one_wrong_file_saves_nothing(part: Part, people: dict[str, User], media: Any) -> None:
    files = (SimpleUploadedFile("a.pdf", PDF), SimpleUploadedFile("b.pdf", b"<html>"))
    response = report(people["officer"], part, *files)
    assert response.status_code == 422
    assert response.context["report"].errors["proofs"]
    assert not part.updates.exists()
    assert not Attachment.objects.exists()
    assert not [path for path in media.rglob("*") if path.is_file()]


@pytest.mark.django_db
@pytest.mark.parametrize("link", ["javascript:alert(1)", "ftp2:x", "data:text/html,x"])
def test_a_link_is_an_address_of_the_web(part: Part, people: dict[str, User], link: str) -> None:
    assert report(people["officer"], part, link=link).status_code == 422


@pytest.mark.django_db
def test_a_file_is_a_download_for_who_sees_the_task(part: Part, people: dict[str, User], client: Client) -> None:
    report(people["officer"], part, SimpleUploadedFile("Báo cáo.pdf", PDF))
    address = reverse("tasks:evidence", kwargs={"public_id": Evidence.objects.get().public_id})
    client.force_login(people["viewer"])
    response = client.get(address)
    assert b"".join(response.streaming_content) == PDF  # type: ignore[attr-defined]
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    # An office PC is shared: nothing of it stays in the browser.
    assert response.headers["Cache-Control"] == "private, no-store"
    client.force_login(people["elsewhere"])
    assert client.get(address).status_code == 404
    client.logout()
    assert client.get(address).status_code == 302


@pytest.mark.django_db
def test_partner_units_add_evidence_with_a_comment(part: Part, people: dict[str, User], client: Client) -> None:
    client.force_login(people["partner"])
    address = reverse("tasks:comment", kwargs={"public_id": part.public_id})
    client.post(address, {"text": "Gửi kèm góp ý", "proofs": SimpleUploadedFile("gop-y.pdf", PDF)})
    assert part.updates.get().evidence.get().author == people["partner"]
    # Evidence alone needs no words; neither alone is nothing.
    client.post(address, {"text": "", "proofs": SimpleUploadedFile("anh.jpg", JPEG)})
    assert part.updates.latest("pk").text == "Bổ sung minh chứng."
    assert part.evidence.count() == 2
    client.post(address, {"text": "", "link": "https://example.com/gop-y", "document_number": "7/CV-VHXH"})
    note = part.updates.order_by("pk").last()
    assert [each.link or each.document_number for each in note.evidence.all()] == [
        "https://example.com/gop-y",
        "7/CV-VHXH",
    ]
    assert client.post(address, {"text": " "}).status_code == 422
    with pytest.raises(PermissionDenied):
        evidence.add(part, people["viewer"], document_number="1/BC")
