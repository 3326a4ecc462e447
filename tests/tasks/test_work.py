"""Writing the history of parts: who may, what it must hold, and what it adds up to."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from plans.models import PeriodClosing
from tasks import work
from tasks.models import Part, StatusUpdate, UpdateKind
from tasks.status import PartStatus
from tests import factory
from tests.factory import CENTRE, CULTURE, ECONOMY, ONGOING
from wards.clock import now
from wards.models import Role, User, Ward

pytestmark = [pytest.mark.django_db, pytest.mark.services]
P = PartStatus
DUE = date(2026, 3, 31)


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
    other = factory.make_ward("Phường Khác")
    return {
        "officer": factory.make_user(ward, Role.OFFICER, ECONOMY),
        "head": factory.make_user(ward, Role.HEAD, ECONOMY),
        "stranger": factory.make_user(ward, Role.OFFICER, CULTURE),
        "viewer": factory.make_user(ward, Role.VIEWER),
        "one_door": factory.make_user(ward, Role.ONE_DOOR, CENTRE),
        "leader": factory.make_user(ward, Role.LEADER),
        "elsewhere": factory.make_user(other, Role.ONE_DOOR, CENTRE),
    }


@pytest.fixture
def part(ward: Ward) -> Part:
    plan = factory.make_plan(ward)
    return factory.part_of(factory.make_task(plan, None, factory.deadline(DUE), partner=[CULTURE]))


@pytest.fixture
def check_in(ward: Ward) -> Part:
    plan = factory.make_plan(ward, number="02/KH-UBND")
    return factory.part_of(factory.make_task(plan, None, ONGOING), "2026-Q1")


def test_the_unit_reports_and_the_centre_confirms(part: Part, people: dict[str, User], day: Any) -> None:
    entry = work.report(
        part, people["officer"], status=P.AWAITING_CONFIRMATION, text="Đã ban hành", effective_on=date(2026, 3, 9)
    )
    part.refresh_from_db()
    assert (entry.progress, entry.written_on, entry.author) == (100, date(2026, 3, 10), people["officer"])
    assert (part.status, part.done_on, part.confirmed_on) == (P.AWAITING_CONFIRMATION, date(2026, 3, 9), None)
    assert part.version == 2

    day.move_to("2026-03-12 02:00:00+00:00")
    assert work.confirm(part, people["one_door"]).kind == UpdateKind.CONFIRM
    part.refresh_from_db()
    # Lateness follows the day the unit reported, whenever it was confirmed.
    assert (part.status, part.done_on, part.confirmed_on) == (P.DONE, date(2026, 3, 9), date(2026, 3, 12))


def test_a_returned_result_is_open_again_and_its_day_is_gone(part: Part, people: dict[str, User]) -> None:
    work.report(part, people["officer"], status=P.IN_PROGRESS, progress=70)
    work.report(part, people["officer"], status=P.AWAITING_CONFIRMATION, text="Đã xong")
    with pytest.raises(work.Refused):
        work.send_back(part, people["one_door"], reason="  ")
    work.send_back(part, people["one_door"], reason="Thiếu số liệu quý")
    part.refresh_from_db()
    assert (part.status, part.progress, part.done_on) == (P.IN_PROGRESS, 70, None)


def test_a_result_reported_again_after_its_return_counts_from_the_second_day(
    part: Part, people: dict[str, User], day: Any
) -> None:
    work.report(part, people["officer"], status=P.AWAITING_CONFIRMATION, text="Đã xong")
    work.send_back(part, people["one_door"], reason="Thiếu")
    day.move_to("2026-03-20 02:00:00+00:00")
    with pytest.raises(work.Refused) as refused:
        work.report(
            part, people["officer"], status=P.AWAITING_CONFIRMATION, text="Đã xong", effective_on=date(2026, 3, 9)
        )
    assert refused.value.field == "effective_on"
    work.report(part, people["officer"], status=P.AWAITING_CONFIRMATION, text="Đã xong")
    part.refresh_from_db()
    assert part.done_on == date(2026, 3, 20)


@pytest.mark.parametrize("who", ["stranger", "viewer", "leader", "elsewhere"])
def test_nobody_else_reports(part: Part, people: dict[str, User], who: str) -> None:
    with pytest.raises(PermissionDenied):
        work.report(part, people[who], status=P.IN_PROGRESS)
    assert not StatusUpdate.objects.exists()


@pytest.mark.parametrize("who", ["officer", "head", "one_door"])
def test_the_unit_and_the_centre_report(part: Part, people: dict[str, User], who: str) -> None:
    work.report(part, people[who], status=P.IN_PROGRESS, progress=40)
    part.refresh_from_db()
    assert (part.status, part.progress) == (P.IN_PROGRESS, 40)


def test_an_officer_does_not_confirm_what_the_unit_did(part: Part, people: dict[str, User]) -> None:
    with pytest.raises(PermissionDenied):
        work.report(part, people["officer"], status=P.DONE, text="Đã xong")
    work.report(part, people["officer"], status=P.AWAITING_CONFIRMATION, text="Đã xong")
    with pytest.raises(PermissionDenied):
        work.confirm(part, people["officer"])


def test_without_the_confirmation_step_the_unit_finishes_itself(part: Part, people: dict[str, User]) -> None:
    Ward.objects.filter(pk=part.ward_id).update(confirmation=False)
    work.report(Part.objects.get(pk=part.pk), people["officer"], status=P.DONE, text="Đã xong")
    part.refresh_from_db()
    assert (part.status, part.done_on) == (P.DONE, date(2026, 3, 10))


def test_an_entry_never_holds_from_a_day_to_come(part: Part, people: dict[str, User]) -> None:
    with pytest.raises(work.Refused) as refused:
        work.report(part, people["officer"], status=P.IN_PROGRESS, effective_on=date(2026, 3, 11))
    assert refused.value.field == "effective_on"
    work.report(part, people["officer"], status=P.IN_PROGRESS, effective_on=date(2026, 3, 10))


def test_midnight_belongs_to_vietnam(part: Part, people: dict[str, User], day: Any) -> None:
    day.move_to("2026-03-10 17:30:00+00:00")
    assert work.report(part, people["officer"], status=P.IN_PROGRESS).effective_on == date(2026, 3, 11)


def test_the_second_of_two_sees_both_versions(part: Part, people: dict[str, User]) -> None:
    work.report(part, people["officer"], status=P.IN_PROGRESS, text="Của Mẫu", version=1)
    with pytest.raises(work.Conflict) as conflict:
        work.report(part, people["head"], status=P.AWAITING_CONFIRMATION, text="Của Thử", version=1)
    assert conflict.value.latest is not None
    assert (conflict.value.latest.text, conflict.value.wanted.text) == ("Của Mẫu", "Của Thử")
    assert conflict.value.part.version == 2
    assert [entry.text for entry in part.updates.all()] == ["Của Mẫu"]


def test_who_may_not_write_learns_nothing_from_a_conflict(part: Part, people: dict[str, User]) -> None:
    work.report(part, people["officer"], status=P.IN_PROGRESS)
    with pytest.raises(PermissionDenied):
        work.report(part, people["stranger"], status=P.IN_PROGRESS, version=1)


def test_an_older_fact_written_later_leaves_the_status(part: Part, people: dict[str, User]) -> None:
    work.report(part, people["officer"], status=P.AWAITING_CONFIRMATION, text="Đã xong")
    work.report(part, people["officer"], status=P.IN_PROGRESS, progress=50, effective_on=date(2026, 3, 1))
    part.refresh_from_db()
    assert (part.status, part.progress, part.done_on) == (P.AWAITING_CONFIRMATION, 100, date(2026, 3, 10))


def test_a_correction_takes_the_place_of_the_mistake(part: Part, people: dict[str, User]) -> None:
    wrong = work.report(
        part, people["officer"], status=P.AWAITING_CONFIRMATION, text="Đã xong", effective_on=date(2026, 3, 2)
    )
    work.report(
        part,
        people["officer"],
        status=P.AWAITING_CONFIRMATION,
        text="Đã xong",
        effective_on=date(2026, 3, 6),
        corrects=wrong,
    )
    part.refresh_from_db()
    assert part.done_on == date(2026, 3, 6)
    assert part.updates.count() == 2


def test_a_correction_belongs_to_its_own_part(part: Part, check_in: Part, people: dict[str, User]) -> None:
    elsewhere = work.report(check_in, people["officer"], status=P.REPORTED, text=work.SMOOTH)
    with pytest.raises(work.Refused):
        work.report(part, people["officer"], status=P.IN_PROGRESS, corrects=elsewhere)


def test_a_leader_pauses_with_a_document_and_resumes(part: Part, people: dict[str, User]) -> None:
    work.report(part, people["officer"], status=P.IN_PROGRESS, progress=30)
    part.refresh_from_db()
    with pytest.raises(work.Refused) as refused:
        work.decide(part, people["leader"], UpdateKind.PAUSE, reason="Chờ hướng dẫn", document_number=" ")
    assert refused.value.field == "document_number"
    with pytest.raises(PermissionDenied):
        work.decide(part, people["one_door"], UpdateKind.PAUSE, reason="Chờ", document_number="9/QĐ")
    work.decide(part, people["leader"], UpdateKind.PAUSE, reason="Chờ hướng dẫn", document_number="15/TB-UBND")
    part.refresh_from_db()
    assert (part.status, part.progress) == (P.PAUSED, 30)
    with pytest.raises(PermissionDenied):
        work.report(part, people["officer"], status=P.IN_PROGRESS)
    work.decide(part, people["leader"], UpdateKind.RESUME)
    part.refresh_from_db()
    assert part.status == P.IN_PROGRESS


def test_a_leader_drops_but_not_what_is_confirmed(part: Part, people: dict[str, User]) -> None:
    work.report(part, people["one_door"], status=P.DONE, text="Đã xong")
    with pytest.raises(PermissionDenied):
        work.decide(part, people["leader"], UpdateKind.DROP, reason="Hết hiệu lực", document_number="3/QĐ-UBND")


def test_a_check_in_holds_from_the_close_once_that_is_past(check_in: Part, people: dict[str, User], day: Any) -> None:
    assert work.default_day(check_in) == date(2026, 3, 10)
    day.move_to("2026-03-14 02:00:00+00:00")
    assert work.default_day(check_in) == date(2026, 3, 14)
    day.move_to("2026-03-18 02:00:00+00:00")
    entry = work.report(check_in, people["officer"], status=P.REPORTED, text=work.SMOOTH)
    check_in.refresh_from_db()
    assert (entry.effective_on, check_in.status, check_in.done_on) == (date(2026, 3, 14), P.REPORTED, None)


def test_a_recurring_result_between_close_and_due_day_counts_in_its_period(ward: Ward, day: Any) -> None:
    plan = factory.make_plan(ward, number="03/KH-UBND")
    # The close of 14/3/2026 is a Saturday; the occurrence is due on Monday the 16th.
    part = factory.part_of(factory.make_task(plan, None, factory.MONTHLY), "2026-03")
    for moment, expected in (("13", 13), ("14", 14), ("16", 14), ("17", 17)):
        day.move_to(f"2026-03-{moment} 02:00:00+00:00")
        assert work.default_day(part) == date(2026, 3, expected)


def test_an_explanation_changes_no_status_and_no_version(part: Part, people: dict[str, User]) -> None:
    work.report(part, people["officer"], status=P.IN_PROGRESS, progress=60, effective_on=date(2026, 3, 5))
    part.refresh_from_db()
    entry = work.explain(part, people["officer"], text="Chờ số liệu", effective_on=date(2026, 3, 4))
    # On the day it holds from, nothing had been reported yet.
    assert (entry.status, entry.progress) == (P.NOT_STARTED, 0)
    version = part.version
    part.refresh_from_db()
    assert (part.status, part.progress, part.version) == (P.IN_PROGRESS, 60, version)


@pytest.mark.parametrize(("who", "may"), [("stranger", True), ("officer", True), ("leader", True), ("viewer", False)])
def test_partner_units_comment(part: Part, people: dict[str, User], who: str, may: bool) -> None:
    # The stranger's unit is the row's partner.
    if may:
        assert work.comment(part, people[who], text="Đã gửi góp ý").kind == UpdateKind.COMMENT
    else:
        with pytest.raises(PermissionDenied):
            work.comment(part, people[who], text="Đã gửi góp ý")


def test_members_of_a_partner_group_comment(ward: Ward, people: dict[str, User]) -> None:
    plan = factory.make_plan(ward, number="04/KH-UBND")
    task = factory.make_task(plan, None, factory.deadline(DUE), partner=[factory.DIVISIONS])
    assert work.may_comment(people["stranger"], factory.part_of(task))


def test_only_the_centre_writes_into_a_period_whose_report_is_issued(part: Part, people: dict[str, User]) -> None:
    PeriodClosing.objects.create(
        ward=part.ward, period="2026-02", rule="cutoff", closed_at=now(), closed_by=people["leader"]
    )
    inside, after = date(2026, 2, 14), date(2026, 2, 15)
    with pytest.raises(work.Refused):
        work.report(part, people["officer"], status=P.IN_PROGRESS, effective_on=inside)
    work.report(part, people["officer"], status=P.IN_PROGRESS, effective_on=after)
    entry = work.report(part, people["one_door"], status=P.IN_PROGRESS, effective_on=inside)
    assert (entry.effective_on, entry.written_on) == (inside, date(2026, 3, 10))


def test_a_reopened_period_takes_entries_again(part: Part, people: dict[str, User]) -> None:
    closing = {"ward": part.ward, "period": "2026-02", "rule": "cutoff", "closed_by": people["leader"]}
    PeriodClosing.objects.create(**closing, closed_at=now() - timedelta(days=1), reopened_at=now())
    work.report(part, people["officer"], status=P.IN_PROGRESS, effective_on=date(2026, 2, 14))


def test_a_confirmed_result_reopens_only_by_the_centre(part: Part, people: dict[str, User]) -> None:
    work.report(part, people["one_door"], status=P.DONE, text="Đã xong")
    with pytest.raises(PermissionDenied):
        work.report(part, people["officer"], status=P.IN_PROGRESS)
    work.report(part, people["one_door"], status=P.IN_PROGRESS)
    part.refresh_from_db()
    assert (part.status, part.progress, part.done_on, part.confirmed_on) == (P.IN_PROGRESS, 0, None, None)


@pytest.mark.parametrize(("before", "said", "then"), [(70, 100, 70), (None, 100, 0), (70, None, 70), (70, 40, 40)])
def test_a_reopened_result_stands_where_it_was_last_reported(
    part: Part, people: dict[str, User], before: int | None, said: int | None, then: int
) -> None:
    if before is not None:
        work.report(part, people["one_door"], status=P.IN_PROGRESS, progress=before)
    work.report(part, people["one_door"], status=P.DONE, text="Đã xong")
    assert work.report(part, people["one_door"], status=P.IN_PROGRESS, progress=said).progress == then


@pytest.mark.parametrize("status", [P.AWAITING_CONFIRMATION, P.DONE])
@pytest.mark.parametrize("text", ["", "  \n"])
def test_a_result_is_said_in_words(part: Part, people: dict[str, User], status: PartStatus, text: str) -> None:
    begun = work.report(part, people["one_door"], status=P.IN_PROGRESS)
    for corrects in (None, begun):
        with pytest.raises(work.Refused) as refused:
            work.report(part, people["one_door"], status=status, text=text, corrects=corrects)
        assert refused.value.field == "text"


def test_a_check_in_is_said_in_words(check_in: Part, people: dict[str, User]) -> None:
    with pytest.raises(work.Refused) as refused:
        work.report(check_in, people["officer"], status=P.REPORTED)
    assert refused.value.field == "text"
    work.report(check_in, people["officer"], status=P.REPORTED, text=work.SMOOTH)


def test_what_waited_for_confirmation_waits_again_once_taken_up(part: Part, people: dict[str, User], day: Any) -> None:
    """A pause takes nothing from a unit that had finished: neither its result nor the day of it."""
    work.report(part, people["officer"], status=P.AWAITING_CONFIRMATION, text="Đã xong")
    given: dict[str, Any] = {"reason": "Chờ tỉnh", "document_number": "5/TB-UBND"}
    for kind in (UpdateKind.PAUSE, UpdateKind.DROP):
        work.decide(part, people["leader"], kind, **given)
        part.refresh_from_db()
        assert part.done_on is None
    day.move_to("2026-04-20 02:00:00+00:00")
    work.decide(part, people["leader"], UpdateKind.RESUME)
    part.refresh_from_db()
    assert (part.status, part.progress, part.done_on) == (P.AWAITING_CONFIRMATION, 100, date(2026, 3, 10))
    work.confirm(part, people["one_door"])
    part.refresh_from_db()
    assert (part.done_on, part.confirmed_on) == (date(2026, 3, 10), date(2026, 4, 20))


def test_only_what_was_set_aside_is_taken_up_again(part: Part, people: dict[str, User]) -> None:
    with pytest.raises(work.Refused):
        work.decide(part, people["leader"], UpdateKind.RESUME)
