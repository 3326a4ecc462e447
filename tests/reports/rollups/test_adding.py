"""Wards added up: sums of counts, percentages from their sums, and what cannot be added."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports import pdf
from reports.counting import group
from reports.figures import period_figures
from reports.rollups import content
from reports.rollups.adding import added, added_targets, rolled_up
from reports.rollups.document import document
from reports.rollups.shape import RollUpFigures, WardFigures
from reports.shape import Group, TargetFigures, TaskFigures
from tests.reports import sample
from tests.reports.drawn import drawn
from tests.reports.sample import early, part, target, task
from wards.periods import Rule, parse

CLOSE = sample.CLOSE


def counted(*tasks: TaskFigures) -> Group:
    return group("", tasks, CLOSE)


def ward(name: str, total: Group, *targets: TargetFigures, number: str = "", late_by: int | None = None) -> WardFigures:
    return WardFigures(
        id=name,
        name=name,
        province="Tỉnh Thí Điểm",
        report="00000000-0000-4000-8000-000000000000" if number else "",
        number=number,
        issued_on="2026-03-17" if number else None,
        late_by=late_by,
        sha256="0" * 64,
        total=total,
        targets=list(targets),
    )


def two_wards() -> RollUpFigures:
    """One ward did one of one in time, the other none of three."""
    period = parse("2026-Q1", Rule.CUTOFF)
    return rolled_up(
        period_figures(period, period.close),
        [
            ward("Phường Một", counted(task(early())), measure(90, 100), number="05/BC-UBND", late_by=1),
            ward("Phường Hai", counted(*(task(part(), content=str(n)) for n in range(3))), measure(10, 100)),
        ],
    )


def measure(numerator: int, denominator: int, **fields: object) -> TargetFigures:
    result = str(numerator * 100 / denominator).removesuffix(".0")
    state = "met" if numerator * 100 / denominator >= 98 else "not_met"
    figure = {"numerator": str(numerator), "denominator": str(denominator), "result": result, "state": state}
    return target(**({"figure": figure} | fields))


SILENT = {"numerator": None, "denominator": None, "result": None, "state": "no_data"}


def test_a_rate_is_of_the_sums_and_no_mean() -> None:
    found = two_wards()
    dated = found["total"]["dated"]
    assert (dated["total"], dated["due_in_time"], dated["due"]) == (4, 1, 4)  # 25 %, not the mean of 100 and 0
    assert dated["by_category"]["overdue"] == 3
    assert found["targets"][0]["figure"] == {
        "numerator": "100",
        "denominator": "200",
        "result": "50",
        "state": "not_met",
    }
    table = content.by_ward(found)
    assert [(row.cells[0], row.cells[6]) for row in table.rows] == [
        ("Phường Một", "100%"),
        ("Phường Hai", "0%"),
        ("Tổng số", "25%"),
    ]
    assert [row.cells[2:] for row in content.sent(found).rows] == [
        ("05/BC-UBND", "17/3/2026", "Muộn 1 ngày làm việc"),
        ("Chưa ban hành", "-", "-"),
    ]


@given(st.lists(st.lists(st.sampled_from([early(), part(), part(status="in_progress")]), max_size=4), min_size=1))
def test_the_sum_of_wards_is_the_count_of_all_their_tasks(wards: list[list[sample.PartFigures]]) -> None:
    of_wards = [[task(each, content=f"{at}.{n}") for n, each in enumerate(parts)] for at, parts in enumerate(wards)]
    together = counted(*(each for of_ward in of_wards for each in of_ward))
    assert added(counted(*of_ward) for of_ward in of_wards) == together


def test_nothing_is_no_sum() -> None:
    with pytest.raises(ValueError, match="no ward"):
        added([])


def test_wards_without_figures_are_told_and_do_not_count() -> None:
    (found,) = added_targets([[measure(99, 100)], [target(figure=SILENT)], []])
    assert (found["wards"], found["measured"], found["met"]) == (2, 1, 1)
    assert found["figure"]["result"] == "99"
    assert content.note(found) == "01 đơn vị chưa có số liệu"


def test_wards_with_other_goals_have_a_sum_and_no_common_state() -> None:
    (found,) = added_targets(
        [[measure(99, 100)], [measure(50, 100, value="40", measure="TỶ LỆ hồ sơ giải quyết đúng hạn")]]
    )
    assert content.goal(found) == content.OPEN_GOALS
    assert (found["figure"]["result"], content.state(found)) == ("74.5", "-")


@pytest.mark.parametrize(
    "fields",
    [
        {"figure": {"numerator": None, "denominator": None, "result": "92.5", "state": "not_met"}},  # a survey
        {"comparator": "reduce_by", "baseline_year": 2025},
    ],
)
def test_levels_and_reductions_have_no_sum(fields: dict[str, object]) -> None:
    (found,) = added_targets([[measure(1, 2, **fields)], [measure(1, 2, **fields)]])
    assert found["figure"]["result"] is None
    assert (content.state(found), content.note(found)) == ("-", "Không cộng được số liệu của các đơn vị")


def test_things_counted_without_a_whole_add_up() -> None:
    lessons = {"unit": "lớp", "value": "5", "measure": "Lớp tập huấn"}
    figure = {"numerator": None, "denominator": None, "result": "3", "state": "not_met"}
    (found,) = added_targets([[target(**lessons, figure=figure)], [target(**lessons, figure=figure)]])
    assert (found["figure"]["result"], found["figure"]["state"]) == ("6", "met")


def test_what_the_document_says_of_its_figures() -> None:
    assert content.about(two_wards()) == (
        "Tổng hợp số liệu của 02 phường, xã, từ ngày 15/12/2025 đến hết ngày 14/3/2026: 01 đơn vị theo báo cáo đã ban "
        "hành, 01 đơn vị chưa ban hành báo cáo, tính theo số liệu trên hệ thống."
    )
    empty = rolled_up(period_figures(parse("2026-Q1", Rule.CUTOFF), date(2026, 3, 1)), [ward("Xã Ba", counted())])
    assert content.told(empty) == ["Trong kỳ không có nhiệm vụ nào phải theo dõi."]
    assert "tạm tính" in content.about(empty)


def test_ten_thousands_of_a_province_are_not_broken() -> None:
    figures = two_wards()
    figures["total"]["dated"]["total"] = 12_345
    figures["total"]["check_ins"] |= {"reported": 12_345, "asked": 23_456}
    found = drawn(pdf.render(document(figures)))
    assert {"12.345", "12.345/23.456"} <= {line.text for line in found.lines}
