"""A ward's own arrangement of its reports: read when one is built, changed by its staff."""

from __future__ import annotations

from reports.arrangement import Arrangement, thawed
from reports.models import Layout
from wards.models import Ward


def layout_of(ward: Ward, letterhead: str) -> Layout:
    """The ward's layout under the letterhead; an unsaved one where it chose nothing of its own."""
    found = Layout.objects.filter(ward=ward, letterhead=letterhead).first()
    return found or Layout(ward=ward, letterhead=letterhead, version=0)


def arrangement_of(ward: Ward, letterhead: str) -> Arrangement:
    """The arrangement in which the ward's next report under the letterhead is drawn."""
    return thawed(layout_of(ward, letterhead).chosen)
