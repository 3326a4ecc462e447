"""The parts of a Word file looked at before anything builds them in memory: their place, size, declarations. Pure.

No entity is ever expanded: a part with a document type is refused.
"""

from __future__ import annotations

import posixpath
import zipfile
from dataclasses import dataclass
from xml.parsers.expat import ParserCreate

from defusedxml.common import DTDForbidden
from defusedxml.ElementTree import fromstring

MOST_ELEMENTS = 1_200_000  # and attributes: ten thousand rows; each takes some 200 bytes once it is built
_STRICT = b"http://purl.oclc.org/ooxml/"
# Namespaces of the strict form of the format (ISO/IEC 29500, part 1), and what every program writes instead.
_TRANSITIONAL = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
)


class TooLarge(Exception):
    """The text of the document is larger than any plan."""


@dataclass(frozen=True)
class WordParts:
    """The XML of the document itself, of its lists and of its styles; whether the file has macros."""

    document: bytes
    numbering: bytes | None
    styles: bytes | None
    has_macros: bool


def is_word(names: set[str]) -> bool:
    """Whether an archive of these names is a document of Word, whatever the file is called."""
    return "[Content_Types].xml" in names and any(name.startswith("word/") for name in names)


def scan_word(archive: zipfile.ZipFile, most_bytes: int) -> WordParts:
    """The parts needed to read the text.

    Raises TooLarge; KeyError, ExpatError or zipfile.BadZipFile where the file is broken; DTDForbidden.
    """
    names = set(archive.namelist())
    main = _related(archive, "", "/officeDocument")
    if main is None:
        raise KeyError("officeDocument")
    kinds = {"numbering": _related(archive, main, "/numbering"), "styles": _related(archive, main, "/styles")}
    found = {name: path for name, path in kinds.items() if path in names and path is not None}
    if sum(archive.getinfo(path).file_size for path in (main, *found.values())) > most_bytes:
        raise TooLarge
    return WordParts(
        _checked(archive, main),
        _checked(archive, found["numbering"]) if "numbering" in found else None,
        _checked(archive, found["styles"]) if "styles" in found else None,
        any(name.lower().endswith("vbaproject.bin") for name in names),
    )


def _related(archive: zipfile.ZipFile, part: str, kind: str) -> str | None:
    """The path of the part that another one (the whole file where "") names for something of this kind.

    Its name says nothing: some programs write "word/document2.xml".
    """
    folder, name = posixpath.split(part)
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    if path not in archive.namelist():
        return None
    for relation in fromstring(archive.read(path), forbid_dtd=True):
        if relation.get("Type", "").endswith(kind):
            return posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/")
    return None


def _checked(archive: zipfile.ZipFile, path: str) -> bytes:
    xml = archive.read(path)
    # Counted before anything is built: opening tags and attributes.
    if xml.count(b"<") - xml.count(b"</") + xml.count(b'="') > MOST_ELEMENTS:
        raise TooLarge
    parser = ParserCreate()
    parser.StartDoctypeDeclHandler = _forbid
    parser.Parse(xml, True)
    if _STRICT in xml:
        for strict, usual in _TRANSITIONAL:
            xml = xml.replace(strict, usual)
    return xml


def _forbid(name: str, system_id: str | None, public_id: str | None, _internal: bool) -> None:
    raise DTDForbidden(name, system_id, public_id)
