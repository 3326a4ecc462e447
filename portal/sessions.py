"""What happens to a request that nobody is signed in for, without losing what was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

UNAUTHORIZED, NOT_ALLOWED = 401, 405


class SignedInOnly(LoginRequiredMiddleware):
    """Leads to the sign-in page and back; a panel keeps its content, because a 401 swaps nothing.

    A form that was posted leads back to the page it stood on: the address it went to may show nothing.
    """

    # The base class names the one answer it has itself; what calls it takes any.
    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponseBase:
        if request.headers.get("HX-Request"):
            return HttpResponse(status=UNAUTHORIZED)
        if request.method == "POST":
            came_from = request.headers.get("Referer", "")
            safe = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure())
            path = urlsplit(came_from)
            back = f"{path.path}?{path.query}" if path.query else path.path
            return redirect_to_login(back if safe else "/")
        return super().handle_no_permission(request, view_func)


def explain_addresses_that_only_take_forms(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: who opens such an address directly reads why there is nothing, instead of an empty page."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != NOT_ALLOWED or request.method != "GET" or request.headers.get("HX-Request"):
            return response
        page = render(request, "portal/error.html", {"code": NOT_ALLOWED}, status=NOT_ALLOWED)
        page["Allow"] = response["Allow"]
        return page

    return middleware
