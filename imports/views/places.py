"""Where a page leads back to."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from imports.models import PlanImport


def back_to_review(request: HttpRequest, upload: PlanImport, row: int | None = None) -> HttpResponse:
    """The review with the filter, page and plan that the form came from, at that row."""
    query = {name: request.POST[name] for name in ("show", "page", "plan") if request.POST.get(name)}
    address = reverse("imports:review", kwargs={"public_id": upload.public_id})
    return redirect(f"{address}?{urlencode(query)}{f'#dong-{row}' if row else ''}")
