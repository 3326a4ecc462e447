"""What a person says a name means is kept for this file and for later ones."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from imports.intake import keep, read, take_in
from imports.models import PlanImport
from imports.names import keep_meanings, open_names
from imports.records import unpacked
from tests.factory import CENTRE, CULTURE, ECONOMY, make_user, make_ward
from tests.imports.files import DONG_NGUYEN
from tests.imports.readings import ambiguous, plan, row, unknown
from wards.models import Role, Unit, UnitAlias, Ward
from wards.setup import create_ward
from wards.unit_names import Match

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward() -> Ward:
    return make_ward()


def test_each_open_name_once_with_the_likeliest_units_first(ward: Ward) -> None:
    reading = plan(
        row("Một", leads=[unknown("Phòng Văn hoá và Xã hội")], partners=[ambiguous("Phòng", ECONOMY, CULTURE)]),
        row("Hai", leads=[unknown("PHÒNG VĂN HOÁ VÀ XÃ HỘI"), unknown("Đội Thanh niên")]),
    )
    first, second, third = open_names(reading, ward)
    assert (first.text, first.ambiguous, first.units[0].name) == ("Phòng Văn hoá và Xã hội", False, CULTURE)
    assert second.ambiguous and {unit.name for unit in second.units[:2]} == {ECONOMY, CULTURE} and second.near >= 2
    assert (third.near, len(third.units)) == (0, Unit.objects.filter(ward=ward).count())
    assert open_names(plan(row("Một")), ward) == ()


def test_meanings_are_kept_once_and_only_of_the_wards_units(ward: Ward) -> None:
    centre = Unit.objects.get(ward=ward, name=CENTRE)
    stranger = Unit.objects.create(ward=make_ward("Phường Khác"), name="Ban Lạ")
    said = [
        ("Tổ\nMột cửa", str(centre.public_id)),
        ("Ban Lạ", str(stranger.public_id)),
        ("Để trống", ""),
        (" ", str(centre.public_id)),
    ]
    assert keep_meanings(ward, said) == 1
    assert keep_meanings(ward, said) == 1
    alias = UnitAlias.objects.get(ward=ward)
    assert (alias.text, alias.text_folded, alias.unit) == ("Tổ Một cửa", "to mot cua", centre)


def test_on_the_page_a_chosen_unit_is_read_at_once_and_in_later_files(client: Client) -> None:
    ward = create_ward("Phường Đồng Nguyên")
    admin = make_user(ward, Role.ADMIN)
    client.force_login(admin)
    upload = take_in(DONG_NGUYEN.read_bytes(), name="x.xlsx", ward=ward, user=admin)
    (name,) = open_names(read(DONG_NGUYEN.read_bytes(), ward=ward), ward)
    address = {each: reverse(f"imports:{each}", kwargs={"public_id": upload.public_id}) for each in ("review", "names")}
    assert name.text in client.get(address["review"]).content.decode()
    unit = Unit.objects.get(ward=ward, name=CENTRE)
    answer = client.post(address["names"], {"name": [name.text], "unit": [str(unit.public_id)]}, follow=True)
    assert "Đã ghi nhớ" in answer.content.decode()
    for reading in (read(DONG_NGUYEN.read_bytes(), ward=ward),):
        matched = {u.name for task in reading.tasks for u in task.leads if u.text == name.text}
        assert matched == {CENTRE}
        assert Match.UNKNOWN not in {u.match for task in reading.tasks for u in task.leads}
    assert unpacked(PlanImport.objects.get().reading).tasks != unpacked(upload.reading).tasks


def test_a_committed_upload_is_not_read_again(client: Client, ward: Ward) -> None:
    admin = make_user(ward, Role.ADMIN)
    client.force_login(admin)
    named = replace(plan(row("Một")), ward=ward.name)
    upload = keep(named, b"x", name="x", ward=ward, user=admin)
    PlanImport.objects.update(state="committed")
    client.post(reverse("imports:names", kwargs={"public_id": upload.public_id}), {"name": ["A"], "unit": ["B"]})
    upload.refresh_from_db()
    assert upload.state == "committed" and not UnitAlias.objects.filter(ward=ward).exists()
