"""A row of the plan's table as HTML: what the template language says here is said in Python.

A page has two hundred of these rows with some thirty values each; written so, the page takes half the time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from html import escape
from typing import Any, NamedTuple

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _


class Captions(NamedTuple):
    """What is the same in every row, escaped."""

    units: str
    timing: str
    deliverable: str
    partners: str
    lacks: str


@lru_cache
def captions(language: str | None) -> Captions:
    """The captions in the reader's language, which is the active one."""
    words = _("Lead and partner units"), _("Timing"), _("Deliverable"), _("Partners:"), _("Not clear:")
    return Captions(*map(escape, words))


def row_html(row: Mapping[str, Any], *, swapped: bool = False) -> SafeString:
    """The `<tr>` of a row that `tasks.rows` made; `swapped` takes the place of the one that the page shows."""
    said = captions(get_language())
    address, tone = escape(row["address"]), escape(row["tone"])
    units = _each("lead-unit", row["leads"])
    if row["partners"]:
        partners = escape("; ".join(row["partners"]))
        units += f'<div class="partners"><span class="caption">{said.partners}</span> {partners}</div>'
    if row["officer_name"]:
        units += f'<div class="officer">{escape(row["officer_name"])}</div>'
    time = f'<div class="printed">{escape(row["timing_text"])}</div>{_each("chip", row["chips"], tag="span")}'
    product = _each("product", row["deliverables"]) + _each("chip chip-target", row["targets"], tag="span")
    state = f'<span class="badge-state tone-{tone}">{escape(row["label"])}</span>'
    if row["count"]:
        state += f' <span class="count">{escape(row["count"])}</span>'
    if row["note"]:
        state += f'<div class="note tone-{tone}">{escape(row["note"])}</div>'
    if row["lacks"]:
        state += f'<div class="lacks">{said.lacks} {escape(", ".join(row["lacks"]))}</div>'
    swap = ' hx-swap-oob="true"' if swapped else ""
    return mark_safe(  # noqa: S308 - every value above went through escape
        f'<tr class="task tone-{tone}" id="task-{row["public_id"]}"{swap}>'
        f'<td class="c-stt">{escape(row["stt"])}</td>'
        f'<td class="c-content">'
        f'<a href="{address}" hx-get="{address}" hx-target="#panel">{escape(row["content"])}</a></td>'
        f'<td class="c-units" data-label="{said.units}">{units}</td>'
        f'<td class="c-time" data-label="{said.timing}">{time}</td>'
        f'<td class="c-product" data-label="{said.deliverable}">{product}</td>'
        f'<td class="c-state">{state}</td></tr>\n'
    )


def _each(css: str, texts: Iterable[str], *, tag: str = "div") -> str:
    return "".join(f'<{tag} class="{css}">{escape(text)}</{tag}>' for text in texts)
