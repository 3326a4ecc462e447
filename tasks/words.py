"""What a reader sees of statuses, dates and timings: labels with a tone the pages colour by."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from tasks.lateness import RowState, Standing, Timeliness
from tasks.models import Status
from tasks.records import TimingRecord
from tasks.status import FINISHED, SET_ASIDE, PartStatus
from tasks.timing import Every, Kind
from wards.words import period as period


class Tone(StrEnum):
    """How much attention a state asks for; a class of the style sheet."""

    LATE = "late"
    SOON = "soon"
    WAIT = "wait"
    DONE = "done"
    PROGRESS = "progress"
    IDLE = "idle"
    OFF = "off"


class Words(NamedTuple):
    """A state in words: `label` first, `note` about its date (may be "")."""

    label: str
    tone: Tone
    note: str = ""


def day(value: date | None) -> str:
    """A day as offices write it, "" for none."""
    return f"{value:%d/%m/%Y}" if value else ""


def days_late(days: int) -> str:
    """How many days late."""
    return ngettext("%(days)d day late", "%(days)d days late", days) % {"days": days}


def finished_late(days: int) -> str:
    """Finished so many days after its day, and no longer owed."""
    return ngettext("finished %(days)d day late", "finished %(days)d days late", days) % {"days": days}


def days_left(days: int) -> str:
    """How long until the due day."""
    if days == 0:
        return _("due today")
    return ngettext("%(days)d day left", "%(days)d days left", days) % {"days": days}


def of_part(status: PartStatus, standing: Standing) -> Words:
    """A part's status and how it stands against its date."""
    label, days, due = str(Status(status).label), standing.days or 0, day(standing.due)
    match standing.state:
        case Timeliness.OVERDUE:
            return Words(days_late(days), Tone.LATE, _due(due))
        case Timeliness.REPORT_LATE:
            return Words(label, Tone.LATE, days_late(days))
        case Timeliness.DUE_SOON:
            return Words(label, Tone.SOON, days_left(-days))
        case Timeliness.NOT_YET_REPORTED:
            return Words(label, Tone.SOON, days_left(-days)) if days >= -7 else Words(label, Tone.IDLE, _due(due))
        case Timeliness.IN_TIME:
            return Words(label, Tone.PROGRESS if status is PartStatus.IN_PROGRESS else Tone.IDLE, _due(due))
        case Timeliness.EARLY:
            return Words(label, _done(status), _("ahead of time"))
        case Timeliness.ON_TIME:
            return Words(label, _done(status), _("on time"))
        case Timeliness.ON_TIME_EXTENDED:
            return Words(label, _done(status), _("on time (extended)"))
        case Timeliness.LATE:
            return Words(label, _done(status), finished_late(days))
        case Timeliness.REPORTED:
            return Words(label, Tone.DONE)
        case Timeliness.AWAITING_DATE:
            return Words(label, Tone.IDLE, _("awaiting a date"))
        case Timeliness.NOT_MEASURED if status is PartStatus.PAUSED and days > 0:
            return Words(label, Tone.OFF, _("past its day, %(day)s") % {"day": due})
        case Timeliness.NOT_MEASURED:
            return Words(label, Tone.OFF if status in SET_ASIDE else _done(status), _due(due) if due else "")


def report_late(days: int) -> str:
    """A check-in that was made so many days after its due day."""
    return ngettext("reported %(days)d day late", "reported %(days)d days late", days) % {"days": days}


def _done(status: PartStatus) -> Tone:
    if status is PartStatus.AWAITING_CONFIRMATION:
        return Tone.WAIT
    return Tone.DONE if status in FINISHED | {PartStatus.NOTHING_AROSE} else Tone.IDLE


def _due(due: str) -> str:
    return _("due %(day)s") % {"day": due}


def beyond_due(said: Words, standing: Standing) -> str:
    """The note beside a due day that is shown already: nothing where it only repeats that day."""
    return "" if said.note == _due(day(standing.due)) else said.note


def begun(status: PartStatus, progress: int, standing: Standing) -> str:
    """What the badge leaves unsaid of how far a part is: the percent, and the status beside the days it is late."""
    percent = f"{progress} %" if status is PartStatus.IN_PROGRESS and progress else ""
    if standing.state is not Timeliness.OVERDUE:
        return percent
    return ", ".join(filter(None, (str(Status(status).label), percent)))


def returned() -> Words:
    """A result that the one-door centre returned and that is not reported again."""
    return Words(_("returned"), Tone.LATE)


def of_extension(agreed: bool | None) -> Words:
    """The last request for a later day: None is not decided yet."""
    if agreed is None:
        return Words(_("extension asked for"), Tone.SOON)
    return Words(_("extension agreed"), Tone.DONE) if agreed else Words(_("extension declined"), Tone.OFF)


ROW_TONES = {
    RowState.OVERDUE: Tone.LATE,
    RowState.DONE: Tone.DONE,
    RowState.IN_PROGRESS: Tone.PROGRESS,
    RowState.NOT_STARTED: Tone.IDLE,
    RowState.PAUSED: Tone.OFF,
    RowState.DROPPED: Tone.OFF,
}


ROW_STATES = {
    RowState.OVERDUE: gettext_lazy("Overdue"),
    RowState.DONE: gettext_lazy("Done"),
    RowState.IN_PROGRESS: gettext_lazy("In progress"),
    RowState.NOT_STARTED: gettext_lazy("Not started"),
    RowState.PAUSED: gettext_lazy("Paused"),
    RowState.DROPPED: gettext_lazy("No longer to be done"),
}
CADENCES = {
    Every.WEEKLY: gettext_lazy("every week"),
    Every.MONTHLY: gettext_lazy("every month"),
    Every.QUARTERLY: gettext_lazy("every quarter"),
    Every.HALF_YEARLY: gettext_lazy("every half-year"),
    Every.YEARLY: gettext_lazy("every year"),
}


def row_state(state: RowState) -> str:
    """A row's state in words."""
    return str(ROW_STATES[state])


def every(cadences: Iterable[str]) -> str:
    """Cadences in words: "every month, every quarter"."""
    return ", ".join(str(CADENCES[Every(cadence)]) for cadence in cadences)


def timing(record: TimingRecord) -> str:
    """What was understood of a timing: its days or cadence, short enough for a chip."""
    start, due = (date.fromisoformat(value) if value else None for value in (record["start"], record["due"]))
    match Kind(record["kind"]):
        case Kind.DEADLINE:
            return day(due)
        case Kind.WINDOW:
            return span(start, due)
        case Kind.ONGOING:
            return pgettext("timing", "Ongoing")
        case Kind.RECURRING:
            return every(record["every"]).capitalize() or _("Cadence not known")
        case Kind.ON_EVENT:
            return _("When it arises")
        case Kind.EXTERNAL:
            return _("Awaiting a date")
        case Kind.UNSPECIFIED:
            return _("No date given")


def span(start: date | None, due: date | None) -> str:
    """Two days as one span; the year once where it is the same."""
    if start is None or due is None or start == due:
        return day(due or start)
    return f"{start:%d/%m} – {day(due)}" if start.year == due.year else f"{day(start)} – {day(due)}"
