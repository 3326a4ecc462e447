"""Timing phrases that nobody chose: what the grammar writes it reads back, and nothing makes it fail."""

from __future__ import annotations

import unicodedata
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tasks.timing import Every, Kind, Timing, read_phrase, read_timings, write_timing
from wards.text import fold

YEAR = 2026

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
SPANS = st.tuples(DAYS, DAYS).map(sorted)


@given(
    st.one_of(
        DAYS.map(lambda day: Timing(Kind.DEADLINE, due=day)),
        SPANS.map(lambda days: Timing(Kind.WINDOW, *days)),
        SPANS.map(lambda days: Timing(Kind.ONGOING, *days)),
        st.lists(st.sampled_from(Every), unique=True).map(lambda every: Timing(Kind.RECURRING, every=tuple(every))),
        st.sampled_from([Kind.ON_EVENT, Kind.EXTERNAL, Kind.UNSPECIFIED]).map(Timing),
    )
)
def test_a_written_timing_is_read_back(timing: Timing) -> None:
    (read,) = read_timings(write_timing(timing), YEAR)
    assert (read.kind, read.start, read.due, read.every) == (timing.kind, timing.start, timing.due, timing.every)


WRITTEN = st.one_of(
    DAYS.map(lambda day: Timing(Kind.DEADLINE, due=day)),
    SPANS.map(lambda days: Timing(Kind.WINDOW, *days)),
    st.sampled_from(Every).map(lambda every: Timing(Kind.RECURRING, every=(every,))),
    st.sampled_from([Kind.ON_EVENT, Kind.EXTERNAL]).map(Timing),
)


@given(st.lists(WRITTEN, min_size=1, max_size=4, unique=True))
def test_written_timings_behind_semicolons_are_read_back_in_order(timings: list[Timing]) -> None:
    read = read_timings("; ".join(map(write_timing, timings)), YEAR)
    assert [(each.kind, each.start, each.due, each.every) for each in read] == [
        (each.kind, each.start, each.due, each.every) for each in timings
    ]


FORMS = [
    *("{d}/{m}/{y}", "{d:02d}/{m:02d}/{y}", "{d}-{m}-{y}", "{d}.{m}.{y}", "{d} / {m} / {y}", "{d}/{m}/{s:02d}"),
    *("ngày {d:02d} tháng {m:02d} năm {y}", "ngày {d}/{m}/{y}", "ngày {d}-{m}-{y}", "{y}-{m:02d}-{d:02d}"),
]
WITHOUT_YEAR = ["{d}/{m}", "{d:02d}/{m:02d}", "ngày {d}/{m}", "ngày {d} tháng {m}", "ngày {d}-{m}"]


@given(st.dates(date(2021, 1, 1), date(2099, 12, 31)), st.sampled_from([*FORMS, *WITHOUT_YEAR]), st.booleans())
def test_every_form_of_a_day_is_read_day_first(day: date, form: str, bare: bool) -> None:
    phrase = form.format(d=day.day, m=day.month, y=day.year, s=day.year % 100)
    if bare:
        phrase = fold(phrase)
    for written in (phrase, unicodedata.normalize("NFD", phrase)):
        (read,) = read_timings(written, day.year)
        assert (read.kind, read.due) == (Kind.DEADLINE, day), written
        (before,) = read_timings(f"Trước {written}", day.year)
        assert before.due == day - timedelta(days=1)


def windows(phrase: str) -> list[tuple[date | None, date | None]]:
    reading = read_phrase(phrase, YEAR)
    assert {timing.kind for timing in reading.timings} <= {Kind.WINDOW}, phrase
    return [(timing.start, timing.due) for timing in reading.timings]


def of_month(month: int) -> tuple[date, date]:
    return date(YEAR, month, 1), date(YEAR, month, monthrange(YEAR, month)[1])


MONTHS = st.lists(st.integers(1, 12), min_size=2, max_size=5, unique=True).map(sorted)
DRESSES = st.sampled_from([str, str.upper, fold, lambda text: unicodedata.normalize("NFD", text)])


@given(MONTHS, st.sampled_from([", ", "; tháng ", " và tháng ", "/", "+"]), DRESSES)
def test_listed_months_are_each_a_window(months: list[int], between: str, dress: Callable[[str], str]) -> None:
    if between == "/" and len(months) == 2:  # "tháng 3/6" is noted by its neighbours only
        between = ", "
    phrase = dress(f"Tháng {between.join(map(str, months))}")
    assert windows(phrase) == [of_month(month) for month in months], phrase


@given(MONTHS, st.integers(1, 28), st.booleans(), DRESSES)
def test_a_day_of_several_months_is_due_in_each(
    months: list[int], day: int, before: bool, dress: Callable[[str], str]
) -> None:
    *first, last = map(str, months)
    phrase = dress(f"{'Trước ngày' if before else 'Ngày'} {day} các tháng {', '.join(first)} và {last} năm {YEAR}")
    due = [timing.due for timing in read_timings(phrase, YEAR)]
    assert due == [date(YEAR, month, day) - timedelta(days=before) for month in months], phrase


@given(
    st.lists(st.integers(1, 12), min_size=2, max_size=2, unique=True).map(sorted),
    st.sampled_from([" đến ", " đến hết ", " - ", " – ", " tới ", " → "]),
    st.sampled_from(["", "Từ ", "Bắt đầu từ "]),
    st.booleans(),
    DRESSES,
)
def test_months_from_and_to_are_one_window(
    months: list[int], between: str, lead: str, before: bool, dress: Callable[[str], str]
) -> None:
    first, last = months
    between = " đến trước " if before else between
    phrase = dress(f"{lead}tháng {first}{between}tháng {last}/{YEAR}")
    end = of_month(last)[0] - timedelta(days=1) if before else of_month(last)[1]
    assert windows(phrase) == [(of_month(first)[0], end)], phrase


@given(DAYS.filter(lambda day: day.year < 2099), DRESSES)
def test_a_day_of_next_year_is_due_then(day: date, dress: Callable[[str], str]) -> None:
    (read,) = read_timings(dress(f"Chậm nhất ngày {day.day}/{day.month} năm sau"), day.year - 1)
    assert read.due == day


WORDS = """trước ngày tháng quý năm hằng định kỳ thường xuyên khi theo đến từ và hoặc , ; - / ( ) 15 31/02
30/6/2026 IV 6 cuối lần trong chậm nhất hoàn thành đột xuất 2026 0 00/00/2026 99 đầu tuần 17h00 3-5/2026 sau"""
PIECES = st.sampled_from([*WORDS.split(), "\n"])


@given(st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=14).map(" ".join)), st.integers(1990, 2100))
def test_no_phrase_raises_and_each_has_a_timing(phrase: str, year: int) -> None:
    reading = read_phrase(phrase, year)
    assert reading.timings
    for timing in reading.timings:
        assert not (timing.start and timing.due) or timing.start <= timing.due
        assert bool(timing.due) == (timing.kind in {Kind.DEADLINE, Kind.WINDOW, Kind.ONGOING})


@given(st.lists(PIECES, max_size=6).map(" ".join), st.lists(PIECES, max_size=6).map(" ".join))
def test_no_pair_raises(start: str, finish: str) -> None:
    assert read_phrase(start, YEAR, finish).timings
