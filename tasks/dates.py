"""Dates that people give: events that arise, awaited dates, and extensions of a due day.

What changes here is written into the history of every part it concerns, so that nobody wonders where a date came
from. PermissionDenied where the person may not, `work.Refused` where it cannot be.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tasks import access, words, work
from tasks.models import Extension, Occurrence, OccurrenceKind, Part, Task
from tasks.occurrences import lead_units, make_parts
from tasks.schedule import Slot, event_slot
from tasks.status import SETTLED, Actor, PartStatus
from tasks.timing import Kind
from wards import clock
from wards.access import may, posts
from wards.models import Cadence, Role, User
from wards.periods import Period, PeriodKind, Rule, containing

YEARS_AHEAD = 2
"""A plan's work may go on for so many years after its own."""


def leads(user: User, task: Task, *, all_units: bool = False) -> bool:
    """Whether the person reports for one lead unit of the task, or for all of them; the centre does for all."""
    if may(user, task.ward_id, Role.ONE_DOOR):
        return True
    units, mine = set(lead_units([task])[task.pk]), posts(user).units.get(task.ward_id, frozenset())
    return units <= mine if all_units else not units.isdisjoint(mine)


def event_timing(task: Task) -> int | None:
    """Which of the task's timings asks for something when it arises; None where none does."""
    return next((at for at, record in enumerate(task.timings) if record["kind"] == Kind.ON_EVENT), None)


@transaction.atomic
def record_event(task: Task, author: User, *, text: str, due: date, key: UUID | None = None) -> Occurrence:
    """Something arose: an occurrence with a due day of its own, owed by every lead unit.

    A due day already past is late at once. `key` names the event: recorded again under it, the occurrence that is
    there already is answered. That nothing arose, said of the same period before, is taken back.
    """
    timing, task = event_timing(task), _lock_row(task)
    if timing is None or not leads(author, task):
        raise PermissionDenied
    if key and (recorded := task.occurrences.filter(slot=str(key)).first()):
        return recorded
    if not task.plan.in_force:
        raise work.Refused(_("This plan is not issued yet: events are recorded from then on."))
    if not text.strip():
        raise work.Refused(_("Say what arose."), "text")
    if due < date(task.plan.year, 1, 1):
        raise work.Refused(_("The due day lies before the plan."), "due")
    _check_far(due, task, "due")
    arose = min(clock.today(), due)
    if not may(author, task.ward_id, Role.ONE_DOOR):
        work.check_not_closed(task.ward_id, arose, "due")
    slot = event_slot(key or uuid4(), recorded_on=arose, due=due, timing_index=timing)
    occurrence = _make(task, slot)
    _tell(occurrence, author, gettext_noop("Arose: %(text)s"), {"text": text.strip()})
    for said in _nothing_arose(task, event_period(task, arose)):
        said.retired = True
        said.save(update_fields=["retired"])
        _tell(said, author, gettext_noop("Taken back, because something arose: %(text)s"), {"text": text.strip()})
    return occurrence


def event_period(task: Task, day: date | None = None) -> Period:
    """The period of a day, else of today, for which "nothing arose" is said: as the task's check-ins."""
    kind = PeriodKind.MONTH if task.check_in_cadence == Cadence.MONTHLY else PeriodKind.QUARTER
    return containing(day or clock.today(), kind, Rule(task.ward.period_rule))


@transaction.atomic
def nothing_arose(task: Task, author: User) -> Occurrence:
    """Nothing arose in the present period; for who reports for all lead units, once a period, of one without events."""
    timing, task = event_timing(task), _lock_row(task)
    if timing is None or not leads(author, task, all_units=True):
        raise PermissionDenied
    if not task.plan.in_force:
        raise work.Refused(_("This plan is not issued yet: events are recorded from then on."))
    period = event_period(task)
    if _nothing_arose(task, period).exists():
        raise work.Refused(_("This has been said for this period already."))
    events = task.occurrences.filter(kind=OccurrenceKind.EVENT, period="", retired=False)
    events = events.exclude(parts__status=PartStatus.NOTHING_AROSE)
    if event := events.filter(opens_on__range=(period.start, period.close)).first():
        message = _("Something arose in this period, recorded with the due day %(day)s: report on that instead.")
        raise work.Refused(message % {"day": words.day(event.due)})
    slot = event_slot(uuid4(), recorded_on=clock.today(), due=period.close, timing_index=timing, period=period.name)
    occurrence = _make(task, slot)
    for part in occurrence.parts.select_related("ward", "unit", "occurrence__task__plan"):
        work.report(part, author, status=PartStatus.NOTHING_AROSE, effective_on=clock.today())
    return occurrence


