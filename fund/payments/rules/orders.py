"""What stands in a run: names of payments, their ids for ever, and the hash of what two persons agree on. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from fund.core.calendar import AMSTERDAM, is_target_day, next_target_day
from fund.core.i18n import Message, _
from fund.core.money import Cents
from fund.core.terms import months_after
from fund.payments.rules.pain001 import PaymentFile, Transfer
from fund.payments.rules.payable import NAMES, InstalmentFacts

MOST_IN_ONE_RUN: Final = 200
CLOSES_AT: Final = 15
"""The hour of the bank working day before payment at which the file must be with the bank."""


@dataclass(frozen=True)
class Now:
    """How a payment would be made at this moment: the amount of the plan, the account of the grantee."""

    amount: Cents
    iban: str
    holder: str
    account_id: int | None
    is_checked: bool
    why_not: Message | None = None


def purpose(position: int, count: int, *, at_settlement: bool) -> Message:
    """Name a payment for people: an advance with its number, the only payment, or the final one."""
    if at_settlement:
        return _("Final payment")
    if count == 1:
        return _("Payment at once")
    return _("Advance %(number)s\N{NO-BREAK SPACE}of\N{NO-BREAK SPACE}%(count)s", number=position, count=count)


def remittance(case_number: str, position: int, count: int, *, at_settlement: bool) -> str:
    """Describe a payment on the statement of the grantee, in Dutch (PM-07)."""
    if at_settlement:
        return f"{case_number} eindbetaling"
    return f"{case_number} betaling" if count == 1 else f"{case_number} voorschot {position} van {count}"


def end_to_end_id(case_number: str, position: int, attempt: int) -> str:
    """Make the id of a payment: case, instalment, and which try this is; never used again (P2)."""
    return f"{case_number}-{position}-{attempt}"


def content_hash(run: Any) -> str:
    """Hash everything that is agreed on: payer, day, and of every order the case, amount, account and holder."""
    said = {
        "number": run.number,
        "execute_on": run.execute_on.isoformat(),
        "payer": [run.payer_name, run.payer_iban, run.payer_bic],
        "orders": [
            [
                order.position,
                order.instalment_id,
                order.bank_account_id,
                order.amount,
                order.iban,
                order.holder,
                order.end_to_end_id,
                order.remittance,
            ]
            for order in run.orders
        ],
    }
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def difference(order: Any, now: Now) -> Message | None:
    """Say what has changed about a payment since the run was made; None when it is still exactly that."""
    if order.amount != now.amount:
        return _("The amount of %(id)s was changed after the run was made.", id=order.end_to_end_id)
    if order.iban != now.iban or order.holder != now.holder or order.bank_account_id != now.account_id:
        return _("The bank account of %(id)s was changed after the run was made.", id=order.end_to_end_id)
    if not now.is_checked:
        return _("The bank account of %(id)s is not checked.", id=order.end_to_end_id)
    return now.why_not


def differences(orders: Sequence[Any], now: dict[int, Now]) -> list[tuple[Any, Message]]:
    """List the orders that are no longer what was agreed on, with what changed; `now` is by instalment id."""
    return [(order, reason) for order in orders if (reason := difference(order, now[order.instalment_id]))]


def why_not_this_day(execute_on: date, day: date, following: date) -> Message | None:
    """Say why a run is not paid on this day: it has passed, it is far off, or banks are closed (PM-04).

    `following` is the first day from `execute_on` on which banks pay. What was agreed on is paid within a month: after
    that nobody knows whether it still holds.
    """
    if execute_on < day:
        return _("The day of payment, %(day)s, has passed. Choose a later day.", day=execute_on)
    if following > (latest := months_after(day, 1, shifts=False).day):
        return _(
            "The day of payment, %(day)s, is more than a month ahead. Choose a day until %(latest)s.",
            day=execute_on,
            latest=latest,
        )
    if following != execute_on:
        return _("Banks do not pay on %(day)s. Choose %(following)s.", day=execute_on, following=following)
    return None


def payment_file(run: Any, created_at: datetime) -> PaymentFile:
    """Say what the bank is asked to do; every payment is booked by itself, so that the bank names each one later."""
    return PaymentFile(
        message_id=f"RUN-{run.number}",
        payment_id=f"RUN-{run.number}",
        created_at=created_at,
        execution_day=run.execute_on,
        debtor_name=run.payer_name,
        debtor_iban=run.payer_iban,
        debtor_bic=run.payer_bic or None,
        batch_booking=False,
        transfers=tuple(
            Transfer(order.end_to_end_id, order.amount, order.holder, order.iban, order.remittance)
            for order in run.orders
        ),
    )


def _last_moment(execute_on: date) -> date:
    before = execute_on - timedelta(days=1)
    while not is_target_day(before):
        before -= timedelta(days=1)
    return before


def bank_closes_on(execute_on: date, day: date) -> date:
    """Answer the bank working day before the day of payment, on which the bank must have the file; at least `day`."""
    return max(_last_moment(execute_on), min(day, execute_on))


def first_day(now: datetime) -> date:
    """Answer the first day on which the bank can still pay at `now`, an aware moment."""
    there = now.astimezone(AMSTERDAM)
    day = next_target_day(there.date() + timedelta(days=1))
    while (_last_moment(day), CLOSES_AT) <= (there.date(), there.hour):
        day = next_target_day(day + timedelta(days=1))
    return day


def reason_now(facts: InstalmentFacts, granted_on: date) -> Message:
    """Say why a payment is made now: the report that was accepted, the determination, or the decision."""
    if facts.at_settlement:
        return _("The grant was determined")
    if facts.after is not None and facts.after.met_on is not None:
        return _("%(what)s was accepted on %(day)s", what=NAMES[facts.after.kind], day=facts.after.met_on)
    return _("Decision of %(day)s", day=granted_on)


@dataclass(frozen=True)
class Source:
    """What one source says of a run: how many payments and their sum in cents."""

    label: Message
    count: int
    amount: Cents


def agree(sources: Sequence[Source]) -> bool:
    """Whether every source says the same."""
    return len({(each.count, each.amount) for each in sources}) == 1
