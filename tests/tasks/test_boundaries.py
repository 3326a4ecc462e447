"""Both sides of every boundary in time, through the functions that write and the pages that list.

Office days are Vietnam's: a day there begins at 17:00 UTC of the day before, so each boundary is crossed while the
UTC day stays the same, and once more where only the UTC day changes and nothing may happen.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from plans.models import PeriodClosing, Plan
from tasks import dates, watching, work
from tasks.details import task_details
from tasks.lines import standing_of
from tasks.models import Occurrence, Part
from tasks.own_work import Filters, work_list
from tasks.plan_table import PlanFilters, plan_table
from tasks.status import PartStatus
from tasks.timing import Every, Kind, Timing, read_timings
from tests import factory
from tests.factory import CENTRE, CULTURE, ECONOMY, MONTHLY, ON_EVENT, ONGOING
from wards import clock
from wards.models import Cadence, Role, User, Ward

pytestmark = pytest.mark.django_db
P = PartStatus
MIDNIGHT = time(tzinfo=clock.ZONE)
A_SECOND = timedelta(seconds=1)
WEEKLY = Timing(Kind.RECURRING, every=(Every.WEEKLY,), text="Hằng tuần")


@pytest.fixture(autouse=True)
def now() -> Any:
    """Noon of 5 January 2026 in Vietnam, until a test moves it."""
    with time_machine.travel("2026-01-05 05:00:00+00:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def ward() -> Ward:
    return factory.make_ward()


@pytest.fixture
def officer(ward: Ward) -> User:
    return factory.make_user(ward, Role.OFFICER, ECONOMY)


@pytest.fixture
def centre(ward: Ward) -> User:
    return factory.make_user(ward, Role.ONE_DOOR, CENTRE)


def begins(day: date) -> datetime:
    """The first moment of a day in Vietnam."""
    return datetime.combine(day, MIDNIGHT)


def year_of(ward: Ward, now: Any, year: int) -> Plan:
    """That year's plan, issued on 5 January."""
    now.move_to(begins(date(year, 1, 5)))
    return factory.make_plan(ward, year=year, issued_on=date(year, 1, 5), number=f"1/{year}", cadence=Cadence.QUARTERLY)


def shown(user: User, ward: Ward, plan: Plan) -> dict[str, int]:
    """How often the pages call something late."""
    mine = work_list(user, Filters.read(QueryDict("state=late")))
    watched = watching.watch(ward, watching.WatchFilters.read(QueryDict("view=late")))
    table = plan_table(plan, PlanFilters.read(QueryDict("state=late")))
    assert mine.counts["late"] == len(mine.lines)
    assert all(line["tone"] == "late" for line in mine.lines)
    assert watched.counts["late"] == len(watched.lines) == sum(unit.late for unit in watched.units)
    return {"mine": len(mine.lines), "watch": len(watched.lines), "plan": table.matching}


# When something becomes late


