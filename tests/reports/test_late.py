"""What is late, by kind: the sentence, the list and the totals name the same numbers."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.late import late_groups, late_text, still_owed
from reports.shape import Category, TaskFigures
from reports.tables import late_list
from tests.reports import sample
from tests.reports.sample import CULTURE, ECONOMY, check_in, early, part, recurring, task

LATE_CHECK_IN = check_in(timeliness="report_late", days=80, due="2025-12-24", slot="2025-Q4", period="2025-Q4")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([task(early()), task(check_in(), content="b")], "Trong kỳ không có nhiệm vụ quá hạn."),
        (
            [
                task(part()),
                task(part(explanation="Chờ sở"), content="b"),
                task(early(timeliness="late"), content="c"),
                task(recurring(timeliness="late", status="done"), content="d"),
                task(LATE_CHECK_IN, {**LATE_CHECK_IN, "unit": CULTURE}, content="e"),
                task(early(timeliness="late"), part(timeliness="in_time", unit=CULTURE), content="f"),
            ],
            "Nhiệm vụ có thời hạn: 02 nhiệm vụ quá hạn chưa hoàn thành, 01 nhiệm vụ hoàn thành quá hạn, "
            "01 nhiệm vụ có phần việc hoàn thành quá hạn. Nhiệm vụ định kỳ: 01 lượt hoàn thành quá hạn. "
            "Nhiệm vụ thường xuyên: 01 lượt cập nhật kỳ chưa báo cáo, đã quá hạn. Tổng cộng 06 trường hợp, "
            "01 trường hợp đã có giải trình. Chi tiết tại Phụ lục III.",
        ),
    ],
)
def test_how_much_is_late(rows: list[TaskFigures], said: str) -> None:
    assert late_text(sample.figures(rows)) == said


def test_explanations_are_told_where_none_or_all_are_there() -> None:
    assert "02 trường hợp, chưa trường hợp nào có giải trình." in late_text(
        sample.figures([task(part()), task(part())])
    )
    text = late_text(sample.figures([task(part(explanation="Chờ sở"))]), "I")
    assert text.endswith("Tổng cộng 01 trường hợp, đã có giải trình. Chi tiết tại Phụ lục I.")


def test_check_ins_are_never_called_unfinished() -> None:
    figures = sample.figures([task(LATE_CHECK_IN)])
    assert "hoàn thành" not in late_text(figures) + still_owed(figures) + late_groups(figures)[0].heading


def test_the_list_is_by_kind_and_longest_first_with_units_together() -> None:
    figures = sample.figures(
        [
            task(LATE_CHECK_IN, content="thường xuyên."),
            task(part(days=4), part(days=4, unit=CULTURE), content="ngắn"),
            task(part(days=22, original_due="2026-02-01", explanation="Chờ sở"), content="dài"),
            task(early(timeliness="late", days=90), content="đã xong"),
        ]
    )
    groups = late_groups(figures)
    assert [group.heading for group in groups] == [
        "Nhiệm vụ có thời hạn quá hạn chưa hoàn thành: 02 nhiệm vụ",
        "Nhiệm vụ có thời hạn hoàn thành quá hạn: 01 nhiệm vụ",
        "Nhiệm vụ thường xuyên chưa báo cáo, đã quá hạn: 01 lượt cập nhật kỳ",
    ]
    assert [row.cells[0] for row in late_list(figures).rows if not row.style] == ["1", "2", "3", "4"]
    rows = [row for group in groups for row in group.rows]
    assert [row.content for row in rows] == ["dài", "ngắn", "đã xong", "thường xuyên (quý IV)"]
    assert [row.unit for row in rows[:2]] == [ECONOMY, f"{ECONOMY}; {CULTURE}"]
    assert [row.explanation for row in rows[:2]] == ["Chờ sở", "Chưa có giải trình"]
    assert (rows[0].due, rows[0].extension) == ("01/02/2026", "Đến 10/3/2026")


def test_units_late_differently_share_a_row_and_each_is_named() -> None:
    figures = sample.figures([task(part(days=4, explanation="Chờ sở"), part(days=4, unit=CULTURE))])
    ((row,),) = (group.rows for group in late_groups(figures))
    assert row.explanation == f"{ECONOMY}: Chờ sở\n{CULTURE}: Chưa có giải trình"
    assert not row.explained


def test_what_goes_on_into_the_next_period() -> None:
    rows = [task(part()), task(recurring(timeliness="overdue"), content="b"), task(LATE_CHECK_IN, content="c")]
    assert still_owed(sample.figures(rows)) == (
        "Tiếp tục hoàn thành 01 nhiệm vụ có thời hạn đã quá hạn, hoàn thành 01 lượt nhiệm vụ định kỳ đã quá hạn, "
        "báo cáo 01 lượt cập nhật kỳ đã quá hạn."
    )
    assert still_owed(sample.figures([task(early(timeliness="late"))])) == ""


FIELDS = st.sampled_from(
    [
        {},
        {"timeliness": "in_time", "due": "2026-03-31"},
        {"status": "done", "timeliness": "late", "done_on": "2026-03-12"},
        {"status": "done", "timeliness": "early", "done_on": "2026-03-09"},
        {"counted": False},
    ]
)
PARTS = st.one_of(
    st.builds(lambda unit, fields: part(unit=unit, **fields), st.sampled_from([ECONOMY, CULTURE]), FIELDS),
    st.builds(
        lambda month, fields: recurring(slot=month, period=month, **({"timeliness": "overdue"} | fields)),
        st.sampled_from(["2026-02", "2026-03"]),
        FIELDS,
    ),
    st.builds(
        lambda unit, late: {**LATE_CHECK_IN, "unit": unit} if late else check_in(unit=unit),
        st.sampled_from([ECONOMY, CULTURE]),
        st.booleans(),
    ),
)


@given(st.lists(st.lists(PARTS, max_size=4), max_size=5))
def test_the_list_counts_what_the_totals_count(tasks: list[list[Any]]) -> None:
    figures = sample.figures([task(*parts, content=str(at)) for at, parts in enumerate(tasks)])
    found = {group.heading.rpartition(":")[0]: len(group.rows) for group in late_groups(figures)}
    total = figures["total"]
    for counts, kind in ((total["dated"], "Nhiệm vụ có thời hạn"), (total["recurring"], "Nhiệm vụ định kỳ")):
        assert found.get(f"{kind} quá hạn chưa hoàn thành", 0) == counts["by_category"][Category.OVERDUE]
        assert found.get(f"{kind} hoàn thành quá hạn", 0) == counts["by_category"][Category.LATE]
    assert found.get("Nhiệm vụ thường xuyên chưa báo cáo, đã quá hạn", 0) == total["check_ins"]["late"]
