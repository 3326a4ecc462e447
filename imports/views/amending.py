"""A newer version of a plan: which row is which, which rows its document drops, and the leader's decision on those."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from imports import commit as committing
from imports import deciding, dropping
from imports.access import drop_request_or_404, import_or_404, may_decide, ward_with_requests
from imports.forms import DropForm, PairForm
from imports.models import DropRequest, DropState, ImportState
from imports.places import anchor
from imports.views.people import person
from imports.views.places import back_to_review

# Decided requests listed below those that wait.
RECENT = 20


@require_POST
def pair(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Keeps which row of the plan a row of the file is, or that it is a new one."""
    kept = import_or_404(request, public_id)
    form = PairForm(request.POST)
    if kept.state == ImportState.COMMITTED:
        messages.error(request, committing.why_not(kept))
    if kept.state == ImportState.COMMITTED or not form.is_valid():
        return back_to_review(request, kept)
    given = form.cleaned_data
    deciding.decide(kept, sheet=given["sheet"], row=given["row"], key=form.key_of())
    return back_to_review(request, kept, at=anchor(given["sheet"], given["row"]))


@require_POST
def drop(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Keeps which rows the document of this file drops; they are asked for when the file is committed."""
    kept = import_or_404(request, public_id)
    form = DropForm(request.POST)
    if kept.state == ImportState.COMMITTED:
        messages.error(request, committing.why_not(kept))
    elif not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    else:
        given = form.cleaned_data
        dropping.plan_to_drop(
            kept, keys=form.keys(), number=given["number"], issued_on=given["issued_on"], reason=given["reason"]
        )
        if form.keys():
            messages.success(request, _("Noted: with the commit these rows are put before a leader."))
        else:
            messages.success(request, _("Noted: this file drops no rows."))
    return back_to_review(request, kept)


@require_safe
def requests(request: HttpRequest, ward_id: UUID) -> HttpResponse:
    """The rows that amended plans no longer have, for a leader to decide on."""
    ward = ward_with_requests(request, ward_id)
    found = (
        DropRequest.objects.filter(ward=ward)
        .select_related("plan", "requested_by", "decided_by")
        .prefetch_related("rows__task")
    )
    context = {
        "ward": ward,
        "waiting": found.filter(state=DropState.WAITING),
        "decided": found.exclude(state=DropState.WAITING)[:RECENT],
        "decides": may_decide(request, ward),
    }
    return render(request, "imports/drop_requests.html", context)


@require_POST
def decide(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A leader agrees that the rows are dropped, or declines."""
    found = drop_request_or_404(request, public_id)
    if not may_decide(request, found.ward):
        raise PermissionDenied
    agreed = request.POST.get("act") == "agree"
    try:
        dropping.decide(found, person(request), agreed=agreed, note=request.POST.get("note", "")[:2000])
    except dropping.DropError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The tasks are dropped.") if agreed else _("Declined: the tasks stay."))
    return redirect("imports:requests", ward_id=found.ward.public_id)
