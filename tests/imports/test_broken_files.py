"""Files that are not what they should be: a clear message, nothing stored, the server still up."""

from __future__ import annotations

import hashlib
import html
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from fixtures.broken.parts import good
from fixtures.broken.table import Broken, Outcome
from fixtures.make_broken import BROKEN
from imports.grid import Grid, PlanReading, Problem
from imports.intake import read
from imports.jobs import JobRefusedError, read_plan
from imports.models import ImportState, PlanImport
from imports.readers import Limits, UnreadableFile, read_file
from plans.models import Plan
from tests.factory import make_user
from wards.models import Attachment, Job, Role, User, Ward
from wards.setup import create_ward

pytestmark = pytest.mark.django_db

SECONDS = 10
MEGABYTES = 300
NOT_READ = {Outcome.REFUSED, Outcome.ASKED}


@dataclass
class Opened:
    """What came of opening a file, and what its child process took."""

    result: Grid | UnreadableFile
    seconds: float
    megabytes: float


OPENED: dict[str, Opened] = {}
"""By the hash of the bytes: each file is opened once for all tests of a process."""


def opened(data: bytes, limits: Limits, report: Path) -> Opened:
    """Open a file as the portal does, measured; a child that did not live to report took too much."""
    key = hashlib.sha256(data).hexdigest()
    if key in OPENED:
        return OPENED[key]
    run = subprocess.run

    def measured(command: list[str], **options: Any) -> subprocess.CompletedProcess[bytes]:
        report.write_text("inf inf")
        return run([*command[:2], "tests.imports.measured_child", str(report), *command[3:]], **options)

    report.write_text("0 0")
    result: Grid | UnreadableFile
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("imports.readers.subprocess.run", measured)
        try:
            result = read_file(data, limits)
        except UnreadableFile as unreadable:
            result = unreadable
    seconds, megabytes = map(float, report.read_text().split())
    OPENED[key] = Opened(result, seconds, megabytes)
    return OPENED[key]


