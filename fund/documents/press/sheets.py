"""What goes to the press: a template, a language, and frozen plain data. Nothing else reaches a letter."""

import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import TypeAlias

from fund.core.money import Money

Plain: TypeAlias = "str | int | bool | list[Plain] | dict[str, Plain] | None"
"""Text, whole numbers, yes or no, nothing, and lists and tables of these: what JSON holds without loss."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """The authority as it stands on its paper; from the settings, frozen into every letter."""

    fund: str
    authority: str
    address: tuple[str, ...]
    phone: str
    signs_for: str
    """Who decides, as the letter is signed: `Gedeputeerde Staten van Noord-Brabant`."""
    remedies_address: str
    """Where an objection on paper goes, on one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One thing to draw. The same sheet gives the same bytes, today and in seven years."""

    template: str
    """File under `templates/`, with its language: `decisions/letters/award.nl.html`."""
    language: str
    title: str
    reference: str
    """The number at the foot of each page; `concept` for a preview."""
    at: datetime
    """The moment of the letter itself; becomes the creation date inside the PDF."""
    sender: Sender
    facts: Mapping[str, Plain] = field(default_factory=dict)
    """What the template knows as `letter`."""


def plain(value: object) -> Plain:
    """Freeze `value` into what JSON holds: cents as whole numbers, dates as ISO text, names of enumerations.

    Text is normalised (NFC) and loses control characters, so that no input can break the press.

    Raises:
        TypeError: for floats, naive moments and anything else that would not come back the same.
    """
    if isinstance(value, Enum):
        return plain(value.value)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        return {clean(str(name)): plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return _plain_object(value)


def _plain_object(value: object) -> Plain:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise TypeError(f"a moment without a time zone cannot be frozen: {value!r}")
        return value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Money):
        return value.cents
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    raise TypeError(f"{type(value).__name__} cannot be frozen into a letter")


def clean(text: str) -> str:
    """Bring `text` to NFC, without control characters (line ends and tabs stay), halves of and non-characters."""
    if text.isprintable():  # nearly all text, and quickly told
        return unicodedata.normalize("NFC", text)
    kept = (
        letter for letter in text if letter in "\n\t" or unicodedata.category(letter) not in {"Cc", "Cs", "Cn", "Co"}
    )
    return unicodedata.normalize("NFC", "".join(kept))


def as_plain(sheet: Sheet) -> dict[str, Plain]:
    """Freeze the sheet into one plain table: what is sent to the press and kept beside the issued document."""
    table = plain(
        {name: getattr(sheet, name) for name in ("template", "language", "title", "reference", "at", "facts")}
    )
    if not isinstance(table, dict):  # pragma: no cover - a mapping stays a mapping
        raise TypeError("a sheet freezes into a table")
    return {**table, "sender": plain(asdict(sheet.sender))}
