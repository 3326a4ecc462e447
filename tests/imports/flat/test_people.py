"""People and posts as a list: who may be changed from where, and what nobody does to themselves."""

from __future__ import annotations

import pytest
from django.test import Client

from imports.flat.accounts import without_password
from imports.flat.people import ACTIVE, EMAIL, FULL_NAME, PHONE, POSTS, USERNAME
from tests.factory import CULTURE, ECONOMY, make_user, make_ward
from tests.imports.flat.lists import checked, put, said, taken_out
from wards.access import posts
from wards.models import Membership, Role, Unit, User, Ward

pytestmark = pytest.mark.django_db
HEAD = (USERNAME, FULL_NAME, EMAIL, PHONE, POSTS, ACTIVE)


@pytest.fixture
def ward() -> Ward:
    return make_ward()


@pytest.fixture
def admin(ward: Ward) -> User:
    return make_user(ward, Role.ADMIN, username="admin")


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_what_goes_out_comes_in_unchanged(ending: str, ward: Ward, admin: User) -> None:
    make_user(ward, Role.HEAD, ECONOMY, phone="+84 912 345 678")
    busy = make_user(ward, Role.ONE_DOOR)
    Membership.objects.create(user=busy, ward=ward, role=Role.OFFICER, unit=Unit.objects.get(name=CULTURE))
    make_user(ward, Role.OVERSIGHT, username="captren")
    data = taken_out("nguoi-dung", ward, admin, ending)
    found = checked("nguoi-dung", ward, admin, data)
    assert found.errors == ()
    assert found.counts == {"same": 3}, "who only oversees the ward is not its administrator's to change"


def test_a_new_person_with_two_posts(ward: Ward, admin: User, client: Client) -> None:
    cell = f"Trưởng đơn vị: {ECONOMY}\n- trung tâm pvhcc"
    put("nguoi-dung", ward, admin, [HEAD, ("nguyen.mau", "Nguyễn Thị Mẫu", "mau@example.com", "", cell, "")])
    user = User.objects.get(username="nguyen.mau")
    assert user.is_active and not user.has_usable_password() and not user.is_staff
    assert posts(user).has(ward.pk, Role.ONE_DOOR, Role.HEAD)
    assert posts(user).headed_units[ward.pk] == {Unit.objects.get(name=ECONOMY).pk}
    assert user.history.get().history_user == admin
    (found, link), *_others = [each for each in without_password(ward) if each[0] == user]
    assert found == user
    asked = client.get(link, follow=True)
    assert asked.status_code == 200
    done = client.post(asked.request["PATH_INFO"], dict.fromkeys(("new_password1", "new_password2"), "mot-hai-ba-bon"))
    assert done.status_code == 302
    assert fresh(user).check_password("mot-hai-ba-bon")
    assert user not in [each for each, _link in without_password(ward)]
    assert "new_password1" not in Client().get(link, follow=True).content.decode(), "a link works once"


def test_posts_change_and_history_says_who(ward: Ward, admin: User) -> None:
    user = make_user(ward, Role.OFFICER, ECONOMY, username="thu")
    row = ("thu", "Tên Mới", user.email, "", f"Cán bộ đơn vị: {CULTURE}", "Có")
    found = checked("nguoi-dung", ward, admin, [HEAD, row])
    (change,) = found.rows
    assert [cell[0] for cell in change.cells] == [FULL_NAME, POSTS]
    put("nguoi-dung", ward, admin, [HEAD, row])
    assert Membership.objects.get(user=user).unit == Unit.objects.get(name=CULTURE)
    assert (fresh(user).full_name, fresh(user).version) == ("Tên Mới", 2)
    assert user.history.latest().history_user == admin
    assert checked("nguoi-dung", ward, admin, [HEAD, row]).counts == {"same": 1}


def test_every_error_at_its_cell(ward: Ward, admin: User) -> None:
    make_user(make_ward("Phường Khác"), Role.VIEWER, username="nguoi.la")
    rows = [
        HEAD,
        ("có dấu cách", "", "khong-phai-thu", "gọi tôi", "Giám đốc", "chưa"),
        ("nguoi.la", "Người Lạ", "", "", "Người xem", "Có"),
        ("moi", "Người Mới", "", "", f"Cán bộ đơn vị; Trưởng đơn vị: Phòng Không Có; Quản trị cấp tỉnh; {ECONOMY}", ""),
        ("moi.hai", "Người Mới", "", "", "", ""),
        ("MOI.HAI", "Người Mới", "", "", "Người xem", ""),
    ]
    found = checked("nguoi-dung", ward, admin, rows)
    places = [(row, column) for row, column, _message in said(found)]
    expected = [(2, "A"), (2, "B"), (2, "C"), (2, "D"), (2, "E"), (2, "F"), (3, "A"), (4, "E"), (5, "E"), (6, "A")]
    assert places == expected
    assert User.objects.filter(username__startswith="moi").count() == 0


def test_capitals_make_no_other_person(ward: Ward, admin: User) -> None:
    make_user(make_ward("Phường Khác"), Role.VIEWER, username="nguoi.la")
    make_user(ward, Role.VIEWER, username="thu", full_name="Trần Văn Thử", email="thu@example.com")
    same = ("THU", "Trần Văn Thử", "thu@example.com", "", "Người xem", "Có")
    assert checked("nguoi-dung", ward, admin, [HEAD, same]).counts == {"same": 1}
    found = checked("nguoi-dung", ward, admin, [HEAD, ("Nguoi.La", "Người Lạ", "", "", "Người xem", "")])
    assert [(row, column) for row, column, _message in said(found)] == [(2, "A")]


def test_nobody_gives_posts_above_the_ward(ward: Ward, admin: User) -> None:
    for post in ("Cấp trên theo dõi", "Quản trị cấp tỉnh"):
        found = checked("nguoi-dung", ward, admin, [HEAD, ("moi", "Người Mới", "", "", post, "")])
        assert [(row, column) for row, column, _message in said(found)] == [(2, "E")]


def test_nobody_locks_themselves_out(ward: Ward, admin: User) -> None:
    row = ("admin", admin.full_name, admin.email, "", "Người xem", "Không")
    found = checked("nguoi-dung", ward, admin, [HEAD, row])
    assert [(row, column) for row, column, _message in said(found)] == [(2, "E"), (2, "F")]


def test_a_person_with_posts_elsewhere_keeps_their_own_data(ward: Ward, admin: User) -> None:
    user = make_user(ward, Role.LEADER, username="hai.noi")
    Membership.objects.create(user=user, ward=make_ward("Phường Khác"), role=Role.LEADER)
    taken_over = ("hai.noi", user.full_name, "ke-gian@example.com", "", "Lãnh đạo UBND", "Có")
    assert [row for row, _column, _message in said(checked("nguoi-dung", ward, admin, [HEAD, taken_over]))] == [2]
    put("nguoi-dung", ward, admin, [HEAD, ("hai.noi", user.full_name, user.email, "", "Người xem", "Có")])
    held = {(post.ward_id == ward.pk, post.role) for post in Membership.objects.filter(user=user)}
    assert held == {(True, Role.VIEWER), (False, Role.LEADER)}
    assert without_password(ward) == [] or user not in [each for each, _link in without_password(ward)]
