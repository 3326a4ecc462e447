"""A small plan whose figures were worked out by hand, read as of the close and as of the building."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from decimal import Decimal

import pytest

from plans.models import Measurement, Target
from reports import annexes
from reports.figures import figures, next_period
from reports.shape import Category
from tasks import work
from tasks.models import Task
from tasks.status import PartStatus
from tests import factory
from tests.factory import CULTURE, ECONOMY, EXTERNAL, MONTHLY, ON_EVENT, ONGOING, deadline, make_task, part_of, window
from tests.reports.office import Office, at, found, on, period

pytestmark = pytest.mark.django_db

# Read as of the first quarter, 15/12/2025 to 14/3/2026, in the morning of 17/3, where nothing else is said.


@pytest.fixture
def office() -> Office:
    return Office()


def test_a_quarter_worked_out_by_hand(office: Office) -> None:
    done = PartStatus.AWAITING_CONFIRMATION
    early = office.task(deadline(date(2026, 3, 10)), content="trước hạn")
    on_time = office.task(deadline(date(2026, 3, 10)), content="đúng hạn")
    late = office.task(deadline(date(2026, 2, 20)), content="trễ")
    office.task(deadline(date(2026, 2, 20)), content="quá hạn")
    quarter = office.task(window(date(2026, 1, 1), date(2026, 3, 31)), content="Quý I")
    office.task(window(date(2026, 4, 1), date(2026, 6, 30)), content="Quý II")
    office.task(EXTERNAL, content="chờ thời hạn")
    office.task(ON_EVENT, content="khi có yêu cầu")
    extended = office.task(deadline(date(2026, 2, 15)), content="gia hạn")
    last_day = office.task(deadline(date(2026, 3, 14)), content="đúng ngày chốt")
    day_after = office.task(deadline(date(2026, 3, 12)), content="sau ngày chốt")
    reported, _silent = office.task(ONGOING, content="đã báo cáo"), office.task(ONGOING, content="chưa báo cáo")
    monthly = office.task(MONTHLY, content="hằng tháng")

    office.report(early, done, date(2026, 3, 9))
    office.report(on_time, done, date(2026, 3, 10))
    with on(date(2026, 3, 13)):
        work.confirm(part_of(on_time), office.staff)
    office.report(late, done, date(2026, 2, 25))
    office.report(quarter, PartStatus.IN_PROGRESS, date(2026, 3, 1), progress=40)
    office.agree(extended, date(2026, 3, 10), decided=date(2026, 2, 14))
    office.report(extended, done, date(2026, 3, 5))
    office.report(last_day, done, date(2026, 3, 14), written=date(2026, 3, 16))
    office.report(day_after, done, date(2026, 3, 15), written=date(2026, 3, 16))
    office.report(reported, PartStatus.REPORTED, date(2026, 3, 14), slot="2026-Q1", written=date(2026, 3, 16))
    office.report(monthly, PartStatus.DONE, date(2026, 1, 14), slot="2026-01")

    read = office.read()
    total = read["total"]
    assert {category: number for category, number in total["dated"]["by_category"].items() if number} == {
        "early": 1,
        "on_time": 2,  # the day itself, and the day of the close
        "on_time_extended": 1,
        "late": 1,
        "overdue": 2,  # nothing said, and said only the day after the close
        "in_progress": 1,
        "no_date": 1,
    }
    assert (total["dated"]["total"], total["dated"]["done"], total["dated"]["awaiting_confirmation"]) == (9, 5, 4)
    assert (total["dated"]["due_in_time"], total["dated"]["due"]) == (4, 7)
    # January done on its day, February not, March closes on a Saturday and has until Monday.
    assert total["recurring"]["total"] == 3
    assert {c: n for c, n in total["recurring"]["by_category"].items() if n} == {
        "on_time": 1,
        "overdue": 1,
        "not_started": 1,
    }
    assert (total["recurring"]["due_in_time"], total["recurring"]["due"]) == (1, 2)
    assert total["check_ins"] == {
        "tasks": 2,
        "asked": 2,
        "reported": 1,
        "not_reported": 1,
        "late": 0,
        "reported_ahead": 0,
    }
    assert total["tasks"] == 12
    assert len(read["tasks"]) == 14  # Annex I shows also what has not begun and what never arose
    assert found(read, "quá hạn")["parts"][0]["days"] == 22
    assert found(read, "Quý I")["parts"][0]["progress"] == 40
    assert found(read, "gia hạn")["parts"][0]["original_due"] == "2026-02-15"
    assert not found(read, "Quý II")["parts"][0]["counted"]
    assert [group["name"] for group in read["units"]] == [ECONOMY]
    assert read["sections"][0]["dated"] == total["dated"]


@pytest.mark.parametrize(
    ("decided", "agreed", "category"),
    [
        (date(2026, 3, 14), True, Category.NOT_STARTED),
        (date(2026, 3, 15), True, Category.OVERDUE),
        (date(2026, 3, 14), False, Category.OVERDUE),
    ],
)
def test_extensions_count_when_decided_by_the_close(
    office: Office, decided: date, agreed: bool, category: Category
) -> None:
    task = office.task(deadline(date(2026, 3, 1)), content="gia hạn")
    office.agree(task, date(2026, 4, 1), decided=decided, agreed=agreed)
    assert found(office.read(), "gia hạn")["dated"] == category


def test_an_entry_written_after_the_building_is_in_a_later_one_only(office: Office) -> None:
    task = office.task(deadline(date(2026, 3, 10)), content="báo muộn")
    office.report(task, PartStatus.DONE, date(2026, 3, 9), written=date(2026, 3, 20))
    assert found(office.read(), "báo muộn")["dated"] == Category.OVERDUE
    assert found(office.read(built=date(2026, 3, 24)), "báo muộn")["dated"] == Category.EARLY


def test_the_last_entry_by_day_then_by_writing_counts(office: Office) -> None:
    task = office.task(deadline(date(2026, 3, 10)), content="hai lần")
    office.report(task, PartStatus.IN_PROGRESS, date(2026, 3, 8), progress=50, text="một nửa")
    office.report(task, PartStatus.DONE, date(2026, 3, 8), text="xong")
    part = found(office.read(), "hai lần")["parts"][0]
    assert (part["status"], part["done_on"], part["result"]) == ("done", "2026-03-08", "xong")


def test_what_was_finished_before_the_period_is_out_and_what_was_not_stays(office: Office) -> None:
    finished = office.task(deadline(date(2026, 3, 10)), content="xong trong Quý I")
    between = office.task(deadline(date(2026, 3, 10)), content="xong ngay sau Quý I")
    office.task(deadline(date(2026, 3, 10)), content="chưa xong")
    office.report(finished, PartStatus.DONE, date(2026, 3, 14))
    office.report(between, PartStatus.DONE, date(2026, 3, 15))
    read = office.read("2026-Q2", date(2026, 6, 17))
    assert not found(read, "xong trong Quý I")["parts"][0]["counted"]
    assert found(read, "xong ngay sau Quý I")["dated"] == Category.LATE
    assert found(read, "chưa xong")["dated"] == Category.OVERDUE
    assert read["total"]["dated"]["total"] == 2


@pytest.mark.parametrize(
    ("field", "day", "seen"),
    [
        ("in_force_from", date(2026, 3, 14), True),
        ("in_force_from", date(2026, 3, 15), False),
        ("dropped_on", date(2026, 3, 15), True),
        ("dropped_on", date(2026, 3, 14), False),
    ],
)
def test_tasks_in_force_at_the_close(office: Office, field: str, day: date, seen: bool) -> None:
    task = office.task(deadline(date(2026, 3, 10)), content="hiệu lực")
    Task.objects.filter(pk=task.pk).update(**{field: day}, dropped_by_document="12/QĐ-UBND")
    assert bool(office.read()["tasks"]) is seen


def test_each_lead_unit_stands_for_its_own_part(office: Office) -> None:
    task = office.task(deadline(date(2026, 3, 10)), content="hai đơn vị", lead=(ECONOMY, CULTURE))
    office.report(task, PartStatus.DONE, date(2026, 3, 9), unit=CULTURE)
    read = office.read()
    of = {group["name"]: group["dated"]["by_category"] for group in read["units"]}
    assert (of[ECONOMY]["overdue"], of[CULTURE]["early"]) == (1, 1)
    assert read["total"]["dated"]["by_category"]["overdue"] == 1


def test_explanations_written_until_the_building_are_printed(office: Office) -> None:
    task = office.task(deadline(date(2026, 3, 10)), content="giải trình")
    with on(date(2026, 3, 16)):
        work.explain(part_of(task), office.staff, text="Chờ ý kiến của sở")
    assert found(office.read(), "giải trình")["parts"][0]["explanation"] == "Chờ ý kiến của sở"
    assert not found(office.read(built=date(2026, 3, 16)), "giải trình")["parts"][0]["explanation"]


def test_before_the_close_figures_are_as_of_the_building(office: Office) -> None:
    office.task(deadline(date(2026, 3, 10)), content="còn thời gian")
    read = office.read(built=date(2026, 3, 9))
    assert read["period"]["as_of"] == "2026-03-09"
    assert found(read, "còn thời gian")["dated"] == Category.NOT_STARTED


@pytest.fixture
def measured(office: Office) -> Callable[..., None]:
    """Records versions of a target's figures."""
    target = Target.objects.create(
        ward=office.ward, plan=office.plan, measure="Đúng hạn", comparator=">=", value=90, unit="%"
    )
    office.task(ONGOING)

    def record(
        period: str, numerator: int, denominator: int, *, day: date = date(2026, 3, 16), number: int = 1
    ) -> None:
        Measurement.objects.create(
            ward=office.ward,
            target=target,
            period=period,
            number=number,
            numerator=Decimal(numerator),
            denominator=Decimal(denominator),
            author=office.staff,
            written_at=at(day, 8),
        )

    return record


