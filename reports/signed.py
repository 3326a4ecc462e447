"""The digitally signed PDF of a report, as the document system gives it back: checked by its content, and kept.

That a signature is genuine, whoever opens the file sees in a reader that knows the authority's certificates; here it
is only looked whether the file is whole and holds one. The file is kept beside the frozen figures that it was signed
for, and `verify_reports` compares its bytes with their seal as it does the portal's own PDF.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from reports.building import Refused, discard, keep_file
from reports.models import Report, SignedCopy
from wards.models import User

MAX_BYTES = 50 * 1024 * 1024
_SIGNATURE = re.compile(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")
_END = 2048
"""Bytes from the end in which a whole PDF says that it ends."""


@dataclass(frozen=True)
class Signed:
    """A signed file that may be kept; `signatures` is how many digital signatures it holds, never 0."""

    content: bytes
    signatures: int


def check(file: File[bytes]) -> Signed:
    """The file, looked through; Refused where it is empty, too large, no whole PDF, unsigned, or changed since."""
    if (file.size or 0) > MAX_BYTES:
        raise Refused(_("The file is larger than %(limit)d MB.") % {"limit": MAX_BYTES // 1024**2})
    file.seek(0)
    content = file.read()
    if not content.startswith(b"%PDF-"):
        raise Refused(_("This is no PDF: take the signed PDF from the document system."))
    if b"%%EOF" not in content[-_END:]:
        raise Refused(_("This PDF is cut off: download it from the document system again."))
    ranges = [tuple(map(int, found)) for found in _SIGNATURE.findall(content)]
    if not ranges:
        raise Refused(_("This PDF holds no digital signature: take the one that the document system has signed."))
    if max(begin + length for _first, _signed, begin, length in ranges) < len(content.rstrip(b"\r\n\0 ")):
        raise Refused(_("This PDF was changed after it was signed: take the file as the document system gave it."))
    return Signed(content, len(ranges))


def keep(report: Report, signed: Signed, user: User) -> SignedCopy:
    """Keeps the signed file with the figures as they are now; the same file again changes nothing.

    Refused where the disk takes no more.
    """
    attachment = keep_file(report.ward, user, signed.content, f"bao-cao-{report.period}-da-ky.pdf")
    last = copies(report)[:1]
    if last and last[0].file.sha256 == attachment.sha256:
        discard(attachment)
        return last[0]
    try:
        with transaction.atomic():
            return SignedCopy.objects.create(
                ward=report.ward,
                report=report,
                file=attachment,
                sha256=report.sha256,
                signatures=signed.signatures,
                uploaded_by=user,
            )
    except BaseException:
        discard(attachment)
        raise


def copies(report: Report) -> list[SignedCopy]:
    """The signed files of the report's figures, the one that counts first."""
    found = SignedCopy.objects.filter(report=report, sha256=report.sha256)
    return list(found.select_related("file", "uploaded_by"))
