"""Saving over what somebody else saved meanwhile: refused once, showing what they changed, so that both are seen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from tasks.changes import FieldEntry
from wards.models.base import Versioned
from wards.refusal import Refused

Thing = TypeVar("Thing", bound=Versioned)


class Stale(Refused):
    """Somebody saved this meanwhile: nothing was written. `changes` is what was saved since the version that the
    person saw, the latest first."""

    def __init__(self, version: int, changes: list[FieldEntry]) -> None:
        text = _(
            "Somebody saved this meanwhile. Nothing of theirs was overwritten and nothing of yours is lost: compare "
            "both; saving again puts yours in its place."
        )
        super().__init__(text, fresh={"version": str(version)})
        self.changes = changes

    def shown(self) -> str:
        """With the changes, to be compared with what was typed."""
        return render_to_string("tasks/meanwhile.html", {"stale": self})


def check_version(thing: Thing, seen: int, changes_of: Callable[[Thing], list[FieldEntry]]) -> None:
    """Raises `Stale` where the thing, locked, is not at the version `seen`; `changes_of` tells its whole history."""
    if thing.version == seen:
        return
    versions: Any = thing.history  # type: ignore[attr-defined]
    known = versions.filter(version__lte=seen).order_by("-history_date", "-history_id").first()
    changes = [entry for entry in changes_of(thing) if known is None or entry.at > known.history_date]
    raise Stale(thing.version, changes)
