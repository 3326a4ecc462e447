"""Who changed which field of a task, a plan or a target, with old and new value, from their histories."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from plans.models import Plan, Target
from tasks import words
from tasks.models import Task, TaskUnit, UnitRole
from wards.models import Unit, User

MAKING = timedelta(minutes=1)
"""Units added so soon after the row came with it: that is part of its making, not a change."""

Fields = Mapping[str, Callable[[Any], str]]
"""The fields a reader follows, each with how its value reads."""


@dataclass(frozen=True)
class Change:
    """A field of the task that somebody changed, with old and new value."""

    field: str
    old: str
    new: str


@dataclass(frozen=True)
class FieldEntry:
    """One saving of the task's own fields."""

    at: Any
    who: str
    what: str
    changes: list[Change]


def changes_of(task: Task) -> list[FieldEntry]:
    """Who changed which field of the row, the latest first, its units among them. Two queries and one for names."""
    versions = _versions(task)
    officers = {version.officer_id for version in versions if version.officer_id}
    names = dict(User.objects.filter(pk__in=officers).values_list("pk", "full_name")) if officers else {}
    entries = _entries(versions, _task_fields(names))
    units = TaskUnit.history.filter(task_id=task.pk).select_related("history_user")
    first = versions[0].history_date if versions else None
    for version in units:
        if first is None or version.history_date - first < MAKING:
            continue
        gone = version.history_type == "-"
        change = Change(str(UnitRole(version.role).label), version.text if gone else "", "" if gone else version.text)
        entries.append(
            FieldEntry(version.history_date, str(version.history_user or ""), _what(version.history_type), [change])
        )
    # Reversed after sorting: of two savings in one moment the later comes first.
    return sorted(entries, key=lambda entry: entry.at)[::-1]


def changes_of_plan(plan: Plan) -> list[FieldEntry]:
    """Who changed which field of the plan itself, the latest first. One query."""
    return _entries(_versions(plan), _plan_fields())[::-1]


def changes_of_target(target: Target) -> list[FieldEntry]:
    """Who changed which field of the target, the latest first. One query and three for names."""
    versions = _versions(target)
    return _entries(versions, _target_fields(versions))[::-1]


def _versions(thing: Task | Plan | Target) -> list[Any]:
    history: QuerySet[Any] = thing.history.select_related("history_user")
    return list(history.order_by("history_date", "history_id"))


def _entries(versions: Iterable[Any], fields: Fields) -> list[FieldEntry]:
    """The savings that changed something a reader follows, the oldest first, and the first one."""
    written = list(versions)
    return [
        FieldEntry(new.history_date, str(new.history_user or ""), _what(new.history_type), changes)
        for old, new in zip([None, *written], written, strict=False)
        if (changes := _changes(old, new, fields)) or old is None
    ]


def _what(history_type: str) -> str:
    return {"+": _("added"), "~": _("changed"), "-": _("removed")}[history_type]


def _changes(old: Any, new: Any, fields: Fields) -> list[Change]:
    if old is None:
        return []
    return [
        Change(label, before, after) for label, read in fields.items() if (before := read(old)) != (after := read(new))
    ]


def _task_fields(names: Mapping[int, str]) -> Fields:
    return {
        _("Number in the table"): lambda row: row.stt,
        _("Content"): lambda row: row.content,
        _("Timing as printed"): lambda row: row.timing_text,
        _("Timing as understood"): lambda row: "; ".join(words.timing(record) for record in row.timings),
        _("Check-ins"): lambda row: words.every([row.cadence]) if row.cadence else "",
        _("Responsible officer"): lambda row: names.get(row.officer_id, ""),
        _("Other columns"): lambda row: "; ".join(f"{name}: {text}" for name, text in row.notes.items()),
        _("Dropped on"): lambda row: words.day(row.dropped_on),
        _("By document"): lambda row: row.dropped_by_document,
    }


def _plan_fields() -> Fields:
    return {
        _("Title"): lambda plan: plan.title,
        _("Number"): lambda plan: plan.number,
        _("Issued on"): lambda plan: words.day(plan.issued_on),
        _("State"): lambda plan: str(plan.get_state_display()),
        _("Check-ins"): lambda plan: str(plan.get_cadence_display()),
        _("Check-ins from"): lambda plan: words.day(plan.check_ins_from),
    }


def _target_fields(versions: Iterable[Any]) -> Fields:
    written = list(versions)
    units = dict(Unit.objects.filter(pk__in={each.lead_id for each in written}).values_list("pk", "name"))
    tied = dict(Target.objects.filter(pk__in={each.part_of_id for each in written}).values_list("pk", "measure"))
    people = dict(User.objects.filter(pk__in={each.confirmed_by_id for each in written}).values_list("pk", "full_name"))
    return {
        _("Measure"): lambda target: target.measure,
        _("Comparator"): lambda target: str(target.get_comparator_display()),
        _("Value"): lambda target: _number(target.value),
        _("Unit of measure"): lambda target: target.unit,
        _("Tied to"): lambda target: tied.get(target.part_of_id, ""),
        _("Baseline year"): lambda target: str(target.baseline_year or ""),
        _("Baseline value"): lambda target: _number(target.baseline_value),
        _("Lead unit"): lambda target: units.get(target.lead_id, ""),
        _("Confirmed by"): lambda target: people.get(target.confirmed_by_id, ""),
    }


def _number(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}".replace(".", ",")
