"""Files that people send: what is kept, under which name and type."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from wards import uploads
from wards.refusal import Refused

PDF, JPEG = b"%PDF-1.7\n%", b"\xff\xd8\xff\xe0 photo"


def office(*names: str) -> bytes:
    kept = BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for name in ("[Content_Types].xml", *names):
            archive.writestr(name, "x")
    return kept.getvalue()


def open_document(kind: str, *names: str) -> bytes:
    kept = BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        for name in ("content.xml", *names):
            archive.writestr(name, "x")
    return kept.getvalue()


class Named(SimpleUploadedFile):
    """An upload whose name reaches the check as somebody sent it."""

    def __init__(self, content: bytes, name: str) -> None:
        super().__init__("x", content)
        self._name = name


@pytest.mark.parametrize(
    ("name", "content", "kept"),
    [
        ("Báo cáo.pdf", PDF, ("Báo cáo.pdf", "application/pdf")),
        ("anh.JPEG", JPEG, ("anh.jpg", "image/jpeg")),
        ("anh.png", b"\x89PNG\r\n\x1a\n...", ("anh.png", "image/png")),
        ("anh.webp", b"RIFF0000WEBPVP8 ", ("anh.webp", "image/webp")),
        ("IMG_1.HEIC", b"\x00\x00\x00\x18ftypheic0000", ("IMG_1.heic", "image/heic")),
        ("a.docx", office("word/document.xml"), ("a.docx", f"{uploads.OFFICE}.wordprocessingml.document")),
        ("a.xlsx", office("xl/workbook.xml"), ("a.xlsx", f"{uploads.OFFICE}.spreadsheetml.sheet")),
        (
            "a.xls",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"),
            ("a.xls", "application/vnd.ms-excel"),
        ),
        ("a.gif", b"GIF89a...", ("a.gif", "image/gif")),
        ("scan.tiff", b"II*\x00....", ("scan.tif", "image/tiff")),
        ("a.bmp", b"BM" + (26).to_bytes(4, "little") + bytes(20), ("a.bmp", "image/bmp")),
        ("a.odt", open_document("text"), ("a.odt", "application/vnd.oasis.opendocument.text")),
        ("a.ods", open_document("spreadsheet"), ("a.ods", "application/vnd.oasis.opendocument.spreadsheet")),
        # The content decides, whatever the name says.
        ("virus.exe", PDF, ("virus.pdf", "application/pdf")),
        ("../../etc/passwd", PDF, ("passwd.pdf", "application/pdf")),
        ("C:\\Windows\\a.pdf", PDF, ("a.pdf", "application/pdf")),
        ("a\u202efdp.pdf", PDF, ("afdp.pdf", "application/pdf")),
        (".pdf", PDF, ("pdf.pdf", "application/pdf")),
        # So browsers send a name with quotation marks.
        ("Biên bản %22lần 2%22.pdf", PDF, ("Biên bản 'lần 2'.pdf", "application/pdf")),
        ('Biên bản "lần 2".pdf', PDF, ("Biên bản 'lần 2'.pdf", "application/pdf")),
    ],
)
def test_the_content_says_what_a_file_is(name: str, content: bytes, kept: tuple[str, str]) -> None:
    checked = uploads.check(Named(content, name))
    assert (checked.name, checked.content_type) == kept


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b""),
        ("a.pdf", b"<script>alert(1)</script>"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("a.docx", b"PK\x03\x04 broken"),
        ("a.zip", office()[:0] + b"PK\x03\x04"),
        ("a.xlsm", office("xl/workbook.xml", "xl/vbaProject.bin")),
        ("a.exe", b"MZ\x90\x00"),
        ("a.bmp", b"BMW is no picture"),
        ("a.odt", open_document("text", "Basic/Standard/Module1.xml")),
        ("a.odb", open_document("database")),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 nothing known"),
    ],
)
def test_what_is_not_kept(name: str, content: bytes) -> None:
    with pytest.raises(Refused) as refused:
        uploads.check(Named(content, name))
    assert name in str(refused.value)


def test_the_size_limit_is_inclusive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MAX_BYTES", len(PDF))
    uploads.check(Named(PDF, "a.pdf"))
    with pytest.raises(Refused):
        uploads.check(Named(PDF + b"x", "a.pdf"))
