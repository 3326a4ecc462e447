"""Words and timings of a plan a year later."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.next_year import day_next_year, phrase_next_year, timings_next_year, title_next_year
from tasks.timing import Every, Kind, Timing, read_timings

Days = list[tuple[str, str]]

PHRASES: list[tuple[int, str, str, Days]] = [
    (2026, "Trước 28/02/2026", "Trước 28/02/2027", [("", "2027-02-27")]),
    (2026, "Trước 28/02", "Trước 28/02", [("", "2027-02-27")]),
    (2026, "Chậm nhất ngày 15/9/26", "Chậm nhất ngày 15/9/27", [("", "2027-09-15")]),
    (2026, "Trong năm 2026", "Trong năm 2027", [("2027-01-01", "2027-12-31")]),
    (2026, "Thường xuyên", "Thường xuyên", [("2027-01-01", "2027-12-31")]),
    (2026, "Hằng tháng", "Hằng tháng", [("", "")]),
    (2026, "Theo Kế hoạch năm 2026 của tỉnh", "Theo Kế hoạch năm 2027 của tỉnh", [("", "")]),
    # A window over two years, begun in the plan's year or the year before.
    (2026, "Quý IV/2026 đến Quý II/2027", "Quý IV/2027 đến Quý II/2028", [("2027-10-01", "2028-06-30")]),
    (2026, "2026 - 2027", "2027 - 2028", [("2027-01-01", "2028-12-31")]),
    (2026, "2025 - 2026", "2026 - 2027", [("2026-01-01", "2027-12-31")]),
    # 29 February goes, and comes.
    (2028, "Chậm nhất ngày 29/02/2028", "Chậm nhất ngày 28/02/2029", [("", "2029-02-28")]),
    (2028, "Ngày 29 tháng 2 năm 2028", "Ngày 28 tháng 2 năm 2029", [("", "2029-02-28")]),
    (2028, "29/02/28", "28/02/29", [("", "2029-02-28")]),
    (2028, "Đến ngày 29/02", "Đến ngày 28/02", [("", "2029-02-28")]),
    (2028, "Trước 01/3/2028", "Trước 01/3/2029", [("", "2029-02-28")]),
    (2028, "Tháng 2 năm 2028", "Tháng 2 năm 2029", [("2029-02-01", "2029-02-28")]),
    (2027, "Tháng 2", "Tháng 2", [("2028-02-01", "2028-02-29")]),
    (2027, "Quý IV/2027 đến 29/02/2028", "Quý IV/2028 đến 28/02/2029", [("2028-10-01", "2029-02-28")]),
    # The cells of a pair, and of two rows that were joined.
    (2026, "01/3 | 30/7", "01/3 | 30/7", [("2027-03-01", "2027-07-30")]),
    (2027, "Tháng 1/2027 | Tháng 2/2027", "Tháng 1/2028 | Tháng 2/2028", [("2028-01-01", "2028-02-29")]),
    (2027, "Quý 1 | Tháng 2 | Thường xuyên", "Quý 1 | Tháng 2 | Thường xuyên", [("2028-02-01", "2028-02-29")]),
    # What a document is called stays.
    (
        2026,
        "Theo Kế hoạch số 12/KH-UBND ngày 05/01/2026 của tỉnh",
        "Theo Kế hoạch số 12/KH-UBND ngày 05/01/2026 của tỉnh",
        [("", "")],
    ),
    (
        2026,
        "Trước 30/6/2026 theo Thông tư số 03/2026/TT-VPCP",
        "Trước 30/6/2027 theo Thông tư số 03/2026/TT-VPCP",
        [("", "2027-06-29")],
    ),
    (
        2026,
        "Theo lộ trình của Nghị quyết số 66.7/2026/NQ-CP ngày 15 tháng 02 năm 2026",
        "Theo lộ trình của Nghị quyết số 66.7/2026/NQ-CP ngày 15 tháng 02 năm 2026",
        [("", "")],
    ),
]


def read(phrase: str, year: int) -> tuple[Timing, ...]:
    """A row's timings as an import reads its cells."""
    pieces = phrase.split(" | ")
    if len(pieces) == 2:
        return read_timings(pieces[0], year, pieces[1])
    return tuple(timing for piece in pieces for timing in read_timings(piece, year))


@pytest.mark.parametrize(("year", "phrase", "later", "days"), PHRASES)
def test_a_phrase_and_its_days_a_year_later(year: int, phrase: str, later: str, days: Days) -> None:
    assert phrase_next_year(phrase, year) == later
    timings = timings_next_year(phrase, read(phrase, year), year)
    found = [(str(timing.start or ""), str(timing.due or "")) for timing in timings]
    assert set(days) <= set(found), found
    assert [timing.kind for timing in timings] == [timing.kind for timing in read(phrase, year)]


def test_days_that_people_entered_move_as_they_are() -> None:
    entered = (
        Timing(Kind.DEADLINE, due=date(2028, 2, 29), text="Trong năm 2028"),
        Timing(Kind.RECURRING, every=(Every.MONTHLY,), text="Định kỳ", proposed=True),
    )
    assert timings_next_year("Trong năm 2028", entered, 2028) == (
        Timing(Kind.DEADLINE, due=date(2029, 2, 28), text="Trong năm 2029"),
        Timing(Kind.RECURRING, every=(Every.MONTHLY,), text="Định kỳ", proposed=True),
    )


@pytest.mark.parametrize(
    ("title", "later"),
    [
        ("Kế hoạch năm 2026", "Kế hoạch năm 2027"),
        ("KẾ HOẠCH 2026 - 2027", "KẾ HOẠCH 2027 - 2028"),
        ("Kế hoạch năm 2026 thực hiện giai đoạn 2026 - 2030", "Kế hoạch năm 2027 thực hiện giai đoạn 2026 - 2030"),
        ("Kế hoạch thực hiện Nghị quyết năm 2024", "Kế hoạch thực hiện Nghị quyết năm 2024"),
        ("Kèm theo Kế hoạch số 7/KH-UBND ngày 05/01/2026", "Kèm theo Kế hoạch số 7/KH-UBND ngày 05/01/2026"),
        ("Quyết định số 06/QĐ-TTg năm 2026", "Quyết định số 06/QĐ-TTg năm 2027"),
        ("Kế hoạch 12026", "Kế hoạch 12026"),
    ],
)
def test_a_title_a_year_later(title: str, later: str) -> None:
    assert title_next_year(title, 2026) == later


@given(st.dates(date(2020, 1, 1), date(2090, 12, 31)))
def test_a_day_keeps_its_place_in_the_year(day: date) -> None:
    later = day_next_year(day)
    assert later.year == day.year + 1
    assert (later.month, later.day) == ((2, 28) if (day.month, day.day) == (2, 29) else (day.month, day.day))
    assert timedelta(365) <= later - day <= timedelta(366)


@given(st.dates(date(2020, 1, 1), date(2090, 12, 31)))
def test_words_and_days_agree(day: date) -> None:
    phrase = f"Chậm nhất ngày {day:%d/%m/%Y}"
    timings = timings_next_year(phrase, read_timings(phrase, day.year), day.year)
    assert timings[0].due == day_next_year(day)
    assert timings == read_timings(phrase_next_year(phrase, day.year), day.year + 1)
