"""A list comes in: kept as it came, shown, and committed in one transaction by the person who says so."""

from __future__ import annotations

import hashlib
from pathlib import PurePath

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from imports.flat.checking import Check, check, from_record, read_table, run, to_record
from imports.flat.lists import LISTS, FlatList
from imports.flat.models import FlatState, FlatUpload
from wards.clock import now
from wards.models import User, Ward
from wards.text import nfc


class ListError(Exception):
    """Why nothing was written, in the reader's language."""


def take_in(
    kind: FlatList, ward: Ward | None, data: bytes, *, name: str, user: User, options: dict[str, str] | None = None
) -> FlatUpload:
    """Reads the file and keeps it with what it would change; one with errors is kept to be looked at.

    `options` is what the list is told beside its file (the month of a statistics table).
    """
    options = options or {}
    shown = nfc(PurePath(name.replace("\\", "/")).name)[-255:] or "danh-sach"
    found = check(data, kind.resource(ward, user, **options))
    upload = FlatUpload(ward=ward, kind=kind.slug, name=shown, options=options, created_by=user)
    upload.sha256 = hashlib.sha256(data).hexdigest()
    _keep(upload, found)
    upload.file.save(shown, ContentFile(data), save=False)
    upload.save()
    return upload


def found_in(upload: FlatUpload) -> Check:
    """What the upload would change, as it was seen last."""
    return from_record(upload.found)


def commit(upload: FlatUpload, user: User, seal: str) -> Check:
    """Writes what the person has seen, all of it or nothing; ListError where that is no longer what would change."""
    kind, ward = LISTS[upload.kind], upload.ward
    # Nothing is parsed inside the transaction.
    table, unread = read_table(_bytes(upload), kind.resource(ward, user, **upload.options))
    if unread is not None:
        raise ListError(_why_not(upload, unread))
    written: Check | None = None
    try:
        with transaction.atomic():
            if ward is not None:
                # Commits of one ward go one after the other, so that none compares with what another is writing.
                Ward.objects.select_for_update().get(pk=ward.pk)
            found = run(table, kind.resource(ward, user, **upload.options), dry_run=True)
            if not found.errors and found.seal == seal and _claim(upload, user):
                written = run(table, kind.resource(ward, user, upload.name[:100], **upload.options), dry_run=False)
                FlatUpload.objects.filter(pk=upload.pk).update(found=to_record(written))
    except IntegrityError:
        raise ListError(_("Somebody has changed the list meanwhile. Please review the changes once more.")) from None
    if written is None:
        raise ListError(_why_not(upload, found))
    return written


def _claim(upload: FlatUpload, user: User) -> bool:
    """Whether the upload is this person's to commit: condition and change are one statement, so that of two people
    pressing at once one commits."""
    waiting = FlatUpload.objects.filter(pk=upload.pk, state=FlatState.READ)
    return bool(waiting.update(state=FlatState.COMMITTED, committed_by=user, committed_at=now()))


def _why_not(upload: FlatUpload, found: Check) -> str:
    """Keeps what would change now, to be reviewed, and says so."""
    upload.refresh_from_db(fields=["state"])
    if upload.state == FlatState.COMMITTED:
        return _("This file has been committed already.")
    _keep(upload, found)
    upload.save(update_fields=["state", "found"])
    if found.errors:
        return _("The file has errors; nothing was written.")
    return _("Somebody has changed the list meanwhile. Please review the changes once more.")


def _keep(upload: FlatUpload, found: Check) -> None:
    upload.found = to_record(found)
    upload.state = FlatState.REFUSED if found.errors else FlatState.READ


def _bytes(upload: FlatUpload) -> bytes:
    """The stored bytes, if they are still those that came in."""
    with upload.file.open("rb") as file:
        data: bytes = file.read()
    if hashlib.sha256(data).hexdigest() != upload.sha256:
        raise ListError(_("The stored file is no longer the one that was uploaded. Please upload it again."))
    return data
