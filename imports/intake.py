"""A file comes in: kept as it came, read, held against its ward. The button, the job and the command call the same.

What a file says wrong or in doubt is told in Vietnamese, whatever the reader's language: it quotes a Vietnamese
document (the same holds for every `Problem` of this room).
"""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import ProtectedError

from imports import columns
from imports.columns import Given
from imports.corrections import Correction, carried
from imports.fit import too_long
from imports.flat.task_list import unfold
from imports.grid import Grid, PlanReading, Problem
from imports.models import ImportState, PlanImport
from imports.proposals import Answer
from imports.readers import Limits, UnreadableFile, read_file
from imports.records import packed, to_record, unpacked, value_of
from imports.rows import read_plan
from imports.said import answers_of, corrections_of, hold, with_corrections
from imports.steps import Said, Step, nobody
from imports.synonyms import synonyms_of
from wards.calendar import WorkingCalendar
from wards.calendar_days import load_calendar
from wards.clock import today
from wards.memory import cycles_later
from wards.models import Attachment, User, Ward
from wards.setup import known_units
from wards.text import fold, nfc

_YEARS_AROUND = 3  # plans that are still looked at, or made ahead
_EARLIER = 20  # imports looked at for answers to the same sentences
OCTETS = "application/octet-stream"


class RefusedError(Exception):
    """The file cannot even be reviewed; `problems` say why. Nothing of it stays."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems


class TooLongError(Exception):
    """The file has more rows than a page may make a person wait for: a job reads it."""


# Reading


def read(
    data: bytes,
    *,
    ward: Ward | None,
    year: int | None = None,
    given: Sequence[Given] = (),
    said: Said = nobody,
    most_rows: int | None = None,
) -> PlanReading:
    """What the file says, with every problem of it; nothing is stored.

    The file is opened in a child process with limits. One that cannot be opened gives a reading without rows, with
    the errors that say why. TooLongError where its sheets have more than `most_rows` rows.
    """
    said(Step.OPENING, 0, 0)
    try:
        grid = open_workbook(data)
    except UnreadableFile as unreadable:
        return nothing_read(unreadable, year)
    if most_rows is not None and sum(len(sheet.rows) for sheet in grid.sheets) > most_rows:
        raise TooLongError
    return understand(grid, ward=ward, year=year, given=given, said=said)


@cycles_later()
def open_workbook(data: bytes) -> Grid:
    """The file as texts, opened in a child process; UnreadableFile where it is none of ours."""
    return read_file(data, Limits(file_bytes=settings.IMPORT_MAX_BYTES))


def nothing_read(unreadable: UnreadableFile, year: int | None = None) -> PlanReading:
    """The reading of a file that could not be opened."""
    return PlanReading(None, None, year or 0, None, "", (), (), (), (), tuple(unreadable.problems), ())


@cycles_later()
def understand(
    grid: Grid, *, ward: Ward | None, year: int | None = None, given: Sequence[Given] = (), said: Said = nobody
) -> PlanReading:
    """The plan in an opened file, with every problem of it.

    Unit names are matched to the ward's; without a ward, to the units that a new ward of the file's level gets. A plan
    of another ward than `ward` is an error. `given` is what a person said of the file's tables.
    """
    unfolded = unfold(grid)
    grid = unfolded.grid
    own = synonyms_of(ward) if ward else None
    known = known_units(ward) if ward else None
    calendar = load_calendar() if ward else WorkingCalendar({})
    reading = read_plan(
        grid,
        known_units=known,
        synonyms=own,
        given=given,
        year=year,
        is_working=calendar.is_working,
        said=lambda done, of: said(Step.READING, done, of),
    )
    reading = unfolded.restore(reading)
    # A heading is looked for once more only where something is wrong.
    is_open = bool(reading.errors) and columns.columns_open(grid, own, given)
    errors = (*other_ward(reading, ward), *reading.errors, *too_long(reading))
    warnings = (*far_year(reading), *reading.warnings)
    return replace(reading, errors=errors, warnings=warnings, columns_open=is_open)


def other_ward(reading: PlanReading, ward: Ward | None) -> tuple[Problem, ...]:
    """The error of a plan that names another ward; a plan that names none is taken for the ward's."""
    if ward is None or not reading.ward or same_ward(reading.ward, ward):
        return ()
    message = (
        f"Tệp là kế hoạch của {reading.ward}, không phải của {ward.name}. "
        f"Hãy nhập tệp ở trang của {reading.ward}, hoặc chọn đúng tệp."
    )
    return (Problem(None, None, None, message),)