def test_a_longer_period_sums_numerators_and_denominators(office: Office, measured: Callable[..., None]) -> None:
    measured("2026-01", 10, 10)
    measured("2026-02", 50, 100)
    measured("2026-03", 90, 90)
    (target,) = office.read()["targets"]
    # 150 of 200, not the mean of 100, 50 and 100 per cent; 180 of 200 would be 90 per cent.
    assert target["figure"] == {"numerator": "150", "denominator": "200", "result": "75", "state": "not_met"}
    assert target["missing"] == 30
    assert target["previous"]["state"] == "no_data"


def test_a_count_is_held_against_its_target_by_the_year_so_far(office: Office) -> None:
    office.task(ONGOING)
    classes = Target.objects.create(
        ward=office.ward, plan=office.plan, measure="Mở lớp", comparator=">=", value=3, unit="lớp"
    )
    for month, number in (("2026-01", 1), ("2026-02", 2), ("2026-04", 5)):
        Measurement.objects.create(
            ward=office.ward,
            target=classes,
            period=month,
            number=1,
            value=Decimal(number),
            author=office.staff,
            written_at=at(date(2026, 3, 1), 8),
        )
    (january,) = office.read("2026-01")["targets"]
    assert january["figure"] == {"numerator": None, "denominator": None, "result": "1", "state": "not_met"}
    assert january["missing"] == 2 and "so_far" not in january, "the first month's is the year's so far"
    (february,) = office.read("2026-02")["targets"]
    assert (february["figure"]["result"], february["figure"]["state"], february["missing"]) == ("2", "met", 0)
    assert february["so_far"]["result"] == "3"
    (march,) = office.read("2026-03")["targets"]
    assert (march["figure"]["result"], march["figure"]["state"], march["so_far"]["result"]) == (None, "met", "3")
    (row,) = annexes.targets(office.read("2026-02"))
    assert (row.result, row.state, row.note) == ("2 lớp", "Đạt", "Lũy kế từ đầu năm: 3 lớp; Chờ xác nhận chỉ tiêu")


