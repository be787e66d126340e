"""What can be paid, what not and why; the plan of a grant; accounts that wait for a check."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, case, exists, func, select
from sqlalchemy.orm import aliased, joinedload

from fund.applications.models import Application
from fund.awards.models import Award, Obligation
from fund.awards.workflow import State as AwardState
from fund.core import clock
from fund.core.db import db
from fund.core.i18n import Message
from fund.core.planning import at_most, none_of
from fund.core.workflow import Workflow
from fund.documents import settings
from fund.ledger import queries as ledger
from fund.ledger.rules import CasePosition
from fund.payments.models import Instalment, PaymentOrder, PaymentRun, Recovery
from fund.payments.queries.recoveries import recovery_of
from fund.payments.rules import orders as order_rules
from fund.payments.rules.matching import in_words, returned_because
from fund.payments.rules.payable import REPORTS, Account, InstalmentFacts, ToMeet, changed_on, why_not_payable
from fund.payments.workflow import INSTALMENT, ORDER, InstalmentState, OrderState
from fund.people.models import BankAccount, Organisation
from fund.people.queries import duties_of
from fund.people.rules import DutyKind, four_eyes

SOON = timedelta(days=14)
"""How far ahead the desk looks: what comes due within two weeks is shown with the reason why it is not paid now."""

LOOKED_AT = 200
"""Payments that are looked at to say how many wait; a page that lists them looks at all."""

MOST_SHOWN = order_rules.MOST_IN_ONE_RUN

WITH_CASE: tuple[Any, ...] = (
    joinedload(Instalment.award).joinedload(Award.application).joinedload(Application.organisation),
    joinedload(Instalment.award).selectinload(Award.obligations),
    joinedload(Instalment.award)
    .joinedload(Award.application)
    .joinedload(Application.organisation)
    .selectinload(Organisation.bank_accounts),
)
"""Everything that decides whether an instalment can be paid, in three statements however many there are."""


@dataclass(frozen=True)
class Payable:
    """An instalment as the desk sees it: what it is called, to which account, and why it cannot be paid, if so."""

    instalment: Instalment
    purpose: Message
    account: BankAccount | None
    why_not: Message | None


def account_of(organisation: Organisation) -> BankAccount | None:
    """Answer the account that an organisation is paid on: the newest one that it gave."""
    return organisation.bank_accounts[0] if organisation.bank_accounts else None


def facts_of(instalment: Instalment, run_number: str = "") -> InstalmentFacts:
    """Gather what decides whether an instalment can be paid."""
    award = instalment.award
    duties = {each.id: ToMeet(each.kind.value, each.due_on, each.met_on, each.filed_on) for each in award.obligations}
    after = None if instalment.obligation_id is None else duties.get(instalment.obligation_id)
    return InstalmentFacts(
        state=instalment.state.value,
        due_on=instalment.due_on,
        at_settlement=instalment.at_settlement,
        award_state=award.state.value,
        account=_account_facts(award),
        after=after,
        duties=tuple(duties.values()),
        run_number=run_number,
    )


def _account_facts(award: Award) -> Account | None:
    accounts = award.application.organisation.bank_accounts
    if not accounts:
        return None
    checked_at = accounts[0].checked_at
    return Account(None if checked_at is None else clock.local_day(checked_at), changed_on(accounts, award.granted_on))


def plan_sizes(award_ids: Iterable[int]) -> dict[int, int]:
    """Answer per grant in how many advances it is paid."""
    rows = db.session.execute(
        select(Instalment.award_id, func.count())
        .where(Instalment.award_id.in_(set(award_ids)), Instalment.at_settlement.is_(False))
        .group_by(Instalment.award_id)
    )
    return {award_id: count for award_id, count in rows}  # noqa: C416 (rows are not pairs to the type checker)


def purpose_of(instalment: Instalment, sizes: dict[int, int]) -> Message:
    """Name an instalment."""
    count = sizes.get(instalment.award_id, 1)
    return order_rules.purpose(instalment.position, count, at_settlement=instalment.at_settlement)


def judged(instalments: Sequence[Instalment], day: date) -> list[Payable]:
    """Say of each instalment whether it can be paid on `day`."""
    sizes = plan_sizes(each.award_id for each in instalments)
    runs = run_numbers(each.id for each in instalments if each.state is InstalmentState.IN_RUN)
    return _judged(instalments, sizes, runs, day)


def _judged(instalments: Sequence[Instalment], sizes: dict[int, int], runs: dict[int, str], day: date) -> list[Payable]:
    return [
        Payable(
            each,
            purpose_of(each, sizes),
            account_of(each.award.application.organisation),
            why_not_payable(facts_of(each, runs.get(each.id, "")), day),
        )
        for each in instalments
    ]


def kept_from(
    person_id: int, wanted: DutyKind, paid: Iterable[tuple[Instalment, BankAccount | None]]
) -> dict[int, Message]:
    """Say per instalment what this person did before that keeps this duty from them (P4); one statement.

    Who checked the account that is paid to has no other part in the payment, also in a case that came after the check.
    """
    pairs = list(paid)
    done = duties_of(person_id, {each.award.application_id for each, _account in pairs})
    found = {}
    for instalment, account in pairs:
        did = done.get(instalment.award.application_id, set())
        checked = account is not None and account.checked_by_id == person_id
        if reason := four_eyes(did | {DutyKind.BANK_CHECKED} if checked else did, wanted):
            found[instalment.id] = reason
    return found


def run_numbers(instalment_ids: Iterable[int]) -> dict[int, str]:
    """Answer in which run an instalment stands that waits for release."""
    wanted = list(instalment_ids)
    if not wanted:
        return {}
    rows = db.session.execute(
        select(PaymentOrder.instalment_id, PaymentRun.number)
        .join(PaymentRun, PaymentOrder.run_id == PaymentRun.id)
        .where(PaymentOrder.instalment_id.in_(wanted), PaymentOrder.state == OrderState.PROPOSED)
    )
    return {instalment_id: number for instalment_id, number in rows}  # noqa: C416 (as above)


def _seems_ready(day: date | BindParameter[date]) -> ColumnElement[bool]:
    """Choose, in the database, what has no known obstacle; `why_not_payable` has the last word."""
    newest = (
        select(BankAccount.checked_at)
        .where(BankAccount.organisation_id == Application.organisation_id)
        .order_by(BankAccount.id.desc())
        .limit(at_most(1))
        .correlate(Application)
        .scalar_subquery()
    )
    report = aliased(Obligation)
    still_due_on = case((report.met_on.is_(None), report.due_on))  # no index but that of the grant can answer this
    late = select(report.id).where(report.award_id == Award.id, report.kind.in_(REPORTS), still_due_on < day)
    met = Instalment.obligation_id.is_(None) | Obligation.met_on.is_not(None)
    runs = met & ~Instalment.at_settlement & none_of(late, Award)
    return (Instalment.due_on <= day) & ((Award.state != AwardState.RUNNING) | runs) & newest.is_not(None)


def _with_grant() -> Select[Instalment]:
    return (
        select(Instalment)
        .join(Award, Instalment.award_id == Award.id)
        .join(Application, Award.application_id == Application.id)
        .outerjoin(Obligation, Instalment.obligation_id == Obligation.id)
    )


def seem_payable(day: BindParameter[date]) -> Select[Any]:
    """Select what has no known obstacle to be paid, for a number in a statement that is written once.

    Of what is due only the latest LOOKED_AT are looked at: what waits longest waits for a report, and may be much.
    """
    due = (
        select(Instalment.id)
        .where(Instalment.state == InstalmentState.PLANNED, Instalment.due_on <= day)
        .order_by(Instalment.due_on.desc(), Instalment.id.desc())
        .limit(LOOKED_AT)
        .subquery()
    )
    return _with_grant().where(Instalment.id.in_(select(due.c.id)), _seems_ready(day)).with_only_columns(Instalment.id)


def ready_and_blocked(day: date, most: int = MOST_SHOWN) -> tuple[list[Payable], list[Payable]]:
    """List what can be paid on `day`, the oldest first, and what comes due by then or soon but cannot, with why."""
    seems_ready = _seems_ready(day)
    chosen = (
        _with_grant()
        .where(Instalment.state == InstalmentState.PLANNED, Instalment.due_on <= day + SOON)
        .order_by(Instalment.due_on, Instalment.id)
        .with_only_columns(Instalment.id)
    )
    hopeful, hindered = (
        chosen.where(seems_ready).limit(most).subquery(),
        chosen.where(~seems_ready).limit(50).subquery(),
    )
    query = (
        select(Instalment)
        .where(Instalment.id.in_(select(hopeful.c.id).union_all(select(hindered.c.id))))
        .order_by(Instalment.due_on, Instalment.id)
        .options(*WITH_CASE)
    )
    payables = judged(db.session.scalars(query).unique().all(), day)
    return [each for each in payables if each.why_not is None], [each for each in payables if each.why_not is not None]


def instalments_by_key(keys: Sequence[str]) -> list[Instalment]:
    """Find the instalments that were ticked, in the order in which they are paid."""
    return list(
        db.session.scalars(
            select(Instalment)
            .where(Instalment.key.in_(list(keys)))
            .order_by(Instalment.due_on, Instalment.id)
            .options(*WITH_CASE)
        ).unique()
    )


def instalments_of(award: Award, *, fresh: bool = False) -> list[Instalment]:
    """List the plan of a grant; `fresh` for an action that holds the grant: as it is now, not as a page read it."""
    plan = select(Instalment).where(Instalment.award_id == award.id).order_by(Instalment.position)
    return list(db.session.scalars(plan.execution_options(populate_existing=fresh)))


def orders_of(award: Award) -> list[PaymentOrder]:
    """List every payment that was tried for a grant, the newest first."""
    return list(
        db.session.scalars(
            select(PaymentOrder)
            .join(Instalment, PaymentOrder.instalment_id == Instalment.id)
            .where(Instalment.award_id == award.id)
            .order_by(PaymentOrder.id.desc())
            .options(joinedload(PaymentOrder.run))
        )
    )


def attempts_of(instalment_ids: Iterable[int]) -> dict[int, int]:
    """Answer how often a payment was tried, sent-back runs included."""
    rows = db.session.execute(
        select(PaymentOrder.instalment_id, func.count())
        .where(PaymentOrder.instalment_id.in_(list(instalment_ids)))
        .group_by(PaymentOrder.instalment_id)
    )
    return {instalment_id: count for instalment_id, count in rows}  # noqa: C416 (as above)


def accounts_to_check() -> list[BankAccount]:
    """List the newest accounts of organisations with a running grant that nobody has checked, the oldest first."""
    newer = aliased(BankAccount)
    running = exists().where(
        Application.organisation_id == BankAccount.organisation_id,
        Award.application_id == Application.id,
        Award.state != AwardState.CLOSED,
    )
    return list(
        db.session.scalars(
            select(BankAccount)
            .where(
                BankAccount.checked_at.is_(None),
                running,
                ~exists().where(newer.organisation_id == BankAccount.organisation_id, newer.id > BankAccount.id),
            )
            .order_by(BankAccount.entered_at, BankAccount.id)
            .limit(100)
            .options(joinedload(BankAccount.organisation).selectinload(Organisation.bank_accounts))
        ).unique()
    )


def came_back(account_ids: Iterable[int]) -> dict[int, PaymentOrder]:
    """Answer per bank account the latest payment to it that the bank sent back."""
    orders = db.session.scalars(
        select(PaymentOrder)
        .where(PaymentOrder.bank_account_id.in_(list(account_ids)), PaymentOrder.state == OrderState.RETURNED)
        .order_by(PaymentOrder.id)
    )
    return {order.bank_account_id: order for order in orders}


def running_cases(organisation_id: int) -> list[int]:
    """List the cases of an organisation of which something may still be paid."""
    return list(
        db.session.scalars(
            select(Award.application_id)
            .join(Application, Award.application_id == Application.id)
            .where(Application.organisation_id == organisation_id, Award.state != AwardState.CLOSED)
            .order_by(Award.application_id)
        )
    )


_WITH_ACCOUNTS: tuple[Any, ...] = (
    joinedload(Award.obligations),
    joinedload(Award.application).joinedload(Application.organisation).joinedload(Organisation.bank_accounts),
)
"""Everything that decides whether the payments of one grant can be made, in one statement."""


@dataclass(frozen=True)
class CaseMoney:
    """The money of a case as its page shows it."""

    award: Award
    position: CasePosition
    instalments: list[Payable]
    orders: list[PaymentOrder]
    recovery: Recovery | None
    """What is asked back, when more was paid than was determined."""
    repay_to: tuple[str, str, str]
    """Name, IBAN and bank of the account on which that is paid."""
    workflow: Workflow = INSTALMENT
    order_workflow: Workflow = ORDER
    returned_because: Callable[[str], Message] = returned_because

    @property
    def sent_back(self) -> dict[int, tuple[date, Message]]:
        """Answer per instalment on which day the bank sent its last payment back, and why, for the grantee."""
        return {
            each.instalment_id: (each.returned_on, in_words(each.return_reason))
            for each in reversed(self.orders)
            if each.returned_on is not None
        }


def money_of(application: Application, day: date) -> CaseMoney | None:
    """Answer the money of a case in five statements; None when nothing is granted."""
    award = (
        db.session.scalars(select(Award).where(Award.application_id == application.id).options(*_WITH_ACCOUNTS))
        .unique()
        .one_or_none()
    )
    if award is None:
        return None
    instalments, orders = instalments_of(award), orders_of(award)
    sizes = {award.id: sum(not each.at_settlement for each in instalments)}
    runs = {each.instalment_id: each.run.number for each in orders if each.state is OrderState.PROPOSED}
    payables, position = _judged(instalments, sizes, runs, day), ledger.case_position(award.number)
    recovery = recovery_of(award) if position.claimed else None
    return CaseMoney(award, position, payables, orders, recovery, settings.payer())
