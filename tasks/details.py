"""Everything on one task and on one part, for their pages and panels: a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F
from django.db.models.functions import Coalesce

from plans.models import Target
from tasks import readiness, words
from tasks.changes import FieldEntry, changes_of
from tasks.lateness import LATE_NOW, Standing, Timeliness, dated_back, report_delay
from tasks.lines import UNSETTLED, is_returned, standing_of
from tasks.models import Evidence, Extension, Part, Status, StatusUpdate, Task, UnitRole, UpdateKind
from tasks.rows import says_more, target_words
from tasks.schedule import SlotKind
from tasks.status import PartStatus
from tasks.words import Words
from wards import clock
from wards.models import User

LATE = LATE_NOW | {Timeliness.LATE}
"""What a delay explanation is asked for."""


@dataclass(frozen=True)
class TaskFacts:
    """What the row itself says: units as printed, deliverables, the numbers it promises, understood timings."""

    leads: list[str]
    partners: list[str]
    deliverables: list[str]
    targets: list[tuple[Target, str]]
    timings: list[str]


@dataclass(frozen=True)
class Entry:
    """One entry of a history, ready to print. `correction`: the later entry that took its place."""

    update: StatusUpdate
    kind: str
    status: str
    unit: str
    correction: StatusUpdate | None
    flagged: bool
    evidence: list[Evidence]

    @property
    def remark(self) -> bool:
        """Whether it says something and leaves the status as it was."""
        return self.update.kind in {UpdateKind.COMMENT, UpdateKind.EXPLAIN}

    @property
    def holds(self) -> bool:
        """Whether it says how the part stands and no later entry takes its place."""
        return not self.remark and self.correction is None

    @property
    def reports(self) -> bool:
        """Whether it is a report that holds."""
        return self.holds and self.update.kind == UpdateKind.REPORT


@dataclass(frozen=True)
class PartDetails:
    """What the panel of a part shows."""

    part: Part
    task: Task
    facts: TaskFacts
    standing: Standing
    words: Words
    history: list[Entry]
    next_due: date | None
    extensions: list[Extension]

    @property
    def note(self) -> str:
        """What the words add to the due day, which stands beside them."""
        return words.beyond_due(self.words, self.standing)

    @property
    def begun(self) -> str:
        """How far the part is, where the words do not say it."""
        return words.begun(PartStatus(self.part.status), self.part.progress, self.standing)

    @property
    def claimed(self) -> Entry | None:
        """The report whose result waits to be confirmed: the latest one that holds."""
        return next((entry for entry in self.history if entry.reports), None)

    @property
    def explanations(self) -> list[Entry]:
        """Why it is late, as far as it was said."""
        return [entry for entry in self.history if entry.update.kind == UpdateKind.EXPLAIN]

    @property
    def returned(self) -> Entry | None:
        """The entry by which the result was returned, until it is reported again."""
        last = next((entry for entry in self.history if entry.holds), None)
        return last if last and is_returned(PartStatus(self.part.status), last.update.kind) else None

    @property
    def report_late(self) -> str:
        """By how much a check-in came late, in words."""
        delay = self.delay
        return words.report_late(delay) if delay else ""

    @property
    def delay(self) -> int:
        """How many days after its due day a check-in that is reported holds from."""
        if self.part.status != PartStatus.REPORTED or self.claimed is None:
            return 0
        kind = SlotKind(self.part.occurrence.kind)
        return report_delay(kind, effective_on=self.claimed.update.effective_on, due=self.standing.due)

    @property
    def explanation_missing(self) -> bool:
        """Whether it is late and nobody said why."""
        return (self.standing.state in LATE or self.delay > 0) and not self.explanations

    @property
    def extension(self) -> Words | None:
        """What the last request for a later day came to, while something is owed."""
        if not self.extensions or self.part.status not in UNSETTLED:
            return None
        return words.of_extension(self.extensions[-1].agreed)


def facts_of(task: Task) -> TaskFacts:
    """What the row says. Three queries."""
    units: dict[str, list[str]] = defaultdict(list)
    for role, text in task.task_units.values_list("role", "text"):
        units[role].append(text)
    return TaskFacts(
        leads=units[UnitRole.LEAD],
        partners=units[UnitRole.PARTNER],
        deliverables=list(task.deliverables.values_list("text", flat=True)),
        targets=[(target, target_words(target)) for target in task.targets.order_by("position")],
        timings=[chip for record in task.timings if says_more(chip := words.timing(record), task.timing_text)],
    )


def part_details(part: Part) -> PartDetails:
    """A part's panel. Its occurrence, task, plan, section, unit and ward come with it."""
    task, now = part.occurrence.task, standing_of(part)
    return PartDetails(
        part=part,
        task=task,
        facts=facts_of(task),
        standing=now,
        words=words.of_part(PartStatus(part.status), now),
        history=entries_of([part]),
        next_due=_next_due(part),
        extensions=list(part.occurrence.extensions.select_related("requested_by", "decided_by")),
    )


