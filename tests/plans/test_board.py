"""Chỉ tiêu: each target with value, state, gap, forecast and trend, in a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from plans import board, measuring
from plans.models import Measurement, PeriodClosing, Plan, Relation, Target
from tests.factory import ECONOMY, make_plan, make_user, unit
from wards.bulk import create_rows
from wards.clock import now
from wards.models import Role, User, Ward
from wards.periods import PeriodKind, Rule, parse, periods_of_year

pytestmark = pytest.mark.django_db
MARCH = parse("2026-03", Rule.CUTOFF)
EVERYTHING = board.Filters()


@pytest.fixture(autouse=True)
def day() -> Iterator[None]:
    with time_machine.travel("2026-03-20T09:00:00+07:00", tick=False):
        yield


@pytest.fixture
def plan(ward: Ward, staff: User) -> Plan:
    return make_plan(ward)


def make_target(plan: Plan, measure: str, **fields: Any) -> Target:
    given = {"comparator": ">", "value": Decimal(95), "unit": "%", "confirmed_at": now()}
    return Target.objects.create(
        ward=plan.ward, plan=plan, measure=measure, **given | {"position": plan.targets.count()} | fields
    )


def record(target: Target, period: str, author: User, *parts: int, value: str | None = None) -> None:
    figure = measuring.Figure(*map(Decimal, parts)) if parts else measuring.Figure(value=Decimal(value or 0))
    measuring.record(target, period, figure, author)


def lines(ward: Ward, filters: board.Filters = EVERYTHING) -> list[board.Line]:
    return [line for _plan, found in board.board(ward, MARCH, filters).plans for line in found]


def test_value_state_gap_and_forecast(ward: Ward, plan: Plan, staff: User) -> None:
    target = make_target(plan, "trả đúng hạn", numerator_label="hồ sơ đúng hạn")
    record(target, "2026-02", staff, 98, 100)
    record(target, "2026-03", staff, 900, 1000)
    record(target, "2026-03", staff, 909, 1000)
    (line,) = lines(ward)
    assert (line.goal, line.now.value, line.now.counts) == ("trên 95%", "90,9%", "909/1.000")
    assert line.now.said == ("chưa đạt", "late")
    assert line.now.gap == "cần thêm 42 hồ sơ đúng hạn trong tháng"
    # 1007 of 1100 so far: the sum, not the mean of 98 and 90,9.
    assert line.year.value == "91,55%"
    assert line.foreseen == "Dự báo cả năm: 91,55%, chưa đạt"
    assert line.needed.startswith("10 tháng chưa có số liệu cần đạt bình quân 95,69%")
    assert [(point.label, point.met) for point in line.chart.points[:4]] == [
        ("T1", None),
        ("T2", True),
        ("T3", False),
        ("T4", None),
    ]


@pytest.mark.parametrize(
    ("fields", "figures", "said"),
    [
        ({}, {}, ("chưa có số liệu", "chưa có số liệu", "")),
        ({}, {"2026-03": (0, 0)}, ("chưa có số liệu", "chưa có số liệu", "")),
        ({}, {"2026-03": (96, 100)}, ("96%", "đạt", "")),
        ({"comparator": "<="}, {"2026-03": (98, 100)}, ("98%", "chưa đạt", "vượt 3 trường hợp trong tháng")),
        # A count is promised for the year: its months add up.
        (
            {"comparator": ">=", "value": Decimal(4), "unit": "lớp"},
            {"2026-01": "1", "2026-03": "1"},
            ("2 lớp", "chưa đạt", "cần thêm 2 lớp trong năm"),
        ),
        # A level of another month says nothing of this one.
        (
            {"comparator": "<=", "value": Decimal(15), "unit": "phút"},
            {"2026-02": "12"},
            ("chưa có số liệu",) * 2 + ("",),
        ),
        (
            {"comparator": "reduce_by", "value": Decimal(50), "baseline_year": 2025, "baseline_value": Decimal(20)},
            {"2026-03": "12"},
            ("giảm 40%", "chưa đạt", ""),
        ),
        (
            {"comparator": "reduce_by", "value": Decimal(50), "baseline_year": 2025, "baseline_value": Decimal(20)},
            {"2026-03": "25"},
            ("tăng 25%", "chưa đạt", ""),
        ),
    ],
)
def test_what_is_said_of_each_kind(
    fields: dict[str, Any], figures: dict[str, Any], said: tuple[str, str, str], ward: Ward, plan: Plan, staff: User
) -> None:
    target = make_target(plan, "đo", **fields)
    for period, figure in figures.items():
        record(target, period, staff, *(figure if isinstance(figure, tuple) else ()), value=figure)
    (line,) = lines(ward)
    assert (line.now.value, line.now.said.label, line.now.gap) == said


def test_filters_and_counts(ward: Ward, plan: Plan, staff: User) -> None:
    met = make_target(plan, "đạt", index_group="progress")
    short = make_target(plan, "chưa đạt", index_group="online")
    empty = make_target(plan, "trống", confirmed_at=None)
    part = make_target(plan, "phần", part_of=met, relation=Relation.SUBSET)
    record(met, "2026-03", staff, 96, 100)
    record(short, "2026-03", staff, 95, 100)
    assert [(line.target, line.depth) for line in lines(ward)] == [(met, 0), (part, 1), (short, 0), (empty, 0)]
    shown = board.board(ward, MARCH, EVERYTHING)
    assert dict(shown.counts) == {"met": 1, "not_met": 1, "no_data": 2, "proposal": 1}
    for query, expected in {
        "state=met": [met],
        "state=no_data": [part, empty],
        "state=proposal": [empty],
        "group=online": [short],
        "group=none": [part, empty],
        f"plan={plan.public_id}": [met, part, short, empty],
        "state=unknown&group=unknown": [met, part, short, empty],
        "state=met&group=online": [],
    }.items():
        found = lines(ward, board.Filters.read(QueryDict(query)))
        assert [line.target for line in found] == expected, query


@pytest.fixture
def client(ward: Ward, client: Client) -> Client:
    client.force_login(make_user(ward, Role.VIEWER))
    return client


NAMES = [
    *(
        each.name
        for kind in PeriodKind
        if kind not in (PeriodKind.WEEK, PeriodKind.SUPPLEMENT, PeriodKind.ON_DEMAND)
        for each in periods_of_year(2026, kind, Rule.CUTOFF)
    ),
    *(f"2025-Q{quarter}" for quarter in range(1, 5)),
]


def test_40_targets_with_24_periods_take_at_most_10_queries(
    client: Client, ward: Ward, plan: Plan, staff: User, django_assert_max_num_queries: Any
) -> None:
    targets = [make_target(plan, f"đo {number}", lead=unit(ward, ECONOMY)) for number in range(40)]
    assert len(NAMES) == 24
    create_rows(
        Measurement(
            ward=ward, target=target, period=name, numerator=95, denominator=100, author=staff, written_at=now()
        )
        for target in targets
        for name in NAMES
    )
    address = reverse("plans:targets", kwargs={"ward_id": ward.public_id})
    client.get(address)
    with django_assert_max_num_queries(10):
        answer = client.get(address)
    text = answer.content.decode()
    assert text.count('loading="lazy"') == 40
    assert "style=" not in text


def test_a_chart_is_kept_by_its_name_and_an_older_name_leads_to_it(
    client: Client, ward: Ward, plan: Plan, staff: User
) -> None:
    target = make_target(plan, "trả đúng hạn")
    record(target, "2026-02", staff, 98, 100)
    (line,) = lines(ward)
    old = reverse("plans:chart", kwargs={"public_id": target.public_id, "drawing": line.drawing})
    kept = client.get(old)
    assert (kept.status_code, kept["Content-Type"]) == (200, "image/svg+xml")
    assert "immutable" in kept["Cache-Control"] and "private" in kept["Cache-Control"]
    small = old.replace(line.drawing, line.small_drawing)
    assert len(client.get(small).content) < len(kept.content)
    record(target, "2026-03", staff, 90, 100)
    moved = client.get(old)
    assert moved.status_code == 302
    assert moved["Location"].endswith(f"{lines(ward)[0].drawing}.svg")
    assert "90%" in client.get(moved["Location"]).content.decode()


def test_the_targets_page_shows_sums_and_every_version(client: Client, plan: Plan, staff: User) -> None:
    target = make_target(plan, "trả đúng hạn")
    part = make_target(plan, "lĩnh vực đất đai", part_of=target, relation=Relation.SUBSET)
    for month, numerator in (("2026-01", 90), ("2026-02", 95), ("2026-02", 96)):
        record(target, month, staff, numerator, 100)
    answer = client.get(reverse("plans:target", kwargs={"public_id": target.public_id}))
    page = answer.context["page"]
    tables = {key: {row.period.name: row for row in rows} for key, _name, rows in page.kinds}
    assert tables["quarter"]["2026-Q1"].standing.counts == "186/200"
    assert tables["quarter"]["2026-Q1"].is_sum
    assert tables["year"]["2026"].standing.value == "93%"
    assert [(each.said, each.holds) for each in tables["month"]["2026-02"].versions] == [
        ("96/100 (96%)", True),
        ("95/100 (95%)", False),
    ]
    assert [line.target for line in page.parts] == [part]
    assert len(tables["month"]) == 12


@pytest.mark.parametrize(
    ("asked", "says"), [("x", "không phải là kỳ"), ("2031", "không có kế hoạch năm 2031"), ("", "")]
)
def test_a_period_that_is_none_shows_the_usual_one(
    asked: str, says: str, client: Client, ward: Ward, plan: Plan
) -> None:
    answer = client.get(reverse("plans:targets", kwargs={"ward_id": ward.public_id}), {"ky": asked})
    assert answer.context["board"].period == MARCH
    assert says in answer.content.decode()


def test_a_ward_without_a_plan(client: Client, ward: Ward) -> None:
    answer = client.get(reverse("plans:targets", kwargs={"ward_id": ward.public_id}))
    assert "Chưa có kế hoạch nên chưa có chỉ tiêu" in answer.content.decode()


def test_a_leader_finds_where_to_reopen_a_closed_period(client: Client, ward: Ward, plan: Plan) -> None:
    leader = make_user(ward, Role.LEADER)
    PeriodClosing.objects.create(ward=ward, period="2026-Q1", rule="cutoff", closed_at=now(), closed_by=leader)
    address = reverse("plans:targets", kwargs={"ward_id": ward.public_id})
    reopening = reverse("plans:reopen", kwargs={"ward_id": ward.public_id})
    read = client.get(address).content.decode()
    assert "Số liệu kỳ này đã chốt." in read and reopening not in read
    client.force_login(leader)
    assert reopening in client.get(address).content.decode()
    assert "đã chốt" not in client.get(address, {"ky": "2026-04"}).content.decode()
