"""Lists taken out through the library's resources and formats: what a list exports it imports again unchanged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import tablib

from imports.flat.base import FlatResource
from imports.flat.formats import FORMATS


def dataset(resource: FlatResource, title: str) -> tablib.Dataset:
    """The list as it stands."""
    found: tablib.Dataset = resource.export(resource.present())
    found.title = title
    return found


def as_file(data: tablib.Dataset, ending: str, above: Sequence[str] = ()) -> tuple[bytes, str]:
    """Bytes and content type in the format of that ending ("xlsx", "csv"), with lines above the heading; KeyError for
    another ending."""
    form: Any = FORMATS[ending]
    return form.export_data(data, above=above), form.get_content_type()
