"""What is set beside what: months and years of a ward's targets, its units, and wards. A few queries each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from plans import kpi
from plans.charts import Chart
from plans.grid import IN_FORCE
from plans.models import Target
from plans.words import goal as asked
from reports.comparing.tables import (
    Cell,
    Line,
    Standing,
    cell,
    chart_of_figures,
    chart_of_standings,
    figure_cells,
    standing,
)
from reports.figures_year import Measured, measured, of_year
from reports.wording import upper_first
from wards.models import Ward
from wards.periods import Period, PeriodKind, Rule, covering, parse, periods_of_year

MOST_YEARS = 6


@dataclass(frozen=True)
class Comparison:
    """A table with its chart. `kind` says how the chart is drawn ("trend" or "bars"), `total` is the sum's row."""

    heads: tuple[str, ...]
    lines: tuple[Line, ...]
    chart: Chart | None = None
    kind: str = "bars"
    total: Line | None = None


def months(ward: Ward, year: int, key: str) -> Comparison:
    """Every target of the year by month, with the year added up; the chart is of the target asked for."""
    rule = Rule(ward.period_rule)
    periods = [*periods_of_year(year, PeriodKind.MONTH, rule), covering(year, rule)]
    every = of_year(ward, year)
    lines = tuple(
        _line(each, tuple(cell(each.goal, each.of(period), each.state(period)) for period in periods)) for each in every
    )
    shown = next((each for each in every if str(each.target.public_id) == key), None) or _first(every)
    heads = (*(str(period.ordinal) for period in periods[:-1]), _("Year"))
    chart = None
    if shown:
        points = [(period.name[5:].lstrip("0"), shown.of(period)) for period in periods[:-1]]
        chart = chart_of_figures(upper_first(shown.target.measure), shown.goal, asked(shown.target), points)
    return Comparison(heads, lines, chart, "trend")


def years(ward: Ward, every: Sequence[int], key: str) -> Comparison:
    """The same measure, by its words and unit, in the plans of several years."""
    shown_years = sorted(every)[-MOST_YEARS:]
    rule = Rule(ward.period_rule)
    targets = Target.objects.filter(IN_FORCE, ward=ward, plan__year__in=shown_years).select_related("plan", "lead")
    of: dict[tuple[str, str], dict[int, list[Measured]]] = defaultdict(lambda: defaultdict(list))
    for each in measured(targets.order_by("-plan__year", "plan", "position", "pk")):
        of[each.target.measure_folded, each.target.unit][each.target.plan.year].append(each)
    lines, chart = [], None
    for by_year in of.values():
        newest = by_year[max(by_year)][0]
        figures = [_together(by_year.get(year, []), covering(year, rule)) for year in shown_years]
        line = _line(newest, tuple(_cell_of(by_year.get(year, []), covering(year, rule)) for year in shown_years))
        lines.append(line)
        if line.key == key or (chart is None and any(figures)):
            points = [(str(year), figure) for year, figure in zip(shown_years, figures, strict=True)]
            chart = chart_of_figures(upper_first(newest.target.measure), newest.goal, asked(newest.target), points)
            if line.key == key:
                key = ""  # found: what comes after does not take its place
    return Comparison(tuple(map(str, shown_years)), tuple(lines), chart)


def units(ward: Ward, period: Period) -> Comparison:
    """The targets of each lead unit: how many are met."""
    of: dict[str, list[Measured]] = defaultdict(list)
    for each in of_year(ward, period.year):
        of[each.target.lead.name if each.target.lead else _("No lead unit")].append(each)
    rows = {name: standing(each.state(period) for each in of[name]) for name in sorted(of)}
    return _standings(rows, _("Targets met by unit"))


def wards(seen: Sequence[Ward], period_name: str) -> Comparison:
    """The targets of each ward: how many are met. The wards' own rules say which days the period has."""
    every = measured(_of_wards(seen, int(period_name[:4])))
    of: dict[int, list[Measured]] = defaultdict(list)
    for each in every:
        of[each.target.ward_id].append(each)
    rows = {
        ward.name: standing(each.state(_of_ward(ward, period_name)) for each in of.get(ward.pk, [])) for ward in seen
    }
    return _standings(rows, _("Targets met by ward"))


