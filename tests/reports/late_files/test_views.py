"""The page of late files: every unit of a month on one screen, and the list drawn of it."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from plans.models import PeriodClosing
from reports.late_files.models import LateFiles, LateFilesList
from tests.factory import CENTRE, CULTURE, ECONOMY, OFFICE, make_user, make_ward, unit
from wards.clock import now
from wards.models import Role, User, Ward

pytestmark = pytest.mark.django_db
UNITS = (CENTRE, ECONOMY, CULTURE, OFFICE)


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    with time_machine.travel("2026-03-16T09:00:00+07:00", tick=False):
        yield


@pytest.fixture
def ward() -> Ward:
    return make_ward(signer_title="Chủ tịch", signer_name="Nguyễn Văn Mẫu")


def address(ward: Ward, name: str = "late_files", month: str = "2026-03") -> str:
    return f"{reverse(f'reports:{name}', kwargs={'ward_id': ward.public_id})}?month={month}"


def row(ward: Ward, name: str, **said: object) -> dict[str, object]:
    """A unit's row as it is sent; what is not said stays blank."""
    key = unit(ward, name).public_id
    return {f"{key}-{field}": value for field, value in ({"seen": 0} | said).items()}


def sent(ward: Ward, **rows: dict[str, object]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name in UNITS:
        found |= row(ward, name, **rows.get(name, {}))
    return found


def test_a_month_is_saved_and_its_history_kept(page: Client, ward: Ward) -> None:
    assert (
        page.get(reverse("reports:late_files", kwargs={"ward_id": ward.public_id})).context["period"].name == "2026-03"
    )
    first = {
        "count": "4",
        "explanation": "Chờ sở",
        "letters": "3",
        "document_number": "12/XL",
        "apologised_on": "2026-03-10",
    }
    answer = page.post(address(ward), sent(ward, **{ECONOMY: first, CULTURE: {"count": "0"}}))
    assert answer["Location"] == address(ward)
    assert LateFiles.objects.count() == 2, "blank rows say nothing"
    second = first | {"count": "1 005", "seen": "1"}
    page.post(address(ward), sent(ward, **{ECONOMY: second, CULTURE: {"count": "0", "seen": "1"}}))
    text = page.get(address(ward)).content.decode()
    assert "2 lần ghi" in text and "1005" in text
    assert LateFiles.objects.count() == 3


@pytest.mark.parametrize("month", ["2019-01", "2027-01", "2026-13", "tháng ba"])
def test_a_month_that_is_none_is_said_and_nothing_is_kept_as_another_s(month: str, page: Client, ward: Ward) -> None:
    said = f"“{month}”"
    shown = page.get(address(ward, month=month))
    assert shown.status_code == 200 and said in shown.content.decode()
    for name, data in (("late_files", sent(ward, **{ECONOMY: {"count": "4"}})), ("late_files_build", {})):
        answer = page.post(address(ward, name, month), data, follow=True)
        assert answer.redirect_chain == [(address(ward), 302)] and said in answer.content.decode()
    assert not LateFiles.objects.exists() and not LateFilesList.objects.exists()


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"count": "-1"}, "count"),
        ({"count": "năm"}, "count"),
        ({"count": "1,5"}, "count"),
        ({"count": "1.23"}, "count"),
        ({"count": "99999999"}, "count"),
        ({"explanation": "Chờ sở"}, "count"),
        ({"count": "2", "letters": "3"}, "letters"),
        ({"count": "2", "document_number": "12/XL"}, "letters"),
        ({"count": "2", "letters": "1", "apologised_on": "2026-03-17"}, "apologised_on"),
        ({"count": "2", "letters": "1", "apologised_on": "hôm qua"}, "apologised_on"),
    ],
)
def test_a_wrong_cell_is_answered_and_nothing_is_saved(
    said: dict[str, object], field: str, page: Client, ward: Ward
) -> None:
    answer = page.post(address(ward), sent(ward, **{CULTURE: {"count": "1"}, ECONOMY: said}))
    assert answer.status_code == 422
    forms = {month.unit.name: form for month, form, _editable in answer.context["rows"]}
    assert list(forms[ECONOMY].errors) == [field] and not forms[CULTURE].errors
    assert not LateFiles.objects.exists()


