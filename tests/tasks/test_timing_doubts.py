"""Phrases that leave something open, or cannot be: read with a note, or not at all."""

from __future__ import annotations

from datetime import date

import pytest

from tasks.timing import Kind, read_phrase
from tests.tasks.test_timing import YEAR, shown


@pytest.mark.parametrize(
    ("phrase", "timings"),
    [
        ("Trước ngày 15 hằng tháng", ["recurring monthly"]),
        ("Trước 25 hằng tháng", ["recurring monthly"]),
        ("Hằng tháng, trước ngày 25", ["recurring monthly"]),
        ("Ngày 15 tháng cuối quý", ["recurring quarterly"]),
        ("Trước ngày 20 của tháng cuối mỗi quý", ["recurring quarterly"]),
        ("Tháng 6 hằng năm", ["window 01/06-30/06"]),
        ("Trước 15/12 hằng năm", ["deadline 14/12"]),
        ("Hằng năm, trước ngày 15/12", ["deadline 14/12"]),
        ("31/12/2026 (hằng năm)", ["deadline 31/12"]),
        ("Hàng năm (quý IV)", ["window 01/10-31/12"]),
        ("Hằng tháng từ tháng 3", ["recurring monthly"]),
        ("Hằng tháng đến hết quý III", ["recurring monthly"]),
        ("Trong năm, tập trung quý II", ["window 01/01-31/12"]),  # not due in June
        ("Thường xuyên, trọng tâm là tháng 6", ["ongoing 01/01-31/12"]),
        ("Quý II trở đi", ["window 01/04-31/12"]),
        ("Quý I và các quý tiếp theo", ["window 01/01-31/03"]),
        ("Trước 30/4 - 01/5", ["window 30/04-01/05"]),
        ("Từ sau 30/6", ["window 01/07-31/12"]),
        ("Từ tháng 6 đến tháng 12/2027", ["window 01/06/2027-31/12/2027"]),
        ("Đến 24/5; 03/7/2027", ["deadline 24/05/2027", "deadline 03/07/2027"]),
        ("Thường xuyên (báo cáo quý)", ["ongoing 01/01-31/12", "recurring quarterly"]),
        ("Ngày 10 tháng 3, tháng 6", ["deadline 10/03", "deadline 10/06"]),
        ("Tháng 3, 6 (trước ngày 15)", ["window 01/03-31/03", "window 01/06-14/06"]),
        ("24/7", ["deadline 24/07"]),
        ("Tháng l/2026", ["window 01/01-31/01"]),
        ("cuối năm", ["window 01/10-31/12"]),
        ("Đầu quý II", ["window 01/04-30/04"]),
        ("Giữa năm", ["window 01/04-30/09"]),
        ("Cuối tháng 6", ["window 21/06-30/06"]),
        ("Tuần 2 tháng 3", ["window 01/03-31/03"]),
        ("Cuối quý", ["recurring quarterly"]),
        ("6 tháng", ["recurring half_yearly"]),
        ("1-2 lần/năm", ["recurring"]),
        ("2 tuần/lần", ["recurring"]),
        ("Quý II, III", ["window 01/04-30/06", "window 01/07-30/09"]),
        ("Từ tháng 3/2026", ["window 01/03-31/12"]),
        ("Từ quý II trở đi", ["window 01/04-31/12"]),
        ("Sau ngày 30/6", ["window 01/07-31/12"]),
        ("từ tháng 11 đến tháng 2", ["window 01/11-28/02/2027"]),
        ("Nửa cuối", ["window 01/07-31/12"]),
        ("Thứ 6 hằng tuần", ["recurring weekly"]),
        ("Trước 17h00 thứ Sáu hằng tuần", ["recurring weekly"]),
        ("Tuần 3 hằng tháng", ["recurring monthly"]),
        ("Ngày làm việc cuối cùng hằng tháng", ["recurring monthly"]),
        ("Nửa tháng một lần", ["recurring monthly"]),
        ("Chậm nhất 30 ngày trước khi hết năm", ["on_event"]),
        ("Trong 7 ngày kể từ 01/6", ["on_event"]),
        ("Trước khi kết thúc năm", ["on_event"]),
        ("Trước 7 ngày làm việc kể từ 01/6", ["window 01/06-31/12"]),
        ("31/3/2026 - 30/6/2026 - 30/9/2026", ["deadline 31/03", "deadline 30/06", "deadline 30/09"]),
        ("31/3 - 30/6 - 30/9 - 31/12", ["deadline 31/03", "deadline 30/06", "deadline 30/09", "deadline 31/12"]),
        ("30.6", ["deadline 30/06"]),
        ("30-6", ["deadline 30/06"]),
        ("Trước 15.6", ["deadline 14/06"]),
        ("05.6", ["deadline 05/06"]),
        ("từ 1.3 đến 30.6", ["window 01/03-30/06"]),
        ("II/2026", ["window 01/04-30/06"]),
        ("1/2 năm", ["deadline 01/02"]),
        ("20260630", ["unspecified"]),
        ("Trước ngày 15/6 (sơ kết); 15/12 (tổng kết)", ["deadline 14/06", "deadline 15/12"]),
        ("Thường xuyên trong tháng 2, 5, 8", ["ongoing 01/02-28/02"]),
        ("28/O2/2026", ["deadline 28/02"]),  # a letter read for a digit
        ("Trước l5/6/2026", ["deadline 14/06"]),
        ("30/O6/2026", ["deadline 30/06"]),
        ("15/6/2O26", ["deadline 15/06"]),
        ("Trước ngày 15", ["unspecified"]),
        ("Trong tháng", ["unspecified"]),
        ("lúc nào đó", ["unspecified"]),
        ("28//02/2026", ["unspecified"]),
        ("Sau Tết Nguyên đán", ["unspecified"]),
        ("", ["unspecified"]),
        (" - ", ["unspecified"]),
    ],
)
def test_what_the_words_leave_open_is_noted(phrase: str, timings: list[str]) -> None:
    assert shown(phrase) == timings
    assert read_phrase(phrase, YEAR).notes


