"""What people write in a report: one field for each of its five parts. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reports.arrangement import PARTS, Arrangement, thawed
from reports.canonical import canonical, seal
from reports.letterhead import Signing

FIELDS = tuple(PARTS)
"""A field for each part of the document."""

MAX_LENGTH = 20_000
"""Characters of one field."""

PRINTED, ARRANGEMENT, SIGNER = "printed", "arrangement", "signer"
"""Beside the fields the narrative keeps the seal of the texts that the PDF shows, the arrangement they were printed in,
and who stands under them."""


def texts(narrative: Mapping[str, Any]) -> dict[str, str]:
    """The fields alone, each with its text or ""."""
    return {name: narrative.get(name, "") for name in FIELDS}


def mark(shown: Mapping[str, Any], arrangement: Arrangement, signing: Signing) -> dict[str, Any]:
    """What is kept beside the fields to draw the document again as the PDF shows it."""
    return {
        PRINTED: _seal(shown),
        ARRANGEMENT: arrangement.frozen(),
        SIGNER: {"title": signing.title, "name": signing.name},
    }


def is_printed(narrative: Mapping[str, Any]) -> bool:
    """Whether the PDF shows the texts as they are now."""
    return bool(narrative.get(PRINTED) == _seal(narrative))


def arrangement(narrative: Mapping[str, Any]) -> Arrangement:
    """The arrangement in which the PDF was drawn; the portal's own for reports older than arrangements."""
    return thawed(narrative.get(ARRANGEMENT))


def signer(narrative: Mapping[str, Any]) -> tuple[str, str]:
    """Title and name of who stands under the PDF."""
    kept = narrative.get(SIGNER) or {}
    return kept.get("title", ""), kept.get("name", "")


def _seal(shown: Mapping[str, Any]) -> str:
    return seal(canonical(texts(shown)))
