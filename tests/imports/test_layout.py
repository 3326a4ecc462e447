"""The counting rules: what is a task, what continues one, what is only a heading."""

from __future__ import annotations

import pytest

from imports.grid import Grid, Level, Merge, Sheet
from imports.rows import read_plan
from tests.imports.grids import FRONT, HEADING, POLICE, contents, grid, places, table, timings


def task(stt: str, content: str, time: str = "Quý I", product: str = "Báo cáo", lead: str = POLICE) -> list[str]:
    return [stt, content, lead, "", time, product]


def test_rule_1_headings_are_no_tasks_also_repeated() -> None:
    read = table(task("1", "Việc một"), HEADING, task("2", "Việc hai"))
    assert contents(read) == ["Việc một", "Việc hai"]
    assert [annex.number for annex in read.annexes] == ["main"]


def test_rule_2_sections_subsections_and_groups() -> None:
    read = table(
        ["I", "Mục một"],
        task("1", "a"),
        ["II. Mục hai"],
        ["A", "Tiểu mục A"],
        task("1", "b"),
        ["2", "Nhóm hai"],
        task("2.2", "c"),
        task("3", "d"),
        ["B. Tiểu mục B"],
        ["1", "Nhóm không số"],
        task("", "Việc e"),
        task("", "Việc f"),
        ["III", "Mục ba"],
        task("7", "g"),
    )
    assert places(read) == [
        "main/I/-/-/-/1",
        "main/II/A/-/-/1",
        "main/II/A/2/-/2.2",
        "main/II/A/-/-/3",
        "main/II/B/1/-/-",
        "main/II/B/1/-/-",
        "main/III/-/-/-/7",
    ]
    assert [section.level for section in read.sections].count(Level.GROUP) == 2
    assert read.sections[read.tasks[2].heading or 0].title == "Nhóm hai"
    assert read.sections[2].above == 1


def test_a_numbered_heading_whose_tasks_count_from_one_again() -> None:
    read = table(["1", "Nhóm một"], task("1", "a"), task("2", "b"), ["2", "Nhóm hai"], task("1", "c"), task("3", "d"))
    assert places(read) == ["main/-/-/1/-/1", "main/-/-/1/-/2", "main/-/-/2/-/1", "main/-/-/-/-/3"]


def test_a_numbered_row_without_anything_under_it_is_a_task() -> None:
    read = table(task("1", "a"), ["2", "Việc chưa phân công"], task("3", "c"))
    assert contents(read) == ["a", "Việc chưa phân công", "c"]
    assert {warning.row for warning in read.warnings} == {9}


def test_a_title_without_a_number_is_a_section() -> None:
    read = table(["NHIỆM VỤ CHUNG"], task("1", "a"))
    assert read.tasks[0].section == "NHIỆM VỤ CHUNG"
    assert (read.sections[0].number, read.sections[0].title) == ("", "NHIỆM VỤ CHUNG")


def test_rule_3_the_row_after_a_repeated_heading_goes_on() -> None:
    read = table(
        ["1", "Ban hành kế hoạch của", POLICE, "", "Theo kế hoạch", "- Kế hoạch năm. - Kế hoạch quý"],
        HEADING,
        ["", "phường.", "", "", "của tỉnh", "I. - Báo cáo"],
        HEADING,
        task("2", "b"),
    )
    first = read.tasks[0]
    assert first.content == "Ban hành kế hoạch của phường."
    assert first.timing == "Theo kế hoạch của tỉnh"
    assert first.deliverables == ("Kế hoạch năm.", "Kế hoạch quý I.", "Báo cáo")
    assert len(read.tasks) == 2


def test_rule_4_a_whole_time_phrase_is_a_second_timing() -> None:
    read = table(
        task("1", "a", "Trước 28/02/2026", "Kế hoạch"),
        ["", "", "", "", "Thường xuyên", "Báo cáo"],
        task("2", "b"),
        ["", "và việc khác.", "", "- Trạm Y tế", "Quý IV", "Biên bản"],
    )
    assert [timings(each) for each in read.tasks] == [
        ["deadline 27/02", "ongoing 31/12"],
        ["window 31/03", "window 31/12"],
    ]
    assert read.tasks[0].deliverables == ("Kế hoạch", "Báo cáo")
    assert read.tasks[1].content == "b\nvà việc khác."


