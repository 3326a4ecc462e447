"""The milestones that wards keep, as their settings say: `Ward.remind_…` read into a `Scheme`."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping

from tasks.milestones import Scheme
from wards.models import Ward
from wards.periods import Rule

logger = logging.getLogger(__name__)

DAYS = (
    "remind_before",
    "remind_long",
    "remind_late",
    "remind_late_every",
    "remind_check_in",
    "remind_check_in_late",
)
"""The settings of which days; in the order in which `Scheme.read` takes them, after the rule of periods."""

SETTINGS = ("period_rule", *DAYS)


def of_ward(ward: Ward) -> Scheme:
    """The ward's own."""
    return _kept({name: getattr(ward, name) for name in SETTINGS})


def in_use(ward: Ward | None = None) -> Iterator[tuple[dict[str, object], Scheme]]:
    """Each set of settings that some ward has, with its scheme; of one ward only, where given. One query."""
    wards = Ward.objects.filter(pk=ward.pk) if ward else Ward.objects.all()
    for settings in wards.order_by(*SETTINGS).values(*SETTINGS).distinct():
        yield settings, _kept(settings)


def read(settings: Mapping[str, object]) -> Scheme:
    """The scheme of these SETTINGS; ValueError where a text holds no days."""
    return Scheme.read(*(settings[name] for name in SETTINGS))  # type: ignore[arg-type]


def _kept(settings: Mapping[str, object]) -> Scheme:
    """The scheme of stored settings; some that cannot be read stop nobody, and mean the usual days until mended."""
    try:
        return read(settings)
    except ValueError:
        logger.exception("Milestones that cannot be read: %s", settings)
        return Scheme(Rule(str(settings["period_rule"])))


def standard() -> dict[str, object]:
    """The DAYS that a new ward has."""
    return {name: getattr(Ward(), name) for name in DAYS}
