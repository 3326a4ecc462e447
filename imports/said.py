"""What people said of an upload: how its rows and sentences are to be understood, and which stored row each is."""

from __future__ import annotations

from imports.corrections import Correction, corrected
from imports.grid import PlanReading
from imports.models import PlanImport
from imports.printed import Words
from imports.proposals import Act, Answer, answered
from imports.records import value_of
from wards.setup import known_units
from wards.unit_names import UnitIndex

KEPT = ["corrections", "answers", "pairs", "reading", "year", "rows"]


def hold(upload: PlanImport) -> None:
    """Takes over what others said meanwhile; until this transaction ends nobody says more, so that of two people who
    correct different rows at once neither takes the other's word away."""
    upload.refresh_from_db(fields=KEPT, from_queryset=PlanImport.objects.select_for_update())


def with_corrections(upload: PlanImport, reading: PlanReading) -> PlanReading:
    """The file's reading with what a person says of this upload, its rows and what its text proposes."""
    said = corrections_of(upload)
    named = any(each.leads or each.partners for each in said)
    read_unit = UnitIndex(known_units(upload.ward)).read if named else None
    return answered(corrected(reading, said, read_unit), answers_of(upload))


def answers_of(upload: PlanImport) -> tuple[Answer, ...]:
    """What a person said of the tasks and targets that the text around the tables proposes."""
    return tuple(value_of(Answer, record) for record in upload.answers)


def corrections_of(upload: PlanImport) -> tuple[Correction, ...]:
    """What a person corrected in this upload."""
    return tuple(value_of(Correction, record) for record in upload.corrections)


def settled_rows(upload: PlanImport) -> dict[tuple[str, int], frozenset[Words]]:
    """The parts that a person corrected in this upload though their words stand, by the row's place (sheet, row).

    What was carried over from the version before is stored so already.
    """
    wordless = frozenset({Words.TIMING, Words.TARGETS})
    settled = {
        (each.sheet, each.row): each.parts & wordless
        for each in corrections_of(upload)
        if each.parts & wordless and not each.carried
    }
    for each in answers_of(upload):
        if each.act is Act.ROW and each.timing:
            place = (each.sheet, each.row)
            settled[place] = settled.get(place, frozenset()) | {Words.TIMING}
    return settled


def said_timings(upload: PlanImport) -> dict[tuple[str, int], str]:
    """The timings that a person gave in other words, by the row's place (sheet, row)."""
    taken = {(each.sheet, each.row): each.timing for each in answers_of(upload) if each.act is Act.ROW and each.timing}
    return taken | {(each.sheet, each.row): each.timing for each in corrections_of(upload) if each.timing}
