"""Evidence of a result: files whose kind their own bytes say, links and document numbers."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction

from tasks.models import Evidence, Part, StatusUpdate
from tasks.work import may_comment
from wards import clock, uploads
from wards.models import User
from wards.uploads import Checked


@transaction.atomic
def add(
    part: Part,
    author: User,
    *,
    files: Iterable[Checked] = (),
    link: str = "",
    document_number: str = "",
    update: StatusUpdate | None = None,
) -> list[Evidence]:
    """Adds evidence to the part, each file, link and number a row of its own; `update` is the entry it proves.

    PermissionDenied for who may neither report nor comment on the part.
    """
    if not may_comment(author, part):
        raise PermissionDenied
    common = {"ward_id": part.ward_id, "part": part, "update": update, "author": author, "written_at": clock.now()}
    added = [Evidence(attachment=uploads.keep(part.ward_id, author, checked), **common) for checked in files]
    if link:
        added.append(Evidence(link=link, **common))
    if document_number:
        added.append(Evidence(document_number=document_number, **common))
    return Evidence.objects.bulk_create(added)