def far_year(reading: PlanReading) -> tuple[Problem, ...]:
    """The warning of a plan for a year far from this one: two figures changed places, more often than not."""
    this_year = today().year
    if not (reading.tasks and reading.year) or abs(reading.year - this_year) <= _YEARS_AROUND:
        return ()
    message = f"Năm của kế hoạch đọc được là {reading.year}, cách xa năm nay ({this_year}); hãy kiểm tra ở tiêu đề."
    return (Problem(None, None, None, message),)


def same_ward(name: str, ward: Ward) -> bool:
    """Whether a name, with its level or without, is the ward's."""
    return fold(name) in {ward.name_folded, fold(ward.place)}


# Keeping


def take_in(
    data: bytes, *, name: str, ward: Ward, user: User, year: int | None = None, most_rows: int | None = None
) -> PlanImport:
    """Keeps the file and reads it; RefusedError where nothing in it could be reviewed, and then nothing of it stays.

    TooLongError where it has more than `most_rows` rows: then it is kept, for a job to read.
    """
    upload = store(data, name=name, ward=ward, user=user, year=year)
    read_stored(upload, most_rows=most_rows)
    return upload


@transaction.atomic
def store(data: bytes, *, name: str, ward: Ward, user: User, year: int | None = None) -> PlanImport:
    """Keeps a file before anything reads it, so that no crash loses it.

    The same bytes are kept once; an upload of them that is not committed yet is taken up again.
    """
    attachment = _attachment(data, name=name, ward=ward, user=user)
    waiting = PlanImport.objects.filter(ward=ward, attachment=attachment).exclude(state=ImportState.COMMITTED).first()
    if waiting is None:
        waiting = PlanImport(ward=ward, attachment=attachment, created_by=user, state=ImportState.WAITING)
    if year or waiting.pk is None:
        waiting.year = year or 0
        waiting.save()
    return waiting


def read_stored(upload: PlanImport, *, said: Said = nobody, most_rows: int | None = None) -> None:
    """Reads an upload's file for review. RefusedError where nothing in it could be reviewed: an upload that was never
    read before is then thrown away."""
    try:
        reading = read_again(upload, said=said, most_rows=most_rows)
        if not (reading.tasks or reading.columns_open) or other_ward(reading, upload.ward):
            raise RefusedError(reading.errors)
    except RefusedError:
        if upload.state == ImportState.WAITING:
            discard(upload)
        raise
    said(Step.KEEPING, 0, 0)
    update_reading(upload, reading)


def keep(reading: PlanReading, data: bytes, *, name: str, ward: Ward, user: User) -> PlanImport:
    """Stores a file with its reading, for who has read it already."""
    upload = store(data, name=name, ward=ward, user=user)
    update_reading(upload, reading)
    return upload


def discard(upload: PlanImport) -> None:
    """Throws an upload away that was not committed, and its file where nothing else holds it."""
    attachment = upload.attachment
    upload.delete()
    try:
        with transaction.atomic():
            attachment.delete()
    except ProtectedError:
        return
    transaction.on_commit(lambda: attachment.file.delete(save=False))


@cycles_later()
def update_reading(upload: PlanImport, reading: PlanReading) -> None:
    """Keeps what the file says; one with errors that no correction settles cannot be committed."""
    if upload.state == ImportState.WAITING:
        _take_over_answers(upload, reading)
        _take_over_corrections(upload, reading)
    upload.reading, upload.year, upload.rows = packed(reading), reading.year, len(reading.tasks)
    _settle(upload, with_corrections(upload, reading))


def _settle(upload: PlanImport, reading: PlanReading) -> None:
    if reading.columns_open:
        upload.state = ImportState.COLUMNS
    else:
        upload.state = ImportState.REFUSED if reading.errors else ImportState.READ
    with transaction.atomic():
        stands = PlanImport.objects.select_for_update().values_list("state", flat=True).get(pk=upload.pk)
        if stands == ImportState.COMMITTED:  # since it was looked at
            raise RefusedError((Problem(None, None, None, "Tệp này đã được ghi vào kế hoạch rồi."),))
        upload.save()


@cycles_later()
def reading_of(upload: PlanImport) -> PlanReading:
    """What is under review: the kept reading as corrected.

    One kept in the form of an earlier release is read from the stored file anew.
    """
    try:
        reading = unpacked(upload.reading)
    except ValueError:
        reading = read_again(upload)
        if upload.state != ImportState.COMMITTED:
            update_reading(upload, reading)
    return with_corrections(upload, reading)


