"""What the bank said, and the orders that it is about."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import joinedload

from fund.awards.models import Award
from fund.core.db import db
from fund.payments.models import BankEntry, BankStatement, Instalment, PaymentOrder
from fund.payments.rules.matching import Verdict
from fund.payments.workflow import OrderState


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
    """Answer per statement and verdict: how many lines and their sum in cents."""
    rows = db.session.execute(
        select(BankEntry.statement_id, BankEntry.matched, func.count(), func.sum(BankEntry.amount))
        .where(BankEntry.statement_id.in_(list(statement_ids)))
        .group_by(BankEntry.statement_id, BankEntry.matched)
    )
    tallies: dict[int, dict[Verdict, tuple[int, int]]] = {}
    for statement_id, verdict, count, amount in rows:
        tallies.setdefault(statement_id, {})[verdict] = (count, int(amount))
    return tallies
