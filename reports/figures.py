"""A period's figures as of its close: the only reader of many tables. Everything here only reads.

As of (a close C, built at B): of each part the entries effective by C and written by B; extensions decided by C;
tasks in force at C; versions of measurements written by B. Explanations of lateness are the one exception: offices
collect them between the close and the sending, and they state no fact of the period, so all written by B count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import F, Q

from plans.models import Annex, Plan, Section
from reports.counting import DATED_KINDS, category, group, in_population, rate_place
from reports.shape import (
    SCHEMA_VERSION,
    Figures,
    Group,
    PartFigures,
    PeriodFigures,
    PlanFigures,
    SectionGroup,
    TaskFigures,
)
from reports.target_figures import target_figures
from tasks.entries import outcome
from tasks.lateness import standing
from tasks.models import Extension, Occurrence, Part, StatusUpdate, Task, UnitRole, UpdateKind
from tasks.schedule import SlotKind, belongs_on
from tasks.status import PartStatus, initial
from wards.clock import ZONE
from wards.models import Unit, Ward
from wards.periods import Period, PeriodKind, Rule, containing, covering, following

_DAY = timedelta(days=1)
_NOTES = frozenset({UpdateKind.EXPLAIN, UpdateKind.COMMENT})


def figures(ward: Ward, period: Period, built_at: datetime) -> Figures:
    """The ward's figures of the period with what was written by `built_at` (aware), in a constant number of queries.

    Before the close they are as of the day of building: nothing may count as late that still has time.
    """
    return _Reader(ward, period, built_at).read()


def next_period(period: Period) -> Period:
    """The period whose due work a report looks ahead to: after nine months the year's last quarter, after days on
    demand the month that comes."""
    match period.kind:
        case PeriodKind.NINE_MONTHS:
            return containing(period.close + _DAY, PeriodKind.QUARTER, period.rule)
        case PeriodKind.ON_DEMAND:
            return containing(period.close + _DAY, PeriodKind.MONTH, period.rule)
        case PeriodKind.SUPPLEMENT:
            return covering(period.year + 1, period.rule)
    return following(period)


@dataclass
class _History:
    """The entries of one part: those that set its status, and the explanations."""

    entries: list[StatusUpdate] = field(default_factory=list)
    explanations: list[StatusUpdate] = field(default_factory=list)

    def result(self, as_of: date) -> tuple[str, str]:
        """The last text by the close, and the document named in the last entry."""
        corrected = {entry.corrects_id for entry in self.entries}
        held = [entry for entry in self.entries if entry.pk not in corrected and entry.effective_on <= as_of]
        held.sort(key=lambda entry: (entry.effective_on, entry.pk))
        text = next((entry.text for entry in reversed(held) if entry.text), "")
        return text, held[-1].document_number if held else ""

    def explanation(self) -> str:
        """The last explanation written, whatever day it holds from."""
        return (
            max(self.explanations, key=lambda entry: (entry.effective_on, entry.pk)).text if self.explanations else ""
        )


class _Reader:
    """Reads each table once and puts the rows together."""

    def __init__(self, ward: Ward, period: Period, built_at: datetime) -> None:
        self.ward, self.period, self.built_at = ward, period, built_at
        self.rule = Rule(period.rule)
        self.as_of = min(period.close, built_at.astimezone(ZONE).date())
        self.next = next_period(period)

    def read(self) -> Figures:
        tasks = self._tasks()
        self.occurrences = self._occurrences()
        self.extended = self._extended()
        self.histories = self._histories()
        rows = [(task, self._parts(task)) for task in tasks]
        # Of other years' plans only what still concerns this period.
        rows = [
            (task, parts)
            for task, parts in rows
            if task.plan.year == self.period.year or any(part["counted"] for part in parts)
        ]
        plans = list({task.plan_id: task.plan for task, _ in rows}.values())
        sections = _Sections(plans)
        listed = [self._task(task, parts, plans, sections) for task, parts in rows]
        return Figures(
            schema=SCHEMA_VERSION,
            ward=ward_figures(self.ward),
            period=period_figures(self.period, self.as_of),
            next=period_figures(self.next, self.next.close),
            plans=[_plan(plan) for plan in plans],
            total=group("", listed, self.as_of),
            sections=[
                SectionGroup(
                    plan=plans.index(annex.plan),
                    annex=annex.code,
                    annex_title=annex.title,
                    **group(name, (task for task in listed if task["section"] == at), self.as_of),
                )
                for at, (annex, name) in enumerate(sections.listed)
            ],
            units=self._units(listed),
            officers=[
                group(name, [task for task in listed if task["officer"] == name], self.as_of)
                for name in sorted({task["officer"] for task in listed} - {""})
            ],
            targets=target_figures(plans, self.period, self.built_at),
            tasks=listed,
        )

    def _tasks(self) -> list[Task]:
        """Tasks in force at the close, in the order of their documents."""
        in_force = Q(in_force_from__lte=self.as_of) & (Q(dropped_on=None) | Q(dropped_on__gt=self.as_of))
        tasks = Task.objects.filter(in_force, ward=self.ward, plan__waits_for_issue=False)
        if self.period.kind is PeriodKind.SUPPLEMENT:
            # The next year's work has begun meanwhile; it is the next year's reports' matter.
            tasks = tasks.filter(plan__year__lte=self.period.year)
        tasks = tasks.select_related("plan", "officer", "annex")
        return list(
            tasks.prefetch_related("task_units", "deliverables").order_by(
                "-plan__year", "plan__issued_on", "plan_id", "annex__position", "position"
            )
        )

    def _occurrences(self) -> dict[int, list[tuple[Occurrence, list[Part]]]]:
        parts: dict[int, list[Part]] = defaultdict(list)
        for part in (
            Part.objects.filter(ward=self.ward, retired=False).select_related("unit").order_by("unit__position", "pk")
        ):
            parts[part.occurrence_id].append(part)
        found: dict[int, list[tuple[Occurrence, list[Part]]]] = defaultdict(list)
        for occurrence in Occurrence.objects.filter(ward=self.ward, retired=False).order_by("due", "slot"):
            found[occurrence.task_id].append((occurrence, parts[occurrence.pk]))
        return found

    def _extended(self) -> dict[int, date]:
        """The last day agreed by the close, of each extended occurrence; none where the plan gives more time since."""
        agreed = Extension.objects.filter(ward=self.ward, agreed=True, decided_on__lte=self.as_of)
        agreed = agreed.exclude(to_due__lte=F("occurrence__due"))
        return {each.occurrence_id: each.to_due for each in agreed.order_by("decided_on", "pk")}

    def _histories(self) -> dict[int, _History]:
        histories: dict[int, _History] = defaultdict(_History)
        written = StatusUpdate.objects.filter(ward=self.ward, written_at__lte=self.built_at)
        for entry in written.exclude(kind=UpdateKind.COMMENT).iterator():
            history = histories[entry.part_id]
            (history.explanations if entry.kind in _NOTES else history.entries).append(entry)
        return histories

    def _parts(self, task: Task) -> list[PartFigures]:
        """The parts of the task that the report needs: those counted, those of its dates, those due next period."""
        found = []
        for occurrence, parts in self.occurrences[task.pk]:
            kind = SlotKind(occurrence.kind)
            belongs = self._belongs(task, occurrence)
            before = [self._status(part, kind, self.period.start - _DAY) for part in parts]
            now = [self._status(part, kind, self.as_of) for part in parts]
            counted = in_population(
                opens_on=occurrence.opens_on, belongs_on=belongs, close=self.as_of, before=before, now=now
            )
            due = self.extended.get(occurrence.pk) or occurrence.due
            ahead = due is not None and self.as_of < due and min(due, belongs or due) <= self.next.close
            if counted or ahead or kind in DATED_KINDS:
                found += [self._part(occurrence, part, belongs, counted=counted) for part in parts]
        return found

    def _belongs(self, task: Task, occurrence: Occurrence) -> date | None:
        if occurrence.due is None:
            return None
        return belongs_on(occurrence.due, occurrence.period, year=task.plan.year, rule=self.rule)

    def _status(self, part: Part, kind: SlotKind, as_of: date) -> PartStatus:
        return outcome(self.histories[part.pk].entries, initial(kind), as_of=as_of).status

    def _part(self, occurrence: Occurrence, part: Part, belongs: date | None, *, counted: bool) -> PartFigures:
        kind, history = SlotKind(occurrence.kind), self.histories[part.pk]
        held = outcome(history.entries, initial(kind), as_of=self.as_of)
        extended = self.extended.get(occurrence.pk)
        stands = standing(
            kind,
            held.status,
            due=occurrence.due,
            today=self.as_of,
            extended_due=extended,
            done_on=held.done_on,
            no_date=occurrence.no_date,
        )
        result, document = history.result(self.as_of)
        return PartFigures(
            unit=part.unit.name if part.unit else "",
            slot=occurrence.slot,
            kind=kind.value,
            period=occurrence.period,
            opens_on=occurrence.opens_on.isoformat(),
            due=_iso(extended or occurrence.due),
            original_due=_iso(occurrence.due if extended else None),
            belongs_on=_iso(belongs),
            status=held.status.value,
            progress=held.progress,
            done_on=_iso(held.done_on),
            timeliness=stands.state.value,
            days=stands.days,
            result=result,
            document=document,
            explanation=history.explanation(),
            counted=counted,
        )

    def _task(self, task: Task, parts: list[PartFigures], plans: list[Plan], sections: _Sections) -> TaskFigures:
        dated = [part for part in parts if part["counted"] and part["kind"] in DATED_KINDS]
        due, in_time = rate_place(dated, self.as_of)
        units = list(task.task_units.all())
        return TaskFigures(
            id=str(task.public_id),
            plan=plans.index(task.plan),
            section=sections.index(task),
            stt=task.stt,
            content=task.content,
            leads=[unit.text for unit in units if unit.role == UnitRole.LEAD],
            partners=[unit.text for unit in units if unit.role == UnitRole.PARTNER],
            officer=task.officer.full_name if task.officer else "",
            timing=task.timing_text,
            deliverables=[each.text for each in task.deliverables.all()],
            dated=category(dated).value if dated else None,
            due=due,
            in_time=in_time,
            parts=parts,
        )

    def _units(self, tasks: Sequence[TaskFigures]) -> list[Group]:
        """A group for each unit that owes something, in the ward's order; what has no unit comes last, unnamed."""
        owing = {part["unit"] for task in tasks for part in task["parts"] if part["counted"]}
        names = [name for name in Unit.objects.filter(ward=self.ward).values_list("name", flat=True) if name in owing]
        return [group(name, tasks, self.as_of, _of(name)) for name in (*names, *({""} & owing))]


