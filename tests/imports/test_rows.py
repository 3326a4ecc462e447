"""Rows into readings: what is read, proposed, doubted and refused, each with its place."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.grid import PlanReading, ProposalKind
from imports.output import as_json
from imports.rows import read_plan, split_items
from tasks.timing import Every, Kind
from tests.imports.grids import FRONT, HEADING, POLICE, grid, table
from wards.unit_names import KnownUnit, Match


def row(time: str, product: str = "", content: str = "Việc", lead: str = POLICE) -> list[str]:
    return ["1", content, lead, "", time, product]


def test_the_cadence_of_dinh_ky_is_proposed_from_product_then_content() -> None:
    read = table(row("Định kỳ", "Báo cáo hằng quý"), row("Theo định kỳ", content="Báo cáo định kỳ tháng, quý"))
    assert [task.timings[0].every for task in read.tasks] == [(Every.QUARTERLY,), (Every.MONTHLY, Every.QUARTERLY)]
    assert all(task.timings[0].proposed for task in read.tasks)
    assert [each.value for each in read.proposals] == ["quarterly", "monthly,quarterly"]


def test_dinh_ky_without_a_named_cadence_is_asked() -> None:
    read = table(row("Theo định kỳ và đột xuất", content="Báo cáo định kỳ hoặc đột xuất"))
    assert read.tasks[0].timings[0].every == ()
    assert [(warning.row, warning.column) for warning in read.warnings] == [(8, "E")]


def test_a_cadence_in_the_product_does_not_touch_another_timing() -> None:
    (task,) = table(row("Thường xuyên", "Báo cáo kết quả thực hiện hằng tuần")).tasks
    assert [timing.kind for timing in task.timings] == [Kind.ONGOING]


@pytest.mark.parametrize(
    ("time", "words"),
    [
        ("", "để trống"),
        ("lúc nào đó", "không hiểu"),
        ("30/4/2026", "ngày nghỉ"),  # a public holiday
        ("Trước 09/8/2026", "ngày nghỉ"),  # due on a Saturday
        ("02/01/2026", "trước ngày ban hành"),
        ("28/02/2062", "cách xa năm"),
        ("Không thực hiện trong quý II", "phủ định"),
        ("Ngày làm việc cuối cùng hằng tháng", "ngày trong kỳ chưa được tính"),
        ("Cuối năm", "không nói rõ ngày"),
    ],
)
def test_doubtful_times_are_warnings_at_their_cell(time: str, words: str) -> None:
    read = table(row(time))
    assert not read.errors
    assert any(words in each.message and (each.row, each.column) == (8, "E") for each in read.warnings)


def test_the_same_doubt_is_said_of_every_row_that_has_it() -> None:
    read = table(row("Trong tháng", lead="Trung tâm"), row("Trong tháng", lead="Trung tâm"), row("Quý I"), row("Quý I"))
    said = {(warning.row, warning.column) for warning in read.warnings}
    assert said >= {(8, "C"), (8, "E"), (9, "C"), (9, "E")}
    assert not said & {(10, "C"), (10, "E"), (11, "C"), (11, "E")}


def test_lead_and_partners_named_in_one_cell() -> None:
    (task,) = table(row("Quý I", lead="Chủ trì: Công an phường; Phối hợp: Phòng Văn hóa - Xã hội, Đội X")).tasks
    assert [unit.text for unit in task.leads] == ["Công an phường"]
    assert [unit.text for unit in task.partners] == ["Phòng Văn hóa - Xã hội, Đội X"]


def test_an_impossible_date_is_an_error_at_its_cell() -> None:
    read = table(row("31/02/2026"), row("30/6/2026"))
    (error,) = read.errors
    assert (error.sheet, error.row, error.column) == ("Kế hoạch", 8, "E")
    assert len(read.tasks) == 2


def test_every_problem_is_listed_at_once() -> None:
    read = table(row("31/02/2026"), row("Tháng 13"), ["2", "", POLICE, "", "Quý I", ""])
    assert [error.row for error in read.errors] == [8, 9, 10]


def test_a_cell_whose_value_the_file_lost_is_an_error_in_the_table_and_a_warning_above_it() -> None:
    read = read_plan(grid(*FRONT, HEADING, row(""), lost={(8, 5): "#REF!", (2, 3): "=TODAY()"}))
    assert [(error.row, error.column) for error in read.errors] == [(8, "E")]
    assert "#REF!" in read.errors[0].message
    assert any((warning.row, warning.column) == (2, "C") for warning in read.warnings)


def test_unknown_units_are_proposed_once_and_kept_as_printed() -> None:
    read = table(row("Quý I", lead="Ban Quản lý chợ"), row("Quý II", lead="Ban Quản lý chợ"))
    assert [(each.kind, each.value) for each in read.proposals] == [(ProposalKind.UNIT, "Ban Quản lý chợ")]
    assert read.tasks[1].leads[0].match is Match.UNKNOWN


def test_a_name_cut_off_is_asked() -> None:
    read = table(row("Quý I", lead="Trung tâm"))
    assert any("chưa rõ là đơn vị nào" in each.message and each.column == "C" for each in read.warnings)
    assert not read.proposals


def test_the_ward_s_own_units_are_used() -> None:
    read = read_plan(
        grid(*FRONT, HEADING, row("Quý I", lead="MN Hoa Mẫu")), [KnownUnit("Trường Hoa Mẫu", ("MN Hoa Mẫu",))]
    )
    assert read.tasks[0].leads[0].name == "Trường Hoa Mẫu"


def test_the_year_given_overrules_the_file_s() -> None:
    read = read_plan(grid(*FRONT, HEADING, row("Quý I")), year=2027)
    assert (read.year, read.tasks[0].timings[0].due) == (2027, date(2027, 3, 31))


def test_a_file_without_a_year_is_refused() -> None:
    read = read_plan(grid(HEADING, row("Quý I")))
    assert any("năm" in error.message for error in read.errors)
    assert read.year == 0


def test_two_plans_in_one_file_are_refused() -> None:
    read = read_plan(grid(["Số: 12/KH-UBND"], ["Số: 13/KH-UBND"], ["Kế hoạch năm 2026"], HEADING, row("Quý I")))
    assert any("12/KH-UBND" in error.message and "13/KH-UBND" in error.message for error in read.errors)
    assert read.tasks == ()


def test_prose_is_offered_beside_the_table_with_disagreements() -> None:
    prose = "Các đơn vị gửi báo cáo trước ngày 20/5/2026. Tỷ lệ hồ sơ thanh toán trực tuyến đạt trên 60%."
    read = read_plan(grid(*FRONT, [prose], HEADING, row("Quý I", "60% hồ sơ thanh toán trực tuyến")))
    assert [(each.kind, each.value) for each in read.proposals] == [
        (ProposalKind.TASK, "2026-05-19"),
        (ProposalKind.TARGET, "> 60%"),
    ]
    assert "Bảng ghi khác: >= 60%" in read.proposals[1].message


def test_a_number_used_twice_is_said_with_what_excel_may_have_dropped() -> None:
    read = table(["2.1", "a", POLICE, "", "Quý I", ""], ["2.1", "b", POLICE, "", "Quý I", ""])
    assert any("2.10" in each.message and (each.row, each.column) == (9, "A") for each in read.warnings)


@pytest.mark.parametrize(
    ("cell", "items"),
    [
        ("", ()),
        ("Kế hoạch, báo cáo", ("Kế hoạch, báo cáo",)),
        ("- Tin, bài\n- Phóng sự", ("Tin, bài", "Phóng sự")),
        ("Kế hoạch\nBáo cáo", ("Kế hoạch", "Báo cáo")),
        ("Kế hoạch của Ủy ban\nnhân dân phường", ("Kế hoạch của Ủy ban nhân dân phường",)),
        ("- Biên bản. - Thông báo kết luận.", ("Biên bản.", "Thông báo kết luận.")),
        ("Phòng Văn hóa - Xã hội báo cáo", ("Phòng Văn hóa - Xã hội báo cáo",)),
    ],
)
def test_products_are_split_at_bullets_and_new_lines(cell: str, items: tuple[str, ...]) -> None:
    assert split_items(cell) == items


def test_the_json_has_its_stable_shape() -> None:
    read = table(["I", "Mục"], row("Trước 28/02/2026", "Tối thiểu 95,5% hồ sơ đúng hạn"))
    printed = as_json(read)
    assert list(printed) == ["plan", "counts", "tasks", "proposals", "errors", "warnings"]
    assert printed["plan"] == {
        "number": "05/KH-UBND",
        "issued_on": "2026-01-05",
        "year": 2026,
        "ward": "Phường Thử Nghiệm",
    }
    assert printed["counts"] == {"annexes": 1, "sections": 1, "tasks": 1, "targets": 1}
    (task,) = printed["tasks"]
    places = ["annex", "section", "subsection", "group", "parent", "stt"]
    read_as = ["content", "leads", "partners", "timing", "timings", "deliverables", "targets"]
    assert list(task) == [*places, *read_as, "sheet", "row"]
    assert task["timings"] == [{"kind": "deadline", "start": None, "due": "2026-02-27", "every": []}]
    assert task["leads"] == [POLICE]
    assert (task["targets"][0]["comparator"], task["targets"][0]["value"]) == (">=", 95.5)


@pytest.mark.parametrize(
    ("read", "place"),
    [
        (table(row("31/02/2026")), (8, "E")),
        (table(row("Quý III/2026", content="")), (8, "B")),
        (read_plan(grid(HEADING, row("Thường xuyên"))), (None, None)),
        (read_plan(grid(*FRONT, HEADING)), (None, None)),
    ],
    ids=["no such day", "no content", "no year", "no rows"],
)
def test_an_error_says_where_it_is_and_what_to_do(read: PlanReading, place: tuple[int | None, str | None]) -> None:
    (error,) = read.errors
    assert (error.row, error.column) == place and "Hãy" in error.message


CELLS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["", "", "I", "A", "1", "1.1", "a", *HEADING, POLICE, "Quý I", "Thường xuyên", "IV. Mục", "Phụ lục II"]
    ),
)


@given(st.lists(st.lists(CELLS, max_size=7), max_size=12))
def test_no_grid_raises_and_each_filled_row_is_somewhere(rows: list[list[str]]) -> None:
    read = read_plan(grid(*FRONT, HEADING, *rows))
    as_json(read)
    for task in read.tasks:
        assert task.timings and task.row > 7
