"""Ngày làm việc: the days on which offices differ from the public holidays, for everyone to see."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tasks import working_days
from tasks.forms_days import WorkingDayForm
from wards.access import posts
from wards.clock import today
from wards.models import CalendarDay
from wards.requests import person, written

INVALID = 422
EARLIEST, LATEST = 2020, 2100
"""The years an address may ask for."""


@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: HttpRequest) -> HttpResponse:
    """The days of a year. The province's administrator changes them; what that moves is shown before it is saved."""
    user = person(request)
    edits = posts(user).of_province
    if request.method == "POST" and not edits:
        raise PermissionDenied
    year = _year(request)
    form = WorkingDayForm(request.POST) if request.method == "POST" else _opened(request)
    effects: list[str] = []

    def write() -> None:
        seen, values = form.was_seen(), form.values()
        dry_run = not ("save" in request.POST and seen)
        effect = working_days.settle(user, dry_run=dry_run, **values)
        if dry_run:
            effects.extend(working_days.sentences(effect))

    if form.is_bound and written(request, form, write) and not effects:
        messages.success(request, _("Saved."))
        return redirect(f"{reverse('tasks:working_days')}?year={form.cleaned_data['day'].year}")
    context = {
        "year": year,
        "years": (year - 1, year + 1),
        "days": working_days.of_year(year),
        "form": form if edits else None,
        "effects": effects,
        "changes": working_days.history(year),
    }
    return render(request, "tasks/working_days.html", context, status=INVALID if form.errors else 200)


def _year(request: HttpRequest) -> int:
    wanted = request.GET.get("year", "")
    return min(max(int(wanted), EARLIEST), LATEST) if wanted.isascii() and wanted.isdecimal() else today().year


def _opened(request: HttpRequest) -> WorkingDayForm:
    """The form, about the day that the address names."""
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return WorkingDayForm()
    return WorkingDayForm(kept=CalendarDay.objects.filter(date=day).first(), day=day)