def _nothing_arose(task: Task, period: Period) -> QuerySet[Occurrence]:
    """What says that nothing arose in the period: the only events with a period."""
    return task.occurrences.filter(kind=OccurrenceKind.EVENT, period=period.name, retired=False)


def _lock_row(task: Task) -> Task:
    """The row, held so that of two people at once, or one who presses twice, the second sees what the first wrote."""
    return Task.objects.select_for_update(of=("self",)).select_related("plan", "ward").get(pk=task.pk)


def _make(task: Task, slot: Slot) -> Occurrence:
    occurrence = Occurrence.objects.create(
        ward_id=task.ward_id,
        task=task,
        slot=slot.key,
        kind=slot.kind,
        timing_index=slot.timing_index,
        start=slot.start,
        opens_on=slot.opens_on,
        due=slot.due,
        period=slot.period,
        made_on=clock.today(),
    )
    make_parts([task], today=clock.today())
    return occurrence


def date_mark(occurrence: Occurrence) -> str:
    """What was said of an awaited date so far: an ISO day, "none", or "" where it is still awaited."""
    return "none" if occurrence.no_date else occurrence.due.isoformat() if occurrence.due else ""


@transaction.atomic
def give_date(
    part: Part, author: User, *, due: date | None, document_number: str = "", seen: str | None = None
) -> Occurrence:
    """The awaited date of the part's occurrence, for all of its parts; None states that there will be none.

    `seen` is the `date_mark` that the person saw (None: not compared).
    """
    occurrence = _lock(part)
    if access.actor(author, part) not in {Actor.LEAD, Actor.CENTRE}:
        raise PermissionDenied
    if occurrence.kind != OccurrenceKind.AWAITING:
        raise work.Refused(_("This is not awaiting a date."))
    if seen is not None and seen != date_mark(occurrence):
        text = _("Somebody gave the due day %(day)s meanwhile. Saving again puts yours in its place.")
        if occurrence.due is None:
            text = _("Somebody stated meanwhile that there will be no due day. Saving again puts yours in its place.")
        text %= {"day": words.day(occurrence.due)}
        raise work.Refused(text, "due", fresh={"seen": date_mark(occurrence)})
    if due is not None:
        _check_far(due, occurrence.task, "due")
        if due < occurrence.opens_on:
            raise work.Refused(_("The due day lies before the plan."), "due")
    if occurrence.extended_due is not None:
        raise work.Refused(_("A leader has extended this date: ask for another extension instead."), "due")
    occurrence.due, occurrence.no_date = due, due is None
    occurrence.save(update_fields=["due", "no_date"])
    text = gettext_noop("Due day: %(day)s.") if due else gettext_noop("There will be no due day.")
    _tell(occurrence, author, text, {"day": words.day(due)}, document_number)
    return occurrence


def may_extend(part: Part) -> bool:
    """Whether a later day can be asked for: the part has one, is no check-in and not settled."""
    occurrence = part.occurrence
    return occurrence.kind != OccurrenceKind.CHECK_IN and occurrence.due is not None and part.status not in SETTLED


@transaction.atomic
def ask_extension(part: Part, author: User, *, to_due: date, reason: str, replaces: UUID | None = None) -> Extension:
    """The unit, or the centre for it, asks a leader for a later day; one open request at a time.

    `replaces` is the open request that the person saw: it is withdrawn.
    """
    occurrence = _lock(part)
    if access.actor(author, part) not in {Actor.LEAD, Actor.CENTRE}:
        raise PermissionDenied
    now_due = occurrence.extended_due or occurrence.due
    if now_due is None or not may_extend(part):
        raise work.Refused(_("There is no due day to extend here."))
    if not reason.strip():
        raise work.Refused(_("Say why."), "reason")
    if to_due <= now_due:
        raise work.Refused(_("The new day must be later than %(day)s.") % {"day": words.day(now_due)}, "to_due")
    _check_far(to_due, occurrence.task, "to_due")
    if to_due < clock.today():
        raise work.Refused(_("The new day is past already."), "to_due")
    open_ = occurrence.extensions.filter(agreed=None).first()
    if open_ is not None and open_.public_id != replaces:
        text = _("%(who)s has asked for %(day)s already: “%(reason)s”. Asking again puts yours in its place.")
        said = {"who": open_.requested_by, "day": words.day(open_.to_due), "reason": open_.reason}
        raise work.Refused(text % said, fresh={"replaces": str(open_.public_id)})
    if open_ is not None:
        _withdraw(open_, author)
    return Extension.objects.create(
        ward_id=part.ward_id,
        occurrence=occurrence,
        from_due=now_due,
        to_due=to_due,
        reason=reason.strip(),
        requested_by=author,
        requested_on=clock.today(),
    )


