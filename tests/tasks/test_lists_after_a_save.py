"""Histories, what stands beside a list after a save, and what a page refuses."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from plans.models import Plan
from tasks import work
from tasks.models import Part, UpdateKind
from tasks.status import PartStatus
from tests import factory
from tests.factory import CENTRE, CULTURE, DIVISIONS, ECONOMY, ONGOING
from wards.models import Role, User, Ward

pytestmark = pytest.mark.django_db
P = PartStatus
DUE = date(2026, 3, 31)
Sign = Callable[[str], Client]


@pytest.fixture(autouse=True)
def day() -> Any:
    """10 March 2026, 09:00 in Vietnam."""
    with time_machine.travel("2026-03-10 02:00:00+00:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def ward() -> Ward:
    return factory.make_ward()


@pytest.fixture
def plan(ward: Ward) -> Plan:
    return factory.make_plan(ward)


@pytest.fixture
def part(plan: Plan) -> Part:
    task = factory.make_task(plan, None, factory.deadline(DUE), partner=[CULTURE], content="Ban hành quy chế")
    return factory.part_of(task)


@pytest.fixture
def people(ward: Ward) -> dict[str, User]:
    return {
        "officer": factory.make_user(ward, Role.OFFICER, ECONOMY),
        "stranger": factory.make_user(ward, Role.OFFICER, CULTURE),
        "viewer": factory.make_user(ward, Role.VIEWER),
        "one_door": factory.make_user(ward, Role.ONE_DOOR, CENTRE),
        "leader": factory.make_user(ward, Role.LEADER),
        "elsewhere": factory.make_user(factory.make_ward("Phường Khác"), Role.ONE_DOOR, CENTRE),
    }


@pytest.fixture
def sign_in(people: dict[str, User]) -> Sign:
    def as_(who: str) -> Client:
        client = Client()
        client.force_login(people[who])
        return client

    return as_


def at(name: str, part: Part) -> str:
    return reverse(f"tasks:{name}", kwargs={"public_id": part.public_id})


def filled(part: Part, **changes: object) -> dict[str, object]:
    return {
        "version": part.version,
        "status": P.AWAITING_CONFIRMATION.value,
        "progress": "",
        "text": "Đã ban hành",
        "document_number": "",
        "effective_on": "2026-03-10",
    } | changes


# Who may


def test_the_history_shows_the_day_it_holds_from_and_the_day_it_was_written(
    sign_in: Sign, part: Part, people: dict[str, User]
) -> None:
    work.report(part, people["officer"], status=P.AWAITING_CONFIRMATION, text="Đã xong", effective_on=date(2026, 3, 2))
    body = sign_in("viewer").get(at("part", part)).content.decode()
    assert "02/03/2026" in body
    assert "09:00 10/03/2026" in body
    assert str(people["officer"]) in body


def test_the_task_page_shows_old_and_new_values(sign_in: Sign, part: Part) -> None:
    task = part.occurrence.task
    task.content = "Ban hành quy chế mới"
    task.save()
    response = sign_in("viewer").get(reverse("tasks:task", kwargs={"public_id": task.public_id}))
    change = response.context["details"].changes[0].changes[0]
    assert (change.old, change.new) == ("Ban hành quy chế", "Ban hành quy chế mới")


def test_the_task_page_says_which_of_the_six_things_it_lacks(sign_in: Sign, part: Part) -> None:
    page = reverse("tasks:task", kwargs={"public_id": part.occurrence.task.public_id})
    assert sign_in("viewer").get(page).context["details"].lacks == ["người"]


def test_the_list_leads_to_the_screen_that_saves_check_ins_together(sign_in: Sign, plan: Plan) -> None:
    to = reverse("tasks:check_ins", kwargs={"ward_id": plan.ward.public_id})
    factory.make_task(plan, None, ONGOING)

    def shown() -> int:
        return sign_in("officer").get(reverse("tasks:mine")).content.decode().count(f'btn-primary" href="{to}"')

    assert shown() == 0
    for _number in range(2):
        factory.make_task(plan, None, ONGOING)
    assert shown() == 1


def test_the_way_back_is_offered_for_what_was_set_aside_only(
    sign_in: Sign, part: Part, people: dict[str, User]
) -> None:
    page = reverse("tasks:decide_task", kwargs={"public_id": part.occurrence.task.public_id})
    assert b'name="resume"' not in sign_in("leader").get(page).content
    work.decide(part, people["leader"], UpdateKind.PAUSE, reason="Chờ", document_number="1/TB")
    assert b'name="resume"' in sign_in("leader").get(page).content


def test_text_from_people_is_never_markup(sign_in: Sign, part: Part, plan: Plan, people: dict[str, User]) -> None:
    work.report(part, people["officer"], status=P.IN_PROGRESS, text="<script>alert(1)</script>")
    factory.make_task(plan, None, factory.deadline(DUE), content="<img src=x onerror=alert(1)>")
    client = sign_in("officer")
    for address in (
        at("part", part),
        reverse("tasks:mine"),
        reverse("tasks:plan", kwargs={"public_id": plan.public_id}),
    ):
        body = client.get(address).content.decode()
        assert "<script>alert" not in body
        assert "<img src=x" not in body


# What stands around the list


def oob(body: str) -> str:
    """The counts that a save swaps in."""
    assert body.count('id="counts" hx-swap-oob="true"') == 1
    return body[body.index('id="counts"') :]


def test_the_counts_follow_a_save_under_the_filters_of_the_list(
    sign_in: Sign, part: Part, people: dict[str, User], plan: Plan
) -> None:
    factory.part_of(factory.make_task(plan, None, factory.deadline(DUE), content="Công bố danh mục"))
    officer = sign_in("officer")
    query = "?state=all&q=quy+che"
    counts = officer.get(reverse("tasks:mine") + query).context["list"].counts
    assert (counts["open"], counts["confirm"]) == (1, 0)
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{reverse('tasks:mine')}{query}"}
    body = oob(officer.post(at("part", part), filled(part), headers=headers).content.decode())
    shown = re.findall(r'href="([^"]*)">([^<]+) <span class="state-count">(\d+)<', body)
    assert [(label.strip(), int(count)) for _href, label, count in shown][:4] == [
        ("Cần làm", 0),
        ("Quá hạn", 0),
        ("Sắp đến hạn (7 ngày)", 0),
        ("Chờ xác nhận", 1),
    ]
    # The links lead to the list's own filters, not to those of the address that was posted to.
    assert all("q=quy+che" in href for href, _label, _count in shown)


@pytest.mark.parametrize("beside", ["watch", "plan"])
def test_the_counts_beside_the_other_lists_follow_too(sign_in: Sign, part: Part, plan: Plan, beside: str) -> None:
    inside = {"ward_id": part.ward.public_id} if beside == "watch" else {"public_id": plan.public_id}
    address = reverse(f"tasks:{beside}", kwargs=inside)
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{address}"}
    given = filled(part, status=P.IN_PROGRESS.value)
    swapped = oob(sign_in("one_door").post(at("part", part), given, headers=headers).content.decode())
    page = sign_in("one_door").get(address).content.decode()
    counts = page[page.index('<div id="counts">') :]
    counts = counts[: counts.index("</nav>" if beside == "watch" else "</header>")]
    numbers = re.findall(r"(?:<b>|state-count\">|<td[^>]*>)(\d+)<", counts)
    assert numbers
    assert re.findall(r"(?:<b>|state-count\">|<td[^>]*>)(\d+)<", swapped)[: len(numbers)] == numbers


def test_partners_find_what_they_help_with(sign_in: Sign, part: Part) -> None:
    """Not among what they owe."""
    address = reverse("tasks:mine")
    assert "Ban hành quy chế" in sign_in("stranger").get(f"{address}?role=partner").content.decode()
    assert "Ban hành quy chế" not in sign_in("stranger").get(address).content.decode()
    assert "Ban hành quy chế" not in sign_in("officer").get(f"{address}?role=partner").content.decode()
    assert "Ban hành quy chế" not in sign_in("viewer").get(f"{address}?role=partner").content.decode()


def test_an_officer_finds_what_bears_the_own_name(
    sign_in: Sign, part: Part, plan: Plan, people: dict[str, User]
) -> None:
    factory.make_task(plan, None, factory.deadline(DUE), content="Của cả phòng")
    task = part.occurrence.task
    task.officer = people["officer"]
    task.save()
    mine, named = (
        sign_in("officer").get(reverse("tasks:mine"), query).content.decode()
        for query in ({"state": "all"}, {"state": "all", "role": "named"})
    )
    assert ("Ban hành quy chế" in mine, "Của cả phòng" in mine) == (True, True)
    assert ("Ban hành quy chế" in named, "Của cả phòng" in named) == (True, False)


def test_partners_named_by_a_group_find_it_too(sign_in: Sign, plan: Plan) -> None:
    factory.make_task(plan, None, factory.deadline(DUE), partner=[DIVISIONS], content="Rà soát thủ tục")
    address = f"{reverse('tasks:mine')}?role=partner"
    assert "Rà soát thủ tục" in sign_in("stranger").get(address).content.decode()
    # The lead unit is of the group as well: its own part is not another's.
    assert "Rà soát thủ tục" not in sign_in("officer").get(address).content.decode()


def test_a_refused_save_names_the_files_to_choose_again(sign_in: Sign, part: Part) -> None:
    files = [SimpleUploadedFile(name, b"%PDF-1.7") for name in ("bien-ban.pdf", "anh.pdf")]
    for changes, status in (({"text": ""}, 422), ({"version": 99}, 409)):
        for file in files:
            file.seek(0)
        response = sign_in("officer").post(at("part", part), filled(part, proofs=files, **changes))
        assert response.status_code == status
        assert "Hãy chọn lại tệp: bien-ban.pdf, anh.pdf" in response.content.decode()
    assert "Riêng tệp đính kèm phải chọn lại." in response.content.decode()


def test_a_null_character_is_refused_in_vietnamese(sign_in: Sign, part: Part) -> None:
    body = sign_in("officer").post(at("part", part), filled(part, text="a\x00b")).content.decode()
    assert "Null characters" not in body
    assert "ký tự rỗng" in body
