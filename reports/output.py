"""The documents of a report by kind: each drawn from its frozen figures."""

from __future__ import annotations

from reports.building import content_of, frozen
from reports.docx import word
from reports.letterhead import Signing
from reports.models import Report
from reports.narrative import arrangement
from reports.xlsx import workbook

CONTENT_TYPES = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".json": "application/json",
}
SUFFIXES = tuple(CONTENT_TYPES)


def written(report: Report, suffix: str) -> bytes:
    """The report's bytes: the kept PDF, a Word document, a workbook, or the frozen figures; KeyError else."""
    figures = frozen(report)
    match suffix:
        case ".pdf" if report.pdf is not None:
            with report.pdf.file.open("rb") as file:
                content: bytes = file.read()
            return content
        case ".docx":
            return word(content_of(report))
        case ".xlsx":
            signing = Signing(number=report.document_number, issued_on=report.issued_on)
            return workbook(figures, report.letterhead, signing, arrangement(report.narrative))
        case ".json":
            return report.figures.encode()
    raise KeyError(suffix)
