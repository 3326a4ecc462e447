"""Saving a grid of figures: all that was typed, or nothing of it with the reasons at the rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from plans import closing, entry, measuring, words
from plans.entry import Cell, Typed
from plans.grid import Grid, Row
from wards import uploads
from wards.models import User
from wards.refusal import Refused
from wards.text import nfc
from wards.words import period as period_words

SOURCE_ROOM, NOTE_ROOM = 200, 2_000
LINK_ROOM, NUMBER_ROOM = 200, 120


def save(shown: Grid, author: User, data: Mapping[str, Any], files: Any = None) -> int:
    """Records what was typed: a version for each row that is new, all of them or none; how many there are.

    Nothing is written, and the rows say why, where a cell has a fault, a jump is not confirmed, or somebody recorded
    another figure meanwhile: then both are shown, and saving again adds this one as the next version.
    """
    if not author.has_perm("plans.record", shown.ward):
        raise PermissionDenied
    _take(shown, data, files)
    if not shown.begun:
        shown.refused = _("The period begins on %(day)s: record its figures then.") % {
            "day": f"{shown.period.start:%d/%m/%Y}"
        }
    _read(shown, data)
    if shown.refused or shown.faults or shown.asking:
        return 0
    new = [row for row in shown.rows if row.is_new]
    try:
        with transaction.atomic():
            if closing.covering(shown.period, closing.closings_in_force(shown.ward)):
                raise Refused(_("The figures of this period are closed; ask a leader to reopen it. Nothing was saved."))
            _write(shown, new, author)
    except Refused as refused:
        shown.refused = str(refused)
    except measuring.Outdated as outdated:
        for row in shown.rows:
            if theirs := outdated.newest.get(row.target.pk):
                row.theirs, row.seen = theirs, theirs.number
    else:
        return len(new) + sum(bool(row.proof or row.files) for row in shown.rows if not row.is_new)
    return 0


def _take(shown: Grid, data: Mapping[str, Any], files: Any) -> None:
    """What was typed, into the rows."""
    shown.source = nfc(str(data.get("source", "")))
    for row in shown.rows:
        cells = [str(data.get(f"{cell}-{row.key}", "")) for cell in Cell]
        row.typed = Typed(*(text[:60] for text in cells))
        row.source = nfc(str(data.get(f"source-{row.key}", "")))
        row.note = nfc(str(data.get(f"note-{row.key}", "")))[:NOTE_ROOM]
        row.proof = nfc(str(data.get(f"proof-{row.key}", "")))
        seen = str(data.get(f"seen-{row.key}", ""))
        row.seen = int(seen) if seen.isdecimal() and len(seen) < 6 else 0
        row.confirms = str(data.get(f"sure-{row.key}", ""))
        proof_room = LINK_ROOM if measuring.is_link(row.proof) else NUMBER_ROOM
        for label, text, room in (("source", row.source, SOURCE_ROOM), ("proof", row.proof, proof_room)):
            if len(text) > room:
                row.problems[label] = _("At most %(room)d characters.") % {"room": room}
        try:
            sent = files.getlist(f"files-{row.key}") if files is not None else []
            row.files = [uploads.check(each) for each in sent]
        except Refused as refused:
            row.problems["files"] = str(refused)
    if len(shown.source) > SOURCE_ROOM:
        shown.refused = _("The source of all figures has more than %(room)d characters.") % {"room": SOURCE_ROOM}


def _read(shown: Grid, data: Mapping[str, Any]) -> None:
    """Faults and questions of each row."""
    by_key = {row.target.pk: row for row in shown.rows}
    readings = entry.read(
        {key: row.line for key, row in by_key.items()}, {key: row.typed for key, row in by_key.items()}
    )
    for key, row in by_key.items():
        row.reading = readings[key]
        above = by_key.get(row.target.part_of_id or 0)
        for problem in row.reading.problems:
            row.problems[problem.cell.value] = words.fault(problem, above.target.measure if above else "")
        if row.reading.changed and not row.source:
            row.source = shown.source
        if (row.proof or row.files) and row.reading.figure is None and not row.reading.problems:
            row.problems["proof"] = _("Record the figure that this proves.")
        if row.reading.jump and row.reading.figure and row.before:
            row.asks = words.jumped(row.reading.jump, period_words(row.before.period))
            row.confirmed = row.confirms == entry.mark(row.reading.figure)
            row.confirms = entry.mark(row.reading.figure)


def _write(shown: Grid, new: list[Row], author: User) -> None:
    figures, seen = {}, {}
    for row in new:
        figure = row.reading.figure
        if figure is None:
            raise ValueError("a row without a figure is not new")
        figures[row.target] = measuring.Figure(figure.numerator, figure.denominator, figure.value, row.source, row.note)
        seen[row.target.pk] = row.seen
    written = {each.target_id: each for each in measuring.record_all(shown.period.name, figures, author, seen=seen)}
    for row in shown.rows:
        proved = written.get(row.target.pk, row.stored)
        if proved is not None and (row.proof or row.files):
            measuring.prove(proved, author, row.proof, row.files)
