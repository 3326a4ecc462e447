"""The rows of a plan's table as HTML: what the template language says elsewhere is said in Python here.

A page has up to two hundred rows with some thirty values each; in the template language they took half of its time.
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


def rows_html(blocks: Iterable[Mapping[str, Any]], *, swapped: bool = False) -> SafeString:
    """The `<tr>`s of `tasks.plan_table`'s blocks; `swapped` ones take the place of those that a page shows."""
    said = captions(get_language())
    rows = (_task(block, said, swapped) if block["kind"] == "task" else _heading(block) for block in blocks)
    return mark_safe("".join(rows))  # noqa: S308 - every value went through escape


def _heading(block: Mapping[str, Any]) -> str:
    title = escape(block["title"])
    if block["kind"] == "section":
        number = f'<span class="section-stt">{escape(block["stt"])}</span> ' if block["stt"] else ""
        opened = f'<tr class="section level-{block["level"]}" id="muc-{block["id"]}">'
        return f'{opened}<th scope="colgroup" colspan="6">{number}{title}</th></tr>\n'
    if block["plain"]:
        return ""
    code = escape(_("Annex %(code)s") % {"code": block["code"]})
    annex = f'<span class="annex-code">{code}</span>{title}'
    return f'<tr class="annex"><th scope="colgroup" colspan="6">{annex}</th></tr>\n'


def _task(row: Mapping[str, Any], said: Captions, swapped: bool) -> str:
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
    return (
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
