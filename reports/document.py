"""A report's content to the HTML from which its PDF is drawn: no queries.

Layout: Nghị định 30/2020/NĐ-CP, Phụ lục I, in static/css/report.css.
"""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils import translation

from reports.blocks import Content, Picture


def document(content: Content) -> str:
    """The HTML of the report. Its pictures are named, not contained: `pictures` has what the names stand for."""
    with translation.override("vi"):
        return render_to_string("reports/document/report.html", {"content": content})


def pictures(content: Content) -> dict[str, str]:
    """The SVG of each picture by the name under which the HTML shows it."""
    found = {block.name: block.svg for block in content.blocks if isinstance(block, Picture)}
    return found | ({content.code.name: content.code.svg} if content.code else {})
