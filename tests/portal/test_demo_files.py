"""The files of a demonstration year: months that balance, each carrying over what the one before left."""

from __future__ import annotations

from itertools import pairwise

from plans.file_counts import PARTS, Count, total
from portal.demo_files import FIELDS, months_of
from wards.models import Ward
from wards.periods import PeriodKind, Rule, periods_of_year

MONTHS = periods_of_year(2026, PeriodKind.MONTH, Rule.CUTOFF)


def test_every_line_adds_up() -> None:
    for fields in months_of(Ward(name="Phường Thử Nghiệm"), MONTHS).values():
        assert [field.name for field in fields] == list(FIELDS)
        for each in fields:
            counts = each.counts
            assert min(counts.values()) >= 0
            assert all(counts[whole] == sum(counts[part] for part in parts) for whole, parts in PARTS.items())
            assert counts[Count.RECEIVED] == counts[Count.RESOLVED] + counts[Count.PENDING]


def test_a_month_begins_with_what_the_one_before_left() -> None:
    year = months_of(Ward(name="Phường Thử Nghiệm"), MONTHS)
    for before, after in pairwise(map(total, year.values())):
        assert after[Count.CARRIED_OVER] == before[Count.PENDING]
    assert year == months_of(Ward(name="Phường Thử Nghiệm"), MONTHS), "drawn the same each time"
    assert year != months_of(Ward(name="Phường Khác"), MONTHS)
