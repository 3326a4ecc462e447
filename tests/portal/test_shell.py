"""The shell of every page: where a person begins, what the menu offers, what is shown when something fails."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests import factory
from tests.factory import CENTRE, ECONOMY
from wards.models import Membership, Role, User, Ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward() -> Ward:
    return factory.make_ward()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def menu(user: User, address: str) -> list[str]:
    with translation.override("en"):
        return [item.names[0] for item in signed_in(user).get(address).context["shell_menu"]()]


def test_nobody_gets_in_without_signing_in(client: Client, ward: Ward) -> None:
    for name, kwargs in (("tasks:mine", {}), ("tasks:plans", {"ward_id": ward.public_id}), ("home", {})):
        response = client.get(reverse(name, kwargs=kwargs))
        assert response.status_code == 302
        assert response.headers["Location"].startswith(reverse("login"))


def test_officers_begin_with_their_work_others_with_the_plans(ward: Ward) -> None:
    officer, viewer = factory.make_user(ward, Role.OFFICER, ECONOMY), factory.make_user(ward, Role.VIEWER)
    assert signed_in(officer).get("/").headers["Location"] == reverse("tasks:mine")
    assert signed_in(viewer).get("/").headers["Location"] == reverse("tasks:plans", kwargs={"ward_id": ward.public_id})


def test_a_person_without_a_post_is_told_whom_to_ask(ward: Ward) -> None:
    user = factory.make_user(ward, Role.VIEWER)
    Membership.objects.filter(user=user).delete()
    response = signed_in(user).get("/")
    assert response.status_code == 200
    assert next(template.name for template in response.templates) == "portal/no_ward.html"


@pytest.mark.parametrize(
    ("role", "unit", "offered", "hidden"),
    [
        (Role.VIEWER, None, {"tasks:plans", "reports:list"}, {"tasks:watch", "tasks:check_ins", "imports:upload"}),
        (Role.OFFICER, ECONOMY, {"tasks:check_ins"}, {"tasks:watch", "imports:upload"}),
        (Role.ONE_DOOR, CENTRE, {"tasks:watch", "tasks:check_ins"}, {"imports:upload"}),
        (Role.LEADER, None, {"tasks:watch"}, {"tasks:check_ins", "imports:upload"}),
        (Role.ADMIN, None, {"imports:upload"}, {"tasks:watch", "tasks:check_ins"}),
    ],
)
def test_the_menu_offers_what_the_post_may_open(
    ward: Ward, role: Role, unit: str | None, offered: set[str], hidden: set[str]
) -> None:
    names = set(menu(factory.make_user(ward, role, unit), reverse("tasks:mine")))
    assert offered <= names
    assert not hidden & names


def test_the_page_of_an_object_stands_in_its_own_ward(ward: Ward) -> None:
    second = factory.make_ward("Phường Thứ Hai")
    user = factory.make_user(ward, Role.VIEWER)
    Membership.objects.create(user=user, ward=second, role=Role.VIEWER)
    plan = factory.make_plan(second)
    response = signed_in(user).get(reverse("tasks:plan", kwargs={"public_id": plan.public_id}))
    assert response.context["shell_ward"]() == second


def test_an_unknown_address_answers_in_the_portals_own_page(ward: Ward) -> None:
    response = signed_in(factory.make_user(ward, Role.VIEWER)).get("/khong-co/")
    assert response.status_code == 404
    assert "portal/error.html" in [template.name for template in response.templates]


def test_pages_come_under_a_policy_without_inline_scripts(ward: Ward) -> None:
    response = signed_in(factory.make_user(ward, Role.VIEWER)).get(reverse("tasks:mine"))
    policy = response.headers["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    body = response.content.decode()
    assert " style=" not in body
    assert "<style" not in body
    assert " onclick=" not in body


def test_the_language_switch_changes_the_page(ward: Ward) -> None:
    client = signed_in(factory.make_user(ward, Role.VIEWER))
    assert '<html lang="vi">' in client.get(reverse("tasks:mine")).content.decode()
    client.post(reverse("language"), {"language": "en", "next": "/"})
    assert '<html lang="en">' in client.get(reverse("tasks:mine")).content.decode()
