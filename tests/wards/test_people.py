"""A ward's first people."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from tests.factory import CENTRE, DIVISIONS, OFFICE, make_user, make_ward
from wards.access import posts
from wards.models import Membership, Role, Unit, User, Ward
from wards.people import add_person, first_password, unit_named
from wards.setup import system_user

pytestmark = pytest.mark.django_db

GIVEN = {"username": "thu", "full_name": "Trần Văn Thử", "email": "thu@example.com", "password": "mot-hai-ba-bon"}


@pytest.fixture
def ward() -> Ward:
    return make_ward()


def run(*arguments: str) -> str:
    """What the command says."""
    out = StringIO()
    call_command("add_person", *arguments, stdout=out)
    return out.getvalue()


WHO = ("thu", "--full-name", "Trần Văn Thử", "--email", "thu@example.com")


def test_an_officer_signs_in_with_the_password_that_is_printed(ward: Ward) -> None:
    said = run(*WHO, "--ward", ward.name.upper(), "--role", "officer", "--unit", "Văn phòng HĐND - UBND")
    user = User.objects.get(username="thu")
    assert (user.full_name, user.email) == ("Trần Văn Thử", "thu@example.com")
    assert [(post.role, post.unit.name, post.is_head) for post in user.memberships.all() if post.unit] == [
        ("officer", OFFICE, False)
    ]
    password = said.split()[-1]
    assert user.check_password(password)
    assert [entry.history_user for entry in User.history.filter(id=user.pk)] == [system_user()]  # type: ignore[attr-defined]


def test_one_person_holds_several_posts(ward: Ward) -> None:
    run(*WHO, "--ward", ward.name, "--role", "one_door", "--role", "officer", "--unit", CENTRE, "--head")
    held = posts(User.objects.get(username="thu"))
    centre = Unit.objects.get(ward=ward, name=CENTRE).pk
    assert held.roles == {ward.pk: {"one_door", "officer"}}
    assert held.units == held.headed_units == {ward.pk: {centre}}


def test_a_password_from_standard_input_is_not_printed(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", StringIO("mot-hai-ba-bon\r\nkhông đọc\n"))
    said = run(*WHO, "--ward", ward.name, "--role", "viewer", "--password-stdin")
    assert "mot-hai" not in said
    assert User.objects.get(username="thu").check_password("mot-hai-ba-bon")


def test_a_new_ward_comes_with_its_standard_units() -> None:
    said = run(*WHO, "--ward", "Phường Mới", "--province", "Tỉnh Thí Điểm", "--new-ward", "--role", "admin")
    ward = Ward.objects.get(name="Phường Mới", province="Tỉnh Thí Điểm")
    assert "Phường Mới" in said
    assert Unit.objects.filter(ward=ward).count() > 3
    # The next person finds it.
    again = run("hai", "--full-name", "Lê Ví Dụ", "--email", "b@example.com", "--ward", ward.name, "--role", "leader")
    assert "Phường Mới" not in again
    assert Ward.objects.count() == 1


def test_oversight_sees_several_wards_and_the_province_all(ward: Ward) -> None:
    other = make_ward("Phường Khác")
    run(*WHO, "--ward", ward.name, "--ward", other.name, "--role", "oversight")
    assert posts(User.objects.get(username="thu")).ward_ids == {ward.pk, other.pk}
    run("tinh", "--full-name", "Lê Ví Dụ", "--email", "b@example.com", "--role", "province_admin")
    assert posts(User.objects.get(username="tinh")).of_province


@pytest.mark.parametrize("taken", ["thu", "THU"])
def test_a_name_that_is_taken_is_refused_and_leaves_no_ward_behind(ward: Ward, taken: str) -> None:
    make_user(ward, Role.VIEWER, username=taken)
    with pytest.raises(CommandError, match="thu") as refused:
        run(*WHO, "--ward", "Phường Mới", "--new-ward", "--role", "admin")
    assert refused.value.returncode == 1
    assert Ward.objects.count() == 1
    assert User.objects.filter(username__iexact="thu").count() == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("--ward", "Phường Không Có", "--role", "admin"),
        ("--ward", "Phường Thử Nghiệm", "--role", "officer", "--unit", "Phòng Không Có"),
        ("--ward", "Phường Thử Nghiệm", "--role", "officer", "--unit", DIVISIONS),
        ("--ward", "Phường Thử Nghiệm", "--role", "officer", "--unit", f"{OFFICE}; {CENTRE}"),
    ],
)
def test_what_is_not_there_is_a_usage_error(ward: Ward, arguments: tuple[str, ...]) -> None:
    with pytest.raises(CommandError) as refused:
        run(*WHO, *arguments)
    assert refused.value.returncode == 2
    assert not User.objects.filter(username="thu").exists()


def test_two_wards_of_one_name_are_told_apart_by_their_province(ward: Ward) -> None:
    make_ward(province="Tỉnh Hai")
    with pytest.raises(CommandError) as refused:
        run(*WHO, "--ward", ward.name, "--role", "viewer")
    assert refused.value.returncode == 2
    run(*WHO, "--ward", ward.name, "--province", "Tỉnh Hai", "--role", "viewer")
    assert Membership.objects.get(user__username="thu").ward != ward


@pytest.mark.parametrize(
    "changed",
    [
        {"roles": []},
        {"roles": [Role.PROVINCE_ADMIN]},
        {"wards": []},
        {"roles": [Role.OFFICER]},
        {"roles": [Role.VIEWER], "head": True},
        {"roles": [Role.VIEWER], "unit": CENTRE},
        {"password": "ngan"},
        {"password": "1234567890"},
        {"password": "thu-thu-thu", "username": "thu-thu-thu"},
        {"username": "có dấu cách"},
        {"email": "không phải địa chỉ"},
        {"full_name": " "},
    ],
)
def test_what_does_not_fit_together_is_refused(ward: Ward, changed: dict[str, Any]) -> None:
    given: dict[str, Any] = GIVEN | {"wards": [ward], "roles": [Role.VIEWER]} | changed
    if "unit" in changed:
        given["unit"] = unit_named(ward, changed["unit"])
    with pytest.raises(ValidationError):
        add_person(system_user(), **given)
    assert not Membership.objects.exists()


def test_passwords_differ_and_are_long_enough() -> None:
    made = {first_password() for _each in range(50)}
    assert len(made) == 50
    assert {len(password) for password in made} == {19}
