"""Rows of a plan as they stand now, worked out in Python into dicts that a template only prints."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from plans.models import Target
from tasks import words
from tasks.lateness import DUE_SOON_DAYS, LATE_NOW, RowState, Standing, Timeliness, row_state, standing
from tasks.models import Deliverable, Part, TargetTask, Task, TaskUnit, UnitRole
from tasks.readiness import names, row_facts
from tasks.schedule import SlotKind
from tasks.status import FINISHED, SETTLED, PartStatus
from tasks.words import Tone, Words
from wards import clock

NO_ID = UUID(int=0)


class PartNow(NamedTuple):
    """What a row needs of a part."""

    kind: SlotKind
    status: PartStatus
    standing: Standing
    unit_id: int | None
    opens_on: date
    period: str
    timing_index: int


class RowNow(NamedTuple):
    """How a row stands: its state, what it is (work, check-ins, events of which none came, or later), its facets."""

    state: RowState
    sort: str
    facets: frozenset[str]
    parts: tuple[PartNow, ...]


def one_row(task: Task) -> dict[str, Any]:
    """A single row of the table, as it stands now."""
    today = clock.today()
    parts = parts_of(Part.objects.filter(occurrence__task=task), today)
    now = row_now(parts.get(task.pk, ()), dropped=task.dropped_on is not None, in_force=task.plan.in_force)
    itself = Task.objects.filter(pk=task.pk)
    return rows_of(itself, [task.pk], {task.pk: now}, {task.pk: names(row_facts(itself)[task.pk].lacks)})[0]


def parts_of(parts: QuerySet[Part], today: date) -> dict[int, tuple[PartNow, ...]]:
    """The parts still asked for, by their task's row number, in order of due day. One query."""
    found: dict[int, list[PartNow]] = defaultdict(list)
    columns = parts.filter(retired=False, occurrence__retired=False).order_by(
        F("occurrence__due").asc(nulls_last=True), "pk"
    )
    for (
        task_id,
        kind_,
        status_,
        due,
        extended,
        done_on,
        no_date,
        unit_id,
        opens_on,
        period,
        timing_index,
    ) in columns.values_list(
        "occurrence__task_id",
        "occurrence__kind",
        "status",
        "occurrence__due",
        "occurrence__extended_due",
        "done_on",
        "occurrence__no_date",
        "unit_id",
        "occurrence__opens_on",
        "occurrence__period",
        "occurrence__timing_index",
    ):
        kind, status = SlotKind(kind_), PartStatus(status_)
        now = standing(kind, status, due=due, extended_due=extended, done_on=done_on, no_date=no_date, today=today)
        found[task_id].append(PartNow(kind, status, now, unit_id, opens_on, period, timing_index))
    return {task_id: tuple(each) for task_id, each in found.items()}


def row_now(parts: Sequence[PartNow], *, dropped: bool = False, in_force: bool = True) -> RowNow:
    """How a row stands, from its parts; `in_force`: whether its plan asks for anything yet."""
    state = RowState.DROPPED if dropped else row_state((part.status, part.standing.state) for part in parts)
    if not parts:
        sort = "event" if in_force else "later"
    elif all(part.kind is SlotKind.CHECK_IN for part in parts):
        sort = "ongoing"
    else:
        sort = "work"
    row = RowNow(state, sort, frozenset(), tuple(parts))
    return row._replace(facets=frozenset(_facets(row)))


def _facets(row: RowNow) -> Iterable[str]:
    """The states under which a filter finds the row."""
    timeliness = {part.standing.state for part in row.parts}
    check_ins = [part.standing for part in row.parts if part.standing.state is Timeliness.NOT_YET_REPORTED]
    if row.state is RowState.OVERDUE:
        yield "late"
    if Timeliness.DUE_SOON in timeliness or any((now.days or 0) >= -DUE_SOON_DAYS for now in check_ins):
        yield "soon"
    if Timeliness.AWAITING_DATE in timeliness:
        yield "no_date"
    if any(part.status is PartStatus.AWAITING_CONFIRMATION for part in row.parts):
        yield "confirm"
    if row.state in {RowState.PAUSED, RowState.DROPPED}:
        yield "set_aside"
    if row.sort == "ongoing":
        yield ongoing_state(row)
    elif row.sort == "work":
        yield row.state.value


def ongoing_state(row: RowNow) -> str:
    """How a row that only checks in stands: late with any period; else, in the present one, unreported or reported."""
    if row.state is RowState.OVERDUE:
        return "late"
    asked = [part for part in row.parts if part.opens_on <= clock.today()]
    if not asked:
        return "later"
    last = max(part.period for part in asked)
    present = [part for part in asked if part.period == last]
    return "reported" if all(part.status is PartStatus.REPORTED for part in present) else "unreported"


