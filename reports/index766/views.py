"""The pages of the index: its groups and points for a period, and how its targets earn them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from plans import kpi, words
from plans.choosing import Chosen, choose
from plans.models import IndexGroup, Target
from plans.numbers import shown, write_number
from reports.figures_year import Measured, of_year
from reports.index766 import reading
from reports.index766.forms import WeightForm, refuse_too_many, weight_form
from reports.index766.models import IndexMethod, IndexWeight
from reports.index766.scoring import POINTS, GroupScore
from wards.access import may, ward_or_404
from wards.clock import today
from wards.models import Role, Ward
from wards.periods import Period
from wards.requests import person


@require_safe
def index(request: HttpRequest, ward_id: UUID) -> HttpResponse:
    """The six groups with their points, and what is not known."""
    ward = ward_or_404(request, ward_id)
    chosen = choose(ward, request.GET.get("ky", ""), today())
    context: dict[str, Any] = {"ward": ward, "chosen": chosen, "may_weigh": _may_weigh(request, ward)}
    if chosen:
        found = reading.index(ward, chosen.period)
        context |= {
            "periods": chosen.groups(today()),
            "groups": [_group(group, found, chosen.period) for group in found.groups],
            "score": shown(found.score),
            "unknown": shown(found.unknown),
            "is_known": any(group.known for group in found.groups),
            "is_unknown": found.unknown > 0,
            "mapped": len(found.targets),
            "unmapped": len(found.unmapped),
        }
    return render(request, "reports/index766/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def weights(request: HttpRequest, ward_id: UUID) -> HttpResponse:
    """The points of each mapped target of the year; a POST saves all of them or none."""
    ward = ward_or_404(request, ward_id)
    if not _may_weigh(request, ward):
        raise PermissionDenied
    chosen = choose(ward, request.GET.get("ky", ""), today())
    every = of_year(ward, chosen.period.year) if chosen else []
    targets = [each.target for each in every if each.target.index_group]
    stored = {each.target_id: each for each in IndexWeight.objects.filter(ward=ward)}
    data = request.POST if request.method == "POST" else None
    forms = {each: weight_form(str(each.public_id), stored.get(each.pk), data) for each in targets}
    groups: dict[str, list[WeightForm]] = {name: [] for name in POINTS}
    for target, form in forms.items():
        groups[target.index_group].append(form)
    if data is None:
        return _weights_page(request, ward, chosen, forms)
    refuse_too_many(groups)
    if [form for form in forms.values() if not form.is_valid()]:
        return _weights_page(request, ward, chosen, forms, status=422)
    said = {
        target: tuple(form.cleaned_data[name] for name in ("points", "method", "seen"))
        for target, form in forms.items()
    }
    try:
        written = reading.keep(ward, said, person(request))
    except reading.ChangedError as changed:
        return _weights_page(request, ward, chosen, _seen_again(request, forms, changed.rows), status=409)
    text = ngettext("%(targets)d target was saved.", "%(targets)d targets were saved.", written)
    messages.success(request, text % {"targets": written} if written else _("Nothing was changed."))
    address = reverse("reports:index766", kwargs={"ward_id": ward.public_id})
    return redirect(f"{address}?ky={chosen.period.name}" if chosen else address)


def _seen_again(
    request: HttpRequest, forms: dict[Target, WeightForm], rows: dict[int, IndexWeight]
) -> dict[Target, WeightForm]:
    """The rows as they were sent, now on top of what somebody else wrote, which each says."""
    data = request.POST.copy()
    for target in forms:
        if target.pk in rows:
            data[f"{target.public_id}-seen"] = str(rows[target.pk].version)
    fresh = {target: weight_form(str(target.public_id), rows.get(target.pk), data) for target in forms}
    for target, form in fresh.items():
        if form.is_valid() and target.pk in rows:
            theirs = rows[target.pk]
            points = _("blank") if theirs.points is None else write_number(theirs.points)
            values = {"who": theirs.changed_by.full_name, "points": points, "method": theirs.get_method_display()}
            message = _(
                "%(who)s saved “%(points)s”, %(method)s, meanwhile. Yours is here and not saved yet; save again."
            )
            form.add_error("points", message % values)
    return fresh


def _weights_page(
    request: HttpRequest, ward: Ward, chosen: Chosen | None, forms: dict[Target, WeightForm], status: int = 200
) -> HttpResponse:
    rows = [
        (
            IndexGroup(name).label,
            shown(most),
            [(target, form) for target, form in forms.items() if target.index_group == name],
        )
        for name, most in POINTS.items()
    ]
    context = {"ward": ward, "groups": rows, "any": bool(forms), "year": chosen.period.year if chosen else None}
    return render(request, "reports/index766/weights.html", context, status=status)


def _group(group: GroupScore, found: reading.Index, period: Period) -> dict[str, Any]:
    """A group as the page shows it."""
    return {
        "label": IndexGroup(group.group).label,
        "most": shown(group.most),
        "score": shown(group.score) if group.known else "",
        "width": int(200 * group.score / group.most),
        "unknown": shown(group.unknown) if group.unknown else "",
        "scaled": group.scaled,
        "parts": [
            {
                "target": found.targets[part.component.key].target,
                "figure": _figure(found.targets[part.component.key], period),
                "method": IndexMethod(part.component.method).label,
                "most": shown(part.most),
                "score": None if part.score is None else shown(part.score),
            }
            for part in group.parts
        ],
    }


def _figure(each: Measured, period: Period) -> str:
    reached = kpi.achieved(each.goal, each.judged(period))
    return "" if reached is None else words.reached(reached, each.target)


def _may_weigh(request: HttpRequest, ward: Ward) -> bool:
    return may(request.user, ward.pk, Role.ONE_DOOR)
