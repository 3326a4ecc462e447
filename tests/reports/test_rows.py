"""Every number opens to exactly as many rows as it says; versions are compared part by part."""

from __future__ import annotations

import pytest

from reports.ahead import number_next
from reports.changes import TARGET, changes, since
from reports.rows import NUMBERS, rows_behind
from reports.shape import Category, ChangeFigures, Group
from tests.reports import sample
from tests.reports.sample import CULTURE, ECONOMY, check_in, early, part, recurring, task


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


def occurrences(group: Group) -> dict[str, int]:
    """What a group says of everything that is counted by occurrence."""
    recurring, asked = group["recurring"], group["check_ins"]
    return {
        "recurring": recurring["total"],
        "recurring_done": recurring["done"],
        "recurring_due": recurring["due"],
        "recurring_due_in_time": recurring["due_in_time"],
        "recurring_awaiting_confirmation": recurring["awaiting_confirmation"],
        **{f"recurring_{each}": number for each, number in recurring["by_category"].items()},
        "asked": asked["asked"],
        "reported": asked["reported"],
        "not_reported": asked["not_reported"],
        "check_ins_late": asked["late"],
        "reported_ahead": asked["reported_ahead"],
    }


PERIODIC = [
    recurring(slot="2026-01", belongs_on="2026-01-14", due="2026-01-14", status="done", timeliness="on_time"),
    recurring(slot="2026-02", status="awaiting_confirmation", timeliness="late", due="2026-02-16"),
    recurring(slot="2026-02", unit=CULTURE, status="done", timeliness="on_time", due="2026-02-16"),
    recurring(),
    check_in(status="reported", timeliness="reported"),
    check_in(unit=CULTURE),
    check_in(slot="2025-Q4", belongs_on="2025-12-14", timeliness="report_late", days=90),
    check_in(slot="2026-Q2", belongs_on="2026-06-14", status="reported", timeliness="reported"),
]


@pytest.mark.parametrize("number", sorted(occurrences(sample.figures()["total"])))
def test_a_number_of_recurring_work_or_check_ins_opens_to_as_many_occurrences(number: str) -> None:
    figures = sample.figures([task(*PERIODIC), task(recurring(slot="2026-W07"), part(), content="khác")])
    groups = [({}, figures["total"]), *(({"unit": unit["name"]}, unit) for unit in figures["units"])]
    for where, group in groups:
        rows = rows_behind(figures, number, **where)  # type: ignore[arg-type]
        slots = {(row.task["id"], part["slot"]) for row in rows for part in row.parts}
        assert len(slots) == occurrences(group)[number]


def test_what_falls_due_next_opens_by_kind() -> None:
    ahead = {"counted": False, "timeliness": "in_time"}
    rows = [
        task(part(due="2026-04-30", **ahead), part(due="2026-04-30", unit=CULTURE, **ahead), content="a"),
        task(recurring(due="2026-04-14", slot="2026-04"), check_in(due="2026-06-15", slot="2026-Q2"), content="b"),
        task(part(due="2026-09-01", **ahead), content="c"),
    ]
    figures = sample.figures(rows)
    found = [len(rows_behind(figures, number)) for number in ("next_dated", "next_recurring", "next_check_in")]
    assert found == [1, 1, 1] == list(number_next(figures))


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


def test_a_change_of_a_check_in_names_its_period() -> None:
    old = sample.figures([task(check_in(), content="Niêm yết công khai.")])
    new = sample.figures([task(check_in(status="reported", timeliness="reported"), content="Niêm yết công khai.")])
    (only,) = changes(old, new)
    assert only["content"] == "Niêm yết công khai (quý I)"


def test_a_target_with_another_figure_is_a_change() -> None:
    old = sample.figures(targets=[sample.target()])
    met = {"numerator": "930", "denominator": "938", "result": "99.1471", "state": "met"}
    new = sample.figures(targets=[sample.target(figure=met), sample.target(id="n", figure=sample.target()["previous"])])
    assert changes(old, new) == [
        change("Tỷ lệ hồ sơ giải quyết đúng hạn", TARGET, "96,91% (909/938)", "99,15% (930/938)"),
        change("Tỷ lệ hồ sơ giải quyết đúng hạn", TARGET, "", "Chưa có số liệu"),
    ]
