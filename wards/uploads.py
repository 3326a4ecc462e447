"""Files that people send as evidence: their kind is what their own bytes say.

A file keeps its bytes as they came; its type is read from its content, never from its name or from what the browser
claims, and it is stored outside the web root under a name nobody chose.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

from django.core.files.base import File
from django.utils.translation import gettext as _

from wards.models import Attachment, User
from wards.refusal import Refused
from wards.text import nfc

MAX_BYTES = 20 * 1024 * 1024
MAX_FILES = 10
OFFICE = "application/vnd.openxmlformats-officedocument"

# What a file begins with, its type and the ending its name gets.
_BEGINNINGS = (
    (b"%PDF-", "application/pdf", ".pdf"),
    (b"\xff\xd8\xff", "image/jpeg", ".jpg"),
    (b"\x89PNG\r\n\x1a\n", "image/png", ".png"),
    (b"GIF87a", "image/gif", ".gif"),
    (b"GIF89a", "image/gif", ".gif"),
    (b"II*\x00", "image/tiff", ".tif"),
    (b"MM\x00*", "image/tiff", ".tif"),
)
# Brands of the pictures that iPhones take; they stand after the size and "ftyp".
_HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")
# The folder inside an Office file that says which program it belongs to.
_OFFICE_PARTS = (
    ("word/", f"{OFFICE}.wordprocessingml.document", ".docx"),
    ("xl/", f"{OFFICE}.spreadsheetml.sheet", ".xlsx"),
    ("ppt/", f"{OFFICE}.presentationml.presentation", ".pptx"),
)
# The old formats share one container; which of the three it is stands in the names inside it.
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS = (
    ("WordDocument", "application/msword", ".doc"),
    ("Workbook", "application/vnd.ms-excel", ".xls"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint", ".ppt"),
)
# The type that a file of LibreOffice carries as its first member, uncompressed.
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument"
_OPEN_DOCUMENTS = {
    f"{_OPEN_DOCUMENT}.text": ".odt",
    f"{_OPEN_DOCUMENT}.spreadsheet": ".ods",
    f"{_OPEN_DOCUMENT}.presentation": ".odp",
}
ACCEPT = (
    "image/jpeg,image/png,image/gif,image/webp,image/heic,image/heif,image/bmp,image/tiff,"
    ".pdf,.doc,.docx,.xls,.xlsx,.ppt,.pptx,.odt,.ods,.odp"
)
# A browser writes a quotation mark in a file's name so; neither may stand in a name on Windows.
_QUOTES = re.compile(r'"|%22')


@dataclass(frozen=True)
class Checked:
    """A file that may be kept, with the name and type it is kept under."""

    file: File[bytes]
    name: str
    content_type: str


def check(file: File[bytes]) -> Checked:
    """The file with its true type; Refused where it is empty, too large, or of a kind that is not kept."""
    name = nfc(PurePosixPath((file.name or "").replace("\\", "/")).name).replace("\n", " ")
    name = _QUOTES.sub("'", name)
    if not file.size:
        raise Refused(_("%(name)s is empty.") % {"name": name}, "proofs")
    if file.size > MAX_BYTES:
        limit = MAX_BYTES // (1024 * 1024)
        raise Refused(_("%(name)s is larger than %(limit)d MB.") % {"name": name, "limit": limit}, "proofs")
    found = _sniff(file)
    file.seek(0)
    if found is None:
        text = _(
            "%(name)s cannot be kept as evidence. Send a photo (JPG, PNG, GIF, HEIC, WEBP, BMP, TIFF), a PDF, or a "
            "Word, Excel, PowerPoint or LibreOffice file without macros; save other files as PDF first."
        )
        raise Refused(text % {"name": name}, "proofs")
    content_type, ending = found
    stem = PurePosixPath(name).stem[:120].strip(" .") or "minh-chung"
    return Checked(file, stem + ending, content_type)


def _sniff(file: File[bytes]) -> tuple[str, str] | None:
    file.seek(0)
    head = file.read(32)
    for beginning, content_type, ending in _BEGINNINGS:
        if head.startswith(beginning):
            return content_type, ending
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp", ".webp"
    # "BM" alone begins many texts: a picture also has its reserved bytes empty and says how long it is.
    if head.startswith(b"BM") and head[6:10] == bytes(4) and int.from_bytes(head[2:6], "little") == file.size:
        return "image/bmp", ".bmp"
    if head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS:
        return "image/heic", ".heic"
    if head.startswith(b"PK\x03\x04"):
        return _sniff_office(file)
    if head.startswith(_OLE):
        file.seek(0)
        content = file.read()
        for stream, content_type, ending in _OLE_STREAMS:
            if stream.encode("utf-16-le") in content:
                return content_type, ending
    return None


def _sniff_office(file: IO[bytes] | File[bytes]) -> tuple[str, str] | None:
    """By the archive's list of names alone: nothing is unpacked, so nothing can burst."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
            if names and names[0] == "mimetype":
                return _sniff_open_document(archive, names)
    except (zipfile.BadZipFile, zlib.error, ValueError, EOFError, NotImplementedError, RuntimeError):
        return None
    if "[Content_Types].xml" not in names or any(name.endswith("vbaProject.bin") for name in names):
        return None
    for folder, content_type, ending in _OFFICE_PARTS:
        if any(name.startswith(folder) for name in names):
            return content_type, ending
    return None


def _sniff_open_document(archive: zipfile.ZipFile, names: list[str]) -> tuple[str, str] | None:
    if archive.getinfo("mimetype").file_size > 100 or any(name.startswith(("Basic/", "Scripts/")) for name in names):
        return None
    content_type = archive.read("mimetype").decode("ascii", "replace")
    ending = _OPEN_DOCUMENTS.get(content_type)
    return (content_type, ending) if ending else None


def keep(ward_id: int, author: User, checked: Checked) -> Attachment:
    """Stores the file and its record."""
    digest = hashlib.sha256()
    for chunk in checked.file.chunks():
        digest.update(chunk)
    checked.file.seek(0)
    attachment = Attachment(
        ward_id=ward_id,
        name=checked.name,
        content_type=checked.content_type,
        size=checked.file.size,
        sha256=digest.hexdigest(),
        uploaded_by=author,
    )
    attachment.file.save(checked.name, checked.file, save=False)
    attachment.save()
    return attachment
