"""What a ward's administrator settles, what that does, and what is kept of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from plans.models import Plan
from tasks import work
from tasks.models import Occurrence
from tasks.occurrences import Effect
from tasks.status import PartStatus
from tasks.ward_settings import settle
from tests import factory
from tests.factory import ECONOMY, MONTHLY, ONGOING
from wards.models import Cadence, Role, User, Ward

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def day() -> Any:
    """10 April 2026, 09:00 in Vietnam."""
    with time_machine.travel("2026-04-10 02:00:00+00:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def ward() -> Ward:
    return factory.make_ward()


@pytest.fixture
def admin(ward: Ward) -> User:
    return factory.make_user(ward, Role.ADMIN)


@pytest.fixture
def plan(ward: Ward, admin: User) -> Plan:
    return factory.make_plan(ward, [ONGOING, MONTHLY, factory.deadline(date(2026, 6, 30))])


def form_of(browser: Client, to: str) -> dict[str, Any]:
    """What the page's form holds when it is opened, as it would be sent."""
    form = browser.get(to).context["form"]
    return {name: form[name].value() or "" for name in form.fields if name != "confirmation"} | {
        "confirmation": "on" if form["confirmation"].value() else "",
    }


def test_what_is_settled_holds_and_says_who_changed_it(ward: Ward, plan: Plan, admin: User) -> None:
    browser, to = Client(), reverse("tasks:ward_settings", kwargs={"ward_id": ward.public_id})
    browser.force_login(admin)
    given = form_of(browser, to) | {
        "confirmation": "",
        "cadence": "monthly",
        "sending_days": "3",
        "signer_title": "Chủ tịch",
        "signer_name": "Trần Văn Thử",
        "save": "1",
    }
    assert browser.post(to, given).status_code == 302
    ward.refresh_from_db()
    assert (ward.confirmation, ward.cadence, ward.sending_days) == (False, Cadence.MONTHLY, 3)
    assert (ward.signer_title, ward.signer_name, ward.version) == ("Chủ tịch", "Trần Văn Thử", 2)
    plan.refresh_from_db()
    assert plan.cadence == Cadence.QUARTERLY
    entry = browser.get(to).context["changes"][0]
    assert (entry.who, len(entry.changes)) == (str(admin), 5)
    assert ("", "Trần Văn Thử") in [(change.old, change.new) for change in entry.changes]
    # Somebody else had the page open.
    assert browser.post(to, given).status_code == 422


def test_without_confirming_a_unit_finishes_its_work_itself(ward: Ward, plan: Plan, admin: User) -> None:
    officer = factory.make_user(ward, Role.OFFICER, ECONOMY)
    part = factory.part_of(plan.tasks.get(position=2))
    assert PartStatus.AWAITING_CONFIRMATION in work.statuses(part, officer)
    settle(ward, admin, version=1, confirmation=False)
    part.ward.refresh_from_db()
    work.report(part, officer, status=PartStatus.DONE, text="Đã ban hành văn bản.")
    part.refresh_from_db()
    assert part.status == PartStatus.DONE


def test_another_rule_of_periods_is_shown_before_it_moves_dates(ward: Ward, plan: Plan, admin: User) -> None:
    factory.make_plan(ward, [ONGOING], year=2025, number="09/KH-UBND", issued_on=date(2025, 1, 5))
    earlier = list(Occurrence.objects.filter(task__plan__year=2025).order_by("pk").values_list("due", flat=True))
    browser, to = Client(), reverse("tasks:ward_settings", kwargs={"ward_id": ward.public_id})
    browser.force_login(admin)
    given = form_of(browser, to) | {"period_rule": "calendar", "save": "1"}
    shown = browser.post(to, given)
    ward.refresh_from_db()
    assert (shown.status_code, ward.period_rule) == (200, "cutoff")
    assert shown.context["effects"]
    assert browser.post(to, given | {"seen": shown.context["form"]["seen"].value()}).status_code == 302
    ward.refresh_from_db()
    assert ward.period_rule == "calendar"
    assert plan.tasks.get(position=0).occurrences.get(slot="2026-Q2").due == date(2026, 6, 30)
    assert plan.tasks.get(position=2).occurrences.get().due == date(2026, 6, 30)
    assert earlier == list(
        Occurrence.objects.filter(task__plan__year=2025).order_by("pk").values_list("due", flat=True)
    )


def test_a_rule_that_stays_moves_nothing(ward: Ward, plan: Plan, admin: User) -> None:
    assert settle(ward, admin, version=1, period_rule="cutoff", sending_days=4) == Effect()


def test_only_the_wards_administrator(ward: Ward, plan: Plan) -> None:
    other = factory.make_user(factory.make_ward("Phường Khác"), Role.ADMIN)
    for person in (factory.make_user(ward, Role.ONE_DOOR), factory.make_user(ward, Role.LEADER), other):
        with pytest.raises(PermissionDenied):
            settle(ward, person, version=1, confirmation=False)
