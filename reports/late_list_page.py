"""The month's late tasks as a file, for who writes the ward's reports: the list is internal."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reports import access, building, late_list
from reports.docx import word
from reports.figures import figures
from reports.output import CONTENT_TYPES
from wards.clock import now, today
from wards.models import Ward
from wards.periods import Period, PeriodKind, Rule, containing, parse

PDF, WORD = "pdf", "docx"

MOST_ROWS = 500
"""A PDF with more takes longer than a person waits; Word has them all at once."""


@require_safe
def download(request: HttpRequest, ward_id: UUID, kind: str) -> HttpResponse:
    """The list of the month that the address names, of the present one without a name; before its close as of today."""
    ward = access.ward_to_draft_in(request, ward_id)
    period = _period(request, ward)
    if kind not in (PDF, WORD) or period is None:
        raise Http404
    found = late_list.content(figures(ward, period, now()))
    try:
        if kind == PDF and found.rows > MOST_ROWS:
            raise building.Refused(_("The list is too long for a PDF while you wait: take it as a Word file."))
        data = word(found) if kind == WORD else building.draw(found)
    except building.Refused as refused:
        messages.error(request, str(refused))
        return redirect("reports:list", ward_id=ward.public_id)
    headers = {"Content-Disposition": f'attachment; filename="nhiem-vu-qua-han-{period.name}.{kind}"'}
    return HttpResponse(data, content_type=CONTENT_TYPES[f".{kind}"], headers=headers)


def _period(request: HttpRequest, ward: Ward) -> Period | None:
    """The month asked for under the rule asked for; None where there is none, or it has not begun."""
    rule, asked = request.GET.get("rule", ward.period_rule), request.GET.get("month", "")
    if rule not in Rule.__members__.values():
        return None
    if not asked:
        return containing(today(), PeriodKind.MONTH, Rule(rule))
    try:
        period = parse(asked, Rule(rule))
    except ValueError:
        return None
    return period if period.kind is PeriodKind.MONTH and period.start <= today() else None
