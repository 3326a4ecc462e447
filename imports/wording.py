"""What was understood, in words short enough for a chip."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from imports.diff import Change
from imports.grid import Role, TargetReading
from imports.printed import Words
from plans.kpi import Comparator
from plans.numbers import DECIMALS, shown
from tasks.records import to_record
from tasks.timing import Kind, Timing
from tasks.words import Tone
from tasks.words import timing as timing_words
from wards.unit_names import Match, UnitReading


@dataclass(frozen=True)
class Chip:
    """One thing understood; `note` says in full what the chip cannot, `icon` tells it apart without colour."""

    text: str
    tone: Tone
    icon: str
    note: str = ""


def unit_chip(unit: UnitReading) -> Chip:
    """A unit: matched, a group, proposed as new, or to be asked about."""
    match unit.match:
        case Match.UNIT:
            return Chip(unit.name or unit.text, Tone.DONE, "check")
        case Match.GROUP:
            return Chip(unit.name or unit.text, Tone.DONE, "users-group", _("group"))
        case Match.UNKNOWN:
            return Chip(unit.text, Tone.SOON, "plus", _("not in the list: will be a new unit"))
        case Match.AMBIGUOUS:
            could_be = ", ".join(unit.candidates)
            note = _("could be: %(units)s") % {"units": could_be} if could_be else _("which unit is not clear")
            return Chip(unit.text, Tone.LATE, "help", note)


def timing_chip(timing: Timing) -> Chip:
    """A timing with its days."""
    text = timing_words(to_record(timing))
    if timing.proposed:
        return Chip(text, Tone.SOON, "bulb", _("taken from the product or content: please check"))
    match timing.kind:
        case Kind.DEADLINE:
            return Chip(text, Tone.PROGRESS, "calendar-due", _("due"))
        case Kind.WINDOW:
            return Chip(text, Tone.PROGRESS, "calendar", "")
        case Kind.ONGOING:
            return Chip(text, Tone.PROGRESS, "infinity", _("a check-in each period"))
        case Kind.RECURRING if timing.every:
            return Chip(text, Tone.PROGRESS, "repeat", "")
        case Kind.ON_EVENT:
            return Chip(text, Tone.IDLE, "bolt", _("no date of its own"))
        case Kind.EXTERNAL:
            return Chip(text, Tone.IDLE, "hourglass", _("set by another document"))
        case _unknown:
            return Chip(text, Tone.SOON, "alert-triangle", _("please check"))


def target_chip(target: TargetReading) -> Chip:
    """A target found; a proposal until somebody confirms it."""
    figure = shown(target.value, DECIMALS)
    sign = {"reduce_by": _("reduce by")}.get(target.comparator.value, _SIGNS.get(target.comparator, ""))
    year = _(" compared with %(year)d") % {"year": target.baseline_year} if target.baseline_year else ""
    unit = "%" if target.unit == "%" else f" {target.unit}"
    return Chip(f"{sign} {figure}{unit}{year}", Tone.WAIT, "target", target.measure)


_SIGNS = {
    Comparator.AT_LEAST: "≥",
    Comparator.MORE_THAN: ">",
    Comparator.AT_MOST: "≤",
    Comparator.LESS_THAN: "<",
}


def comparator_choices() -> list[tuple[str, str]]:
    """How a figure meets its target, for a choice."""
    return [(each.value, _SIGNS.get(each, _("reduce by"))) for each in Comparator]


def change_label(change: Change) -> str:
    """What a commit would do with a row."""
    return {
        Change.NEW: pgettext("row of a plan", "New"),
        Change.CHANGED: pgettext("row of a plan", "Changed"),
        Change.SAME: pgettext("row of a plan", "Unchanged"),
        Change.INVALID: pgettext("row of a plan", "With an error"),
    }[change]


def words_label(part: Words) -> str:
    """The name of a part of a row."""
    return {
        Words.PLACE: _("Place"),
        Words.STT: _("No."),
        Words.CONTENT: _("Content"),
        Words.LEADS: _("Lead units"),
        Words.PARTNERS: _("Partner units"),
        Words.TIMING: _("Timing"),
        Words.DELIVERABLES: _("Deliverable"),
        Words.TARGETS: _("Targets"),
        Words.NOTES: _("Other columns"),
    }[part]


def role_label(role: Role) -> str:
    """The name of a column that the file has no heading for."""
    return {
        Role.STT: _("No."),
        Role.CONTENT: _("Content"),
        Role.LEAD: _("Lead units"),
        Role.PARTNER: _("Partner units"),
        Role.TIME: _("Timing"),
        Role.START: _("Start"),
        Role.FINISH: _("Finish"),
        Role.PRODUCT: _("Deliverable"),
        Role.TARGET: _("Target"),
        Role.NOTE: _("Other columns"),
        Role.IGNORE: _("Leave this column out"),
    }[role]


def role_choices(roles: Iterable[Role] = Role) -> list[tuple[str, str]]:
    """What a column may hold, for a choice."""
    named = {Role.NOTE: _("Note: keep it as it stands")}
    return [(role.value, named.get(role) or role_label(role)) for role in roles]
