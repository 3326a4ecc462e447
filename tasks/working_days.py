"""The days on which offices differ from the public holidays, which all wards share: shown, changed, and followed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tasks import words
from tasks.calendar_change import CalendarChange, Effect, Moved
from tasks.changes import FieldEntry, Fields, field_entry
from tasks.forecast import what
from wards.access import posts
from wards.calendar_days import load_calendar
from wards.models import CalendarDay, User
from wards.refusal import Refused

MOST_LINES = 15
MOST_ENTRIES = 20


@dataclass(frozen=True)
class Day:
    """A weekday that is off, or a day at the weekend that is worked; `kept` is what the office says of it."""

    on: date
    working: bool
    name: str
    kept: CalendarDay | None


def of_year(year: int) -> list[Day]:
    """The days of the year that differ from the week, and all of which the office says something. Two queries."""
    calendar, kept = load_calendar(), {day.date: day for day in CalendarDay.objects.filter(date__year=year)}
    days = []
    day = date(year, 1, 1)
    while day.year == year:
        working, said = calendar.is_working(day), kept.get(day)
        if said or working != (day.weekday() < 5):
            days.append(Day(day, working, (said.note if said else "") or calendar.holiday_name(day) or "", said))
        day += timedelta(days=1)
    return days


def seen(day: CalendarDay | None) -> str:
    """What the office says of a day, as a form carries it to tell whether somebody changed it meanwhile."""
    return f"{day.working}|{day.note}" if day else ""


@transaction.atomic
def settle(author: User, day: date, *, working: bool | None, note: str, was: str, dry_run: bool = False) -> Effect:
    """Says that the day is worked or off, or nothing of it any more (None); answers what that moves.

    `was` is what the office said of it when the form was opened. With `dry_run` nothing is written. PermissionDenied
    for all but the province's administrator, Refused where somebody else changed the day meanwhile.
    """
    if not posts(author).of_province:
        raise PermissionDenied
    kept = CalendarDay.objects.select_for_update().filter(date=day).first()
    if seen(kept) != was:
        now = described(kept.working, kept.note) if kept else _("as the public holidays say")
        raise Refused(
            _("Somebody changed this day meanwhile; now it is: %(now)s. Look at it again and save.") % {"now": now},
            fresh={"was": seen(kept)},
        )
    change = CalendarChange({day: working})
    effect = change.effect()
    if dry_run:
        return effect
    found = kept or CalendarDay(date=day)
    found._history_user = author  # type: ignore[attr-defined]
    if working is None:
        if kept:
            kept.delete()
    else:
        found.working, found.note = working, note
        found.save()
    change.move()
    return effect


def described(working: bool, note: str) -> str:
    """What the office says of a day, in words."""
    said = _("working day") if working else _("day off")
    return f"{said} ({note})" if note else said


def sentences(effect: Effect) -> Iterator[str]:
    """What a change moves, a sentence each; the longest lists are cut."""
    yield from _some([_due(moved) for moved in effect.dues])
    yield from _some([_reminder(moved) for moved in effect.reminders])
    if not effect.dues and not effect.reminders:
        yield _("No reminder and no check-in that is still to come moves.")


def _some(lines: list[str]) -> Iterator[str]:
    yield from lines[:MOST_LINES]
    if len(lines) > MOST_LINES:
        rest = len(lines) - MOST_LINES
        yield ngettext("And %(rest)d more.", "And %(rest)d more.", rest) % {"rest": rest}


def _due(moved: Moved) -> str:
    text = ngettext(
        "%(what)s is due on %(after)s instead of %(before)s: %(parts)d part.",
        "%(what)s is due on %(after)s instead of %(before)s: %(parts)d parts.",
        moved.parts,
    )
    period = words.period(moved.name)
    return text % _values(moved, period[:1].upper() + period[1:])


def _reminder(moved: Moved) -> str:
    if moved.after is None:
        text = ngettext(
            "Reminder %(what)s: no longer apart on %(before)s, another of that day says it: %(parts)d part.",
            "Reminder %(what)s: no longer apart on %(before)s, another of that day says it: %(parts)d parts.",
            moved.parts,
        )
    elif moved.before is None:
        text = ngettext(
            "Reminder %(what)s: apart on %(after)s: %(parts)d part.",
            "Reminder %(what)s: apart on %(after)s: %(parts)d parts.",
            moved.parts,
        )
    else:
        text = ngettext(
            "Reminder %(what)s: on %(after)s instead of %(before)s: %(parts)d part.",
            "Reminder %(what)s: on %(after)s instead of %(before)s: %(parts)d parts.",
            moved.parts,
        )
    about = what(moved.name)
    if moved.due:
        about = f"{about} {words.day(moved.due)}"
    return text % _values(moved, about)


def _values(moved: Moved, about: str) -> dict[str, object]:
    days = {"before": moved.before, "after": moved.after}
    return {name: date_format(day, "D d/m/Y") if day else "" for name, day in days.items()} | {
        "what": about,
        "parts": moved.parts,
    }


def history(year: int) -> list[FieldEntry]:
    """Who changed which day of the year, the latest first. One query."""
    versions = CalendarDay.history.filter(date__year=year).select_related("history_user")
    written: list[Any] = list(versions.order_by("history_date", "history_id"))
    fields: Fields = {
        _("Working day"): lambda day: _("working day") if day.working else _("day off"),
        _("Note"): lambda day: day.note,
    }
    before: dict[int, Any] = {}
    entries = []
    for version in written:
        about = f"{words.day(version.date)}: {described(version.working, version.note)}"
        entry = field_entry(before.get(version.id), version, fields, about)
        before[version.id] = version
        if entry is not None:
            entries.append(entry)
    return entries[::-1][:MOST_ENTRIES]
