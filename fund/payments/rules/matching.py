"""What a line of a bank statement is to us: a payment that arrived, one that came back, or something to look at. Pure.

PM-05: match on the id that we gave, then check amount and account; without an id, on amount and account when only one
payment fits. What does not fit exactly is never booked: it waits for a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from fund.core.i18n import Message, _
from fund.core.money import Money

CHARGES: Final = 50_00
"""Cents that a bank may have kept: how far a line that a person matches may be from the payments that it is about."""


class Verdict(StrEnum):
    """What a line is."""

    PAID = "paid"
    RETURNED = "returned"
    RECOVERED = "recovered"
    UNMATCHED = "unmatched"
    OTHER = "other"


BOOKED: Final = frozenset({Verdict.PAID, Verdict.RETURNED, Verdict.RECOVERED})
"""Lines that moved money in a grant."""


class Why(StrEnum):
    """What was seen, as it is kept with the line."""

    BY_ID = "by_id"
    BY_AMOUNT = "by_amount"
    NOT_OURS = "not_ours"
    RECEIVED = "received"
    UNKNOWN_ID = "unknown_id"
    OTHER_AMOUNT = "other_amount"
    OTHER_ACCOUNT = "other_account"
    NOT_RELEASED = "not_released"
    PAID_ALREADY = "paid_already"
    RETURNED_ALREADY = "returned_already"
    BEFORE_RELEASE = "before_release"
    DETAILS_MISSING = "details_missing"
    ASKED_BACK = "asked_back"
    BY_NUMBER = "by_number"
    TOO_MUCH_BACK = "too_much_back"
    MAY_BE_PAID_BACK = "may_be_paid_back"


WHY: Final[dict[str, Message]] = {
    Why.BY_ID: _("Our reference, amount and account agree."),
    Why.BY_AMOUNT: _("The bank gave no reference; amount and account fit one payment only."),
    Why.NOT_OURS: _("Not a payment of this fund."),
    Why.RECEIVED: _("Money that came in; it is not a returned payment of this fund."),
    Why.UNKNOWN_ID: _("The reference looks like ours, but we did not give it out."),
    Why.OTHER_AMOUNT: _("The amount is not that of our payment."),
    Why.OTHER_ACCOUNT: _("The account is not that of our payment. Call the bank."),
    Why.NOT_RELEASED: _("This payment was not released. Call the bank."),
    Why.PAID_ALREADY: _("This payment was paid before: the bank may have paid twice. Call the bank."),
    Why.RETURNED_ALREADY: _("This payment came back before. Call the bank."),
    Why.BEFORE_RELEASE: _("The bank dates this before the payment was released. Call the bank."),
    Why.ASKED_BACK: _("This payment came back, but part of it was asked back already when the grant was determined."),
    Why.BY_NUMBER: _("It names a grant of which we asked money back."),
    Why.TOO_MUCH_BACK: _("It names a grant of which we asked money back, but it is more than is still to come."),
    Why.MAY_BE_PAID_BACK: _("This may be money that we asked back: the amount or the account fits."),
    Why.DETAILS_MISSING: _("The bank does not say what this amount is made of. Ask for a statement with details."),
}

RETURN_REASONS: Final[dict[str, Message]] = {
    "AC01": _("the account number is not right"),
    "AC03": _("the account number is not right"),
    "AC04": _("the account was closed"),
    "AC06": _("the account is blocked"),
    "AC13": _("this kind of account cannot receive it"),
    "AG01": _("this account cannot receive it"),
    "AG02": _("the bank does not know this kind of payment"),
    "AM05": _("the bank took it for a double payment"),
    "BE04": _("the address of the grantee is missing"),
    "FOCR": _("it was called back"),
    "MD07": _("the holder of the account has died"),
    "MS02": _("the holder refused it"),
    "MS03": _("the bank gives no reason"),
    "NARR": _("the bank gives no reason"),
    "RC01": _("the code of the bank is not right"),
    "RR04": _("a rule of the bank stands in the way"),
}


def in_words(code: str) -> Message:
    """Say in words why a payment came back, for its grantee: what only a bank knows by its code has no reason."""
    return RETURN_REASONS.get(code, RETURN_REASONS["NARR"])


def returned_because(code: str) -> Message:
    """Say in words why a payment came back, with the code of the bank."""
    words = RETURN_REASONS.get(code)
    if words is None:
        return _("Came back with code %(code)s. Ask the bank what it means.", code=code)
    return _("Came back: %(words)s (%(code)s).", words=words, code=code)


@dataclass(frozen=True)
class Line:
    """One payment on a statement; `amount` in cents, below zero for money that left.

    `with_grantee` is what the grantee holds by the books, in cents; it counts for a line by which money comes back.
    """

    amount: int
    booked_on: date
    iban: str = ""
    return_reason: str | None = None
    id_given: bool = False
    id_looks_like_ours: bool = False
    with_grantee: int = 0


def judge(line: Line, order: Any | None, candidates: Sequence[Any]) -> tuple[Verdict, Why, Any | None]:
    """Answer what a line is, why, and which order it is about.

    `order` is the one that carries the id of the line, if any; `candidates` are orders at the bank with the amount and
    account of the line, for a line without an id.
    """
    if order is None and line.id_given:
        return _foreign(line, looks_like_ours=line.id_looks_like_ours)
    if order is None:
        fitting = [each for each in candidates if line.booked_on >= each.released_on]
        if line.amount < 0 and len(fitting) == 1:
            return Verdict.PAID, Why.BY_AMOUNT, fitting[0]
        return _foreign(line, looks_like_ours=False)
    return _about(line, order)


def _foreign(line: Line, *, looks_like_ours: bool) -> tuple[Verdict, Why, None]:
    if looks_like_ours:
        return Verdict.UNMATCHED, Why.UNKNOWN_ID, None
    return Verdict.OTHER, Why.RECEIVED if line.amount > 0 else Why.NOT_OURS, None


def _about(line: Line, order: Any) -> tuple[Verdict, Why, Any]:
    comes_back = line.amount > 0
    if objection := _objection(line, order, comes_back=comes_back):
        return Verdict.UNMATCHED, objection, order
    return Verdict.RETURNED if comes_back else Verdict.PAID, Why.BY_ID, order


def _objection(line: Line, order: Any, *, comes_back: bool) -> Why | None:
    """Say why a line with our reference is not what it seems to be."""
    if order.state in ("proposed", "dropped"):
        return Why.NOT_RELEASED
    if order.state == "returned":
        return Why.RETURNED_ALREADY
    if order.state == "paid" and not comes_back:
        return Why.PAID_ALREADY
    if abs(line.amount) != order.amount:
        return Why.OTHER_AMOUNT
    if line.iban and line.iban != order.iban:
        return Why.OTHER_ACCOUNT
    if line.booked_on < order.released_on or (order.paid_on is not None and line.booked_on < order.paid_on):
        return Why.BEFORE_RELEASE
    if order.state == "paid" and line.with_grantee < order.amount:
        return Why.ASKED_BACK
    return None


# What a person books by hand


SAYS: Final[dict[Verdict, Message]] = {
    Verdict.PAID: _("Payments of ours that arrived"),
    Verdict.RETURNED: _("Payments of ours that came back"),
    Verdict.RECOVERED: _("Money that we asked back"),
    Verdict.OTHER: _("Nothing to book in a grant"),
}


def verdicts_for(amount: int) -> tuple[Verdict, ...]:
    """Answer what a line can be when a person looks at it: money that left was paid, money that came was returned."""
    return (Verdict.PAID, Verdict.OTHER) if amount < 0 else (Verdict.RETURNED, Verdict.RECOVERED, Verdict.OTHER)


def why_no_match(line: Any, verdict: Verdict, orders: Sequence[Any], recovery: Any = None) -> Message | None:
    """Say why a line (with its `amount` in cents) cannot be booked by hand as `verdict` of these orders (PM-05, P2).

    `recovery` is what was asked back, for a line by which that is paid.
    """
    if verdict not in verdicts_for(line.amount):
        return _("Choose what this line is.")
    if verdict is Verdict.OTHER:
        return _("Nothing is booked, so tick no payment.") if orders or recovery is not None else None
    if verdict is Verdict.RECOVERED:
        return _why_not_recovered(recovery, orders)
    return _why_not_these(line, verdict, orders)


def _why_not_recovered(recovery: Any, orders: Sequence[Any]) -> Message | None:
    if orders:
        return _("No payment of ours is booked, so tick none.")
    if recovery is None:
        return _("Choose what was asked back.")
    if recovery.state != "open":
        return _("Everything of %(number)s was paid back already.", number=recovery.number)
    return None


def _why_not_these(line: Any, verdict: Verdict, orders: Sequence[Any]) -> Message | None:
    if not orders:
        return _("Tick the payment that this line is about.")
    fine = ("instructed",) if verdict is Verdict.PAID else ("instructed", "paid")
    for order in orders:
        if order.state not in fine:
            return _("%(id)s is not at the bank any more. Look at this line again.", id=order.end_to_end_id)
    total = sum(order.amount for order in orders)
    if abs(abs(line.amount) - total) > CHARGES:
        return _(
            "The line is %(line)s and the payments are %(total)s. That is too far apart to be charges of the bank.",
            line=Money(abs(line.amount)),
            total=Money(total),
        )
    return None


def split_return(amount: int, with_grantee: int) -> tuple[int, int]:
    """Split a returned payment, in cents: what can be paid again, and what settles the part that was asked back."""
    again = min(amount, with_grantee)
    return again, amount - again


def whole_run(number: str, count: int, cents: int) -> tuple[str, Message]:
    """Offer everything of a run that is at the bank, as a choice."""
    return number, _(
        "Everything of run %(number)s at the bank: %(count)s payments, %(amount)s",
        number=number,
        count=count,
        amount=Money(cents),
    )


def offer(order: Any) -> tuple[str, Message]:
    """Offer a payment, as a choice."""
    return order.end_to_end_id, _(
        "%(holder)s: %(amount)s (%(id)s, run %(run)s)",
        holder=order.holder,
        amount=Money(order.amount),
        id=order.end_to_end_id,
        run=order.run.number,
    )
