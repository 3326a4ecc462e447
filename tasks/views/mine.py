"""Việc của tôi: what a person owes."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tasks.arising import arising as arising_
from tasks.asked import page_of, search_of
from tasks.own_work import Filters, work_list
from wards.requests import person


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The list under the filters of the address."""
    filters = Filters.read(request.GET)
    found = work_list(person(request), filters)
    return render(request, "tasks/mine.html", {"list": found, "filters": filters})


@require_safe
def arising(request: HttpRequest) -> HttpResponse:
    """The rows on which an event can be recorded."""
    search = search_of(request.GET)
    found = arising_(person(request), search=search, page=page_of(request.GET))
    return render(request, "tasks/arising.html", {"list": found, "search": search})
