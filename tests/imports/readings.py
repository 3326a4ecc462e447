"""Readings made by hand, so that what happens to them is tested without any file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from imports.grid import (
    AnnexReading,
    Cell,
    Comparator,
    Level,
    PlanReading,
    Problem,
    Relation,
    Role,
    SectionReading,
    TargetReading,
    TaskReading,
)
from tasks.timing import Timing
from tests.factory import CULTURE, ECONOMY, deadline
from wards.unit_names import Match, UnitReading

SHEET = "Kế hoạch"
WARD = "Phường Thử Nghiệm"
JUNE = deadline(date(2026, 6, 30))


def known(name: str, text: str = "") -> UnitReading:
    """A name matched to a unit of the ward."""
    return UnitReading(text or name, Match.UNIT, name)


def unknown(text: str) -> UnitReading:
    """A name that no unit of the ward has."""
    return UnitReading(text, Match.UNKNOWN)


def ambiguous(text: str, *candidates: str) -> UnitReading:
    """A cut-off name."""
    return UnitReading(text, Match.AMBIGUOUS, None, candidates)


def row(
    content: str,
    stt: str | None = "1",
    *,
    heading: int | None = 0,
    leads: Sequence[UnitReading] = (known(ECONOMY),),
    partners: Sequence[UnitReading] = (known(CULTURE),),
    timings: Sequence[Timing] = (JUNE,),
    deliverables: Sequence[str] = ("Báo cáo kết quả",),
    **fields: Any,
) -> TaskReading:
    """A row of the plan; `plan()` says where in the sheet it stands."""
    task = TaskReading(
        annex="main",
        section="I",
        subsection=None,
        group=None,
        parent=None,
        stt=stt,
        content=content,
        leads=tuple(leads),
        partners=tuple(partners),
        timing=" | ".join(timing.text for timing in timings),
        timings=tuple(timings),
        deliverables=tuple(deliverables),
        targets=(),
        notes=(),
        heading=heading,
        sheet=SHEET,
        row=0,
        cells=(),
    )
    return replace(task, **fields)


def section(number: str, title: str, *, level: Level = Level.SECTION, above: int | None = None) -> SectionReading:
    """A heading row."""
    return SectionReading("main", level, number, title, above, SHEET, 5)


def percent(value: str, measure: str, part_of: int | None = None, relation: Relation | None = None) -> TargetReading:
    """A target in percent, at least."""
    return TargetReading(measure, Comparator.AT_LEAST, Decimal(value), "%", part_of, relation, text=measure)


def plan(*rows: TaskReading, sections: Sequence[SectionReading] = (), **fields: Any) -> PlanReading:
    """A numbered plan of those rows, from row 10 of its sheet on."""
    placed = tuple(
        replace(
            each,
            row=at,
            cells=(
                Cell(at, "A", Role.STT, "STT", each.stt or ""),
                Cell(at, "B", Role.CONTENT, "Nội dung công việc", each.content),
                Cell(at, "E", Role.TIME, "Thời gian thực hiện", each.timing),
            ),
        )
        for at, each in enumerate(rows, start=10)
    )
    reading = PlanReading(
        number="05/KH-UBND",
        issued_on=date(2026, 1, 12),
        year=2026,
        ward=WARD,
        title="Kế hoạch kiểm soát thủ tục hành chính năm 2026",
        annexes=(AnnexReading("main", "", SHEET, 4),),
        sections=tuple(sections) or (section("I", "Nhiệm vụ chung"),),
        tasks=placed,
        proposals=(),
        errors=(),
        warnings=(),
    )
    return replace(reading, **fields)


def error(at: int, message: str = "Không đọc được thời gian", column: str = "E") -> Problem:
    """Something wrong in a row."""
    return Problem(SHEET, at, column, message)
