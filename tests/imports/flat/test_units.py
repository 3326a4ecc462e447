"""The ward's units as a list: in and out, with history, every error at its cell."""

from __future__ import annotations

import pytest

from imports.flat.checking import Change
from imports.flat.units import ACTIVE, CODE, KIND, MEMBERS, NAME, OTHER_NAMES
from tests.factory import CENTRE, CULTURE, DIVISIONS, ECONOMY, OFFICE, make_user, make_ward
from tests.imports.flat.lists import checked, put, said, taken_out
from wards.models import Role, Unit, UnitAlias, UnitGroupMember, UnitKind, User, Ward
from wards.setup import create_ward

pytestmark = pytest.mark.django_db
HEAD = (NAME, KIND, OTHER_NAMES, MEMBERS, ACTIVE, CODE)


@pytest.fixture
def ward() -> Ward:
    return make_ward()


@pytest.fixture
def admin(ward: Ward) -> User:
    return make_user(ward, Role.ADMIN, username="admin")


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_what_goes_out_comes_in_unchanged(ending: str) -> None:
    ward = create_ward("Phường Đồng Nguyên")
    admin = make_user(ward, Role.ADMIN)
    Unit(ward=ward, name="=Tổ công tác +1", position=99).save()
    found = checked("don-vi", ward, admin, taken_out("don-vi", ward, admin, ending))
    assert found.errors == () and found.warnings == ()
    assert found.counts == {"same": Unit.objects.filter(ward=ward).count()}


def test_new_changed_and_unchanged(ward: Ward, admin: User) -> None:
    code = str(Unit.objects.get(name=CULTURE).public_id)
    rows: list[tuple[str, ...]] = [
        HEAD,
        ("Tổ dân phố Mẫu", "", "TDP Mẫu\nTổ Mẫu", "", "", ""),
        ("Phòng Văn hóa, Khoa học và Thông tin", "Phòng chuyên môn", "", "", "Có", code),
        (OFFICE, "Văn phòng", "", "", "Có", ""),
        ("Các tổ", "Nhóm đơn vị", "", f"Tổ dân phố Mẫu; {ECONOMY}", "Có", ""),
    ]
    found = checked("don-vi", ward, admin, rows)
    assert found.errors == ()
    assert found.counts == {"new": 2, "changed": 1, "same": 1}
    renamed = next(row for row in found.rows if row.change is Change.CHANGED)
    assert (renamed.row, renamed.cells) == (3, ((NAME, CULTURE, "Phòng Văn hóa, Khoa học và Thông tin"),))
    assert Unit.objects.filter(ward=ward).count() == 5, "a dry run writes nothing"

    kept = put("don-vi", ward, admin, rows)
    assert (kept.committed_by, kept.state) == (admin, "committed")
    made = Unit.objects.get(name="Tổ dân phố Mẫu")
    assert (made.kind, made.name_folded) == (UnitKind.NEIGHBOURHOOD, "to dan pho mau")
    assert sorted(made.aliases.values_list("text", flat=True)) == ["TDP Mẫu", "Tổ Mẫu"]
    group = Unit.objects.get(name="Các tổ")
    assert {unit.name for unit in group.members.all()} == {"Tổ dân phố Mẫu", ECONOMY}
    culture = Unit.objects.get(public_id=code)
    assert culture.version == 2
    entry = culture.history.latest()
    assert (entry.history_user, entry.name) == (admin, "Phòng Văn hóa, Khoa học và Thông tin")
    assert made.history.get().history_user == admin

    again = checked("don-vi", ward, admin, rows)
    assert again.counts == {"same": 4} and again.changes == 0


def test_other_names_and_members_are_taken_away_again(ward: Ward, admin: User) -> None:
    put("don-vi", ward, admin, [HEAD, (ECONOMY, "Phòng chuyên môn", "KTHT\nP. KTHT", "", "Có", "")])
    put("don-vi", ward, admin, [HEAD, (ECONOMY, "Phòng chuyên môn", "P. KTHT\nPhòng KT", "", "Có", "")])
    assert sorted(UnitAlias.objects.values_list("text", flat=True)) == ["P. KTHT", "Phòng KT"]
    put("don-vi", ward, admin, [HEAD, (DIVISIONS, "Nhóm đơn vị", "", CULTURE, "Có", "")])
    assert [link.unit.name for link in UnitGroupMember.objects.all()] == [CULTURE]


def test_another_name_goes_from_one_unit_to_the_other(ward: Ward, admin: User) -> None:
    put("don-vi", ward, admin, [(NAME, OTHER_NAMES), (ECONOMY, "Phòng KT"), (CULTURE, "")])
    put("don-vi", ward, admin, [(NAME, OTHER_NAMES), (ECONOMY, ""), (CULTURE, "Phòng KT")])
    assert UnitAlias.objects.get().unit.name == CULTURE


def test_every_error_at_its_cell_and_nothing_written(ward: Ward, admin: User) -> None:
    stranger = Unit.objects.get(ward=make_ward("Phường Khác"), name=CENTRE)
    rows = [
        ("Danh sách đơn vị của phường",),
        HEAD,
        ("", "Văn phòng", "", "", "Có", ""),
        ("Đội mới", "Đội", "", "", "có lẽ", ""),
        (OFFICE.upper(), "Văn phòng", "", "", "Có", ""),
        (OFFICE, "Văn phòng", "", "", "Có", ""),
        ("Tổ A", "Đơn vị khác", CULTURE, "", "Có", ""),
        ("Tổ B", "Đơn vị khác", "", ECONOMY, "Có", ""),
        ("Nhóm C", "Nhóm đơn vị", "", "Phòng không có", "Có", ""),
        ("Trung tâm khác", "", "", "", "Có", str(stranger.public_id)),
        ("Tên " + "dài" * 100, "", "", "", "Có", ""),
        ("Tổ tốt", "", "", "", "Có", ""),
    ]
    found = checked("don-vi", ward, admin, rows)
    places = [(row, column) for row, column, _message in said(found)]
    assert places == [
        *[(3, "A"), (4, "B"), (4, "E"), (6, "A"), (7, "C"), (8, "D"), (9, "D"), (10, "F"), (11, "A")],
    ]
    assert found.errors[0].sheet == "Danh sách"
    assert "dòng 5" in found.errors[3].message
    assert Unit.objects.filter(ward=ward).count() == 5


def test_a_name_of_another_unit_is_refused(ward: Ward, admin: User) -> None:
    code = str(Unit.objects.get(name=CULTURE).public_id)
    found = checked("don-vi", ward, admin, [HEAD, (ECONOMY, "", "", "", "Có", code)])
    assert [(row, column) for row, column, _message in said(found)] == [(2, "A")]


def test_a_column_that_the_file_lacks_stays_as_it_is(ward: Ward, admin: User) -> None:
    UnitAlias(ward=ward, unit=Unit.objects.get(name=ECONOMY), text="KTHT").save()
    found = checked("don-vi", ward, admin, [(NAME,), (ECONOMY,), (CULTURE,)])
    assert found.counts == {"same": 2}


def test_few_queries_however_many_units(ward: Ward, admin: User, django_assert_max_num_queries: object) -> None:
    many = [HEAD, *((f"Tổ dân phố {number}", "", f"TDP {number}", "", "Có", "") for number in range(200))]
    put("don-vi", ward, admin, many)
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        assert checked("don-vi", ward, admin, many).counts == {"same": 200}
