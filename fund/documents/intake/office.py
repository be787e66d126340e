"""Look into documents of word processors and spreadsheets: zips whose members tell what they are."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from typing import Final

from fund.documents.intake.faults import Fault

MOST_MEMBERS: Final = 4_000
MOST_BYTES: Final = 150 * 2**20
"""Of all members together, unpacked."""
MOST_RATIO: Final = 400
"""Unpacked bytes for a packed byte, in members of more than `SMALL` bytes; spreadsheets reach a hundred."""
SMALL: Final = 4 * 2**20

OTHERS: Final = (ValueError, RuntimeError, zlib.error, struct.error)

MAIN: Final = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "odt": "content.xml", "ods": "content.xml"}
MIMETYPES: Final = {
    "odt": b"application/vnd.oasis.opendocument.text",
    "ods": b"application/vnd.oasis.opendocument.spreadsheet",
}
_MACROS = re.compile(
    r"(?i)(^|/)(vbaproject\.bin|vbadata\.xml|basic/|scripts/|activex/|.*\.(exe|dll|js|vbs|jar|bat|ps1)$)"
)
_DECLARATION = re.compile(rb"(?i)<!\s*(doctype|entity)")


def check_office(kind: str, content: bytes) -> None:
    """Refuse a zip that is not the document it says, that is damaged, unpacks to too much, or carries programs.

    Raises:
        Fault: with the name of what is wrong.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_members(archive.infolist())
            _check_kind(kind, archive)
            _check_contents(archive)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, LookupError, *OTHERS) as problem:
        raise Fault("broken") from problem


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    """Judge by the list of members, before anything is unpacked."""
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_BYTES:
        raise Fault("bomb")
    for member in members:
        if member.flag_bits & 0x1:
            raise Fault("locked")
        if member.file_size > SMALL and member.file_size > MOST_RATIO * max(member.compress_size, 1):
            raise Fault("bomb")
        if member.filename.startswith(("/", "\\")) or ".." in member.filename.replace("\\", "/").split("/"):
            raise Fault("broken")
        if _MACROS.search(member.filename):
            raise Fault("macros")
    names = [member.filename for member in members]
    if len(names) != len(set(names)):
        raise Fault("broken")


def _check_kind(kind: str, archive: zipfile.ZipFile) -> None:
    """Hold the members against the kind that the name says."""
    names = set(archive.namelist())
    if MAIN[kind] not in names:
        raise Fault("locked" if "EncryptedPackage" in names else "mismatch")
    if kind in MIMETYPES:
        if "mimetype" not in names or archive.read("mimetype").strip() != MIMETYPES[kind]:
            raise Fault("mismatch")
        if b"encryption-data" in archive.read("META-INF/manifest.xml"):
            raise Fault("locked")
    elif "[Content_Types].xml" not in names:
        raise Fault("mismatch")
    elif b"macroEnabled" in archive.read("[Content_Types].xml"):
        raise Fault("macros")


def _check_contents(archive: zipfile.ZipFile) -> None:
    """Unpack each member once, counted and checked by its sum; XML may not declare anything that expands."""
    for member in archive.infolist():
        with archive.open(member) as stream:
            start = stream.read(64 * 2**10)
            if member.filename.endswith((".xml", ".rels")) and _DECLARATION.search(_ascii(start)):
                raise Fault("bomb")
            while stream.read(2**20):
                pass


def _ascii(start: bytes) -> bytes:
    """Fold the two-byte encodings of XML, in which a declaration could hide."""
    return start.replace(b"\0", b"") if start[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in start[:4] else start
