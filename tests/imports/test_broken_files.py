"""Files that are not what they should be: a clear message, nothing stored, the server still up."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from fixtures.make_broken import BROKEN, Broken, Outcome
from imports.grid import PlanReading
from imports.intake import read
from imports.models import ImportState, PlanImport
from plans.models import Plan
from tests.factory import make_user
from tests.imports.files import ROOT
from wards.models import Attachment, Role, User, Ward
from wards.setup import create_ward
from wards.text import fold

pytestmark = pytest.mark.django_db

SECONDS = 10
MEGABYTES = 300

# What each message must speak of, in folded words; any one of them will do.
SPEAKS_OF = {
    "text.xlsx": ("khong phai la bang tinh",),
    "zero.xlsx": ("rong",),
    "csv.xlsx": ("csv",),
    "empty.xlsx": ("khong co noi dung", "khong co du lieu", "rong", "trong"),
    "truncated.xlsx": ("hong",),
    "no-heading.xlsx": ("tieu de",),
    "password.xlsx": ("mat khau",),
    "too-large.xlsx": ("gioi han", "khong qua"),
    "whole-sheet.xlsx": ("vung du lieu", "trang tinh"),
    "zip-bomb.xlsx": ("giai nen",),
    "entity-bomb.xlsx": ("xml",),
    "two-plans.xlsx": ("hai ke hoach", "nhieu ke hoach"),
    "other-ward.xlsx": ("phuong tran lieu",),
}


@pytest.fixture
def ward() -> Ward:
    return create_ward("Phường Mỹ Hào", province="Tỉnh Thí Điểm")


@pytest.fixture
def admin(ward: Ward) -> User:
    return make_user(ward, Role.ADMIN)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    yield tmp_path_factory.mktemp("broken")


def written(broken: Broken, folder: Path) -> Path:
    path = folder / broken.name
    if not path.exists():
        broken.build(path)
    return path


def stored() -> list[int]:
    return [model.objects.count() for model in (Plan, PlanImport, Attachment)]


def spoken(reading: PlanReading) -> str:
    return fold(" ".join(problem.message for problem in (*reading.errors, *reading.warnings)))


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.name)
def test_the_page_tells_and_goes_on(broken: Broken, folder: Path, ward: Ward, admin: User, client: Client) -> None:
    client.force_login(admin)
    path = written(broken, folder)
    file = SimpleUploadedFile(f"../../{broken.name}", path.read_bytes())
    answer = client.post(reverse("imports:upload", kwargs={"ward_id": ward.public_id}), {"file": file})
    if broken.outcome is Outcome.REFUSED:
        assert answer.status_code == 422
        assert stored() == [0, 0, 0]
        told = fold(answer.content.decode())
        assert any(words in told for words in SPEAKS_OF[broken.name]), told
    elif broken.outcome is Outcome.ASKED:
        columns = client.get(answer["Location"], follow=True)
        assert PlanImport.objects.get().state == ImportState.COLUMNS and not Plan.objects.exists()
        assert any(words in fold(columns.content.decode()) for words in SPEAKS_OF[broken.name])
    elif answer.status_code == 422:
        assert broken.outcome is not Outcome.READ and stored() == [0, 0, 0]
    else:
        review = client.get(answer["Location"])
        assert review.status_code == 200
        assert b"<script>alert" not in review.content and b"onerror=alert(2)>" not in review.content
        assert PlanImport.objects.get().attachment.name == broken.name
    assert client.get("/health/").status_code == 200


@pytest.mark.parametrize(
    "broken", [each for each in BROKEN if each.outcome in {Outcome.REFUSED, Outcome.ASKED}], ids=lambda broken: broken.name
)
def test_the_command_refuses(broken: Broken, folder: Path, ward: Ward) -> None:
    err = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("import_plan", str(written(broken, folder)), ward=ward.name, stdout=StringIO(), stderr=err)
    assert ended.value.code == 1
    assert any(words in fold(err.getvalue()) for words in SPEAKS_OF[broken.name]), err.getvalue()
    assert stored() == [0, 0, 0]


@pytest.mark.parametrize(
    "broken", [each for each in BROKEN if each.outcome in {Outcome.NAMED, Outcome.READ}], ids=lambda each: each.name
)
def test_the_cell_is_named_or_read(broken: Broken, folder: Path, ward: Ward) -> None:
    reading = read(written(broken, folder).read_bytes(), ward=ward)
    found = re.fullmatch(r"([A-Z]+)(\d+)", broken.at)
    assert found is not None
    column, row = found[1], int(found[2])
    if broken.outcome is Outcome.NAMED:
        said = {problem.row: problem.column for problem in (*reading.errors, *reading.warnings)}
        assert row in said and said[row] in {column, None}, spoken(reading)
    else:
        cells = {(cell.column, cell.row): cell.text for task in reading.tasks for cell in task.cells}
        assert cells[column, row] == broken.reads


MEASURED = """
import resource, sys
from pathlib import Path
from imports.readers import UnreadableFile, read_file
try:
    read_file(Path(sys.argv[1]))
except UnreadableFile:
    pass
child = resource.getrusage(resource.RUSAGE_CHILDREN)
print(child.ru_utime + child.ru_stime, child.ru_maxrss // 1024)
"""


@pytest.mark.parametrize("broken", [each for each in BROKEN if each.dangerous], ids=lambda broken: broken.name)
def test_dangerous_files_stay_within_time_and_memory(broken: Broken, folder: Path) -> None:
    """CPU seconds and megabytes of the one child that opens the file, measured by a process of its own."""
    command = [sys.executable, "-c", MEASURED, str(written(broken, folder))]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    seconds, megabytes = map(float, done.stdout.split())
    assert seconds < SECONDS and megabytes < MEGABYTES, done.stdout


def test_a_file_over_the_limit_is_refused_before_it_is_read(
    ward: Ward, admin: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "IMPORT_MAX_BYTES", 10)
    monkeypatch.setattr("imports.views.take_in", lambda *_args, **_kwargs: pytest.fail("it was read"))
    client.force_login(admin)
    file = SimpleUploadedFile("lớn.xlsx", b"x" * 11)
    answer = client.post(reverse("imports:upload", kwargs={"ward_id": ward.public_id}), {"file": file})
    assert answer.status_code == 422 and "chỉ nhập được tệp không quá" in answer.content.decode()
