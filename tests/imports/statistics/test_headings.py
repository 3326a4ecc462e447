"""Headings of the statistics table, found by meaning in one to three rows."""

from __future__ import annotations

import pytest

from imports.statistics.headings import find_heading, meaning
from plans.file_counts import Count
from tests.imports.statistics import tables

IN_ORDER = {count: place for place, count in enumerate(Count, start=2)}


@pytest.mark.parametrize("heading", [tables.ONE_ROW, tables.TWO_ROWS, tables.THREE_ROWS], ids=["one", "two", "three"])
@pytest.mark.parametrize("above", [[], tables.ABOVE], ids=["bare", "with lines above"])
def test_every_column_is_found(heading: list[tables.Row], above: list[tables.Row]) -> None:
    found = find_heading(tables.sheet([*above, *heading, tables.LAND]))
    assert found is not None
    assert found.counts == IN_ORDER
    assert (found.numbers, found.names, found.twice) == (0, 1, ())
    numbering = 1 if heading is tables.THREE_ROWS else 0
    assert found.last == len(above) + len(heading) - numbering - 1


def test_the_order_of_the_columns_does_not_matter() -> None:
    turned = [list(reversed(row)) for row in (*tables.ONE_ROW, tables.LAND)]
    found = find_heading(tables.sheet(turned))
    assert found is not None
    assert found.counts == {count: 12 - place for count, place in IN_ORDER.items()}


def test_a_column_said_twice_and_strange_columns() -> None:
    heading = ["Lĩnh vực", "Đã giải quyết đúng hạn", "Ghi chú", "Giải quyết đúng thời hạn", "Tỷ lệ"]
    found = find_heading(tables.sheet([heading]))
    assert found is not None
    assert found.counts == {Count.ON_TIME: 1}
    assert found.twice == ((3, Count.ON_TIME),)


@pytest.mark.parametrize(
    ("texts", "count"),
    [
        (("Kết quả tiếp nhận và giải quyết", "Số mới tiếp nhận", "Trực tuyến"), Count.ONLINE),
        (("Hồ sơ chưa giải quyết", "Quá hạn"), Count.PENDING_LATE),
        (("Hồ sơ đang xử lý", "Chưa quá hạn"), Count.PENDING_IN_TIME),
        (("Tổng số hồ sơ tiếp nhận trực tuyến",), Count.ONLINE),
        (("Đã trả kết quả", "Trước thời hạn"), Count.EARLY),
        (("Đã giải quyết",), Count.RESOLVED),
        (("Đã giải quyết", "Trước và đúng hạn"), None),
        (("Đã giải quyết", "Trước hạn, đúng hạn"), None),
        (("Tổng số",), None),
        (("Ghi chú",), None),
    ],
)
def test_what_a_column_counts(texts: tuple[str, ...], count: Count | None) -> None:
    assert meaning(texts) is count


def test_a_table_without_fields_has_no_heading() -> None:
    assert find_heading(tables.sheet([["Tiếp nhận", "Đã giải quyết"], ["1", "2"]])) is None
