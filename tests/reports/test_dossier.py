"""The dossier of an inspection: what was issued, every file beside its row, and nothing held in memory."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import PurePosixPath

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from reports import building, dossier, issuing
from reports.dossier_names import file_name, folder_name
from reports.models import Report, SignedCopy
from tasks import evidence
from tests import factory
from tests.factory import CULTURE, ECONOMY, deadline, part_of
from wards import uploads
from wards.clock import ZONE
from wards.models import Attachment, Role, User, Ward
from wards.periods import Rule, parse

pytestmark = pytest.mark.django_db

PHOTO = b"\xff\xd8\xff" + b"anh chup " * 20


@pytest.fixture(autouse=True)
def _now(printer: list[str]) -> Iterator[None]:
    with time_machine.travel(datetime(2026, 3, 17, 9, tzinfo=ZONE), tick=False):
        yield


@pytest.fixture
def ward() -> Ward:
    ward = factory.make_ward()
    plan = factory.make_plan(ward)
    day = deadline(date(2026, 3, 10))
    factory.make_task(plan, None, day, stt="1.a", content='Công khai thủ tục; "một cửa"', lead=(ECONOMY, CULTURE))
    factory.make_task(plan, None, day, stt="2", content="Số hóa hồ sơ")
    return ward


@pytest.fixture
def staff(ward: Ward) -> User:
    return factory.make_user(ward, Role.ONE_DOOR, username="staff")


@pytest.fixture
def report(ward: Ward, staff: User) -> Report:
    leader = factory.make_user(ward, Role.LEADER)
    first, _second = ward.plans.get().tasks.order_by("position")
    part = part_of(first, unit_name=CULTURE)
    photos = [uploads.check(ContentFile(PHOTO + name.encode(), name)) for name in ("Ảnh chụp.jpg", "con.jpg")]
    evidence.add(part, staff, files=photos, link="https://example.com/cong-khai")
    report = building.build(ward, parse("2026-03", Rule.CUTOFF), "ubnd", staff)
    issuing.prepare(report, "05/BC-UBND", date(2026, 3, 17))
    report.refresh_from_db()
    issuing.issue(report, leader, lambda _step, _percent: None)
    report.refresh_from_db()
    return report


def opened(client: Client, report: Report) -> zipfile.ZipFile:
    answer = client.get(reverse("reports:inspection", args=[report.public_id]))
    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"] == 'attachment; filename="ho-so-kiem-tra-2026-03-05-bc-ubnd.zip"'
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[arg-type]
    assert archive.testzip() is None
    return archive


def indexed(archive: zipfile.ZipFile) -> list[tuple[object, ...]]:
    """Row, unit, evidence and remark of each line of the index."""
    sheet = load_workbook(io.BytesIO(archive.read(dossier.INDEX)))["Mục lục"]
    lines = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=6)]
    return [(line[1], line[3], line[6], line[10]) for line in lines]


@pytest.fixture
def client(staff: User) -> Client:
    client = Client()
    client.force_login(staff)
    return client


def test_every_file_stands_beside_its_row(client: Client, report: Report) -> None:
    archive = opened(client, report)
    folder = "minh-chung/001-1-a-cong-khai-thu-tuc-mot-cua"
    files = [f"{folder}/01-anh-chup.jpg", f"{folder}/02-con.jpg"]
    papers = ["bao-cao/bao-cao-05-bc-ubnd.pdf", "bao-cao/phu-luc-05-bc-ubnd.xlsx"]
    assert archive.namelist() == [*papers, *files, dossier.INDEX]
    assert report.pdf is not None
    assert archive.read(papers[0]) == report.pdf.file.read()
    assert archive.read(files[0]) == PHOTO + "Ảnh chụp.jpg".encode()
    assert indexed(archive) == [
        ("1.a", ECONOMY, "Chưa có minh chứng", None),
        ("1.a", CULTURE, files[0], None),
        ("1.a", CULTURE, files[1], None),
        ("1.a", CULTURE, "https://example.com/cong-khai", None),
        ("2", ECONOMY, "Chưa có minh chứng", None),
    ]


def test_the_signed_copy_goes_before_the_portals_own_pdf(client: Client, report: Report, staff: User) -> None:
    kept = building.keep_file(report.ward, staff, b"%PDF-1.7 signed", "ky.pdf")
    fields = {"ward": report.ward, "report": report, "sha256": report.sha256, "signatures": 1, "uploaded_by": staff}
    SignedCopy.objects.create(file=kept, **fields)
    assert opened(client, report).read("bao-cao/bao-cao-05-bc-ubnd.pdf") == b"%PDF-1.7 signed"


@pytest.mark.parametrize(("lost", "said"), [(True, dossier.MISSING), (False, dossier.CHANGED)])
def test_a_file_that_is_not_what_was_given_is_told(client: Client, report: Report, lost: bool, said: str) -> None:
    kept = Attachment.objects.get(name="con.jpg")
    storage, name = kept.file.storage, str(kept.file.name)
    storage.delete(name)
    if not lost:
        storage.save(name, ContentFile(b"\xff\xd8\xff other"))
    archive = opened(client, report)
    assert [remark for _stt, _unit, _file, remark in indexed(archive) if remark] == [said]
    assert any(name.endswith("02-con.jpg") for name in archive.namelist()) is not lost


def test_a_long_file_goes_out_in_pieces(ward: Ward, staff: User, report: Report) -> None:
    kept = Attachment.objects.get(name="con.jpg")
    storage, name = kept.file.storage, str(kept.file.name)
    storage.delete(name)
    # Bytes that cannot be made shorter, as those of pictures.
    storage.save(name, ContentFile(random.Random(1).randbytes(20 * dossier.PIECE)))
    pieces = [len(piece) for piece in dossier.dossier(report).stream()]
    assert sum(pieces) > 16 * dossier.PIECE
    assert max(pieces) <= 2 * dossier.PIECE


def test_only_who_drafts_takes_it_and_only_of_what_is_issued(client: Client, report: Report, ward: Ward) -> None:
    address = reverse("reports:inspection", args=[report.public_id])
    for role, status in ((Role.VIEWER, 403), (Role.OVERSIGHT, 403), (Role.ADMIN, 403)):
        other = Client()
        other.force_login(factory.make_user(ward, role))
        assert other.get(address).status_code == status
    draft = building.build(ward, parse("2026-02", Rule.CUTOFF), "ubnd", report.built_by)
    answer = client.get(reverse("reports:inspection", args=[draft.public_id]))
    assert answer["Location"] == reverse("reports:report", args=[draft.public_id])
    page = client.get(reverse("reports:report", args=[report.public_id])).content.decode()
    assert address in page


@given(st.text(max_size=300), st.text(max_size=20), st.integers(1, 9999))
def test_names_are_safe_everywhere(text: str, ending: str, number: int) -> None:
    for name in (folder_name(number, ending, text), file_name(text, ending)):
        assert name == PurePosixPath(name).name
        assert name.isascii()
        assert 0 < len(name) <= 70
        assert not set(name) & set('<>:"/\\|?* ')
        assert not name.endswith((".", "-"))
        assert not name.startswith((".", "-"))