def as_read(upload: PlanImport) -> PlanReading:
    """What the file says by itself, without what a person says of it."""
    try:
        return unpacked(upload.reading)
    except ValueError:
        return read_again(upload)


def read_again(upload: PlanImport, *, said: Said = nobody, most_rows: int | None = None) -> PlanReading:
    """Reads the stored file of an upload anew, after making sure that its bytes are those that came in.

    What a person corrected is not in it: see `with_corrections`.
    """
    return read(
        bytes_of(upload),
        ward=upload.ward,
        year=upload.year or None,
        given=given_of(upload),
        said=said,
        most_rows=most_rows,
    )


def bytes_of(upload: PlanImport) -> bytes:
    """The file as it came in; RefusedError where its bytes are no longer those."""
    stored = upload.attachment.file
    with stored.storage.open(str(stored.name)) as file:
        data: bytes = file.read()
    if hashlib.sha256(data).hexdigest() != upload.attachment.sha256:
        message = "Tệp đã lưu không còn nguyên như khi tải lên. Hãy tải tệp lên lại."
        raise RefusedError((Problem(None, None, None, message),))
    return data


def given_of(upload: PlanImport) -> tuple[Given, ...]:
    """What a person said of the tables of this file."""
    return tuple(value_of(Given, record) for record in upload.columns)


def say_columns(upload: PlanImport, given: Sequence[Given]) -> None:
    """Keeps what a person says of the file's tables; the file is then to be read again."""
    upload.columns = [to_record(each) for each in given]
    upload.save(update_fields=["columns"])


# Corrections


@transaction.atomic
def answer(upload: PlanImport, said: Answer | None, *, key: str) -> None:
    """Keeps the answer to that proposal, or with None takes an earlier one away."""
    hold(upload)
    others = [each for each in answers_of(upload) if each.key != key]
    upload.answers = [to_record(each) for each in (*others, *([said] if said else []))]
    _settle(upload, reading_of(upload))


def _take_over_answers(upload: PlanImport, reading: PlanReading) -> None:
    """An amended version's sentences that stood in the one before are answered as they were then, so that a task taken
    from the text is not missed in the new file."""
    keys = {each.sentence.key for each in reading.proposals if each.sentence}
    if upload.answers or not keys:
        return
    committed = PlanImport.objects.filter(ward=upload.ward, state=ImportState.COMMITTED, year=reading.year)
    for answers in committed.exclude(answers=[]).values_list("answers", flat=True)[:_EARLIER]:
        if taken := [record for record in answers if record["key"] in keys]:
            upload.answers = taken
            return


def _take_over_corrections(upload: PlanImport, reading: PlanReading) -> None:
    """What a person corrected in the version before is not asked again where the words are the same."""
    if upload.corrections:
        return
    committed = PlanImport.objects.filter(ward=upload.ward, state=ImportState.COMMITTED, year=reading.year)
    for each in committed.exclude(corrections=[]).order_by("-committed_at")[:_EARLIER]:
        try:
            before = unpacked(each.reading)
        except ValueError:
            continue
        if taken := carried(before, corrections_of(each), reading):
            upload.corrections = [to_record(one) for one in taken]
            return


@transaction.atomic
def correct(upload: PlanImport, correction: Correction | None, *, sheet: str, row: int) -> None:
    """Keeps the correction of that row, or with None takes an earlier one away."""
    hold(upload)
    others = [each for each in corrections_of(upload) if (each.sheet, each.row) != (sheet, row)]
    upload.corrections = [to_record(each) for each in (*others, *([correction] if correction else []))]
    _settle(upload, reading_of(upload))


def _attachment(data: bytes, *, name: str, ward: Ward, user: User) -> Attachment:
    sha256 = hashlib.sha256(data).hexdigest()
    known = Attachment.objects.filter(ward=ward, sha256=sha256).first()
    if known is not None:
        return known
    # The name is only ever shown: the file lies under an id of its own.
    shown = nfc(PurePath(name.replace("\\", "/")).name)[-255:] or "ke-hoach"
    kind = mimetypes.guess_type(shown)[0] or OCTETS
    attachment = Attachment(
        ward=ward, name=shown, content_type=kind[:100], size=len(data), sha256=sha256, uploaded_by=user
    )
    attachment.file.save(shown, ContentFile(data), save=True)
    return attachment