def measure_in_wards(seen: Sequence[Ward], period_name: str, folded: str, unit: str) -> Comparison | None:
    """One measure in each ward: numerator, denominator, result, and all of them added up; None where no ward has it."""
    targets = _of_wards(seen, int(period_name[:4])).filter(measure_folded=folded, unit=unit)
    of: dict[int, list[Measured]] = defaultdict(list)
    for each in measured(targets):
        of[each.target.ward_id].append(each)
    if not of:
        return None
    first = next(iter(of.values()))[0]
    figures = [
        (ward, of.get(ward.pk, []), _together(of.get(ward.pk, []), _of_ward(ward, period_name))) for ward in seen
    ]
    lines = tuple(
        Line(ward.name, figure_cells(own[0].goal if own else first.goal, figure)) for ward, own, figure in figures
    )
    summed = kpi.combined(first.goal, [figure for _ward, _own, figure in figures if figure])
    chart = chart_of_figures(
        upper_first(first.target.measure),
        first.goal,
        asked(first.target),
        [(ward.name, figure) for ward, _own, figure in figures],
    )
    heads = (_("Numerator"), _("Denominator"), _("Result"))
    return Comparison(heads, lines, chart, total=Line(_("Together"), figure_cells(first.goal, summed)))


def measures(seen: Sequence[Ward], year: int) -> list[tuple[str, str, str]]:
    """The measures of the wards' plans of a year: folded words, unit, words; those of most wards first."""
    confirmed = _of_wards(seen, year).filter(confirmed_at__isnull=False)
    rows = confirmed.values_list("measure_folded", "unit", "measure", "ward")
    named: dict[tuple[str, str], str] = {}
    found: dict[tuple[str, str], set[int]] = defaultdict(set)
    for folded, unit, measure, ward in rows.iterator():
        named.setdefault((folded, unit), measure)
        found[folded, unit].add(ward)
    order = sorted(found, key=lambda key: (-len(found[key]), key))
    return [(*key, upper_first(named[key])) for key in order]


def _standings(rows: dict[str, Standing], title: str) -> Comparison:
    heads = (_("Targets"), _("Met"), _("Not met"), _("No figure"), _("Met, of those with a figure"))
    lines = tuple(Line(name, each.cells()) for name, each in rows.items())
    total = Standing(
        sum(each.met for each in rows.values()),
        sum(each.missed for each in rows.values()),
        sum(each.no_data for each in rows.values()),
    )
    chart = chart_of_standings(title, rows) if any(each.share is not None for each in rows.values()) else None
    return Comparison(heads, lines, chart, total=Line(_("Together"), total.cells()) if len(rows) > 1 else None)


def _of_wards(seen: Sequence[Ward], year: int) -> QuerySet[Target]:
    targets = Target.objects.filter(IN_FORCE, ward__in=seen, plan__year=year)
    return targets.select_related("plan").order_by("ward", "position", "pk")


def _of_ward(ward: Ward, name: str) -> Period:
    return parse(name, Rule(ward.period_rule))


def _together(every: Sequence[Measured], period: Period) -> kpi.Figure | None:
    """The figure of a measure that stands in several plans of one ward."""
    found = [figure for each in every if (figure := each.of(period))]
    return kpi.combined(every[0].goal, found) if found else None


def _cell_of(every: Sequence[Measured], period: Period) -> Cell:
    return cell(every[0].goal, _together(every, period)) if every else Cell()


def _line(each: Measured, cells: tuple[Cell, ...]) -> Line:
    return Line(upper_first(each.target.measure), cells, asked(each.target), str(each.target.public_id))


def _first(every: Iterable[Measured]) -> Measured | None:
    """The first target that has a figure, else the first."""
    found = list(every)
    return next((each for each in found if each.figures), found[0] if found else None)
