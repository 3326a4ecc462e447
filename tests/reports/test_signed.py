"""The signed PDF kept beside a report, and the page that says whether a report was issued."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation

from reports import building, issuing, jobs, signed, verifying
from reports.building import Refused
from reports.models import Layout, Report, ReportState, SignedCopy
from tests import factory
from tests.factory import deadline
from wards.clock import ZONE
from wards.models import Attachment, Job, Role, User, Ward
from wards.periods import Rule, parse

pytestmark = pytest.mark.django_db
MARCH = parse("2026-03", Rule.CUTOFF)


def signed_pdf(words: bytes = b"ky so", signatures: int = 1) -> bytes:
    """What matters of a signed PDF: each signature names a range that ends where the file then ended."""
    content = b"%PDF-1.7\n" + words
    for _signature in range(signatures):
        head, tail = content + b"\n/ByteRange ", b"<00>\n%%EOF"
        size = len(head) + len("[0 00000000 00000000 00000000] ") + len(tail)
        content = head + f"[0 {size - 10:08} {size - 6:08} {6:08}] ".encode() + tail
    return content


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
def leader(ward: Ward) -> User:
    return factory.make_user(ward, Role.LEADER)


@pytest.fixture
def draft(ward: Ward, leader: User) -> Report:
    return building.build(ward, MARCH, "ubnd", leader)


def issued(report: Report, leader: User) -> Report:
    issuing.prepare(report, "05/BC-UBND", date(2026, 3, 16))
    report.refresh_from_db()
    issuing.issue(report, leader, lambda _step, _percent: None)
    report.refresh_from_db()
    return report


def client(ward: Ward, role: Role, user: User | None = None) -> Client:
    found = Client()
    found.cookies["django_language"] = "en"
    found.force_login(user or factory.make_user(ward, role, factory.ECONOMY if role == Role.OFFICER else None))
    return found


def upload(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("báo cáo.pdf", content, content_type="application/pdf")


@pytest.mark.parametrize("signatures", [1, 2])
def test_a_whole_signed_pdf_may_be_kept(signatures: int) -> None:
    content = signed_pdf(signatures=signatures)
    assert signed.check(ContentFile(content)) == signed.Signed(content, signatures)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "PDF"),
        (b"PK\x03\x04" + b"x" * 100, "is no PDF"),
        (signed_pdf()[:-5], "cut off"),
        (b"%PDF-1.7\n%%EOF", "no digital signature"),
        (signed_pdf() + b"\n4 0 obj\n%%EOF", "changed after it was signed"),
    ],
)
def test_anything_else_is_refused_with_what_to_do(content: bytes, said: str) -> None:
    with translation.override("en"), pytest.raises(Refused, match=said):
        signed.check(ContentFile(content))


def test_a_file_too_large_is_not_even_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signed, "MAX_BYTES", 5)
    with pytest.raises(Refused, match="0 MB"):
        signed.check(ContentFile(signed_pdf()))


def test_the_leader_gives_the_signed_pdf_when_issuing_and_readers_get_it(
    ward: Ward, leader: User, draft: Report
) -> None:
    address = reverse("reports:issue", args=[draft.public_id])
    order = {"number": "5", "issued_on": "2026-03-16", "signed": upload(b"%PDF-1.7 nothing")}
    refused = client(ward, Role.LEADER, leader).post(address, order)
    assert refused.status_code == 422
    assert b"cut off" in refused.content
    order["signed"] = upload(signed_pdf())
    assert client(ward, Role.LEADER, leader).post(address, order).status_code == 302
    jobs.issue_report(Job.objects.latest("pk").pk)
    viewer = client(ward, Role.VIEWER)
    answer = viewer.get(reverse("reports:signed", args=[draft.public_id]))
    assert b"".join(answer.streaming_content) == signed_pdf()  # type: ignore[arg-type]
    assert answer["Content-Disposition"] == 'attachment; filename="bao-cao-2026-03-da-ky.pdf"'
    page = viewer.get(reverse("reports:report", args=[draft.public_id])).content.decode()
    assert signed.copies(Report.objects.get())[0].file.sha256 in page
    assert "1 digital signature" in page
    assert "Keep the file" not in page  # which is for those who draft
    stranger = client(factory.make_ward("Phường Khác"), Role.LEADER)
    assert stranger.get(reverse("reports:signed", args=[draft.public_id])).status_code == 404


def test_it_is_kept_after_the_issue_and_a_wrong_one_is_followed_by_the_right_one(
    ward: Ward, leader: User, draft: Report
) -> None:
    address = reverse("reports:signed", args=[draft.public_id])
    staff = client(ward, Role.ONE_DOOR)
    early = staff.post(address, {"signed": upload(signed_pdf())}, follow=True)
    assert b"not issued yet" in early.content
    assert not signed.copies(draft)
    issued(draft, leader)
    assert client(ward, Role.VIEWER).post(address, {"signed": upload(signed_pdf())}).status_code == 403
    assert staff.post(address, {}).status_code == 422
    for content in (signed_pdf(b"sai"), signed_pdf(b"dung"), signed_pdf(b"dung")):
        assert staff.post(address, {"signed": upload(content)}).status_code == 302
    right, wrong = signed.copies(draft)  # the same file again made no third
    assert b"".join(staff.get(address).streaming_content) == signed_pdf(b"dung")  # type: ignore[arg-type]
    old = staff.get(address, {"copy": wrong.public_id})
    assert b"".join(old.streaming_content) == signed_pdf(b"sai")  # type: ignore[arg-type]
    assert staff.get(address, {"copy": "x"}).status_code == 404
    assert Attachment.objects.filter(pk__in=[right.file_id, wrong.file_id]).count() == 2


def test_a_copy_signed_for_other_figures_does_not_count(ward: Ward, leader: User, draft: Report) -> None:
    signed.keep(draft, signed.Signed(signed_pdf(), 1), leader)
    Report.objects.update(sha256="0" * 64)
    draft.refresh_from_db()
    assert not signed.copies(draft)


@pytest.mark.services
def test_the_database_keeps_every_copy(ward: Ward, leader: User, draft: Report) -> None:
    kept = signed.keep(draft, signed.Signed(signed_pdf(), 1), leader)
    for change in (lambda: SignedCopy.objects.update(signatures=2), lambda: SignedCopy.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert SignedCopy.objects.get() == kept


def test_an_altered_or_lost_copy_is_named(
    ward: Ward, leader: User, draft: Report, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = signed.keep(issued(draft, leader), signed.Signed(signed_pdf(), 1), leader)
    call_command("verify_reports")
    assert "1 reports are as they were issued" in capsys.readouterr().out
    with default_storage.open(str(kept.file.file.name), "wb") as file:
        file.write(signed_pdf(b"khac"))
    with pytest.raises(CommandError, match="05/BC-UBND: a signed copy is not the one that was issued"):
        call_command("verify_reports")
    default_storage.delete(str(kept.file.file.name))
    with pytest.raises(CommandError, match="a signed copy is missing"):
        call_command("verify_reports")


def test_whoever_holds_the_address_sees_that_it_was_issued_and_nothing_more(
    ward: Ward, leader: User, draft: Report
) -> None:
    address = reverse("reports:verify", args=[draft.public_id, draft.sha256])
    assert Client().get(address).status_code == 404  # a draft proves nothing
    report = issued(draft, leader)
    reader = Client()
    reader.cookies["django_language"] = "en"
    answer = reader.get(address)
    page = answer.content.decode()
    assert report.pdf is not None
    for said in ("05/BC-UBND", "16/03/2026", ward.name, report.sha256, report.pdf.sha256, "is in force"):
        assert said in page
    for secret in (leader.full_name, leader.username, factory.ECONOMY, "/bao-cao/", "15/02"):
        assert secret not in page
    assert "digitally signed" not in page
    copy = signed.keep(report, signed.Signed(signed_pdf(), 1), leader)
    assert copy.file.sha256 in reader.get(address).content.decode()
    assert answer["X-Robots-Tag"] == "noindex"
    assert "no-store" in answer["Cache-Control"]
    Report.objects.update(state=ReportState.SUPERSEDED)
    assert "newer version has replaced it" in reader.get(address).content.decode()
    wrong = Client().get(reverse("reports:verify", args=[draft.public_id, "0" * 64]))
    assert wrong.status_code == 404
    assert report.sha256 not in wrong.content.decode()


def test_figures_that_no_longer_match_their_seal_are_not_verified(ward: Ward, leader: User, draft: Report) -> None:
    Report.objects.update(figures=draft.figures.replace("overdue", "early"))
    Report.objects.update(
        state=ReportState.ISSUED, document_number="05/BC-UBND", issued_on=date(2026, 3, 16), issued_by=leader
    )
    assert verifying.verdict(draft.public_id, draft.sha256) is None


def test_the_code_is_printed_on_issued_reports_of_a_ward_that_wants_it(
    ward: Ward, leader: User, printer: list[str]
) -> None:
    Layout.objects.create(ward=ward, letterhead="ubnd", chosen={"code": True}, changed_by=leader)
    report = building.build(ward, MARCH, "ubnd", leader)
    assert "picture:code" not in printer[-1]  # a draft has nothing to verify
    issued(report, leader)
    (address,) = re.findall(r"Mã xác minh báo cáo: (\S+)\"", printer[-1])
    assert address.endswith(f"/xac-minh/{report.public_id}/{report.sha256}/")
    assert verifying.code(report).svg.startswith("<svg")
