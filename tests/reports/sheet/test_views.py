"""The sheet to copy: the ward's own order and words, each number as the online form takes it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from plans import file_statistics, measuring
from plans.file_counts import Count, FieldCounts
from plans.models import Target
from reports.sheet.models import SheetLine
from tests.factory import make_plan, make_user
from wards.clock import now
from wards.models import Role, User, Ward

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    with time_machine.travel("2026-05-20T09:00:00+07:00", tick=False):
        yield


def make_target(**fields: object) -> Target:
    return Target.objects.create(confirmed_at=now(), **fields)


@pytest.fixture
def targets(ward: Ward, staff: User) -> list[Target]:
    plan = make_plan(ward)
    rate = make_target(
        ward=ward, plan=plan, measure="hồ sơ đúng hạn", comparator=">=", value=95, unit="%",
        denominator_label="Hồ sơ đã giải quyết",
    )  # fmt: skip
    count = make_target(ward=ward, plan=plan, measure="lớp tập huấn", comparator=">=", value=12, unit="lớp", position=1)
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
    abouts = [line.about for line in page.get(address(ward)).context["lines"]]
    assert abouts == ["", "Hồ sơ đúng hạn", "", ""], "whose denominator it is, where its words do not say"
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
    make_target(ward=ward, plan=targets[0].plan, measure="cuộc họp", comparator=">=", value=4, unit="cuộc", position=0)
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


def counted(online: int, late: int) -> tuple[FieldCounts, ...]:
    """A month of two fields."""
    numbers = (online + 5, online, 5, 0, online + late, online, 0, late, 5 - late, 5 - late, 0)
    return (
        FieldCounts("Đất đai", dict(zip(Count, numbers, strict=True))),
        FieldCounts("Hộ tịch", dict.fromkeys(Count, 1)),
    )


def test_the_counts_of_files_stand_before_the_targets(page: Client, ward: Ward, staff: User) -> None:
    plan = make_plan(ward)
    make_target(ward=ward, plan=plan, measure="lớp", comparator=">=", value=12, unit="lớp")
    file_statistics.record(ward, "2026-05", counted(1230, 2), staff)
    lines = shown(page, ward)
    assert lines[0] == ("Tiếp nhận: tổng số", "1236") and len(lines) == 12
    assert lines[7] == ("Đã giải quyết: quá hạn", "3") and lines[-1] == ("Lớp (lớp)", "")
    text = page.get(address(ward)).content.decode()
    assert "Sao chép 1.231: Tiếp nhận: trực tuyến" in text
    assert "Sao chép 1.230: Đất đai, Tiếp nhận: trực tuyến" in text


def test_counts_are_arranged_and_named_with_the_other_lines(
    page: Client, ward: Ward, targets: list[Target], staff: User
) -> None:
    file_statistics.record(ward, "2026-05", counted(10, 1), staff)
    hidden = {f"files-{count}-shown": "" for count in Count if count not in {Count.LATE, Count.RESOLVED}}
    changes = hidden | {"files-late-place": "1", "files-late-label": "(10) Quá hạn"}
    assert page.post(address(ward, "sheet_lines"), sent(page, ward, **changes)).status_code == 302
    assert shown(page, ward)[:3] == [
        ("(10) Quá hạn", "2"),
        ("Đã giải quyết: tổng số", "12"),
        ("Hồ sơ đúng hạn: tử số", "1234"),
    ]
    context = page.get(address(ward)).context
    name, cells = context["fields"][0]
    assert (name, [(cell.label, cell.plain) for cell in cells]) == (
        "Đất đai",
        [("(10) Quá hạn", "1"), ("Đã giải quyết: tổng số", "11")],
    )
    assert page.post(address(ward, "sheet_lines"), sent(page, ward)).status_code == 302
    assert SheetLine.objects.filter(target=None).count() == len(Count), "one row a line"


def test_a_quarter_adds_up_what_came_in_and_needs_all_its_months(page: Client, ward: Ward, staff: User) -> None:
    make_target(ward=ward, plan=make_plan(ward), measure="lớp", comparator=">=", value=12, unit="lớp")
    for month in ("2026-01", "2026-02"):
        file_statistics.record(ward, month, counted(10, 0), staff)
    quarter = {line.label: line.plain for line in page.get(address(ward, ky="2026-Q1")).context["lines"]}
    assert quarter["Tiếp nhận: trực tuyến"] == ""
    file_statistics.record(ward, "2026-03", counted(20, 1), staff)
    quarter = {line.label: line.plain for line in page.get(address(ward, ky="2026-Q1")).context["lines"]}
    assert (quarter["Tiếp nhận: trực tuyến"], quarter["Đang giải quyết: tổng số"]) == ("43", "5")


def test_a_ward_without_statistics_is_told_where_counts_come_from(
    page: Client, ward: Ward, targets: list[Target], client: Client
) -> None:
    hint = "khi tải tệp thống kê"
    assert hint in page.get(address(ward)).content.decode()
    assert not [label for label, _number in shown(page, ward) if label.startswith("Tiếp nhận")]
    client.force_login(make_user(ward, Role.VIEWER))
    assert hint not in client.get(address(ward)).content.decode()


def test_what_a_reduction_is_measured_on_is_no_percentage(page: Client, ward: Ward, staff: User) -> None:
    time = make_target(
        ward=ward, plan=make_plan(ward), measure="thời gian giải quyết (giờ)", comparator="reduce_by", value=30,
        unit="%", baseline_year=2025, baseline_value=24,
    )  # fmt: skip
    measuring.record(time, "2026-05", measuring.Figure(value=Decimal("14.6")), staff)
    assert shown(page, ward) == [("Thời gian giải quyết (giờ)", "14,6")]
