"""The documents of a report by kind: each drawn from its frozen figures."""

from __future__ import annotations

from reports.building import frozen
from reports.models import Report

CONTENT_TYPES = {".pdf": "application/pdf", ".json": "application/json"}
SUFFIXES = tuple(CONTENT_TYPES)


def written(report: Report, suffix: str) -> bytes:
    """The bytes of the report's document: the kept PDF, or the frozen figures; KeyError for another kind."""
    frozen(report)
    match suffix:
        case ".pdf" if report.pdf is not None:
            with report.pdf.file.open("rb") as file:
                content: bytes = file.read()
            return content
        case ".json":
            return report.figures.encode()
    raise KeyError(suffix)
