"""Every number opens to exactly as many rows as it says; versions are compared part by part."""

from __future__ import annotations

import pytest

from reports.changes import TARGET, changes, since
from reports.rows import NUMBERS, rows_behind
from reports.shape import Category, ChangeFigures, Group
from tests.reports import sample
from tests.reports.sample import CULTURE, ECONOMY, early, part, task


def numbers(group: Group) -> dict[str, int]:
    """What a group says of everything that opens to one row a task."""
    dated = group["dated"]
    by = dated["by_category"]
    return {
        "tasks": group["tasks"],
        "dated": dated["total"],
        "done": dated["done"],
        "due": dated["due"],
        "due_in_time": dated["due_in_time"],
        "open": by[Category.IN_PROGRESS] + by[Category.NOT_STARTED],
        "otherwise": sum(by[each] for each in Category if each in ("no_date", "paused", "dropped", "nothing_arose")),
        **by,
    }


@pytest.mark.parametrize("number", sorted(numbers(sample.figures()["total"])))
def test_a_number_opens_to_as_many_rows(number: str) -> None:
    figures = sample.typical()
    assert len(rows_behind(figures, number)) == numbers(figures["total"])[number]
    for at, section in enumerate(figures["sections"]):
        assert len(rows_behind(figures, number, section=at)) == numbers(section)[number]
    for unit in figures["units"]:
        assert len(rows_behind(figures, number, unit=unit["name"])) == numbers(unit)[number]


@pytest.mark.parametrize(
    ("number", "expected"),
    [("recurring", 1), ("recurring_done", 0), ("asked", 1), ("reported", 1), ("not_reported", 0)],
)
def test_recurring_work_and_check_ins(number: str, expected: int) -> None:
    assert len(rows_behind(sample.typical(), number)) == expected


def test_every_number_can_be_asked_for_and_no_other() -> None:
    for number in NUMBERS:
        rows_behind(sample.typical(), number)
    with pytest.raises(ValueError, match="everything"):
        rows_behind(sample.typical(), "everything")


def test_an_officer_has_the_tasks_in_charge() -> None:
    figures = sample.figures([task(part(), officer="Trần Văn Thử"), task(part(), content="khác")])
    assert len(rows_behind(figures, "tasks", officer="Trần Văn Thử")) == 1


def test_what_a_new_version_changed() -> None:
    same = task(part(), content="như cũ")
    old = sample.figures([same, task(part(), content="báo muộn"), task(part(), content="đã bỏ")])
    new = sample.figures([same, task(early(), content="báo muộn"), task(part(unit=CULTURE), content="mới")])
    late = "Chưa thực hiện; quá hạn 4 ngày (hạn 10/3/2026)"
    assert changes(old, new) == [
        change("báo muộn", ECONOMY, late, "Hoàn thành trước hạn (ngày 09/3/2026)"),
        change("mới", CULTURE, "", late),
        change("đã bỏ", ECONOMY, late, ""),
    ]
    assert changes(old, old) == []


def change(content: str, unit: str, before: str, after: str) -> ChangeFigures:
    return ChangeFigures(content=content, unit=unit, before=before, after=after)


def test_being_late_for_longer_is_no_change() -> None:
    old = sample.figures([task(part())], period="2026")
    new = sample.figures([task(part(days=21))], period="2026-S")
    assert since(old, new, "05/BC-UBND") == {"number": "05/BC-UBND", "as_of": "2026-12-14", "changes": []}


def test_a_target_with_another_figure_is_a_change() -> None:
    old = sample.figures(targets=[sample.target()])
    met = {"numerator": "930", "denominator": "938", "result": "99.1471", "state": "met"}
    new = sample.figures(targets=[sample.target(figure=met), sample.target(id="n", figure=sample.target()["previous"])])
    assert changes(old, new) == [
        change("Tỷ lệ hồ sơ giải quyết đúng hạn", TARGET, "96,91% (909/938)", "99,15% (930/938)"),
        change("Tỷ lệ hồ sơ giải quyết đúng hạn", TARGET, "", "Chưa có số liệu"),
    ]
