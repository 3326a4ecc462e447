"""A small plan followed through a year: each period's figures worked out by hand, before and after late entries."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from plans.models import Measurement, Plan, Target
from reports.changes import TARGET, since
from reports.shape import Figures
from tasks.models import Task
from tasks.status import PartStatus
from tests import factory
from tests.factory import CULTURE, ECONOMY, ONGOING, deadline, window
from tests.reports.office import Office, at, by_category, found, on
from wards.models import Role

pytestmark = pytest.mark.django_db

DONE = PartStatus.DONE


@pytest.fixture
def office() -> Office:
    """Five rows with a date and one without: done early, done late, left open, an extension, the fourth quarter's."""
    office = Office()
    office.report(office.task(deadline(date(2026, 2, 10)), content="sớm"), DONE, date(2026, 2, 9))
    office.report(office.task(deadline(date(2026, 5, 10)), content="trễ", lead=CULTURE), DONE, date(2026, 6, 20))
    office.task(deadline(date(2026, 8, 10)), content="bỏ dở")
    extended = office.task(deadline(date(2026, 9, 1)), content="gia hạn", lead=CULTURE)
    office.agree(extended, date(2026, 11, 30), decided=date(2026, 9, 15))
    office.report(extended, DONE, date(2026, 11, 25))
    office.task(window(date(2026, 10, 1), date(2026, 12, 31)), content="Quý IV")
    ongoing = office.task(ONGOING, content="thường xuyên")
    office.report(ongoing, PartStatus.REPORTED, date(2026, 3, 14), slot="2026-Q1")
    return office


@pytest.mark.parametrize(
    ("of", "built", "dated", "due", "check_ins"),
    [
        # "trễ" is not done by 14/6; "bỏ dở" and "gia hạn" are open since the plan was issued, and not due yet.
        ("2026-H1", date(2026, 6, 17), {"early": 1, "overdue": 1, "not_started": 2}, (1, 2), (1, 2)),
        # The decision of 15/9 came a day after the close: "gia hạn" is late with the day the plan gives it.
        ("2026-9M", date(2026, 9, 16), {"early": 1, "late": 1, "overdue": 2}, (1, 4), (1, 3)),
        # What was done before the third quarter began is out of it; "trễ" was done in its first days. The second
        # quarter's check-in is still owed beside the third's.
        ("2026-Q3", date(2026, 9, 16), {"late": 1, "overdue": 2}, (0, 3), (0, 2)),
        # By the year's close the extension holds, and the fourth quarter's row has until 31/12.
        (
            "2026",
            date(2026, 12, 16),
            {"early": 1, "late": 1, "overdue": 1, "on_time_extended": 1, "not_started": 1},
            (2, 4),
            (1, 4),
        ),
        # Days on demand: open on 20/8, whatever came of it later; the second quarter's check-in is owed still.
        ("2026-08-01--2026-08-20", date(2026, 12, 16), {"overdue": 1, "not_started": 1}, (0, 1), (0, 1)),
    ],
)
def test_each_period_of_a_year(
    office: Office,
    of: str,
    built: date,
    dated: dict[str, int],
    due: tuple[int, int],
    check_ins: tuple[int, int],
) -> None:
    read = office.read(of, built)
    total = read["total"]
    assert by_category(read) == dated
    assert (total["dated"]["due_in_time"], total["dated"]["due"]) == due
    assert (total["check_ins"]["reported"], total["check_ins"]["asked"]) == check_ins
    # The units' parts add up to the whole, because each row here has one lead unit.
    assert sum(unit["dated"]["total"] for unit in read["units"]) == total["dated"]["total"]


def test_an_officer_counts_what_stands_in_their_name(office: Office) -> None:
    officer = factory.make_user(office.ward, Role.OFFICER, CULTURE, full_name="Trần Văn Thử")
    Task.objects.filter(content__in=["trễ", "gia hạn"]).update(officer=officer)
    (group,) = office.read("2026", date(2026, 12, 16))["officers"]
    assert (group["name"], group["tasks"]) == ("Trần Văn Thử", 2)
    assert (group["dated"]["due_in_time"], group["dated"]["due"]) == (1, 2)


def test_the_fourth_quarters_row_is_open_at_the_close_and_not_late(office: Office) -> None:
    part = found(office.read("2026", date(2026, 12, 16)), "Quý IV")["parts"][0]
    assert (part["counted"], part["belongs_on"], part["due"]) == (True, "2026-12-14", "2026-12-31")
    assert (part["timeliness"], found(office.read("2026", date(2026, 12, 16)), "Quý IV")["due"]) == ("in_time", False)


def test_the_supplement_says_what_changed_since_the_close(office: Office) -> None:
    quarter = Task.objects.get(content="Quý IV")
    office.report(quarter, DONE, date(2026, 12, 30))
    ongoing = Task.objects.get(content="thường xuyên")
    office.report(ongoing, PartStatus.REPORTED, date(2026, 12, 14), slot="2026-Q4")
    _next_year(office)
    year, supplement = office.read("2026", date(2027, 1, 4)), office.read("2026-S", date(2027, 1, 4))
    assert by_category(supplement) == {"early": 2, "late": 1, "overdue": 1, "on_time_extended": 1}
    assert {task["plan"] for task in supplement["tasks"]} == {0}
    assert since(year, supplement)["changes"] == [
        {
            "content": "Quý IV",
            "unit": ECONOMY,
            "before": "Chưa thực hiện; còn hạn đến 31/12/2026",
            "after": "Hoàn thành trước hạn (ngày 30/12/2026)",
        }
    ]


def _next_year(office: Office) -> Plan:
    """The next year's plan is there in December, and its first row is under way."""
    with on(date(2026, 12, 20)):
        return factory.make_plan(
            office.ward, [deadline(date(2027, 2, 1))], year=2027, number="01/KH", issued_on=date(2026, 12, 20)
        )


def test_what_is_written_later_changes_only_what_is_read_later(office: Office) -> None:
    def read() -> Figures:
        return office.read("2026-H1", date(2026, 6, 17))

    before = read()
    office.report(Task.objects.get(content="bỏ dở"), DONE, date(2026, 6, 10), written=date(2026, 6, 20))
    target = Target.objects.create(
        ward=office.ward, plan=office.plan, measure="hồ sơ đúng hạn", comparator=">=", value=90, unit="%"
    )
    figure = {"ward": office.ward, "target": target, "period": "2026-H1", "author": office.staff}
    for number, (day, reached) in enumerate(((date(2026, 6, 15), 80), (date(2026, 6, 20), 95)), start=1):
        numbers = {"number": number, "numerator": Decimal(reached), "denominator": Decimal(100)}
        Measurement.objects.create(**figure, **numbers, written_at=at(day, 8))
    again, later = read(), office.read("2026-H1", date(2026, 6, 24))
    assert {**again, "targets": []} == before
    changed = [(each["content"], each["unit"], each["after"]) for each in since(again, later)["changes"]]
    assert changed == [
        ("bỏ dở", ECONOMY, "Hoàn thành trước hạn (ngày 10/6/2026)"),
        ("hồ sơ đúng hạn", TARGET, "95% (95/100)"),
    ]


def test_a_row_that_a_leader_dropped_is_out_from_that_day_on(office: Office) -> None:
    Task.objects.filter(content="bỏ dở").update(dropped_on=date(2026, 9, 14), dropped_by_document="12/QĐ-UBND")
    assert by_category(office.read("2026-Q3", date(2026, 9, 16))) == {"late": 1, "overdue": 1}
    assert by_category(office.read("2026-08-01--2026-09-13", date(2026, 9, 16)))["overdue"] == 2
