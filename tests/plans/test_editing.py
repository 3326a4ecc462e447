"""Targets by hand: who may, what is refused at its field, what two people see, what stands in the history."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from plans import editing, measuring
from plans.models import Plan, Relation, Target
from tests.factory import deadline, make_plan, make_user
from wards.clock import now, today
from wards.models import Role, User, Ward
from wards.refusal import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def day() -> Iterator[None]:
    with time_machine.travel("2026-03-20T09:00:00+07:00", tick=False):
        yield


@pytest.fixture
def plan(ward: Ward, staff: User) -> Plan:
    return make_plan(ward, [deadline(today())])


@pytest.fixture
def target(plan: Plan) -> Target:
    return Target.objects.create(
        ward=plan.ward, plan=plan, measure="Hồ sơ trả đúng hạn", comparator=">", value=Decimal(95), unit="%"
    )


@pytest.fixture
def client(staff: User, client: Client) -> Client:
    client.force_login(staff)
    return client


FORM = {"measure": "Thanh toán trực tuyến", "comparator": ">=", "value": "1.234,5", "unit": "lớp", "version": "1"}


def add(client: Client, plan: Plan, **typed: Any) -> Any:
    return client.post(reverse("plans:add_target", kwargs={"public_id": plan.public_id}), FORM | typed)


def edit(client: Client, target: Target, **typed: Any) -> Any:
    shown = {"measure": target.measure, "comparator": ">", "value": "95", "unit": "%", "version": target.version}
    return client.post(reverse("plans:edit_target", kwargs={"public_id": target.public_id}), shown | typed)


def test_a_target_is_added_confirmed_with_the_row_it_came_from(client: Client, plan: Plan, staff: User) -> None:
    task = plan.tasks.get()
    labels = {"numerator_label": "giao dịch trực tuyến", "denominator_label": "giao dịch", "index_group": "payment"}
    assert add(client, plan, tasks=[task.pk], **labels).status_code == 302
    made = plan.targets.get()
    assert (made.value, made.unit, made.confirmed_by, made.confirmed_at) == (Decimal("1234.5"), "lớp", staff, now())
    assert {name: getattr(made, name) for name in labels} == labels
    assert list(made.tasks.all()) == [task]
    assert [entry.history_user for entry in Target.history.filter(id=made.pk)] == [staff]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"measure": ""}, "measure"),
        ({"measure": "hồ sơ TRẢ đúng hạn", "unit": "%", "value": "90"}, "measure"),
        ({"value": "nhiều"}, "value"),
        ({"value": "1.234"}, "value"),
        ({"value": "-1"}, "value"),
        ({"value": "101", "unit": "phần trăm"}, "value"),
        ({"comparator": "~"}, "comparator"),
        ({"unit": ""}, "unit"),
        ({"comparator": "reduce_by", "value": "50", "unit": "%"}, "baseline_year"),
        ({"comparator": "reduce_by", "value": "50", "unit": "%", "baseline_year": "2026"}, "baseline_year"),
        (
            {"comparator": "reduce_by", "value": "50", "baseline_year": "2025", "baseline_value": "0"},
            "baseline_value",
        ),
        ({"part_of": "other"}, "relation"),
        ({"part_of": "other", "relation": "share_of"}, "unit"),
        ({"part_of": "999999", "relation": "subset"}, "part_of"),
        ({"lead": "999999"}, "lead"),
        ({"index_group": "khác"}, "index_group"),
        ({"tasks": ["999999"]}, "tasks"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    typed: dict[str, Any], field: str, client: Client, plan: Plan, target: Target
) -> None:
    given = {name: target.pk if value == "other" else value for name, value in typed.items()}
    answer = add(client, plan, **given)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert plan.targets.count() == 1


def test_ties_are_only_those_that_make_sense(client: Client, plan: Plan, target: Target) -> None:
    tie = {"measure": "Trước hạn", "unit": "%", "value": "60", "part_of": target.pk, "relation": "share_of"}
    assert add(client, plan, **tie).status_code == 302
    share = plan.targets.get(part_of=target)
    answer = edit(client, target, part_of=share.pk, relation="subset")
    assert list(answer.context["form"].errors) == ["part_of"]
    # Untied, nothing is left of how it was tied.
    assert edit(client, share, measure="Trước hạn", value="60", part_of="", relation="share_of").status_code == 302
    share.refresh_from_db()
    assert (share.part_of, share.relation, share.comparator) == (None, "", ">")


def test_a_proposal_is_saved_with_or_without_being_confirmed(client: Client, target: Target, staff: User) -> None:
    page = client.get(reverse("plans:edit_target", kwargs={"public_id": target.public_id}))
    assert page.context["form"].initial["index_group"] == "progress"
    assert edit(client, target).status_code == 302
    target.refresh_from_db()
    assert (target.confirmed_at, target.version) == (None, 2)
    assert edit(client, target, confirm="1").status_code == 302
    target.refresh_from_db()
    assert (target.confirmed_by, target.version) == (staff, 3)


def test_two_people_at_once_both_versions_are_shown(client: Client, target: Target, ward: Ward) -> None:
    other = Client()
    other.force_login(make_user(ward, Role.ADMIN))
    assert edit(other, target, value="97", baseline_value="24,5").status_code == 302
    answer = edit(client, target, value="98", measure="Hồ sơ đúng hạn")
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "trên 97%" in text and 'value="98"' in text
    assert "Giá trị năm gốc" in text and "<dd>24,5</dd>" in text
    target.refresh_from_db()
    assert target.value == 97
    again = edit(client, target, value="98", version=answer.context["form"].data["version"])
    assert again.status_code == 302
    target.refresh_from_db()
    assert (target.value, target.version) == (98, 3)


def test_several_proposals_are_confirmed_or_deleted_at_once(client: Client, plan: Plan, target: Target) -> None:
    part = Target.objects.create(
        ward=plan.ward,
        plan=plan,
        measure="đất đai",
        comparator=">",
        value=Decimal(90),
        unit="%",
        part_of=target,
        relation=Relation.SUBSET,
    )
    other = editing.save(editing.blank(plan), target.plan.created_by, _given(), tasks=[], version=0, confirm=False)
    address = reverse("plans:proposals", kwargs={"ward_id": plan.ward.public_id})
    keys = [str(each.public_id) for each in (target, part)]
    assert client.post(address, {"action": "confirm"}).status_code == 422
    # Deleting is said twice; a target on which another hangs stays.
    asked = client.post(address, {"action": "delete", "target": keys})
    assert asked.context["asks"] and plan.targets.count() == 3
    assert client.post(address, {"action": "delete_sure", "target": keys[:1]}).status_code == 422
    assert client.post(address, {"action": "confirm", "target": [str(other.public_id)]}).status_code == 302
    assert list(Target.objects.filter(confirmed_at=None).order_by("pk")) == [target, part]
    assert client.post(address, {"action": "delete_sure", "target": keys}).status_code == 302
    assert list(plan.targets.all()) == [other]
    assert Target.history.filter(history_type="-").count() == 2  # type: ignore[attr-defined]


def _given() -> dict[str, Any]:
    empty = dict.fromkeys(("part_of", "baseline_year", "baseline_value", "lead"))
    texts = dict.fromkeys(("relation", "index_group", "numerator_label", "denominator_label"), "")
    return {"measure": "Số hóa", "comparator": ">=", "value": Decimal(80), "unit": "%"} | empty | texts


def test_what_has_figures_stays(client: Client, target: Target, staff: User) -> None:
    editing.confirm([target], staff)
    address = {"public_id": target.public_id}
    assert client.post(reverse("plans:take_back_target", kwargs=address)).status_code == 302
    target.refresh_from_db()
    assert target.confirmed_at is None
    editing.confirm([target], staff)
    measuring.record(target, "2026-03", measuring.Figure(Decimal(1), Decimal(2)), staff)
    with pytest.raises(Refused):
        editing.take_back(target, staff)
    page = client.get(reverse("plans:delete_target", kwargs=address))
    assert page.status_code == 200 and "Xóa hẳn" not in page.content.decode(), "what cannot be is not offered"
    assert client.post(reverse("plans:delete_target", kwargs=address)).status_code == 422
    assert Target.objects.filter(pk=target.pk, confirmed_at=now()).exists()


@pytest.mark.parametrize("role", [Role.VIEWER, Role.LEADER, Role.OVERSIGHT])
def test_only_the_centre_and_the_administrator_edit(role: Role, ward: Ward, plan: Plan, target: Target) -> None:
    reader = make_user(ward, role)
    for write in (
        lambda: editing.confirm([target], reader),
        lambda: editing.delete([target], reader),
        lambda: editing.save(target, reader, _given(), tasks=[], version=1, confirm=False),
    ):
        with pytest.raises(PermissionDenied):
            write()