def rows_of(
    tasks: QuerySet[Task], pks: Sequence[int], now: Mapping[int, RowNow], lacking: Mapping[int, list[str]]
) -> list[dict[str, Any]]:
    """The rows of the tasks, whose row numbers are `pks`, in this order, as dicts for the template. Four queries."""
    if not pks:
        return []
    inside = {"task__in": tasks.values("pk")}
    units: dict[int, dict[str, list[str]]] = defaultdict(lambda: {UnitRole.LEAD: [], UnitRole.PARTNER: []})
    for task_id, role, text in TaskUnit.objects.filter(**inside).values_list("task_id", "role", "text"):
        units[task_id][role].append(text)
    deliverables: dict[int, list[str]] = defaultdict(list)
    for task_id, text in Deliverable.objects.filter(**inside).values_list("task_id", "text"):
        deliverables[task_id].append(text)
    targets: dict[int, list[str]] = defaultdict(list)
    for link in TargetTask.objects.filter(**inside).select_related("target").order_by("target__position"):
        targets[link.task_id].append(target_words(link.target))
    columns = ("pk", "public_id", "annex_id", "section_id", "parent_id", "stt", "content", "timing_text", "timings")
    found = {row["pk"]: row for row in tasks.values(*columns, officer_name=F("officer__full_name"))}
    # Looked up once, not for each row.
    pattern, place = reverse("tasks:task", kwargs={"public_id": NO_ID}), str(NO_ID)
    return [
        dict(found[pk])
        | _shown(now[pk])
        | {
            "kind": "task",
            "address": pattern.replace(place, str(found[pk]["public_id"])),
            "leads": units[pk][UnitRole.LEAD],
            "partners": units[pk][UnitRole.PARTNER],
            "deliverables": deliverables[pk],
            "targets": targets[pk],
            "lacks": lacking[pk],
            "chips": chips(found[pk]["timings"], now[pk], found[pk]["timing_text"]),
        }
        for pk in pks
        if pk in found  # else it went between two of the queries
    ]


def target_words(target: Target) -> str:
    """A target's number in short: "≥ 90%"; a whole is reached, not passed: "đạt 100%"."""
    signs = {">=": "≥", ">": ">", "<=": "≤", "<": "<", "reduce_by": "−"}
    value = f"{target.value.normalize():f}".replace(".", ",")
    if (target.comparator, value, target.unit) == (">=", "100", "%"):
        return _("reach 100 percent")
    return f"{signs[target.comparator]} {value}{'' if target.unit == '%' else ' '}{target.unit}"


def chips(timings: Sequence[Any], row: RowNow, printed: str) -> list[str]:
    """What was understood of each timing beyond the printed words, with a day entered or agreed for it meanwhile."""
    agreed = {
        part.timing_index: part.standing.due
        for part in row.parts
        if part.standing.due and (part.standing.original_due or part.kind is SlotKind.AWAITING)
    }
    understood = [words.day(agreed.get(at)) or words.timing(record) for at, record in enumerate(timings)]
    return [chip for chip in understood if says_more(chip, printed)]


def says_more(chip: str, printed: str) -> bool:
    """Whether what was understood of a timing is not just what is printed."""
    return chip.casefold() != printed.strip().casefold()


def _shown(row: RowNow) -> dict[str, Any]:
    """The state of a row in words."""
    label, tone, note = _words(row)
    return {"label": label, "tone": tone.value, "note": note, "count": _count(row)}


def _words(row: RowNow) -> Words:
    if not row.parts:
        return Words(_("When it arises") if row.sort == "event" else _("Not in force yet"), Tone.IDLE)
    if row.state is RowState.DROPPED:
        return Words(words.row_state(row.state), Tone.OFF)
    if row.state is RowState.PAUSED:
        paused = min((part for part in row.parts if part.status is PartStatus.PAUSED), key=_longest_past)
        note = words.of_part(paused.status, paused.standing).note
        return Words(words.row_state(row.state), Tone.OFF, note)
    pressing = _pressing(row.parts)
    said = words.of_part(pressing.status, pressing.standing)
    if row.state is RowState.OVERDUE:
        return said._replace(label=_("Not yet reported")) if row.sort == "ongoing" else said
    if row.sort == "ongoing":
        return _ongoing_words(row)
    if row.state is RowState.DONE:
        return said
    # Some part is still open: the row says so, with the next date.
    return Words(words.row_state(row.state), _louder(said.tone, words.ROW_TONES[row.state]), said.note)


def _longest_past(part: PartNow) -> int:
    return -(part.standing.days or 0)


def _louder(of_part: Tone, of_row: Tone) -> Tone:
    return of_part if of_part in {Tone.SOON, Tone.WAIT} else of_row


def _ongoing_words(row: RowNow) -> Words:
    open_parts = [part for part in row.parts if part.status is not PartStatus.REPORTED]
    if ongoing_state(row) == "reported":
        due = min((part.standing.due for part in open_parts if part.standing.due), default=None)
        return Words(_("Reported"), Tone.DONE, _("next on %(day)s") % {"day": words.day(due)} if due else "")
    pressing = _pressing(row.parts)
    said = words.of_part(pressing.status, pressing.standing)
    return Words(_("Not yet reported"), said.tone, said.note)


def _pressing(parts: Sequence[PartNow]) -> PartNow:
    """The part to speak of: the longest late, else the next that is open, else the last finished."""
    late = [part for part in parts if part.standing.state in LATE_NOW]
    if late:
        return late[0]
    return next((part for part in parts if part.status not in SETTLED), parts[-1])


def _count(row: RowNow) -> str:
    if len(row.parts) < 2:
        return ""
    good = {PartStatus.REPORTED} if row.sort == "ongoing" else FINISHED | {PartStatus.REPORTED}
    return f"{sum(part.status in good for part in row.parts)}/{len(row.parts)}"
