"""The page that sets figures beside one another: months, years and units of a ward, and wards for who sees several."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from plans.charts import bars, trend
from reports.comparing import reading
from reports.figures_year import begun, chosen, years
from wards.access import ward_or_404, wards_seen
from wards.models import Ward
from wards.periods import Period, Rule

A_PAGE = 50
"""Wards beside one another on one page."""


@require_safe
def compare(request: HttpRequest, ward_id: UUID) -> HttpResponse:
    """The comparison that the address asks for, months where it asks for none."""
    ward = ward_or_404(request, ward_id)
    every = years(ward)
    several = wards_seen(request.user).count() > 1
    kinds = {"months": _("Months"), "years": _("Years"), "units": _("Units")} | (
        {"wards": _("Wards")} if several else {}
    )
    by = request.GET.get("by", "")
    by = by if by in kinds else "months"
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and int(asked) in every else (every[0] if every else None)
    periods = [period for each in every for period in begun(each, Rule(ward.period_rule))]
    period = chosen(periods, request.GET.get("period", ""))
    context: dict[str, Any] = {
        "ward": ward,
        "kinds": kinds,
        "by": by,
        "years": every,
        "year": year,
        "periods": periods,
        "period": period,
        "target": request.GET.get("target", ""),
    }
    if by == "wards" and period:
        context |= _wards(request, period)
    elif year:
        context["found"] = _of_ward(ward, by, year, every, period, context["target"])
    found: reading.Comparison | None = context.get("found")
    if found and found.chart and found.chart.points:
        context["drawing"] = trend(found.chart) if found.kind == "trend" else bars(found.chart)
    return render(request, "reports/comparing/compare.html", context)


def _of_ward(
    ward: Ward, by: str, year: int, every: list[int], period: Period | None, target: str
) -> reading.Comparison | None:
    if by == "years":
        return reading.years(ward, every, target)
    if by == "units":
        return reading.units(ward, period) if period else None
    return reading.months(ward, year, target)


def _wards(request: HttpRequest, period: Period) -> dict[str, Any]:
    """A page of the wards that the person sees; with a measure, its figures in all of them."""
    seen = list(wards_seen(request.user).order_by("name_folded", "pk"))
    every = reading.measures(seen, period.year)
    folded, _sign, unit = request.GET.get("measure", "").rpartition("|")
    found = reading.measure_in_wards(seen, period.name, folded, unit) if folded else None
    page = Paginator(seen, A_PAGE).get_page(request.GET.get("page"))
    return {
        "measures": [(f"{key}|{of}", f"{words} ({of})") for key, of, words in every],
        "measure": f"{folded}|{unit}" if found else "",
        "found": found or reading.wards(list(page), period.name),
        "page": None if found or page.paginator.num_pages == 1 else page,
    }