@pytest.mark.parametrize("text", ["1.234", "1,234", "1 234", "1234"])
def test_files_are_whole_so_separators_group_thousands(text: str, page: Client, ward: Ward) -> None:
    assert page.post(address(ward), sent(ward, **{ECONOMY: {"count": text}})).status_code == 302
    assert LateFiles.objects.get().count == 1234


def test_two_people_at_once_lose_nothing(page: Client, ward: Ward) -> None:
    page.post(address(ward), sent(ward, **{ECONOMY: {"count": "4"}}))
    answer = page.post(address(ward), sent(ward, **{ECONOMY: {"count": "7"}, CULTURE: {"count": "2"}}))
    assert answer.status_code == 409
    assert "4 hồ sơ chậm, muộn" in answer.content.decode()
    forms = {month.unit.name: form for month, form, _editable in answer.context["rows"]}
    assert (forms[ECONOMY]["count"].value(), forms[ECONOMY]["seen"].value()) == ("7", "1")
    assert LateFiles.objects.count() == 1


def test_an_officer_records_for_the_own_unit_only(client: Client, ward: Ward) -> None:
    client.force_login(make_user(ward, Role.OFFICER, ECONOMY))
    page = client.get(address(ward))
    assert [month.unit.name for month, _form, editable in page.context["rows"] if editable] == [ECONOMY]
    client.post(address(ward), sent(ward, **{ECONOMY: {"count": "1"}, CULTURE: {"count": "9"}}))
    assert LateFiles.objects.get().unit.name == ECONOMY


def test_a_closed_month_takes_nothing(page: Client, client: Client, ward: Ward, staff: User) -> None:
    PeriodClosing.objects.create(ward=ward, period="2026-03", rule=ward.period_rule, closed_at=now(), closed_by=staff)
    page.post(address(ward), sent(ward, **{ECONOMY: {"count": "1"}}))
    assert not LateFiles.objects.exists()
    assert not page.get(address(ward)).context["editable"]
    reopening = f"{reverse('plans:reopen', kwargs={'ward_id': ward.public_id})}?ky=2026-03"
    assert reopening not in page.get(address(ward)).content.decode()
    client.force_login(make_user(ward, Role.LEADER))
    assert reopening in client.get(address(ward)).content.decode(), "who may reopen it finds where"


def test_a_list_is_drawn_and_kept_as_versions(page: Client, client: Client, ward: Ward, printer: list[str]) -> None:
    build = address(ward, "late_files_build")
    page.post(build, {"letterhead": "ubnd"})
    assert not LateFilesList.objects.exists(), "nobody has said anything"
    page.post(address(ward), sent(ward, **{ECONOMY: {"count": "4"}}))
    page.post(build, {"letterhead": "ubnd", "number": "5", "issued_on": "2026-03-16"})
    draft = LateFilesList.objects.get()
    assert (draft.number, draft.document_number) == (1, ""), "only a leader publishes"
    page.post(build, {"letterhead": "ubnd"})
    assert LateFilesList.objects.count() == 1, "nothing has changed"
    leader, viewer = make_user(ward, Role.LEADER), make_user(ward, Role.VIEWER)
    client.force_login(leader)
    assert page.post(build, {"letterhead": "ubnd", "number": "5"}).context["publish"].errors.keys() == {"issued_on"}
    client.post(build, {"letterhead": "ubnd", "number": "5", "issued_on": "2026-03-16"})
    published = LateFilesList.objects.order_by("number").last()
    assert published is not None and published.document_number == "05/TB-UBND"
    assert json.loads(published.figures)["units"][0]["count"] == 4
    client.force_login(viewer)
    assert [each.number for each in client.get(address(ward)).context["lists"]] == [2]
    files = [
        client.get(reverse("reports:late_files_pdf", kwargs={"public_id": each.public_id}))
        for each in (draft, published)
    ]
    assert [answer.status_code for answer in files] == [404, 200]
    assert files[1].content.startswith(b"%PDF")
