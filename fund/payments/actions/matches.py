"""A line of the bank that could not be booked by itself: one says what it is, another confirms it (PM-05, P4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import select

from fund.core import audit, clock
from fund.core.db import db
from fund.core.errors import Forbidden, Refused, Stale
from fund.core.i18n import _
from fund.core.perform import perform
from fund.payments import policy, queries
from fund.payments.actions.booking import book_paid, book_returned
from fund.payments.actions.recoveries import book_line
from fund.payments.actions.runs import settle_run
from fund.payments.models import BankEntry, BankMatch, MatchedOrder, PaymentOrder, Recovery
from fund.payments.rules.matching import BOOKED, Verdict, why_no_match
from fund.payments.workflow import MATCH, MatchState
from fund.people.actions import take_duty
from fund.people.models import Person
from fund.people.rules import DutyKind

FIELDS: Final = {Verdict.OTHER: "verdict", Verdict.RECOVERED: "recovery"}
"""The field of the form at which it is said why a line is not that; at the payments for the others."""


def propose_match(
    entry: BankEntry, *, verdict: Verdict, references: Sequence[str] = (), recovery: str = "", reason: str, by: Person
) -> BankMatch:
    """Say what a bank line is: which payments were paid or came back with it, what was paid back, or nothing to book.

    `references` are the ids that we gave to payments, or numbers of runs for all their payments at the bank;
    `recovery` is the number of what was asked back. Nothing is booked before `confirm_match`. Raises Refused when it
    does not fit, Stale when the line is booked or proposed.
    """
    if refused := policy.may_pay(by):
        raise Forbidden(refused)
    _hold(entry)
    if entry.matched in BOOKED or entry.match is not None:
        raise Stale(_("Somebody has looked at this line already. See what came of it."))
    orders = queries.orders_by_reference(references)
    claimed = queries.recovery_by_number(recovery) if recovery else None
    if why_not := why_no_match(entry, verdict, orders, claimed):
        raise Refused(why_not, field=FIELDS.get(verdict, "orders"))
    if not reason.strip():
        raise Refused(_("Write how you know."), field="reason")
    _take_duties(orders, claimed, by=by)
    match = BankMatch(
        entry_id=entry.id,
        state=MATCH.start,
        verdict=verdict,
        reason=reason.strip(),
        proposed_at=clock.now(),
        proposed_by=by,
        recovery=claimed,
        matched_orders=[MatchedOrder(order=order) for order in orders],
    )
    db.session.add(match)
    db.session.flush()
    audit.record(
        "bank_match.propose",
        match,
        by=by,
        to_state=MATCH.start.value,
        verdict=verdict.value,
        orders=[order.end_to_end_id for order in orders],
        recovery=None if claimed is None else claimed.number,
        reason=match.reason,
    )
    return match


def _hold(entry: BankEntry) -> None:
    """Let one person at a time speak about a line, and read what was said."""
    db.session.execute(select(BankEntry.id).where(BankEntry.id == entry.id).with_for_update())
    db.session.refresh(entry, attribute_names=["matches"])
    for match in entry.matches:
        db.session.refresh(match, attribute_names=["state"])


def _take_duties(orders: Sequence[PaymentOrder], recovery: Recovery | None, *, by: Person) -> None:
    cases = {order.case_id for order in orders} | ({recovery.case_id} if recovery is not None else set())
    for case_id in sorted(cases):
        take_duty(DutyKind.BANK_MATCHED, case_id, by=by)


def confirm_match(match: BankMatch, *, by: Person) -> None:
    """Book what somebody else proposed, as if the bank file had said it.

    Raises Forbidden for who proposed it and by four eyes, Refused when the payments have moved on meanwhile, Stale when
    it was confirmed or refused already.
    """
    _hold(match.entry)
    if match.state is not MatchState.PROPOSED:
        raise Stale(MATCH.stale(match))
    orders = queries.orders_by_reference([order.end_to_end_id for order in match.orders])
    recovery = None if match.recovery is None else queries.recovery_by_number(match.recovery.number)
    if why_not := why_no_match(match.entry, match.verdict, orders, recovery):
        raise Refused(why_not)
    _take_duties(orders, recovery, by=by)
    facts = {"decided_at": clock.now(), "decided_by_id": by.id}
    perform(MATCH, "confirm_match", match, by=by, facts=facts, verdict=match.verdict.value)
    if recovery is not None:
        book_line(match.entry, recovery, by=by)
    for order in orders:
        if match.verdict is Verdict.PAID:
            book_paid(order, match.entry.booked_on, by=by)
        else:
            book_returned(order, match.entry.booked_on, match.entry.return_reason or "NARR", by=by)
    for run in queries.runs_without_open_orders():
        settle_run(run, by=by)


def refuse_match(match: BankMatch, reason: str, *, by: Person) -> None:
    """Do not book what was proposed, and say why; the line can be looked at again."""
    if not reason.strip():
        raise Refused(_("Write why not."), field="reason")
    facts = {"decided_at": clock.now(), "decided_by_id": by.id, "refused_reason": reason.strip()}
    perform(MATCH, "refuse_match", match, by=by, facts=facts, reason=reason.strip())
