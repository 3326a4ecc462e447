"""The tables of a report's document and of its annexes: pure, always Vietnamese.

Widths are made for the `TEXT_WIDTHS` of `reports.blocks`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import count

from reports import ahead, annexes, late, wording
from reports.blocks import Column, Row, Table
from reports.rows import OTHERWISE
from reports.shape import Category, Figures, Group, Since

COUNTS_NOTE = (
    "Quá hạn: quá hạn chưa hoàn thành. (*) Chờ văn bản ấn định thời hạn, tạm dừng, không còn thực hiện hoặc không phát "
    "sinh trong kỳ. Tỷ lệ đúng hạn tính trên số nhiệm vụ đến hạn tính đến ngày chốt số liệu."
)
UNITS_NOTE = "Một nhiệm vụ có nhiều đơn vị chủ trì được tính cho từng đơn vị theo phần việc của đơn vị đó."
NO_SECTION = "Nhiệm vụ không thuộc mục nào"

MOST_LATE, MOST_NEXT = 30, 100
"""Rows of each way of being late, and of what falls due next, in the document's text; its annexes have them all."""

_DATED = "Nhiệm vụ có thời hạn"
_STT = Column("STT", 10, centred=True)


def numbered(title: str, columns: Iterable[Column], rows: Iterable[Row]) -> Table:
    """A table whose rows are counted from 1 in a column of their own before these; headings and sums are not."""
    numbers = count(1)

    def with_number(row: Row) -> Row:
        if row.style == "heading":
            return row
        number = "" if row.style == "sum" else str(next(numbers))
        indented = None if row.indented is None else row.indented + 1
        return replace(row, cells=(number, *row.cells), indented=indented)

    return Table(title, (_STT, *columns), tuple(map(with_number, rows)))


_NARROW, _WIDE = (12, 14, 12, 13, 13, 15, 18, 20), (18, 18, 18, 18, 18, 18, 30, 34)
"""Widths of the columns of counts: for one ward on a page that stands, for many on one that lies across."""


def counts(title: str, rows: Iterable[Row], *, wide: bool = False) -> Table:
    """A table of `count_cells`, each row under its name; `wide` has room for thousands of each."""
    titles = (
        ("Tổng số", _DATED),
        ("Hoàn thành", _DATED),
        ("Quá hạn", _DATED),
        ("Trong hạn", _DATED),
        ("Khác (*)", _DATED),
        ("Tỷ lệ đúng hạn", _DATED),
        ("Định kỳ (hoàn thành/ tổng số)", ""),
        ("Thường xuyên (đã/ phải báo cáo)", ""),
    )
    columns = [
        Column(name, width, centred=True, group=group)
        for (name, group), width in zip(titles, _WIDE if wide else _NARROW, strict=True)
    ]
    return Table(title, (Column(title), *columns), tuple(rows))


def count_cells(group: Group) -> tuple[str, ...]:
    """Dated tasks: total, done, overdue, open in time, otherwise, rate; then recurring and check-ins."""
    dated, recurring, asked = group["dated"], group["recurring"], group["check_ins"]
    by = dated["by_category"]
    numbers = (
        dated["total"],
        dated["done"],
        by[Category.OVERDUE],
        by[Category.IN_PROGRESS] + by[Category.NOT_STARTED],
        sum(by[each] for each in OTHERWISE),
    )
    return (
        *(wording.count(number) for number in numbers),
        wording.rate(dated["due_in_time"], dated["due"]),
        _of(recurring["done"], recurring["total"]),
        _of(asked["reported"], asked["asked"]),
    )


def _of(part: int, whole: int) -> str:
    return f"{wording.count(part)}/{wording.count(whole)}" if whole else "-"


def _groups(groups: Iterable[Group], unnamed: str) -> Iterable[Row]:
    return (Row((each["name"] or unnamed, *count_cells(each))) for each in groups)


def by_section(figures: Figures) -> Table:
    """Sections in which anything counts, under their plan (where there are several) and annex, and the sum."""
    rows: list[Row] = []
    for at, plan in enumerate(figures["plans"]):
        if len(figures["plans"]) > 1:
            rows.append(Row((wording.plan_name(plan),), "heading"))
        for annex, sections in wording.under_annexes(figures, at):
            rows += [Row((annex,), "heading")] if annex else []
            rows += _groups((each for _at, each in sections), NO_SECTION)
    rows.append(Row(("Tổng số", *count_cells(figures["total"])), "sum"))
    return counts("Nhóm nhiệm vụ", rows)


def by_unit(figures: Figures) -> Table:
    """Units that owe something."""
    return counts("Đơn vị chủ trì", _groups(figures["units"], wording.NO_UNIT))


def by_officer(figures: Figures) -> Table:
    """People in charge of a task that counts."""
    return counts("Cán bộ phụ trách", _groups(wording.officers(figures), ""))


