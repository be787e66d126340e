"""The runs and what stands in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from fund.core.db import db
from fund.core.i18n import Message, _
from fund.documents.queries import content_of
from fund.ledger import queries as ledger
from fund.ledger.models import Movement
from fund.payments.models import PaymentOrder, PaymentRun
from fund.payments.queries.instalments import WITH_CASE, account_of, facts_of, kept_from, plan_sizes, purpose_of
from fund.payments.rules import orders as order_rules
from fund.payments.rules.pain001 import read_totals, write_pain001
from fund.payments.rules.payable import why_not_payable
from fund.payments.workflow import InstalmentState, OrderState, RunState
from fund.people.rules import DutyKind

ORDERS_WITH_CASE: tuple[ORMOption, ...] = (
    selectinload(PaymentRun.orders).joinedload(PaymentOrder.instalment).options(*WITH_CASE),
    selectinload(PaymentRun.orders).joinedload(PaymentOrder.bank_account),
    joinedload(PaymentRun.made_by),
    joinedload(PaymentRun.released_by),
    joinedload(PaymentRun.file),
)


def payments_as_they_stand(run: PaymentRun, day: date) -> dict[int, order_rules.Now]:
    """Answer per instalment of a run how it would be paid now; the run must have been loaded with its cases."""
    now = {}
    for order in run.orders:
        instalment = order.instalment
        account = account_of(instalment.award.application.organisation)
        facts = facts_of(instalment, run.number)
        if facts.state == InstalmentState.IN_RUN.value:
            facts = replace(facts, state=InstalmentState.PLANNED.value)
        now[instalment.id] = order_rules.Now(
            amount=instalment.amount,
            iban="" if account is None else account.iban,
            holder="" if account is None else account.holder,
            account_id=None if account is None else account.id,
            is_checked=account is not None and account.checked_at is not None,
            why_not=why_not_payable(facts, day),
        )
    return now


def run_by_token(idempotency_key: str) -> PaymentRun | None:
    """Find the run that was made with this token of its form."""
    return db.session.scalars(select(PaymentRun).where(PaymentRun.idempotency_key == idempotency_key)).first()


def run_with_cases(run: PaymentRun) -> PaymentRun:
    """Read a run anew with everything that belongs to it."""
    query = select(PaymentRun).where(PaymentRun.id == run.id).options(*ORDERS_WITH_CASE)
    return db.session.scalars(query.execution_options(populate_existing=True)).unique().one()


def runs() -> Select[PaymentRun]:
    """Select the runs, with who made and released them."""
    return select(PaymentRun).options(joinedload(PaymentRun.made_by), joinedload(PaymentRun.released_by))


def run_totals(run_ids: Iterable[int]) -> dict[int, tuple[int, int, int]]:
    """Answer per run: how many payments, their sum in cents, and how many came back."""
    rows = db.session.execute(
        select(
            PaymentOrder.run_id,
            func.count(),
            func.sum(PaymentOrder.amount),
            func.count().filter(PaymentOrder.state == OrderState.RETURNED),
        )
        .where(PaymentOrder.run_id.in_(list(run_ids)))
        .group_by(PaymentOrder.run_id)
    )
    return {run_id: (count, int(amount), returned) for run_id, count, amount, returned in rows}


def runs_without_open_orders() -> list[PaymentRun]:
    """List the released runs of which nothing is at the bank any more."""
    at_bank = exists().where(PaymentOrder.run_id == PaymentRun.id, PaymentOrder.state == OrderState.INSTRUCTED)
    return list(
        db.session.scalars(
            select(PaymentRun).where(PaymentRun.state == RunState.RELEASED, ~at_bank).order_by(PaymentRun.id)
        )
    )


@dataclass(frozen=True)
class Row:
    """A payment in a run as it is compared: what it is for, why now, what changed since, when the account did."""

    order: PaymentOrder
    purpose: Message
    reason: Message
    difference: Message | None
    account_changed_on: date | None


def rows_of(run: PaymentRun, day: date) -> list[Row]:
    """List the payments of a run that was loaded with its cases; what was released or sent back is not compared."""
    sizes = plan_sizes(order.instalment.award_id for order in run.orders)
    waits = run.state is RunState.AWAITING_RELEASE
    now = payments_as_they_stand(run, day) if waits else {}
    rows = []
    for order in run.orders:
        facts = facts_of(order.instalment)
        rows.append(
            Row(
                order,
                purpose_of(order.instalment, sizes),
                order_rules.reason_now(facts, order.instalment.award.granted_on),
                order_rules.difference(order, now[order.instalment_id]) if waits else None,
                facts.account.changed_on if facts.account is not None else None,
            )
        )
    return rows


def why_not_released_by(run: PaymentRun, person_id: int) -> Message | None:
    """Say what this person did before that keeps the release of this run from them; None when nothing does."""
    paid = [(order.instalment, order.bank_account) for order in run.orders]
    kept = kept_from(person_id, DutyKind.RUN_RELEASED, paid)
    for order in run.orders:
        if (reason := kept.get(order.instalment_id)) is not None:
            return _("%(number)s: %(reason)s", number=order.instalment.award.number, reason=reason)
    return None


def sources_of(run: PaymentRun) -> list[order_rules.Source]:
    """Ask three sources what a run comes to: the run, the ledger, and the bank file; they must say the same."""
    amount = sum(order.amount for order in run.orders)
    sources = [order_rules.Source(_("This run"), len(run.orders), amount)]
    if run.file is not None:
        count, instructed = _instructed(run)
        sources.append(order_rules.Source(_("Ledger: given to the bank"), count, instructed))
        content = content_of(run.file)
    else:
        sources.append(_ready_in_ledger(run))
        content = write_pain001(order_rules.payment_file(run, run.made_at))
    return [*sources, order_rules.Source(_("Bank file (pain.001)"), *read_totals(content))]


def _ready_in_ledger(run: PaymentRun) -> order_rules.Source:
    """Count what the books have for these payments."""
    left = {
        number: position.open
        for number, position in ledger.case_positions({o.instalment.award.number for o in run.orders}).items()
    }
    count = amount = 0
    for order in run.orders:
        number = order.instalment.award.number
        covered = min(order.amount, left[number])
        left[number] -= covered
        count += covered == order.amount
        amount += covered
    return order_rules.Source(_("Ledger: ready to pay"), count, amount)


def _instructed(run: PaymentRun) -> tuple[int, int]:
    references = [f"instruct:{order.end_to_end_id}" for order in run.orders]
    found = db.session.execute(
        select(func.count(), func.coalesce(func.sum(Movement.amount), 0)).where(Movement.reference.in_(references))
    ).one()
    return int(found[0]), int(found[1])


def waiting_runs() -> list[PaymentRun]:
    """List the runs that wait for a second person, the oldest first."""
    return list(
        db.session.scalars(
            select(PaymentRun)
            .where(PaymentRun.state == RunState.AWAITING_RELEASE)
            .order_by(PaymentRun.id)
            .options(joinedload(PaymentRun.made_by))
        )
    )
