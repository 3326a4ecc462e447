"""Long files: read and committed by a job that tells how far it is, survives its worker and can be called off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any
from unittest import mock

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from imports import intake, jobs
from imports.commit import NEW_PLAN
from imports.grid import Grid
from imports.models import ImportState, PlanImport
from plans.models import Plan
from tasks.models import Task
from tests.factory import make_user
from tests.imports.files import DONG_NGUYEN, MY_HAO
from wards import background
from wards.models import Attachment, Job, JobState, Role, Unit, User, Ward
from wards.running import ExpectedError
from wards.setup import create_ward

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    with time_machine.travel("2026-03-02T09:00:00+07:00", tick=False):
        yield


@pytest.fixture(autouse=True)
def rung() -> Iterator[list[Job]]:
    """The bell is heard here instead of by a broker; `answer` does what the worker does."""
    heard: list[Job] = []
    with mock.patch.object(background, "ring", heard.append):
        yield heard


@pytest.fixture(autouse=True)
def everything_is_long(settings: Any) -> None:
    settings.IMPORT_WAIT_ROWS = 10


@pytest.fixture
def ward() -> Ward:
    return create_ward("Phường Đồng Nguyên")


@pytest.fixture
def admin(ward: Ward) -> User:
    return make_user(ward, Role.ADMIN)


@pytest.fixture
def page(client: Client, admin: User) -> Client:
    client.force_login(admin)
    return client


@pytest.fixture
def send(
    page: Client, ward: Ward, rung: list[Job], django_capture_on_commit_callbacks: Any
) -> Callable[[str, dict[str, Any]], Any]:
    def post(address: str, fields: dict[str, Any]) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return page.post(address, fields)

    return post


def upload_address(ward: Ward) -> str:
    return reverse("imports:upload", kwargs={"ward_id": ward.public_id})


def at(name: str, thing: PlanImport | Job) -> str:
    return reverse(f"imports:{name}", kwargs={"public_id": thing.public_id})


def file(data: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile("Kế hoạch.xlsx", data or DONG_NGUYEN.read_bytes())


def work(job: Job) -> Job:
    """What the worker does with the bell."""
    with suppress(ExpectedError):
        {jobs.READ: jobs.read_plan, jobs.COMMIT: jobs.commit_plan}[job.kind](job.pk)
    job.refresh_from_db()
    return job


def test_a_long_file_is_stored_then_read_then_committed_by_jobs(page: Client, send: Any, ward: Ward) -> None:
    answer = send(upload_address(ward), {"file": file()})
    upload, job = PlanImport.objects.get(), Job.objects.get()
    assert answer["Location"] == at("job", job)
    assert (upload.state, job.kind, job.state) == (ImportState.WAITING, jobs.READ, JobState.QUEUED)
    assert upload.attachment.file.read() == DONG_NGUYEN.read_bytes(), "kept before anything reads it"
    assert page.get(at("review", upload))["Location"] == at("job", job)
    assert "hx-get" in page.get(at("job", job)).content.decode()
    work(job)
    assert (job.state, job.progress) == (JobState.DONE, 100)
    assert page.get(at("job", job), headers={"HX-Request": "true"})["HX-Redirect"] == at("review", upload)
    assert page.get(at("job", job))["Location"] == at("review", upload)
    assert "74/KH-UBND" in page.get(at("review", upload)).content.decode()
    answer = send(at("commit", upload), {"plan": NEW_PLAN, "version": "0"})
    written = work(Job.objects.get(kind=jobs.COMMIT))
    assert answer["Location"] == at("job", written) and written.state == JobState.DONE
    assert Task.objects.count() == 75
    plan = reverse("tasks:plan", kwargs={"public_id": Plan.objects.get().public_id})
    assert page.get(at("job", written))["Location"] == plan
    assert "Đã ghi kế hoạch." in page.get(plan).content.decode()


def test_a_long_file_whose_names_are_said_is_read_again_by_a_job(page: Client, send: Any, ward: Ward) -> None:
    send(upload_address(ward), {"file": file()})
    work(Job.objects.get())
    upload, unit = PlanImport.objects.get(), Unit.objects.filter(ward=ward)[0]
    answer = send(at("names", upload), {"name": "Tổ Giúp Việc", "unit": str(unit.public_id)})
    again = Job.objects.latest("pk")
    assert answer["Location"] == at("job", again) and again.kind == jobs.READ
    work(again)
    upload.refresh_from_db()
    assert upload.state == ImportState.READ and again.state == JobState.DONE


def test_the_steps_are_told_with_counts(send: Any, ward: Ward) -> None:
    send(upload_address(ward), {"file": file()})
    told: list[tuple[str, int]] = []
    real = background.Progress.__call__

    def listen(self: background.Progress, step: str, percent: int) -> None:
        told.append((step, percent))
        real(self, step, percent)

    with mock.patch.object(background.Progress, "__call__", listen):
        work(Job.objects.get())
    assert [step for step, _percent in told] == ["opening 0 0", "reading 0 75", "keeping 0 0"]
    assert [percent for _step, percent in told] == sorted(percent for _step, percent in told)


def test_more_bytes_than_the_setting_are_not_even_opened_by_the_page(send: Any, ward: Ward, settings: Any) -> None:
    settings.IMPORT_WAIT_BYTES = 100
    with mock.patch.object(intake, "open_workbook", side_effect=AssertionError):
        assert send(upload_address(ward), {"file": file()}).status_code == 302
    assert Job.objects.get().kind == jobs.READ


def test_a_refused_long_file_says_all_its_errors_and_leaves_nothing(page: Client, send: Any, ward: Ward) -> None:
    send(upload_address(ward), {"file": file(MY_HAO.read_bytes())})
    job = work(Job.objects.get())
    assert job.state == JobState.FAILED and "Phường Mỹ Hào" in job.error
    assert not PlanImport.objects.exists() and not Attachment.objects.exists()
    shown = page.get(at("job", job)).content.decode()
    assert "Phường Mỹ Hào" in shown and upload_address(ward) in shown


def test_a_file_that_cannot_be_opened_is_told_at_once(page: Client, send: Any, ward: Ward) -> None:
    assert send(upload_address(ward), {"file": file(b"no workbook")}).status_code == 422
    assert not PlanImport.objects.exists() and not Attachment.objects.exists() and not Job.objects.exists()


def test_called_off_it_stays_kept_and_can_be_read_later(page: Client, send: Any, ward: Ward) -> None:
    send(upload_address(ward), {"file": file()})
    upload, job = PlanImport.objects.get(), Job.objects.get()
    page.post(at("job", job))
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED
    work(job)
    upload.refresh_from_db()
    assert upload.state == ImportState.WAITING and not Plan.objects.exists()
    assert at("read", upload) in page.get(at("review", upload)).content.decode()
    send(at("read", upload), {})
    work(Job.objects.latest("pk"))
    upload.refresh_from_db()
    assert upload.state == ImportState.READ


def test_called_off_while_it_runs_it_ends_at_its_next_step(send: Any, ward: Ward) -> None:
    send(upload_address(ward), {"file": file()})
    job = Job.objects.get()

    real = intake.open_workbook

    def meanwhile(data: bytes) -> Grid:
        jobs.cancel(job)
        return real(data)

    with mock.patch.object(intake, "open_workbook", meanwhile):
        work(job)
    assert job.state == JobState.CANCELLED
    assert PlanImport.objects.get().state == ImportState.WAITING


def test_a_lost_worker_loses_nothing(send: Any, ward: Ward) -> None:
    """The worker died while it read, and another while it committed: the same work is done by the next one."""
    send(upload_address(ward), {"file": file()})
    job = Job.objects.get()
    Job.objects.update(state=JobState.RUNNING, attempt=1, heartbeat="2026-03-02T08:00:00+07:00")
    assert background.requeue_stalled() == 1
    assert work(job).state == JobState.DONE
    upload = PlanImport.objects.get()
    send(at("commit", upload), {"plan": NEW_PLAN, "version": "0"})
    written = work(Job.objects.get(kind=jobs.COMMIT))
    # It was lost between the commit and the end of its job.
    Job.objects.filter(pk=written.pk).update(state=JobState.QUEUED)
    assert work(written).state == JobState.DONE
    assert Plan.objects.count() == 1 and Task.objects.count() == 75


def test_a_commit_that_cannot_be_says_so_on_the_review(page: Client, send: Any, ward: Ward) -> None:
    send(upload_address(ward), {"file": file()})
    work(Job.objects.get())
    upload = PlanImport.objects.get()
    send(at("commit", upload), {"plan": NEW_PLAN, "version": "7"})
    job = work(Job.objects.get(kind=jobs.COMMIT))
    assert job.state == JobState.FAILED and not Plan.objects.exists()
    assert "Kế hoạch vừa có người thay đổi" in page.get(at("review", upload)).content.decode()
    assert at("review", upload) in page.get(at("job", job)).content.decode()


def test_what_nobody_foresaw_is_told_as_a_number(page: Client, send: Any, ward: Ward) -> None:
    send(upload_address(ward), {"file": file()})
    job = Job.objects.get()
    with mock.patch.object(intake, "open_workbook", side_effect=RuntimeError("no memory")):
        work(job)
    assert job.state == JobState.FAILED and str(job.pk) in job.error and "no memory" not in job.error
    assert PlanImport.objects.get().state == ImportState.WAITING, "the file is kept"
    assert at("read", PlanImport.objects.get()) in page.get(at("job", job)).content.decode()


def test_an_upload_is_thrown_away_with_its_file(page: Client, ward: Ward, admin: User) -> None:
    upload = intake.take_in(DONG_NGUYEN.read_bytes(), name="x.xlsx", ward=ward, user=admin)
    stored, place = upload.attachment.file.storage, upload.attachment.file.name
    with mock.patch("django.db.transaction.on_commit", lambda after, **_options: after()):
        page.post(at("remove", upload))
    assert not PlanImport.objects.exists() and not Attachment.objects.exists() and not stored.exists(place)
