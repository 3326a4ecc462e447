"""A month's statistics table as figures of the targets that its columns are mapped to.

It is the list of figures with other cells: each mapped target is a row whose numerator and denominator are sums of the
table. What is refused, shown and written is the same; a figure is written only where its numbers differ.
"""

from __future__ import annotations

from typing import Any

from imports.flat.figures import CODE, DENOMINATOR, MEASURE, NOTE, NUMERATOR, PERIOD, SOURCE, VALUE, FigureList
from imports.flat.periods import write_period
from imports.flat.table import Table, TableRow
from imports.grid import Grid, Problem
from imports.statistics.formula import Formula, from_record, missing
from imports.statistics.models import StatisticsFormula
from imports.statistics.shape import LABELS, Statistics
from imports.statistics.table import read_statistics
from plans.models import Target
from wards.models import User, Ward
from wards.periods import parse

SAID_SOURCE = "Bảng thống kê hồ sơ TTHC"
_COLUMNS = (MEASURE, PERIOD, NUMERATOR, DENOMINATOR, VALUE, SOURCE, NOTE, CODE)


class StatisticsList(FigureList):
    """The figures of one month, `period` by its name, out of a statistics table."""

    def __init__(self, ward: Ward | None, user: User, reason: str = "", *, period: str) -> None:
        super().__init__(ward, user, reason)
        self.period_read = parse(period, self.rule)
        told = dict(StatisticsFormula.objects.filter(ward=ward).values_list("target", "formula"))
        self.formulas = [
            (target, from_record(told[target.pk]))
            for target in self.targets
            if target.pk in told and target.plan.year == self.period_read.year
        ]

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
        return Table(statistics.sheet, columns, tuple(rows), tuple(errors), tuple(warnings))

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
