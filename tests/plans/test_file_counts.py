"""Counts of files over months: sums of what came in, never of what was there already."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from plans.file_counts import PARTS, Count, FieldCounts, together, total

few = st.integers(min_value=0, max_value=500)


def month(name: str, online: int, direct: int, carried: int, resolved: tuple[int, int, int], late: int) -> FieldCounts:
    """A field's month that balances."""
    received = online + direct + carried
    pending = received - sum(resolved)
    early, on_time, too_late = resolved
    numbers = (
        received,
        online,
        direct,
        carried,
        sum(resolved),
        early,
        on_time,
        too_late,
        pending,
        pending - late,
        late,
    )
    return FieldCounts(name, dict(zip(Count, numbers, strict=True)))


@st.composite
def months(draw: st.DrawFn) -> list[FieldCounts]:
    """Months of one field, each carrying over what the one before left."""
    made: list[FieldCounts] = []
    carried = draw(few)
    for _at in range(draw(st.integers(1, 12))):
        online, direct = draw(few), draw(few)
        early = draw(st.integers(0, online + direct + carried))
        on_time = draw(st.integers(0, online + direct + carried - early))
        too_late = draw(st.integers(0, online + direct + carried - early - on_time))
        pending = online + direct + carried - early - on_time - too_late
        made.append(
            month("Đất đai", online, direct, carried, (early, on_time, too_late), draw(st.integers(0, pending)))
        )
        carried = pending
    return made


@given(months())
def test_a_longer_period_balances_as_its_months_do(every: list[FieldCounts]) -> None:
    (found,) = together([[each] for each in every])
    counts = found.counts
    assert counts[Count.RECEIVED] == counts[Count.RESOLVED] + counts[Count.PENDING]
    assert all(counts[whole] == sum(counts[part] for part in parts) for whole, parts in PARTS.items())
    assert counts[Count.ONLINE] == sum(each.counts[Count.ONLINE] for each in every)
    assert counts[Count.CARRIED_OVER] == every[0].counts[Count.CARRIED_OVER]
    assert counts[Count.PENDING_LATE] == every[-1].counts[Count.PENDING_LATE]


@given(months(), months())
def test_the_total_of_the_fields_is_the_field_of_the_totals(one: list[FieldCounts], other: list[FieldCounts]) -> None:
    pairs = [[a, FieldCounts("Hộ tịch", b.counts)] for a, b in zip(one, other, strict=False)]
    (summed,) = together([[FieldCounts("Tổng", total(pair))] for pair in pairs])
    assert total(together(pairs)) == summed.counts


def test_a_field_without_a_line_in_a_month_had_no_file_then() -> None:
    land, civil = month("Đất đai", 5, 1, 2, (4, 1, 1), 1), month("Hộ tịch", 9, 0, 0, (9, 0, 0), 0)
    found = together([[land], [civil], [civil]])
    assert [(each.name, each.counts[Count.RECEIVED], each.counts[Count.PENDING]) for each in found] == [
        ("Đất đai", 8, 0),
        ("Hộ tịch", 18, 0),
    ]


def test_a_column_that_a_month_lacks_is_not_known_of_the_longer_period() -> None:
    whole = month("Đất đai", 5, 1, 2, (4, 1, 1), 1)
    partly = FieldCounts("ĐẤT ĐAI", {Count.RECEIVED: 7, Count.LATE: 1, Count.RESOLVED: 7})
    (found,) = together([[whole], [partly]])
    assert found.counts == {Count.RESOLVED: 13, Count.LATE: 2}
    assert total([whole, partly]).keys() == {Count.RECEIVED, Count.RESOLVED, Count.LATE}


def test_nothing_of_no_months() -> None:
    assert together([]) == () and total([]) == {}
