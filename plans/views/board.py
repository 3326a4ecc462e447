"""Chỉ tiêu: the ward's targets with their figures of a period."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from plans import board as boards
from plans import closing
from plans.choosing import choose
from plans.models import IndexGroup
from wards.access import ward_or_404
from wards.clock import today
from wards.requests import person


@require_safe
def board(request: HttpRequest, ward_id: UUID) -> HttpResponse:
    """The targets of a year, with a period's figures; filters stand in the address."""
    ward, user = ward_or_404(request, ward_id), person(request)
    chosen = choose(ward, request.GET.get("ky", ""), today())
    context: dict[str, Any] = {
        "ward": ward,
        "chosen": chosen,
        "may_record": user.has_perm("plans.record", ward),
        "may_edit": user.has_perm("plans.edit_targets", ward),
    }
    if chosen:
        filters = boards.Filters.read(request.GET)
        context |= {
            "filters": filters,
            "board": boards.board(ward, chosen.period, filters),
            "periods": chosen.groups(today()),
            "index_groups": [*IndexGroup.choices],
            "closed": closing.covering(chosen.period, closing.closings_in_force(ward)),
            "may_reopen": user.has_perm("plans.reopen", ward),
        }
    return render(request, "plans/board.html", context)
