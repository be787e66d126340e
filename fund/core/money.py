"""Read, show and divide amounts of money, always as whole cents.

An amount is an ``int`` of cents from the form to the ledger: no float, no Decimal, so nothing is rounded by accident.
How people write amounts is decided here and nowhere else (`static/scripts/totals.js` adds up by the same patterns):

* In Dutch (``nl``) a comma is followed by cents and a point or a space stands between thousands: ``1234``, ``1.234``,
  ``1.234,56``, ``1234,5``, ``1 234,56``, ``€ 12,50`` and ``12,-``. In English (``en``) point and comma change places.
* What only the other language writes is not taken for granted but asked back: ``425.00`` on a Dutch page may be a slip
  for 42.500, and ``12,345`` for 12,35. So nobody's amount becomes another one by a separator.
* Without a language, as for a box to search in, both notations are read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from fund.core.errors import Invalid
from fund.core.i18n import Message, _

Cents: TypeAlias = int

MOST: Final[Cents] = 100_000_000_000
"""One billion euros: more than any amount in the fund, and far below what a database column holds."""

LONGEST: Final = 40
"""Characters in the longest text that is still looked at as an amount."""

NO_BREAK_SPACE: Final = "\u00a0"
MINUS: Final = "\u2212"

_SPACES = re.compile("[\u00a0\u2007\u2009\u202f]")
_EURO = re.compile(
    r"^\s*([-\u2212]?)\s*(?:€|EUR\b)?\s*([-\u2212]?)\s*(.*?)\s*(?:€|\bEUR)?\s*$", re.ASCII | re.DOTALL | re.IGNORECASE
)
_EXPONENT = re.compile(r"\d[\d.,]*e[+-]?\d+", re.ASCII | re.IGNORECASE)
_NUMBER = re.compile(
    r"""(?=[.,]?\d)
    (?P<euros> [1-9]\d{0,2} (?:(?P<group>[ .,])\d{3}) (?:(?P=group)\d{3})* | \d* )
    (?: (?P<mark>[.,]) (?P<cents>\d{0,2}|--?|\u2013) )?""",
    re.ASCII | re.VERBOSE,
)
_FOREIGN: Final = {"nl": (",", "."), "en": (".", ",")}
"""Between thousands and before cents: what the other language writes there."""
_FINE_DECIMALS = re.compile(r"0*[.,]\d{3,} | [1-9]\d{0,2}(?:([ .,])\d{3})+ (?!\1)[.,]\d{3,}", re.ASCII | re.VERBOSE)


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount on its way to a reader: in a message, a letter or a page.

    ``sign`` writes the euro sign; ``decimals`` writes the cents even when there are none.
    """

    cents: Cents
    sign: bool = True
    decimals: bool = True

    def in_language(self, language: str) -> str:
        """Write the amount in the notation of a language, ``nl`` or ``en``."""
        text = format_amount(self.cents, language, decimals=self.decimals)
        return text if self.sign else text.removeprefix(f"€{NO_BREAK_SPACE}")

    def __str__(self) -> str:
        """Write the amount in Dutch notation, the language of the law."""
        return self.in_language("nl")


def format_amount(cents: Cents, language: str = "nl", *, decimals: bool = True) -> str:
    """Write cents as ``€ 1.234,56`` (``€ 1,234.56`` in English), with a space that does not break and a true minus.

    Without ``decimals`` the cents are left out when there are none; they are never rounded away.
    """
    euros, rest = divmod(abs(cents), 100)
    group, mark = (",", ".") if language.startswith("en") else (".", ",")
    text = f"{euros:,}".replace(",", group)
    if decimals or rest:
        text += f"{mark}{rest:02d}"
    return f"€{NO_BREAK_SPACE}{MINUS if cents < 0 else ''}{text}"


def parse_amount(text: str, *, least: Cents = 0, most: Cents = MOST, language: str = "") -> Cents:
    """Read an amount as a person writes it in a language, ``nl`` or ``en``, or in either; return whole cents.

    A negative amount is read only where ``least`` is below zero.

    Raises:
        Invalid: with a sentence that says what was typed and how to mend it.
    """
    text = _SPACES.sub(" ", text).strip()
    if not text:
        raise Invalid(_("Fill in an amount, for example %(example)s.", example=EXAMPLE))
    if len(text) > LONGEST:
        raise Invalid(
            _("This text is too long for an amount. Fill in an amount, for example %(example)s.", example=EXAMPLE)
        )
    typed = "".join(character if character.isprintable() else " " for character in text)
    before, after, body = _EURO.fullmatch(text).groups()  # type: ignore[union-attr]  # every part may be empty
    if before and after:
        raise Invalid(_unreadable(typed))
    _check_signs(typed, body)
    if (before or after) and least >= 0:
        raise Invalid(_("You entered %(typed)s. An amount cannot be below zero here.", typed=typed))
    cents = _read_number(typed, body, language)
    return _within(-cents if before or after else cents, least, most)


