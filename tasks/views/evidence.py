"""Files of evidence: only for those who may see the task."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from tasks.models import Evidence
from wards.access import attachments_seen, wards_seen


@require_safe
@cache_control(private=True, no_store=True)
def file(request: HttpRequest, public_id: UUID) -> FileResponse:
    """The file as a download, under the name it was given when its type was checked."""
    proofs = Evidence.objects.filter(ward__in=wards_seen(request.user), public_id=public_id)
    kept = get_object_or_404(attachments_seen(request.user), pk__in=proofs.values("attachment"))
    # Always a download: what people upload is never shown as a page of the portal.
    return FileResponse(kept.file.open(), as_attachment=True, filename=kept.name, content_type=kept.content_type)
