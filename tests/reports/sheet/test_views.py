"""The sheet to copy: the ward's own order and words, each number as the online form takes it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from plans import measuring
from plans.models import Target
from reports.sheet.models import SheetLine
from tests.factory import make_plan, make_user, make_ward
from wards.models import Role, User, Ward

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    with time_machine.travel("2026-05-20T09:00:00+07:00", tick=False):
        yield


@pytest.fixture
def ward() -> Ward:
    return make_ward()


@pytest.fixture
def staff(ward: Ward) -> User:
    return make_user(ward, Role.ONE_DOOR)


@pytest.fixture
def page(client: Client, staff: User) -> Client:
    client.force_login(staff)
    return client


@pytest.fixture
def targets(ward: Ward, staff: User) -> list[Target]:
    plan = make_plan(ward)
    rate = Target.objects.create(
        ward=ward, plan=plan, measure="hồ sơ đúng hạn", comparator=">=", value=95, unit="%",
        denominator_label="Hồ sơ đã giải quyết",
    )  # fmt: skip
    count = Target.objects.create(
        ward=ward, plan=plan, measure="lớp tập huấn", comparator=">=", value=12, unit="lớp", position=1
    )
    measuring.record(rate, "2026-05", measuring.Figure(Decimal(1234), Decimal(1300)), staff)
    return [rate, count]


def address(ward: Ward, name: str = "sheet", ky: str = "2026-05") -> str:
    return f"{reverse(f'reports:{name}', kwargs={'ward_id': ward.public_id})}?ky={ky}"


def shown(page: Client, ward: Ward) -> list[tuple[str, str]]:
    return [(line.label, line.plain) for line in page.get(address(ward)).context["lines"]]


def sent(page: Client, ward: Ward, **changes: str) -> dict[str, str]:
    """The arranging form as it stands, with some inputs changed; one changed to "" is taken out."""
    context = page.get(address(ward, "sheet_lines")).context
    data = {"seen": context["seen"]}
    for row in context["rows"]:
        key = row["line"].key
        data |= {f"{key}-place": str(row["place"]), f"{key}-label": row["said"].label}
        data[f"{key}-shown"] = "1" if row["said"].shown else ""
    data |= changes
    return {name: value for name, value in data.items() if value or not name.endswith("-shown")}


def test_the_sheet_in_the_plan_s_order(page: Client, ward: Ward, targets: list[Target]) -> None:
    assert shown(page, ward) == [
        ("Hồ sơ đúng hạn: tử số", "1234"),
        ("Hồ sơ đã giải quyết", "1300"),
        ("Hồ sơ đúng hạn (%)", "94,92"),
        ("Lớp tập huấn (lớp)", ""),
    ]
    text = page.get(address(ward)).content.decode()
    assert 'value="1234"' in text and "Sao chép 1.234: Hồ sơ đúng hạn: tử số" in text
    assert "1 dòng chưa có số liệu" in text


def test_order_labels_and_what_is_left_out_are_the_ward_s(page: Client, ward: Ward, targets: list[Target]) -> None:
    rate, count = (str(target.public_id) for target in targets)
    changes = {f"{count}-result-place": "1", f"{rate}-numerator-label": "Mục 3.1", f"{rate}-result-shown": ""}
    assert page.post(address(ward, "sheet_lines"), sent(page, ward, **changes)).status_code == 302
    assert shown(page, ward) == [("Lớp tập huấn (lớp)", ""), ("Mục 3.1", "1234"), ("Hồ sơ đã giải quyết", "1300")]
    changes = {f"{rate}-numerator-place": "4", f"{rate}-numerator-label": ""}
    page.post(address(ward, "sheet_lines"), sent(page, ward, **changes))
    assert shown(page, ward)[-1] == ("Hồ sơ đúng hạn: tử số", "1234")
    assert SheetLine.objects.count() == 4, "one row a line"


def test_a_new_target_stands_last(page: Client, ward: Ward, targets: list[Target]) -> None:
    page.post(address(ward, "sheet_lines"), sent(page, ward))
    Target.objects.create(
        ward=ward, plan=targets[0].plan, measure="cuộc họp", comparator=">=", value=4, unit="cuộc", position=0
    )
    assert shown(page, ward)[-1][0] == "Cuộc họp (cuộc)"


@pytest.mark.parametrize("place", ["", "0", "1000", "một", "-1", "1,5"])
def test_a_wrong_place_is_answered_at_its_line(place: str, page: Client, ward: Ward, targets: list[Target]) -> None:
    key = f"{targets[0].public_id}-numerator"
    answer = page.post(address(ward, "sheet_lines"), sent(page, ward, **{f"{key}-place": place}))
    assert answer.status_code == 422
    assert [row["line"].key for row in answer.context["rows"] if row["error"]] == [key]
    assert not SheetLine.objects.exists()


def test_two_people_arrange_at_once(page: Client, ward: Ward, targets: list[Target]) -> None:
    key = f"{targets[0].public_id}-numerator"
    first, second = (sent(page, ward, **{f"{key}-label": words}) for words in ("Của tôi", "Của người khác"))
    page.post(address(ward, "sheet_lines"), second)
    answer = page.post(address(ward, "sheet_lines"), first)
    assert answer.status_code == 409 and "Của tôi" in answer.content.decode()
    assert shown(page, ward)[0][0] == "Của người khác"
    page.post(address(ward, "sheet_lines"), first | {"seen": answer.context["seen"]})
    assert shown(page, ward)[0][0] == "Của tôi"


def test_a_ward_without_targets(page: Client, ward: Ward) -> None:
    assert "Chưa có số liệu để sao chép" in page.get(address(ward)).content.decode()
    assert page.post(address(ward, "sheet_lines"), {"seen": ""}).status_code == 200
