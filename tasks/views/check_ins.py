"""Cập nhật kỳ: all check-ins of a unit for a period on one screen."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from tasks import check_ins, words
from tasks.forms import CheckInsForm
from tasks.views.shared import about_issued
from wards.access import ward_or_404
from wards.requests import person

SOME_NOT_SAVED = 409


@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, ward_id: UUID) -> HttpResponse:
    """The screen; a POST saves the chosen rows, and shows again those that could not be."""
    ward, user = ward_or_404(request, ward_id), person(request)
    asked = request.POST if request.method == "POST" else request.GET
    shown = check_ins.sheet(user, ward, unit=asked.get("unit", ""), period=asked.get("period", ""))
    form = CheckInsForm(request.POST or None, initial={"effective_on": shown.day}, late=shown.overdue)
    status = 200
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["effective_on"]
        saved = check_ins.save(shown, user, request.POST, day, form.cleaned_data.get("explanation", ""))
        following = shown.following() if saved else None
        if saved:
            text = ngettext("%(saved)d check-in saved.", "%(saved)d check-ins saved.", saved) % {"saved": saved}
            said = [text, about_issued(ward.pk, day)]
            if following:
                said.append(_("Next: %(period)s.") % {"period": words.period(following.period)})
            messages.success(request, " ".join(filter(None, said)))
        if not any(row.error or row.conflict for row in shown.rows):
            period = following.period if following else shown.period
            query = urlencode({"unit": str(shown.unit.public_id) if shown.unit else "", "period": period})
            return redirect(f"{reverse('tasks:check_ins', kwargs={'ward_id': ward.public_id})}?{query}")
        status = SOME_NOT_SAVED
    return render(request, "tasks/check_ins.html", {"ward": ward, "sheet": shown, "form": form}, status=status)
