"""The rows of a report's annexes, as printed: pure, always Vietnamese."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reports import wording
from reports.counting import DATED_KINDS
from reports.shape import Figures, PartFigures, TargetFigures, TaskFigures
from tasks.schedule import SlotKind
from tasks.status import FINISHED, PartStatus

_NOTHING_ASKED = "Kỳ này không có lượt phải báo cáo"


@dataclass(frozen=True)
class ProgressRow:
    """A row of Annex I; a heading has only `heading`."""

    heading: str = ""
    stt: str = ""
    content: str = ""
    leads: tuple[str, ...] = ()
    timing: str = ""
    state: tuple[str, ...] = ()
    result: tuple[str, ...] = ()


def progress(figures: Figures) -> list[ProgressRow]:
    """Every task in force, under its plan and annex (where there are several) and its section."""
    rows: list[ProgressRow] = []
    plan, section, annex = -1, -1, ""
    annexes = {(each["plan"], wording.annex(each)) for each in figures["sections"]}
    many = {plan for plan, count in Counter(plan for plan, _annex in annexes).items() if count > 1}
    for task in figures["tasks"]:
        if task["plan"] != plan and len(figures["plans"]) > 1:
            of_plan = figures["plans"][task["plan"]]
            rows.append(ProgressRow(heading=wording.plan_name(of_plan)))
        at = figures["sections"][task["section"]]
        if task["plan"] in many and (task["plan"], wording.annex(at)) != (plan, annex):
            rows.append(ProgressRow(heading=wording.annex(at)))
        if task["section"] != section and at["name"]:
            rows.append(ProgressRow(heading=at["name"]))
        plan, section, annex = task["plan"], task["section"], wording.annex(at)
        rows.append(
            ProgressRow(
                stt=task["stt"],
                content=task["content"],
                leads=tuple(task["leads"]),
                timing=wording.timing(task["timing"]),
                state=tuple(_states(task, figures["period"]["as_of"])),
                result=tuple(_results(task)),
            )
        )
    return rows


def _states(task: TaskFigures, as_of: str) -> Iterable[str]:
    counted = [part for part in task["parts"] if part["counted"]]
    if not counted:
        return [_outside(task)]
    dated = _by_unit([part for part in counted if part["kind"] in DATED_KINDS], as_of)
    recurring = [part for part in counted if part["kind"] == SlotKind.RECURRING]
    check_ins = [part for part in counted if part["kind"] == SlotKind.CHECK_IN]
    return [
        *(wording.upper_first(state) for state in dated),
        *_periodic(recurring, "Định kỳ", as_of),
        *_periodic(check_ins, "Thường xuyên", as_of),
    ]


def _by_unit(parts: Sequence[PartFigures], as_of: str) -> list[str]:
    """How the parts of each unit stand; units that stand the same together."""
    of_unit: dict[str, list[str]] = defaultdict(list)
    for part in parts:
        of_unit[part["unit"] or wording.NO_UNIT].append(wording.lower_first(wording.part_state(part, as_of)))
    if len({tuple(states) for states in of_unit.values()}) == 1:
        return next(iter(of_unit.values()))
    return wording.by_unit((unit, "; ".join(states)) for unit, states in of_unit.items())


def _periodic(parts: Sequence[PartFigures], label: str, as_of: str) -> list[str]:
    """Recurring work and check-ins: in full for one period, else how many of them, and which are missing."""
    slots: dict[str, list[PartFigures]] = defaultdict(list)
    for part in parts:
        slots[part["slot"]].append(part)
    if len(slots) == 1:
        said = "; ".join(_by_unit(parts, as_of))
        return [f"{label} ({wording.slot_name(parts[0])}): {said}"]
    asked = [found for found in slots.values() if (found[0]["belongs_on"] or "") <= as_of]
    open_ = [found[0] for found in asked if not all(_complete(part) for part in found)]
    if not asked:
        return [f"{label}: chưa đến kỳ"] if slots else []
    missing = f" (còn {', '.join(wording.slot_name(part) for part in open_)})" if open_ else ""
    verb = "đã báo cáo" if label == "Thường xuyên" else "hoàn thành"
    return [f"{label}: {verb} {len(asked) - len(open_)}/{len(asked)} kỳ{missing}"]


def _complete(part: PartFigures) -> bool:
    return PartStatus(part["status"]) in FINISHED | {PartStatus.REPORTED}


def _outside(task: TaskFigures) -> str:
    """Why the period does not count the task."""
    dated = [part for part in task["parts"] if part["kind"] in DATED_KINDS]
    if dated and all(PartStatus(part["status"]) in FINISHED for part in dated):
        return f"Đã hoàn thành ngày {wording.day(max(part['done_on'] or '' for part in dated))}, trước kỳ báo cáo"
    if dated and all(PartStatus(part["status"]) is PartStatus.DROPPED for part in dated):
        return f"Không còn thực hiện theo {dated[0]['document']}"
    waiting = [part["opens_on"] for part in dated if PartStatus(part["status"]) not in FINISHED and part["due"]]
    if waiting:
        return f"Chưa đến kỳ thực hiện (từ ngày {wording.day(min(waiting))})"
    return "Chờ văn bản ấn định thời hạn" if dated else _NOTHING_ASKED


def _results(task: TaskFigures) -> list[str]:
    """The last text of each unit on its dates, and on what is periodic: what was delivered is not lost behind a later
    check-in. Units that say the same stand together, all without their names only where all spoke."""
    counted = [part for part in task["parts"] if part["counted"]]
    found: list[str] = []
    for parts in (
        [part for part in counted if part["kind"] in DATED_KINDS],
        [part for part in counted if part["kind"] not in DATED_KINDS],
    ):
        last = {part["unit"] or wording.NO_UNIT: part["result"] for part in parts if part["result"]}
        silent = {part["unit"] or wording.NO_UNIT for part in parts} - last.keys()
        found += wording.by_unit(last.items(), others_silent=bool(silent))
    return list(dict.fromkeys(found))


@dataclass(frozen=True)
class TargetRow:
    """A row of the KPI table and of Annex II."""

    measure: str
    goal: str
    numerator: str
    denominator: str
    result: str
    previous: str
    state: str
    so_far: str
    note: str
    share: bool


def targets(figures: Figures, *, confirmed_only: bool = False) -> list[TargetRow]:
    """Targets with their figures; what nobody has confirmed yet is marked."""
    return [
        TargetRow(
            measure=wording.upper_first(target["measure"]),
            goal=wording.goal(target),
            numerator=wording.exact(target["figure"]["numerator"]),
            denominator=wording.exact(target["figure"]["denominator"]),
            result=wording.measured(target["figure"]["result"], target["unit"]),
            previous=wording.measured(target["previous"]["result"], target["unit"]),
            state=wording.TARGET_STATES[target["figure"]["state"]],
            so_far=wording.held(target) if "so_far" in target else "",
            note="; ".join(_target_notes(target)),
            share=bool(target["relation"]),
        )
        for target in figures["targets"]
        if target["confirmed"] or not confirmed_only
    ]


def _target_notes(target: TargetFigures) -> Iterable[str]:
    if "so_far" in target:
        yield f"Lũy kế từ đầu năm: {wording.held(target)}"
    if target["missing"]:
        yield wording.missing(target)
    if not target["confirmed"]:
        yield "Chờ xác nhận chỉ tiêu"