def ward_figures(ward: Ward) -> dict[str, str]:
    """The ward as its documents name it."""
    return {"name": ward.name, "place": ward.place, "level": ward.level, "province": ward.province}


def period_figures(period: Period, as_of: date) -> PeriodFigures:
    """The period as it stands in the figures."""
    return PeriodFigures(
        name=period.name,
        kind=period.kind.value,
        rule=period.rule.value,
        start=period.start.isoformat(),
        close=period.close.isoformat(),
        as_of=as_of.isoformat(),
    )


class _Sections:
    """The top sections of the plans, as the report counts by them, and which of them a task stands in."""

    def __init__(self, plans: Iterable[Plan]) -> None:
        self.listed: list[tuple[Annex, str]] = []
        self._index: dict[int, int] = {}
        self._without: dict[int, int] = {}
        in_order = Section.objects.filter(plan__in=list(plans)).select_related("annex__plan")
        for section in in_order.order_by("plan_id", "annex__position", "position"):
            if section.parent_id in self._index:
                self._index[section.pk] = self._index[section.parent_id]
            else:
                self._index[section.pk] = self._add(section.annex, str(section))

    def index(self, task: Task) -> int:
        """The task's top section; tasks without any share an unnamed one in their annex."""
        if task.section_id is not None:
            return self._index[task.section_id]
        if task.annex_id not in self._without:
            self._without[task.annex_id] = self._add(task.annex, "")
        return self._without[task.annex_id]

    def _add(self, annex: Annex, name: str) -> int:
        self.listed.append((annex, name))
        return len(self.listed) - 1


def _plan(plan: Plan) -> PlanFigures:
    return PlanFigures(
        id=str(plan.public_id),
        number=plan.number,
        issued_on=_iso(plan.issued_on),
        title=plan.title,
        year=plan.year,
    )


def _of(name: str) -> Callable[[PartFigures], bool]:
    return lambda part: part["unit"] == name


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
