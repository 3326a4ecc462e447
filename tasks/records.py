"""Timings as records (JSON) and back: pure."""

from __future__ import annotations

from datetime import date
from typing import TypedDict

from tasks.timing import Every, Kind, Timing


class TimingRecord(TypedDict):
    """A timing as it is stored and printed: ISO days, `every` in the order written."""

    kind: str
    start: str | None
    due: str | None
    every: list[str]
    text: str
    proposed: bool


def to_record(timing: Timing) -> TimingRecord:
    """The record of a timing."""
    return {
        "kind": timing.kind.value,
        "start": timing.start.isoformat() if timing.start else None,
        "due": timing.due.isoformat() if timing.due else None,
        "every": [every.value for every in timing.every],
        "text": timing.text,
        "proposed": timing.proposed,
    }


def from_record(record: TimingRecord) -> Timing:
    """The timing of a record; ValueError where the record names an unknown kind, day or cadence."""
    return Timing(
        kind=Kind(record["kind"]),
        start=date.fromisoformat(record["start"]) if record["start"] else None,
        due=date.fromisoformat(record["due"]) if record["due"] else None,
        every=tuple(Every(every) for every in record["every"]),
        text=record["text"],
        proposed=record["proposed"],
    )
