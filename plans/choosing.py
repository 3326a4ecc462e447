"""Which year's targets and which period's figures a page shows: from its address, else what is of use today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from plans.models import Plan
from wards.models import Ward
from wards.periods import Period, PeriodKind, Rule, containing, parse, periods_of_year, previous

KINDS = (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.HALF, PeriodKind.NINE_MONTHS, PeriodKind.YEAR)


def kind_names() -> list[tuple[PeriodKind, str]]:
    """The kinds of periods that figures are recorded for, each with its heading."""
    names = (_("Months"), _("Quarters"), _("Half years"), _("Nine months"), _("Year"))
    return list(zip(KINDS, names, strict=True))


@dataclass(frozen=True)
class Chosen:
    """A period of a year that has plans; `years` are those, the latest first. `problem` says why another was asked
    for in vain."""

    period: Period
    years: list[int]
    problem: str = ""

    def periods(self, kind: PeriodKind, today: date) -> list[Period]:
        """Those of the year that have begun."""
        rule = self.period.rule
        return [each for each in periods_of_year(self.period.year, kind, rule) if each.start <= today]

    def groups(self, today: date) -> list[tuple[str, list[Period]]]:
        """The periods that can be chosen, under the names of their kinds."""
        found = [(name, self.periods(kind, today)) for kind, name in kind_names()]
        return [(name, periods) for name, periods in found if periods]


def choose(ward: Ward, asked: str, today: date) -> Chosen | None:
    """The period asked for by its name, else the month that ended last; None for a ward without a plan. One query."""
    rule = Rule(ward.period_rule)
    years = list(Plan.objects.filter(ward=ward).order_by("-year").values_list("year", flat=True).distinct())
    if not years:
        return None
    default = _useful(years, rule, today)
    if not asked:
        return Chosen(default, years)
    try:
        period = parse(asked, rule)
    except ValueError:
        return Chosen(default, years, _("“%(name)s” is no period.") % {"name": asked[:20]})
    if period.kind not in KINDS:
        return Chosen(default, years, _("Figures are recorded for a month or a longer period."))
    if period.year not in years:
        return Chosen(default, years, _("The ward has no plan for %(year)s.") % {"year": period.year})
    return Chosen(period, years)


def _useful(years: list[int], rule: Rule, today: date) -> Period:
    """The month that ended last, kept within the nearest year that has a plan."""
    now = containing(today, PeriodKind.MONTH, rule)
    last = previous(now)
    if last.year in years:
        return last
    if now.year in years:
        return now
    year = min(years, key=lambda each: (abs(each - now.year), each))
    months = periods_of_year(year, PeriodKind.MONTH, rule)
    return months[-1] if year < now.year else months[0]