@pytest.mark.parametrize(
    ("year", "phrase", "slot", "due"),
    [
        (2026, "Chậm nhất ngày 31/3/2026", "T1", date(2026, 3, 31)),
        (2026, "Trước 28/02/2026", "T1", date(2026, 2, 27)),
        # The end of February, which follows its year.
        (2026, "Trước 01/3/2026", "T1", date(2026, 2, 28)),
        (2028, "Trước 01/3/2028", "T1", date(2028, 2, 29)),
        (2028, "Trước 01/3", "T1", date(2028, 2, 29)),
        (2028, "Chậm nhất ngày 29/02/2028", "T1", date(2028, 2, 29)),
        (2026, "Tháng 2", "T1", date(2026, 2, 28)),
        (2028, "Tháng 2", "T1", date(2028, 2, 29)),
        (2028, "Tháng 2 năm 2028", "T1", date(2028, 2, 29)),
        # Named by a period that closes on the 14th, and still in time until its last day.
        (2026, "Quý I", "T1", date(2026, 3, 31)),
        (2026, "Tháng 3", "T1", date(2026, 3, 31)),
        # The year's end, and windows over it.
        (2026, "Quý IV", "T1", date(2026, 12, 31)),
        (2026, "Trong năm 2026", "T1", date(2026, 12, 31)),
        (2026, "Chậm nhất ngày 01/01/2027", "T1", date(2027, 1, 1)),
        (2026, "Quý IV/2026 đến Quý II/2027", "T1", date(2027, 6, 30)),
        (2027, "Quý IV/2027 đến 29/02/2028", "T1", date(2028, 2, 29)),
        # Check-ins and recurring rows: the first working day on or after the close. 14/3/2026 is a Saturday.
        (2026, "Thường xuyên", "2026-Q1", date(2026, 3, 16)),
        (2026, "Hằng quý", "2026-Q1", date(2026, 3, 16)),
        (2026, "Thường xuyên", "2026-Q4", date(2026, 12, 14)),
        (2026, "Hằng tháng", "2026-01", date(2026, 1, 14)),
        (2026, "Hằng năm", "2026", date(2026, 12, 14)),
        # A week: its last working day; 30/4 and 1/5 are holidays.
        (2026, "Hằng tuần", "2026-W03", date(2026, 1, 16)),
        (2026, "Hằng tuần", "2026-W18", date(2026, 4, 29)),
    ],
)
def test_late_from_the_first_moment_after_the_due_day(
    ward: Ward, officer: User, now: Any, year: int, phrase: str, slot: str, due: date
) -> None:
    plan = year_of(ward, now, year)
    task = factory.make_task(plan, None, read_timings(phrase, year))
    Occurrence.objects.filter(task=task).exclude(slot=slot).delete()
    assert task.occurrences.get().due == due
    midnight = begins(due + timedelta(days=1))
    for moment, late in (
        (begins(due), 0),
        # Here the UTC day changes, and nothing else.
        (begins(due) + timedelta(hours=7), 0),
        (midnight - A_SECOND, 0),
        (midnight, 1),
        (midnight + timedelta(hours=7), 1),
    ):
        now.move_to(moment)
        assert shown(officer, ward, plan) == {"mine": late, "watch": late, "plan": late}, moment


def test_an_extension_moves_the_midnight(ward: Ward, officer: User, now: Any) -> None:
    plan = year_of(ward, now, 2026)
    part = factory.part_of(factory.make_task(plan, None, factory.deadline(date(2026, 12, 31))))
    asked = dates.ask_extension(part, officer, to_due=date(2027, 1, 15), reason="Chờ số liệu của tỉnh")
    leader = factory.make_user(ward, Role.LEADER)
    dates.decide_extension(asked, leader, agreed=True, document_number="3/TB-UBND")
    for moment, late in (
        (begins(date(2027, 1, 1)), 0),
        (begins(date(2027, 1, 16)) - A_SECOND, 0),
        (begins(date(2027, 1, 16)), 1),
    ):
        now.move_to(moment)
        assert set(shown(officer, ward, plan).values()) == {late}, moment


def test_due_soon_begins_seven_days_before_at_midnight(ward: Ward, officer: User, now: Any) -> None:
    plan = year_of(ward, now, 2026)
    factory.make_task(plan, None, factory.deadline(date(2026, 3, 31)))
    for moment, soon in ((begins(date(2026, 3, 24)) - A_SECOND, 0), (begins(date(2026, 3, 24)), 1)):
        now.move_to(moment)
        assert work_list(officer, Filters()).counts["soon"] == soon
        assert watching.watch(ward, watching.WatchFilters()).counts["soon"] == soon


def test_a_window_opens_at_midnight(ward: Ward, officer: User, now: Any) -> None:
    plan = year_of(ward, now, 2026)
    factory.make_task(plan, None, read_timings("Quý IV/2026 đến Quý II/2027", 2026))
    for moment, open_ in ((begins(date(2026, 10, 1)) - A_SECOND, 0), (begins(date(2026, 10, 1)), 1)):
        now.move_to(moment)
        assert work_list(officer, Filters()).counts["open"] == open_
    # And stays open over the year's end.
    now.move_to(begins(date(2027, 1, 1)))
    assert work_list(officer, Filters()).counts["open"] == 1