@pytest.mark.parametrize(
    ("above", "below", "due"),
    [("Trước", "30/6/2026", "29/06"), ("Tháng 6", "năm 2026", "30/06"), ("Từ tháng 4 đến", "Tháng 6", "30/06")],
)
def test_a_piece_of_a_time_phrase_is_no_second_timing(above: str, below: str, due: str) -> None:
    read = table(task("1", "a", above), ["", "", "", "", below, ""])
    assert [timing.split()[-1] for timing in timings(read.tasks[0])] == [due]


def test_rule_5_an_unnumbered_row_with_lead_and_time_is_a_task() -> None:
    read = table(["I", "Mục"], task("", "Việc a"), task("", "Việc b"), ["", "Việc c", POLICE, "", "", "Báo cáo"])
    assert contents(read) == ["Việc a", "Việc b", "Việc c"]


def test_rule_6_numbers_are_kept_as_printed() -> None:
    read = table(task("5", "a"), task("7", "b"), task("2.10", "c"))
    assert [each.stt for each in read.tasks] == ["5", "7", "2.10"]


def test_rule_7_a_task_with_numbered_children_is_their_parent() -> None:
    read = table(
        task("4", "a"), task("4.1", "b"), task("4.1.1", "c"), task("4.2", "d"), task("5", "e"), task("a)", "f")
    )
    assert places(read) == [
        "main/-/-/-/-/4",
        "main/-/-/-/4/4.1",
        "main/-/-/-/4.1/4.1.1",
        "main/-/-/-/4/4.2",
        "main/-/-/-/-/5",
        "main/-/-/-/5/a",
    ]


def test_rule_7_also_for_a_task_with_a_roman_numeral() -> None:
    read = table(task("I", "a"), task("1", "b"), task("II", "c"), task("1", "d"))
    assert places(read) == ["main/-/-/-/-/I", "main/-/-/-/I/1", "main/-/-/-/-/II", "main/-/-/-/II/1"]
    assert not read.warnings


def test_rule_8_a_paste_from_word_has_a_row_for_each_paragraph() -> None:
    read = table(
        ["1", "- Tham mưu quyết định.", POLICE, "- Trạm Y tế;", "Thường xuyên", "- Quyết định."],
        ["", "- Phân công đầu mối.", "", "- Đoàn Thanh niên.", "", "- Danh sách."],
        ["", "", "", "", "", "- Báo cáo."],
        task("2", "b"),
    )
    first = read.tasks[0]
    assert first.content == "- Tham mưu quyết định.\n- Phân công đầu mối."
    assert [unit.text for unit in first.partners] == ["Trạm Y tế", "Đoàn Thanh niên"]
    assert first.deliverables == ("Quyết định.", "Danh sách.", "Báo cáo.")
    assert len(read.tasks) == 2


def test_a_row_joined_that_may_be_a_task_is_said() -> None:
    read = table(task("1", "a"), ["", "Việc khác thiếu đơn vị", "", "", "Quý II", ""])
    assert len(read.tasks) == 1
    assert any("Dòng 9" in warning.message for warning in read.warnings)


def test_units_and_times_merged_over_several_rows_belong_to_each() -> None:
    areas = [Merge(8, 3, 9, 3), Merge(8, 5, 9, 5)]
    read = table(task("1", "a", "Quý II"), ["2", "b"], task("3", "c"), merges=areas)
    assert [(each.leads[0].text, timings(each)) for each in read.tasks[:2]] == [(POLICE, ["window 30/06"])] * 2


def test_rows_under_a_merged_number_are_one_task() -> None:
    areas = [Merge(8, column, 9, column) for column in (1, 2, 3, 4)]
    read = table(task("1", "a", "Quý II"), ["", "", "", "", "Quý IV", "Biên bản"], merges=areas)
    assert [timings(each) for each in read.tasks] == [["window 30/06", "window 31/12"]]


