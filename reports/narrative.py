"""What people write in a report: one field for each of its five parts. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from reports.canonical import canonical, seal

FIELDS = {
    "direction": "I. Công tác chỉ đạo, điều hành",
    "results": "II. Kết quả thực hiện",
    "shortcomings": "III. Tồn tại, hạn chế và nguyên nhân",
    "focus": "IV. Nhiệm vụ trọng tâm kỳ tới",
    "proposals": "V. Đề xuất, kiến nghị",
}
"""Field to the part of the document it stands in. Vietnamese, as the document's own headings."""

MAX_LENGTH = 20_000
"""Characters of one field."""

PRINTED = "printed"
"""Beside the fields the narrative keeps the seal of the texts that the PDF shows."""


def texts(narrative: Mapping[str, str]) -> dict[str, str]:
    """The fields alone, each with its text or ""."""
    return {name: narrative.get(name, "") for name in FIELDS}


def mark(shown: Mapping[str, str]) -> dict[str, str]:
    """What is kept beside the fields to tell that the PDF shows these texts."""
    return {PRINTED: seal(canonical(texts(shown)))}


def is_printed(narrative: Mapping[str, str]) -> bool:
    """Whether the PDF shows the texts as they are now."""
    return narrative.get(PRINTED) == mark(narrative)[PRINTED]
