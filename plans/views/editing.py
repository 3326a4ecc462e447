"""Targets by hand: added, changed, confirmed several at once, taken back, deleted."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from plans import editing, words
from plans.access import plan_or_404, target_or_404, ward_for
from plans.forms import TargetForm
from plans.models import Target
from wards.models import User
from wards.refusal import Refused
from wards.requests import person

INVALID, CONFLICT = 422, 409


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A new target of a plan."""
    plan = plan_or_404(request, public_id)
    return _form(request, editing.blank(plan), person(request))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A target's own fields; a proposal is confirmed by the same page."""
    return _form(request, target_or_404(request, public_id), person(request))


def _form(request: HttpRequest, target: Target, user: User) -> HttpResponse:
    if not user.has_perm("plans.edit_targets", target):
        raise PermissionDenied
    posted, is_new = request.method == "POST", target._state.adding
    form, status = TargetForm(target, request.POST if posted else None), 200
    theirs: Target | None = None
    if posted and form.is_valid():
        try:
            saved = editing.save(
                target,
                user,
                form.given(),
                tasks=list(form.cleaned_data["tasks"]),
                version=form.cleaned_data["version"] or 0,
                # Who writes a target by hand means it.
                confirm=is_new or "confirm" in request.POST,
            )
        except editing.Changed as changed:
            theirs, status = changed.target, CONFLICT
            form.add_error(None, str(changed))
            # Both are shown: saving again writes these over the others.
            again = request.POST.copy()
            again["version"] = str(theirs.version)
            form.data = again
        except Refused as refused:
            form.add_error(refused.field or None, str(refused))
        else:
            messages.success(request, _("Target saved."))
            return redirect("plans:target", public_id=saved.public_id)
    if form.errors and status == 200:
        status = INVALID
    context = {
        "target": None if is_new else target,
        "plan": target.plan,
        "form": form,
        "theirs": theirs,
        "theirs_said": words.fields(theirs) if theirs else [],
    }
    return render(request, "plans/target_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def proposals(request: HttpRequest, ward_id: UUID) -> HttpResponse:
    """The targets that imports found; those that are ticked are confirmed, or deleted once that is said twice."""
    ward, user = ward_for(request, ward_id, "plans.edit_targets"), person(request)
    waiting = Target.objects.filter(ward=ward, confirmed_at=None).select_related("plan", "lead", "part_of")
    waiting = waiting.order_by("-plan__year", "plan", "position", "pk")
    ticked = {value for value in request.POST.getlist("target") if value}
    error, asks = "", False
    if request.method == "POST":
        chosen = [each for each in waiting if str(each.public_id) in ticked]
        action = request.POST.get("action", "")
        asks = action == "delete" and bool(chosen)
        if not chosen:
            error = _("Tick the targets first.")
        elif action in ("confirm", "delete_sure"):
            try:
                messages.success(request, _decide(action, chosen, user))
                return redirect("plans:proposals", ward_id=ward.public_id)
            except Refused as refused:
                error = str(refused)
    told = [(each, words.goal(each)) for each in waiting]
    context = {"ward": ward, "targets": told, "ticked": ticked, "error": error, "asks": asks}
    return render(request, "plans/proposals.html", context, status=INVALID if error else 200)


def _decide(action: str, chosen: list[Target], user: User) -> str:
    if action == "confirm":
        count = editing.confirm(chosen, user)
        return ngettext("%(count)d target confirmed.", "%(count)d targets confirmed.", count) % {"count": count}
    count = editing.delete(chosen, user)
    return ngettext("%(count)d proposal deleted.", "%(count)d proposals deleted.", count) % {"count": count}


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Deletes a target without figures, once that is confirmed."""
    target, user = target_or_404(request, public_id), person(request)
    if not user.has_perm("plans.edit_targets", target):
        raise PermissionDenied
    posted, refusal = request.method == "POST", ""
    try:
        if posted:
            editing.delete([target], user)
            messages.success(request, _("Target deleted."))
            return redirect("plans:targets", ward_id=target.ward.public_id)
        editing.check_deletable([target])
    except Refused as refused:
        refusal = str(refused)
    context = {"target": target, "refusal": refusal}
    return render(request, "plans/delete_target.html", context, status=INVALID if posted else 200)


@require_POST
def take_back(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Makes a confirmed target a proposal again."""
    target, user = target_or_404(request, public_id), person(request)
    if not user.has_perm("plans.edit_targets", target):
        raise PermissionDenied
    try:
        editing.take_back(target, user)
    except Refused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, _("The target is a proposal again."))
    return redirect("plans:target", public_id=target.public_id)
