"""A ward's own arrangement of its reports: read when one is built, changed by its staff."""

from __future__ import annotations

from contextlib import suppress

from django.db import IntegrityError, transaction
from django.db.models import F

from reports.arrangement import Arrangement, thawed
from reports.models import Layout
from wards.clock import now
from wards.models import User, Ward


def layout_of(ward: Ward, letterhead: str) -> Layout:
    """The ward's layout under the letterhead; an unsaved one where it chose nothing of its own."""
    found = Layout.objects.filter(ward=ward, letterhead=letterhead).select_related("changed_by").first()
    return found or Layout(ward=ward, letterhead=letterhead, version=0)


def arrangement_of(ward: Ward, letterhead: str) -> Arrangement:
    """The arrangement in which the ward's next report under the letterhead is drawn."""
    return thawed(layout_of(ward, letterhead).chosen)


def settle(layout: Layout, chosen: Arrangement, user: User, seen: int) -> Layout | None:
    """Keeps what the ward chose; None, and nothing written, where somebody else saved since version `seen`.

    Issued reports and drafts that are built already keep the arrangement they were drawn in.
    """
    values = {"chosen": chosen.frozen(), "changed_by": user, "changed_at": now()}
    if seen == 0 == layout.version:
        with suppress(IntegrityError), transaction.atomic():
            return Layout.objects.create(ward=layout.ward, letterhead=layout.letterhead, **values)
        return None
    same = Layout.objects.filter(pk=layout.pk, version=seen)
    return layout if same.update(version=F("version") + 1, **values) else None
