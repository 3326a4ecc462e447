"""The pages of the lists: what there is, a file in, what it would change, the commit; and lists as files."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from imports.flat import uploads
from imports.flat.access import list_to_change, list_to_read, upload_or_404, uploads_seen
from imports.flat.accounts import without_password
from imports.flat.checking import Change
from imports.flat.exporting import as_file, dataset
from imports.flat.forms import ListForm
from imports.flat.lists import LISTS, FlatList
from imports.flat.models import FlatState, FlatUpload
from imports.flat.periods import write_period
from imports.intake import OCTETS
from imports.views.people import person
from wards.access import may, ward_or_404
from wards.models import Role, Ward

RECENT, ROWS_A_PAGE = 10, 100


@require_safe
def lists(request: HttpRequest, ward_id: UUID) -> HttpResponse:
    """Every list that the person may take out or bring in."""
    ward = ward_or_404(request, ward_id)
    rows = [
        {
            "kind": kind,
            "page": _page_of(kind, ward) if kind.may_import(request.user, ward) else "",
            "files": _files_of(kind, ward) if kind.may_export(request.user, ward) else [],
        }
        for kind in LISTS.values()
        if kind.may_export(request.user, ward) or kind.may_import(request.user, ward)
    ]
    context = {"ward": ward, "lists": rows, "imports_plans": may(request.user, ward.pk, Role.ADMIN)}
    return render(request, "imports/flat/lists.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def ward_list(request: HttpRequest, ward_id: UUID, slug: str) -> HttpResponse:
    """A ward's list: its file to fill in, a file in, earlier ones."""
    return _list(request, *list_to_change(request, slug, ward_id))


@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: HttpRequest) -> HttpResponse:
    """The calendar that all wards share."""
    return _list(request, *list_to_change(request, "lich", None))


def _list(request: HttpRequest, kind: FlatList, ward: Ward | None) -> HttpResponse:
    form = ListForm(request.POST, request.FILES) if request.method == "POST" else ListForm()
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        kept = uploads.take_in(kind, ward, file.read(), name=file.name, user=person(request))
        return redirect("imports:list_upload", public_id=kept.public_id)
    recent = uploads_seen(request).filter(ward=ward, kind=kind.slug).select_related("created_by", "committed_by")
    context = {
        "ward": ward,
        "kind": kind,
        "form": form,
        "columns": kind.resource.columns,
        "files": _files_of(kind, ward),
        "recent": recent.defer("found")[:RECENT],
        "without_password": without_password(ward) if kind.slug == "nguoi-dung" and ward else [],
    }
    return render(request, "imports/flat/list.html", context, status=422 if form.errors else 200)


@require_safe
def ward_list_file(request: HttpRequest, ward_id: UUID, slug: str, ending: str) -> HttpResponse:
    """A ward's list as a file, which is also the form to fill in."""
    return _file(request, *list_to_read(request, slug, ward_id), ending)


@require_safe
def calendar_file(request: HttpRequest, ending: str) -> HttpResponse:
    """The shared calendar as a file."""
    return _file(request, *list_to_read(request, "lich", None), ending)


def _file(request: HttpRequest, kind: FlatList, ward: Ward | None, ending: str) -> HttpResponse:
    resource = kind.resource(ward, person(request))
    data, content_type = as_file(dataset(resource, "Danh sách"), ending)
    return download(data, content_type, f"{kind.file_name}.{ending}")


def download(data: bytes, content_type: str, name: str) -> HttpResponse:
    """The bytes to save under that name."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(data, content_type=content_type, headers=headers)


@require_safe
def upload(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What the file would change, row by row and cell by cell; once committed, what it changed."""
    kept = upload_or_404(request, public_id)
    found = uploads.found_in(kept)
    show = request.GET.get("show", "")
    rows = [row for row in found.rows if not show or row.change.value == show]
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    labels = _labels(done=kept.state == FlatState.COMMITTED)
    context = {
        "upload": kept,
        "kind": LISTS[kept.kind],
        "ward": kept.ward,
        "back": _page_of(LISTS[kept.kind], kept.ward),
        "found": found,
        "page": page,
        "rows": [(row, labels[row.change]) for row in page],
        "show": show,
        "tabs": [(change.value, labels[change], found.counts.get(change, 0)) for change in Change if change in labels],
        "same": found.counts.get(Change.SAME, 0),
        "done": kept.state == FlatState.COMMITTED,
        "period": write_period(kept.options["period"]) if "period" in kept.options else "",
    }
    return render(request, "imports/flat/upload.html", context)


@require_POST
def commit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Writes what the person has seen, all of it or nothing."""
    kept = upload_or_404(request, public_id)
    try:
        written = uploads.commit(kept, person(request), request.POST.get("seal", ""))
    except uploads.ListError as refused:
        messages.error(request, str(refused))
        return redirect("imports:list_upload", public_id=kept.public_id)
    text = ngettext("%(rows)d row was written.", "%(rows)d rows were written.", written.changes)
    messages.success(request, text % {"rows": written.changes})
    return redirect(_page_of(LISTS[kept.kind], kept.ward))


@require_safe
def source(request: HttpRequest, public_id: UUID) -> FileResponse:
    """The file as it came, to save: never shown by the browser, whatever is in it."""
    kept: FlatUpload = upload_or_404(request, public_id)
    return FileResponse(kept.file.open("rb"), as_attachment=True, filename=kept.name, content_type=OCTETS)


def _labels(*, done: bool) -> dict[Change, str]:
    if done:
        return {Change.NEW: _("Added"), Change.CHANGED: _("Changed"), Change.GONE: _("Removed")}
    return {Change.NEW: _("To add"), Change.CHANGED: _("To change"), Change.GONE: _("To remove")}


def _page_of(kind: FlatList, ward: Ward | None) -> str:
    if ward is None or not kind.of_ward:
        return reverse("imports:calendar")
    return reverse("imports:list", kwargs={"ward_id": ward.public_id, "slug": kind.slug})


def _files_of(kind: FlatList, ward: Ward | None) -> list[tuple[str, str]]:
    return [(ending, _file_of(kind, ward, ending)) for ending in ("xlsx", "csv")]


def _file_of(kind: FlatList, ward: Ward | None, ending: str) -> str:
    if ward is None or not kind.of_ward:
        return reverse("imports:calendar_file", kwargs={"ending": ending})
    return reverse("imports:list_file", kwargs={"ward_id": ward.public_id, "slug": kind.slug, "ending": ending})
