"""Whether schedule and workers are alive: a row that beat writes when it rings, and a worker when it hears."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from wards.clock import now
from wards.models import Heartbeat

JOB = "wards.jobs.beat_heart"
SILENT = timedelta(minutes=5)
"""After so long without a sign the schedule or the workers are taken for dead."""

THE_ROW = 1


class Dead(StrEnum):
    """What has given no sign."""

    BEAT = "beat"
    WORKER = "worker"


class Silence(NamedTuple):
    """What is silent, and since when; None where it has never given a sign."""

    of: Dead
    since: datetime | None


def rung() -> None:
    """Beat is alive."""
    Heartbeat.objects.update_or_create(pk=THE_ROW, defaults={"rung_at": now()})


def heard() -> None:
    """What beat rang has come through the broker, and a worker has heard it."""
    Heartbeat.objects.update_or_create(pk=THE_ROW, defaults={"heard_at": now()})


def silence(rung_at: datetime | None, heard_at: datetime | None) -> Silence | None:
    """What is silent for too long; beat before the worker, who hears nothing without it."""
    # A clock that was set back leaves signs in the future: those are none of silence.
    lost = now() - SILENT
    if rung_at is None or rung_at < lost:
        return Silence(Dead.BEAT, rung_at)
    if heard_at is None or heard_at < lost:
        return Silence(Dead.WORKER, heard_at)
    return None


def listen() -> Silence | None:
    """What is silent now: one query."""
    row = Heartbeat.objects.filter(pk=THE_ROW).first()
    return silence(row.rung_at, row.heard_at) if row else silence(None, None)
