"""The room where files of strangers are opened: a child process, see `fund.documents.apart`."""

from __future__ import annotations

from collections.abc import Callable

import filetype

from fund.documents.apart import serve
from fund.documents.intake.desk import CLEANED, FAULT, SAME, WAKE
from fund.documents.intake.faults import Fault
from fund.documents.intake.office import check_office
from fund.documents.intake.pdf import clean_pdf
from fund.documents.intake.pictures import check_picture
from fund.documents.rules import FORMATS

SNIFFED = {"pdf": "pdf", "jpg": "jpg", "png": "png", "docx": "zip", "xlsx": "zip", "odt": "zip", "ods": "zip"}
"""What the first bytes must show, by the kind that the name says; inside a zip the members tell the rest."""

ZIPS = ("zip", "docx", "xlsx", "odt", "ods", "pptx", "odp", "epub", "jar", "apk")


def look(order: bytes) -> bytes:
    """Look into a file; answer that it is fit, a cleaned copy, or the name of its fault."""
    if order == WAKE:
        return SAME
    name, _line, content = order.partition(b"\n")
    try:
        cleaned = inspect(name.decode("ascii"), content)
    except Fault as found:
        return FAULT + found.name.encode("ascii")
    return SAME if cleaned is None else CLEANED + cleaned


def inspect(kind: str, content: bytes) -> bytes | None:
    """Hold `content` against the kind that its name says; answer a cleaned copy when it had to be cleaned.

    Raises:
        Fault: when it is something else, damaged, locked, or could do harm that cannot be taken out.
    """
    if kind not in FORMATS or _sniff(content) != SNIFFED[kind]:
        raise Fault("mismatch")
    if kind == "pdf":
        return clean_pdf(content)
    if kind in ("jpg", "png"):
        check_picture(kind, content)
    else:
        check_office(kind, content)
    return None


def _sniff(content: bytes) -> str:
    """Tell from the first bytes what a file is; nothing when they are not the start of anything we know."""
    guess = filetype.guess(content[:8192])
    extension = guess.extension if guess is not None else ""
    return "zip" if extension in ZIPS or content.startswith(b"PK\x03\x04") else str(extension)


def prepare() -> Callable[[bytes], bytes]:
    """Answer what looks into a file; it was imported above, before the room is shut."""
    return look


if __name__ == "__main__":
    serve(prepare)
