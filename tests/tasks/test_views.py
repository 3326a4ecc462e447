"""The work pages through their addresses: who sees and does what, beside a list and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from plans.models import Plan
from tasks import dates, work
from tasks.models import Part, UpdateKind
from tasks.status import PartStatus
from tests import factory
from tests.factory import CENTRE, CULTURE, ECONOMY, ON_EVENT, ONGOING
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


@pytest.mark.parametrize(
    ("who", "status"),
    [("officer", 302), ("one_door", 302), ("stranger", 403), ("viewer", 403), ("leader", 403), ("elsewhere", 404)],
)
def test_who_reports_through_the_page(sign_in: Sign, part: Part, who: str, status: int) -> None:
    assert sign_in(who).post(at("part", part), filled(part)).status_code == status
    assert part.updates.exists() == (status == 302)


@pytest.mark.parametrize(
    ("name", "data", "allowed"),
    [
        ("answer", {"confirm": "1"}, {"one_door"}),
        ("decide", {"decision": "pause", "text": "Chờ", "document_number": "1/TB"}, {"leader"}),
        ("comment", {"text": "Đã góp ý"}, {"officer", "one_door", "leader", "stranger"}),
        ("explain", {"text": "Chờ số liệu"}, {"officer", "one_door"}),
    ],
)
def test_who_acts_on_a_result(
    sign_in: Sign, part: Part, people: dict[str, User], name: str, data: Any, allowed: Any
) -> None:
    work.report(part, people["officer"], status=P.AWAITING_CONFIRMATION, text="Đã xong")
    for who in people:
        part.refresh_from_db()
        response = sign_in(who).post(at(name, part), data | {"version": part.version})
        expected = 302 if who in allowed else 404 if who == "elsewhere" else 403
        assert response.status_code == expected, who


def test_another_wards_pages_do_not_exist(sign_in: Sign, part: Part, plan: Plan) -> None:
    client = sign_in("elsewhere")
    task = part.occurrence.task
    for address in (
        at("part", part),
        reverse("tasks:task", kwargs={"public_id": task.public_id}),
        reverse("tasks:plan", kwargs={"public_id": plan.public_id}),
        reverse("tasks:plans", kwargs={"ward_id": plan.ward.public_id}),
    ):
        assert client.get(address).status_code == 404, address
    assert "Ban hành quy chế" not in client.get(reverse("tasks:mine")).content.decode()


def test_a_viewer_reads_and_gets_no_form(sign_in: Sign, part: Part) -> None:
    response = sign_in("viewer").get(at("part", part))
    assert response.status_code == 200
    assert "report" not in response.context
    assert b"<textarea" not in response.content


def test_an_officer_sees_only_the_own_units_work(sign_in: Sign, part: Part) -> None:
    assert "Ban hành quy chế" in sign_in("officer").get(reverse("tasks:mine")).content.decode()
    assert "Ban hành quy chế" not in sign_in("stranger").get(reverse("tasks:mine")).content.decode()
    assert "Ban hành quy chế" in sign_in("one_door").get(reverse("tasks:mine")).content.decode()


# Saving


def test_saving_beside_the_list_swaps_the_row_and_closes_the_panel(sign_in: Sign, part: Part) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver" + reverse("tasks:mine")}
    response = sign_in("officer").post(at("part", part), filled(part), headers=headers)
    assert response.headers["HX-Trigger"] == "panel:close"
    body = response.content.decode()
    assert f'id="part-{part.public_id}" hx-swap-oob="true"' in body
    assert 'id="messages"' in body
    assert "<html" not in body


def test_saving_beside_the_plan_swaps_the_plans_row(sign_in: Sign, part: Part, plan: Plan) -> None:
    beside = "http://testserver" + reverse("tasks:plan", kwargs={"public_id": plan.public_id})
    headers = {"HX-Request": "true", "HX-Current-URL": beside}
    body = sign_in("officer").post(at("part", part), filled(part), headers=headers).content.decode()
    assert f'<tr class="task tone-wait" id="task-{part.occurrence.task.public_id}" hx-swap-oob="true">' in body


@pytest.mark.parametrize(("beside", "ticked"), [("watch", True), ("mine", False)])
def test_a_swapped_line_keeps_the_box_it_is_ticked_by(sign_in: Sign, part: Part, beside: str, ticked: bool) -> None:
    list_ = reverse(f"tasks:{beside}", kwargs={"ward_id": part.ward.public_id} if beside == "watch" else {})
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver" + list_}
    body = sign_in("one_door").post(at("part", part), filled(part), headers=headers).content.decode()
    assert (f'id="tick-{part.public_id}" hx-preserve' in body) == ticked


@pytest.mark.parametrize(
    ("agreed", "label"), [(None, "gia hạn: chờ quyết định"), (True, "đã gia hạn"), (False, "không đồng ý gia hạn")]
)
def test_an_extension_shows_in_the_list_and_in_the_panel(
    sign_in: Sign, part: Part, people: dict[str, User], agreed: bool | None, label: str
) -> None:
    asked = dates.ask_extension(part, people["officer"], to_due=date(2026, 4, 30), reason="Chờ ý kiến")
    if agreed is not None:
        dates.decide_extension(
            asked, people["leader"], agreed=agreed, document_number="5/TB-UBND", note="Chưa cần thiết"
        )
    client = sign_in("officer")
    for address in (reverse("tasks:mine") + "?state=all", at("part", part)):
        assert f">{label}</span>" in client.get(address).content.decode()
    part.refresh_from_db()
    work.report(part, people["officer"], status=P.AWAITING_CONFIRMATION, text="Xong")
    assert f">{label}</span>" not in client.get(reverse("tasks:mine") + "?state=confirm").content.decode()


def test_leaders_see_in_the_menu_how_many_extensions_wait(sign_in: Sign, part: Part, people: dict[str, User]) -> None:
    dates.ask_extension(part, people["officer"], to_due=date(2026, 4, 30), reason="Chờ ý kiến")
    to = reverse("tasks:extensions", kwargs={"ward_id": part.ward.public_id})

    def badge(who: str) -> int | None:
        items = sign_in(who).get(reverse("tasks:mine")).context["shell_menu"]()
        return next((item.badge for item in items if item.address == to), None)

    assert [badge(who) for who in ("leader", "one_door", "officer")] == [1, None, None]


def test_how_far_late_work_is_stands_beside_the_days_it_is_late(
    sign_in: Sign, part: Part, people: dict[str, User], day: Any
) -> None:
    work.report(part, people["officer"], status=P.IN_PROGRESS, progress=40)
    client = sign_in("viewer")
    assert ">40 %<" in client.get(at("part", part)).content.decode()
    day.move_to("2026-04-02 02:00:00+00:00")
    client = sign_in("viewer")
    assert ">Đang thực hiện, 40 %<" in client.get(at("part", part)).content.decode()


def test_without_javascript_the_person_returns_to_the_list_with_its_filters(sign_in: Sign, part: Part) -> None:
    back = reverse("tasks:mine") + "?state=late&q=quy"
    response = sign_in("officer").post(at("part", part), filled(part, next=back))
    assert (response.status_code, response.headers["Location"]) == (302, back)


@pytest.mark.parametrize("next_", ["https://example.com/", "//example.com", "javascript:alert(1)"])
def test_saving_never_leads_off_the_site(sign_in: Sign, part: Part, next_: str) -> None:
    response = sign_in("officer").post(at("part", part), filled(part, next=next_))
    assert response.headers["Location"] == reverse("tasks:mine")


def test_what_cannot_be_saved_comes_back_as_it_was_typed(sign_in: Sign, part: Part) -> None:
    response = sign_in("officer").post(at("part", part), filled(part, effective_on="2026-03-11", text="Đã gửi đi"))
    assert response.status_code == 422
    assert response.context["report"].errors["effective_on"]
    assert "Đã gửi đi" in response.content.decode()
    assert not part.updates.exists()


def test_a_status_that_is_not_the_persons_to_give_is_an_error_of_the_form(sign_in: Sign, part: Part) -> None:
    response = sign_in("officer").post(at("part", part), filled(part, status=P.DONE.value))
    assert response.status_code == 422
    assert response.context["report"].errors["status"]


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"text": " "}, "text", "Ghi kết quả bằng một câu."),
        ({"status": P.IN_PROGRESS.value, "progress": "100"}, "progress", "100 % là đã hoàn thành"),
        ({"progress": "101"}, "progress", "Hãy nhập số nguyên từ 0 đến 100."),
    ],
)
def test_what_the_form_asks_for_again(
    sign_in: Sign, part: Part, changes: dict[str, object], field: str, said: str
) -> None:
    response = sign_in("officer").post(at("part", part), filled(part, **changes))
    assert response.status_code == 422
    assert response.context["report"].errors[field][0].startswith(said)


def test_work_in_progress_needs_no_words(sign_in: Sign, part: Part) -> None:
    data = filled(part, status=P.IN_PROGRESS.value, text="", progress="40")
    assert sign_in("officer").post(at("part", part), data).status_code == 302


def test_the_form_of_a_finished_part_begins_without_a_percent(
    sign_in: Sign, part: Part, people: dict[str, User]
) -> None:
    work.report(part, people["one_door"], status=P.DONE, text="Đã xong")
    assert sign_in("one_door").get(at("part", part)).context["report"]["progress"].value() is None


def test_the_second_of_two_people_sees_both_and_can_still_save(
    sign_in: Sign, part: Part, people: dict[str, User]
) -> None:
    stale = filled(part, text="Kết quả của tôi")
    work.report(part, people["one_door"], status=P.IN_PROGRESS, text="Kết quả của Trung tâm")
    client = sign_in("officer")
    response = client.post(at("part", part), stale)
    body = response.content.decode()
    assert response.status_code == 409
    assert "Kết quả của tôi" in body
    assert "Kết quả của Trung tâm" in body
    assert 'name="version" value="2"' in body
    assert client.post(at("part", part), stale | {"version": 2}).status_code == 302
    assert part.updates.count() == 2


# Late, and check-ins


def test_a_late_result_is_saved_and_its_missing_explanation_named(sign_in: Sign, part: Part, day: Any) -> None:
    day.move_to("2026-04-02 02:00:00+00:00")
    client = sign_in("officer")
    assert "explanation" in client.get(at("part", part)).context["report"].fields
    response = client.post(at("part", part), filled(part, effective_on="2026-04-02"), follow=True)
    part.refresh_from_db()
    assert part.status == P.AWAITING_CONFIRMATION
    assert [message.level_tag for message in response.context["messages"]] == ["warning"]


def test_result_and_explanation_are_written_together(sign_in: Sign, part: Part, day: Any) -> None:
    day.move_to("2026-04-02 02:00:00+00:00")
    data = filled(part, effective_on="2026-04-02", explanation="Chờ văn bản của tỉnh")
    sign_in("officer").post(at("part", part), data)
    assert sorted(part.updates.values_list("kind", flat=True)) == [UpdateKind.EXPLAIN, UpdateKind.REPORT]


@pytest.mark.parametrize(("moment", "asked"), [("2026-03-31", False), ("2026-04-01", True)])
def test_an_explanation_is_asked_for_from_the_day_after_the_due_day(
    sign_in: Sign, part: Part, day: Any, moment: str, asked: bool
) -> None:
    day.move_to(f"{moment} 02:00:00+00:00")
    assert ("explanation" in sign_in("officer").get(at("part", part)).context["report"].fields) == asked


def test_a_check_in_by_one_button(sign_in: Sign, plan: Plan, day: Any) -> None:
    part = factory.part_of(factory.make_task(plan, None, ONGOING), "2026-Q1")
    day.move_to("2026-03-16 02:00:00+00:00")
    data = {"version": part.version, "effective_on": "2026-03-14", "smooth": "1", "text": ""}
    assert sign_in("officer").post(at("part", part), data).status_code == 302
    entry = part.updates.get()
    assert (entry.status, entry.text, entry.effective_on) == (P.REPORTED, work.SMOOTH, date(2026, 3, 14))


def test_a_check_in_with_a_difficulty_needs_words(sign_in: Sign, plan: Plan) -> None:
    part = factory.part_of(factory.make_task(plan, None, ONGOING), "2026-Q1")
    data = {"version": part.version, "effective_on": "2026-03-10", "text": " "}
    assert sign_in("officer").post(at("part", part), data).status_code == 422
    assert sign_in("officer").post(at("part", part), data | {"text": "Thiếu máy quét"}).status_code == 302
    assert part.updates.get().text == "Thiếu máy quét"


# What the pages show


def test_every_row_of_a_plan_is_counted_at_its_top(sign_in: Sign, part: Part, plan: Plan) -> None:
    factory.make_task(plan, None, ONGOING, content="Tuyên truyền")
    factory.make_task(plan, None, ON_EVENT, content="Xử lý kiến nghị")
    body = sign_in("leader").get(reverse("tasks:plan", kwargs={"public_id": plan.public_id})).content.decode()
    for said in ("1 nhiệm vụ có thời hạn", "1 nhiệm vụ thường xuyên", "1 nhiệm vụ khi có phát sinh"):
        assert said in body


def test_a_page_says_what_it_shows_once(sign_in: Sign, plan: Plan) -> None:
    task = factory.make_task(plan, None, ONGOING, content="Tuyên truyền")
    body = sign_in("leader").get(reverse("tasks:task", kwargs={"public_id": task.public_id})).content.decode()
    assert '<p class="prewrap">Tuyên truyền' not in body
    assert '<span class="chip">Thường xuyên' not in body
    lines = sign_in("one_door").get(reverse("tasks:mine") + "?state=all").context["list"].lines
    assert len(lines) > 1
    assert not [line for line in lines if f"{line['due_now']:%d/%m/%Y}" in line["note"]]


def test_filters_stay_in_the_address(sign_in: Sign, part: Part, plan: Plan) -> None:
    factory.make_task(plan, None, ONGOING, content="Tuyên truyền thường xuyên")
    client = sign_in("officer")
    body = client.get(reverse("tasks:mine") + "?kind=check_in").content.decode()
    assert "Tuyên truyền" in body
    assert "Ban hành" not in body
    body = client.get(reverse("tasks:mine") + "?q=BAN+HANH").content.decode()
    assert "Ban hành" in body
    assert "Tuyên truyền" not in body
    assert 'value="BAN HANH"' in body


@pytest.mark.parametrize(
    "query", ["?state=x&unit=y&kind=z&page=-1", "?page=999999999", "?start=99999999999", "?unit=0"]
)
def test_nonsense_in_an_address_is_as_if_it_were_not_there(sign_in: Sign, part: Part, plan: Plan, query: str) -> None:
    client = sign_in("officer")
    assert client.get(reverse("tasks:mine") + query).status_code == 200
    assert client.get(reverse("tasks:plan", kwargs={"public_id": plan.public_id}) + query).status_code == 200