def test_the_figure_recorded_for_the_period_itself_wins(office: Office, measured: Callable[..., None]) -> None:
    measured("2026-01", 10, 10)
    measured("2026-Q1", 180, 200)
    (target,) = office.read()["targets"]
    assert (target["figure"]["result"], target["figure"]["state"]) == ("90", "met")


def test_a_correction_counts_from_when_it_was_written(office: Office, measured: Callable[..., None]) -> None:
    measured("2026-Q1", 80, 100)
    measured("2026-Q1", 95, 100, day=date(2026, 3, 20), number=2)
    assert office.read()["targets"][0]["figure"]["result"] == "80"
    assert office.read(built=date(2026, 3, 24))["targets"][0]["figure"]["result"] == "95"


@pytest.mark.parametrize(
    ("name", "following"),
    [
        ("2026-03", "2026-04"),
        ("2026-Q1", "2026-Q2"),
        ("2026-H1", "2026-H2"),
        ("2026-9M", "2026-Q4"),
        ("2026", "2027"),
        ("2026-S", "2027"),
        ("2026-01-20--2026-03-02", "2026-03"),
    ],
)
def test_the_period_looked_ahead_to(name: str, following: str) -> None:
    assert next_period(period(name)).name == following


def test_another_ward_is_never_counted(office: Office) -> None:
    other = factory.make_ward("Phường Khác")
    office.task(deadline(date(2026, 3, 10)))
    assert figures(other, period("2026-Q1"), at(date(2026, 3, 17)))["tasks"] == []


def test_a_plan_of_an_earlier_year_counts_by_what_it_still_owes(office: Office) -> None:
    with on(date(2025, 1, 6)):
        old = factory.make_plan(office.ward, year=2025, number="02/KH-UBND", issued_on=date(2025, 1, 6))
        finished = make_task(old, None, deadline(date(2025, 5, 1)), content="cũ, đã xong")
        make_task(old, None, deadline(date(2025, 5, 1)), content="cũ, còn nợ")
    office.report(finished, PartStatus.DONE, date(2025, 5, 1))
    assert [task["content"] for task in office.read()["tasks"]] == ["cũ, còn nợ"]


@pytest.mark.parametrize("rows", [1, 30])
def test_the_number_of_queries_does_not_grow(
    office: Office, rows: int, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    for number in range(rows):
        task = office.task(deadline(date(2026, 3, 10)), content=f"việc {number}")
        office.report(task, PartStatus.DONE, date(2026, 3, 9))
    with django_assert_num_queries(10):
        office.read()
