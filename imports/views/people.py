"""Who asks for a page."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from wards.models import User


def person(request: HttpRequest) -> User:
    """The signed-in user; the middleware lets nobody else through."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
