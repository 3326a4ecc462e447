"""The rows of a report's annexes, as printed: pure, always Vietnamese."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reports import wording
from reports.counting import DATED_KINDS
from reports.shape import Figures, PartFigures, TaskFigures
from tasks.lateness import LATE_NOW, Timeliness
from tasks.schedule import SlotKind
from tasks.status import FINISHED, PartStatus

_SHORT = 160
_NOTHING_ASKED = "Kỳ này không có lượt phải báo cáo"
LATE = LATE_NOW | {Timeliness.LATE}


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
    """Every task in force, under its plan (where there are several) and its section."""
    rows: list[ProgressRow] = []
    plan = section = -1
    for task in figures["tasks"]:
        if task["plan"] != plan and len(figures["plans"]) > 1:
            of_plan = figures["plans"][task["plan"]]
            rows.append(ProgressRow(heading=wording.plan_name(of_plan)))
        if task["section"] != section and figures["sections"][task["section"]]["name"]:
            rows.append(ProgressRow(heading=figures["sections"][task["section"]]["name"]))
        plan, section = task["plan"], task["section"]
        rows.append(
            ProgressRow(
                stt=task["stt"],
                content=task["content"],
                leads=tuple(task["leads"]),
                timing=task["timing"],
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
        *(f"{unit}: {lower_first(state)}" if unit else state for unit, state in dated),
        *_periodic(recurring, "Định kỳ", as_of),
        *_periodic(check_ins, "Thường xuyên", as_of),
    ]


def _by_unit(parts: Sequence[PartFigures], as_of: str) -> list[tuple[str, str]]:
    """Units with how their parts stand; one line without a unit where all stand the same."""
    of_unit: dict[str, list[str]] = defaultdict(list)
    for part in parts:
        of_unit[part["unit"]].append(wording.part_state(part, as_of))
    if len({tuple(states) for states in of_unit.values()}) == 1:
        return [("", state) for state in next(iter(of_unit.values()))]
    return [(unit or wording.NO_UNIT, "; ".join(states)) for unit, states in of_unit.items()]


def _periodic(parts: Sequence[PartFigures], label: str, as_of: str) -> list[str]:
    """Recurring work and check-ins: in full for one period, else how many of them, and which are missing."""
    slots: dict[str, list[PartFigures]] = defaultdict(list)
    for part in parts:
        slots[part["slot"]].append(part)
    if len(slots) == 1:
        states = _by_unit(parts, as_of)
        said = "; ".join(f"{unit} {lower_first(state)}" if unit else lower_first(state) for unit, state in states)
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
    """The last text of each unit; said once where all say the same."""
    last = {part["unit"]: part["result"] for part in task["parts"] if part["counted"] and part["result"]}
    if len(set(last.values())) == 1:
        return [next(iter(last.values()))]
    return [f"{unit or wording.NO_UNIT}: {text}" for unit, text in last.items()]


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
    note: str
    share: bool


def targets(figures: Figures, *, confirmed_only: bool = False) -> list[TargetRow]:
    """Targets with their figures; what nobody has confirmed yet is marked."""
    return [
        TargetRow(
            measure=target["measure"],
            goal=wording.goal(target),
            numerator=wording.exact(target["figure"]["numerator"]),
            denominator=wording.exact(target["figure"]["denominator"]),
            result=wording.measured(target["figure"]["result"], target["unit"]),
            previous=wording.measured(target["previous"]["result"], target["unit"]),
            state=wording.TARGET_STATES[target["figure"]["state"]],
            note="; ".join(_target_notes(target["missing"], target["confirmed"])),
            share=bool(target["relation"]),
        )
        for target in figures["targets"]
        if target["confirmed"] or not confirmed_only
    ]


def _target_notes(missing: int | None, confirmed: bool) -> Iterable[str]:
    if missing:
        yield f"Thiếu {wording.count(missing)} để đạt"
    if not confirmed:
        yield "Chờ xác nhận chỉ tiêu"


@dataclass(frozen=True)
class LateRow:
    """A row of the late list; `short` is for the document's text, `content` for its annex. `extension` tells the
    later day where one was agreed."""

    content: str
    short: str
    unit: str
    due: str
    state: str
    extension: str
    explanation: str


def late_parts(figures: Figures) -> list[tuple[TaskFigures, PartFigures]]:
    """What is late at the close, or was finished late in the period."""
    return [
        (task, part)
        for task in figures["tasks"]
        for part in task["parts"]
        if part["counted"] and part["timeliness"] in LATE
    ]


def late_rows(figures: Figures) -> list[LateRow]:
    """The late list, longest first, check-ins last; units that stand the same share a row."""
    late = sorted(
        late_parts(figures), key=lambda found: (found[1]["kind"] == SlotKind.CHECK_IN, -(found[1]["days"] or 0))
    )
    units: dict[tuple[str, str, str, str], list[str]] = defaultdict(list)
    first: dict[tuple[str, str, str, str], tuple[TaskFigures, PartFigures]] = {}
    for task, part in late:
        state = wording.part_state(part, figures["period"]["as_of"])
        key = (task["id"], part["slot"], state, part["explanation"])
        units[key].append(part["unit"] or wording.NO_UNIT)
        first.setdefault(key, (task, part))
    return [
        LateRow(
            content=task["content"] + _of_period(part),
            short=short(task["content"]) + _of_period(part),
            unit="; ".join(units[key]),
            due=wording.day(part["original_due"] or part["due"] or ""),
            state=key[2],
            extension=f"Đến {wording.day(part['due'] or '')}" if part["original_due"] else "Không",
            explanation=part["explanation"] or wording.NO_EXPLANATION,
        )
        for key, (task, part) in first.items()
    ]


def _of_period(part: PartFigures) -> str:
    return f" ({wording.slot_name(part)})" if part["kind"] in _PERIODIC else ""


_PERIODIC = (SlotKind.RECURRING, SlotKind.CHECK_IN)


def short(text: str) -> str:
    """A long text cut at a word, for a sentence."""
    line = " ".join(text.split()).lstrip("-+• ")
    return line if len(line) <= _SHORT else line[:_SHORT].rsplit(" ", 1)[0] + "…"


def lower_first(text: str) -> str:
    """Inside a sentence: the first letter small."""
    return text[:1].lower() + text[1:]
