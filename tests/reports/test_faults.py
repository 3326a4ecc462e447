"""What an office's worst day does to a report: it comes out, or says why not, and the version before stays."""

from __future__ import annotations

import io
import os
import signal
from collections.abc import Iterator
from datetime import date, datetime

import pytest
import time_machine
from django.template import TemplateSyntaxError
from pdfminer.high_level import extract_text

from reports import building, document, jobs, orders, pdf
from reports.models import Report
from tests import factory
from tests.factory import deadline, make_task
from wards import background
from wards.clock import ZONE
from wards.models import Attachment, Job, JobState, Role, User, Ward
from wards.periods import Rule, parse
from wards.running import ExpectedError

pytestmark = pytest.mark.django_db

MARCH = parse("2026-03", Rule.CUTOFF)
WORST = (
    "<b>đậm</b> & <script>alert(1)</script> {{ 7|add:7 }} {% load x %}",
    '=HYPERLINK("http://example.com";"=1+1")',
    "nghiêng" * 400,  # 2,800 letters without a place to break
    "Rà soát thủ tục hành chính. " * 720,  # 20,000 characters
)


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 3, 17, 9, tzinfo=ZONE), tick=True):
        yield


@pytest.fixture
def ward() -> Ward:
    return factory.make_ward()


@pytest.fixture
def staff(ward: Ward) -> User:
    return factory.make_user(ward, Role.ONE_DOOR)


def test_the_worst_texts_come_out_as_they_were_written(ward: Ward, staff: User) -> None:
    plan = factory.make_plan(ward)
    for text in WORST:
        make_task(plan, None, deadline(date(2026, 3, 10)), content=text)
    report = building.build(ward, MARCH, "ubnd", staff)
    assert report.pdf is not None
    with report.pdf.file.open("rb") as file:
        read = "".join(extract_text(io.BytesIO(file.read())).split())
    for text in WORST[:3]:
        assert "".join(text.split())[:40] in read
    assert read.count("Ràsoátthủtụchànhchính.") >= 720


def test_a_plan_without_any_task_makes_a_report_that_says_so(ward: Ward, staff: User, printer: list[str]) -> None:
    factory.make_plan(ward)
    building.build(ward, MARCH, "ubnd", staff)
    assert "Trong kỳ không có nhiệm vụ nào phải theo dõi." in printer[-1]


def test_a_ward_without_a_plan_makes_one_too(ward: Ward, staff: User, printer: list[str]) -> None:
    report = building.build(ward, MARCH, "ubnd", staff)
    assert report.pdf is not None


@pytest.fixture
def before(ward: Ward, staff: User, printer: list[str]) -> Report:
    """A version that was there before something failed."""
    factory.make_plan(ward, [deadline(date(2026, 3, 10))])
    return building.build(ward, MARCH, "ubnd", staff)


def unchanged(before: Report) -> bool:
    """Whether the version is as it was, its PDF too, and nothing lies beside it."""
    now = Report.objects.get()
    same = (now.sha256, now.version, now.pdf_id) == (before.sha256, before.version, before.pdf_id)
    assert now.pdf is not None
    return same and now.pdf.file.read() == b"%PDF-1.7 1" and Attachment.objects.count() == 1


def test_a_broken_template_is_told_by_a_number_and_changes_nothing(
    ward: Ward, staff: User, before: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: object) -> str:
        raise TemplateSyntaxError("Invalid block tag on line 7")

    monkeypatch.setattr(document, "render_to_string", broken)
    job = orders.ask(ward, MARCH, "ubnd", staff)
    with pytest.raises(ExpectedError):
        jobs.build_report(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert str(job.pk) in job.error
    assert "line 7" not in job.error
    assert unchanged(before)


def test_a_drawing_that_is_killed_is_told_and_changes_nothing(
    ward: Ward, staff: User, before: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()  # the real printer again, whose child is killed at its first sign of life

    def kill() -> None:
        for child in os.listdir("/proc"):
            if child.isdecimal() and _parent(child) == os.getpid() and _is_drawing(child):
                os.kill(int(child), signal.SIGKILL)

    with pytest.raises(pdf.RenderError, match="memory"):
        pdf.render("<p>x</p>" * 50_000, tick=kill, limit=60)
    assert unchanged(before)


def _parent(pid: str) -> int:
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
            return int(stat.read().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def _is_drawing(pid: str) -> bool:
    with open(f"/proc/{pid}/cmdline", "rb") as command:
        return b"reports.pdf" in command.read()


def test_a_worker_killed_while_drawing_is_followed_by_another(
    ward: Ward, staff: User, before: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        """Nothing in the worker hears of it."""

    def killed(*_arguments: object, **_more: object) -> bytes:
        raise Killed

    job = orders.ask(ward, MARCH, "ubnd", staff)
    with monkeypatch.context() as patch:
        patch.setattr(pdf, "render", killed)
        with pytest.raises(Killed):
            jobs.build_report(job.pk)
    job.refresh_from_db()
    assert (job.state, job.step) == (JobState.RUNNING, building.PDF)
    assert unchanged(before)
    assert orders.ask(ward, MARCH, "ubnd", staff) == job  # one at a time: no second one beside it
    Job.objects.update(heartbeat=datetime(2026, 3, 17, 8, tzinfo=ZONE))
    background.requeue_stalled()
    jobs.build_report(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempt) == (JobState.DONE, 2)
    assert Report.objects.get().version == before.version + 1
