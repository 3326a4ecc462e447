"""Where a page leads back to."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from imports.models import PlanImport


def back_to_review(request: HttpRequest, upload: PlanImport, at: str = "") -> HttpResponse:
    """The review with the filter, page and plan that the form came from, at the element of that id."""
    return redirect(review_address(request.POST, upload, at))


def review_address(given: QueryDict, upload: PlanImport, at: str = "") -> str:
    """The review's address with the filter, page and plan that a query or form names."""
    query = {name: str(given[name]) for name in ("show", "page", "plan") if given.get(name)}
    address = reverse("imports:review", kwargs={"public_id": upload.public_id})
    return f"{address}?{urlencode(query)}{f'#{at}' if at else ''}"