def share(total: Cents, numerator: int, denominator: int) -> Cents:
    """Take a part of an amount, exact, halves away from zero: ``share(1001, 1, 2) == 501``.

    Raises:
        ValueError: when the denominator is not positive or the numerator is negative.
    """
    if denominator <= 0 or numerator < 0:
        message = f"not a share: {numerator}/{denominator}"
        raise ValueError(message)
    part = (2 * abs(total) * numerator + denominator) // (2 * denominator)
    return part if total >= 0 else -part


def split(total: Cents, weights: Sequence[int]) -> tuple[Cents, ...]:
    """Divide an amount over weights so that the parts add up to it exactly.

    Every part is rounded down; the cents that are left go one by one to the largest remainders, and among equals to
    the first.

    Raises:
        ValueError: when a weight is negative or all are zero.
    """
    whole = sum(weights)
    if whole <= 0 or min(weights) < 0:
        message = f"not weights: {tuple(weights)}"
        raise ValueError(message)
    direction = 1 if total >= 0 else -1
    parts, remainders = map(list, zip(*(divmod(abs(total) * weight, whole) for weight in weights), strict=True))
    left = abs(total) - sum(parts)
    for place in sorted(range(len(parts)), key=lambda place: -remainders[place])[:left]:
        parts[place] += 1
    return tuple(direction * part for part in parts)


EXAMPLE = Money(125_050, sign=False)


def _check_signs(typed: str, body: str) -> None:
    """Refuse what cannot be part of an amount, each kind in its own words."""
    if any(not character.isascii() and unicodedata.category(character).startswith("N") for character in body):
        raise Invalid(_("You entered %(typed)s. Write the amount with the digits 0 to 9.", typed=typed))
    if _EXPONENT.fullmatch(body):
        raise Invalid(_("You entered %(typed)s. Write the amount in full, without the letter e.", typed=typed))
    if any(character.isalpha() for character in body):
        raise Invalid(
            _(
                "You entered %(typed)s. Write the amount in digits, for example %(example)s.",
                typed=typed,
                example=EXAMPLE,
            )
        )
    if strange := re.search(r"[^0-9., \u2013-]", body):
        if not strange.group().isprintable():
            raise Invalid(
                _("You entered %(typed)s, with a sign that cannot be seen. Type the amount again.", typed=typed)
            )
        raise Invalid(_("You entered %(typed)s. Leave out the sign %(sign)s.", typed=typed, sign=strange.group()))


def _read_number(typed: str, body: str, language: str) -> Cents:
    """Read digits and separators; ``typed`` is what the sentence repeats when they cannot be read."""
    number = _NUMBER.fullmatch(body)
    if number is None or (number["mark"] and number["mark"] == number["group"]):
        raise Invalid(_why_unclear(typed, body))
    euros = int(re.sub(r"\D", "", number["euros"]) or "0")
    decimals = (number["cents"] or "").strip("-\u2013")
    foreign = _FOREIGN.get(language, ("", ""))
    if number["group"] == foreign[0] or (decimals and number["mark"] == foreign[1]):
        raise Invalid(_which_of_two(typed, body))
    return 100 * euros + int(decimals.ljust(2, "0"))


def _why_unclear(typed: str, body: str) -> Message:
    """Tell why digits and separators do not make one amount."""
    if _FINE_DECIMALS.fullmatch(body):
        return _("You entered %(typed)s. An amount has at most two decimals.", typed=typed)
    if re.fullmatch(r"\d+(?:[., ]\d+)+", body):
        return _which_of_two(typed, body)
    return _unreadable(typed)


def _unreadable(typed: str) -> Message:
    """Show how an amount is written when nothing more can be said."""
    return _(
        "You entered %(typed)s. We cannot read that as an amount. Write it like this: %(example)s.",
        typed=typed,
        example=EXAMPLE,
    )


def _which_of_two(typed: str, body: str) -> Message:
    """Name the readings: all separators group thousands, or the last one is a decimal sign.

    Where thousands stand in groups, another sign after them can only be the decimal sign; and when the same sign
    groups them twice, it is none.
    """
    *before, after = re.split(r"[., ]", body.rstrip("-\u2013"))
    digits = int("".join(before) + after)
    thousands = Money(100 * digits, sign=False, decimals=False)
    decimals = Money(share(digits, 100, 10 ** len(after)), sign=False, decimals=False)
    number = _NUMBER.fullmatch(body)
    if number and number["group"] and number["mark"] != number["group"] and (number["mark"] or len(before) > 1):
        meant = decimals if number["mark"] else thousands
        return _("You entered %(typed)s. Do you mean %(meant)s?", typed=typed, meant=meant)
    return _("You entered %(typed)s. Do you mean %(one)s or %(other)s?", typed=typed, one=thousands, other=decimals)


def _within(cents: Cents, least: Cents, most: Cents) -> Cents:
    """Return the amount when it lies between the bounds, and say which bound it breaks when not."""
    if cents < least:
        raise Invalid(
            _("The amount must be at least %(least)s. You entered %(amount)s.", least=Money(least), amount=Money(cents))
        )
    if cents > most:
        raise Invalid(
            _("The amount can be at most %(most)s. You entered %(amount)s.", most=Money(most), amount=Money(cents))
        )
    return cents
