"""A plan's rows found again in its next version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.diff import Change, Diff, Row, rows_of
from imports.grid import PlanReading
from imports.matching import compare
from imports.printed import Words, notes_of
from tests.imports.readings import ambiguous, known, plan, row, section

LONG = "Rà soát, cập nhật danh mục thủ tục hành chính thuộc thẩm quyền giải quyết của Ủy ban nhân dân phường"


def stored(reading: PlanReading) -> list[Row]:
    """The rows as if a commit had stored them."""
    return [replace(each, pk=pk) for pk, each in enumerate(rows_of(reading), start=100)]


def diff(before: PlanReading, after: PlanReading, invalid: Sequence[int] = ()) -> Diff:
    return compare(rows_of(after), stored(before), invalid)


def told(result: Diff) -> list[tuple[str, int | None]]:
    return [(each.change.value, each.pk) for each in result.rows]


BASE = plan(row("Công khai thủ tục", "1"), row(LONG, "2"), row("Tập huấn nghiệp vụ", "3"))


def test_a_plan_held_against_itself_is_the_same() -> None:
    result = diff(BASE, BASE)
    assert told(result) == [("same", 100), ("same", 101), ("same", 102)]
    assert result.dropped == ()
    assert not any(each.unsure or each.fields for each in result.rows)


def test_without_stored_rows_all_are_new() -> None:
    assert told(compare(rows_of(BASE), [])) == [("new", None)] * 3


def test_a_row_put_in_above_renumbers_the_others_and_loses_none() -> None:
    after = plan(
        row("Ban hành kế hoạch kiểm tra", "1"),
        row("Công khai thủ tục", "2"),
        row(LONG, "3"),
        row("Tập huấn nghiệp vụ", "4"),
    )
    result = diff(BASE, after)
    assert told(result) == [("new", None), ("changed", 100), ("changed", 101), ("changed", 102)]
    assert result.rows[1].fields == ((Words.STT, "1", "2"),)


def test_a_row_gone_from_the_file_is_reported_and_no_other_takes_its_place() -> None:
    after = plan(row(LONG, "1"), row("Tập huấn nghiệp vụ", "2"))
    result = diff(BASE, after)
    assert [each.pk for each in result.rows] == [101, 102]
    assert [each.pk for each in result.dropped] == [100]


def test_a_row_dropped_by_a_document_is_not_reported_again() -> None:
    rows = [replace(each, out=each.pk == 100) for each in stored(BASE)]
    assert compare(rows_of(plan(*BASE.tasks[1:])), rows).dropped == ()


def test_a_row_moved_to_another_section_is_found_by_its_content() -> None:
    sections = (section("I", "Nhiệm vụ chung"), section("II", "Tuyên truyền"))
    result = diff(BASE, plan(*BASE.tasks[:2], replace(BASE.tasks[2], heading=1), sections=sections))
    moved = result.rows[2]
    assert (moved.change, moved.pk, moved.unsure) == (Change.CHANGED, 102, False)
    assert moved.fields == ((Words.PLACE, "Nhiệm vụ chung", "Tuyên truyền"),)


@pytest.mark.parametrize("title", ["Nhiệm vụ chung", "NHIỆM VỤ CHUNG"])
def test_a_section_renumbered_or_in_capitals_moves_nothing(title: str) -> None:
    assert told(diff(BASE, plan(*BASE.tasks, sections=(section("IV", title),)))) == told(diff(BASE, BASE))


@pytest.mark.parametrize(
    ("edited", "number", "found", "unsure"),
    [
        (LONG.replace("cập nhật", "công bố, cập nhật"), "2", True, True),
        (LONG.replace("cập nhật", "công bố"), "9", True, True),
        (LONG[: len(LONG) // 2] + " theo hướng dẫn của Sở Nội vụ", "2", True, True),
        (LONG[: len(LONG) // 2] + " theo hướng dẫn của Sở Nội vụ", "9", False, True),
        ("Khảo sát mức độ hài lòng của người dân", "2", False, False),
    ],
)
def test_an_edited_text_is_found_by_likeness_and_marked(edited: str, number: str, found: bool, unsure: bool) -> None:
    result = diff(BASE, plan(BASE.tasks[0], row(edited, number), BASE.tasks[2]))
    edited_row = result.rows[1]
    assert (edited_row.pk == 101, edited_row.unsure) == (found, unsure)
    assert edited_row.change == (Change.CHANGED if found else Change.NEW)
    assert [each.pk for each in result.dropped] == ([] if found else [101])


def test_in_a_long_section_an_edited_row_is_sought_at_its_number_only() -> None:
    before = plan(*(row(f"{LONG} đợt {at}", str(at)) for at in range(200)))
    after = plan(*(row(f"{LONG} đợt {at} năm 2026", str(at)) for at in range(200)))
    result = diff(before, after)
    assert [each.pk for each in result.rows] == list(range(100, 300))
    assert {each.change for each in result.rows} == {Change.CHANGED}


def test_one_of_several_equal_rows_gone_is_marked() -> None:
    twice = plan(row("Báo cáo tháng", "1"), row("Báo cáo tháng", "2"))
    once = plan(row("Báo cáo tháng", "1"))
    assert [each.unsure for each in diff(twice, twice).rows] == [False, False]
    assert [each.unsure for each in diff(twice, once).rows] == [True]


def test_of_several_equal_rows_each_is_found_by_its_other_words() -> None:
    quarter, monthly = row("Báo cáo", "2", timing="Quý IV"), row("Báo cáo", "3", timing="Hằng tháng")
    swapped = diff(plan(quarter, monthly), plan(monthly, quarter))
    assert told(swapped) == [("same", 101), ("same", 100)]
    assert swapped.crossed
    left = diff(plan(quarter, monthly), plan(replace(monthly, stt="2")))
    assert (left.rows[0].pk, left.rows[0].fields) == (101, ((Words.STT, "3", "2"),))
    assert [each.pk for each in left.dropped] == [100]
    renewed = diff(plan(quarter, monthly), plan(monthly, row("Báo cáo", "2", timing="Quý III")))
    assert [each.pk for each in renewed.rows] == [101, 100]


def test_children_of_different_rows_with_equal_words_keep_apart() -> None:
    rows = [
        row("Cắt giảm thời gian", "1"),
        row("Lĩnh vực đất đai", "1.1", parent="1"),
        row("Cắt giảm giấy tờ", "2"),
        row("Lĩnh vực đất đai", "2.1", parent="2"),
    ]
    result = diff(plan(*rows), plan(*rows[2:], *rows[:2]))
    assert told(result) == [("same", 102), ("same", 103), ("same", 100), ("same", 101)]


def test_a_word_paste_of_the_same_words_is_the_same() -> None:
    spread = row("Công khai\nthủ tục", "1", deliverables=("Báo cáo\nkết quả",))
    assert told(diff(plan(row("Công khai thủ tục", "1")), plan(spread))) == [("same", 100)]


def test_a_row_with_an_error_is_neither_new_nor_changed() -> None:
    assert told(diff(BASE, BASE, invalid=[1]))[1] == ("invalid", 101)


def test_a_name_settled_meanwhile_is_a_change() -> None:
    before = plan(row("Công khai thủ tục", leads=[ambiguous("Trung tâm", "A", "B")]))
    after = plan(row("Công khai thủ tục", leads=[known("A", "Trung tâm")]))
    assert diff(before, after).rows[0].fields == ((Words.LEADS, "Trung tâm (?)", "Trung tâm"),)
    assert diff(after, before).rows[0].change == Change.SAME


def test_notes_of_one_heading_are_joined() -> None:
    task = row("Công khai", notes=(("Ghi chú", "một"), ("Kinh phí", "5 triệu"), ("Ghi chú", "hai")))
    assert notes_of(task) == {"Ghi chú": "một\nhai", "Kinh phí": "5 triệu"}


contents = st.lists(st.sampled_from(["a", "b", "c", "công khai", "đ", "d"]), max_size=8)


@given(contents, contents)
def test_no_stored_row_is_given_to_two_and_every_one_is_accounted_for(before: list[str], after: list[str]) -> None:
    old = plan(*(row(text, str(at)) for at, text in enumerate(before)))
    new = plan(*(row(text, str(at)) for at, text in enumerate(after)))
    result = diff(old, new)
    found = [each.pk for each in result.rows if each.pk is not None]
    assert len(found) == len(set(found))
    assert sorted(found + [each.pk for each in result.dropped if each.pk]) == list(range(100, 100 + len(before)))
    assert len({each.key for each in result.rows}) == len(after)
    assert sum(result.counts.values()) == len(after)
