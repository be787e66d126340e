"""What is booked when the bank confirms a payment or sends it back, whether a file says so or two persons do."""

from __future__ import annotations

from datetime import date

from fund.awards import actions as awards
from fund.awards.workflow import State as AwardState
from fund.core.perform import perform
from fund.ledger import queries as ledger
from fund.ledger.actions import move
from fund.ledger.rules import AccountKind, MovementKind, Pot
from fund.notices.actions import tell_each
from fund.payments import queries
from fund.payments.actions.accounts import doubt_account
from fund.payments.actions.plan import close_when_paid
from fund.payments.actions.recoveries import book_recovered
from fund.payments.models import PaymentOrder
from fund.payments.rules.matching import RETURN_REASONS, split_return
from fund.payments.workflow import INSTALMENT, ORDER, OrderState
from fund.people.models import Person
from fund.people.queries import acting_for


def with_grantee(order: PaymentOrder) -> int:
    """Answer what the grantee holds by the books, in cents: what was asked back cannot come back once more."""
    return ledger.balance(Pot(AccountKind.GRANTEE, order.instalment.award.number))


def book_paid(order: PaymentOrder, day: date, *, by: Person) -> None:
    """Book that the grantee has the money (LC-63); the last payment of a determined grant closes it."""
    number = order.instalment.award.number
    transit, grantee = Pot(AccountKind.TRANSIT, number), Pot(AccountKind.GRANTEE, number)
    reference = f"paid:{order.end_to_end_id}"
    move(MovementKind.PAID, transit, grantee, order.amount, reference=reference, booked_on=day, by=by)
    perform(ORDER, "mark_paid", order, by=by, facts={"paid_on": day}, amount=order.amount)
    perform(INSTALMENT, "confirm_paid", order.instalment, by=by, order=order.end_to_end_id)
    close_when_paid(order.instalment.award, by=by)


def book_returned(order: PaymentOrder, day: date, reason: str, *, by: Person) -> None:
    """Book that a payment came back: its grant is open, and what is still owed can be paid with a new order.

    What was asked back of it meanwhile (LC-66) counts as received, and is not owed any more. The account is to be
    checked anew, so that nothing goes to a closed account a second time.
    """
    award = order.instalment.award
    again, received = order.amount, 0
    if order.state is OrderState.PAID:
        again, received = split_return(order.amount, with_grantee(order))
    _move_back(order, again, received, day=day, reason=reason, by=by)
    facts = {"returned_on": day, "return_reason": reason[:80]}
    perform(ORDER, "mark_returned", order, by=by, facts=facts, amount=order.amount, reason=reason)
    doubt_account(order.bank_account, reason=reason, by=by)
    end = order.end_to_end_id
    if again:
        perform(INSTALMENT, "reopen", order.instalment, by=by, facts={"amount": again}, order=end, reason=reason)
        _tell_returned(order, again, reason, by=by)
    else:
        perform(INSTALMENT, "forgo", order.instalment, by=by, order=end, reason=reason)
    if award.state is AwardState.CLOSED:
        awards.reopen(award, by=by)
    close_when_paid(award, by=by)


def _tell_returned(order: PaymentOrder, amount: int, reason: str, *, by: Person) -> None:
    """Tell all who act for the grantee that a payment came back: the account is theirs to mend."""
    award = order.instalment.award
    tell_each(
        acting_for(award.application.organisation_id),
        template="payments/returned",
        reason=f"payment:{order.end_to_end_id}:returned",
        facts={
            "project": award.application.title,
            "number": award.number,
            "amount": amount,
            "because": RETURN_REASONS.get(reason, ""),
            "iban_end": order.iban[-4:],
        },
        case_id=award.application_id,
        by=by,
    )


def _move_back(order: PaymentOrder, again: int, received: int, *, day: date, reason: str, by: Person) -> None:
    number = order.instalment.award.number
    was = Pot(AccountKind.GRANTEE if order.state is OrderState.PAID else AccountKind.TRANSIT, number)
    owed, end = Pot(AccountKind.AWARD, number), order.end_to_end_id
    if again:
        move(MovementKind.RETURNED, was, owed, again, reference=f"returned:{end}", booked_on=day, memo=reason, by=by)
    if received:
        recovery = queries.recovery_of(order.instalment.award)
        assert recovery is not None  # noqa: S101 (what the books claim was asked back)
        book_recovered(recovery, received, day, reference=f"recovered:{end}", memo=reason, by=by)
