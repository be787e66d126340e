"""What the bank said, and the orders that it is about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from fund.awards.models import Award
from fund.core.db import db
from fund.ledger import queries as ledger
from fund.payments.models import (
    BankEntry,
    BankMatch,
    BankStatement,
    Instalment,
    MatchedOrder,
    PaymentOrder,
    PaymentRun,
    Recovery,
)
from fund.payments.rules.matching import CHARGES, Verdict, split_return
from fund.payments.workflow import MatchState, OrderState

MATCHES: tuple[ORMOption, ...] = (
    selectinload(BankEntry.matches).options(
        joinedload(BankMatch.proposed_by),
        joinedload(BankMatch.decided_by),
        joinedload(BankMatch.recovery).joinedload(Recovery.award),
        selectinload(BankMatch.matched_orders)
        .joinedload(MatchedOrder.order)
        .options(joinedload(PaymentOrder.run), joinedload(PaymentOrder.instalment).joinedload(Instalment.award)),
    ),
)
"""What persons said about a line, with the payments that they meant."""

MOST_OFFERED = 60
"""Payments that are offered for one line."""


def orders_by_id(ids: Iterable[str]) -> dict[str, PaymentOrder]:
    """Find our orders by the ids in a bank statement, locked: what the bank says is booked by one at a time."""
    wanted = sorted({each for each in ids if each})
    found: dict[str, PaymentOrder] = {}
    for start in range(0, len(wanted), 500):
        for order in db.session.scalars(
            select(PaymentOrder)
            .where(PaymentOrder.end_to_end_id.in_(wanted[start : start + 500]))
            .order_by(PaymentOrder.id)
            .options(
                joinedload(PaymentOrder.run),
                joinedload(PaymentOrder.instalment).joinedload(Instalment.award),
            )
            .with_for_update(of=PaymentOrder)
            .execution_options(populate_existing=True)
        ):
            found[order.end_to_end_id] = order
    return found


def orders_by_reference(references: Iterable[str]) -> list[PaymentOrder]:
    """Find our orders by their ids, or by the number of a run for all of it that is at the bank; locked."""
    wanted = set(references)
    in_runs = db.session.scalars(
        select(PaymentOrder.end_to_end_id)
        .join(PaymentRun, PaymentOrder.run_id == PaymentRun.id)
        .where(PaymentRun.number.in_(wanted), PaymentOrder.state == OrderState.INSTRUCTED)
    )
    found = orders_by_id({*wanted, *in_runs})
    return sorted(found.values(), key=lambda order: order.id)


def looks_like_ours(end_to_end_id: str) -> bool:
    """Answer whether an id begins with the number of one of our grants, as all of ours do."""
    number = end_to_end_id.rsplit("-", 2)[0]
    return bool(number) and db.session.scalar(select(exists().where(Award.number == number))) is True


def orders_at_bank(amount: int, iban: str) -> list[PaymentOrder]:
    """List the orders at the bank with this amount in cents for this account."""
    return list(
        db.session.scalars(
            select(PaymentOrder)
            .where(
                PaymentOrder.state == OrderState.INSTRUCTED,
                PaymentOrder.amount == amount,
                PaymentOrder.iban == iban,
            )
            .order_by(PaymentOrder.id)
            .options(
                joinedload(PaymentOrder.run),
                joinedload(PaymentOrder.instalment).joinedload(Instalment.award),
            )
            .with_for_update(of=PaymentOrder)
            .execution_options(populate_existing=True)
        )
    )


def statement_read_before(iban: str, statement_id: str) -> BankStatement | None:
    """Find the statement of this account with this number, if it was read before (PM-06)."""
    return db.session.scalars(
        select(BankStatement)
        .where(BankStatement.iban == iban, BankStatement.statement_id == statement_id)
        .options(joinedload(BankStatement.read_by))
    ).first()


def statements() -> Select[BankStatement]:
    """Select the bank statements that were read, with who read them."""
    return select(BankStatement).options(joinedload(BankStatement.read_by))


def statement_before(statement: BankStatement) -> BankStatement | None:
    """Find the statement of the same account that ended last before this one."""
    return db.session.scalars(
        select(BankStatement)
        .where(
            BankStatement.iban == statement.iban,
            BankStatement.id != statement.id,
            (BankStatement.until_on < statement.until_on)
            | ((BankStatement.until_on == statement.until_on) & (BankStatement.id < statement.id)),
        )
        .order_by(BankStatement.until_on.desc(), BankStatement.id.desc())
        .limit(1)
    ).first()


def statement_tallies(statement_ids: Iterable[int]) -> dict[int, dict[Verdict, tuple[int, int]]]:
    """Answer per statement and verdict, as two persons booked it or as it was read: how many lines, their cents."""
    booked = and_(BankMatch.entry_id == BankEntry.id, BankMatch.state == MatchState.CONFIRMED)
    verdict = func.coalesce(BankMatch.verdict, BankEntry.matched, type_=BankEntry.matched.type).label("verdict")
    rows = db.session.execute(
        select(BankEntry.statement_id, verdict, func.count(), func.sum(BankEntry.amount))
        .outerjoin(BankMatch, booked)
        .where(BankEntry.statement_id.in_(list(statement_ids)))
        .group_by(BankEntry.statement_id, verdict)
    )
    tallies: dict[int, dict[Verdict, tuple[int, int]]] = {}
    for statement_id, what, count, amount in rows:
        tallies.setdefault(statement_id, {})[what] = (count, int(amount))
    return tallies


def offered_for(entry: BankEntry) -> tuple[list[tuple[str, int, int]], list[PaymentOrder]]:
    """List what a line may be about: whole runs at the bank of its amount, and payments, the likeliest first.

    A run is (number, how many payments, cents). Likely is a payment with the reference of the line, to its account,
    or of its amount but for charges.
    """
    size = abs(entry.amount)
    states = (OrderState.INSTRUCTED,) if entry.amount < 0 else (OrderState.INSTRUCTED, OrderState.PAID)
    near = PaymentOrder.amount.between(size - CHARGES, size + CHARGES)
    same = (PaymentOrder.id == entry.order_id) | (PaymentOrder.iban == entry.counterparty_iban)
    at_bank = PaymentOrder.state == OrderState.INSTRUCTED
    orders = db.session.scalars(
        select(PaymentOrder)
        .where(PaymentOrder.state.in_(states), or_(near, same, at_bank))
        .order_by((PaymentOrder.id == entry.order_id).desc(), same.desc(), near.desc(), PaymentOrder.id.desc())
        .limit(MOST_OFFERED)
        .options(joinedload(PaymentOrder.run))
    )
    return _whole_runs(size) if entry.amount < 0 else [], list(orders)


def _whole_runs(size: int) -> list[tuple[str, int, int]]:
    total = func.sum(PaymentOrder.amount)
    rows = db.session.execute(
        select(PaymentRun.number, func.count(), total)
        .join(PaymentOrder, PaymentOrder.run_id == PaymentRun.id)
        .where(PaymentOrder.state == OrderState.INSTRUCTED)
        .group_by(PaymentRun.number)
        .having(total.between(size - CHARGES, size + CHARGES), func.count() > 1)
        .order_by(PaymentRun.number.desc())
    )
    return [(number, count, int(cents)) for number, count, cents in rows]


@dataclass(frozen=True)
class Booking:
    """What confirming a match does for one payment, in cents: what can be paid again, and what was asked back."""

    order: PaymentOrder
    again: int
    received: int


def bookings_of(match: BankMatch) -> list[Booking]:
    """Say what confirming a match books, payment by payment."""
    positions = ledger.case_positions({order.instalment.award.number for order in match.orders})
    left = {number: position.paid - position.claimed for number, position in positions.items()}
    bookings = []
    for order in match.orders:
        number, again, received = order.instalment.award.number, order.amount, 0
        if match.verdict is Verdict.RETURNED and order.state is OrderState.PAID:
            again, received = split_return(order.amount, left[number])
            left[number] -= again
        bookings.append(Booking(order, again, received))
    return bookings


def waiting_matches() -> list[BankMatch]:
    """List what was proposed about bank lines and waits for a second person, the oldest first."""
    return list(
        db.session.scalars(
            select(BankMatch)
            .where(BankMatch.decided_at.is_(None))
            .order_by(BankMatch.id)
            .limit(100)
            .options(joinedload(BankMatch.entry), joinedload(BankMatch.proposed_by))
        )
    )
