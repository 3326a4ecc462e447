"""The pages of the sheet: a period's figures to copy, and how its lines are arranged."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from plans.choosing import Chosen, choose
from reports.sheet import lines
from reports.sheet.lines import Arranged, Line
from wards.access import may, ward_or_404
from wards.clock import today
from wards.models import Role, Ward
from wards.requests import person
from wards.text import nfc

LONGEST = 300
"""Characters of a label."""


@require_safe
def sheet(request: HttpRequest, ward_id: UUID) -> HttpResponse:
    """The figures of a period, one a line and the counts of each field, every number copied with one tap."""
    ward = ward_or_404(request, ward_id)
    chosen = choose(ward, request.GET.get("ky", ""), today())
    context: dict[str, Any] = {"ward": ward, "chosen": chosen, "may_arrange": _may_arrange(request, ward)}
    if chosen:
        found = lines.sheet(ward, chosen.period)
        context |= {
            "periods": chosen.groups(today()),
            "lines": found.shown,
            "missing": sum(not line.plain for line in found.shown),
            "all": "\n".join(line.plain for line in found.shown),
            "has_counts": found.has_counts,
            "counted": found.counted,
            "fields": found.by_field,
        }
    return render(request, "reports/sheet/sheet.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def arrange(request: HttpRequest, ward_id: UUID) -> HttpResponse:
    """The order and the words of the lines; a POST saves all of them or none."""
    ward = ward_or_404(request, ward_id)
    if not _may_arrange(request, ward):
        raise PermissionDenied
    chosen = choose(ward, request.GET.get("ky", ""), today())
    found = list(lines.sheet(ward, chosen.period).lines) if chosen else []
    if request.method != "POST" or chosen is None:
        return _arrange_page(request, ward, chosen, found)
    errors: dict[str, str] = {}
    said = {line.key: _said(request, line, at, errors) for at, line in enumerate(found, start=1)}
    if errors or not found:
        return _arrange_page(request, ward, chosen, found, said, errors, status=422)
    try:
        lines.arrange(ward, chosen.period, said, request.POST.get("seen", ""), person(request))
    except lines.ChangedError:
        refused = _(
            "Somebody else arranged the sheet meanwhile. Yours is below and not saved yet; save again to replace it."
        )
        return _arrange_page(request, ward, chosen, found, said, errors, status=409, refused=refused)
    messages.success(request, _("Saved."))
    return redirect(f"{reverse('reports:sheet', kwargs={'ward_id': ward.public_id})}?ky={chosen.period.name}")


def _said(request: HttpRequest, line: Line, at: int, errors: dict[str, str]) -> Arranged:
    """What was sent of a line; what is wrong with it goes to `errors`."""
    place, label = request.POST.get(f"{line.key}-place", "").strip(), nfc(request.POST.get(f"{line.key}-label", ""))
    if not place.isdecimal() or not 1 <= int(place) <= 999:
        errors[line.key] = _("Write its place as a number from 1 to 999.")
    elif len(label) > LONGEST:
        errors[line.key] = _("At most %(most)d characters.") % {"most": LONGEST}
    position = int(place) if place.isdecimal() and line.key not in errors else at
    return Arranged(position, label[:LONGEST], f"{line.key}-shown" in request.POST)


def _arrange_page(
    request: HttpRequest,
    ward: Ward,
    chosen: Chosen | None,
    found: list[Line],
    said: dict[str, Arranged] | None = None,
    errors: dict[str, str] | None = None,
    status: int = 200,
    refused: str = "",
) -> HttpResponse:
    stands = {line.key: Arranged(at, line.own, line.is_shown) for at, line in enumerate(found, start=1)}
    rows = [
        {
            "line": line,
            "said": (said or stands)[line.key],
            "place": request.POST.get(f"{line.key}-place", "") if said else stands[line.key].position,
            "error": (errors or {}).get(line.key, ""),
        }
        for line in found
    ]
    context = {"ward": ward, "chosen": chosen, "rows": rows, "seen": lines.seal(found), "refused": refused}
    return render(request, "reports/sheet/arrange.html", context, status=status)


def _may_arrange(request: HttpRequest, ward: Ward) -> bool:
    return may(request.user, ward.pk, Role.ONE_DOOR)
