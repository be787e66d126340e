"""Money is asked back when more was paid than was determined, and booked when it comes in (LC-66, LC-71e)."""

from __future__ import annotations

from datetime import date

from fund.awards.models import Award
from fund.core import audit, clock
from fund.core.audit import Acting
from fund.core.db import db
from fund.core.legal_terms import payment_term
from fund.core.perform import perform
from fund.ledger import queries as ledger
from fund.ledger.actions import move
from fund.ledger.rules import FUND, AccountKind, MovementKind, Pot
from fund.payments import queries
from fund.payments.actions.plan import close_when_paid
from fund.payments.models import BankEntry, Recovery
from fund.payments.rules.recovering import received_of
from fund.payments.workflow import RECOVERY
from fund.people.models import Person


def claim(award: Award, amount: int, *, number: str, by: Acting) -> Recovery:
    """Ask back `amount` cents that were paid too much; `number` is that of the decision that says so.

    The term runs from the day on which that is made known, see `start_term`.
    """
    day = clock.today()
    grantee, receivable = Pot(AccountKind.GRANTEE, award.number), Pot(AccountKind.RECEIVABLE, award.number)
    move(MovementKind.CLAIM, grantee, receivable, amount, reference=f"{queries.CLAIM}{number}", by=by)
    recovery = Recovery(
        award=award,
        number=number,
        state=RECOVERY.start,
        amount=amount,
        claimed_on=day,
        due_on=payment_term(day).day,
    )
    db.session.add(recovery)
    db.session.flush()
    audit.record("recovery.claim", recovery, by=by, to_state=RECOVERY.start.value, number=number, amount=amount)
    return recovery


def start_term(award: Award, made_known_on: date, *, by: Acting) -> None:
    """Let the term to pay back run from the day on which it was made known; nothing when nothing is asked back."""
    recovery = queries.recovery_of(award)
    if recovery is None or recovery.made_known_on is not None:
        return
    recovery.made_known_on, recovery.due_on = made_known_on, payment_term(made_known_on).day
    audit.record("recovery.start_term", recovery, by=by, made_known_on=made_known_on, due_on=recovery.due_on)


def book_recovered(recovery: Recovery, cents: int, day: date, *, reference: str, memo: str, by: Person) -> None:
    """Book what came in of what was asked back, never before it was asked; the last of it finishes that."""
    day, receivable = max(day, recovery.claimed_on), Pot(AccountKind.RECEIVABLE, recovery.award.number)
    move(MovementKind.RECOVERED, receivable, FUND, cents, reference=reference, memo=memo, booked_on=day, by=by)
    if ledger.balance(receivable) == 0:
        perform(RECOVERY, "finish_recovery", recovery, by=by, facts={"received_on": day}, amount=recovery.amount)


def book_line(entry: BankEntry, recovery: Recovery, *, by: Person) -> None:
    """Book a line of the bank by which a grantee pays back; what is more than was asked moves nothing (LC-63).

    A line is booked once: its reference is its place on its statement. The last of it closes the grant.
    """
    cents = received_of(entry.amount, queries.left_of(recovery))
    reference = f"recovered:{entry.statement.key}:{entry.position}"
    book_recovered(recovery, cents, entry.booked_on, reference=reference, memo=entry.counterparty, by=by)
    close_when_paid(recovery.award, by=by)
