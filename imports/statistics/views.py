"""The pages of the statistics table: a month's file in, and which columns each target is worked out from."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from imports.flat import uploads
from imports.flat.access import list_to_change, uploads_seen
from imports.flat.lists import STATISTICS
from imports.flat.periods import write_period
from imports.flat.views import RECENT
from imports.statistics import mapping
from imports.statistics.access import target_to_map, ward_to_map
from imports.statistics.forms import FormulaForm, StatisticsForm, as_initial
from imports.statistics.formula import Formula, from_record
from imports.statistics.models import StatisticsFormula
from imports.views.people import person
from plans.file_counts import LABELS, PARTS
from wards.models import Ward


@require_http_methods(["GET", "HEAD", "POST"])
def statistics(request: HttpRequest, ward_id: UUID) -> HttpResponse:
    """Takes a month's workbook in, and shows what it would change."""
    kind, ward = list_to_change(request, STATISTICS, ward_id)
    if ward is None:
        raise Http404
    years = mapping.years(ward)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = StatisticsForm(*sent, ward=ward, years=years)
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        kept = uploads.take_in(
            kind,
            ward,
            file.read(),
            name=file.name,
            user=person(request),
            options={"period": form.cleaned_data["month"]},
        )
        return redirect("imports:list_upload", public_id=kept.public_id)
    rows = mapping.mapped(ward, years[0]) if years else []
    recent = uploads_seen(request).filter(ward=ward, kind=STATISTICS).select_related("created_by", "committed_by")
    context = {
        "ward": ward,
        "kind": kind,
        "form": form,
        "year": years[0] if years else None,
        "targets": len(rows),
        "told": sum(row.formula is not None for row in rows),
        "recent": [(each, write_period(each.options["period"])) for each in recent.defer("found")[:RECENT]],
        "columns": [(LABELS[total], [LABELS[part].split(": ")[1] for part in parts]) for total, parts in PARTS.items()],
    }
    return render(request, "imports/statistics/upload.html", context, status=422 if form.errors else 200)


@require_safe
def formulas(request: HttpRequest, ward_id: UUID) -> HttpResponse:
    """The targets of a year, each with what it is worked out from."""
    ward = ward_to_map(request, ward_id)
    years = mapping.years(ward)
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and int(asked) in years else (years[0] if years else None)
    rows = mapping.mapped(ward, year) if year else []
    rows.sort(key=lambda row: row.formula is None and row.suggested is None)  # what has to be looked at first
    context = {"ward": ward, "years": years, "year": year, "rows": rows}
    return render(request, "imports/statistics/formulas.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def formula(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What one target is worked out from; with `remove` it goes back to figures typed by hand."""
    target = target_to_map(request, public_id)
    present = StatisticsFormula.objects.filter(target=target).select_related("changed_by").first()
    told = from_record(present.formula) if present else None
    suggestion = None if told else mapping.suggested(target)
    initial = as_initial(told or suggestion, present.version if present else 0)
    if request.method != "POST":
        return _page(request, FormulaForm(initial=initial, target=target), present, suggestion)
    form = FormulaForm(request.POST, target=target)
    removing = "remove" in request.POST
    if not removing and not form.is_valid():
        return _page(request, form, present, suggestion, status=422)
    version = request.POST.get("version", "")
    try:
        kept = None if removing else form.formula
        mapping.keep(target, kept, person(request), int(version) if version.isdecimal() else 0)
    except mapping.ConflictError as conflict:
        mine = request.POST.copy()
        mine["version"] = str(conflict.present.version if conflict.present else 0)
        form = FormulaForm(mine, target=target)
        return _page(request, form, conflict.present, None, status=409, conflict=True)
    messages.success(request, _("Removed: this target's figures are typed by hand.") if removing else _("Saved."))
    return redirect("imports:formulas", ward_id=target.ward.public_id)


def _page(
    request: HttpRequest,
    form: FormulaForm,
    present: StatisticsFormula | None,
    suggestion: Formula | None,
    status: int = 200,
    *,
    conflict: bool = False,
) -> HttpResponse:
    ward: Ward = form.target.ward
    sums = [(form[name], form[f"{name}_fields"], _groups(form, name)) for name in ("numerator", "denominator")]
    context = {
        "ward": ward,
        "target": form.target,
        "form": form,
        "sums": sums,
        "present": present,
        "words": from_record(present.formula).words() if present else "",
        "suggestion": suggestion,
        "conflict": conflict,
    }
    return render(request, "imports/statistics/formula.html", context, status=status)


def _groups(form: FormulaForm, name: str) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """The boxes of one sum by group: value, label, whether it is ticked."""
    ticked = set(form[name].value() or ())
    return [
        (
            LABELS[total].split(":")[0],
            [(each.value, LABELS[each].split(": ")[1], each in ticked) for each in (total, *parts)],
        )
        for total, parts in PARTS.items()
    ]
