"""All check-ins of a unit for a period on one screen."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plans.models import PeriodClosing, Plan
from tasks import check_ins, work
from tasks.lines import NO_UNIT
from tasks.models import Part, UpdateKind
from tasks.status import PartStatus
from tests import factory
from tests.factory import CENTRE, CULTURE, ECONOMY, ONGOING
from wards.clock import now
from wards.models import Role, User, Ward

pytestmark = pytest.mark.django_db
P = PartStatus


@pytest.fixture(autouse=True)
def day() -> Any:
    """6 January 2026, the day after the plan was issued."""
    with time_machine.travel("2026-01-06 02:00:00+00:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def ward() -> Ward:
    return factory.make_ward()


@pytest.fixture
def officer(ward: Ward) -> User:
    return factory.make_user(ward, Role.OFFICER, ECONOMY)


@pytest.fixture
def plan(ward: Ward, officer: User) -> Plan:
    return factory.make_plan(ward, [ONGOING, ONGOING, ONGOING])


def parts(plan: Plan, period: str) -> list[Part]:
    return list(Part.objects.filter(occurrence__period=period).order_by("occurrence__task__position"))


def address(ward: Ward) -> str:
    return reverse("tasks:check_ins", kwargs={"ward_id": ward.public_id})


def posted(shown: check_ins.Sheet, **texts: str) -> dict[str, str]:
    """What the screen sends when it is saved as it stands, with words in some rows ("row0")."""
    data = {"unit": str(shown.unit.public_id) if shown.unit else "", "period": shown.period}
    data["effective_on"] = shown.day.isoformat()
    for number, row in enumerate(shown.rows):
        key = str(row.part.public_id)
        data[f"version-{key}"] = str(row.part.version)
        data[f"text-{key}"] = texts.get(f"row{number}", row.text)
        if row.chosen:
            data[f"chosen-{key}"] = "1"
    return data


def test_one_save_reports_all_without_a_difficulty(
    client: Client, ward: Ward, plan: Plan, officer: User, day: Any
) -> None:
    day.move_to("2026-03-16 02:00:00+00:00")
    client.force_login(officer)
    shown = check_ins.sheet(officer, ward)
    assert (shown.period, shown.day, len(shown.rows)) == ("2026-Q1", date(2026, 3, 14), 3)
    response = client.post(address(ward), posted(shown, row1="Thiếu máy quét"))
    assert response.status_code == 302
    entries = [part.updates.get() for part in parts(plan, "2026-Q1")]
    assert [entry.text for entry in entries] == [work.SMOOTH, "Thiếu máy quét", work.SMOOTH]
    assert {entry.effective_on for entry in entries} == {date(2026, 3, 14)}


def test_a_row_not_ticked_is_left_alone(client: Client, ward: Ward, plan: Plan, officer: User) -> None:
    client.force_login(officer)
    shown = check_ins.sheet(officer, ward)
    data = posted(shown)
    del data[f"chosen-{shown.rows[0].part.public_id}"]
    client.post(address(ward), data)
    assert [part.status for part in parts(plan, "2026-Q1")] == [P.NOT_REPORTED, P.REPORTED, P.REPORTED]


def test_the_next_period_begins_with_what_was_said_last_time(ward: Ward, plan: Plan, officer: User, day: Any) -> None:
    first, second, _third = parts(plan, "2026-Q1")
    work.report(first, officer, status=P.REPORTED, text="Thiếu máy quét")
    work.report(second, officer, status=P.REPORTED, text=work.SMOOTH)
    day.move_to("2026-06-10 02:00:00+00:00")
    rows = check_ins.sheet(officer, ward, period="2026-Q2").rows
    assert [(row.text, row.before) for row in rows] == [
        ("Thiếu máy quét", "Thiếu máy quét"),
        ("", work.SMOOTH),
        ("", ""),
    ]


def test_the_earliest_period_with_something_missing_comes_first(
    ward: Ward, plan: Plan, officer: User, day: Any
) -> None:
    day.move_to("2026-06-10 02:00:00+00:00")
    shown = check_ins.sheet(officer, ward)
    assert shown.period == "2026-Q1"
    assert [(each.period, each.missing, each.total) for each in shown.choices] == [("2026-Q1", 3, 3), ("2026-Q2", 3, 3)]
    for part in parts(plan, "2026-Q1"):
        work.report(part, officer, status=P.REPORTED, text="Đã xong")
    assert check_ins.sheet(officer, ward).period == "2026-Q2"


def test_a_row_somebody_saved_meanwhile_shows_both_and_the_others_are_saved(
    client: Client, ward: Ward, plan: Plan, officer: User
) -> None:
    client.force_login(officer)
    data = posted(check_ins.sheet(officer, ward), row0="Của tôi")
    first = parts(plan, "2026-Q1")[0]
    work.report(first, factory.make_user(ward, Role.ONE_DOOR, CENTRE), status=P.REPORTED, text="Của Trung tâm")
    response = client.post(address(ward), data)
    body = response.content.decode()
    assert response.status_code == 409
    assert "Của tôi" in body
    assert "Của Trung tâm" in body
    assert [part.updates.count() for part in parts(plan, "2026-Q1")] == [1, 1, 1]
    assert first.updates.get().text == "Của Trung tâm"


def test_what_could_not_be_saved_is_saved_the_next_time_and_the_rest_is_left_alone(
    client: Client, ward: Ward, plan: Plan, officer: User
) -> None:
    client.force_login(officer)
    data = posted(check_ins.sheet(officer, ward), row0="Của tôi")
    work.report(parts(plan, "2026-Q1")[0], officer, status=P.REPORTED, text="Ở cửa sổ khác")
    again = client.post(address(ward), data).context["sheet"]
    assert [(row.reported, row.chosen) for row in again.rows] == [(True, True), (True, False), (True, False)]
    assert again.shows_reported
    assert client.post(address(ward), posted(again)).status_code == 302
    assert [part.updates.count() for part in parts(plan, "2026-Q1")] == [2, 1, 1]
    assert parts(plan, "2026-Q1")[0].updates.last().text == "Của tôi"


def test_words_in_a_row_not_ticked_are_not_thrown_away(
    client: Client, ward: Ward, plan: Plan, officer: User, day: Any
) -> None:
    first, second, _third = parts(plan, "2026-Q1")
    for part in (first, second):
        work.report(part, officer, status=P.REPORTED, text="Thiếu máy quét")
    client.force_login(officer)
    answer = client.post(address(ward), posted(check_ins.sheet(officer, ward), row1="Đã có máy quét"))
    assert answer.status_code == 409
    assert [bool(row.error) for row in answer.context["sheet"].rows] == [False, True, False]
    assert "Đã có máy quét</textarea>" in answer.content.decode()
    assert second.updates.count() == 1
    # Words of last time that stand in a row are no new ones.
    day.move_to("2026-06-10 02:00:00+00:00")
    data = posted(check_ins.sheet(officer, ward, period="2026-Q2"))
    for part in parts(plan, "2026-Q2"):
        del data[f"chosen-{part.public_id}"]
    assert client.post(address(ward), data).status_code == 302


def test_a_day_to_come_is_refused_and_nothing_saved(client: Client, ward: Ward, plan: Plan, officer: User) -> None:
    client.force_login(officer)
    data = posted(check_ins.sheet(officer, ward)) | {"effective_on": "2026-01-07"}
    assert client.post(address(ward), data).status_code == 409
    assert {part.status for part in parts(plan, "2026-Q1")} == {P.NOT_REPORTED}


def test_a_unit_of_another_is_not_to_be_chosen(ward: Ward, plan: Plan) -> None:
    stranger = factory.make_user(ward, Role.OFFICER, CULTURE)
    shown = check_ins.sheet(stranger, ward, unit=str(factory.unit(ward, ECONOMY).public_id))
    assert shown.rows == []
    centre = factory.make_user(ward, Role.ONE_DOOR, CENTRE)
    assert len(check_ins.sheet(centre, ward, unit=str(factory.unit(ward, ECONOMY).public_id)).rows) == 3


def test_the_centre_checks_in_for_what_no_unit_is_known_for(client: Client, ward: Ward, plan: Plan) -> None:
    other = factory.make_plan(factory.make_ward("Phường Khác"), [ONGOING])
    task = plan.tasks.get(position=1)
    Part.objects.filter(occurrence__task__in=[task.pk, other.tasks.get().pk]).update(unit=None)
    client.force_login(factory.make_user(ward, Role.ONE_DOOR, CENTRE))
    shown = client.get(address(ward), {"unit": NO_UNIT}).context["sheet"]
    assert [row.part.occurrence.task for row in shown.rows] == [task]
    assert client.post(address(ward), posted(shown)).status_code == 302
    assert factory.part_of(task, "2026-Q1").status == P.REPORTED


@pytest.mark.parametrize(("role", "status"), [(Role.VIEWER, 403), (Role.LEADER, 403), (Role.ONE_DOOR, 200)])
def test_who_opens_the_screen(client: Client, ward: Ward, plan: Plan, role: Role, status: int) -> None:
    client.force_login(factory.make_user(ward, role, CENTRE if role == Role.ONE_DOOR else None))
    assert client.get(address(ward)).status_code == status
    with pytest.raises(PermissionDenied):
        check_ins.sheet(factory.make_user(ward, Role.VIEWER), ward)


def test_another_wards_screen_does_not_exist(client: Client, ward: Ward) -> None:
    client.force_login(factory.make_user(factory.make_ward("Phường Khác"), Role.ONE_DOOR, CENTRE))
    assert client.get(address(ward)).status_code == 404


def test_thirty_rows_take_no_more_queries_than_three(client: Client, ward: Ward, plan: Plan, officer: User) -> None:
    client.force_login(officer)
    counts = []
    for size in (3, 30):
        for _ in range(plan.tasks.count(), size):
            factory.make_task(plan, None, ONGOING)
        with CaptureQueriesContext(connection) as queries:
            client.get(address(ward))
        counts.append(len(queries))
    assert counts == [10, 10]


# What comes late

CLOSE, DUE = date(2026, 3, 14), date(2026, 3, 16)


def issue_report(ward: Ward, author: User, period: str = "2026-Q1") -> None:
    closing = {"ward": ward, "period": period, "rule": "cutoff", "closed_by": author}
    PeriodClosing.objects.create(**closing, closed_at=now())


def panel(part: Part) -> str:
    return reverse("tasks:part", kwargs={"public_id": part.public_id})


@pytest.mark.parametrize(
    ("effective_on", "said", "explained"),
    [
        ("2026-03-16", None, 0),
        ("2026-03-17", "báo cáo chậm 1 ngày", 1),
        ("2026-03-22", "báo cáo chậm 6 ngày", 1),
    ],
)
def test_both_screens_say_by_how_much_a_check_in_came_late(
    client: Client, ward: Ward, plan: Plan, officer: User, day: Any, effective_on: str, said: str | None, explained: int
) -> None:
    """Lateness follows the day it holds from; why is asked once for the whole screen."""
    day.move_to("2026-03-22 02:00:00+00:00")
    client.force_login(officer)
    shown = check_ins.sheet(officer, ward, period="2026-Q1")
    given = posted(shown) | {"effective_on": effective_on, "explanation": "Mất điện cả tuần"}
    client.post(address(ward), given)
    for part in parts(plan, "2026-Q1"):
        assert part.updates.filter(kind=UpdateKind.EXPLAIN, text="Mất điện cả tuần").count() == explained
    first = parts(plan, "2026-Q1")[0]
    screens = [f"{address(ward)}?period=2026-Q1", f"{reverse('tasks:mine')}?state=done", panel(first)]
    for screen in screens:
        body = client.get(screen).content.decode()
        assert re.findall(r"báo cáo chậm \d+ ngày", body)[:1] == ([said] if said else []), screen


def test_the_screen_asks_why_only_once_the_due_day_is_past(
    client: Client, ward: Ward, plan: Plan, officer: User, day: Any
) -> None:
    for moment, asks in (("16", False), ("17", True)):
        day.move_to(f"2026-03-{moment} 02:00:00+00:00")
        client.force_login(officer)
        body = client.get(f"{address(ward)}?period=2026-Q1").content.decode()
        assert ('name="explanation"' in body) == asks


def test_a_late_check_in_by_the_panel_is_explained_there(
    client: Client, ward: Ward, plan: Plan, officer: User, day: Any
) -> None:
    day.move_to("2026-03-22 02:00:00+00:00")
    client.force_login(officer)
    part = parts(plan, "2026-Q1")[0]
    given = {"version": part.version, "smooth": "1", "text": "", "effective_on": "2026-03-20"}
    client.post(panel(part), given)
    body = client.get(panel(part)).content.decode()
    assert "báo cáo chậm 4 ngày" in body
    assert reverse("tasks:explain", kwargs={"public_id": part.public_id}) in body
    client.post(reverse("tasks:explain", kwargs={"public_id": part.public_id}), {"text": "Nghỉ ốm"})
    assert (
        reverse("tasks:explain", kwargs={"public_id": part.public_id}) not in client.get(panel(part)).content.decode()
    )


def test_the_button_throws_no_words_away_and_a_check_in_has_its_document(
    client: Client, ward: Ward, plan: Plan, officer: User
) -> None:
    client.force_login(officer)
    part = parts(plan, "2026-Q1")[0]
    given = {"version": part.version, "smooth": "1", "text": "Mất điện", "effective_on": "2026-01-06"}
    answer = client.post(panel(part), given)
    assert answer.status_code == 422
    assert answer.context["report"].errors["text"]
    assert "Mất điện</textarea>" in answer.content.decode()
    proved = given | {"text": "", "document_number": "9/BC-KT", "link": "https://example.com/so-lieu"}
    assert client.post(panel(part), proved).status_code == 302
    entry = part.updates.get()
    assert (entry.text, entry.document_number) == (work.SMOOTH, "9/BC-KT")
    assert entry.evidence.get().link == "https://example.com/so-lieu"


@pytest.mark.parametrize(("written", "flagged"), [("2026-03-19", False), ("2026-03-20", True)])
def test_what_holds_from_the_close_and_was_written_long_after_says_when(
    client: Client, ward: Ward, plan: Plan, officer: User, day: Any, written: str, flagged: bool
) -> None:
    day.move_to(f"{written} 02:00:00+00:00")
    client.force_login(officer)
    part = parts(plan, "2026-Q1")[0]
    work.report(part, officer, status=P.REPORTED, text=work.SMOOTH, effective_on=CLOSE)
    words = "ghi ngày 20/03/2026"
    for screen in (f"{address(ward)}?period=2026-Q1", f"{reverse('tasks:mine')}?state=done", panel(part)):
        assert (words in client.get(screen).content.decode()) == flagged, screen


def test_the_day_begins_as_one_that_can_be_saved(
    client: Client, ward: Ward, plan: Plan, officer: User, day: Any
) -> None:
    """The close, until its report is issued; then today, except for one-door staff."""
    centre = factory.make_user(ward, Role.ONE_DOOR, CENTRE)
    day.move_to("2026-03-22 02:00:00+00:00")
    part = parts(plan, "2026-Q1")[0]
    assert check_ins.sheet(officer, ward, period="2026-Q1").day == CLOSE
    issue_report(ward, centre)
    days = {
        who: check_ins.sheet(user, ward, unit=str(part.unit.public_id), period="2026-Q1").day
        for who, user in (("officer", officer), ("centre", centre))
    }
    assert days == {"officer": date(2026, 3, 22), "centre": CLOSE}
    client.force_login(officer)
    assert client.get(panel(part)).context["report"].initial["effective_on"] == date(2026, 3, 22)
    client.post(address(ward), posted(check_ins.sheet(officer, ward, period="2026-Q1")))
    assert {each.status for each in parts(plan, "2026-Q1")} == {P.REPORTED}


def test_an_entry_into_an_issued_period_names_the_report_that_stays(
    client: Client, ward: Ward, plan: Plan, day: Any
) -> None:
    centre = factory.make_user(ward, Role.ONE_DOOR, CENTRE)
    day.move_to("2026-03-22 02:00:00+00:00")
    issue_report(ward, centre, "2026-03")
    issue_report(ward, centre)
    client.force_login(centre)
    part, *others = parts(plan, "2026-Q1")
    said = "Báo cáo quý I/2026 đã ban hành giữ nguyên; số liệu này chỉ vào bản báo cáo mới."
    given = {"version": part.version, "smooth": "1", "text": "", "effective_on": "2026-03-14"}
    assert said in client.post(panel(part), given, follow=True).content.decode()
    shown = check_ins.sheet(centre, ward, unit=str(part.unit.public_id), period="2026-Q1")
    assert said in client.post(address(ward), posted(shown), follow=True).content.decode()
    given = {"version": others[0].version + 1, "smooth": "1", "text": "", "effective_on": "2026-03-15"}
    assert "giữ nguyên" not in client.post(panel(others[0]), given, follow=True).content.decode()


def test_a_finished_period_leads_to_the_next_one_with_something_missing(
    client: Client, ward: Ward, plan: Plan, officer: User, day: Any
) -> None:
    day.move_to("2026-06-15 02:00:00+00:00")
    client.force_login(officer)
    shown = check_ins.sheet(officer, ward, period="2026-Q1")
    some = {name: value for name, value in posted(shown).items() if name != f"chosen-{shown.rows[0].part.public_id}"}
    assert "period=2026-Q1" in client.post(address(ward), some).headers["Location"]
    rest = posted(check_ins.sheet(officer, ward, period="2026-Q1"))
    answer = client.post(address(ward), rest, follow=True)
    assert "period=2026-Q2" in answer.redirect_chain[-1][0]
    assert "Tiếp theo: quý II/2026." in answer.content.decode()
    last = client.post(address(ward), posted(check_ins.sheet(officer, ward, period="2026-Q2")))
    assert "period=2026-Q2" in last.headers["Location"]