@pytest.fixture(autouse=True)
def once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Page, job and command open files by the same function, here measured and once each; it is March 2026."""

    def open_file(data: bytes, limits: Limits) -> Grid:
        result = opened(data, limits, tmp_path / "report").result
        if isinstance(result, UnreadableFile):
            raise result
        return result

    monkeypatch.setattr("imports.intake.read_file", open_file)
    with time_machine.travel("2026-03-02T09:00:00+07:00", tick=False):
        yield


@pytest.fixture
def ward() -> Ward:
    return create_ward("Phường Mỹ Hào", province="Tỉnh Thí Điểm")


@pytest.fixture
def admin(ward: Ward) -> User:
    return make_user(ward, Role.ADMIN)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("broken")


def written(broken: Broken, folder: Path) -> Path:
    path = folder / broken.name
    if not path.exists():
        broken.build(path)
    return path


def stored() -> list[int]:
    return [model.objects.count() for model in (Plan, PlanImport, Attachment)]


def said(broken: Broken, problems: tuple[Problem, ...]) -> list[Problem]:
    """The problems whose message holds every word that the person must be told."""
    return [problem for problem in problems if all(words in problem.message for words in broken.says)]


def told(broken: Broken, page: str) -> bool:
    text = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())
    return all(" ".join(words.split()) in text for words in broken.says)


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.name)
def test_it_is_told_or_read_within_time_and_memory(broken: Broken, folder: Path, ward: Ward) -> None:
    data = written(broken, folder).read_bytes()
    reading = read(data, ward=ward)
    errors = tuple(problem.message for problem in reading.errors)
    assert bool(errors) == (broken.outcome in {*NOT_READ, Outcome.WRONG}), errors
    assert reading.columns_open == (broken.outcome is Outcome.ASKED)
    if not broken.ward:
        assert bool(reading.tasks) == (broken.outcome not in NOT_READ)
    heard = said(broken, reading.warnings if broken.outcome is Outcome.WARNED else reading.errors)
    if broken.outcome is Outcome.READ:
        assert {problem.message for problem in reading.warnings} <= spoken_of_good()
    else:
        assert heard, (*errors, *(problem.message for problem in reading.warnings))
    if broken.at and broken.outcome is not Outcome.READ:
        assert (broken.sheet, broken.at) in {(each.sheet, f"{each.column}{each.row}") for each in heard}
    if broken.reads:
        assert broken.reads in cells_of(reading)[broken.at]
    if broken.rows is not None:
        assert len(reading.tasks) == broken.rows
    took = OPENED[hashlib.sha256(data).hexdigest()]
    assert took.seconds < SECONDS and took.megabytes < MEGABYTES, took


@cache
def spoken_of_good() -> set[str]:
    return {problem.message for problem in read(good(), ward=None).warnings}


def cells_of(reading: PlanReading) -> dict[str, str]:
    return {f"{cell.column}{cell.row}": cell.text for task in reading.tasks for cell in task.cells}


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.name)
def test_the_page_tells_and_goes_on(broken: Broken, folder: Path, ward: Ward, admin: User, client: Client) -> None:
    client.force_login(admin)
    file = SimpleUploadedFile("x", written(broken, folder).read_bytes())
    file._name = broken.sent_as or f"../../{broken.name}"  # type: ignore[attr-defined]
    answer = client.post(reverse("imports:upload", kwargs={"ward_id": ward.public_id}), {"file": file})
    if broken.job:
        assert answer.status_code == 302
        with pytest.raises(JobRefusedError):
            read_plan(Job.objects.get().pk)
        answer = client.get(answer["Location"])
        assert answer.status_code == 200 and told(broken, answer.content.decode()) and stored() == [0, 0, 0]
    elif broken.outcome is Outcome.REFUSED:
        assert answer.status_code == 422 and told(broken, answer.content.decode())
        assert stored() == [0, 0, 0]
    else:
        assert answer.status_code == 302
        upload = PlanImport.objects.get()
        name = upload.attachment.name
        assert name and "/" not in name and "\\" not in name and len(name) <= 255
        page = client.get(answer["Location"], follow=True)
        assert page.status_code == 200
        assert b"<script>alert" not in page.content and b"onerror=alert(2)>" not in page.content
        if broken.outcome is Outcome.ASKED:
            assert upload.state == ImportState.COLUMNS and told(broken, page.content.decode())
        elif broken.outcome is Outcome.WRONG:
            assert upload.state == ImportState.REFUSED and told(broken, page.content.decode())
        else:
            assert upload.state == ImportState.READ
        assert not Plan.objects.exists()


@pytest.mark.parametrize(
    "broken",
    [each for each in BROKEN if each.outcome in {*NOT_READ, Outcome.WRONG}][::3],  # it calls what the pages call
    ids=lambda broken: broken.name,
)
def test_the_command_refuses(broken: Broken, folder: Path, ward: Ward) -> None:
    err = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("import_plan", str(written(broken, folder)), ward=ward.name, stdout=StringIO(), stderr=err)
    assert ended.value.code == 1
    assert any(all(words in line for words in broken.says) for line in err.getvalue().splitlines()), err.getvalue()
    assert stored() == [0, 0, 0]


def test_a_file_over_the_limit_is_refused_before_it_is_read(
    ward: Ward, admin: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "IMPORT_MAX_BYTES", 10)
    monkeypatch.setattr("imports.jobs.take_in", lambda *_args, **_kwargs: pytest.fail("it was read"))
    client.force_login(admin)
    file = SimpleUploadedFile("lớn.xlsx", b"x" * 11)
    answer = client.post(reverse("imports:upload", kwargs={"ward_id": ward.public_id}), {"file": file})
    assert answer.status_code == 422 and "chỉ nhập được tệp không quá" in answer.content.decode()
