"""Read the numbers and names by which the outside world knows people, places and bank accounts.

Each ``read_*`` returns the one way in which the thing is kept, or raises ``Invalid`` with a sentence that says how to
mend it. Numbers are texts: leading zeros count (domain rules, section 6).
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from stdnum import iban as iban_numbers
from stdnum.exceptions import InvalidChecksum, ValidationError

from fund.core.errors import Invalid
from fund.core.i18n import Message, _

_SEPA = """
AD AL AT BE BG CH CY CZ DE DK EE ES FI FR GB GI GR HR HU IE IS IT LI LT LU LV MC MD ME MK MT NL NO PL PT RO RS SE SI SK
SM VA
"""
SEPA_COUNTRIES: Final = frozenset(_SEPA.split())
"""Countries whose IBAN can be paid by SEPA credit transfer."""

DUTCH_IBAN_LENGTH: Final = 18

_BREAKS = re.compile("\r\n|[\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
_NONCHARACTERS = "".join(chr(plane + last) for plane in range(0, 0x110000, 0x10000) for last in (0xFFFE, 0xFFFF))
_BROKEN = re.compile(f"[\ud800-\udfff\ufdd0-\ufdef{_NONCHARACTERS}]")
_POSTCODE = re.compile(r"([1-9][0-9]{3}) ?([A-Z]{2})")
_RSIN_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)


def clean_text(text: str, *, lines: bool = True) -> str:
    """Return a text as both databases, XML and print can hold it, trimmed and in normal form C.

    Signs that cannot be seen (NUL, control characters, marks that turn the direction of writing) are left out. Without
    ``lines`` a line break becomes a space.

    Raises:
        Invalid: when the text was damaged on its way here (half characters, U+FFFE).
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    if _BROKEN.search(text):
        raise Invalid(_("This text contains signs that were damaged on the way. Type or paste it again."))
    text = _BREAKS.sub("\n" if lines else " ", text)
    if not lines:
        text = text.replace("\t", " ")
    return unicodedata.normalize("NFC", _UNSEEN.sub("", text)).strip()


def read_kvk(text: str) -> str:
    """Read a number of the Dutch trade register: eight digits, no check digit."""
    number = _compact(text)
    if not _are_digits(number, 8):
        raise Invalid(_entered(text, _("A KvK number has 8 digits, for example 01234567.")))
    return number


def read_rsin(text: str) -> str:
    """Read the number of a legal person: nine digits that pass the eleven test.

    A sole trader (eenmanszaak) has none: the number that passes there is a citizen's, and is not asked and not kept.
    """
    number = _compact(text)
    if not _are_digits(number, 9):
        raise Invalid(_entered(text, _("An RSIN has 9 digits, for example 123456782.")))
    if sum(weight * int(digit) for weight, digit in zip(_RSIN_WEIGHTS, number, strict=True)) % 11 or not int(number):
        raise Invalid(_("The RSIN %(typed)s does not exist. Look at your registration with the KvK.", typed=number))
    return number


def read_iban(text: str) -> str:
    """Read an account number that SEPA can pay; checked by country, length and mod 97 only.

    The old eleven test of Dutch account numbers is not applied: numbers of some banks fail it.
    """
    number = _compact(text)
    if not re.fullmatch("[A-Z]{2}[0-9]{2}[A-Z0-9]+", number):
        raise Invalid(_entered(text, _("An IBAN looks like NL91 ABNA 0417 1643 00.")))
    if number[:2] not in SEPA_COUNTRIES:
        raise Invalid(_("We pay to accounts in the SEPA area only. %(country)s is not in it.", country=number[:2]))
    if is_dutch(number) and len(number) != DUTCH_IBAN_LENGTH:
        raise Invalid(_("A Dutch IBAN has 18 characters. You entered %(count)s.", count=len(number)))
    try:
        iban_numbers.validate(number, check_country=False)
    except InvalidChecksum:
        raise Invalid(
            _("The IBAN %(typed)s contains a typing error. Compare it with your bank card.", typed=group_iban(number))
        ) from None
    except ValidationError:
        raise Invalid(
            _(
                "The IBAN %(typed)s is not built like an IBAN from %(country)s. Compare it with your bank card.",
                typed=group_iban(number),
                country=number[:2],
            )
        ) from None
    return number


def is_dutch(iban: str) -> bool:
    """Tell whether an account is held in the Netherlands; others are looked at by a person."""
    return iban.startswith("NL")


def group_iban(iban: str) -> str:
    """Write an IBAN in groups of four, as on a bank card, with spaces that do not break."""
    return "\u00a0".join(iban[start : start + 4] for start in range(0, len(iban), 4))


def demo_iban(number: int) -> str:
    """Make an IBAN of the bank TEST, which does not exist, with right check digits: for the demo and for tests only."""
    account = f"TEST{number:010d}"
    check = 98 - int("".join(str(int(character, 36)) for character in f"{account}NL00")) % 97
    return f"NL{check:02d}{account}"


def read_postcode(text: str) -> str:
    """Read a Dutch postcode and return it as ``1234 AB``."""
    match = _POSTCODE.fullmatch(_compact(text))
    if match is None or match[2] in {"SA", "SD", "SS"}:
        raise Invalid(_entered(text, _("A postcode looks like 1234 AB.")))
    return f"{match[1]} {match[2]}"


def _compact(text: str) -> str:
    """Leave out what people put between the characters of a number, and write capitals."""
    compact = re.sub(r"[\s.\u2010-\u2013-]", "", text)
    return compact.upper() if compact.isascii() else compact


def _are_digits(text: str, count: int) -> bool:
    return len(text) == count and text.isascii() and text.isdigit()


def _entered(text: str, rule: Message) -> Message:
    """Say how it should look and repeat what was typed, if anything was: short and printable."""
    typed = "".join(character if character.isprintable() else " " for character in text).strip()
    if not typed:
        return rule
    return _("%(rule)s You entered %(typed)s.", rule=rule, typed=typed if len(typed) <= 40 else f"{typed[:39]}…")
