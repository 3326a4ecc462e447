"""Words of this room in templates."""

from __future__ import annotations

from django import template

from tasks import words
from tasks.models import Status

register = template.Library()


@register.filter
def period_name(name: str) -> str:
    """A period's name in the reader's language."""
    return words.period(name)


@register.filter
def status_name(status: str) -> str:
    """A status in the reader's language."""
    return str(Status(status).label)
