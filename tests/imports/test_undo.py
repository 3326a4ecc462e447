"""An import is taken back until somebody has worked on what it made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from imports.commit import commit
from imports.grid import PlanReading
from imports.intake import keep
from imports.models import ImportState, PlanImport
from imports.undo import UndoError, is_update, undo, why_not
from plans.kpi import Relation
from plans.models import Annex, Measurement, Plan, Section, Target
from tasks.models import Evidence, Extension, Occurrence, Part, StatusUpdate, Task, TaskUnit
from tests.factory import deadline, make_user, make_ward
from tests.imports.readings import percent, plan, row, section, unknown
from wards.clock import now
from wards.models import Role, Unit, User, Ward

pytestmark = pytest.mark.django_db

TODAY = date(2026, 2, 2)
READING = plan(
    row("Một", "1", heading=1, leads=[unknown("Ban Mới")]),
    row("Một điểm một", "1.1", heading=1, parent="1"),
    row("Hai", "2", targets=(percent("95", "đúng hạn"), percent("60", "trước hạn", 0, Relation.SHARE_OF))),
    sections=(section("I", "Chung"), section("A", "Riêng", above=0)),
)


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    with time_machine.travel(f"{TODAY}T09:00:00+07:00", tick=False):
        yield


@pytest.fixture
def ward() -> Ward:
    return make_ward()


@pytest.fixture
def admin(ward: Ward) -> User:
    return make_user(ward, Role.ADMIN)


def put(reading: PlanReading, ward: Ward, admin: User, data: bytes) -> PlanImport:
    one = keep(reading, data, name="x.xlsx", ward=ward, user=admin)
    commit(one, reading, user=admin)
    one.refresh_from_db()
    return one


def test_nothing_of_the_plan_stays_but_its_history(ward: Ward, admin: User) -> None:
    units = Unit.objects.count()
    one = put(READING, ward, admin, b"one")
    assert why_not(one) == ""
    undo(one, user=admin)
    for model in (Plan, Annex, Section, Task, TaskUnit, Target, Occurrence, Part):
        assert not model.objects.exists(), model
    assert Unit.objects.count() == units, "the unit it proposed goes as well"
    assert Plan.history.filter(history_type="-").get().history_user == admin
    assert Task.history.filter(history_type="-").count() == 3
    one.refresh_from_db()
    assert (one.state, one.plan, one.committed_at) == (ImportState.READ, None, None)
    commit(one, READING, user=admin)
    assert Task.objects.count() == 3


def entry(part: Part, admin: User) -> None:
    StatusUpdate.objects.create(
        ward=part.ward,
        part=part,
        status="in_progress",
        effective_on=TODAY,
        author=admin,
        written_on=TODAY,
        written_at=now(),
    )


def proof(part: Part, admin: User) -> None:
    Evidence.objects.create(ward=part.ward, part=part, document_number="1/BC", author=admin, written_at=now())


def extension(part: Part, admin: User) -> None:
    Extension.objects.create(
        ward=part.ward,
        occurrence=part.occurrence,
        from_due=date(2026, 6, 30),
        to_due=date(2026, 7, 30),
        reason="x",
        requested_by=admin,
        requested_on=TODAY,
    )


def figure(part: Part, admin: User) -> None:
    target = Target.objects.filter(plan__ward=part.ward)[0]
    Measurement.objects.create(
        ward=part.ward, target=target, period="2026-01", value=Decimal(1), author=admin, written_at=now()
    )


def confirmed(_part: Part, admin: User) -> None:
    target = Target.objects.all()[0]
    target.confirmed_by, target.confirmed_at = admin, now()
    target.save()


def edited(_part: Part, _admin: User) -> None:
    task = Task.objects.all()[0]
    task.version += 1
    task.save()


def in_charge(_part: Part, admin: User) -> None:
    task = Task.objects.all()[0]
    task.officer = admin
    task.save()


@pytest.mark.parametrize("work", [entry, proof, extension, figure, confirmed, edited, in_charge])
def test_after_any_work_it_stays(work: Callable[[Part, User], None], ward: Ward, admin: User) -> None:
    one = put(READING, ward, admin, b"one")
    work(Part.objects.all()[0], admin)
    assert why_not(one)
    with pytest.raises(UndoError):
        undo(one, user=admin)
    assert Task.objects.count() == 3


def test_of_two_files_the_newer_one_goes_first(ward: Ward, admin: User) -> None:
    one = put(READING, ward, admin, b"one")
    two = put(plan(*READING.tasks[:2], sections=READING.sections), ward, admin, b"two")
    with pytest.raises(UndoError):
        undo(one, user=admin)
    undo(two, user=admin)
    assert Plan.objects.get().source == one.attachment


def test_an_update_of_many_rows_is_taken_back_in_as_many_queries_as_one_of_few(admin: User) -> None:
    def queries(count: int) -> int:
        ward = make_ward(f"Phường {count}")
        early, late = ([deadline(date(2026, month, 1 + at)) for at in range(count)] for month in (5, 6))
        for at, days in enumerate((early, late)):
            rows = [row(f"Việc {number}", str(number), timings=[day]) for number, day in enumerate(days)]
            last = put(plan(*rows), ward, admin, f"{count} {at}".encode())
        with CaptureQueriesContext(connection) as sent:
            undo(last, user=admin)
        assert {each.due for each in Occurrence.objects.filter(ward=ward)} == {timing.due for timing in early}
        return len(sent)

    assert queries(2) == queries(20)


def test_an_update_without_marks_stays(ward: Ward, admin: User) -> None:
    put(READING, ward, admin, b"one")
    two = put(plan(*READING.tasks[:2], sections=READING.sections), ward, admin, b"two")
    PlanImport.objects.update(undo={})
    two.refresh_from_db()
    with pytest.raises(UndoError):
        undo(two, user=admin)


def test_an_update_of_an_earlier_release_is_known_as_one(ward: Ward, admin: User) -> None:
    one = put(READING, ward, admin, b"one")
    two = put(plan(*READING.tasks[:2], sections=READING.sections), ward, admin, b"two")
    for upload in (one, two):
        del upload.undo["was"]
    assert (is_update(one), is_update(two)) == (False, True)


def test_an_upload_not_committed_cannot_be_taken_back(ward: Ward, admin: User) -> None:
    with pytest.raises(UndoError):
        undo(keep(READING, b"one", name="x.xlsx", ward=ward, user=admin), user=admin)


def test_a_unit_that_others_use_by_now_stays(ward: Ward, admin: User) -> None:
    one = put(READING, ward, admin, b"one")
    make_user(ward, Role.OFFICER, "Ban Mới")
    undo(one, user=admin)
    assert Unit.objects.filter(ward=ward, name="Ban Mới").exists()


def test_the_button_is_there_until_then(ward: Ward, admin: User, client: Client) -> None:
    one = put(READING, ward, admin, b"one")
    client.force_login(admin)
    review, back = (reverse(f"imports:{name}", kwargs={"public_id": one.public_id}) for name in ("review", "undo"))
    assert back in client.get(review).content.decode()
    entry(Part.objects.all()[0], admin)
    assert back not in client.get(review).content.decode()
    answer: Any = client.post(back, follow=True)
    assert "Đã có người làm việc trên kế hoạch này kể từ đó" in answer.content.decode() and Plan.objects.exists()