# When a result counts


@pytest.mark.parametrize(
    "due", [date(2026, 3, 31), date(2026, 12, 31), date(2028, 2, 29), date(2026, 3, 14)], ids=lambda day: f"{day}"
)
def test_a_result_is_early_on_time_or_late_by_its_day_in_vietnam(
    ward: Ward, officer: User, centre: User, now: Any, due: date
) -> None:
    plan = year_of(ward, now, due.year)
    for moment, state in (
        (begins(due) - A_SECOND, "early"),
        (begins(due), "on_time"),
        (begins(due + timedelta(days=1)) - A_SECOND, "on_time"),
        (begins(due + timedelta(days=1)), "late"),
    ):
        now.move_to(moment)
        part = factory.part_of(factory.make_task(plan, None, factory.deadline(due)))
        entry = work.report(part, officer, status=P.AWAITING_CONFIRMATION, text="Đã ban hành")
        assert entry.effective_on == entry.written_on == moment.date()
        # Confirmed long after: the unit's day decides.
        now.move_to(begins(due) + timedelta(days=40))
        work.confirm(part, centre)
        assert standing_of(Part.objects.get(pk=part.pk)).state.value == state, moment


def test_the_explanation_is_asked_for_from_midnight_on(ward: Ward, officer: User, now: Any, client: Client) -> None:
    plan = year_of(ward, now, 2026)
    part = factory.part_of(factory.make_task(plan, None, factory.deadline(date(2026, 3, 31))))
    for moment, asked in ((begins(date(2026, 4, 1)) - A_SECOND, False), (begins(date(2026, 4, 1)), True)):
        now.move_to(moment)
        client.force_login(officer)
        page = client.get(reverse("tasks:part", kwargs={"public_id": part.public_id})).content.decode()
        assert 'name="effective_on"' in page
        assert ('name="explanation"' in page) == asked


def test_an_entry_is_dated_back_by_more_than_three_days_in_vietnam(ward: Ward, officer: User, now: Any) -> None:
    plan = year_of(ward, now, 2028)
    task = factory.make_task(plan, None, factory.deadline(date(2028, 3, 31)))
    # 26/2 to 29/2 are three days: 2028 has the 29th.
    for moment, flagged in ((begins(date(2028, 3, 1)) - A_SECOND, False), (begins(date(2028, 3, 1)), True)):
        now.move_to(moment)
        work.report(factory.part_of(task), officer, status=P.IN_PROGRESS, effective_on=date(2028, 2, 26))
        (newest,) = [each for each in task_details(task, officer).history if each.update.written_on == moment.date()]
        assert newest.flagged is flagged


def test_today_is_vietnams_for_what_may_not_lie_ahead(ward: Ward, officer: User, now: Any) -> None:
    plan = year_of(ward, now, 2026)
    part = factory.part_of(factory.make_task(plan, None, factory.deadline(date(2026, 12, 31))))
    new_year = date(2027, 1, 1)
    now.move_to(begins(new_year) - A_SECOND)
    with pytest.raises(work.Refused):
        work.report(part, officer, status=P.IN_PROGRESS, effective_on=new_year)
    now.move_to(begins(new_year))
    assert work.report(part, officer, status=P.IN_PROGRESS, effective_on=new_year).written_on == new_year


# The cut-off: figures close on the 14th


@pytest.mark.parametrize(
    ("moment", "effective_on"),
    [
        (begins(date(2026, 3, 14)) - A_SECOND, date(2026, 3, 13)),
        (begins(date(2026, 3, 14)), date(2026, 3, 14)),
        (begins(date(2026, 3, 15)) - A_SECOND, date(2026, 3, 14)),
        (begins(date(2026, 3, 15)), date(2026, 3, 14)),
        (begins(date(2026, 3, 17)), date(2026, 3, 14)),
    ],
)
def test_a_check_in_holds_from_the_close_at_the_latest(
    ward: Ward, officer: User, now: Any, moment: datetime, effective_on: date
) -> None:
    plan = year_of(ward, now, 2026)
    part = factory.part_of(factory.make_task(plan, None, ONGOING), "2026-Q1")
    now.move_to(moment)
    assert work.report(part, officer, status=P.REPORTED, text=work.SMOOTH).effective_on == effective_on


