"""Which occurrences a period counts, and where it counts them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.counting import category, group, in_population, rate_place
from reports.shape import Category, PartFigures
from tasks.lateness import Timeliness, standing
from tasks.schedule import SlotKind
from tasks.status import FINISHED, PartStatus
from tests.reports import sample
from tests.reports.sample import CLOSE, CULTURE, check_in, early, part, recurring, task

P = PartStatus
MARCH = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("opens_on", "belongs_on", "before", "now", "counted"),
    [
        # due in the period; due earlier and unfinished; a window begun on the very close; one that begins the day after
        (date(2026, 1, 5), date(2026, 3, 10), [P.NOT_STARTED], [P.DONE], True),
        (date(2026, 1, 5), date(2025, 12, 1), [P.NOT_STARTED], [P.NOT_STARTED], True),
        (CLOSE, date(2026, 6, 30), [P.NOT_STARTED], [P.NOT_STARTED], True),
        (date(2026, 3, 15), date(2026, 6, 30), [P.NOT_STARTED], [P.NOT_STARTED], False),
        # its phrase names this period, although its window opens later
        (date(2026, 3, 15), CLOSE, [P.NOT_STARTED], [P.NOT_STARTED], True),
        # over before the period began: out, whatever way it was over
        *[(MARCH, CLOSE, [over], [over], False) for over in (P.DONE, P.DROPPED, P.NOTHING_AROSE, P.REPORTED)],
        # reported before, confirmed in the period: still over before it
        (MARCH, CLOSE, [P.AWAITING_CONFIRMATION], [P.DONE], False),
        # one of two lead units still works on it; taken up again in the period; paused is not over
        (MARCH, CLOSE, [P.DONE, P.IN_PROGRESS], [P.DONE, P.DONE], True),
        (MARCH, CLOSE, [P.DONE], [P.IN_PROGRESS], True),
        (MARCH, CLOSE, [P.PAUSED], [P.PAUSED], True),
        # a date awaited
        (date(2026, 1, 5), None, [P.NOT_STARTED], [P.NOT_STARTED], True),
    ],
)
def test_population(
    opens_on: date, belongs_on: date | None, before: list[PartStatus], now: list[PartStatus], counted: bool
) -> None:
    assert in_population(opens_on=opens_on, belongs_on=belongs_on, close=CLOSE, before=before, now=now) is counted


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([early()], Category.EARLY),
        ([early(), early(timeliness="late")], Category.LATE),
        ([early(timeliness="on_time"), early(timeliness="on_time_extended")], Category.ON_TIME_EXTENDED),
        ([early(), part()], Category.OVERDUE),
        ([early(), part(timeliness="in_time")], Category.IN_PROGRESS),
        ([part(timeliness="in_time")], Category.NOT_STARTED),
        ([part(timeliness="awaiting_date")], Category.NO_DATE),
        ([part(timeliness="awaiting_date"), part(timeliness="in_time")], Category.NOT_STARTED),
        ([early(timeliness="not_measured")], Category.DONE_UNDATED),
        ([part(status="paused", timeliness="not_measured")], Category.PAUSED),
        ([part(status="dropped", timeliness="not_measured")], Category.DROPPED),
        ([early(), part(status="dropped", timeliness="not_measured")], Category.EARLY),
        ([part(status="nothing_arose", timeliness="not_measured")], Category.NOTHING_AROSE),
    ],
)
def test_category(parts: list[PartFigures], expected: Category) -> None:
    assert category(parts) is expected


@pytest.mark.parametrize(
    ("found", "place"),
    [
        (part(due="2026-03-14"), (True, False)),
        (part(due="2026-03-15", timeliness="due_soon"), (False, False)),
        (early(due="2026-03-14"), (True, True)),
        # finished early, but not due by the close
        (early(due="2026-03-31"), (False, False)),
        (early(timeliness="late"), (True, False)),
        (part(status="paused", timeliness="not_measured"), (False, False)),
        (part(due=None, timeliness="awaiting_date"), (False, False)),
        # a month that closes on a Saturday: finished by the close counts, open has time until Monday
        (recurring(status="done", timeliness="early"), (True, True)),
        (recurring(), (False, False)),
    ],
)
def test_rates_count_what_was_due_by_the_close(found: PartFigures, place: tuple[bool, bool]) -> None:
    assert rate_place([found], CLOSE) == place


def test_a_task_with_two_timings_counts_once_and_for_each_unit_by_its_own_part() -> None:
    shared = task(early(), part(unit=CULTURE), part(slot="T2", due="2026-06-30", timeliness="in_time"))
    both = group("", [shared], CLOSE)
    assert (both["tasks"], both["dated"]["total"], both["dated"]["by_category"]["overdue"]) == (1, 1, 1)
    culture = group(CULTURE, [shared], CLOSE, lambda each: each["unit"] == CULTURE)
    economy = group("", [shared], CLOSE, lambda each: each["unit"] != CULTURE)
    assert culture["dated"]["by_category"]["overdue"] == 1
    assert economy["dated"]["by_category"]["in_progress"] == 1


def test_recurring_and_check_ins_are_counted_apart_by_occurrence() -> None:
    monthly = task(recurring(), recurring(slot="2026-02", status="done", timeliness="on_time", due="2026-02-14"))
    reported = {"status": "reported", "timeliness": "reported"}
    ongoing = task(
        check_in(**reported),
        check_in(**reported | {"unit": CULTURE, "status": "not_reported"}),
        check_in(slot="2026-Q2", period="2026-Q2", belongs_on="2026-06-14", due="2026-06-15", **reported),
    )
    found = group("", [monthly, ongoing], CLOSE)
    assert found["dated"]["total"] == 0
    assert (found["recurring"]["total"], found["recurring"]["done"], found["recurring"]["due"]) == (2, 1, 1)
    assert found["check_ins"] == {
        "tasks": 1,
        "asked": 1,
        "reported": 0,
        "not_reported": 1,
        "late": 0,
        "reported_ahead": 1,
    }


def test_what_the_period_does_not_count_is_nowhere() -> None:
    found = group("", [task(part(counted=False))], CLOSE)
    assert (found["tasks"], found["dated"]["total"]) == (0, 0)


@st.composite
def some_part(draw: st.DrawFn) -> PartFigures:
    """A part in any state that the rules of lateness allow."""
    status = draw(st.sampled_from(sorted(set(PartStatus) - {P.REPORTED, P.NOT_REPORTED})))
    due = draw(st.dates(date(2026, 1, 1), date(2026, 12, 31)) | st.none())
    done_on = draw(st.dates(date(2025, 12, 15), CLOSE)) if status in FINISHED else None
    kind = SlotKind.DATED if due else SlotKind.AWAITING
    stands = standing(kind, status, due=due, today=CLOSE, done_on=done_on)
    return part(
        unit=draw(st.sampled_from([sample.ECONOMY, CULTURE])),
        kind=kind.value,
        status=status.value,
        timeliness=stands.state.value,
        due=due.isoformat() if due else None,
        days=stands.days,
    )


@given(st.lists(st.lists(some_part(), min_size=1, max_size=4), max_size=12))
def test_categories_add_up_and_the_rate_stays_between_nothing_and_all(rows: list[list[PartFigures]]) -> None:
    counts = group("", [task(*parts) for parts in rows], CLOSE)["dated"]
    assert sum(counts["by_category"].values()) == counts["total"] == len(rows)
    assert 0 <= counts["due_in_time"] <= counts["due"] <= counts["total"]
    assert counts["awaiting_confirmation"] <= counts["done"] <= counts["total"]
    overdue = sum(any(each["timeliness"] == Timeliness.OVERDUE for each in parts) for parts in rows)
    assert counts["by_category"]["overdue"] == overdue
