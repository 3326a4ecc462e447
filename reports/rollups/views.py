"""The pages of who oversees several wards: how far each is with a report, and the roll-up over all of them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from reports import orders
from reports.building import Refused
from reports.output import CONTENT_TYPES
from reports.progress import progress
from reports.rollups import access, page
from reports.rollups.building import frozen
from reports.rollups.document import workbook
from reports.rollups.forms import PeriodForm
from wards.clock import today
from wards.models import User
from wards.periods import Period


@require_safe
def wards(request: HttpRequest) -> HttpResponse:
    """How far each ward is with a report; htmx asks for the table alone while something is built."""
    access.check_oversees(request)
    user = _person(request)
    form = PeriodForm(request.GET, today=today())
    period, letterhead = form.chosen
    context: dict[str, Any] = {
        "form": form,
        "period": period,
        "letterhead": letterhead,
        "wards": page.wards_page(user, period, letterhead, request.GET.get("page")),
        "query": _query(period, letterhead),
    }
    if request.headers.get("HX-Request"):
        return render(request, "reports/rollups/ward_rows.html", context)
    job = page.roll_up_job(user, period, letterhead)
    context |= {
        "roll_ups": page.roll_ups(user, period, letterhead),
        "job": progress(job) if job else None,
    }
    return render(request, "reports/rollups/wards.html", context)


@require_POST
def build_all(request: HttpRequest) -> HttpResponse:
    """Asks for the draft in every ward without one, or calls off what was asked for."""
    access.check_oversees(request)
    user, (period, letterhead) = _person(request), _chosen(request)
    if request.POST.get("off"):
        count = page.call_off_all(user, period, letterhead)
        said = ngettext("%(count)d draft is called off.", "%(count)d drafts are called off.", count)
    else:
        count = page.ask_for_all(user, period, letterhead)
        said = ngettext("%(count)d draft is being built.", "%(count)d drafts are being built.", count)
    if count:
        messages.success(request, said % {"count": count})
    else:
        messages.info(request, _("Nothing is left to be done: every ward has a version, or is at it."))
    return redirect(f"{reverse('reports:wards')}?{_query(period, letterhead)}")


@require_POST
def add_up(request: HttpRequest) -> HttpResponse:
    """Asks for the roll-up over all wards the person oversees."""
    access.check_oversees(request)
    period, letterhead = _chosen(request)
    orders.ask_to_roll_up(period, letterhead, _person(request))
    return redirect(f"{reverse('reports:wards')}?{_query(period, letterhead)}")


@require_safe
def roll_up(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A roll-up: its sentences and tables."""
    found = access.roll_up_or_404(request, public_id)
    return render(request, "reports/rollups/roll_up.html", page.roll_up_page(found))


@require_safe
def download(request: HttpRequest, public_id: UUID, kind: str) -> HttpResponse:
    """The roll-up as PDF, workbook, or its frozen figures."""
    found = access.roll_up_or_404(request, public_id)
    suffix = f".{kind}"
    try:
        figures = frozen(found)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("reports:roll_up", public_id=found.public_id)
    match suffix:
        case ".pdf":
            with found.pdf.open("rb") as file:
                content: bytes = file.read()
        case ".xlsx":
            content = workbook(figures)
        case ".json":
            content = found.figures.encode()
        case _:
            raise Http404
    headers = {"Content-Disposition": f'attachment; filename="tong-hop-{found.period}{suffix}"'}
    return HttpResponse(content, content_type=CONTENT_TYPES[suffix], headers=headers)


def _chosen(request: HttpRequest) -> tuple[Period, str]:
    form = PeriodForm(request.POST, today=today())
    if not form.is_valid():
        raise BadRequest(form.errors.as_text())
    return form.chosen


def _query(period: Period, letterhead: str) -> str:
    return urlencode({"period": period.name, "rule": period.rule.value, "letterhead": letterhead})


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 the middleware lets nobody else in
    return request.user
