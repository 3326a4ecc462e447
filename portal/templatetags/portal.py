"""Template helpers that every page may use."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from django import forms, template
from django.conf import settings
from django.forms import BoundField
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from wards import words

register = template.Library()


@cache
def _paths(name: str) -> SafeString:
    svg = (settings.ICON_DIR / "outline" / f"{name}.svg").read_text(encoding="utf-8")
    inner = re.search(r"<svg[^>]*>(.*)</svg>", svg, re.DOTALL)
    if inner is None:
        raise ValueError(f"{name}.svg is no drawing")
    return mark_safe(inner[1].strip())  # noqa: S308 the drawing comes from the installed icon package


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """A Tabler icon drawn inline; `name` as in the icon package, decoration only."""
    return format_html(
        '<svg class="icon {}" width="24" height="24" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
        'stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">{}</svg>',
        css,
        _paths(name),
    )


@register.simple_tag(takes_context=True)
def with_query(context: dict[str, Any], **changes: object) -> str:
    """The address's query with some keys changed; an empty value removes the key, so filters stay in the address.

    A fragment that is swapped into another page carries that page's query as `beside_query`.
    """
    query: QueryDict = context.get("beside_query", context["request"].GET).copy()
    for key, value in changes.items():
        query.pop(key, None)
        if value not in ("", None):
            query[key] = str(value)
    return f"?{query.urlencode()}" if query else "?"


@register.filter
def period_name(name: str) -> str:
    """A period's name in the reader's language."""
    return words.period(name)


@register.simple_tag
def form_control(field: BoundField) -> SafeString:
    """The field's control in the theme's style, tied to its errors for a screen reader."""
    select = isinstance(field.field.widget, forms.Select)
    attrs: dict[str, str | bool] = {"class": "form-select" if select else "form-control"}
    if isinstance(field.field.widget, forms.CheckboxInput):
        attrs["class"] = "form-check-input"
    if field.errors:
        attrs["class"] = f"{attrs['class']} is-invalid"
        attrs["aria-invalid"] = "true"
    return field.as_widget(attrs=attrs)
