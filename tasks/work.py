"""Writing the history of parts: the only writer of StatusUpdate and of the status that Part caches.

Every function runs in one transaction with the part's row locked, answers the entry it added, and raises
PermissionDenied where the person may only read, `Conflict` where somebody else saved meanwhile, `Refused` where
the entry itself cannot be.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from plans.models import PeriodClosing
from tasks import access
from tasks.entries import Outcome, outcome
from tasks.models import Part, StatusUpdate, TaskUnit, UnitRole, UpdateKind
from tasks.schedule import SlotKind
from tasks.status import FINISHED, SET_ASIDE, Actor, PartStatus, choices, initial
from wards import clock
from wards.access import posts
from wards.models import User
from wards.periods import Rule, parse
from wards.refusal import Refused as Refused

DECISIONS = (UpdateKind.CONFIRM, UpdateKind.RETURN, UpdateKind.PAUSE, UpdateKind.RESUME, UpdateKind.DROP)
"""Entries that answer what was reported: a report dated before them would change nothing, so it is refused."""

_SET_ASIDE_BY = {UpdateKind.PAUSE: PartStatus.PAUSED, UpdateKind.DROP: PartStatus.DROPPED}

SMOOTH = "Thực hiện thường xuyên, không vướng mắc."
"""A check-in without a difficulty, in the words a report prints: Vietnamese whatever the reader's language."""


