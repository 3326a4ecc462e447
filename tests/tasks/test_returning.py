"""A result that is returned: what the centre reads before, and what the officer finds after."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tasks import letter, work
from tasks.models import Message, Notification, Part
from tasks.returning import send_back
from tasks.status import PartStatus
from tests import factory
from tests.factory import CENTRE, CULTURE, ECONOMY
from wards.models import Role, User

pytestmark = pytest.mark.django_db
P = PartStatus
REASON = "Thiếu biên bản nghiệm thu."


@pytest.fixture(autouse=True)
def day() -> Any:
    with time_machine.travel("2026-03-10 02:00:00+00:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def part() -> Part:
    plan = factory.make_plan(factory.make_ward())
    return factory.part_of(factory.make_task(plan, None, factory.deadline(date(2026, 2, 27)), partner=[CULTURE]))


@pytest.fixture
def officer(part: Part) -> User:
    return factory.make_user(part.ward, Role.OFFICER, ECONOMY)


@pytest.fixture
def centre(part: Part) -> User:
    return factory.make_user(part.ward, Role.ONE_DOOR, CENTRE)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(part: Part) -> str:
    return reverse("tasks:part", kwargs={"public_id": part.public_id})


def finished(part: Part, officer: User) -> None:
    given = {"version": part.version, "status": P.AWAITING_CONFIRMATION.value, "effective_on": "2026-03-10"}
    said = {"text": "Đã số hóa 1.240 kết quả", "document_number": "12/BC-PKT", "link": "https://example.com/so-lieu"}
    given |= said | {"explanation": "Chờ máy quét"}
    assert signed_in(officer).post(address(part), given).status_code == 302


def test_the_centre_is_shown_the_result_itself_with_its_evidence(part: Part, officer: User, centre: User) -> None:
    """Not the explanation written after it, nor what a partner said later."""
    finished(part, officer)
    work.comment(part, factory.make_user(part.ward, Role.OFFICER, CULTURE), text="Phòng Văn hóa đã góp ý")
    body = signed_in(centre).get(address(part)).content.decode()
    box = body[body.index("<blockquote") : body.index("</blockquote>")]
    assert [text in box for text in ("Đã số hóa 1.240 kết quả", "12/BC-PKT", "https://example.com/so-lieu")] == [
        True
    ] * 3
    assert "Chờ máy quét" not in box
    assert "góp ý" not in box
    why = body[body.index("</blockquote>") : body.index('name="confirm"')]
    assert "Giải trình chậm:" in why
    assert "Chờ máy quét" in why


def test_a_corrected_report_is_not_what_is_confirmed(part: Part, officer: User, centre: User) -> None:
    finished(part, officer)
    wrong = part.updates.get(text__startswith="Đã số hóa")
    right = {"status": P.AWAITING_CONFIRMATION, "text": "Đã số hóa 1.204 kết quả", "effective_on": date(2026, 3, 9)}
    work.report(part, officer, corrects=wrong, **right)  # type: ignore[arg-type]
    body = signed_in(centre).get(address(part)).content.decode()
    box = body[body.index("<blockquote") : body.index("</blockquote>")]
    assert "1.204" in box
    assert "1.240" not in box


def test_a_returned_row_says_so_and_why_until_it_is_reported_again(part: Part, officer: User, centre: User) -> None:
    finished(part, officer)
    part.refresh_from_db()
    send_back(part, centre, reason=REASON)
    client, list_ = signed_in(officer), reverse("tasks:mine")
    assert "bị trả lại</span>" in client.get(list_).content.decode()
    panel = client.get(address(part)).content.decode()
    assert panel.index(REASON) < panel.index('name="status"')
    # A remark changes nothing of that; a new report does.
    work.comment(part, officer, text="Sẽ bổ sung")
    assert "bị trả lại</span>" in client.get(list_).content.decode()
    work.report(part, officer, status=P.IN_PROGRESS, text="Đang bổ sung biên bản")
    assert "bị trả lại</span>" not in client.get(list_).content.decode()
    assert 'class="alert alert-danger returned"' not in client.get(address(part)).content.decode()


def test_the_officer_is_told_of_each_return(part: Part, officer: User, centre: User) -> None:
    for number in (1, 2):
        part.refresh_from_db()
        work.report(part, officer, status=P.AWAITING_CONFIRMATION, text="Đã xong")
        send_back(part, centre, reason=REASON)
        told = Notification.objects.filter(part=part, recipient=officer, channel="portal")
        assert sorted(each.milestone for each in told) == [f"return:{at}" for at in range(1, number + 1)]
    message = Message.objects.get(recipient=officer, channel="portal")
    groups = letter.read(message, today=date(2026, 3, 10)).groups
    assert [group.title for group in groups] == ["Kết quả bị trả lại, cần báo cáo lại"]
    assert [len(group.lines) for group in groups] == [1]


def test_a_return_without_a_reason_tells_nobody(part: Part, officer: User, centre: User) -> None:
    work.report(part, officer, status=P.AWAITING_CONFIRMATION, text="Đã xong")
    part.refresh_from_db()
    with pytest.raises(work.Refused):
        send_back(part, centre, reason=" ")
    assert not Notification.objects.filter(part=part).exists()
