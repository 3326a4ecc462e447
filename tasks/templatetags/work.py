"""Words of this room in templates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.safestring import SafeString

from tasks import words
from tasks.models import Status
from tasks.row_html import row_html

register = template.Library()


@register.filter
def period_name(name: str) -> str:
    """A period's name in the reader's language."""
    return words.period(name)


@register.filter
def status_name(status: str) -> str:
    """A status in the reader's language."""
    return str(Status(status).label)


@register.simple_tag
def plan_row(row: Mapping[str, Any], swapped: object = False) -> SafeString:
    """A row of the plan's table."""
    return row_html(row, swapped=bool(swapped))
