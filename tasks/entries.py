"""What the entries in a part's history add up to: pure.

The one reading of a history, for the cached status (today) and for figures as of a close: the last entry by
(effective_on, id), without those that a later entry corrects.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from tasks.status import FINISHED, SET_ASIDE, PartStatus


class Entry(Protocol):
    """A row of StatusUpdate, or anything with its columns."""

    @property
    def id(self) -> int: ...
    @property
    def status(self) -> str: ...
    @property
    def progress(self) -> int: ...
    @property
    def effective_on(self) -> date: ...
    @property
    def corrects_id(self) -> int | None: ...


@dataclass(frozen=True)
class Outcome:
    """How a part stands by its entries.

    `done_on` is the day from which it has been reported finished without a break, whoever confirmed it when;
    `confirmed_on` the day from which it has been done. Both are None unless they hold now. That it was set aside
    meanwhile is no break: taken up again, it stands as it did.
    """

    status: PartStatus
    progress: int = 0
    done_on: date | None = None
    confirmed_on: date | None = None


def outcome(entries: Iterable[Entry], initial: PartStatus, *, as_of: date | None = None) -> Outcome:
    """The outcome of all entries effective by `as_of` (inclusive; None: of all).

    Give every entry written by the moment of asking, also those effective later: one of them may correct an
    earlier entry, which then never held. A part without entries has its initial status.
    """
    written = list(entries)
    corrected = {entry.corrects_id for entry in written}
    held = [entry for entry in written if entry.id not in corrected and (as_of is None or entry.effective_on <= as_of)]
    held.sort(key=lambda entry: (entry.effective_on, entry.id))
    if not held:
        return Outcome(initial)
    last = held[-1]
    return Outcome(PartStatus(last.status), last.progress, _since(held, FINISHED), _since(held, {PartStatus.DONE}))


def _since(held: list[Entry], statuses: Iterable[PartStatus]) -> date | None:
    """The first day of the unbroken run of those statuses that the history ends with."""
    wanted, since = set(statuses), None
    if held[-1].status not in wanted:
        return None
    for entry in reversed(held):
        if entry.status in SET_ASIDE:
            continue
        if entry.status not in wanted:
            break
        since = entry.effective_on
    return since
