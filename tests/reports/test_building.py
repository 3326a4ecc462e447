"""Versions: drafts are rebuilt, issued reports never change, and the database itself refuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime
from pathlib import Path

import pytest
import time_machine
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import IntegrityError, OperationalError, connection, transaction

from plans.models import PeriodClosing
from reports import building, issuing, narrative, pdf
from reports.canonical import seal
from reports.models import Report, ReportState
from tasks import work
from tasks.models import Task
from tasks.status import PartStatus
from tests import factory
from tests.factory import deadline, part_of
from wards.background import CancelledError
from wards.clock import ZONE
from wards.models import Attachment, Role, User, Ward
from wards.periods import Rule, parse

pytestmark = [pytest.mark.services, pytest.mark.django_db]

MARCH = parse("2026-03", Rule.CUTOFF)  # 15/2 to 14/3
Clock = Callable[[date], None]


def quiet(_step: str, _percent: int) -> None:
    """No progress to tell."""


@pytest.fixture
def clock() -> Clock:
    """Moves the clock to 9 o'clock of a day, from 17/3/2026 on."""
    with time_machine.travel(datetime(2026, 3, 17, 9, tzinfo=ZONE), tick=False) as traveller:
        yield lambda day: traveller.move_to(datetime(day.year, day.month, day.day, 9, tzinfo=ZONE))  # type: ignore[misc]


@pytest.fixture
def ward(clock: Clock, printer: list[str]) -> Ward:
    clock(date(2026, 1, 5))
    ward = factory.make_ward(signer_title="Chủ tịch", signer_name="Trần Văn Thử")
    factory.make_user(ward, Role.ONE_DOOR, username="staff")
    factory.make_user(ward, Role.LEADER, username="leader")
    factory.make_plan(ward, [deadline(date(2026, 3, 10))])
    clock(date(2026, 3, 17))
    return ward


@pytest.fixture
def staff(ward: Ward) -> User:
    return User.objects.get(username="staff")


@pytest.fixture
def leader(ward: Ward) -> User:
    return User.objects.get(username="leader")


def report_done(ward: Ward, staff: User, effective: date) -> None:
    part = part_of(Task.objects.get(ward=ward))
    work.report(part, staff, status=PartStatus.DONE, text="Đã xong", effective_on=effective)


def build(ward: Ward, staff: User, **more: object) -> Report:
    return building.build(ward, MARCH, "ubnd", staff, **more)  # type: ignore[arg-type]


def issue(report: Report, leader: User, number: str = "05/BC-UBND") -> Report:
    issuing.prepare(report, number, date(2026, 3, 16))
    report.refresh_from_db()
    issuing.issue(report, leader, quiet)
    report.refresh_from_db()
    return report


def test_a_draft_freezes_its_figures(ward: Ward, staff: User) -> None:
    steps: list[str] = []
    report = build(ward, staff, progress=lambda step, _percent: steps.append(step))
    assert list(dict.fromkeys(steps)) == [building.FIGURES, building.DOCUMENT, building.PDF, building.SAVING]
    assert report.sha256 == seal(report.figures)
    assert json.loads(report.figures)["period"]["name"] == "2026-03"
    assert report.closed_on == date(2026, 3, 14)
    assert (report.state, report.number_in_period, report.replaces) == (ReportState.DRAFT, 1, None)
    assert report.pdf is not None
    with report.pdf.file.open("rb") as file:
        assert file.read() == b"%PDF-1.7 1"


def test_the_seal_is_the_same_whoever_builds_when(ward: Ward, staff: User, leader: User, clock: Clock) -> None:
    first = build(ward, staff).sha256
    clock(date(2026, 5, 1))
    assert build(ward, leader).sha256 == first


def test_a_draft_is_rebuilt_in_place_and_keeps_its_texts(
    ward: Ward,
    staff: User,
    printer: list[str],
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]],
) -> None:
    first = build(ward, staff)
    old_file = first.pdf.file.name if first.pdf else ""
    Report.objects.filter(pk=first.pk).update(narrative={"direction": "Ban hành 02 văn bản."})
    report_done(ward, staff, date(2026, 3, 10))
    with django_capture_on_commit_callbacks(execute=True):
        again = build(ward, staff)
    assert (again.pk, again.number_in_period, Report.objects.count()) == (first.pk, 1, 1)
    assert again.sha256 != first.sha256
    assert "Ban hành 02 văn bản." in printer[-1]
    assert narrative.is_printed(again.narrative)
    assert Attachment.objects.count() == 1
    assert not default_storage.exists(old_file)


def test_what_is_written_while_the_pdf_is_drawn_stays(ward: Ward, staff: User, monkeypatch: pytest.MonkeyPatch) -> None:
    first = build(ward, staff)

    def render(html: str, *_pictures: object, **_more: object) -> bytes:
        Report.objects.filter(pk=first.pk).update(narrative={"focus": "Viết trong lúc tạo PDF"})
        return b"%PDF-1.7"

    monkeypatch.setattr(pdf, "render", render)
    again = build(ward, staff)
    assert again.narrative["focus"] == "Viết trong lúc tạo PDF"
    assert not narrative.is_printed(again.narrative)


