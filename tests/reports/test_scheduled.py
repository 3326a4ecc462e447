"""The drafts of the morning after a close: made once, told once, whatever fails meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from reports import building, jobs, pdf, scheduled
from reports.models import Report
from tasks import delivery
from tasks.letter import read
from tasks.models import Channel, Message, MessageState, Notice, Purpose
from tests import factory
from tests.factory import deadline
from wards import background
from wards.clock import ZONE, today
from wards.models import Job, JobState, Role, User, Ward
from wards.periods import Rule, parse
from wards.running import ExpectedError

pytestmark = pytest.mark.django_db

Clock = Callable[..., None]
# The month of March and the first quarter close on Saturday 14/3.
MORNING = date(2026, 3, 15)


@pytest.fixture
def clock() -> Clock:
    with time_machine.travel(datetime(2026, 1, 5, 9, tzinfo=ZONE), tick=False) as traveller:
        yield lambda day, hour=7: traveller.move_to(datetime.combine(day, time(hour), ZONE))  # type: ignore[misc]


@pytest.fixture
def ward(clock: Clock, printer: list[str]) -> Ward:
    ward = factory.make_ward()
    factory.make_user(ward, Role.ONE_DOOR, username="staff")
    factory.make_user(ward, Role.LEADER)
    factory.make_plan(ward, [deadline(date(2026, 3, 10))])
    clock(MORNING)
    return ward


@pytest.fixture
def staff(ward: Ward) -> User:
    return User.objects.get(username="staff")


def work() -> None:
    """What a worker does: every job that waits."""
    for job in Job.objects.filter(state=JobState.QUEUED).order_by("pk"):
        jobs.build_report(job.pk)


def told(staff: User, channel: Channel = Channel.PORTAL) -> list[str]:
    return list(Notice.objects.filter(recipient=staff, channel=channel).values_list("key", flat=True))


def test_each_close_is_drafted_and_told_once(ward: Ward, staff: User, clock: Clock) -> None:
    for _bell in range(2):
        jobs.look_after_drafts()
    assert Job.objects.count() == 2
    assert not Message.objects.exists()  # nobody is told before both are there
    work()
    for _bell in range(3):
        jobs.look_after_drafts()
    clock(date(2026, 3, 16))
    jobs.look_after_drafts()
    assert Job.objects.count() == 2
    assert sorted(Report.objects.values_list("period", flat=True)) == ["2026-03", "2026-Q1"]
    assert told(staff) == told(staff, Channel.EMAIL) == ["report:cutoff:2026-03", "report:cutoff:2026-Q1"]
    assert Message.objects.count() == 2  # one in the portal, one by mail, and none to the leader
    delivery.deliver_all(delivery.waiting(today()))
    assert {message.state for message in Message.objects.all()} == {MessageState.SENT}
    (letter,) = mail.outbox
    assert letter.to == [staff.email]
    assert "Đã lập dự thảo báo cáo tháng 3 năm 2026" in letter.body
    assert str(Report.objects.get(period="2026-Q1").public_id) in letter.body


@pytest.mark.parametrize(("hour", "asked"), [(3, 0), (4, 2)])
def test_the_office_sleeps(ward: Ward, clock: Clock, hour: int, asked: int) -> None:
    clock(MORNING, hour)
    jobs.look_after_drafts()
    assert Job.objects.count() == asked
    work()
    jobs.look_after_drafts()
    assert not Notice.objects.exists()


def test_what_somebody_drafted_since_the_close_is_left_alone(ward: Ward, staff: User) -> None:
    building.build(ward, parse("2026-03", Rule.CUTOFF), "ubnd", staff)
    jobs.look_after_drafts()
    assert [job.object_id.split(":")[2] for job in Job.objects.all()] == ["2026-Q1"]


def test_a_draft_from_before_the_close_is_drawn_again(ward: Ward, staff: User, clock: Clock) -> None:
    clock(date(2026, 3, 14))
    building.build(ward, parse("2026-03", Rule.CUTOFF), "ubnd", staff)
    clock(MORNING)
    jobs.look_after_drafts()
    assert Job.objects.count() == 2


@pytest.mark.parametrize("change", [None, {"state": "draft"}, {"imported_on": MORNING}])
def test_whose_figures_did_not_close_and_who_had_no_plan(ward: Ward, change: dict[str, object] | None) -> None:
    if change:
        ward.plans.update(**change)
    else:
        Ward.objects.filter(pk=ward.pk).update(period_rule="calendar")
    jobs.look_after_drafts()
    assert not Job.objects.exists()


def test_a_draft_that_failed_is_told_and_not_tried_for_ever(
    ward: Ward, staff: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(html: str, **_more: object) -> bytes:
        raise pdf.RenderError("disk", "")

    monkeypatch.setattr(pdf, "render", full)
    jobs.look_after_drafts()
    for job in Job.objects.all():
        with pytest.raises(ExpectedError):
            jobs.build_report(job.pk)
    for _bell in range(2):
        jobs.look_after_drafts()
    assert Job.objects.count() == 2
    texts = Notice.objects.filter(channel=Channel.PORTAL).values_list("text", flat=True)
    assert [text.startswith("Chưa lập được dự thảo báo cáo") for text in texts] == [True, True]


def test_after_a_night_without_workers_it_is_only_later(ward: Ward, staff: User, clock: Clock) -> None:
    clock(date(2026, 3, 21))
    jobs.look_after_drafts()
    assert Job.objects.count() == 2
    Job.objects.update(state=JobState.CANCELLED)
    clock(date(2026, 3, 22))
    jobs.look_after_drafts()
    assert Job.objects.count() == 2


def test_a_worker_killed_while_drawing_leaves_a_job_that_is_done_again(ward: Ward, staff: User, clock: Clock) -> None:
    jobs.look_after_drafts()
    # Killed: the row says that it runs, and its heartbeat stands still.
    Job.objects.update(
        state=JobState.RUNNING, attempt=1, step=building.PDF, heartbeat=datetime(2026, 3, 15, 6, 50, tzinfo=ZONE)
    )
    assert background.requeue_stalled() == 2
    work()
    assert set(Job.objects.values_list("state", "attempt")) == {(JobState.DONE, 2)}
    assert Report.objects.count() == 2


@pytest.mark.parametrize(
    ("rule", "day", "names"),
    [
        (Rule.CUTOFF, date(2026, 6, 15), ["2026-06", "2026-Q2", "2026-H1"]),
        (Rule.CUTOFF, date(2026, 9, 15), ["2026-09", "2026-Q3", "2026-9M"]),
        (Rule.CUTOFF, date(2026, 12, 15), ["2026-12", "2026-Q4", "2026-H2", "2026"]),
        (Rule.CUTOFF, date(2027, 1, 1), ["2026-S"]),
        (Rule.CUTOFF, date(2026, 3, 14), []),
        (Rule.CUTOFF, date(2026, 3, 22), []),
        (Rule.CALENDAR, date(2027, 1, 1), ["2026-12", "2026-Q4", "2026-H2", "2026"]),
    ],
)
def test_what_has_just_closed(rule: Rule, day: date, names: list[str]) -> None:
    assert [period.name for period in scheduled.just_closed(day, rule)] == names


def test_the_message_is_read_in_the_portal_and_by_who_watches_over_the_ward(ward: Ward, staff: User) -> None:
    factory.make_user(ward, Role.ADMIN, username="admin")
    jobs.look_after_drafts()
    work()
    jobs.look_after_drafts()
    delivery.deliver_all(delivery.waiting(today()))
    message = Message.objects.get(recipient=staff, channel=Channel.PORTAL)
    assert message.purpose == Purpose.NEWS
    assert [each.key for each in read(message, today=today(), wards=[0]).news] == []
    for username, pages in (("staff", ("inbox",)), ("admin", ("outbox",))):
        client = Client()
        client.force_login(User.objects.get(username=username))
        for page in pages:
            where = {"ward_id": ward.public_id} if page == "outbox" else {}
            assert str(message.public_id) in client.get(reverse(f"tasks:{page}", kwargs=where)).content.decode()
        shown = client.get(reverse("tasks:message", args=[message.public_id])).content.decode()
        assert "Đã lập dự thảo báo cáo quý I năm 2026" in shown
    stranger = Client()
    stranger.force_login(factory.make_user(factory.make_ward("Phường Khác"), Role.ADMIN))
    assert stranger.get(reverse("tasks:message", args=[message.public_id])).status_code == 404