EVIDENCE_ONLY = "Bổ sung minh chứng."
"""A comment that only brings evidence, in the words a report prints."""


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to write."""

    kind: UpdateKind
    status: PartStatus
    progress: int
    text: str
    effective_on: date
    document_number: str = ""
    corrects: StatusUpdate | None = None
    whole_task: bool | None = None


class Conflict(Exception):
    """Somebody saved this part meanwhile: nothing was written. `part` is as it stands now, `latest` its last
    entry (None when only the row itself changed), `wanted` what was to be written."""

    def __init__(self, part: Part, latest: StatusUpdate | None, wanted: Wanted) -> None:
        super().__init__(f"part {part.pk} is at version {part.version}")
        self.part, self.latest, self.wanted = part, latest, wanted


def report(
    part: Part,
    author: User,
    *,
    status: PartStatus,
    progress: int | None = None,
    text: str = "",
    effective_on: date | None = None,
    version: int | None = None,
    document_number: str = "",
    corrects: StatusUpdate | None = None,
) -> StatusUpdate:
    """The lead unit, or the centre for it, says how the part stands; `text` is required of what is finished and of
    check-ins.

    `progress` in percent, kept as last reported when None or 100; finished parts have 100, parts not begun and
    check-ins 0.
    `effective_on` defaults to `default_day`. `version` is the part's as the person saw it (None: not compared).
    `corrects` is an earlier entry of the part that this one takes the place of.
    """
    effective_on = effective_on or default_day(part, author)
    wanted = Wanted(UpdateKind.REPORT, status, progress or 0, text, effective_on, document_number, corrects)
    with transaction.atomic():
        locked, actor = _open(part, author, wanted, version, Actor.LEAD, Actor.CENTRE)
        _check_choice(locked, status, actor)
        _check_words(status, text)
        if actor is not Actor.CENTRE:
            check_not_closed(locked.ward_id, effective_on)
        if corrects is None:
            _check_after_decisions(locked, effective_on)
        else:
            _check_correction(locked, corrects, actor)
        return _add(locked, author, wanted, _progress(locked, status, progress))


def confirm(
    part: Part, author: User, *, text: str = "", effective_on: date | None = None, version: int | None = None
) -> StatusUpdate:
    """The one-door centre confirms a reported result. Lateness keeps following the day the unit reported."""
    return _answer(part, author, UpdateKind.CONFIRM, PartStatus.DONE, text, effective_on, version)


def send_back(
    part: Part, author: User, *, reason: str, effective_on: date | None = None, version: int | None = None
) -> StatusUpdate:
    """The one-door centre returns a reported result, and says why."""
    return _answer(part, author, UpdateKind.RETURN, PartStatus.IN_PROGRESS, reason, effective_on, version)


def _answer(
    part: Part,
    author: User,
    kind: UpdateKind,
    status: PartStatus,
    text: str,
    effective_on: date | None,
    version: int | None,
) -> StatusUpdate:
    wanted = Wanted(kind, status, 0, text, effective_on or clock.today())
    with transaction.atomic():
        locked, _actor = _open(part, author, wanted, version, Actor.CENTRE)
        if kind is UpdateKind.RETURN and not text.strip():
            raise Refused(_("Say why the result is returned."), "text")
        if locked.status != PartStatus.AWAITING_CONFIRMATION:
            raise Refused(_("Nothing waits for confirmation here."))
        if locked.done_on and wanted.effective_on < locked.done_on:
            raise Refused(_("The answer cannot be dated before the result."), "effective_on")
        return _add(locked, author, wanted, _progress(locked, status, None))


def explain(part: Part, author: User, *, text: str, effective_on: date | None = None) -> StatusUpdate:
    """Why the part is late: changes no status, so it conflicts with nobody."""
    if not text.strip():
        raise Refused(_("Say why it is late."), "text")
    with transaction.atomic():
        locked, _actor = _open(part, author, None, None, Actor.LEAD, Actor.CENTRE)
        return _note(locked, author, UpdateKind.EXPLAIN, text, effective_on or clock.today())


def comment(part: Part, author: User, *, text: str) -> StatusUpdate:
    """A remark by the lead unit, a partner unit, the centre or a leader: changes no status."""
    if not text.strip():
        raise Refused(_("Write something first."), "text")
    with transaction.atomic():
        locked = _lock(part)
        if not may_comment(author, locked):
            raise PermissionDenied
        return _note(locked, author, UpdateKind.COMMENT, text, clock.today())


def annotate(parts: Iterable[Part], author: User, text: str, document_number: str = "") -> None:
    """A remark in the history of each part about a date that `tasks.dates` changed, having asked who may."""
    with transaction.atomic():
        for part in parts:
            locked, today = _lock(part), clock.today()
            _note(locked, author, UpdateKind.COMMENT, text, today, document_number)


def decide(
    part: Part,
    author: User,
    kind: UpdateKind,
    *,
    reason: str = "",
    document_number: str = "",
    effective_on: date | None = None,
    version: int | None = None,
    whole_task: bool = False,
) -> StatusUpdate:
    """A leader pauses or drops the part by a document, or takes it up again (`kind`: PAUSE, DROP or RESUME).

    What is taken up again stands as it did before it was set aside. `whole_task`: one of the entries of a decision
    on the whole task (`tasks.setting_aside`).
    """
    wanted = Wanted(kind, PartStatus(part.status), 0, reason, effective_on or clock.today(), document_number.strip())
    with transaction.atomic():
        locked = _lock(part)
        if not may_decide(author, locked):
            raise PermissionDenied
        _check_version(locked, wanted, version)
        before = _outcome(locked, besides=SET_ASIDE)
        status, progress = _SET_ASIDE_BY.get(kind, before.status), locked.progress
        if kind is UpdateKind.RESUME:
            progress = before.progress
            if locked.status not in SET_ASIDE:
                raise Refused(_("This is neither paused nor dropped, so it cannot be taken up again."))
        _check_choice(locked, status, Actor.LEADER)
        _check_day(locked, wanted.effective_on)
        _check_after_decisions(locked, wanted.effective_on)
        if kind is not UpdateKind.RESUME:
            if not reason.strip():
                raise Refused(_("Say why."), "text")
            if not wanted.document_number:
                raise Refused(_("Give the number of the document that decides it."), "document_number")
        return _add(locked, author, replace(wanted, status=status, whole_task=whole_task or None), progress)


def default_day(part: Part, author: User | None = None) -> date:
    """The day an entry holds from unless another is given.

    Today; for a check-in that is reported after its period closed, the close; for a recurring occurrence reported
    between its close and the working day it is due on, the close as well, so that it counts in its own period. An
    author who may not enter the close any more, because its report is issued, gets today.
    """
    today, occurrence = clock.today(), part.occurrence
    if not occurrence.period or occurrence.kind not in {SlotKind.CHECK_IN, SlotKind.RECURRING}:
        return today
    close = parse(occurrence.period, Rule(part.ward.period_rule)).close
    due = occurrence.extended_due or occurrence.due or close
    if close > today or (occurrence.kind == SlotKind.RECURRING and today > due):
        return today
    if author is None or access.actor(author, part) is Actor.CENTRE:
        return close
    return today if closing_of(part.ward_id, close) else close


def statuses(part: Part, user: User) -> frozenset[PartStatus]:
    """The statuses the person may give the part by a report now; empty where they may not report."""
    actor = access.actor(user, part)
    if actor not in {Actor.LEAD, Actor.CENTRE}:
        return frozenset()
    return _choices(part, actor)


def may_decide(user: User, part: Part) -> bool:
    """Whether the person pauses and drops here: a leader, also one who holds a post in the part's unit."""
    return posts(user).has(part.ward_id, "leader")


