"""How wards and units stand today: counted by hand on two small plans, and who reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from plans.models import Measurement, Target
from reports.dashboard.counting import Standing, by_unit, by_ward
from reports.dashboard.page import Targets, dashboard, wards_led
from tasks.models import Part
from tests import factory
from tests.factory import CULTURE, ECONOMY, ONGOING, deadline
from wards.clock import ZONE, now
from wards.models import Membership, Role, User, Ward

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 17)


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 3, 17, 9, tzinfo=ZONE), tick=False):
        yield


@pytest.fixture
def ward() -> Ward:
    """Due 10/3: one in time, one finished late, one open, one dropped; due 20/3: one open, one finished; a check-in."""
    ward = factory.make_ward("Phường Một")
    plan = factory.make_plan(ward)
    for name, status, done_on, day, lead in (
        ("đúng hạn", "done", date(2026, 3, 10), 10, ECONOMY),
        ("trễ", "awaiting_confirmation", date(2026, 3, 11), 10, ECONOMY),
        ("quá hạn", "in_progress", None, 10, CULTURE),
        ("thôi", "dropped", None, 10, ECONOMY),
        ("sắp đến hạn", "not_started", None, 20, ECONOMY),
        ("xong sớm", "done", date(2026, 3, 1), 20, ECONOMY),
    ):
        task = factory.make_task(plan, None, deadline(date(2026, 3, day)), content=name, lead=lead)
        Part.objects.filter(occurrence__task=task).update(status=status, done_on=done_on)
    factory.make_task(plan, None, ONGOING, content="thường xuyên")
    Part.objects.filter(occurrence__slot="2026-Q1").update(status="reported")
    return ward


def leader_of(*wards: Ward, role: Role = Role.LEADER) -> User:
    person = factory.make_user(wards[0], role)
    for ward in wards[1:]:
        Membership.objects.create(user=person, ward=ward, role=role)
    return person


def test_a_ward_counted_by_hand(ward: Ward) -> None:
    expected = Standing(due=3, in_time=1, done_late=1, late=1, soon=1, confirm=1, asked=1, reported=1)
    assert by_ward(Ward.objects.all(), 2026, TODAY) == {ward.pk: expected}
    assert round(expected.rate or 0, 1) == 33.3
    assert by_ward(Ward.objects.all(), 2025, TODAY) == {}


def test_its_units_add_up(ward: Ward) -> None:
    units = by_unit(ward, 2026, TODAY)
    assert sum(units.values(), Standing()) == by_ward(Ward.objects.all(), 2026, TODAY)[ward.pk]
    assert units[factory.unit(ward, CULTURE).pk] == Standing(due=1, late=1)


@pytest.mark.parametrize(("change", "left"), [({"dropped_on": TODAY, "dropped_by_document": "1/QĐ"}, 0), ({}, 3)])
def test_what_is_no_longer_asked_for_is_not_counted(ward: Ward, change: dict[str, object], left: int) -> None:
    ward.plans.get().tasks.update(**change) if change else None
    assert by_ward(Ward.objects.all(), 2026, TODAY).get(ward.pk, Standing()).due == left


def measured(ward: Ward, *results: int | None) -> None:
    """Confirmed targets of 90 %, each with a figure of the year so far."""
    person = User.objects.filter(memberships__ward=ward).first()
    for at, result in enumerate(results):
        fields = {"ward": ward, "plan": ward.plans.get(), "measure": f"m{at}", "unit": "%", "comparator": ">="}
        target = Target.objects.create(**fields, value=90, confirmed_at=now(), confirmed_by=person)
        if result is not None:
            numbers = {"numerator": Decimal(result), "denominator": Decimal(100), "author": person}
            Measurement.objects.create(ward=ward, target=target, period="2026-01", written_at=now(), **numbers)


def test_the_worst_ward_comes_first_with_its_units_and_targets(ward: Ward) -> None:
    better = factory.make_ward("Phường Hai")
    factory.make_plan(better, [deadline(date(2026, 3, 20))])
    measured(ward, 95, 80, None)
    measured(better, 90)
    Target.objects.create(ward=ward, plan=ward.plans.get(), measure="đề xuất", comparator=">=", value=1, unit="%")
    person = leader_of(better, ward, role=Role.OVERSIGHT)
    shown = dashboard(person, year=2026, chosen=None, today=TODAY)
    assert [row.ward for row in shown.wards] == [ward, better]
    assert shown.ward == ward
    assert [row.targets for row in shown.wards] == [Targets(1, 1, 1), Targets(1, 0, 0)]
    assert shown.targets == Targets(2, 1, 1)
    assert shown.total.late == 1
    assert next(row.unit.name for row in shown.units if row.unit) == CULTURE
    chosen = dashboard(person, year=2026, chosen=better.public_id, today=TODAY)
    assert chosen.ward == better


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.LEADER, 200), (Role.OVERSIGHT, 200), (Role.ONE_DOOR, 403), (Role.VIEWER, 403), (Role.ADMIN, 403)],
)
def test_who_reads_it(ward: Ward, role: Role, status: int) -> None:
    client = Client()
    client.force_login(leader_of(ward, role=role))
    assert client.get(reverse("reports:overview")).status_code == status


def test_another_ward_is_neither_counted_nor_named(ward: Ward) -> None:
    other = factory.make_ward("Phường Bên Cạnh")
    factory.make_plan(other, [deadline(date(2026, 3, 10))])
    person = leader_of(ward)
    assert list(wards_led(person)) == [ward]
    client = Client()
    client.force_login(person)
    page = client.get(reverse("reports:overview"), {"ward": str(other.public_id), "year": "x"}).content.decode()
    assert "Bên Cạnh" not in page


def test_an_empty_ward_says_so() -> None:
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(leader_of(factory.make_ward()))
    page = client.get(reverse("reports:overview"), {"year": "2025"}).content.decode()
    assert "No plan of 2025 asks for anything yet" in page
    assert "No confirmed target" in page


def test_constant_queries(
    ward: Ward, django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    wards = [ward, *(factory.make_ward(f"Xã {number}") for number in range(6))]
    for each in wards[1:]:
        factory.make_plan(each, [deadline(date(2026, 3, 10)), ONGOING])
        measured(each, 95, 80)
    client = Client()
    client.force_login(leader_of(*wards, role=Role.OVERSIGHT))
    with django_assert_max_num_queries(14):
        client.get(reverse("reports:overview"))
