"""A target's own page, its chart and the evidence of its figures."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from plans import board, charts
from plans.access import evidence_seen, target_or_404
from plans.choosing import choose
from plans.target_page import target_page
from wards.access import attachments_seen
from wards.clock import today
from wards.periods import Rule, covering
from wards.requests import person

A_YEAR = 365 * 24 * 3600


@require_safe
def target(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The target with its figures by period, their versions and its trend."""
    found, user = target_or_404(request, public_id), person(request)
    chosen = choose(found.ward, request.GET.get("ky", ""), today())
    year = covering(found.plan.year, Rule(found.ward.period_rule))
    period = chosen.period if chosen and chosen.period.year == found.plan.year else year
    context = {
        "target": found,
        "page": target_page(found, period),
        "tasks": list(found.tasks.order_by("position")),
        "may_edit": user.has_perm("plans.edit_targets", found),
        "may_record": user.has_perm("plans.record", found),
    }
    return render(request, "plans/target.html", context)


@require_safe
def chart(request: HttpRequest, public_id: UUID, drawing: str) -> HttpResponse:
    """The target's trend as an image. Its name is that of its figures, so a browser keeps it for good; an older name
    leads to the present one."""
    found = target_or_404(request, public_id)
    figures = board.recorded([found]).get(found.pk, {})
    shown = board.chart_of(found, figures, covering(found.plan.year, Rule(found.ward.period_rule)))
    ways = {charts.digest(shown): charts.trend, charts.digest(shown, "spark"): charts.spark}
    if drawing not in ways:
        return redirect("plans:chart", public_id=found.public_id, drawing=next(iter(ways)))
    response = HttpResponse(ways[drawing](shown), content_type="image/svg+xml")
    response["Cache-Control"] = f"private, max-age={A_YEAR}, immutable"
    return response


@require_safe
@cache_control(private=True, no_store=True)
def evidence(request: HttpRequest, public_id: UUID) -> FileResponse:
    """A file that proves a figure, as a download under the name it was given when its type was checked."""
    proofs = evidence_seen(request.user).filter(public_id=public_id)
    kept = get_object_or_404(attachments_seen(request.user), pk__in=proofs.values("attachment"))
    return FileResponse(kept.file.open(), as_attachment=True, filename=kept.name, content_type=kept.content_type)
