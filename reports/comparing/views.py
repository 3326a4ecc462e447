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
from plans.choosing import Chosen, choose
from reports.comparing import reading
from wards.access import ward_or_404, wards_seen
from wards.clock import today
from wards.models import Ward
from wards.periods import Period

A_PAGE = 50
"""Wards beside one another on one page."""


@require_safe
def compare(request: HttpRequest, ward_id: UUID) -> HttpResponse:
    """The comparison that the address asks for, months where it asks for none."""
    ward = ward_or_404(request, ward_id)
    chosen = choose(ward, request.GET.get("ky", ""), today())
    several = wards_seen(request.user).count() > 1
    kinds = {"months": _("Months"), "years": _("Years"), "units": _("Units")} | (
        {"wards": _("Wards")} if several else {}
    )
    by = request.GET.get("by", "")
    by = by if by in kinds else "months"
    context: dict[str, Any] = {"ward": ward, "kinds": kinds, "by": by, "chosen": chosen}
    if chosen:
        context["periods"] = chosen.groups(today())
        context |= _wards(request, chosen.period) if by == "wards" else {}
        found: reading.Comparison = context.get("found") or _of_ward(ward, by, chosen, request.GET.get("target", ""))
        context["found"] = found
        if found.chart and found.chart.points:
            context["drawing"] = trend(found.chart) if found.kind == "trend" else bars(found.chart)
    return render(request, "reports/comparing/compare.html", context)


def _of_ward(ward: Ward, by: str, chosen: Chosen, target: str) -> reading.Comparison:
    if by == "years":
        return reading.years(ward, chosen.years, target)
    return reading.units(ward, chosen.period) if by == "units" else reading.months(ward, chosen.period.year, target)


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
