"""What is late in a report, by kind: its sentences, and the list they count. Pure, always Vietnamese.

Each row of the list is one thing that the report's totals count: a task with a date, or one occurrence of a recurring
or ongoing task. So the numbers of the sentences, of the tables and of the list are the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reports import wording
from reports.counting import DATED_KINDS, category
from reports.shape import Category, Figures, PartFigures, TaskFigures
from tasks.lateness import LATE_NOW, Timeliness
from tasks.schedule import SlotKind

NOTHING = "Trong kỳ không có nhiệm vụ quá hạn."
LATE = LATE_NOW | {Timeliness.LATE}
DATED, RECURRING, CHECK_IN = "Nhiệm vụ có thời hạn", "Nhiệm vụ định kỳ", "Nhiệm vụ thường xuyên"
_OPEN, _DONE, _PARTLY = "quá hạn chưa hoàn thành", "hoàn thành quá hạn", "có phần việc hoàn thành quá hạn"
_NOT_REPORTED = "chưa báo cáo, đã quá hạn"
_HOW = {Category.OVERDUE: _OPEN, Category.LATE: _DONE}
_NOUNS = {DATED: "nhiệm vụ", RECURRING: "lượt", CHECK_IN: "lượt cập nhật kỳ"}
_ORDER = [(kind, how) for kind in (DATED, RECURRING) for how in (_OPEN, _DONE, _PARTLY)] + [(CHECK_IN, _NOT_REPORTED)]


@dataclass(frozen=True)
class LateRow:
    """A row of the late list; `short` is for the document's text, `content` for its annex. `extension` tells the
    later day where one was agreed, `explained` whether every unit that is late gave its reasons."""

    content: str
    short: str
    unit: str
    due: str
    state: str
    extension: str
    explanation: str
    explained: bool


@dataclass(frozen=True)
class LateGroup:
    """Rows of one kind that are late in the same way, longest first: "Nhiệm vụ định kỳ", "hoàn thành quá hạn"."""

    kind: str
    how: str
    rows: tuple[LateRow, ...]

    @property
    def number(self) -> str:
        """How many: "03 nhiệm vụ", "05 lượt cập nhật kỳ"."""
        return f"{wording.two_digits(len(self.rows))} {_NOUNS[self.kind]}"

    @property
    def heading(self) -> str:
        """The line above its rows: "Nhiệm vụ có thời hạn quá hạn chưa hoàn thành: 03 nhiệm vụ"."""
        return f"{self.kind} {self.how}: {self.number}"


def late_groups(figures: Figures) -> list[LateGroup]:
    """What is late at the close, or was finished late in the period; groups without a row are left out."""
    as_of = figures["period"]["as_of"]
    found: dict[tuple[str, str], list[tuple[int, LateRow]]] = defaultdict(list)
    for task in figures["tasks"]:
        for kind, parts in _counted(task):
            late = [part for part in parts if part["timeliness"] in LATE]
            if late:
                how = _NOT_REPORTED if kind == CHECK_IN else _HOW.get(category(parts), _PARTLY)
                found[kind, how].append((max(part["days"] or 0 for part in late), _row(task, late, as_of)))
    return [
        LateGroup(*key, tuple(row for _days, row in sorted(found[key], key=lambda item: -item[0])))
        for key in _ORDER
        if key in found
    ]


def _counted(task: TaskFigures) -> Iterable[tuple[str, list[PartFigures]]]:
    """The parts of each thing that the totals count: the task's dates together, what is periodic by period."""
    dated: list[PartFigures] = []
    periodic: dict[tuple[str, str], list[PartFigures]] = defaultdict(list)
    for part in task["parts"]:
        if part["counted"] and part["kind"] in DATED_KINDS:
            dated.append(part)
        elif part["counted"]:
            kind = RECURRING if part["kind"] == SlotKind.RECURRING else CHECK_IN
            periodic[kind, part["slot"]].append(part)
    yield DATED, dated
    yield from ((kind, parts) for (kind, _slot), parts in periodic.items())


def _row(task: TaskFigures, late: Sequence[PartFigures], as_of: str) -> LateRow:
    units = [part["unit"] or wording.NO_UNIT for part in late]

    def said(texts: Iterable[str]) -> str:
        return "\n".join(wording.by_unit(zip(units, texts, strict=True)))

    return LateRow(
        content=wording.of_period(task["content"], late[0]),
        short=wording.of_period(wording.short(task["content"]), late[0]),
        unit="; ".join(dict.fromkeys(units)),
        due="\n".join(dict.fromkeys(wording.day(part["original_due"] or part["due"] or "") for part in late)),
        state=said(wording.part_state(part, as_of) for part in late),
        extension=said(f"Đến {wording.day(part['due'] or '')}" if part["original_due"] else "Không" for part in late),
        explanation=said(part["explanation"] or wording.NO_EXPLANATION for part in late),
        explained=all(part["explanation"] for part in late),
    )


def late_text(figures: Figures, annex: str = "III") -> str:
    """How much is late, and where the list of it stands; `annex` is the number of the list's annex."""
    text = how_much(figures)
    return text if text == NOTHING else f"{text} Chi tiết tại Phụ lục {annex}."


def how_much(figures: Figures) -> str:
    """How much is late, each kind apart, and how much of it explained."""
    groups = late_groups(figures)
    if not groups:
        return NOTHING
    of_kind: dict[str, list[str]] = defaultdict(list)
    for group in groups:
        of_kind[group.kind].append(f"{group.number} {group.how}")
    sentences = [f"{kind}: {', '.join(pieces)}." for kind, pieces in of_kind.items()]
    rows = [row for group in groups for row in group.rows]
    return f"{' '.join(sentences)} {_explained(rows)}"


def _explained(rows: Sequence[LateRow]) -> str:
    """How many of the late things have their reasons written."""
    explained, every = sum(row.explained for row in rows), wording.two_digits(len(rows))
    alone = len(rows) == 1
    if not explained:
        how = "chưa có giải trình" if alone else "chưa trường hợp nào có giải trình"
    elif explained == len(rows):
        how = "đã có giải trình" if alone else "đều đã có giải trình"
    else:
        how = f"{wording.two_digits(explained)} trường hợp đã có giải trình"
    return f"Tổng cộng {every} trường hợp, {how}."


def still_owed(figures: Figures) -> str:
    """What is overdue and goes on into the next period, as a sentence; "" where nothing is."""
    number = {(group.kind, group.how): wording.two_digits(len(group.rows)) for group in late_groups(figures)}
    pieces = [
        f"{verb} {number[key]} {noun} đã quá hạn"
        for key, verb, noun in (
            ((DATED, _OPEN), "hoàn thành", "nhiệm vụ có thời hạn"),
            ((RECURRING, _OPEN), "hoàn thành", "lượt nhiệm vụ định kỳ"),
            ((CHECK_IN, _NOT_REPORTED), "báo cáo", "lượt cập nhật kỳ"),
        )
        if key in number
    ]
    return f"Tiếp tục {', '.join(pieces)}." if pieces else ""