def may_comment(user: User, part: Part) -> bool:
    """Whether the person may add a remark or evidence: whoever acts on the part, and officers of partner units."""
    if access.actor(user, part) is not None:
        return True
    mine = posts(user).units.get(part.ward_id)
    if not mine:
        return False
    partner = Q(unit__in=mine) | Q(unit__members__in=mine)
    return TaskUnit.objects.filter(partner, task=part.occurrence.task_id, role=UnitRole.PARTNER).exists()


def _lock(part: Part) -> Part:
    """The part as it stands in this transaction, held until its end."""
    related = ("ward", "unit", "occurrence__task__plan")
    return Part.objects.select_for_update(of=("self",)).select_related(*related).get(pk=part.pk)


def _open(part: Part, author: User, wanted: Wanted | None, version: int | None, *actors: Actor) -> tuple[Part, Actor]:
    """The locked part and on whose behalf the author acts; checks role, version and day."""
    locked = _lock(part)
    actor = access.actor(author, locked)
    if actor is None or actor not in actors:
        raise PermissionDenied
    if wanted is not None:
        _check_version(locked, wanted, version)
        _check_day(locked, wanted.effective_on)
    return locked, actor


def _check_version(part: Part, wanted: Wanted, version: int | None) -> None:
    if version is not None and version != part.version:
        raise Conflict(part, part.updates.select_related("author").order_by("pk").last(), wanted)


def _check_day(part: Part, effective_on: date) -> None:
    if effective_on > clock.today():
        raise Refused(_("An entry cannot hold from a day in the future."), "effective_on")
    if effective_on.year < part.occurrence.task.plan.year - 1:
        raise Refused(_("This day is long before the plan's year: check it."), "effective_on")


def _check_choice(part: Part, status: PartStatus, actor: Actor) -> None:
    if status not in _choices(part, actor):
        raise PermissionDenied


def _choices(part: Part, actor: Actor) -> frozenset[PartStatus]:
    if part.retired:
        return frozenset()
    kind, current = SlotKind(part.occurrence.kind), PartStatus(part.status)
    return choices(kind, current, actor, confirmation=access.needs_confirmation(part))


def _check_words(status: PartStatus, text: str) -> None:
    """What is finished, and how an ongoing row went, is said in words: a report prints them."""
    if text.strip():
        return
    if status in FINISHED:
        raise Refused(_("Write the result in a sentence."), "text")
    if status is PartStatus.REPORTED:
        raise Refused(_("Write what the difficulty is, or say that there was none."), "text")