def test_issuing_prints_number_and_day_from_the_frozen_figures(
    ward: Ward, staff: User, leader: User, printer: list[str]
) -> None:
    draft = build(ward, staff)
    report_done(ward, staff, date(2026, 3, 10))  # too late for this version
    issued = issue(draft, leader)
    assert (issued.state, issued.document_number, issued.issued_by) == (ReportState.ISSUED, "05/BC-UBND", leader)
    assert issued.sha256 == draft.sha256
    assert "05/BC-UBND" in printer[-1]
    assert "ngày 16 tháng 3 năm 2026" in printer[-1]
    assert "quá hạn 4 ngày" in printer[-1]
    assert PeriodClosing.objects.filter(ward=ward, period="2026-03", reopened_at=None).count() == 1
    assert Attachment.objects.count() == 1


def test_a_late_entry_appears_only_in_a_new_version(ward: Ward, staff: User, leader: User) -> None:
    issued = issue(build(ward, staff), leader)
    kept = (issued.figures, issued.pdf_id)
    assert build(ward, staff) == issued  # nothing differs: no new version
    report_done(ward, staff, date(2026, 3, 10))
    second = build(ward, staff)
    assert (second.number_in_period, second.replaces, second.state) == (2, issued, ReportState.DRAFT)
    assert second.sha256 != issued.sha256
    issued.refresh_from_db()
    assert (issued.state, (issued.figures, issued.pdf_id)) == (ReportState.ISSUED, kept)
    issue(second, leader, "09/BC-UBND")
    issued.refresh_from_db()
    assert (issued.state, (issued.figures, issued.pdf_id)) == (ReportState.SUPERSEDED, kept)
    assert PeriodClosing.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"figures": "{}"},
        {"sha256": "0" * 64},
        {"narrative": {"direction": "khác"}},
        {"pdf": None},
        {"state": "draft"},
        {"document_number": "06/BC-UBND"},
        {"issued_on": date(2026, 3, 17)},
        {"closed_on": date(2026, 3, 15)},
    ],
)
def test_the_database_refuses_to_change_an_issued_report(
    ward: Ward, staff: User, leader: User, change: dict[str, object]
) -> None:
    issued = issue(build(ward, staff), leader)
    with pytest.raises(IntegrityError, match="refused"), transaction.atomic():
        Report.objects.filter(pk=issued.pk).update(**change)
    with pytest.raises(IntegrityError, match="refused"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM reports_report WHERE id = %s", [issued.pk])


def test_tampered_figures_are_noticed(ward: Ward, staff: User) -> None:
    report = build(ward, staff)
    report.figures = report.figures.replace("not_started", "done")
    with pytest.raises(building.Refused):
        building.frozen(report)


@pytest.mark.parametrize(
    ("built", "issued", "day"),
    [
        (date(2026, 3, 10), date(2026, 3, 12), date(2026, 3, 12)),  # the period is still open
        (date(2026, 3, 10), date(2026, 3, 17), date(2026, 3, 16)),  # built before the close
        (date(2026, 3, 17), date(2026, 3, 17), date(2026, 3, 14)),  # dated on the close
        (date(2026, 3, 17), date(2026, 3, 17), date(2026, 3, 18)),  # dated in the future
    ],
)
def test_what_cannot_be_issued(ward: Ward, staff: User, clock: Clock, built: date, issued: date, day: date) -> None:
    clock(built)
    report = build(ward, staff)
    clock(issued)
    with pytest.raises(building.Refused):
        issuing.prepare(report, "05/BC-UBND", day)
    assert Report.objects.get().document_number == ""


def test_a_text_changed_while_it_is_issued_stops_the_issue(
    ward: Ward, staff: User, leader: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = build(ward, staff)
    issuing.prepare(report, "05/BC-UBND", date(2026, 3, 16))
    report.refresh_from_db()

    def render(html: str, *_pictures: object, **_more: object) -> bytes:
        Report.objects.filter(pk=report.pk).update(narrative={"focus": "mới"})
        return b"%PDF-1.7"

    monkeypatch.setattr(pdf, "render", render)
    with pytest.raises(building.Refused):
        issuing.issue(report, leader, quiet)
    assert Report.objects.get().state == ReportState.DRAFT
    assert Attachment.objects.count() == 1


@pytest.mark.parametrize("reason", ["time", "memory", "disk", "broken"])
def test_when_nothing_is_drawn_the_previous_version_stays(
    ward: Ward, staff: User, monkeypatch: pytest.MonkeyPatch, reason: str
) -> None:
    before = build(ward, staff)
    report_done(ward, staff, date(2026, 3, 10))

    def render(html: str, *_pictures: object, **_more: object) -> bytes:
        raise pdf.RenderError(reason, "")

    monkeypatch.setattr(pdf, "render", render)
    with pytest.raises(building.Refused) as caught:
        build(ward, staff)
    assert str(caught.value)
    after = Report.objects.get()
    assert (after.sha256, after.pdf_id, after.version) == (before.sha256, before.pdf_id, before.version)


def test_a_full_disk_keeps_the_previous_version(ward: Ward, staff: User, monkeypatch: pytest.MonkeyPatch) -> None:
    before = build(ward, staff)

    def full(storage: FileSystemStorage, name: str, _content: object) -> str:
        Path(storage.path(name)).write_bytes(b"%PDF-, as far as it went")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", full)
    assert before.pdf
    folder = Path(before.pdf.file.path).parent
    kept = set(folder.iterdir())
    with pytest.raises(building.Refused):
        build(ward, staff)
    assert Report.objects.get().pdf_id == before.pdf_id
    assert set(folder.iterdir()) == kept
    assert Attachment.objects.count() == 1


def test_what_is_called_off_leaves_nothing_behind(ward: Ward, staff: User) -> None:
    def call_off(step: str, _percent: int) -> None:
        if step == building.SAVING:
            raise CancelledError

    with pytest.raises(CancelledError):
        build(ward, staff, progress=call_off)
    assert (Report.objects.count(), Attachment.objects.count()) == (0, 0)


def test_two_builders_at_once_do_not_overwrite_each_other(
    ward: Ward, staff: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def render(html: str, *_pictures: object, **_more: object) -> bytes:
        monkeypatch.setattr(pdf, "render", lambda _html, *_pictures, **_rest: b"%PDF-1.7 other")
        build(ward, staff)
        return b"%PDF-1.7"

    monkeypatch.setattr(pdf, "render", render)
    with pytest.raises(building.Refused):
        build(ward, staff)
    assert (Report.objects.count(), Attachment.objects.count()) == (1, 1)


@pytest.mark.parametrize("name", ["2026-W07", "2026-04"])
def test_periods_without_a_report(ward: Ward, staff: User, clock: Clock, name: str) -> None:
    clock(date(2026, 3, 14))
    with pytest.raises(building.Refused):
        building.build(ward, parse(name, Rule.CUTOFF), "ubnd", staff)


def test_the_two_letterheads_are_reports_of_their_own(ward: Ward, staff: User) -> None:
    committee = build(ward, staff)
    centre = building.build(ward, MARCH, "centre", staff)
    assert committee.pk != centre.pk
    assert committee.sha256 == centre.sha256


def test_an_old_file_that_cannot_be_removed_undoes_nothing(
    ward: Ward, staff: User, leader: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = build(ward, staff)

    def locked(_attachment: Attachment) -> None:
        raise OperationalError

    monkeypatch.setattr(Attachment, "delete", locked)
    assert issue(draft, leader).state == ReportState.ISSUED


@pytest.mark.parametrize("submitted", [True, False])
def test_a_draft_goes_to_the_leader_and_back(ward: Ward, staff: User, submitted: bool) -> None:
    report = build(ward, staff)
    issuing.move(report, submitted=True)
    if not submitted:
        issuing.move(report, submitted=False)
    assert Report.objects.get().state == (ReportState.SUBMITTED if submitted else ReportState.DRAFT)
    with pytest.raises(building.Refused):
        issuing.move(report, submitted=submitted)


def test_a_new_version_lists_what_changed(ward: Ward, staff: User, leader: User, printer: list[str]) -> None:
    first = issue(build(ward, staff), leader)
    assert "since" not in json.loads(first.figures)
    report_done(ward, staff, date(2026, 3, 10))
    second = build(ward, staff)
    changed = json.loads(second.figures)["since"]
    assert (changed["number"], changed["as_of"], len(changed["changes"])) == ("05/BC-UBND", "2026-03-14", 1)
    assert "So với Báo cáo số 05/BC-UBND" in printer[-1]
    issue(second, leader, "09/BC-UBND")
    assert build(ward, staff) == second  # the list of changes alone makes no further version


def test_the_supplement_is_held_against_the_issued_year(ward: Ward, staff: User, leader: User, clock: Clock) -> None:
    clock(date(2026, 12, 16))
    year = building.build(ward, parse("2026", Rule.CUTOFF), "ubnd", staff)
    issuing.prepare(year, "90/BC-UBND", date(2026, 12, 16))
    year.refresh_from_db()
    issuing.issue(year, leader, quiet)
    clock(date(2026, 12, 20))
    report_done(ward, staff, date(2026, 12, 20))
    clock(date(2027, 1, 4))
    supplement = building.build(ward, parse("2026-S", Rule.CUTOFF), "ubnd", staff)
    changed = json.loads(supplement.figures)["since"]
    assert (changed["number"], changed["as_of"]) == ("90/BC-UBND", "2026-12-14")
    assert [each["after"] for each in changed["changes"]] == [
        "Hoàn thành quá hạn 285 ngày (ngày 20/12/2026; hạn 10/3/2026)"
    ]


def test_a_supplement_begins_after_the_years_close(ward: Ward, staff: User, clock: Clock) -> None:
    clock(date(2026, 12, 14))
    with pytest.raises(building.Refused):
        building.build(ward, parse("2026-S", Rule.CUTOFF), "ubnd", staff)
