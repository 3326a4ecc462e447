"""What a report says of the time after its close: what is still open in time, and what falls due next. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reports import late, wording
from reports.shape import Figures, PartFigures, TaskFigures
from tasks.lateness import Timeliness
from tasks.schedule import SlotKind
from tasks.status import SETTLED, PartStatus


def _parts(figures: Figures) -> Iterable[tuple[TaskFigures, PartFigures]]:
    return ((task, part) for task in figures["tasks"] for part in task["parts"])


def still_open(figures: Figures) -> list[str]:
    """What belongs to this period and is open at its close, with time left: "… còn hạn đến 31/3/2026"."""
    as_of = figures["period"]["as_of"]
    found = [
        (task, part)
        for task, part in _parts(figures)
        if part["counted"]
        and part["kind"] != SlotKind.CHECK_IN
        and PartStatus(part["status"]) not in SETTLED
        and (part["due"] or "") > as_of >= (part["belongs_on"] or "9")
    ]
    return [
        f"{wording.short(task['content']).rstrip(' .;')} ({part['unit'] or wording.NO_UNIT}): "
        f"{wording.lower_first(wording.part_state(part, as_of))}"
        for task, part in found
    ]


def due_next(figures: Figures) -> list[tuple[TaskFigures, PartFigures]]:
    """What is still owed and falls due, or belongs to a period that closes, by the next period's close: "Quý II", due
    on 30/6, is the second quarter's work."""
    after, last = figures["period"]["as_of"], figures["next"]["close"]
    return [
        (task, part)
        for task, part in _parts(figures)
        if after < (part["due"] or "")
        and min(part["due"] or "", part["belongs_on"] or part["due"] or "") <= last
        and PartStatus(part["status"]) not in SETTLED
        and part["timeliness"] != Timeliness.NOT_MEASURED
    ]


def number_next(figures: Figures) -> tuple[int, int, int]:
    """How much falls due until the next period closes: tasks with a date, recurring occurrences, check-ins."""
    by_kind: dict[str, set[tuple[str, str]]] = {kind: set() for kind in _KINDS}
    for task, part in due_next(figures):
        kind = part["kind"] if part["kind"] in _KINDS else SlotKind.DATED
        by_kind[kind].add((task["id"], part["slot"] if kind != SlotKind.DATED else ""))
    dated, recurring, check_ins = (len(by_kind[kind]) for kind in _KINDS)
    return dated, recurring, check_ins


_KINDS = {
    SlotKind.DATED: "nhiệm vụ đến hạn",
    SlotKind.RECURRING: "lượt nhiệm vụ định kỳ",
    SlotKind.CHECK_IN: "lượt cập nhật nhiệm vụ thường xuyên",
}


def next_text(figures: Figures) -> str:
    """How much falls due until the next period closes, and what is overdue: dated, recurring, check-ins apart."""
    until = wording.day(figures["next"]["close"])
    pieces = [
        f"{wording.two_digits(number)} {noun}{_after_the_close(figures) if kind == SlotKind.DATED else ''}"
        for number, (kind, noun) in zip(number_next(figures), _KINDS.items(), strict=True)
        if number
    ]
    text = (
        f"Kỳ báo cáo tới (đến ngày {until}) có {', '.join(pieces)}."
        if pieces
        else f"Kỳ báo cáo tới (đến ngày {until}) không có nhiệm vụ đến hạn."
    )
    return f"{text} {late.still_owed(figures)}".rstrip()


def _after_the_close(figures: Figures) -> str:
    """Which of the dated work has its day after the next close ("Quý II": the close is 14/6, the day 30/6)."""
    last = figures["next"]["close"]
    later = {
        task["id"]: part["due"] or ""
        for task, part in sorted(due_next(figures), key=lambda row: row[1]["due"] or "")
        if part["kind"] not in (SlotKind.RECURRING, SlotKind.CHECK_IN) and (part["due"] or "") > last
    }
    if not later:
        return ""
    number, latest = wording.two_digits(len(later)), wording.day(max(later.values()))
    return f" (trong đó {number} nhiệm vụ của kỳ có hạn sau ngày này, muộn nhất {latest})"


@dataclass(frozen=True)
class NextRow:
    """What falls due next: the task once a day, with all units that owe it."""

    content: str
    units: str
    due: str


def next_rows(figures: Figures) -> Sequence[NextRow]:
    """Dated work due until the next period's close, in the order of its days."""
    units: dict[tuple[str, str, str], list[str]] = {}
    for task, part in due_next(figures):
        if part["kind"] not in (SlotKind.RECURRING, SlotKind.CHECK_IN):
            units.setdefault((part["due"] or "", task["id"], task["content"]), []).append(
                part["unit"] or wording.NO_UNIT
            )
    return [
        NextRow(wording.short(content), "; ".join(dict.fromkeys(names)), wording.day(due))
        for (due, _id, content), names in sorted(units.items(), key=lambda item: item[0][0])
    ]
