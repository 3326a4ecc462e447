"""What a person corrects before the commit, kept with the upload and applied at each reading of its file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from imports.commit import NEW_PLAN
from imports.corrections import Correction, corrected, wrong_timing
from imports.grid import Proposal, ProposalKind
from imports.intake import as_read, reading_of, take_in
from imports.models import PlanImport
from plans.models import Plan
from tasks.models import Task
from tasks.timing import Every, Kind
from tests.factory import make_user
from tests.imports.files import DONG_NGUYEN
from tests.imports.readings import SHEET, error, plan, row
from wards.models import Role, User, Ward
from wards.setup import create_ward

READING = replace(
    plan(row("Một"), row("Hai", "2"), row("Ba", "3")),
    errors=(error(11), error(12, column="B")),
    warnings=(error(10), error(11, "chưa rõ chu kỳ")),
    proposals=(Proposal(ProposalKind.CADENCE, "monthly", "?", SHEET, 11),),
)


def test_a_timing_in_other_words_settles_what_was_wrong_with_it_and_nothing_else() -> None:
    result = corrected(READING, [Correction(SHEET, 11, "Hằng quý")])
    assert [(timing.kind, timing.every) for timing in result.tasks[1].timings] == [(Kind.RECURRING, (Every.QUARTERLY,))]
    assert result.tasks[1].timing == READING.tasks[1].timing, "the words of the document stay"
    assert [each.row for each in result.errors] == [12] and [each.row for each in result.warnings] == [10]
    assert result.proposals == ()
    assert (result.tasks[0], result.tasks[2]) == (READING.tasks[0], READING.tasks[2])


def test_a_row_left_out_takes_its_errors_along() -> None:
    result = corrected(READING, [Correction(SHEET, 12, left_out=True), Correction("Khác", 10, left_out=True)])
    assert [task.content for task in result.tasks] == ["Một", "Hai"]
    assert [each.row for each in result.errors] == [11]


def test_without_corrections_the_reading_is_the_same() -> None:
    assert corrected(READING, []) is READING


@pytest.mark.parametrize(
    ("phrase", "right"),
    [
        ("Trước 30/6/2026", True),
        ("Quý III", True),
        ("Hằng tháng", True),
        ("", False),
        ("abc", False),
        ("31/02/2026", False),
    ],
)
def test_only_words_that_say_a_timing_are_taken(phrase: str, right: bool) -> None:
    assert (wrong_timing(phrase, 2026) == "") is right


@pytest.fixture
def frozen() -> Iterator[None]:
    with time_machine.travel("2026-03-02T09:00:00+07:00", tick=False):
        yield


@pytest.fixture
def ward(db: None) -> Ward:
    return create_ward("Phường Đồng Nguyên")


@pytest.fixture
def admin(ward: Ward) -> User:
    return make_user(ward, Role.ADMIN)


@pytest.mark.usefixtures("frozen")
class TestOnThePage:
    @pytest.fixture
    def upload(self, ward: Ward, admin: User, client: Client) -> PlanImport:
        client.force_login(admin)
        return take_in(DONG_NGUYEN.read_bytes(), name="x.xlsx", ward=ward, user=admin)

    def say(self, client: Client, upload: PlanImport, act: str, row: int = 14, timing: str = "") -> HttpResponse:
        task = next(each for each in as_read(upload).tasks if (each.sheet, each.row) == ("Phụ lục I", row))
        said: dict[str, Any] = {
            "sheet": task.sheet,
            "row": row,
            "act": act,
            "content": task.content,
            "timing": timing or task.timing,
            "lead": [unit.text for unit in task.leads],
            "partner": [unit.text for unit in task.partners],
            "deliverables": "\n".join(task.deliverables),
        }
        address = reverse("imports:correct", kwargs={"public_id": upload.public_id})
        answer: Any = client.post(address, said | {"show": "look"}, follow=True)
        upload.refresh_from_db()
        return answer  # type: ignore[no-any-return]

    def commit(self, client: Client, upload: PlanImport, version: int = 0) -> None:
        address = reverse("imports:commit", kwargs={"public_id": upload.public_id})
        client.post(address, {"plan": NEW_PLAN, "version": str(version)})

    def test_a_corrected_timing_is_committed_with_the_printed_words(self, client: Client, upload: PlanImport) -> None:
        answer = self.say(client, upload, "save", timing="Trước 30/6/2026")
        assert "?show=look" in answer.redirect_chain[-1][0]  # type: ignore[attr-defined]
        review = client.get(reverse("imports:review", kwargs={"public_id": upload.public_id})).content.decode()
        assert "Đã sửa" in review and "29/06/2026" in review
        self.commit(client, upload)
        task = Task.objects.get(source_sheet="Phụ lục I", source_row=14)
        assert task.read_timings()[0].due == date(2026, 6, 29)
        assert task.timing_text.startswith("Theo định kỳ")

    def test_words_that_say_nothing_are_refused(self, client: Client, upload: PlanImport) -> None:
        answer = self.say(client, upload, "save", timing="abc")
        assert "không nói rõ thời hạn" in answer.content.decode() and upload.corrections == []

    def test_a_row_is_left_out_and_taken_in_again(self, client: Client, upload: PlanImport) -> None:
        assert "1 dòng được bỏ qua" in self.say(client, upload, "leave_out").content.decode()
        assert len(reading_of(upload).tasks) == 74
        self.say(client, upload, "restore")
        assert len(reading_of(upload).tasks) == 75 and upload.corrections == []
        self.say(client, upload, "leave_out")
        self.commit(client, upload)
        assert Plan.objects.get().tasks.count() == 74

    def test_the_same_file_sent_again_keeps_its_corrections(
        self, client: Client, upload: PlanImport, ward: Ward, admin: User
    ) -> None:
        self.say(client, upload, "leave_out")
        again = take_in(DONG_NGUYEN.read_bytes(), name="x.xlsx", ward=ward, user=admin)
        assert again.pk == upload.pk and len(reading_of(again).tasks) == 74

    def test_a_correction_changes_a_stored_row_whose_words_stand(
        self, client: Client, upload: PlanImport, ward: Ward, admin: User
    ) -> None:
        self.commit(client, upload)
        # The same rows in a file of other bytes: what follows the archive's end is no part of it.
        newer = take_in(DONG_NGUYEN.read_bytes() + b"\0", name="y.xlsx", ward=ward, user=admin)
        self.say(client, newer, "save", timing="Hằng tháng")
        self.commit(client, newer, version=1)
        task = Task.objects.get(source_sheet="Phụ lục I", source_row=14)
        assert task.read_timings()[0].every == (Every.MONTHLY,) and Plan.objects.count() == 1

    def test_after_the_commit_nothing_is_corrected(self, client: Client, upload: PlanImport) -> None:
        self.commit(client, upload)
        self.say(client, upload, "leave_out")
        assert upload.corrections == [] and len(reading_of(upload).tasks) == 75
