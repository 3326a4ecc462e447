"""A month's statistics table as figures of the targets that its columns are mapped to, and as the counts it states.

It is the list of figures with other cells: each mapped target is a row whose numerator and denominator are sums of the
table. What is refused, shown and written is the same; a figure is written only where its numbers differ, and so are the
month's counts by field, which stand beside the figures.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from imports.flat.base import Beside, Errors
from imports.flat.figures import CODE, DENOMINATOR, MEASURE, NOTE, NUMERATOR, PERIOD, SOURCE, VALUE, FigureList
from imports.flat.periods import write_period
from imports.flat.table import Table, TableRow
from imports.grid import Grid, Problem
from imports.statistics.formula import Formula, from_record, missing
from imports.statistics.models import StatisticsFormula
from imports.statistics.shape import Statistics
from imports.statistics.table import read_statistics
from plans import file_statistics
from plans.closing import covering
from plans.file_counts import LABELS, Count, FieldCounts, total
from plans.models import Target
from wards.models import User, Ward
from wards.periods import parse

SAID_SOURCE = "Bảng thống kê hồ sơ TTHC"
_COLUMNS = (MEASURE, PERIOD, NUMERATOR, DENOMINATOR, VALUE, SOURCE, NOTE, CODE)


@dataclass(frozen=True)
class StatisticsTable(Table):
    """The figures of a statistics table with its own counts; `at` is the row of its totals, else its first."""

    fields: tuple[FieldCounts, ...] = ()
    at: int = 0


class StatisticsList(FigureList):
    """The figures of one month, `period` by its name, out of a statistics table."""

    def __init__(self, ward: Ward | None, user: User, reason: str = "", *, period: str) -> None:
        super().__init__(ward, user, reason)
        self.period_read = parse(period, self.rule)
        told = dict(StatisticsFormula.objects.filter(ward=ward).values_list("target", "formula"))
        self.formulas = [
            (target, from_record(told[target.pk]))
            for target in self.targets
            if target.pk in told and target.plan.year == self.period_read.year and target.pk not in self.proposals
        ]
        months = file_statistics.of_year(self.ward, self.period_read.year)
        self.known = months.get(self.period_read.name, ())
        self.stated: tuple[FieldCounts, ...] = ()
        self.at = 0
        self.changing = False

    def read(self, grid: Grid) -> Table:
        """A row for each mapped target."""
        statistics = read_statistics(grid, self.period_read)
        errors, warnings, rows = list(statistics.errors), list(statistics.warnings), []
        if not self.formulas:
            message = f"Chưa có chỉ tiêu nào của năm {self.period_read.year} được gắn với cột của bảng thống kê."
            errors.append(Problem(None, None, None, f"{message} Vui lòng gắn cột trước, rồi tải lại tệp."))
        for target, formula in self.formulas if not errors else ():
            counts, fields = missing(formula, statistics)
            where = (statistics.sheet, statistics.heading, None)
            if counts:
                lacks = ", ".join(f"“{LABELS[count]}”" for count in counts)
                errors.append(Problem(*where, f"“{_short(target)}” cần cột {lacks} mà bảng không có."))
                continue
            if fields:
                names = ", ".join(f"“{name}”" for name in fields)
                warnings.append(
                    Problem(*where, f"“{_short(target)}”: bảng không có lĩnh vực {names}, nên lĩnh vực đó tính là 0.")
                )
            rows.append(self._computed(target, formula, statistics))
        columns = dict.fromkeys(_COLUMNS, "")
        counted = tuple(FieldCounts(row.name, row.counts) for row in statistics.rows)
        at = statistics.total.row if statistics.total else statistics.heading + 1
        return StatisticsTable(
            statistics.sheet, columns, tuple(rows), tuple(errors), tuple(warnings), fields=counted, at=at
        )

    def take(self, table: Table) -> None:
        if isinstance(table, StatisticsTable):
            self.stated, self.at = table.fields, table.at

    def beside(self) -> Iterable[Beside]:
        """The month's counts, where they differ from those that the portal has."""
        if self.stated == self.known:
            return
        before, after = total(self.known), total(self.stated)
        cells = [
            (LABELS[count], str(before.get(count, "")), str(after.get(count, "")))
            for count in Count
            if before.get(count) != after.get(count)
        ]
        changed = [field.name for field in self.stated if field not in self.known]
        gone = [field.name for field in self.known if field.name not in {each.name for each in self.stated}]
        cells.append(("Lĩnh vực có thay đổi" if self.known else "Lĩnh vực", "; ".join(gone), "; ".join(changed)))
        yield Beside(
            self.at, f"Số hồ sơ theo lĩnh vực · {write_period(self.period_read.name)}", tuple(cells), not self.known
        )

    def check_change(self, instance: Any, errors: Errors) -> None:
        self.changing = True
        super().check_change(instance, errors)

    def late_errors(self) -> list[tuple[Any, str, str]]:
        """Those of figures; and a closed month takes no other counts, even where no figure would change."""
        found = super().late_errors()
        if not self.changing and self.stated != self.known and covering(self.period_read, self.closings):
            message = "Số liệu kỳ này đã chốt nên không sửa được số hồ sơ theo lĩnh vực."
            found.append((None, "", f"{message} Vui lòng đề nghị lãnh đạo mở lại kỳ trước khi nhập."))
        return found

    def write_beside(self, instances: list[Any]) -> None:
        super().write_beside(instances)
        if self.stated != self.known:
            file_statistics.record(self.ward, self.period_read.name, self.stated, self.user, self.reason)

    def skip_row(self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        """A figure that stands already with the same numbers stays as it is, wherever it came from."""
        same = all(getattr(instance, name) == getattr(original, name) for name in ("numerator", "denominator", "value"))
        return original.pk is not None and same and not import_validation_errors

    def _computed(self, target: Target, formula: Formula, table: Statistics) -> TableRow:
        """The target's figure as a row, with the cells that its numbers come from."""
        numbers = [str(each.of(table)) for each in formula.sums]
        places = [each.place(table) for each in formula.sums]
        headings = (NUMERATOR, DENOMINATOR) if formula.denominator else (VALUE,)
        texts = dict.fromkeys(_COLUMNS, "") | {
            MEASURE: target.measure,
            PERIOD: write_period(self.period_read.name),
            SOURCE: SAID_SOURCE,
            NOTE: formula.words()[:2_000],
            CODE: str(target.public_id),
        }
        texts |= dict(zip(headings, numbers, strict=True))
        cells = {heading: place for heading, place in zip(headings, places, strict=True) if place}
        own = places[0][0] if places[0] else table.total.row if table.total else table.rows[0].row
        return TableRow(own, texts, cells)


def _short(target: Target) -> str:
    return target.measure if len(target.measure) <= 80 else f"{target.measure[:80]}…"
