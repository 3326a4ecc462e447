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
from tasks import schemes, words
from tasks.models import Task, TaskUnit, UnitRole
from wards.models import Ward

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
    """One saving of a thing's own fields. `about` names the thing where several are told of, `address` leads to it."""

    at: Any
    who: str
    what: str
    changes: list[Change]
    about: str = ""
    address: str = ""


def changes_of(task: Task) -> list[FieldEntry]:
    """Who changed which field of the row, the latest first, its units among them. Two queries."""
    versions = _versions(task, "officer")
    entries = _entries(versions, task_fields())
    units = list(TaskUnit.history.filter(task_id=task.pk).select_related("history_user", "unit").order_by("history_id"))
    before: dict[int, Any] = {}
    for version in units:
        entry = unit_entry(before.get(version.id), version)
        before[version.id] = version
        if entry is not None and version.history_date - versions[0].history_date >= MAKING:
            entries.append(entry)
    # Reversed after sorting: of two savings in one moment the later comes first.
    return sorted(entries, key=lambda entry: entry.at)[::-1]


def changes_of_plan(plan: Plan) -> list[FieldEntry]:
    """Who changed which field of the plan itself, the latest first; its rows have histories of their own. One query."""
    return _entries(_versions(plan), plan_fields())[::-1]


def changes_of_target(target: Target) -> list[FieldEntry]:
    """Who changed which field of the target, the latest first. One query."""
    return _entries(_versions(target, "lead", "part_of", "confirmed_by"), target_fields())[::-1]


def changes_of_ward(ward: Ward) -> list[FieldEntry]:
    """Who changed which setting of the ward, the latest first. One query."""
    return _entries(_versions(ward), ward_fields())[::-1]


def _versions(thing: Task | Plan | Target | Ward, *related: str) -> list[Any]:
    history: QuerySet[Any] = thing.history.select_related("history_user", *related)
    return list(history.order_by("history_date", "history_id"))


def _entries(versions: Iterable[Any], fields: Fields) -> list[FieldEntry]:
    """The savings that changed something a reader follows, the oldest first, and the first one."""
    written = list(versions)
    found = (field_entry(old, new, fields) for old, new in zip([None, *written], written, strict=False))
    return [entry for entry in found if entry is not None]


def field_entry(old: Any, new: Any, fields: Fields, about: str = "", address: str = "") -> FieldEntry | None:
    """What the newer version changed; None where that is nothing a reader follows."""
    changes = _changes(old, new, fields)
    if new.history_change_reason:
        changes.append(Change(_("By document or reason"), "", new.history_change_reason))
    if not changes and new.history_type == "~":
        return None
    return FieldEntry(new.history_date, str(new.history_user or ""), _what(new.history_type), changes, about, address)


def unit_entry(old: Any, new: Any, about: str = "", address: str = "") -> FieldEntry | None:
    """A unit that came to a row, changed there or left it; both versions come with their `unit`."""
    before = _named(new if new.history_type == "-" else old)
    change = Change(str(UnitRole(new.role).label), before, "" if new.history_type == "-" else _named(new))
    if change.old == change.new:
        return None
    return FieldEntry(new.history_date, str(new.history_user or ""), _what(new.history_type), [change], about, address)


def _named(version: Any) -> str:
    """As printed, and the unit that this was understood as where that is called otherwise."""
    if version is None or version.unit is None or version.unit.name == version.text:
        return version.text if version else ""
    return f"{version.text} ({version.unit.name})"


def _what(history_type: str) -> str:
    return {"+": _("added"), "~": _("changed"), "-": _("removed")}[history_type]


def _changes(old: Any, new: Any, fields: Fields) -> list[Change]:
    if old is None or new.history_type == "-":
        return []
    return [
        Change(label, before, after) for label, read in fields.items() if (before := read(old)) != (after := read(new))
    ]


def task_fields() -> Fields:
    """Of a row's versions, which come with their `officer`."""
    return {
        _("Number in the table"): lambda row: row.stt,
        _("Content"): lambda row: row.content,
        _("Timing as printed"): lambda row: row.timing_text,
        _("Timing as understood"): lambda row: "; ".join(words.timing(record) for record in row.timings),
        _("Check-ins"): lambda row: words.every([row.cadence]) if row.cadence else "",
        _("Responsible officer"): lambda row: str(row.officer or ""),
        _("Other columns"): lambda row: "; ".join(f"{name}: {text}" for name, text in row.notes.items()),
        _("Dropped on"): lambda row: words.day(row.dropped_on),
        _("By document"): lambda row: row.dropped_by_document,
    }


def plan_fields() -> Fields:
    """Of a plan's versions."""
    return {
        _("Title"): lambda plan: plan.title,
        _("Number"): lambda plan: plan.number,
        _("Issued on"): lambda plan: words.day(plan.issued_on),
        _("State"): lambda plan: str(plan.get_state_display()),
        _("Check-ins"): lambda plan: str(plan.get_cadence_display()),
        _("Check-ins from"): lambda plan: words.day(plan.check_ins_from),
    }


def target_fields() -> Fields:
    """Of a target's versions, which come with their `lead`, `part_of` and `confirmed_by`."""
    return {
        _("Measure"): lambda target: target.measure,
        _("Comparator"): lambda target: str(target.get_comparator_display()),
        _("Value"): lambda target: _number(target.value),
        _("Unit of measure"): lambda target: target.unit,
        _("Tied to"): lambda target: target.part_of.measure if target.part_of else "",
        _("Tie"): lambda target: str(target.get_relation_display()),
        _("Baseline year"): lambda target: str(target.baseline_year or ""),
        _("Baseline value"): lambda target: _number(target.baseline_value),
        _("Lead unit"): lambda target: str(target.lead or ""),
        _("Group of the index 766"): lambda target: str(target.get_index_group_display()),
        _("What the numerator counts"): lambda target: target.numerator_label,
        _("What the denominator counts"): lambda target: target.denominator_label,
        _("Confirmed by"): lambda target: str(target.confirmed_by or ""),
    }


def ward_fields() -> Fields:
    """Of a ward's versions."""
    return {
        _("Name"): lambda ward: ward.name,
        _("Confirming results"): lambda ward: _("on") if ward.confirmation else _("off"),
        _("Check-ins"): lambda ward: str(ward.get_cadence_display()),
        _("Reporting periods"): lambda ward: str(ward.get_period_rule_display()),
        _("Working days to send a report after the close"): lambda ward: str(ward.sending_days),
        **{_label(name): _read(name) for name in schemes.DAYS},
        _("Signer's title"): lambda ward: ward.signer_title,
        _("Signer's name"): lambda ward: ward.signer_name,
    }


def _label(name: str) -> str:
    return str(Ward._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _read(name: str) -> Callable[[Any], str]:
    return lambda ward: str(getattr(ward, name))


def _number(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}".replace(".", ",")