@pytest.mark.parametrize(
    ("moment", "effective_on"),
    [
        (begins(date(2026, 12, 15)) - A_SECOND, date(2026, 12, 14)),
        # The close was its due day as well, so a result after it counts where it was reached.
        (begins(date(2026, 12, 15)), date(2026, 12, 15)),
    ],
)
def test_a_recurring_result_after_close_and_due_day_counts_on_its_own_day(
    ward: Ward, officer: User, now: Any, moment: datetime, effective_on: date
) -> None:
    plan = year_of(ward, now, 2026)
    part = factory.part_of(factory.make_task(plan, None, MONTHLY), "2026-12")
    now.move_to(moment)
    entry = work.report(part, officer, status=P.AWAITING_CONFIRMATION, text="Đã tổng hợp")
    assert entry.effective_on == effective_on


def test_nothing_arose_is_said_of_the_period_that_vietnams_day_lies_in(ward: Ward, centre: User, now: Any) -> None:
    plan = year_of(ward, now, 2026)
    task = factory.make_task(plan, None, ON_EVENT)
    for moment, period in (
        (begins(date(2026, 3, 15)) - A_SECOND, "2026-Q1"),
        (begins(date(2026, 3, 15)), "2026-Q2"),
        (begins(date(2026, 12, 15)) - A_SECOND, "2026-Q4"),
    ):
        now.move_to(moment)
        assert dates.nothing_arose(task, centre).period == period


def test_the_issued_report_ends_on_the_14th(ward: Ward, officer: User, centre: User, now: Any) -> None:
    plan = year_of(ward, now, 2026)
    part = factory.part_of(factory.make_task(plan, None, factory.deadline(date(2026, 12, 31))))
    now.move_to(begins(date(2026, 12, 20)))
    PeriodClosing.objects.create(ward=ward, period="2026", rule="cutoff", closed_at=clock.now(), closed_by=centre)
    with pytest.raises(work.Refused):
        work.report(part, officer, status=P.IN_PROGRESS, effective_on=date(2026, 12, 14))
    # What changed since the close is the supplement's.
    assert work.report(part, officer, status=P.IN_PROGRESS, effective_on=date(2026, 12, 15)).pk


@pytest.mark.parametrize(
    ("cadence", "first"),
    [
        (Cadence.MONTHLY, {14: "2026-01", 15: "2026-02"}),
        (Cadence.QUARTERLY, {14: "2026-Q1", 15: "2026-Q1"}),
    ],
)
@pytest.mark.parametrize("day", [14, 15])
def test_a_plan_asks_for_the_period_that_closes_on_its_day_but_not_the_one_before(
    ward: Ward, now: Any, cadence: Cadence, first: dict[int, str], day: int
) -> None:
    now.move_to(begins(date(2026, 1, day)))
    plan = factory.make_plan(ward, issued_on=date(2026, 1, day), cadence=cadence)
    task = factory.make_task(plan, None, ONGOING)
    assert task.occurrences.order_by("due").values_list("slot", flat=True)[0] == first[day]


# Who owes what after the year's end


def test_nothing_of_a_year_is_asked_for_after_it_but_what_is_left_stays(ward: Ward, officer: User, now: Any) -> None:
    plan = year_of(ward, now, 2026)
    for timing in (ONGOING, MONTHLY, WEEKLY):
        factory.make_task(plan, None, timing, lead=CULTURE)
    last = Occurrence.objects.filter(task__plan=plan).order_by("-due")
    assert last[0].due == date(2026, 12, 31)
    now.move_to(begins(date(2027, 3, 1)))
    counts = watching.watch(ward, watching.WatchFilters()).counts
    assert counts["late"] == Occurrence.objects.filter(task__plan=plan).count()
    assert counts["soon"] == 0
