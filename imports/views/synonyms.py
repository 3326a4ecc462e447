"""The table of headings: those known by themselves, those of every ward, and the ward's own."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from imports import synonyms
from imports.access import may_tell_every_ward, ward_with_headings
from imports.forms import SynonymForm
from imports.grid import Role
from imports.heading_words import DEFAULT_SYNONYMS
from imports.views.people import person
from imports.wording import role_label


@require_http_methods(["GET", "HEAD", "POST"])
def headings(request: HttpRequest, ward_id: UUID) -> HttpResponse:
    """Shows the table; a POST adds a heading for the ward, or by the province for every ward."""
    ward = ward_with_headings(request, ward_id)
    everywhere = may_tell_every_ward(request)
    form = SynonymForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told = [(form.cleaned_data["text"], Role(form.cleaned_data["role"]))]
        synonyms.keep(None if everywhere else ward, told, person(request))
        messages.success(request, _("Kept. Files read from now on use it."))
        return redirect("imports:headings", ward_id=ward.public_id)
    own = list(synonyms.seen_by(ward).select_related("created_by"))
    table = [
        (
            role_label(role),
            [each for each in own if each.role == role and each.ward_id is not None],
            [each for each in own if each.role == role and each.ward_id is None],
            DEFAULT_SYNONYMS.get(role, ()),
        )
        for role in synonyms.MEANINGS
    ]
    context = {"ward": ward, "form": form, "table": table, "everywhere": everywhere}
    return render(request, "imports/headings.html", context, status=422 if form.errors else 200)


@require_POST
def heading(request: HttpRequest, ward_id: UUID) -> HttpResponse:
    """Removes a heading, or makes one of the ward's that of every ward."""
    ward = ward_with_headings(request, ward_id)
    everywhere = may_tell_every_ward(request)
    text = request.POST.get("heading", "")
    found = get_object_or_404(synonyms.seen_by(ward), text=text, ward=None if request.POST.get("of") else ward)
    if found.ward_id is None and not everywhere:
        raise PermissionDenied
    if request.POST.get("act") == "share":
        if not everywhere:
            raise PermissionDenied
        synonyms.keep(None, [(found.text, Role(found.role))], person(request))
        messages.success(request, _("“%(heading)s” is now known in every ward.") % {"heading": found.text})
    else:
        messages.success(request, _("“%(heading)s” was removed.") % {"heading": found.text})
    found.delete()
    return redirect("imports:headings", ward_id=ward.public_id)
