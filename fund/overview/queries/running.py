"""Work from the decision on: signing, sending, reviewing, determining, paying."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from sqlalchemy import func, or_, select

from fund.applications.models import Application
from fund.awards.models import Award
from fund.core.clock import local_day
from fund.core.db import select_rows
from fund.core.i18n import _
from fund.core.planning import written_out
from fund.core.workflow import Look
from fund.decisions.models import Decision
from fund.decisions.queries import AT_STAKE, WAITING, reach_of
from fund.decisions.workflow import WORKFLOW as DECISION
from fund.decisions.workflow import State as DecisionState
from fund.overview.queries.task import HANDLED, MOST, READER, TODAY, Task, case_of, of_case
from fund.overview.rules.desk import can_be_paid, review_by
from fund.payments.models import BankEntry, BankMatch, PaymentOrder, PaymentRun
from fund.payments.queries import accounts_to_check, late_recoveries, ready_and_blocked
from fund.payments.workflow import RUN, RunState
from fund.people.models import Organisation, Person
from fund.people.roles import Role
from fund.settlement.models import Settlement
from fund.settlement.workflow import WORKFLOW as SETTLEMENT
from fund.settlement.workflow import State as SettlementState

_OTHERS: Final = (
    (Decision.state == DecisionState.PROPOSED)
    & (Decision.proposed_by_id != READER)
    & (reach_of(READER, TODAY) >= AT_STAKE)
)
_DECISIONS: Final = {
    (signs, handles): written_out(
        of_case(Decision.key, Decision.state, Decision.amount, Decision.proposed_by_id, Application.decide_by)
        .join(Decision, Decision.application_id == Application.id)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .where(Decision.state.in_(WAITING), or_(*([_OTHERS] if signs else []), *([HANDLED] if handles else [])))
        .order_by(Decision.proposed_at, Decision.id)
        .limit(MOST)
    )
    for signs, handles in ((True, False), (False, True), (True, True))
}
"""For who signs, for who handles, and for who does both."""


def decisions(person: Person, day: date) -> Iterable[Task]:
    """List the decisions to sign, to mend and to send, and for who handles the case those that wait for a signature."""
    signs, handles = Role.DECISION_MAKER in person.roles, Role.CASE_HANDLER in person.roles
    rows = select_rows(_DECISIONS[signs, handles], {"reader": person.id, "today": day})
    for row in rows:
        may_sign = signs and row.proposed_by_id != person.id
        what, waits = {
            DecisionState.PROPOSED: (_("Sign the decision") if may_sign else _("Wait for the signature"), not may_sign),
            DecisionState.SENT_BACK: (_("Mend the proposal that was sent back"), False),
            DecisionState.APPROVED: (_("Send the letter"), False),
        }[row.state]
        case = {**case_of(row), "amount": row.amount}
        look = DECISION.looks[row.state]
        yield Task(
            what, "decisions.decision", {"key": row.key}, row.decide_by, look, waits=waits, kind="decide", **case
        )


_SETTLEMENTS: Final = written_out(
    of_case(Settlement.key, Settlement.proposed_at)
    .join(Award, Award.application_id == Application.id)
    .join(Settlement, Settlement.award_id == Award.id)
    .join(Organisation, Organisation.id == Application.organisation_id)
    .where(
        Settlement.served_on.is_(None),
        Settlement.state == SettlementState.PROPOSED,
        Settlement.proposed_by_id != READER,
        Settlement.granted <= reach_of(READER, TODAY),
    )
    .order_by(Settlement.proposed_at, Settlement.id)
    .limit(MOST)
)


def settlements(person: Person, day: date) -> Iterable[Task]:
    """List the determinations that wait for a signature of this decision maker, within the mandate."""
    rows = select_rows(_SETTLEMENTS, {"reader": person.id, "today": day})
    for row in rows:
        due = review_by(local_day(row.proposed_at))
        look = SETTLEMENT.looks[SettlementState.PROPOSED]
        yield Task(
            _("Sign the determination"),
            "settlement.settlement",
            {"key": row.key},
            due,
            look,
            kind="settle",
            **case_of(row),
        )


_RUNS: Final = written_out(
    select(
        *(PaymentRun.key, PaymentRun.number, PaymentRun.execute_on),
        select(func.sum(PaymentOrder.amount)).where(PaymentOrder.run_id == PaymentRun.id).scalar_subquery(),
    )
    .where(PaymentRun.state == RunState.AWAITING_RELEASE, PaymentRun.made_by_id != READER)
    .order_by(PaymentRun.execute_on, PaymentRun.id)
    .limit(MOST)
)


def runs(person: Person, _day: date) -> Iterable[Task]:
    """List the payment runs that somebody else made and that wait for release."""
    look = RUN.looks[RunState.AWAITING_RELEASE]
    for key, number, execute_on, total in select_rows(_RUNS, {"reader": person.id}):
        yield Task(
            *(_("Release the payments"), "payments.run", {"key": key}, execute_on, look),
            title=_("Payment run %(number)s", number=number),
            amount=int(total or 0),
            kind="pay",
        )


_MATCHES: Final = written_out(
    select(BankEntry.key, BankEntry.counterparty, BankEntry.amount)
    .join(BankMatch, BankMatch.entry_id == BankEntry.id)
    .where(BankMatch.decided_at.is_(None), BankMatch.proposed_by_id != READER)
    .order_by(BankMatch.id)
    .limit(MOST)
)


def matches(person: Person, day: date) -> Iterable[Task]:
    """List what a colleague said about a line of the bank and nobody has confirmed yet."""
    for row in select_rows(_MATCHES, {"reader": person.id}):
        yield Task(
            _("Look what a line of the bank is, as the second person"),
            "payments.line",
            {"key": row.key},
            day,
            Look(_("Waits for a second person"), _("Waits for a second person"), "wait"),
            title=row.counterparty or _("unknown"),
            amount=row.amount,
            kind="pay",
        )


def payments_due(_person: Person, day: date) -> Iterable[Task]:
    """Say once how many payments can be made today, so that a run is made."""
    ready, _blocked = ready_and_blocked(day)
    if ready:
        yield Task(
            _("Make a payment run"),
            "payments.payments",
            {},
            min(each.instalment.due_on for each in ready if each.instalment.due_on is not None),
            Look(_("To pay"), _("To pay"), "todo"),
            title=can_be_paid(len(ready)),
            amount=sum(each.instalment.amount for each in ready),
            kind="pay",
        )


def accounts(_person: Person, day: date) -> Iterable[Task]:
    """List the bank accounts that nobody has checked; no money goes to them until somebody does."""
    for account in accounts_to_check():
        yield Task(
            _("Check the bank account"),
            "payments.check",
            {"key": account.key},
            day,
            Look(_("Not checked"), _("Not checked"), "todo"),
            title=account.organisation.name,
            kind="pay",
        )


def claims(_person: Person, day: date) -> Iterable[Task]:
    """List what was asked back and did not come in before its day."""
    for row in late_recoveries(day):
        yield Task(
            _("Call about the money that did not come back"),
            "payments.recovery",
            {"key": row.key},
            row.due_on,
            Look(_("Too late"), _("Too late"), "late"),
            number=row.case,
            title=row.organisation,
            amount=int(row.left),
            kind="pay",
        )
