"""Words of this room in templates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.safestring import SafeString

from tasks.models import Status
from tasks.row_html import rows_html

register = template.Library()


@register.filter
def status_name(status: str) -> str:
    """A status in the reader's language."""
    return str(Status(status).label)


@register.simple_tag
def plan_rows(blocks: Iterable[Mapping[str, Any]], swapped: object = False) -> SafeString:
    """The rows of a plan's table."""
    return rows_html(blocks, swapped=bool(swapped))
