"""What the frozen figures of a roll-up look like: plain data, as `reports.shape`. Pure."""

from __future__ import annotations

from typing import TypedDict

from reports.shape import Group, MeasuredFigures, PeriodFigures, TargetFigures

SCHEMA_VERSION = 1
"""Raised whenever the meaning or a name below changes."""


class WardFigures(TypedDict):
    """A ward's row. Its figures are those of its issued report, else what the portal counted when the roll-up was
    built: then `number` is empty and `issued_on` None.

    `report` is the public id of the issued report, `sha256` the seal of the ward's whole figures, `late_by` the
    working days by which the report was sent late, None where it was not sent.
    """

    id: str
    name: str
    province: str
    report: str
    number: str
    issued_on: str | None
    late_by: int | None
    sha256: str
    total: Group
    targets: list[TargetFigures]


class TargetSum(TypedDict):
    """A measure that targets of several wards have in common, its counts added up.

    `goals` are the different goals in words, mostly one; `figure` has no result where the wards' figures cannot be
    added (a survey's level), and no state where the goals differ. `met` of `measured` wards of `wards` reach theirs.
    """

    measure: str
    unit: str
    goals: list[str]
    figure: MeasuredFigures
    wards: int
    measured: int
    met: int


class RollUpFigures(TypedDict):
    """All figures of a roll-up; `total` adds up the wards' totals."""

    schema: int
    period: PeriodFigures
    wards: list[WardFigures]
    total: Group
    targets: list[TargetSum]