def _next_due(part: Part) -> date | None:
    """When the same unit owes the task's next occurrence."""
    others = Part.objects.filter(
        occurrence__task=part.occurrence.task_id,
        unit=part.unit_id,
        retired=False,
        occurrence__retired=False,
        status__in=UNSETTLED,
    ).exclude(pk=part.pk)
    due = others.annotate(due_now=Coalesce("occurrence__extended_due", "occurrence__due"))
    day: date | None = (
        due.filter(due_now__gt=clock.today()).order_by("due_now").values_list("due_now", flat=True).first()
    )
    return day


def entries_of(parts: Iterable[Part]) -> list[Entry]:
    """The parts' entries, the latest first: by the day they hold from, then as written. Two queries."""
    by_pk = {part.pk: part for part in parts}
    updates = StatusUpdate.objects.filter(part__in=by_pk).select_related("author", "corrects")
    evidence: Mapping[int | None, list[Evidence]] = defaultdict(list)
    for each in Evidence.objects.filter(part__in=by_pk).select_related("attachment", "author"):
        evidence[each.update_id].append(each)
    written = list(updates.order_by("-effective_on", "-pk"))
    corrections = {update.corrects_id: update for update in written if update.corrects_id}
    return [
        Entry(
            update=update,
            kind=str(UpdateKind(update.kind).label),
            status=str(Status(update.status).label),
            unit=str(by_pk[update.part_id].unit or ""),
            correction=corrections.get(update.pk),
            flagged=dated_back(
                SlotKind(by_pk[update.part_id].occurrence.kind),
                effective_on=update.effective_on,
                written_on=update.written_on,
                due=by_pk[update.part_id].occurrence.extended_due or by_pk[update.part_id].occurrence.due,
            ),
            evidence=evidence[update.pk],
        )
        for update in written
    ]


@dataclass(frozen=True)
class TaskDetails:
    """What a task's page shows. `occurrences`: pairs of an occurrence and its parts as dicts."""

    task: Task
    facts: TaskFacts
    occurrences: list[tuple[Any, list[dict[str, Any]]]]
    history: list[Entry]
    changes: list[FieldEntry]
    lacks: list[str]
    """Which of the six things are not clear."""


def task_details(task: Task, user: User) -> TaskDetails:
    """A task's page: its occurrences by due day, their history and what was changed in the row itself."""
    parts = list(
        Part.objects.filter(occurrence__task=task)
        .select_related("unit", "ward", "occurrence")
        .order_by(F("occurrence__due").asc(nulls_last=True), "occurrence_id", "pk")
    )
    grouped: dict[int, tuple[Any, list[dict[str, Any]]]] = {}
    for part in parts:
        part.occurrence.task = task
        now = standing_of(part)
        said = words.of_part(PartStatus(part.status), now)
        line = {"part": part, "label": said.label, "tone": said.tone.value, "note": words.beyond_due(said, now)}
        line["reports"] = not part.retired and user.has_perm("tasks.report", part)
        grouped.setdefault(part.occurrence_id, (part.occurrence, []))[1].append(line)
    lacks = readiness.names(readiness.row_facts(Task.objects.filter(pk=task.pk))[task.pk].lacks)
    return TaskDetails(task, facts_of(task), list(grouped.values()), entries_of(parts), changes_of(task), lacks)
