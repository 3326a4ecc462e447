"""Numbers, days and states as Vietnamese documents write them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from reports import wording
from reports.shape import PartFigures
from tests.reports import sample
from tests.reports.sample import check_in, early, part, recurring, target

AS_OF = "2026-03-14"


@pytest.mark.parametrize(
    ("on", "short", "long"),
    [
        (date(2026, 1, 5), "05/01/2026", "ngày 05 tháng 01 năm 2026"),
        (date(2026, 2, 28), "28/02/2026", "ngày 28 tháng 02 năm 2026"),
        (date(2026, 3, 5), "05/3/2026", "ngày 05 tháng 3 năm 2026"),
        (date(2026, 12, 31), "31/12/2026", "ngày 31 tháng 12 năm 2026"),
    ],
)
def test_days(on: date, short: str, long: str) -> None:
    assert (wording.day(on), wording.day(on.isoformat()), wording.long_day(on)) == (short, short, long)


def test_a_draft_leaves_its_day_open() -> None:
    assert wording.long_day(None).split() == ["ngày", "tháng", "năm"]


@pytest.mark.parametrize(
    ("text", "places", "written"),
    [
        ("92.8571", 2, "92,86"),
        ("90", 2, "90"),
        ("1234567.5", 2, "1.234.567,5"),
        ("0.005", 2, "0,01"),
        ("100", 0, "100"),
        (None, 2, "-"),
    ],
)
def test_exact_numbers(text: str | None, places: int, written: str) -> None:
    assert wording.exact(text, places) == written


@pytest.mark.parametrize(("part_", "whole", "written"), [(26, 28, "92,9%"), (3, 3, "100%"), (0, 4, "0%"), (0, 0, "-")])
def test_rates(part_: int, whole: int, written: str) -> None:
    assert wording.rate(part_, whole) == written


@pytest.mark.parametrize(("number", "written"), [(0, "00"), (5, "05"), (12, "12"), (1234, "1.234")])
def test_two_digits(number: int, written: str) -> None:
    assert wording.two_digits(number) == written


@pytest.mark.parametrize(
    ("fields", "written"),
    [
        ({}, "từ 98% trở lên"),
        ({"value": "100"}, "đạt 100%"),
        ({"value": "100", "unit": "lớp"}, "từ 100 lớp trở lên"),
        ({"comparator": ">", "value": "60"}, "trên 60%"),
        ({"comparator": "<=", "value": "2", "unit": "ngày"}, "không quá 2 ngày"),
        ({"comparator": "<", "value": "0.5"}, "dưới 0,5%"),
        ({"comparator": "reduce_by", "value": "20", "baseline_year": 2025}, "giảm từ 20% trở lên so với năm 2025"),
    ],
)
def test_goals(fields: dict[str, Any], written: str) -> None:
    assert wording.goal(target(**fields)) == written


@pytest.mark.parametrize(
    ("found", "written"),
    [
        (part(), "Chưa thực hiện; quá hạn 4 ngày (hạn 10/3/2026)"),
        (part(status="in_progress", progress=40), "Đang thực hiện (40%); quá hạn 4 ngày (hạn 10/3/2026)"),
        (part(timeliness="in_time", due="2026-03-31"), "Chưa thực hiện; còn hạn đến 31/3/2026"),
        (
            part(timeliness="in_time", due="2026-03-31", original_due="2026-02-20"),
            "Chưa thực hiện; còn hạn đến 31/3/2026 (gia hạn, hạn gốc 20/02/2026)",
        ),
        (early(), "Hoàn thành trước hạn (ngày 09/3/2026)"),
        (
            early(status="awaiting_confirmation", timeliness="on_time"),
            "Hoàn thành đúng hạn (ngày 09/3/2026), chờ xác nhận",
        ),
        (
            early(timeliness="late", days=3, due="2026-03-06"),
            "Hoàn thành quá hạn 3 ngày (ngày 09/3/2026; hạn 06/3/2026)",
        ),
        (
            early(timeliness="on_time_extended", original_due="2026-02-20"),
            "Hoàn thành đúng hạn (gia hạn) (ngày 09/3/2026; hạn 10/3/2026 theo gia hạn, hạn gốc 20/02/2026)",
        ),
        (early(timeliness="not_measured", due=None), "Hoàn thành (ngày 09/3/2026)"),
        (part(timeliness="awaiting_date", due=None), "Chưa thực hiện; chờ văn bản ấn định thời hạn"),
        (part(timeliness="not_measured", due=None), "Chưa thực hiện; không ấn định thời hạn"),
        (
            part(status="paused", timeliness="not_measured", document="Công văn số 12/UBND"),
            "Tạm dừng theo Công văn số 12/UBND",
        ),
        (part(status="dropped", timeliness="not_measured", document="12/QĐ"), "Không còn thực hiện theo 12/QĐ"),
        (part(status="nothing_arose", timeliness="not_measured"), "Không phát sinh trong kỳ"),
        (check_in(), "Chưa báo cáo kỳ này; còn hạn đến 16/3/2026"),
        (check_in(due="2026-03-13"), "Chưa báo cáo kỳ này"),
        (check_in(timeliness="report_late", days=9, due="2026-03-05"), "Chưa báo cáo; quá hạn 9 ngày (hạn 05/3/2026)"),
        (check_in(status="reported", timeliness="reported"), "Đã báo cáo"),
    ],
)
def test_states(found: PartFigures, written: str) -> None:
    assert wording.part_state(found, AS_OF) == written


@pytest.mark.parametrize(
    ("name", "written"), [("2026-03", "tháng 3"), ("2026-Q1", "quý I"), ("2026-W07", "tuần 7"), ("2026", "năm 2026")]
)
def test_the_period_of_a_slot(name: str, written: str) -> None:
    assert wording.slot_name(recurring(period=name, slot=name)) == written


@pytest.mark.parametrize(
    ("fields", "written"),
    [
        ({}, "Cần thêm 11 hồ sơ để đạt"),
        ({"measure": "TTHC được niêm yết"}, "Cần thêm 11 TTHC để đạt"),
        ({"measure": "hồ sơ, giấy tờ được số hóa"}, "Cần thêm 11 hồ sơ để đạt"),
        ({"measure": "Mức độ hài lòng của người dân"}, "Cần thêm 11 đơn vị tính để đạt"),
        ({"measure": "văn bảng"}, "Cần thêm 11 đơn vị tính để đạt"),
        ({"measure": "tập huấn", "unit": "lớp"}, "Cần thêm 11 lớp để đạt"),
        ({"measure": "hồ sơ trễ hẹn", "comparator": "<="}, "Cần giảm 11 hồ sơ để đạt"),
    ],
)
def test_what_is_missing_names_what_is_counted(fields: dict[str, Any], written: str) -> None:
    assert wording.missing(target(**fields)) == written


def test_a_long_text_is_cut_at_a_word_without_what_parts_it_from_the_next() -> None:
    assert wording.short("tăng trước hạn " * 10 + "đúng hạn; xin lỗi khi hồ sơ quá hạn").endswith("đúng hạn…")
    assert wording.short("- Một dòng\nngắn") == "Một dòng ngắn"


def test_units_that_say_the_same_share_a_line() -> None:
    assert wording.by_unit([("A", "một"), ("B", "hai"), ("C", "một")]) == ["A; C: một", "B: hai"]
    assert wording.by_unit([("A", "một"), ("B", "một")]) == ["một"]
    assert wording.by_unit([("A", "một"), ("B", "một")], others_silent=True) == ["A; B: một"]
    assert wording.by_unit([]) == []


@pytest.mark.parametrize(
    ("number", "written"),
    [("74/KH-UBND", "Kế hoạch số 74/KH-UBND"), ("364/QĐ-UBND", "Quyết định số 364/QĐ-UBND"), ("", "Kế hoạch năm 2026")],
)
def test_a_plan_by_its_name(number: str, written: str) -> None:
    plan = sample.figures()["plans"][0]
    plan["number"] = number
    assert wording.plan_name(plan) == written


@pytest.mark.parametrize(("text", "inside"), [("Hồ sơ", "hồ sơ"), ("TTHC phi địa giới", "TTHC phi địa giới"), ("", "")])
def test_a_text_inside_a_sentence(text: str, inside: str) -> None:
    assert wording.lower_first(text) == inside


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Thường xuyên", "Thường xuyên"),
        ("Tháng 1 | Tháng 12", "Tháng 1 - Tháng 12"),
        ("01/3 | 30/7", "01/3 - 30/7"),
        ("Quý I | Quý IV", "Quý I - Quý IV"),
        ("Trước 28/02/2026 | Thường xuyên", "Trước 28/02/2026; Thường xuyên"),
        (" | 30/7", "30/7"),
    ],
)
def test_a_plans_timing_in_one_line(text: str, written: str) -> None:
    assert wording.timing(text) == written
