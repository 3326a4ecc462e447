"""Timing phrases as offices write them, each with the reading a careful person gives it."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.timing import Kind, read_phrase, read_timings
from wards.text import fold

YEAR = 2026


def shown(phrase: str, finish: str | None = None) -> list[str]:
    """Each timing on one line: "window 01/03-30/07", "recurring monthly quarterly"; the year where it is another."""
    lines = []
    for timing in read_timings(phrase, YEAR, finish):
        parts: list[str] = [timing.kind.value]
        days = [f"{day:%d/%m}" if day.year == YEAR else f"{day:%d/%m/%Y}" for day in (timing.start, timing.due) if day]
        parts += ["-".join(days)] if days else []
        parts += [every.value for every in timing.every]
        lines.append(" ".join(parts))
    return lines


ALL_YEAR = "ongoing 01/01-31/12"

DEADLINES = [
    ("Từ ngày ban hành đến 31/12/2026", "31/12"),
    ("Kể từ khi có kế hoạch đến hết quý II", "30/06"),
    ("Trước 28/02/2026", "27/02"),
    ("trước ngày 15/6", "14/06"),
    ("Hoàn thành trước ngày 30/6", "29/06"),
    ("Báo cáo trước ngày 20/11/2026", "19/11"),
    ("Trước ngày 01/3", "28/02"),
    ("Trước tháng 6", "31/05"),
    ("Trước quý II/2026", "31/03"),
    ("Trước ngày 10/01/2027", "09/01/2027"),
    ("Chậm nhất ngày 15/9/2026", "15/09"),
    ("Chậm nhất là ngày 30 tháng 6 năm 2026", "30/06"),
    ("Muộn nhất 15/12", "15/12"),
    ("Không quá 30/6/2026", "30/06"),
    ("Không muộn hơn ngày 30/6", "30/06"),
    ("Chậm nhất tháng 6", "30/06"),
    ("đến ngày 30/6", "30/06"),
    ("Đến hết tháng 6", "30/06"),
    ("Hết quý II", "30/06"),
    ("Đến năm 2030", "31/12/2030"),
    ("hoàn thành ngày 20/11", "20/11"),
    ("Vào ngày 15/6", "15/06"),
    ("28/02/2026", "28/02"),
    ("28-2-2026", "28/02"),
    ("28.02.2026", "28/02"),
    ("28/02/26", "28/02"),
    ("2026-02-28", "28/02"),  # no office writes the day in the middle
    ("Trước 2026/02/28", "27/02"),
    ("ngày 28 tháng 02 năm 2026", "28/02"),
    ("28/2", "28/02"),
    ("Trước 17h00 ngày 15/6/2026", "15/06"),  # before an hour of the day is the day itself
    ("Trước 00h00 ngày 01/7/2026", "30/06"),
    ("2026-06-15 00:00:00", "15/06"),
    ("15/6 năm 2026", "15/06"),
    ("Ngày 15/6/năm 2026", "15/06"),
    ("Trước15/6", "14/06"),
    ("< 15/6", "14/06"),
    ("≤ 15/6", "15/06"),
    ("Trước 15/01 năm sau", "14/01/2027"),
    ("Trước ngày 10 tháng 01 của năm liền kề", "09/01/2027"),
    ("Báo cáo năm trước ngày 15/12", "14/12"),
    ("17:00 15/06/2026", "15/06"),
]

WINDOWS = [
    ("Từ 01/3 đến trước ngày 30/6/2026", "01/03-29/06"),
    ("Từ tháng 3 đến trước tháng 6", "01/03-31/05"),
    ("Từ tháng 11 đến tháng 02 năm sau", "01/11-28/02/2027"),
    ("Quý I năm sau", "01/01/2027-31/03/2027"),
    ("6 tháng đầu năm sau", "01/01/2027-30/06/2027"),
    ("Quý II, chậm nhất ngày 15/6", "01/04-15/06"),
    ("Sau 30/6, trước 31/7", "01/07-30/07"),
    ("Quý II, kéo dài đến quý III", "01/04-30/09"),
    ("Quý I→Quý III", "01/01-30/09"),
    ("Thượng tuần tháng 6", "01/06-10/06"),
    ("Trung tuần tháng 6", "11/06-20/06"),
    ("Hạ tuần tháng 2", "21/02-28/02"),
    ("Tháng 3 (quý I)", "01/03-31/03"),
    ("3.2026", "01/03-31/03"),
    ("03-2026", "01/03-31/03"),
    ("Tháng 3/2026 (hoàn thành trước ngày 25)", "01/03-24/03"),
    ("Tháng 3, chậm nhất ngày 25", "01/03-25/03"),
    ("Quý l/2026", "01/01-31/03"),
    ("Quý lII", "01/07-30/09"),
    ("Q.I/2026", "01/01-31/03"),
    ("Bắt đầu từ tháng 4 đến tháng 11/2026", "01/04-30/11"),
    ("Tháng 3 đến tháng 8 năm 2026", "01/03-31/08"),
    ("Từ 01/3/2026 đến 30/6/2026", "01/03-30/06"),
    ("từ ngày 01/01 đến ngày 31/12/2026", "01/01-31/12"),
    ("01/01-31/12/2026", "01/01-31/12"),
    ("Từ ngày 01 đến ngày 15 tháng 3", "01/03-15/03"),
    ("Từ 15 đến 20/6", "15/06-20/06"),
    ("15-20/6/2026", "15/06-20/06"),
    ("20/6-15/7/2026", "20/06-15/07"),
    ("Tháng 3-5/2026", "01/03-31/05"),
    ("01/2026 - 12/2026", "01/01-31/12"),
    ("Từ Quý I - Quý IV năm 2026", "01/01-31/12"),
    ("Quý I-III", "01/01-30/09"),
    ("Tháng 2 năm 2026", "01/02-28/02"),
    ("02/2026", "01/02-28/02"),
    ("T6/2026", "01/06-30/06"),
    ("Tháng giêng", "01/01-31/01"),
    ("Tháng 4\nnăm 2026", "01/04-30/04"),  # a line broken by the width of the column
    ("Quý I", "01/01-31/03"),
    ("Quý 1", "01/01-31/03"),
    ("QUÝ IV/2026", "01/10-31/12"),
    ("Quý lV/2026", "01/10-31/12"),
    ("Qúy III", "01/07-30/09"),
    ("Quí 2", "01/04-30/06"),
    ("Quý tư", "01/10-31/12"),
    ("Quý cuối năm", "01/10-31/12"),
    ("Tháng Một", "01/01-31/01"),
    ("Tháng năm", "01/05-31/05"),
    ("Từ T3 đến T8", "01/03-31/08"),
    ("Q2/2026", "01/04-30/06"),
    ("quý II của năm 2026", "01/04-30/06"),
    ("Hoàn thành Quý II/2026", "01/04-30/06"),
    ("6 tháng đầu năm", "01/01-30/06"),
    ("9 tháng đầu năm", "01/01-30/09"),
    ("6 tháng cuối năm 2026", "01/07-31/12"),
    ("Nửa đầu năm", "01/01-30/06"),
    ("Nửa năm đầu", "01/01-30/06"),
    ("Nửa cuối năm", "01/07-31/12"),
    ("Nửa đầu tháng 6", "01/06-15/06"),
    ("Trong nửa cuối tháng 6", "16/06-30/06"),
    ("Nửa cuối tháng 2/2026", "16/02-28/02"),
    ("Nửa đầu quý II", "01/04-15/05"),
    ("Nửa cuối quý III", "16/08-30/09"),
    ("Trong năm 2026", "01/01-31/12"),
    ("Cả năm", "01/01-31/12"),
    ("Quý IV/2026 đến Quý II/2027", "01/10-30/06/2027"),
    ("Quý IV đến quý I/2027", "01/10-31/03/2027"),
    ("Tháng 11/2026 - tháng 2/2027", "01/11-28/02/2027"),
    ("2026 - 2027", "01/01-31/12/2027"),
    ("Quý II/2026 (trước ngày 30/6)", "01/04-29/06"),  # the bracket narrows the quarter
    ("Trong quý II, hoàn thành trước 15/6", "01/04-14/06"),
    ("Quý II theo kế hoạch của tỉnh", "01/04-30/06"),  # "theo" only says how
]

SEVERAL = [
    ("Quý 1, 4/2026", ["window 01/01-31/03", "window 01/10-31/12"]),  # no month 4
    ("Tháng 3/6/9", ["window 01/03-31/03", "window 01/06-30/06", "window 01/09-30/09"]),  # no 6 September
    ("Tháng 2, 6 và 10 năm 2026", ["window 01/02-28/02", "window 01/06-30/06", "window 01/10-31/10"]),
    ("Trước ngày 20 các tháng 3, 6 và 12", ["deadline 19/03", "deadline 19/06", "deadline 19/12"]),
    ("Ngày 20 tháng 3, 6, 12 năm 2026", ["deadline 20/03", "deadline 20/06", "deadline 20/12"]),
    ("Ngày 20 các tháng: 6, 12 năm 2026", ["deadline 20/06", "deadline 20/12"]),
    ("Trước ngày 20/6 (6 tháng) và 20/12 (năm)", ["deadline 19/06", "deadline 19/12"]),
    (
        "Báo cáo quý trước ngày 15/3, 6 tháng trước ngày 15/6, năm trước ngày 15/12",
        ["deadline 14/03", "deadline 14/06", "deadline 14/12"],
    ),
    ("Quý I trước 15/3, quý II trước 15/6", ["window 01/01-14/03", "window 01/04-14/06"]),
    ("Tháng 8, hoàn thành trước 17/8; 30/9", ["window 01/08-16/08", "deadline 30/09"]),
    ("Theo lộ trình của tỉnh, dự kiến 30/9/2026", ["external", "deadline 30/09"]),
    ("Theo kế hoạch của tỉnh (dự kiến quý III)", ["external", "window 01/07-30/09"]),
    ("2 lần/năm (quý II, quý IV)", ["window 01/04-30/06", "window 01/10-31/12"]),  # the dates say when
    (
        "Hằng quý (chậm nhất ngày 15/3, 15/6, 15/9, 15/12)",
        ["deadline 15/03", "deadline 15/06", "deadline 15/09", "deadline 15/12"],
    ),
    ("Khi có hướng dẫn của tỉnh trước 30/6/2026", ["on_event", "deadline 29/06"]),
    ("Quý 1 Thường xuyên", ["window 01/01-31/03", ALL_YEAR]),
    ("Thường xuyên và theo Kế hoạch", [ALL_YEAR, "external"]),
    ("Thường xuyên hoặc theo lộ trình của Bộ Tư pháp, UBND thành phố", [ALL_YEAR, "external"]),
    ("Theo định kỳ và đột xuất", ["recurring", "on_event"]),
    ("Đột xuất hoặc lồng ghép chương trình kiểm tra có liên quan", ["on_event", "external"]),
    (
        "Theo Kế hoạch kiểm tra; kiểm tra đột xuất theo quyết định của UBND phường, Chủ tịch UBND phường",
        ["external", "on_event"],
    ),
    (
        "Định kỳ hàng tháng, hàng quý, 01 năm hoặc đột xuất khi có yêu cầu",
        ["recurring monthly quarterly yearly", "on_event"],
    ),
    ("Tháng 6, tháng 12", ["window 01/06-30/06", "window 01/12-31/12"]),
    ("tháng 2,5,8,11", ["window 01/02-28/02", "window 01/05-31/05", "window 01/08-31/08", "window 01/11-30/11"]),
    ("Trong quý I và quý III", ["window 01/01-31/03", "window 01/07-30/09"]),
    ("- Quý I\n- Quý III", ["window 01/01-31/03", "window 01/07-30/09"]),
    ("30/6 và 31/12", ["deadline 30/06", "deadline 31/12"]),
    ("15 và 30/6", ["deadline 15/06", "deadline 30/06"]),
    ("Trước 30/6 và 31/12", ["deadline 29/06", "deadline 30/12"]),
    ("Trước ngày 15/6 và ngày 15/12/2026", ["deadline 14/06", "deadline 14/12"]),
    ("Định kỳ trước ngày 15/6 và 15/12", ["deadline 14/06", "deadline 14/12"]),
    ("Đợt 1: trước 30/4; đợt 2: trước 30/9", ["deadline 29/04", "deadline 29/09"]),
    ("Thường xuyên; báo cáo trước ngày 15/12", [ALL_YEAR, "deadline 14/12"]),
    ("Theo Kế hoạch của tỉnh, hoàn thành trước 30/6/2026", ["external", "deadline 29/06"]),
    ("Tháng 12/2026 hoặc theo yêu cầu", ["window 01/12-31/12", "on_event"]),
    ("Thường xuyên (báo cáo hằng quý)", [ALL_YEAR, "recurring quarterly"]),
    ("Thường xuyên; báo cáo hằng tháng; quý; năm", [ALL_YEAR, "recurring monthly quarterly yearly"]),
    ("Hằng tháng; Quý IV", ["recurring monthly", "window 01/10-31/12"]),
    ("Hàng tháng và đột xuất", ["recurring monthly", "on_event"]),
    ("Thường xuyên/Đột xuất", [ALL_YEAR, "on_event"]),
    (
        "Xây dựng kế hoạch trước 15/2; triển khai từ tháng 3 đến tháng 10; tổng kết tháng 12",
        ["deadline 14/02", "window 01/03-31/10", "window 01/12-31/12"],
    ),
]

OTHERS = [
    ("Thường xuyên", ALL_YEAR),
    ("THUONG XUYEN", ALL_YEAR),
    ("Thực hiện thường xuyên, liên tục", ALL_YEAR),
    ("hằng ngày", ALL_YEAR),
    ("TX", ALL_YEAR),
    ("24/24h", ALL_YEAR),
    ("Thường xuyên trong năm 2026", ALL_YEAR),
    ("Trong năm 2026 (thường xuyên)", ALL_YEAR),
    ("Thường xuyên từ tháng 3 đến tháng 12", "ongoing 01/03-31/12"),
    ("Thường xuyên thực hiện theo văn bản chỉ đạo, hướng dẫn của Chính phủ, UBND tỉnh.", ALL_YEAR),
    ("Thường xuyên, theo kế hoạch", ALL_YEAR),
    ("Hằng tháng", "recurring monthly"),
    ("hàng quý", "recurring quarterly"),
    ("Hằng năm", "recurring yearly"),
    ("hằng tuần", "recurring weekly"),
    ("Hằng tháng, quý, năm", "recurring monthly quarterly yearly"),
    ("Hàng tháng/quý/năm", "recurring monthly quarterly yearly"),
    ("Hằng tháng; quý; năm", "recurring monthly quarterly yearly"),
    ("Tháng; quý; 6 tháng; năm", "recurring monthly quarterly half_yearly yearly"),
    ("Hằng quý, 6 tháng và cả năm", "recurring quarterly half_yearly yearly"),
    ("Hai lần một năm", "recurring half_yearly"),
    ("6 tháng, năm", "recurring half_yearly yearly"),
    ("Báo cáo tháng, quý, 6 tháng, năm", "recurring monthly quarterly half_yearly yearly"),
    ("Theo tháng, quý, năm", "recurring monthly quarterly yearly"),
    ("Định kỳ 6 tháng", "recurring half_yearly"),
    ("6 tháng/lần", "recurring half_yearly"),
    ("06 tháng và cả năm", "recurring half_yearly yearly"),
    ("2 lần/năm", "recurring half_yearly"),
    ("01 lần/quý", "recurring quarterly"),
    ("Mỗi quý 01 lần", "recurring quarterly"),
    ("Hằng tháng trong năm 2026", "recurring monthly"),
    ("Hằng tháng theo quy định", "recurring monthly"),
    ("định kỳ", "recurring"),
    ("Khi có yêu cầu", "on_event"),
    ("đột xuất", "on_event"),
    ("Sau khi có hướng dẫn", "on_event"),
    ("Ngay khi có thay đổi nhân sự thực hiện nhiệm vụ tại các cơ quan, đơn vị", "on_event"),
    ("Khi nhận được phản ánh, kiến nghị do Văn phòng UBND tỉnh điều phối", "on_event"),
    ("Trong 05 ngày làm việc kể từ ngày nhận được văn bản", "on_event"),
    ("Tùy theo tình hình thực tế", "on_event"),
    ("Theo yêu cầu của cấp trên", "on_event"),
    ("Theo Kế hoạch của tỉnh", "external"),
    ("Thực hiện theo Kế hoạch", "external"),
    ("Theo Kế hoạch truyền thông năm 2026 của UBND tỉnh", "external"),
    ("Theo Kế hoạch số 12/KH-UBND ngày 15/3/2026 của UBND tỉnh", "external"),
    ("Theo thời gian được giao trong Kế hoạch của UBND tỉnh", "external"),
    ("Theo nội dung tại Đề án và các văn bản triển khai", "external"),
    ("Theo chỉ đạo của TW/tỉnh", "external"),
    ("Theo quy định", "external"),
    ("Chờ hướng dẫn của tỉnh", "external"),
]


def test_a_marker_holds_for_days_behind_semicolons() -> None:
    assert shown("Trước ngày 15/3; 15/6 và 15/9") == [
        "deadline 14/03",
        "deadline 14/06",
        "deadline 14/09",
    ]
    assert shown("Trước 28/02; Quý IV")[1].startswith("window")


def test_ongoing_under_both_headings_is_one_timing() -> None:
    read = read_phrase("Thường xuyên", YEAR, "Thường xuyên")
    assert [timing.kind for timing in read.timings] == [Kind.ONGOING]


@pytest.mark.parametrize(
    ("phrase", "kinds"),
    [
        ("Thường xuyên trong quý", [Kind.ONGOING]),
        ("Quý 1+2", [Kind.WINDOW, Kind.WINDOW]),
        ("Tháng 3 và ngày 25", [Kind.WINDOW]),
        ("Theo Kế hoạch của tỉnh đến năm 2030", [Kind.EXTERNAL]),
        ("Kể từ ngày ban hành", [Kind.ON_EVENT]),
        ("Từ ngày 15/3", [Kind.WINDOW]),
    ],
)
def test_kinds_of_less_usual_phrases(phrase: str, kinds: list[Kind]) -> None:
    assert [timing.kind for timing in read_phrase(phrase, YEAR).timings] == kinds


@pytest.mark.parametrize(("phrase", "due"), DEADLINES)
def test_deadline(phrase: str, due: str) -> None:
    assert shown(phrase) == [f"deadline {due}"]
    assert not read_phrase(phrase, YEAR).notes


@pytest.mark.parametrize(("phrase", "days"), WINDOWS)
def test_window(phrase: str, days: str) -> None:
    assert shown(phrase) == [f"window {days}"]
    assert not read_phrase(phrase, YEAR).notes


@pytest.mark.parametrize(("phrase", "timings"), SEVERAL)
def test_several_timings_in_the_order_written(phrase: str, timings: list[str]) -> None:
    assert shown(phrase) == timings
    assert not read_phrase(phrase, YEAR).notes


@pytest.mark.parametrize(
    ("cell", "timings"),
    [
        ("Trước\nngày\n28/02/2026", ["deadline 27/02"]),
        ("Trước\n28/02", ["deadline 27/02"]),
        ("Từ tháng\n02 đến\ntháng 11", ["window 01/02-30/11"]),
        ("Từ\ntháng 2\nđến\ntháng 11", ["window 01/02-30/11"]),
        ("Quý\nIV", ["window 01/10-31/12"]),
        ("Theo Kế hoạch của\nUBND tỉnh", ["external"]),
        ("Hằng tháng\nQuý IV", ["recurring monthly", "window 01/10-31/12"]),
        ("Trước 28/02/2026\nThường xuyên", ["deadline 27/02", ALL_YEAR]),
    ],
)
def test_a_phrase_wrapped_in_a_narrow_cell_is_one(cell: str, timings: list[str]) -> None:
    assert shown(cell) == timings
    assert not read_phrase(cell, YEAR).notes


@pytest.mark.parametrize(("phrase", "timing"), OTHERS)
def test_other_kinds(phrase: str, timing: str) -> None:
    assert shown(phrase) == [timing]
    assert not read_phrase(phrase, YEAR).notes


def test_leap_years_follow_the_year() -> None:
    assert read_timings("Tháng 1", 2028, "Tháng 2")[0].due == date(2028, 2, 29)
    assert read_timings("Trước 29/02", 2028)[0].due == date(2028, 2, 28)
    for phrase in ("29/02/2028", "29/02", "Chậm nhất ngày 29/02", "Trước 01/3", "Tháng 2", "Tháng 2 năm 2028"):
        assert read_timings(phrase, 2028)[0].due == date(2028, 2, 29), phrase
    for year in (2026, 2027, 2100):
        assert read_timings("Trước 01/3", year)[0].due == date(year, 2, 28)
        assert read_timings("Tháng 2", year)[0].due == date(year, 2, 28)


@pytest.mark.parametrize(
    ("start", "finish", "timings"),
    [
        ("01/3", "30/7", ["window 01/03-30/07"]),
        ("Tháng 1", "Tháng 12", ["window 01/01-31/12"]),
        ("Tháng 1", "Tháng 2", ["window 01/01-28/02"]),
        ("01/3", "Trước 30/7", ["window 01/03-29/07"]),
        ("Tháng 10", "Tháng 3/2027", ["window 01/10-31/03/2027"]),
        ("Trước 28/02/2026", "", ["deadline 27/02"]),
        ("", "30/7", ["deadline 30/07"]),
        ("", "Thường xuyên", [ALL_YEAR]),
        ("Thường xuyên", "", [ALL_YEAR]),
        ("Quý IV", "", ["window 01/10-31/12"]),
        ("Tháng 3", "Thường xuyên", ["ongoing 01/03-31/12"]),
        ("Trước 15/3", "Trước 30/9", ["deadline 14/03", "deadline 29/09"]),
        ("", "", ["unspecified"]),
        ("01/3; 01/9", "30/4; 30/10", ["window 01/03-30/04", "window 01/09-30/10"]),
        ("Tháng 3, 9", "Tháng 4, 10", ["window 01/03-30/04", "window 01/09-31/10"]),
        ("01/3", "-", ["window 01/03-31/12"]),
        ("-", "30/4", ["deadline 30/04"]),
        ("01/3", "Khi hoàn thành", ["window 01/03-31/12", "on_event"]),  # no due date of 1 March
        ("Từ tháng 3", "Đến tháng 6", ["window 01/03-30/06"]),
    ],
)
def test_pairs_of_start_and_finish(start: str, finish: str, timings: list[str]) -> None:
    assert shown(start, finish) == timings


def test_a_pair_that_ends_before_it_begins() -> None:
    assert read_phrase("01/7/2026", YEAR, "01/3/2026").problems
    assert read_phrase("01/10", YEAR, "01/3").notes
    assert shown("01/10", "01/3") == ["window 01/10-01/03/2027"]


@given(st.sampled_from([phrase for phrase, _ in DEADLINES + WINDOWS + OTHERS]))
def test_composition_case_and_marks_change_no_reading(phrase: str) -> None:
    assert shown(unicodedata.normalize("NFD", phrase)) == shown(phrase)
    assert shown(fold(phrase.replace("\n", " "))) == shown(phrase)


def test_each_timing_names_its_piece_of_the_phrase() -> None:
    texts = [timing.text for timing in read_timings("Thường xuyên; báo cáo trước ngày 15/12", YEAR)]
    assert texts == ["Thường xuyên", "trước ngày 15/12"]
