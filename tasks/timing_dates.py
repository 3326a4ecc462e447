"""Days and periods of a timing phrase, already found, made into timings. Pure.

An item is what one stretch of the phrase names: markers ("trước", "đến hết"), a day or a period, and
for a range its other end. Items of one list lend each other what only the last one says ("15 và 30/6",
"Quý II, III/2026").
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from tasks.timing_kinds import Kind, Timing
from tasks.timing_words import Point, Unit

ONLY_START = "chỉ có mốc bắt đầu"
ONE_DAY = timedelta(days=1)
_TENS = {"thuong": "dau", "trung": "giua", "ha": "cuoi"}  # thượng, trung, hạ tuần
Days = tuple[date, date]


@dataclass(frozen=True)
class Item:
    """`part` is "dau", "giua", "cuoi", "nua dau", "nua cuoi" or "thuong tuan" where the phrase names only that part of
    the period; `before_end`: a range ends before its second day ("từ 01/3 đến trước 30/6"); `lent`: its year is that of
    a later day."""

    markers: frozenset[str]
    one: Point
    two: Point | None
    part: str
    text: str
    before_end: bool = False
    lent: bool = False


def lend(items: list[Item]) -> list[Item]:
    """Give a day the month, and a day or period the year, that only a later item of the list names."""
    done: list[Item] = []
    later: Point | None = None
    for item in reversed(items):
        two = item.two and _borrow(item.two, later)
        one = _borrow(item.one, two or later)
        done.append(replace(item, one=one, two=two, lent=one.year != item.one.year))
        later = one
    return done[::-1]


def _borrow(one: Point, later: Point | None) -> Point:
    if later is None:
        return one
    if one.unit is Unit.DAY and one.month is None:
        # "3-5/2026" are months, "3-5/6/2026" days.
        one = replace(one, unit=Unit.MONTH) if later.unit is Unit.MONTH else replace(one, month=later.month)
    if one.year or not later.year or one.unit is Unit.YEAR:
        return one
    one_days, later_days = _days_or_none(one, later.year), _days_or_none(later, later.year)
    back = bool(one_days and later_days and one_days[0] > later_days[1])  # "Quý IV đến Quý II/2027"
    return one.in_year(later.year - back)


def _days_or_none(value: Point, year: int) -> Days | None:
    try:
        return value.days(year)
    except ValueError:
        return None


def resolve(item: Item, year: int, notes: list[str], problems: list[str]) -> Timing | None:
    """The timing of one item; None (and a problem) where the calendar has no such day.

    "Trước" D is due the day before D; "đến", "chậm nhất" and a bare day are due the day itself; a bare
    period is a window. A range over the year's end without years goes on into the next year.
    """
    begin = _days_or_none(item.one, year)
    end = _days_or_none(item.two, item.one.year or year) if item.two else begin
    for value, days in ((item.one, begin), (item.two or item.one, end)):
        if days is None:
            problem = f"không có {_written(value)} trong lịch"
            if problem not in problems:
                problems.append(problem)
    if begin is None or end is None:
        return None
    if item.lent and item.one.year not in {None, year}:
        notes.append(f"năm {item.one.year} chỉ ghi ở mốc sau; đã hiểu “{item.text}” trong năm đó")
    exact = item.part.startswith("nua") or item.part.endswith("tuan")
    if item.part and (item.two or item.markers - {"inside"} or not exact):
        notes.append("“đầu”, “giữa” hoặc “cuối” kỳ không nói rõ ngày; đã lấy phần đó của kỳ")
    if item.part and item.two is None and item.one.unit is not Unit.DAY:
        begin = end = half(begin, item.part) if item.part.startswith("nua") else third(begin, item.part)
    if item.before_end and end[0] > date.min:
        end = (end[0], end[0] - ONE_DAY)
    if begin[0] > end[1] and item.two and not item.two.year:
        end = item.two.days(begin[0].year + 1)
        end = (end[0], end[0] - ONE_DAY) if item.before_end else end
        notes.append(f"mốc kết thúc đứng trước mốc bắt đầu; hiểu là đến {end[1]:%d/%m/%Y}")
    if begin[0] > end[1]:
        problems.append(f"ngày kết thúc {end[1]:%d/%m/%Y} đứng trước ngày bắt đầu {begin[0]:%d/%m/%Y}")
        return None
    return _by_markers(item, begin, end, year, notes)


def _by_markers(item: Item, begin: Days, end: Days, year: int, notes: list[str]) -> Timing:
    markers, text = item.markers, item.text
    if item.two:
        if "before" in markers:
            notes.append("“trước” đứng trước một khoảng thời gian; đã lấy cả khoảng, hãy xem lại hạn")
        return Timing(Kind.WINDOW, begin[0], end[1], text=text)
    if "before" in markers and not item.part:
        # "trước 17 giờ ngày 15/6" is due on the day itself
        return Timing(Kind.DEADLINE, due=begin[1] if "clock" in markers else begin[0] - ONE_DAY, text=text)
    if markers & {"before", "latest", "until"}:
        return Timing(Kind.DEADLINE, due=begin[1], text=text)
    if markers & {"start", "after"} and item.one.unit is not Unit.YEAR:
        start = begin[1] + ONE_DAY if "after" in markers else begin[0]
        due = date(max(year, start.year), 12, 31)
        notes.append(only_start(due))
        return Timing(Kind.WINDOW, start, due, text=text)
    if item.one.unit is Unit.DAY:
        return Timing(Kind.DEADLINE, due=begin[1], text=text)
    return Timing(Kind.WINDOW, begin[0], begin[1], text=text)


def only_start(due: date) -> str:
    """The note on a period of which only the beginning is named."""
    return f"{ONLY_START}; hiểu là đến hết {due:%d/%m/%Y}"


def half(days: Days, part: str) -> Days:
    """The first or last half: of a month to the 15th or from the 16th, so too where the middle is in a month."""
    start, due = days
    count = due.month - start.month + 1
    middle = date(start.year, start.month + count // 2, 16 if count % 2 else 1)
    return (start, middle - ONE_DAY) if part.endswith("dau") else (middle, due)


def third(days: Days, part: str) -> Days:
    """The first, middle or last part: of a month ten days, of a year a quarter (its middle the second and
    third), of any other period a third of its months."""
    start, due = days
    part = next((same for ten, same in _TENS.items() if part.startswith(ten)), part)
    months = due.month - start.month + 1
    if months == 1:
        tenth, twentieth = start.replace(day=10), start.replace(day=20)
        if part in {"dau", "giua"}:
            return (start, tenth) if part == "dau" else (tenth + ONE_DAY, twentieth)
        return twentieth + ONE_DAY, due
    edge = months // 4 if months == 12 else max(1, months // 3)
    first, last = {
        "dau": (start.month, start.month + edge - 1),
        "giua": (start.month + edge, due.month - edge),
    }.get(part, (due.month - edge + 1, due.month))
    return Point(Unit.MONTH, first).days(start.year)[0], Point(Unit.MONTH, last).days(start.year)[1]


def _written(value: Point) -> str:
    names = {Unit.DAY: "ngày", Unit.MONTH: "tháng", Unit.QUARTER: "quý", Unit.YEAR: "năm"}
    numbers = (value.number if value.unit is not Unit.YEAR else None, value.month, value.year)
    return f"{names.get(value.unit, 'kỳ')} {'/'.join(str(number) for number in numbers if number is not None)}"
