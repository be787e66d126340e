"""Money that is asked back: which line of the bank is about it, and when it is late. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fund.core.i18n import Message, _
from fund.core.money import Money
from fund.payments.rules.matching import Verdict, Why


@dataclass(frozen=True)
class Asked:
    """What is asked back in a case: the number of the grant, cents that are still to come, accounts of the grantee."""

    number: str
    left: int
    ibans: frozenset[str] = frozenset()
    recovery: Any = None


def is_named(number: str, text: str) -> bool:
    """Answer whether a text has the number of a grant, however the bank or the payer spaced it."""
    parts = r"[\s./-]*".join(map(re.escape, number.upper().split("-")))
    return re.search(rf"(?<![0-9A-Z]){parts}(?![0-9])", text.upper()) is not None


def judge_receipt(
    amount: int, text: str, iban: str, asked: Sequence[Asked]
) -> tuple[Verdict, Why, Asked | None] | None:
    """Answer what money that came in has to do with what was asked back; None when nothing does. Amounts in cents.

    By itself only what names one grant and is not more than what is still to come is booked (LC-63).
    """
    named = [each for each in asked if is_named(each.number, text)]
    if len(named) == 1:
        fits = amount <= named[0].left
        return (Verdict.RECOVERED, Why.BY_NUMBER, named[0]) if fits else (Verdict.UNMATCHED, Why.TOO_MUCH_BACK, None)
    if named or any(each.left and (each.left == amount or iban in each.ibans) for each in asked):
        return Verdict.UNMATCHED, Why.MAY_BE_PAID_BACK, None
    return None


def is_late(recovery: Any, day: date) -> bool:
    """Answer whether the term to pay back has ended and not everything came in."""
    return recovery.received_on is None and recovery.made_known_on is not None and recovery.due_on < day


def received_of(amount: int, left: int) -> int:
    """Answer how many cents of a line count for what is asked back: never more than is still to come."""
    return min(amount, left)


def likeliest(line: Any, asked: Sequence[Asked]) -> list[Asked]:
    """List what a line that came in may be about, the likeliest first: by its number, its account, its amount."""
    still = [each for each in asked if each.left]
    text = f"{line.remittance} {line.end_to_end_id}"
    return sorted(
        still,
        key=lambda each: (
            not is_named(each.number, text),
            line.counterparty_iban not in each.ibans,
            line.amount != each.left,
        ),
    )


def offer_recovery(asked: Asked) -> tuple[str, Message]:
    """Offer what is asked back, as a choice."""
    return asked.recovery.number, _(
        "%(name)s: %(left)s to come (%(number)s)",
        name=asked.recovery.award.application.organisation.name,
        left=Money(asked.left),
        number=asked.recovery.number,
    )