def check_not_closed(ward_id: int, day: date, field: str = "effective_on") -> None:
    """Refused where the day lies in a period whose report is issued: that is for one-door staff."""
    if closing_of(ward_id, day):
        raise Refused(_("The report of the period of this day is issued: ask the one-door centre to enter it."), field)


def closing_of(ward_id: int, day: date) -> PeriodClosing | None:
    """The issued report in whose period the day lies: of several the longest, None where none is issued."""
    closings = PeriodClosing.objects.filter(ward=ward_id, reopened_at=None)
    spans = [(parse(closing.period, Rule(closing.rule)), closing) for closing in closings]
    within = [(span.close - span.start, closing.pk, closing) for span, closing in spans if day in span]
    return max(within)[-1] if within else None


def _check_correction(part: Part, corrects: StatusUpdate, actor: Actor) -> None:
    """What is taken back must be a report that still holds, and not in a period whose report is issued."""
    if corrects.part_id != part.pk or corrects.kind != UpdateKind.REPORT:
        raise Refused(_("Only a report of the same part can be corrected."))
    if corrects.corrections.exists():
        raise Refused(_("This entry has been corrected already: correct the later one."))
    if actor is not Actor.CENTRE:
        check_not_closed(part.ward_id, corrects.effective_on)


def _check_after_decisions(part: Part, effective_on: date) -> None:
    last = part.updates.filter(kind__in=DECISIONS).order_by("effective_on", "pk").last()
    if last is not None and effective_on < last.effective_on:
        message = _("There is a decision of %(day)s on this part: enter that day or a later one.")
        raise Refused(message % {"day": f"{last.effective_on:%d/%m/%Y}"}, "effective_on")


def _progress(part: Part, status: PartStatus, progress: int | None) -> int:
    if status in FINISHED:
        return 100
    if status is not PartStatus.IN_PROGRESS:
        return 0
    # 100 is what finished parts have: nobody says it of one that is in progress.
    if progress is not None and progress < 100:
        return progress
    if part.status not in FINISHED:
        return part.progress
    # Taken up again: as far as it was before it was called finished.
    before = part.updates.filter(status=PartStatus.IN_PROGRESS).order_by("effective_on", "pk").last()
    return before.progress if before else 0


def _note(
    part: Part, author: User, kind: UpdateKind, text: str, effective_on: date, document_number: str = ""
) -> StatusUpdate:
    """An entry that changes no status: it repeats the one that held on its day."""
    _check_day(part, effective_on)
    held = _outcome(part, as_of=effective_on)
    wanted = Wanted(kind, held.status, held.progress, text, effective_on, document_number)
    return _insert(part, author, wanted, held.progress)


def _add(part: Part, author: User, wanted: Wanted, progress: int) -> StatusUpdate:
    """Adds the entry, and what all entries then add up to becomes the part's status."""
    update = _insert(part, author, wanted, progress)
    now = _outcome(part)
    part.status, part.progress = now.status, now.progress
    part.done_on, part.confirmed_on = now.done_on, now.confirmed_on
    part.version += 1
    part.save(update_fields=["status", "progress", "done_on", "confirmed_on", "version"])
    return update


def _insert(part: Part, author: User, wanted: Wanted, progress: int) -> StatusUpdate:
    moment = clock.now()
    return StatusUpdate.objects.create(
        ward_id=part.ward_id,
        part=part,
        kind=wanted.kind,
        status=wanted.status,
        progress=progress,
        text=wanted.text.strip(),
        document_number=wanted.document_number.strip(),
        effective_on=wanted.effective_on,
        corrects=wanted.corrects,
        whole_task=wanted.whole_task,
        author=author,
        written_on=moment.date(),
        written_at=moment,
    )


def _outcome(part: Part, *, as_of: date | None = None, besides: Collection[PartStatus] = ()) -> Outcome:
    entries = part.updates.exclude(kind__in=[UpdateKind.EXPLAIN, UpdateKind.COMMENT]).exclude(status__in=besides)
    return outcome(entries, initial(SlotKind(part.occurrence.kind)), as_of=as_of)
