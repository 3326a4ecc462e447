"""The pages: who sees what, the job that is polled until it ends, texts that nobody loses."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime
from urllib.parse import urlencode

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from plans.models import PeriodClosing, Target
from reports import jobs, orders
from reports.canonical import seal
from reports.models import Report, ReportState
from tests import factory
from tests.factory import ONGOING, deadline
from wards.clock import ZONE
from wards.models import Job, JobState, Role, User, Ward
from wards.periods import Rule, parse
from wards.running import ExpectedError

pytestmark = pytest.mark.django_db

MARCH = {"period": "2026-03", "rule": "cutoff", "letterhead": "ubnd"}


@pytest.fixture(autouse=True)
def _now() -> object:
    with time_machine.travel(datetime(2026, 3, 17, 9, tzinfo=ZONE), tick=False):
        yield


@pytest.fixture
def ward(printer: list[str]) -> Ward:
    ward = factory.make_ward()
    factory.make_plan(ward, [deadline(date(2026, 3, 10)), ONGOING])
    return ward


def signed_in(ward: Ward, role: Role) -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(factory.make_user(ward, role, factory.ECONOMY if role in (Role.OFFICER, Role.HEAD) else None))
    return client


@pytest.fixture
def staff(ward: Ward) -> Client:
    return signed_in(ward, Role.ONE_DOOR)


def list_address(ward: Ward, **query: object) -> str:
    return reverse("reports:list", args=[ward.public_id]) + (f"?{urlencode(query)}" if query else "")


def built(ward: Ward, client: Client) -> Report:
    """A report built through the page and its job."""
    client.post(reverse("reports:build", args=[ward.public_id]), MARCH)
    jobs.build_report(Job.objects.latest("pk").pk)
    return Report.objects.get()


def text(client: Client, name: str, public_id: object, **kwargs: object) -> str:
    answer = client.get(reverse(f"reports:{name}", args=[public_id]), kwargs)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_says_what_is_open_and_what_is_closed(ward: Ward, staff: Client) -> None:
    page = staff.get(list_address(ward)).content.decode()
    # March closed on 14/3 and is sent by 17/3; April closes on 14/4, twenty working days after 17/3.
    assert "to be sent by 17/03/2026" in page
    assert "closes in 20 working days" in page
    assert "2026-05" not in page
    assert "2026-Q1" in page


def test_the_list_says_what_was_sent_and_whether_in_time(ward: Ward, staff: Client) -> None:
    leader = signed_in(ward, Role.LEADER)
    for period, day in (("2026-03", "2026-03-17"), ("2026-02", "2026-03-17")):
        staff.post(reverse("reports:build", args=[ward.public_id]), MARCH | {"period": period})
        jobs.build_report(Job.objects.latest("pk").pk)
        report = Report.objects.get(period=period)
        leader.post(reverse("reports:issue", args=[report.public_id]), {"number": "5", "issued_on": day})
        jobs.issue_report(Job.objects.latest("pk").pk)
    page = " ".join(staff.get(list_address(ward)).content.decode().split())
    # February closed on Saturday 14/2, in the holidays of Tết: 23/2 and 24/2 are the two working days after it.
    assert "sent 17/03/2026, in time" in page
    assert "sent 17/03/2026, 15 working days late" in page


def test_days_on_demand_are_built_as_of_their_last_day(ward: Ward, staff: Client) -> None:
    asked = {"start": "2026-02-01", "close": "2026-03-17", "rule": "cutoff", "letterhead": "ubnd"}
    address = reverse("reports:build_on_demand", args=[ward.public_id])
    answer = staff.post(address, asked)
    assert "2026-02-01 – 2026-03-17" in staff.get(answer["Location"]).content.decode()
    jobs.build_report(Job.objects.get().pk)
    report = Report.objects.get()
    assert (report.period, report.closed_on) == ("2026-02-01--2026-03-17", date(2026, 3, 17))
    page = staff.get(list_address(ward)).content.decode()
    assert str(report.public_id) in page
    # It goes out the same day, and closes no period.
    order = {"number": "5", "issued_on": "2026-03-17"}
    signed_in(ward, Role.LEADER).post(reverse("reports:issue", args=[report.public_id]), order)
    jobs.issue_report(Job.objects.latest("pk").pk)
    assert Report.objects.get().state == ReportState.ISSUED
    assert not PeriodClosing.objects.exists()


@pytest.mark.parametrize(
    ("start", "close", "said"),
    [
        ("2026-03-18", "2026-03-18", "today at the latest"),
        ("2026-03-10", "2026-03-09", "before the first one"),
        ("2019-03-10", "2026-03-09", "before 2020"),
        ("", "2026-03-09", "required"),
        ("2026-03-10", "31/31/2026", "valid date"),
    ],
)
def test_days_that_make_no_report(ward: Ward, staff: Client, start: str, close: str, said: str) -> None:
    asked = {"start": start, "close": close, "rule": "cutoff", "letterhead": "ubnd"}
    answer = staff.post(reverse("reports:build_on_demand", args=[ward.public_id]), asked)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Job.objects.exists()


def test_a_year_without_periods_says_what_to_do(ward: Ward, staff: Client) -> None:
    assert "Choose another year" in staff.get(list_address(ward, year=2027)).content.decode()


@pytest.mark.parametrize("query", [{"year": "x"}, {"rule": "moon"}, {"letterhead": "?"}])
def test_a_wrong_choice_is_told_and_the_page_stays(ward: Ward, staff: Client, query: dict[str, str]) -> None:
    answer = staff.get(list_address(ward, **query))
    assert answer.status_code == 200
    assert "text-danger" in answer.content.decode()


def test_a_report_is_built_by_a_job_whose_fragment_stops_polling(ward: Ward, staff: Client) -> None:
    answer = staff.post(reverse("reports:build", args=[ward.public_id]), MARCH, headers={"HX-Request": "true"})
    job = Job.objects.get()
    assert 'hx-trigger="every 1s"' in answer.content.decode()
    jobs.build_report(job.pk)
    done = text(staff, "job", job.public_id)
    assert "every 1s" not in done
    assert str(Report.objects.get().public_id) in done


def test_two_presses_make_one_job(ward: Ward, staff: Client) -> None:
    for _press in range(2):
        assert staff.post(reverse("reports:build", args=[ward.public_id]), MARCH).status_code == 302
    assert Job.objects.count() == 1


def test_a_job_that_failed_says_why_and_stops_polling(
    ward: Ward, staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: object) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr("reports.building.build", broken)
    staff.post(reverse("reports:build", args=[ward.public_id]), MARCH)
    job = Job.objects.get()
    with pytest.raises(ExpectedError):
        jobs.build_report(job.pk)
    page = text(staff, "job", job.public_id)
    assert str(job.pk) in page
    assert "secret" not in page
    assert "every 1s" not in page


def test_a_waiting_job_is_called_off_at_once_and_a_running_one_at_its_next_step(ward: Ward, staff: Client) -> None:
    staff.post(reverse("reports:build", args=[ward.public_id]), MARCH)
    job = Job.objects.get()
    staff.post(reverse("reports:job", args=[job.public_id]))
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED
    Job.objects.update(state=JobState.RUNNING)
    staff.post(reverse("reports:job", args=[job.public_id]))
    job.refresh_from_db()
    assert (job.state, job.cancel_requested) == (JobState.RUNNING, True)


@pytest.mark.parametrize(
    "change", [{"period": "2026-13"}, {"period": "2026-W07"}, {"rule": "moon"}, {"letterhead": "x"}, {"period": ""}]
)
def test_a_wrong_order_is_refused(ward: Ward, staff: Client, change: dict[str, str]) -> None:
    assert staff.post(reverse("reports:build", args=[ward.public_id]), MARCH | change).status_code == 400
    assert not Job.objects.exists()


@pytest.mark.parametrize("role", [Role.VIEWER, Role.OFFICER, Role.HEAD, Role.ADMIN, Role.OVERSIGHT])
def test_drafts_are_for_those_who_write_them(ward: Ward, staff: Client, role: Role) -> None:
    report = built(ward, staff)
    reader = signed_in(ward, role)
    assert reader.get(reverse("reports:report", args=[report.public_id])).status_code == 404
    assert reader.get(reverse("reports:job", args=[Job.objects.get().public_id])).status_code == 404
    assert reader.post(reverse("reports:build", args=[ward.public_id]), MARCH).status_code == 403
    assert str(report.public_id) not in reader.get(list_address(ward)).content.decode()


def test_an_issued_report_is_read_by_everyone_of_the_ward_and_by_nobody_else(ward: Ward, staff: Client) -> None:
    report = built(ward, staff)
    leader = signed_in(ward, Role.LEADER)
    order = {"number": "5", "issued_on": "2026-03-16"}
    assert leader.post(reverse("reports:issue", args=[report.public_id]), order).status_code == 302
    jobs.issue_report(Job.objects.latest("pk").pk)
    report.refresh_from_db()
    assert (report.state, report.document_number) == (ReportState.ISSUED, "05/BC-UBND")
    viewer = signed_in(ward, Role.VIEWER)
    assert "05/BC-UBND" in text(viewer, "report", report.public_id)
    assert viewer.get(reverse("reports:download", args=[report.public_id, "pdf"])).status_code == 200
    assert viewer.post(reverse("reports:write", args=[report.public_id]), {"field": "focus"}).status_code == 403
    stranger = signed_in(factory.make_ward("Phường Khác"), Role.LEADER)
    for name in ("report", "rows"):
        assert stranger.get(reverse(f"reports:{name}", args=[report.public_id])).status_code == 404
    assert stranger.get(reverse("reports:download", args=[report.public_id, "pdf"])).status_code == 404


def test_staff_submit_and_only_leaders_send_back_and_issue(ward: Ward, staff: Client) -> None:
    report = built(ward, staff)
    address = reverse("reports:submit", args=[report.public_id])
    assert staff.post(address, {"to": "leader"}).status_code == 302
    assert staff.post(address, {"to": "authors"}).status_code == 403
    assert staff.post(reverse("reports:issue", args=[report.public_id]), {}).status_code == 403
    assert signed_in(ward, Role.LEADER).post(address, {"to": "authors"}).status_code == 302
    assert Report.objects.get().state == ReportState.DRAFT


@pytest.mark.parametrize(
    ("number", "day", "said"),
    [
        ("", "2026-03-16", "required"),
        ("5 / x", "2026-03-16", "Write the number alone"),
        ("0", "2026-03-16", "Write the number alone"),
        ("05/BC-TTPVHCC", "2026-03-16", "the code of the other office"),
        ("5", "2026-03-14", "between the close and today"),
        ("5", "2026-13-40", "valid date"),
    ],
)
def test_a_wrong_number_or_day_is_told(ward: Ward, staff: Client, number: str, day: str, said: str) -> None:
    report = built(ward, staff)
    leader = signed_in(ward, Role.LEADER)
    answer = leader.post(reverse("reports:issue", args=[report.public_id]), {"number": number, "issued_on": day})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Job.objects.filter(kind=orders.ISSUE).count() == 0


@pytest.mark.parametrize(
    ("kind", "content_type", "start"), [("pdf", "application/pdf", b"%PDF"), ("json", "application/json", b'{"next"')]
)
def test_documents_come_as_files(ward: Ward, staff: Client, kind: str, content_type: str, start: bytes) -> None:
    report = built(ward, staff)
    answer = staff.get(reverse("reports:download", args=[report.public_id, kind]))
    assert answer["Content-Type"] == content_type
    assert answer["Content-Disposition"] == f'attachment; filename="bao-cao-2026-03-ubnd-v1.{kind}"'
    assert answer.content.startswith(start)
    assert staff.get(reverse("reports:download", args=[report.public_id, "exe"])).status_code == 404


def test_a_text_saves_itself_and_the_page_says_when_the_pdf_is_older(ward: Ward, staff: Client) -> None:
    report = built(ward, staff)
    order = {"field": "focus", "text": "  Tập trung số hóa.\r\n", "base": seal("")}
    answer = staff.post(reverse("reports:write", args=[report.public_id]), order)
    assert "Saved" in answer.content.decode()
    report.refresh_from_db()
    assert report.narrative["focus"] == "Tập trung số hóa."
    assert "build it again to print them" in text(staff, "report", report.public_id)


def test_a_text_too_long_is_told_and_not_cut(ward: Ward, staff: Client) -> None:
    report = built(ward, staff)
    # A browser would cut what is pasted into a field with a limit of its own, and say nothing.
    assert "maxlength" not in text(staff, "report", report.public_id)
    order = {"field": "focus", "text": "x" * 20_001, "base": seal("")}
    answer = staff.post(reverse("reports:write", args=[report.public_id]), order)
    assert "longer than 20.000 characters" in answer.content.decode()
    report.refresh_from_db()
    assert "focus" not in report.narrative or report.narrative["focus"] == ""


def test_sentences_from_the_figures_are_offered_beside_a_field(ward: Ward, staff: Client) -> None:
    page = text(staff, "report", built(ward, staff).public_id)
    assert "Tập trung hoàn thành 01 nhiệm vụ đã quá hạn" in page
    assert 'data-take="text-focus"' in page


def test_two_authors_of_one_field_see_both_texts(ward: Ward, staff: Client) -> None:
    report = built(ward, staff)
    address = reverse("reports:write", args=[report.public_id])
    staff.post(address, {"field": "focus", "text": "của người thứ nhất", "base": seal("")})
    answer = staff.post(address, {"field": "focus", "text": "của người thứ hai", "base": seal("")})
    page = answer.content.decode()
    assert "Somebody else changed this text" in page
    assert "của người thứ nhất" in page
    report.refresh_from_db()
    assert report.narrative["focus"] == "của người thứ nhất"
    staff.post(address, {"field": "focus", "text": "của cả hai", "base": seal("của người thứ nhất")})
    report.refresh_from_db()
    assert report.narrative["focus"] == "của cả hai"


def test_the_text_of_the_period_before_is_at_hand(ward: Ward, staff: Client) -> None:
    earlier = built(ward, staff)
    Report.objects.update(narrative={"focus": "Trọng tâm của tháng 3"})
    staff.post(reverse("reports:build", args=[ward.public_id]), MARCH | {"period": "2026-04"})
    jobs.build_report(Job.objects.latest("pk").pk)
    april = Report.objects.exclude(pk=earlier.pk).get()
    assert "Trọng tâm của tháng 3" in text(staff, "report", april.public_id)


@pytest.mark.parametrize(("number", "rows"), [("tasks", 1), ("overdue", 1), ("done", 0), ("dated", 1)])
def test_a_number_opens_to_its_rows(ward: Ward, staff: Client, number: str, rows: int) -> None:
    report = built(ward, staff)
    page = text(staff, "rows", report.public_id, number=number, section=0)
    assert page.count("<li class=") == rows + (number == "tasks")


def test_the_rows_of_check_ins_say_for_which_period_each_is(ward: Ward, staff: Client) -> None:
    report = built(ward, staff)
    page = html.unescape(text(staff, "rows", report.public_id, number="asked"))
    assert f"{factory.ECONOMY} (quý I): Chưa báo cáo" in page


def test_every_number_of_the_page_opens_to_rows(ward: Ward, staff: Client) -> None:
    plan = ward.plans.get()
    Target.objects.create(ward=ward, plan=plan, measure="hồ sơ đúng hạn", comparator=">=", value=95, unit="%")
    report = built(ward, staff)
    page = text(staff, "report", report.public_id)
    buttons = re.findall(r'hx-get="([^"]+)"[^>]*>([^<]+)</button>', page)
    assert len(buttons) > 15
    for address, number in buttons:
        answer = staff.get(html.unescape(address))
        assert answer.status_code == 200, address
        if number.isdecimal():
            assert answer.context["rows"], address
    # A number without a button is nothing, or the rate of nothing.
    bare = re.findall(r"<td>\s*([^<\s]+)\s*(?:/\s*([^<\s]+)\s*)?</td>", page)
    assert {value for pair in bare for value in pair} <= {"0", "-", "", "0%"}


def test_a_targets_number_opens_to_its_frozen_figures(ward: Ward, staff: Client) -> None:
    plan = ward.plans.get()
    target = Target.objects.create(ward=ward, plan=plan, measure="hồ sơ đúng hạn", comparator=">=", value=95, unit="%")
    report = built(ward, staff)
    page = text(staff, "rows", report.public_id, target=target.public_id)
    assert "tháng 3 năm 2026" in page
    assert f"/chi-tieu/{target.public_id}/" in page
    assert staff.get(reverse("reports:rows", args=[report.public_id]), {"target": "x"}).status_code == 404


@pytest.mark.parametrize("query", [{"number": "everything"}, {"number": "done", "section": "x"}, {}])
def test_numbers_that_do_not_exist(ward: Ward, staff: Client, query: dict[str, str]) -> None:
    report = built(ward, staff)
    assert staff.get(reverse("reports:rows", args=[report.public_id]), query).status_code == 404


def test_a_report_whose_figures_were_tampered_with_says_so(ward: Ward, staff: Client) -> None:
    report = built(ward, staff)
    Report.objects.update(figures=report.figures.replace("overdue", "early"))
    assert "do not match their seal" in text(staff, "report", report.public_id)
    answer = staff.get(reverse("reports:download", args=[report.public_id, "pdf"]), follow=True)
    assert "do not match their seal" in answer.content.decode()


@pytest.mark.parametrize(("page", "queries"), [("list", 10), ("report", 12)])
def test_constant_queries(
    ward: Ward,
    staff: Client,
    page: str,
    queries: int,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    report = built(ward, staff)
    for name in ("2026-02", "2026-Q1", "2026"):
        period = parse(name, Rule.CUTOFF)
        jobs.build_report(orders.ask(ward, period, "ubnd", User.objects.get(username=staff_name(staff))).pk)
    address = list_address(ward) if page == "list" else reverse("reports:report", args=[report.public_id])
    with django_assert_max_num_queries(queries):
        assert staff.get(address).status_code == 200


def staff_name(client: Client) -> str:
    """Who is signed in."""
    return User.objects.get(pk=client.session["_auth_user_id"]).username
