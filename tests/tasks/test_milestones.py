"""The days on which occurrences remind of themselves, on both sides of each boundary."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.milestones import Course, Owing, Reckoning, Scheme
from tasks.schedule import SlotKind
from wards.calendar import WorkingCalendar
from wards.periods import Rule

DAY = timedelta(days=1)
OFFICE = WorkingCalendar({date(2026, 1, 2): False, date(2026, 1, 10): True})
# A calendar without any rest day shows the plain numbers; the office's own shows where they move.
EVERY_DAY = WorkingCalendar({date(2025, 1, 1) + n * DAY: True for n in range(1500)})
JANUARY = date(2026, 1, 5)


def owing(due: date | None, *, kind: SlotKind = SlotKind.DATED, begins: date | None = None, **days: date) -> Owing:
    """An occurrence made on 5 January, with a window short enough for its due day."""
    begins = begins or (due - timedelta(20) if due else JANUARY)
    return Owing(kind, due, begins, **{"opens_on": JANUARY, "made_on": JANUARY} | days)


def key(occurrence: Owing, today: date, calendar: WorkingCalendar = EVERY_DAY, scheme: Scheme | None = None) -> str:
    """The key owed that day, "" for nothing."""
    milestone = Reckoning(today, calendar, scheme or Scheme()).owed(occurrence)
    return milestone.key if milestone else ""


def told(occurrence: Owing, until: date, calendar: WorkingCalendar = EVERY_DAY, scheme: Scheme | None = None):
    """Every (day, key) at which a daily sweep would tell something new."""
    said: dict[str, date] = {}
    day = min(occurrence.made_on, occurrence.opens_on)
    while day <= until:
        said.setdefault(key(occurrence, day, calendar, scheme), day)
        day += DAY
    said.pop("", None)
    return [(day, key) for key, day in said.items()]


DUE = date(2026, 8, 14)


def days_from_due(occurrence: Owing, until: date) -> list[int]:
    return [(day - DUE).days for day, _key in told(occurrence, until)]


@pytest.mark.parametrize(
    ("occurrence", "expected"),
    [
        (owing(DUE), [-7, -3, -1, 0, 1, 7, 30, 60, 90, 120]),
        (owing(DUE, kind=SlotKind.EVENT), [-7, -3, -1, 0, 1, 7, 30, 60, 90, 120]),
        (owing(DUE, kind=SlotKind.RECURRING), [-3, 0, 1, 7, 30, 60, 90, 120]),
        (owing(DUE, kind=SlotKind.CHECK_IN), [-3, 0, 3]),
        # A date somebody entered for a row that awaited one.
        (owing(DUE, kind=SlotKind.AWAITING), [-7, -3, -1, 0, 1, 7, 30, 60, 90, 120]),
        (owing(DUE, begins=DUE - timedelta(60)), [-7, -3, -1, 0, 1, 7, 30, 60, 90, 120]),
        # Longer than 60 days: 30 days before, and the quarters' closes 14/3 and 14/6 ask for progress before that.
        (owing(DUE, begins=DUE - timedelta(61), opens_on=DUE - timedelta(61)), [-30, -7, -3, -1, 0, 1, 7, 30, 60, 90]),
        # A quarter's recurring one comes round like a check-in; a half-year's is asked about twice on its way.
        (owing(DUE, kind=SlotKind.RECURRING, begins=DUE - timedelta(100)), [-3, 0, 1, 7, 30, 60, 90, 120]),
        (owing(DUE, kind=SlotKind.RECURRING, begins=DUE - timedelta(101)), [-156, -64, -30, -7, -3, -1, 0, 1, 7, 30]),
    ],
)
def test_milestones_by_kind_and_window(occurrence: Owing, expected: list[int]) -> None:
    assert days_from_due(occurrence, DUE + timedelta(140))[: len(expected)] == expected
    if occurrence.kind is SlotKind.CHECK_IN:
        assert days_from_due(occurrence, DUE + timedelta(400)) == expected


@pytest.mark.parametrize("days", [-30, -7, -3, -1, 0, 1, 7, 30, 60, 90])
def test_each_milestone_is_owed_from_its_day_and_not_the_day_before(days: int) -> None:
    occurrence = owing(DUE, begins=DUE - timedelta(100), opens_on=date(2026, 7, 1), made_on=date(2026, 7, 1))
    wanted = f"{days:+}" if days else "0"
    assert key(occurrence, DUE + timedelta(days)) == wanted
    assert key(occurrence, DUE + timedelta(days - 1)) != wanted


def test_progress_of_a_long_window_is_asked_before_each_quarters_close() -> None:
    occurrence = owing(date(2026, 10, 30), begins=date(2026, 3, 1), opens_on=date(2026, 3, 1))
    asked = [(day, each) for day, each in told(occurrence, date(2026, 10, 30)) if each.startswith("ask")]
    assert asked == [
        (date(2026, 3, 11), "ask:2026-Q1"),
        (date(2026, 6, 11), "ask:2026-Q2"),
        (date(2026, 9, 11), "ask:2026-Q3"),
    ]
    by_months = [day for day, each in told(occurrence, date(2026, 10, 30), scheme=Scheme(Rule.CALENDAR)) if "Q" in each]
    assert by_months == [date(2026, 3, 28), date(2026, 6, 27), date(2026, 9, 27)]


def test_an_awaited_date_is_asked_for_once_a_quarter() -> None:
    asked = told(owing(None, kind=SlotKind.AWAITING), date(2026, 12, 31))
    assert [each for _day, each in asked] == ["ask:2026-Q1", "ask:2026-Q2", "ask:2026-Q3", "ask:2026-Q4"]
    assert next(day for day, _key in asked) == date(2026, 3, 11)
    assert [day for day, _key in asked][-1] == date(2026, 12, 11)


def test_the_quarter_before_a_row_existed_is_not_asked_for() -> None:
    late = owing(None, kind=SlotKind.AWAITING, made_on=date(2026, 3, 12))
    assert key(late, date(2026, 3, 13)) == ""
    assert key(replace(late, made_on=date(2026, 3, 11)), date(2026, 3, 13)) == "ask:2026-Q1"


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        # Friday: the late notice of Saturday goes out on Monday, seven days late is a Friday.
        (date(2026, 8, 14), {"-7": 7, "-3": 11, "-1": 13, "0": 14, "+1": 17, "+7": 21}),
        # Monday: of the milestones that meet on Friday 14 the last one speaks.
        (date(2026, 8, 17), {"-7": 10, "-1": 14, "0": 17, "+1": 18, "+7": 24}),
        # Sunday: up to the due day all lie on the days before it, what is late on Monday.
        (date(2026, 8, 16), {"-7": 7, "-3": 13, "0": 14, "+1": 17, "+7": 24}),
    ],
)
def test_rest_days_move_milestones(due: date, expected: dict[str, int]) -> None:
    days = {each: day.day for day, each in told(owing(due), due + timedelta(10), OFFICE)}
    assert days == expected


def test_over_tet_what_comes_before_goes_out_before_and_what_is_late_after() -> None:
    # 14/2 to 22/2/2026 are rest days.
    days = {each: day for day, each in told(owing(date(2026, 2, 18)), date(2026, 2, 26), OFFICE)}
    assert days == {
        "-7": date(2026, 2, 11),
        "0": date(2026, 2, 13),
        "+1": date(2026, 2, 23),
        "+7": date(2026, 2, 25),
    }


def test_the_offices_own_days_move_milestones_too() -> None:
    # 2/1/2026 was off by decision, 10/1/2026 a worked Saturday.
    friday = owing(date(2026, 1, 2), made_on=date(2025, 12, 1), opens_on=date(2025, 12, 1))
    assert key(friday, date(2025, 12, 31), OFFICE) == "0"
    saturday = owing(date(2026, 1, 10))
    assert key(saturday, date(2026, 1, 9), OFFICE) == "-1"
    assert key(saturday, date(2026, 1, 10), OFFICE) == "0"


@pytest.mark.parametrize(
    ("made_on", "today", "expected"),
    [
        (date(2026, 8, 7), date(2026, 8, 7), "-7"),  # made on the milestone's own day
        (date(2026, 8, 8), date(2026, 8, 10), ""),  # made after it, before the next
        (date(2026, 8, 8), date(2026, 8, 11), "-3"),
        (date(2026, 8, 14), date(2026, 8, 14), "0"),
        (date(2026, 8, 24), date(2026, 8, 24), "+7"),  # late already: one notice at once
        (date(2026, 8, 23), date(2026, 8, 23), ""),  # … made on a Sunday, on Monday
        (date(2026, 8, 23), date(2026, 8, 24), "+7"),
        (date(2026, 8, 24), date(2026, 8, 21), ""),  # nobody knew of it yet
    ],
)
def test_nothing_dated_before_the_occurrence_existed_but_one_notice_of_what_is_late(
    made_on: date, today: date, expected: str
) -> None:
    assert key(owing(DUE, made_on=made_on), today, OFFICE if made_on.day == 23 else EVERY_DAY) == expected


def test_a_task_imported_late_owes_one_notice_until_the_next_milestone() -> None:
    occurrence = owing(DUE, made_on=DUE + timedelta(40))
    assert told(occurrence, DUE + timedelta(59)) == [(DUE + timedelta(40), "+30")]


def test_nothing_is_owed_before_the_window_opens() -> None:
    week = owing(DUE, kind=SlotKind.RECURRING, begins=date(2026, 8, 10), opens_on=date(2026, 8, 12))
    assert told(week, DUE) == [(DUE, "0")]
    assert key(replace(week, opens_on=date(2026, 8, 11)), date(2026, 8, 11)) == "-3"


def test_an_outage_leaves_one_thing_owed() -> None:
    occurrence = owing(DUE)
    # Down from the 10th to the 14th: of -3, -1 and the day itself the last is said.
    assert [key(occurrence, DUE + timedelta(n)) for n in (-4, 0)] == ["-7", "0"]


def test_an_extension_begins_anew() -> None:
    moved = owing(DUE + timedelta(14), begins=DUE - timedelta(20))
    assert key(owing(DUE), DUE + timedelta(3)) == "+1"
    assert key(moved, DUE + timedelta(3)) == ""
    assert key(moved, DUE + timedelta(7)) == "-7"


def test_a_ward_may_keep_other_milestones() -> None:
    scheme = Scheme(before=(0, 2), late=(5,), late_every=10, give_up=26)
    assert [each for _day, each in told(owing(DUE), DUE + timedelta(60), scheme=scheme)] == [
        "-2",
        "0",
        "+5",
        "+15",
        "+25",
    ]


days = st.dates(date(2026, 1, 1), date(2027, 6, 30))
kinds = st.sampled_from(list(SlotKind))
calendars = st.sampled_from([OFFICE, EVERY_DAY, WorkingCalendar()])


@st.composite
def occurrences(draw: st.DrawFn) -> Owing:
    kind, made_on = draw(kinds), draw(days)
    due = draw(days)
    begins = draw(st.dates(date(2025, 12, 1), due))
    if kind is SlotKind.AWAITING and draw(st.booleans()):
        return Owing(kind, None, begins, made_on, made_on)
    return Owing(kind, due, begins, draw(st.sampled_from([begins, min(made_on, due)])), made_on)


@given(occurrences(), days, calendars, st.sampled_from(list(Rule)))
def test_what_is_owed_is_dated_within_reach(
    occurrence: Owing, today: date, calendar: WorkingCalendar, rule: Rule
) -> None:
    """Never before the occurrence existed or opened, never later than today, on a working day, on its own side."""
    milestone = Reckoning(today, calendar, Scheme(rule)).owed(occurrence)
    if milestone is None:
        return
    assert max(occurrence.made_on, occurrence.opens_on) <= today
    assert milestone.on <= today
    assert calendar.is_working(milestone.on)
    if milestone.late:
        assert occurrence.due is not None and milestone.on > occurrence.due
    else:
        assert milestone.on >= max(occurrence.made_on, occurrence.opens_on)
        assert occurrence.due is None or milestone.on <= occurrence.due


@given(occurrences(), days, calendars)
def test_what_is_owed_never_goes_back(occurrence: Owing, today: date, calendar: WorkingCalendar) -> None:
    """From one day to the next the owed milestone stays or a later one takes its place."""
    first, second = (Reckoning(day, calendar, Scheme()).owed(occurrence) for day in (today, today + DAY))
    assert first is None or (second is not None and second.on >= first.on)


@given(days, st.dates(date(2023, 1, 1), date(2028, 1, 1)), calendars, st.sampled_from(list(Course)))
def test_a_ladder_says_for_any_due_day_what_counting_days_says(
    today: date, due: date, calendar: WorkingCalendar, course: Course
) -> None:
    """Held against the plain rule: the last of all milestones whose moved day has come."""
    scheme = Scheme()
    reckoning = Reckoning(today, calendar, scheme)
    plain = [(calendar.on_or_after(due + timedelta(n)), n, f"+{n}") for n in scheme.days_late(course)]
    plain += [
        (calendar.on_or_before(due - timedelta(n)), -n, f"-{n}" if n else "0") for n in scheme.days_before(course)
    ]
    reached = [each for each in plain if each[0] <= today]
    expected = max(reached)[2] if reached else ""
    asked = reckoning.asked
    if course in {Course.LONG, Course.AWAITING} and (
        not reached or (asked.on > max(reached)[0] and max(reached)[1] <= 0)
    ):
        expected = asked.key
    assert reckoning.ladders[course].key(due) == expected
