"""Which files we take, how large, and under which name we show them. Pure: bytes are looked into elsewhere (intake)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from fund.core.errors import Invalid
from fund.core.i18n import Message, _

LONGEST_NAME: Final = 120
"""Characters of a file name as we show it."""


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file that we can open, now and in twenty years."""

    name: str
    extensions: tuple[str, ...]
    media_type: str


_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."

FORMATS: Final[dict[str, Format]] = {
    each.name: each
    for each in (
        Format("pdf", ("pdf",), "application/pdf"),
        Format("docx", ("docx",), f"{_OFFICE}wordprocessingml.document"),
        Format("xlsx", ("xlsx",), f"{_OFFICE}spreadsheetml.sheet"),
        Format("odt", ("odt",), f"{_OPEN}text"),
        Format("ods", ("ods",), f"{_OPEN}spreadsheet"),
        Format("jpg", ("jpg", "jpeg"), "image/jpeg"),
        Format("png", ("png",), "image/png"),
    )
}
"""The kinds of file that are taken; everything else is refused."""

ACCEPT: Final = ",".join(f".{extension}" for each in FORMATS.values() for extension in each.extensions)
"""For the `accept` attribute of a file field."""

UNKNOWN = _("We cannot open this kind of file. Send a PDF, Word or Excel file.")

FAULTS: Final[dict[str, Message]] = {
    "empty": _("This file is empty. Choose another file."),
    "unknown": UNKNOWN,
    "mismatch": _("This file is not what its name says. Save it again as a PDF, Word or Excel file and send that."),
    "broken": _("We cannot open this file; it seems damaged. Save it again and send the new file."),
    "locked": _("This file is locked with a password. Remove the password and send the file again."),
    "macros": _("This file contains macros. Save it without macros, or as a PDF, and send that."),
    "bomb": _("This file becomes too large when it is opened. Save it as a PDF and send that."),
    "pixels": _("This picture is too large to open. Make it smaller and send it again."),
    "infected": _("The virus scanner found something in this file, so we did not keep it. Send a clean file."),
}
"""What can be wrong with a file, and what the person who sent it can do."""


def fault(name: str) -> Invalid:
    """Make the refusal for a fault by its name; a fault without a name of its own is a file we cannot open."""
    return Invalid(FAULTS.get(name, UNKNOWN), field="file")


def claimed_format(filename: str) -> Format:
    """Answer the kind of file that its name says it is.

    Raises:
        Invalid: when the name has no extension that we take.
    """
    _stem, dot, extension = shown_name(filename).rpartition(".")
    for each in FORMATS.values():
        if dot and extension.lower() in each.extensions:
            return each
    raise fault("unknown")


def check_size(size: int, limit: int) -> None:
    """Refuse an empty file, and one of more than `limit` bytes.

    Raises:
        Invalid: with both sizes in whole megabytes, as people see them.
    """
    if size == 0:
        raise fault("empty")
    if size > limit:
        raise Invalid(
            _(
                "This file is %(size)s MB. A file can be at most %(limit)s MB. Make it smaller or split it.",
                size=-(-size // 2**20),
                limit=limit // 2**20,
            ),
            field="file",
        )


def letter_series(case_number: str, series: str) -> str:
    """Name the row of numbers from which the letters of a case are numbered."""
    return f"letter:{case_number}/{series}"


def letter_number(case_number: str, series: str, nth: int) -> str:
    """Write the number of a letter after its case: `FSV-2026-000123/B1`."""
    return f"{case_number}/{series}{nth}"


def translation_number(number: str, language: str) -> str:
    """Write the number under which the translation of a letter is kept: `FSV-2026-000123/B1-en`."""
    return f"{number}-{language}"


_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')


def shown_name(filename: str) -> str:
    """Make a file name fit to be shown and sent: one line, no path, no marks that hide an extension; never a real name.

    The bytes are kept under their hash; this is text only.
    """
    text = unicodedata.normalize("NFC", filename).replace("\\", "/").rsplit("/", 1)[-1]
    spaced = _FORBIDDEN.sub(" ", text)
    visible = "".join(letter for letter in spaced if unicodedata.category(letter) not in {"Cc", "Cf", "Cn", "Co", "Cs"})
    name = " ".join(visible.split()).rstrip(" .")
    stem, dot, extension = name.rpartition(".")
    if not dot:
        return name[:LONGEST_NAME] or "bestand"
    return f"{stem[: LONGEST_NAME - len(extension) - 1].rstrip(' .') or 'bestand'}.{extension[:20]}"
