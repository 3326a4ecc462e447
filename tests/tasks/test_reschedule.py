"""A changed timing changes the stored occurrences: keys stay, and nothing reported is lost."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from tasks.schedule import Changes, Existing, Slot, SlotKind, event_slot, reschedule

DAY = timedelta(days=1)
START, DUE = date(2025, 12, 15), date(2026, 3, 16)
Q1 = Slot("2026-Q1", SlotKind.CHECK_IN, 0, START, DUE, START, "2026-Q1")
Q2 = Slot("2026-Q2", SlotKind.CHECK_IN, 0, date(2026, 3, 15), date(2026, 6, 15), date(2026, 3, 15), "2026-Q2")
AWAITED = Slot("X1", SlotKind.AWAITING, 0, None, None, date(2026, 1, 1))
EVENT = event_slot(
    UUID("b0d2d9d4-6d2a-4f3e-9a37-0c9b6d1f7c11"), recorded_on=date(2026, 5, 4), due=date(2026, 5, 9), timing_index=1
)


def stored(slot: Slot, **changed: Any) -> Existing:
    one = Existing(slot.key, slot.kind, slot.opens_on, slot.due, slot.period, slot.timing_index)
    return replace(one, **changed)


def test_the_same_again_changes_nothing() -> None:
    assert reschedule([stored(Q1), stored(Q2, reported=True), stored(AWAITED)], (Q1, Q2, AWAITED)) == Changes()


def test_new_slots_are_added() -> None:
    assert reschedule([stored(Q1)], (Q1, Q2)) == Changes(add=(Q2,))


def test_dates_move_also_where_something_was_reported() -> None:
    assert reschedule([stored(Q1, due=DUE + DAY, reported=True)], (Q1,)) == Changes(move=(Q1,))
    assert reschedule([stored(Q1, opens_on=START - DAY)], (Q1,)) == Changes(move=(Q1,))
    assert reschedule([stored(Q1, timing_index=1)], (Q1,)) == Changes(move=(Q1,))
    assert reschedule([stored(Q1, period="")], (Q1,)) == Changes(move=(Q1,))


def test_what_is_no_longer_wanted_goes_unless_something_was_reported() -> None:
    assert reschedule([stored(Q1, reported=True), stored(Q2)], ()) == Changes(retire=("2026-Q1",), delete=("2026-Q2",))


def test_what_is_retired_stays_so_until_it_is_wanted_again() -> None:
    retired = stored(Q1, reported=True, retired=True)
    assert reschedule([retired], ()) == Changes()
    assert reschedule([retired], (Q1,)) == Changes(move=(Q1,))


def test_an_event_is_left_alone() -> None:
    assert reschedule([stored(EVENT), stored(EVENT, key="another", reported=True)], ()) == Changes()


def test_a_date_that_somebody_entered_stands() -> None:
    entered = stored(AWAITED, due=date(2026, 8, 20), reported=True)
    assert reschedule([entered], (AWAITED,)) == Changes()
    assert reschedule([replace(entered, kind=SlotKind.DATED)], (AWAITED,)) == Changes()
    since = date(2026, 7, 1)
    again = reschedule([replace(entered, opens_on=since, retired=True)], (AWAITED,))
    assert again == Changes(move=(replace(AWAITED, due=date(2026, 8, 20), opens_on=since),))


def test_another_lifecycle_takes_a_key_over_only_where_nothing_was_reported() -> None:
    fuller = replace(Q1, kind=SlotKind.RECURRING)
    assert reschedule([stored(Q1)], (fuller,)) == Changes(move=(fuller,))
    assert reschedule([stored(Q1, reported=True)], (fuller,)) == Changes()


keys = st.sampled_from(["T1", "T2", "2026-01", "2026-02", "2026-Q1", "2026-Q2"])
days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
drawn = st.builds(
    Slot,
    keys,
    st.sampled_from([SlotKind.DATED, SlotKind.RECURRING, SlotKind.CHECK_IN]),
    st.integers(0, 2),
    st.none(),
    days,
    days,
)
rows = st.lists(drawn, unique_by=lambda slot: slot.key)


@given(rows, rows, st.data())
def test_what_is_wanted_is_reached_and_nothing_reported_is_lost(
    before: list[Slot], wanted: list[Slot], data: st.DataObject
) -> None:
    existing = [stored(slot, reported=data.draw(st.booleans())) for slot in before]
    changes = reschedule(existing, wanted)
    assert not {one.key for one in existing if one.reported} & set(changes.delete)
    moved = {slot.key: stored(slot) for slot in changes.move}
    gone = {*changes.delete, *changes.retire}
    left = [replace(moved.get(one.key, one), reported=one.reported) for one in existing if one.key not in gone]
    left += [stored(slot) for slot in changes.add]
    assert {one.key for one in left} == {slot.key for slot in wanted}
    assert reschedule(left, wanted) == Changes()
