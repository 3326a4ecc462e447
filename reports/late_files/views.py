"""The pages of late files: a month's records on one screen, and the list published of them."""

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
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reports import access as reports_access
from reports.building import Refused
from reports.late_files import publishing, recording
from reports.late_files.access import list_or_404, lists_seen, may_record
from reports.late_files.forms import PublishForm, UnitForm, unit_form
from reports.letterhead import Signing
from reports.models import Letterhead
from wards.access import ward_or_404
from wards.clock import today
from wards.models import Ward
from wards.periods import Period, PeriodKind, Rule, containing, periods_of_year, previous
from wards.requests import person


@require_http_methods(["GET", "HEAD", "POST"])
def month(request: HttpRequest, ward_id: UUID) -> HttpResponse:
    """A month's records by unit; a POST saves every row that changed, or none."""
    ward = ward_or_404(request, ward_id)
    period, unknown = _period(request, ward)
    if unknown:
        messages.error(request, unknown)
        if request.method == "POST":
            return redirect(_address(ward, period))
    months = recording.month(ward, period)
    own = {each.unit.pk for each in months if may_record(request.user, ward, each.unit)}
    closed = recording.is_closed(ward, period)
    if request.method != "POST":
        return _page(request, ward, period, months, {each.unit.pk: unit_form(each) for each in months}, own, closed)
    if not own:
        raise PermissionDenied
    if closed:
        messages.error(request, _("The figures of this month are closed. Ask a leader to reopen the month first."))
        return redirect(_address(ward, period))
    forms = {each.unit.pk: unit_form(each, request.POST if each.unit.pk in own else None) for each in months}
    sent = {pk: form for pk, form in forms.items() if pk in own}
    if [form for form in sent.values() if not form.is_valid()]:
        return _page(request, ward, period, months, forms, own, closed, status=422)
    wanted = {pk: (form.said, form.cleaned_data["seen"]) for pk, form in sent.items()}
    try:
        written = recording.record(
            ward, period, {pk: (said, seen) for pk, (said, seen) in wanted.items() if said}, person(request)
        )
    except recording.ChangedError as changed:
        months = recording.month(ward, period)
        for each in months:
            if each.unit.pk in changed.units:
                forms[each.unit.pk] = _seen_again(request, each)
        return _page(request, ward, period, months, forms, own, closed, status=409)
    text = ngettext("%(units)d unit was saved.", "%(units)d units were saved.", len(written))
    messages.success(request, text % {"units": len(written)} if written else _("Nothing was changed."))
    return redirect(_address(ward, period))


@require_POST
def build(request: HttpRequest, ward_id: UUID) -> HttpResponse:
    """Draws the month's list, by a leader with its number and date, else as a draft."""
    ward = reports_access.ward_to_draft_in(request, ward_id)
    period, unknown = _period(request, ward)
    if unknown:
        messages.error(request, unknown)
        return redirect(_address(ward, period))
    form = PublishForm(request.POST, may_issue=reports_access.may_issue(request.user, ward.pk))
    if form.is_valid():
        signing = Signing(
            form.in_full, form.cleaned_data.get("issued_on"), title=ward.signer_title, name=ward.signer_name
        )
        try:
            made = publishing.build(ward, period, form.cleaned_data["letterhead"], person(request), signing)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Version %(number)d of the list is ready.") % {"number": made.number})
        return redirect(_address(ward, period))
    months = recording.month(ward, period)
    own = {each.unit.pk for each in months if may_record(request.user, ward, each.unit)}
    closed = recording.is_closed(ward, period)
    rows = {each.unit.pk: unit_form(each) for each in months}
    return _page(request, ward, period, months, rows, own, closed, status=422, publish=form)


@require_safe
def download(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The list's PDF, as a file."""
    found = list_or_404(request, public_id)
    with found.pdf.file.open("rb") as file:
        content: bytes = file.read()
    headers = {"Content-Disposition": f'attachment; filename="ho-so-cham-muon-{found.period}-v{found.number}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def _seen_again(request: HttpRequest, month: recording.UnitMonth) -> UnitForm:
    """The row as it was sent, now on top of the version that somebody else wrote."""
    data = request.POST.copy()
    data[f"{month.unit.public_id}-seen"] = str(month.present.number if month.present else 0)
    form = unit_form(month, data)
    form.is_valid()
    form.conflict = month.present
    return form


def _page(
    request: HttpRequest,
    ward: Ward,
    period: Period,
    months: list[recording.UnitMonth],
    forms: dict[int, UnitForm],
    own: set[int],
    closed: bool,
    status: int = 200,
    publish: PublishForm | None = None,
) -> HttpResponse:
    drafts = reports_access.may_draft(request.user, ward.pk)
    issues = reports_access.may_issue(request.user, ward.pk)
    lists = lists_seen(request.user).filter(ward=ward, period=period.name, rule=period.rule.value)
    present = [each.present for each in months if each.present]
    rows = [(each, forms[each.unit.pk], each.unit.pk in own and not closed) for each in months]
    context: dict[str, Any] = {
        "ward": ward,
        "period": period,
        "choices": _choices(ward),
        "rows": [row for row in rows if row[0].is_asked],
        "others": [row for row in rows if not row[0].is_asked and row[2]],
        "others_open": any(form.errors for month, form, _editable in rows if not month.is_asked),
        "editable": bool(own) and not closed,
        "closed": closed,
        "may_reopen": person(request).has_perm("plans.reopen", ward),
        "total": sum(each.count for each in present),
        "letters": sum(each.letters for each in present),
        "silent": sum(each.is_asked and not each.present for each in months),
        "lists": lists.select_related("built_by"),
        "may_draft": drafts,
        "may_issue": issues,
        "publish": publish or PublishForm(may_issue=issues, initial={"letterhead": Letterhead.COMMITTEE}),
    }
    return render(request, "reports/late_files/month.html", context, status=status)


def _period(request: HttpRequest, ward: Ward) -> tuple[Period, str]:
    """The month asked for, else the last one that closed and what is wrong with what was asked for: nothing sent for
    a month that is none may be kept as another's."""
    asked = request.GET.get("month", "")
    choices = _choices(ward)
    rule = Rule(ward.period_rule)
    last = previous(containing(today(), PeriodKind.MONTH, rule))
    if found := next((each for each in choices if each.name == asked), None):
        return found, ""
    values = {"name": asked[:20]}
    none = _("Late files are recorded for months of this year and the last: “%(name)s” is none of them.") % values
    return last, none if asked else ""


def _choices(ward: Ward) -> list[Period]:
    """The months of this year and the last that have begun, the newest first."""
    rule = Rule(ward.period_rule)
    year = containing(today(), PeriodKind.MONTH, rule).year
    months = [month for each in (year - 1, year) for month in periods_of_year(each, PeriodKind.MONTH, rule)]
    return [month for month in reversed(months) if month.start <= today()]


def _address(ward: Ward, period: Period) -> str:
    return f"{reverse('reports:late_files', kwargs={'ward_id': ward.public_id})}?month={period.name}"