@pytest.mark.parametrize(
    "phrase",
    [
        "31/02/2026",
        "Trước 29/02/2026",
        "Trước ngày 31/6",
        "12/31/2026",
        "Tháng 13",
        "Quý V",
        "Quý 5/2026",
        "Quý VI năm 2026",
        "30/6/2026 đến 01/3/2026",
    ],
)
def test_what_cannot_be_is_a_problem_and_no_guess(phrase: str) -> None:
    reading = read_phrase(phrase, YEAR)
    assert reading.problems
    assert [timing.kind for timing in reading.timings] == [Kind.UNSPECIFIED]


@pytest.mark.parametrize(
    "phrase",
    [
        "Không thực hiện trong quý II",
        "Hằng tháng trừ tháng 2",
        "Hằng tháng, ngoại trừ tháng 7",
        "Hang thang, ngoai tru thang 7",
        "Thường xuyên (không bao gồm quý I)",
        "Chưa thực hiện trong quý II",
    ],
)
def test_a_negation_is_never_passed_over(phrase: str) -> None:
    assert any("phủ định" in note for note in read_phrase(phrase, YEAR).notes)


@pytest.mark.parametrize(
    "phrase",
    [
        "Quý II (số hóa tài liệu lưu trữ)",
        "Quý II, trên không gian mạng",
        "Tháng 6 tại trụ sở UBND phường",
        "Đợt 1: trước 30/4; đợt 2: trước 30/9",
        "Thứ Hai, ngày 15/6/2026",
        "Chuyển đổi số từ tháng 3 đến tháng 10",
        "Hoàn thành từ tháng 3 đến tháng 10",
        "Tháng 3-5",
        "Không quá 05 ngày làm việc kể từ ngày nhận được hồ sơ",
    ],
)
def test_ordinary_words_raise_no_doubt(phrase: str) -> None:
    assert not read_phrase(phrase, YEAR).notes


def test_a_moved_deadline_is_noted_and_not_contradicted() -> None:
    reading = read_phrase("Lùi từ 30/6 sang 30/9/2026", YEAR)
    assert reading.timings[0].due == date(2026, 9, 30)
    assert reading.notes == ("thời hạn được lùi hoặc đổi; hãy xem lại mốc đã hiểu",)
    assert not read_phrase("Từ ngày 01/3, hoàn thành trước 30/6", YEAR).notes
