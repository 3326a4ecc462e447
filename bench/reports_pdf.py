"""WeasyPrint alone: the HTML of a report in a child that does nothing but draw it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from reports.blocks import Content
from reports.content import content
from reports.figures import figures
from reports.letterhead import Signing
from reports.pdf import SCHEME, STATIC
from wards.clock import now, today
from wards.models import Ward
from wards.periods import Rule, covering

_DRAW = """
import sys
import weasyprint
weasyprint.HTML(filename=sys.argv[1]).write_pdf(sys.argv[2], pdf_variant="pdf/a-3a")
"""


def content_of_year(ward: Ward) -> Content:
    """The content of the ward's report of this year."""
    return content(figures(ward, covering(today().year, Rule.CUTOFF), now()), "ubnd", {}, Signing())


def alone(html: str, pictures: Mapping[str, str], folder: Path) -> Callable[[], None]:
    """Draws the HTML, its files found by their own addresses."""
    for name, svg in pictures.items():
        (folder / f"{name}.svg").write_text(svg, encoding="utf-8")
    source = folder / "in.html"
    named = html.replace(SCHEME, f"{STATIC.as_uri()}/")
    for name in pictures:
        named = named.replace(f"picture:{name}", (folder / f"{name}.svg").as_uri())
    source.write_text(named, encoding="utf-8")

    def draw() -> None:
        command = [sys.executable, "-c", _DRAW, str(source), str(folder / "out.pdf")]
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)

    return draw