def test_several_tables_annexes_and_sheets() -> None:
    one = Sheet("Một", tuple(map(tuple, [*FRONT, HEADING, task("1", "a"), ["Nơi nhận:"], ["- Như trên;"]])))
    two = Sheet(
        "Hai",
        tuple(
            map(
                tuple,
                [
                    ["Phụ lục I"],
                    ["Danh mục rà soát"],
                    HEADING,
                    ["I", "Mục"],
                    task("1", "b"),
                    ["Phụ lục II: Danh mục khác"],
                    HEADING,
                    task("1", "c"),
                ],
            )
        ),
    )
    three = Sheet("Phụ lục III", (tuple(HEADING), tuple(task("1", "d"))))
    read = read_plan(Grid((one, two, three)))
    assert places(read) == ["main/-/-/-/-/1", "I/I/-/-/-/1", "II/-/-/-/-/1", "III/-/-/-/-/1"]
    assert [(annex.number, annex.title) for annex in read.annexes] == [
        ("main", ""),
        ("I", "Danh mục rà soát"),
        ("II", "Danh mục khác"),
        ("III", ""),
    ]


def test_the_tail_and_sums_are_no_tasks() -> None:
    read = table(
        task("1", "a"),
        ["Tổng cộng", "", "", "", "", "12"],
        ["Nơi nhận:", "", "", "TM. ỦY BAN NHÂN DÂN"],
        task("9", "không"),
    )
    assert contents(read) == ["a"]


def test_other_columns_in_another_order_are_kept_as_notes() -> None:
    read = read_plan(
        grid(
            *FRONT,
            ["TT", "Thời gian", "", "Nhiệm vụ", "Kết quả", "Phân công", "", "Kinh phí", "Người chịu trách nhiệm"],
            ["", "Bắt đầu", "Hoàn thành", "", "", "Chủ trì", "Phối hợp", "", ""],
            ["1", "01/3", "30/7", "Việc", "Báo cáo", POLICE, "Trạm Y tế", "20 triệu", "Nguyễn Thị Mẫu"],
        )
    )
    (only,) = read.tasks
    assert (only.timing, timings(only)) == ("01/3 | 30/7", ["window 30/07"])
    assert ([unit.text for unit in only.leads], [unit.text for unit in only.partners]) == ([POLICE], ["Trạm Y tế"])
    assert only.notes == (("Kinh phí", "20 triệu"), ("Người chịu trách nhiệm", "Nguyễn Thị Mẫu"))


def test_a_table_without_a_number_column_takes_the_numbers_before_the_content() -> None:
    read = read_plan(grid(*FRONT, HEADING[1:], ["I. Mục"], ["1. Việc một", POLICE, "", "Quý I", ""]))
    assert places(read) == ["main/I/-/-/-/1"]
    assert contents(read) == ["Việc một"]


def test_columns_that_cannot_be_told_are_listed() -> None:
    read = read_plan(grid(*FRONT, ["STT", "Nội dung", "Ai làm", "Thời gian"], ["1", "a", POLICE, "Quý I"]))
    (error,) = read.errors
    assert error.row == 7
    assert "đơn vị chủ trì" in error.message and "C “Ai làm”" in error.message


def test_a_table_of_other_things_is_said_and_holds_no_tasks() -> None:
    read = table(
        task("1", "a"), ["Biểu chỉ tiêu"], ["STT", "Chỉ tiêu", "Đơn vị tính", "Số lượng"], ["1", "x", "%", "8"]
    )
    assert contents(read) == ["a"]
    assert read.sections == ()
    assert any("STT | Chỉ tiêu" in warning.message for warning in read.warnings)


def test_as_above_is_the_unit_and_time_of_the_task_above() -> None:
    read = table(task("1", "a", "Quý II"), ["2", "b", "-nt-", "", "nt", "Báo cáo"])
    assert (read.tasks[1].leads[0].text, timings(read.tasks[1])) == (POLICE, ["window 30/06"])


def test_a_new_task_under_a_repeated_heading_is_not_joined() -> None:
    read = table(task("", "Việc a"), HEADING, task("", "Việc b"), HEADING, task("", "Việc c", "Thường xuyên"))
    assert contents(read) == ["Việc a", "Việc b", "Việc c"]


def test_a_file_without_a_heading_shows_what_was_looked_at() -> None:
    read = read_plan(grid(["Mặt hàng", "Số lượng", "Đơn giá"], ["Giấy", "20", "75000"]))
    assert any("Mặt hàng | Số lượng | Đơn giá" in error.message for error in read.errors)
    assert read.tasks == ()