def targets(figures: Figures) -> Table:
    """Confirmed targets, in short."""
    columns = (
        Column("Chỉ tiêu"),
        Column("Mục tiêu", 32, centred=True),
        Column("Kỳ này", 20, centred=True),
        Column("Kỳ trước", 20, centred=True),
        Column("Đánh giá", 22, centred=True),
    )
    rows = (
        _target(row, row.result, row.previous, f"{row.state} (lũy kế {row.so_far})" if row.so_far else row.state)
        for row in annexes.targets(figures, confirmed_only=True)
    )
    return numbered("Kết quả thực hiện chỉ tiêu", columns, rows)


def _target(row: annexes.TargetRow, *figures: str) -> Row:
    """A target with its goal and some of its figures; a share of the one above it is set in."""
    return Row((row.measure, row.goal, *figures), indented=0 if row.share else None)


def late_in_short(figures: Figures) -> Table:
    """What is late, the longest first, for the document's text: `MOST_LATE` of each kind."""
    columns = (
        Column("Nhiệm vụ"),
        Column("Đơn vị chủ trì", 32),
        Column("Tình trạng", 35),
        Column("Giải trình", 32),
    )
    rows = _late(figures, lambda row: (row.short, row.unit, row.state, row.explanation), MOST_LATE)
    return numbered("Nhiệm vụ quá hạn", columns, rows)


def due_next(figures: Figures) -> Table:
    """Dated work that falls due until the next period's close, the soonest first: `MOST_NEXT` of it."""
    columns = (Column("Nhiệm vụ"), Column("Đơn vị chủ trì", 45), Column("Thời hạn", 25, centred=True))
    rows = (Row((row.content, row.units, row.due)) for row in ahead.next_rows(figures)[:MOST_NEXT])
    return numbered("Nhiệm vụ đến hạn kỳ tới", columns, rows)


def changed(since: Since) -> Table:
    """What stands otherwise than in the version before."""
    columns = (
        Column("Nội dung"),
        Column("Đơn vị", 35),
        Column("Số liệu trước", 40),
        Column("Số liệu này", 40),
    )
    rows = (
        Row(
            (
                change["content"],
                change["unit"],
                change["before"] or "Chưa tính trong kỳ",
                change["after"] or "Không còn tính trong kỳ",
            )
        )
        for change in since["changes"]
    )
    return numbered("Nội dung thay đổi", columns, rows)


def progress(figures: Figures) -> Table:
    """Annex: every task in force."""
    columns = (
        Column("STT", 13, centred=True),
        Column("Nhiệm vụ"),
        Column("Đơn vị chủ trì", 40),
        Column("Thời gian theo kế hoạch", 35),
        Column("Tình trạng", 50),
        Column("Kết quả", 45),
    )
    rows = [
        Row((row.heading,), "heading")
        if row.heading
        else Row((row.stt, row.content, _lines(row.leads), row.timing, _lines(row.state), _lines(row.result)))
        for row in annexes.progress(figures)
    ]
    return Table("Tiến độ thực hiện các nhiệm vụ", columns, tuple(rows))


def target_figures(figures: Figures) -> Table:
    """Annex: every target with its numbers."""
    columns = (
        Column("Chỉ tiêu"),
        Column("Mục tiêu", 34, centred=True),
        Column("Tử số", 20, centred=True),
        Column("Mẫu số", 20, centred=True),
        Column("Kỳ này", 21, centred=True),
        Column("Kỳ trước", 21, centred=True),
        Column("Đánh giá", 22, centred=True),
        Column("Ghi chú", 38),
    )
    rows = (
        _target(row, row.numerator, row.denominator, row.result, row.previous, row.state, row.note)
        for row in annexes.targets(figures)
    )
    return numbered("Số liệu các chỉ tiêu", columns, rows)


def late_list(figures: Figures) -> Table:
    """Annex: what is late, with its days, extensions and reasons."""
    columns = (
        Column("Nhiệm vụ"),
        Column("Đơn vị chủ trì", 40),
        Column("Thời hạn", 25, centred=True),
        Column("Gia hạn", 27, centred=True),
        Column("Tình trạng", 45),
        Column("Giải trình", 48),
    )
    rows = _late(figures, lambda row: (row.content, row.unit, row.due, row.extension, row.state, row.explanation))
    return numbered("Danh sách nhiệm vụ quá hạn", columns, rows)


def _late(figures: Figures, cells: Callable[[late.LateRow], tuple[str, ...]], most: int | None = None) -> Iterable[Row]:
    for group in late.late_groups(figures):
        yield Row((group.heading,), "heading")
        yield from (Row(cells(row)) for row in group.rows[:most])


def _lines(texts: Sequence[str]) -> str:
    return "\n".join(texts)
