"""Lịch: what is due on the days of a month."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tasks import month as months
from wards import clock
from wards.access import ward_or_404
from wards.requests import person


@require_safe
def month(request: HttpRequest, ward_id: UUID) -> HttpResponse:
    """The month, or one day of it, under the filters of the address."""
    ward, user = ward_or_404(request, ward_id), person(request)
    filters = months.MonthFilters.read(request.GET, clock.today(), months.own_by_default(user, ward))
    context = {"ward": ward, "filters": filters, "own": months.owes_here(user, ward), "today": clock.today()}
    if filters.day:
        context["list"] = months.day_list(user, ward, filters, filters.day)
        return render(request, "tasks/month_day.html", context)
    context["month"] = months.month(user, ward, filters)
    context["weekdays"] = [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")]
    return render(request, "tasks/month.html", context)
