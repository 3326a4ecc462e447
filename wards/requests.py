"""What the views of every room share: who asks, and writing what a form holds."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from wards.models import User
from wards.refusal import Refused


def person(request: HttpRequest) -> User:
    """Who signed in; the middleware let nobody else through."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def written(request: HttpRequest, form: forms.Form, write: Callable[[], object]) -> bool:
    """Writes what a valid form holds; False where it is refused, which the form then says."""
    if not form.is_valid():
        return False
    try:
        write()
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.shown())
        if refused.fresh:
            form.data = form.data.copy()  # type: ignore[attr-defined]
            for name, value in refused.fresh.items():
                form.data[name] = value  # type: ignore[index]
        return False
    return True
