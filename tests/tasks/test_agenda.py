"""The days to come on which an occurrence reminds of itself: those of a sweep on every day, found without it."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tasks.agenda import Agenda
from tasks.milestones import Owing, Reckoning, Scheme
from tasks.schedule import SlotKind
from wards.calendar import WorkingCalendar

DAY = timedelta(days=1)
OFFICE = WorkingCalendar({date(2026, 1, 2): False, date(2026, 1, 10): True})
STANDARD = ("7, 3, 1, 0", "30", "1, 7, 30", 30, "3, 0", "3")

days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
numbers = st.lists(st.integers(1, 60), min_size=1, max_size=4).map(lambda found: ", ".join(map(str, found)))
schemes = st.builds(
    Scheme.read,
    st.sampled_from(["cutoff", "calendar"]),
    numbers,
    st.just("") | numbers,
    numbers,
    st.integers(7, 90),
    numbers,
    st.just("") | numbers,
)


def by_sweeps(occurrence: Owing, first: date, last: date, scheme: Scheme) -> list[tuple[date, str]]:
    """What a sweep on each day would tell for the first time on the milestone's own day."""
    said: dict[str, date] = {}
    day = first
    while day <= last:
        milestone = Reckoning(day, OFFICE, scheme).owed(occurrence)
        if milestone and milestone.on == day:
            said.setdefault(milestone.key, day)
        day += DAY
    return [(day, key) for key, day in said.items()]


@given(
    kind=st.sampled_from([SlotKind.DATED, SlotKind.CHECK_IN, SlotKind.RECURRING]),
    due=days,
    window=st.integers(0, 200),
    made_on=days,
    first=days,
    scheme=schemes | st.just(Scheme()),
)
def test_the_agenda_is_what_daily_sweeps_tell(
    kind: SlotKind, due: date, window: int, made_on: date, first: date, scheme: Scheme
) -> None:
    begins = due - timedelta(window)
    occurrence = Owing(kind, due, begins, begins, made_on)
    last = first + timedelta(60)
    found = Agenda(first, last, OFFICE, scheme).of(occurrence)
    assert [(each.on, each.key) for each in found] == by_sweeps(occurrence, first, last, scheme)


def test_an_awaited_date_is_asked_for_each_quarter() -> None:
    awaiting = Owing(SlotKind.AWAITING, None, date(2026, 1, 5), date(2026, 1, 5), date(2026, 1, 5))
    agenda = Agenda(date(2026, 3, 14), date(2026, 12, 31), OFFICE, Scheme())
    assert [each.key for each in agenda.of(awaiting)] == ["ask:2026-Q2", "ask:2026-Q3", "ask:2026-Q4"]


def test_the_texts_of_the_settings_are_the_usual_scheme() -> None:
    assert Scheme.read("cutoff", *STANDARD) == Scheme()