@transaction.atomic
def withdraw_extension(extension: Extension, author: User) -> None:
    """Who reports for the unit takes the request back; the history keeps that it was made."""
    parts = list(extension.occurrence.parts.all())
    # The occurrence's row orders this against a leader who decides.
    Occurrence.objects.select_for_update().get(pk=extension.occurrence_id)
    if not any(access.actor(author, part) in {Actor.LEAD, Actor.CENTRE} for part in parts):
        raise PermissionDenied
    found = Extension.objects.filter(pk=extension.pk, agreed=None).first()
    if found is None:
        raise work.Refused(_("This request has been decided already."))
    _withdraw(found, author)


def _withdraw(extension: Extension, author: User) -> None:
    text = gettext_noop("Withdrawn: extension %(old)s to %(new)s, asked for by %(who)s on %(day)s. %(reason)s")
    said = {
        "old": words.day(extension.from_due),
        "new": words.day(extension.to_due),
        "who": str(extension.requested_by),
        "day": words.day(extension.requested_on),
        "reason": extension.reason,
    }
    _tell(extension.occurrence, author, text, said)
    extension.delete()


@transaction.atomic
def decide_extension(
    extension: Extension, author: User, *, agreed: bool, document_number: str = "", note: str = ""
) -> Extension:
    """A leader agrees, by a document, or declines. The original day stays; the agreed one counts from now on."""
    if not may(author, extension.ward_id, Role.LEADER):
        raise PermissionDenied
    # The occurrence's row orders this against another leader and against a changed date.
    occurrence = Occurrence.objects.select_for_update().get(pk=extension.occurrence_id)
    extension = Extension.objects.select_for_update().get(pk=extension.pk)
    if extension.agreed is not None:
        raise work.Refused(_("This request has been decided already."))
    if agreed and occurrence.due is not None and extension.to_due <= occurrence.due:
        message = _("The due day has become %(day)s meanwhile: decline this request.")
        raise work.Refused(message % {"day": words.day(occurrence.due)})
    if agreed and not document_number.strip():
        raise work.Refused(_("Give the number of the document that decides it."), "document_number")
    if not agreed and not note.strip():
        raise work.Refused(_("Say why it is declined."), "note")
    extension.agreed, extension.decided_by, extension.decided_on = agreed, author, clock.today()
    extension.document_number, extension.note = document_number.strip(), note.strip()
    extension.save()
    if agreed:
        occurrence.extended_due = extension.to_due
        occurrence.save(update_fields=["extended_due"])
    text = gettext_noop("Extension agreed: %(old)s to %(new)s. %(note)s")
    if not agreed:
        text = gettext_noop("Extension declined: %(old)s to %(new)s. %(note)s")
    said = {"old": words.day(extension.from_due), "new": words.day(extension.to_due), "note": extension.note}
    _tell(occurrence, author, text, said, extension.document_number)
    return extension


def _check_far(day: date, task: Task, field: str) -> None:
    """Refuses a day so far from the plan that its year was mistyped."""
    if day.year > task.plan.year + YEARS_AHEAD:
        message = _("This day is long after the plan's year, %(year)d: check it.")
        raise work.Refused(message % {"year": task.plan.year}, field)


def _lock(part: Part) -> Occurrence:
    return Occurrence.objects.select_for_update().get(pk=part.occurrence_id)


def _tell(occurrence: Occurrence, author: User, text: str, values: dict[str, str], document_number: str = "") -> None:
    """Into the history of every part: in Vietnamese whatever the writer reads, because reports may print it."""
    with translation.override("vi"):
        said = _(text) % values
    work.annotate(occurrence.parts.all(), author, said, document_number)
